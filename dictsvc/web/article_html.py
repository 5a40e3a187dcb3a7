"""Articles as pages show them: each piece in its language, cross references as links; licences by name.

Works on the HTML of `dictsvc.clean.html`, which is safe already and whose classes say what each thing is. Language is
what the dictionary declares unless the letters say otherwise; it guides screen readers and fonts, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple

from dictsvc import clean
from dictsvc.records import Dictionary
from dictsvc.search.wire import place

_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_PLAIN = re.compile("[\x00-\x7f‘’“”–…]*")
_PIECE = re.compile(
    r'<(li|p class="(?:example|note|text|forms)"|span class="translation")>'
    r'((?:<span class="pronunciation">[^<]*</span> )*)([^<]*)(?=<)',
    re.IGNORECASE,
)
_SEE = re.compile(r'(<p class="see">[^<]*)<span class="headword">([^<]*)</span>')
_LABEL = re.compile(r'(?<=<p class="see">)[^<]+(?= <)')
_SAME_AS = re.compile(
    r"(?<=>)((?:cũng |)(?:xem thêm|xem|như)\s+|x\.\s*)([^<>.,;:()]{1,80}?)(\s*\d?[.;]?)(?=</(?:li|p)>|<p )",
    re.IGNORECASE,
)
"""A sense, a note or an example that is nothing but `xem X`: no reference of the file, but read as one."""
_SENSES = '<ol class="senses">'
SEEN = 12
"""Cross references of an article that are looked up."""

_LICENCES = {
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.vi"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.vi"),
    "CC-BY-SA-3.0": ("CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/deed.vi"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/deed.vi"),
    "GPL-2.0-only": ("GNU GPL 2", "https://www.gnu.org/licenses/old-licenses/gpl-2.0.html"),
    "GPL-2.0-or-later": ("GNU GPL 2 trở lên", "https://www.gnu.org/licenses/old-licenses/gpl-2.0.html"),
    "GPL-3.0-only": ("GNU GPL 3", "https://www.gnu.org/licenses/gpl-3.0.html"),
    "GPL-3.0-or-later": ("GNU GPL 3 trở lên", "https://www.gnu.org/licenses/gpl-3.0.html"),
    "MIT": ("MIT", "https://opensource.org/license/mit"),
}


class Link(NamedTuple):
    """What is shown, and where it leads ('' for nowhere)."""

    text: str
    href: str


def page_address(mount: str, dictionary: str, headword: str, offset: int = 0, *, room: str = "tra") -> str:
    """Address of a word's page, which ends as `search.wire.place` says.

    offset: of the first entry. room: `entries` for the address of the same as JSON.
    """
    address = f"{mount}/{room}/{dictionary}{place(headword.encode()).decode()}"
    return f"{address}{'&' if '?' in address else '?'}offset={offset}" if offset else address


def language(text: str, declared: str) -> str:
    """BCP 47 language of a piece of text in a dictionary that says `said`; '' unknown."""
    words = text.split()
    if declared != "vi":
        return "vi" if sum(bool(_VIETNAMESE.search(word)) for word in words) * 3 > len(words) else declared
    if len(words) > 1 and _PLAIN.fullmatch(text) and any(char.isalpha() for char in text):
        return "en"
    return "vi"


def article(text: str, dictionary: Dictionary, address: Callable[[str], str | None] = lambda headword: None) -> str:
    """Safe HTML of an article. address: a headword of the same dictionary -> the address of its page, if it has one."""

    def spoken(match: re.Match[str]) -> str:
        opening, pronounced, content = match[1], match[2], match[3]
        of_source = opening.endswith(('"example"', '"forms"'))
        found = language(unescape(content), dictionary.source_language if of_source else dictionary.target_language)
        return f'<{opening} lang="{escape(found)}">{pronounced}{content}' if found and content.strip() else match[0]

    def linked(match: re.Match[str]) -> str:
        names = unescape(match[2]).split("; ")
        links = []
        for at, name in enumerate(names):
            found = address(name) if at < SEEN else None
            shown = escape(name, quote=False)
            links.append(f'<a href="{escape(found)}">{shown}</a>' if found else shown)
        lang = f' lang="{escape(dictionary.source_language)}"' if dictionary.source_language else ""
        return f'{match[1]}<span class="headword"{lang}>{"; ".join(links)}</span>'

    looked_up = 0

    def referring(match: re.Match[str]) -> str:
        nonlocal looked_up
        looked_up += 1
        found = address(unescape(match[2])) if looked_up <= SEEN else None
        if found is None:
            return match[0]
        lang = f' lang="{escape(dictionary.source_language)}"' if dictionary.source_language else ""
        return f'{match[1]}<a href="{escape(found)}"{lang}>{match[2]}</a>{match[3]}'

    return _SAME_AS.sub(referring, _SEE.sub(linked, _PIECE.sub(spoken, clean.html(text))))


def parted(text: str, dictionary: Dictionary, address: Callable[[str], str | None], most: int) -> tuple[str, str]:
    """The same in two pieces, the first of about `most` characters of the stored article; '' for what would be short.

    An article is parted where a sense, a part of speech or an idiom begins; numbers of senses go on.
    """
    lines = text.split("\n")
    size = 0
    for at, line in enumerate(lines):
        size += len(line)
        if at and size > most and line[:1] in ("-", "*", "!", "<") and lines[at - 1][:1] != "*":
            head, tail = "\n".join(lines[:at]), "\n".join(lines[at:])
            if len(tail) < most / 4:
                break
            first, second = article(head, dictionary, address), article(tail, dictionary, address)
            if line[:1] == "-" and first.endswith("</ol>"):
                numbered = first[first.rindex(_SENSES) :].count("<li") + 1
                second = second.replace(_SENSES, f'{_SENSES[:-1]} start="{numbered}">', 1)
            return first, second
    return article(text, dictionary, address), ""


def labelled(html: str, said: Callable[[str], str], language: str) -> str:
    """HTML of an article with the labels of its cross references in another language. said: what each is in it."""

    def label(match: re.Match[str]) -> str:
        return f'<span lang="{language}">{escape(said(match[0]))}</span>'

    return _LABEL.sub(label, html)


def licence(text: str) -> Link:
    """A licence by its SPDX name or as the dictionary words it."""
    known = _LICENCES.get(text)
    return Link(*known) if known else source(text)


def source(text: str) -> Link:
    """Where a dictionary comes from; a web address becomes a link."""
    if re.fullmatch(r"https?://[^\s\"<>]+", text):
        return Link(re.sub(r"^https?://(?:www\.)?", "", text).rstrip("/"), text)
    return Link(text, "")

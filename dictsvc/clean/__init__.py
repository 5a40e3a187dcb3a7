"""Untrusted definitions into one canonical, storable form, and that form into what people see.

`entry` makes the article of an entry: lines whose first character says what they are (`dictsvc.clean.marks`).
`makers` knows what the marks of each maker of files mean, `debris` what still looks like one. `text`, `html`, `gloss`,
`parts` and `references` show an article. Everything is a pure function at module level, fit for worker processes.
Knows no file format, no database and no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dictsvc.clean import bilingual, debris, makers
from dictsvc.clean.article import LABELS, Parts, gloss, html, parts, references, text
from dictsvc.clean.characters import collapse, scrub
from dictsvc.clean.marks import MARKS, lines_of, numbered_once, pronunciation_of
from dictsvc.clean.markup import has_tags, lines_of_html, lines_of_xml, safe_line, unescaped
from dictsvc.records import Entry
from dictsvc.vietnamese import syllable

__all__ = [
    "LABELS",
    "Cleaned",
    "Parts",
    "debris",
    "entry",
    "gloss",
    "headword",
    "html",
    "makers",
    "parts",
    "references",
    "text",
]

VERSION = 6
"""Raised when the cleaner makes another article of the same entry (tests/operations/test_versions.py notices it)."""
OLD_TONES = "tone placement hòa"
NEW_TONES = "tone placement hoà"


class Cleaned(NamedTuple):
    """An entry ready to be stored.

    headword, alternates: NFC, shown as they are; headword '' where nothing remains. article: '' where the definition
    says nothing. findings: short fixed names of what was unusual, each once; `tone placement hòa` and `… hoà` say
    which convention the headword follows, so that a dictionary with both can be told to be mixed.
    """

    headword: str
    alternates: tuple[str, ...]
    article: str
    findings: tuple[str, ...]


def entry(raw: Entry, rows: tuple[str, ...] = ()) -> Cleaned:
    """The canonical form of an entry; idempotent on an article given back with markup `lines`.

    rows: what `makers.of` found in its file.
    """
    found: set[str] = set()
    name = headword(raw.headword, found)
    if not name.isascii() and (tones := _placement(name)) is not None:
        found.add(tones)
    lines = numbered_once(_lines(raw, name, found, rows))
    if rows:
        chosen = makers.rows(rows)
        if chosen.references and ("xem" in raw.definition or "Xem" in raw.definition):
            lines = makers.referring(lines, name)
        if chosen.bilingual and raw.markup != "lines":
            lines = bilingual.translated(lines)
    if raw.pronunciation or raw.part_of_speech:
        lines = _with_fields(raw, lines, found)
    if raw.see:
        named = dict.fromkeys(headword(reference, found) for reference in raw.see)
        lines = [*_without(lines, named), "~" + "; ".join(filter(None, named))]
    if _says_nothing(lines):
        lines = []
    elif lines[-1][0] == "*" and all(line[0] == "*" for line in lines):
        lines = [" " + line[1:] for line in lines]  # `* thành ngữ trifle`: not a part of speech but all there is
    alternates: tuple[str, ...] = ()
    if raw.alternates:
        cleaned = dict.fromkeys(headword(spelling, found) for spelling in raw.alternates)
        alternates = tuple(spelling for spelling in cleaned if spelling and spelling != name)
    return Cleaned(name, alternates, "\n".join(lines), tuple(sorted(found)) if found else ())


def headword(raw: str, findings: set[str] | None = None) -> str:
    """A headword as it is shown: NFC, without what is invisible, outer spaces, and the @ of old files."""
    name = collapse(scrub(raw, set() if findings is None else findings))
    if name[:1] == "@" and len(name) > 1:
        name = collapse(scrub(name.lstrip("@ "), set())) or name  # what stood on the @ stands on nothing now
    return name


def _lines(raw: Entry, name: str, found: set[str], rows: tuple[str, ...]) -> list[str]:
    definition = raw.definition
    if raw.markup == "lines":
        return _canonical(definition, found)
    definition = scrub(definition, found)
    if raw.markup == "phonetic":
        pronunciation = pronunciation_of(collapse(definition))
        return ["/" + pronunciation] if pronunciation else []
    if raw.markup in ("xdxf", "pango"):
        return lines_of_xml(definition, name, found)
    if "<" in definition and has_tags(definition):
        return lines_of_html(definition, name, found, rows)
    return lines_of(unescaped(definition, found), name, found, rows=rows)


def _canonical(article: str, found: set[str]) -> list[str]:
    """Lines that already carry their marks: each cleaned, unknown marks made other text, empty lines dropped."""
    out: list[str] = []
    for raw in scrub(article, found).split("\n"):
        mark = raw[:1]
        if mark == "<":
            if shown := safe_line(raw):
                out.append(shown)
            continue
        if mark not in MARKS:
            mark, raw = " ", " " + raw
        if rest := collapse(raw[1:]):
            if mark == "+" and (not out or out[-1][0] != "="):
                mark = " "
            out.append(mark + rest)
    return out


def _with_fields(raw: Entry, lines: list[str], found: set[str]) -> list[str]:
    first: list[str] = []
    pronunciation = pronunciation_of(collapse(scrub(raw.pronunciation, found).replace("\n", " ")))
    if pronunciation and not any(line[0] == "/" for line in lines):
        first.append("/" + pronunciation)
    speech = collapse(scrub(raw.part_of_speech, found).replace("\n", " "))
    if speech and not any(line[0] == "*" for line in lines):
        first.append("*" + speech)
    return first + lines


def _without(lines: list[str], named: Iterable[str]) -> list[str]:
    """Lines without those that say nothing, or that only name the headwords referred to."""
    return [line for line in lines if not _says_nothing([line]) and not (line[0] in "- " and line[1:] in named)]


_NOTHING = re.escape(" -–—.,;:*={}[]()|_/\\<>~+&")
_SAYS = re.compile(f"<|.[{_NOTHING}]*[^{_NOTHING}]", re.DOTALL)


def _says_nothing(lines: list[str]) -> bool:
    """Whether only punctuation is left, as `-`, `.` or `- {}` in real files."""
    return not any(map(_SAYS.match, lines))


def _placement(name: str) -> str | None:
    """The tone placement of a headword by its first syllable that tells; cheap for the many that cannot."""
    if not _MAY_BE_OPEN.search(name):
        return None
    for match in _OPEN.finditer(name):
        part = match[0]
        if (style := syllable.placement(part)) is not None and syllable.split(part) is not None:
            return OLD_TONES if style == "old" else NEW_TONES
    return None


_MAY_BE_OPEN = re.compile("[òóỏõọùúủũụou][aeàáảãạèéẻẽẹyỳýỷỹỵ]", re.IGNORECASE)
_OPEN = re.compile(
    r"(?<![^\W\d_])[^\W\d_]{0,3}(?:[òóỏõọ][ae]|[ùúủũụ]y|o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![^\W\d_])", re.IGNORECASE
)

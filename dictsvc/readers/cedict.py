"""CC-CEDICT: Chinese headwords in both scripts, their reading in pinyin with numbers, equivalents between slashes.

    # comment            #! name=value            a comment that states something
    學習 学习 [xue2 xi2] /to learn/to study/       traditional, simplified, reading, senses

The traditional form is the headword, since Hán–Việt readings are those of traditional characters; the simplified one
leads to it. CVDICT (Chinese–Vietnamese) and others have the same form. After the wiki page of CC-CEDICT's format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dictsvc.errors import SourceError
from dictsvc.readers import encodings
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.records import Entry, Rejected

LINE = re.compile(r"(\S+) (\S+) \[\[?([^\[\]]*)\]?\] */(.+)/\s*")
"""A line of an entry: traditional, simplified, reading, senses between slashes."""
_SYLLABLE = re.compile(r"([A-Za-zÜüVv:]+)([1-5])")
_READING = re.compile(r"\[([A-Za-zÜü:0-9 ,·]+)\]")
_MARKS = ("", "\u0304", "\u0301", "\u030c", "\u0300", "")
_TARGETS = {"cc-cedict": "en", "cvdict": "vi", "handedict": "de", "cfdict": "fr"}


def open_cedict(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """A file in CC-CEDICT's format. SourceError where it has no line of one."""
    chosen = encodings.choose(path, encoding, limits)
    stated: dict[str, str] = {}
    about: list[str] = []
    found = False
    for line in islice(encodings.lines(path, chosen.name, limits), 2000):
        if line.text.startswith("#!"):
            name, _, value = line.text[2:].partition("=")
            stated[name.strip().lower()] = value.strip()
        elif line.text.startswith("#"):
            about.append(line.text[1:].strip())
        elif LINE.fullmatch(line.text):
            found = True
            break
    if not found:
        raise SourceError(
            "{file} has no line as CC-CEDICT has them (traditional simplified [pin1 yin1] /sense/sense/).",
            file=path.name,
        )
    title = next((text for text in about if text), "")
    named = f"{title} {path.name}".casefold()
    return Source(
        format="cedict",
        encoding=chosen.name,
        why=chosen.why,
        files=(path,),
        metadata=SourceMetadata(
            title=title[:200],
            source_language="zh",
            target_language=next((tag for name, tag in _TARGETS.items() if name in named or name[3:] in named), ""),
            licence=stated.get("license", ""),
            source=stated.get("publisher", ""),
            description="\n".join(about)[:2000],
            markup="lines",
        ),
        limits=limits,
        read=lambda source: _items(source, path),
    )


def _items(source: Source, path: Path) -> Iterator[Item]:
    for line in encodings.lines(path, source.encoding, source.limits, source.progress):
        text = line.text.strip()
        if not text or text.startswith("#"):
            continue
        where = f"line {line.number}"
        if line.mended:
            source.found("undecodable bytes", where)
        match = LINE.fullmatch(text)
        if match is None:
            yield Rejected(where, "no line of CC-CEDICT", text[:80])
            continue
        traditional, simplified, reading, senses = match.groups()
        meant = [_READING.sub(lambda found: f"[{pinyin(found[1])}]", sense.strip()) for sense in senses.split("/")]
        lines = ["-" + sense for sense in meant if sense]
        others = (simplified,) if simplified != traditional else ()
        if not lines:
            yield Rejected(where, "no definition", traditional[:80])
            continue
        yield Entry(traditional, "\n".join(lines), "lines", pinyin(reading), alternates=others, where=where)


def pinyin(numbered: str) -> str:
    """A reading with its tones as marks: on a or e, else on the o of ou, else on the last vowel.

    >>> pinyin("xue2 xi2 lu:4 gui4 er2")
    'xué xí lǜ guì ér'
    """
    return _SYLLABLE.sub(_marked, numbered)


def _marked(match: re.Match[str]) -> str:
    letters = match[1].replace("u:", "ü").replace("U:", "Ü").replace("v", "ü")
    lower = letters.lower()
    vowel = next((lower.index(letter) for letter in ("a", "e", "ou") if letter in lower), -1)
    if vowel < 0:
        vowel = max(map(lower.rfind, "iouü"))
    if vowel < 0:
        return letters
    return unicodedata.normalize("NFC", letters[: vowel + 1] + _MARKS[int(match[2])] + letters[vowel + 1 :])

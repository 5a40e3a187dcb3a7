"""The values that cross rooms, all frozen. No behaviour beyond what a value can say of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Markup = Literal["plain", "lines", "html", "xdxf", "pango", "phonetic"]
"""How the text of a definition is to be understood.

plain     text as the file has it; may hold FVDP marks in a row (`* noun - meaning =example+translation`),
          a literal backslash-n, or text in angle brackets that is no tag
lines     structure already known to the reader: one line each, first character says what it is
          (see `dictsvc.clean`)
html      HTML (StarDict type h, MDX); xdxf, pango: those XML vocabularies (StarDict types x, g)
phonetic  a pronunciation, nothing else (StarDict types t, y)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a reader found it: untrusted, not normalised.

    headword: as in the file. definition: the text, to be understood by `markup`.
    alternates: further spellings that lead to this entry (StarDict .syn, dictd duplicates).
    where: its place for people, such as `dòng 12` style "line 12" or "offset 4096".
    """

    headword: str
    definition: str
    markup: Markup = "plain"
    pronunciation: str = ""
    part_of_speech: str = ""
    alternates: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that is no entry and was left out: where, why (a short fixed reason, for counting), and a sample."""

    where: str
    reason: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unusual in an entry that was kept: a short fixed name, for counting, and where."""

    where: str
    name: str

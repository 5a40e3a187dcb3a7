"""The values that cross rooms, all frozen. No behaviour beyond what a value can say of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Markup = Literal["plain", "lines", "html", "xdxf", "pango", "phonetic"]
"""How the text of a definition is to be understood.

plain     text as the file has it; may hold FVDP marks in a row (`* noun - meaning =example+translation`),
          a literal backslash-n, or text in angle brackets that is no tag
lines     structure already known to the reader: one line each, first character says what it is
          (see `dictsvc.clean`)
html      HTML (StarDict type h, MDX); xdxf, pango: those XML vocabularies (StarDict types x, g)
phonetic  a pronunciation, nothing else (StarDict types t, y)
"""


RELATIONS = {"synonym": "đồng nghĩa", "antonym": "trái nghĩa", "see": "xem thêm"}
"""What other headwords may be to an entry -> the label before them in its article."""

ID = r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"
"""Regular expression of a dictionary's id, which stands in addresses and in names of folders."""


class Entry(NamedTuple):
    """One entry as a reader found it: untrusted, not normalised.

    headword: as in the file. definition: the text, to be understood by `markup`.
    alternates: further spellings that lead to this entry (StarDict .syn, dictd duplicates).
    see: headwords that it refers to, where the format says so; with one it needs no definition.
    where: its place in the file, for people, such as "line 12" or "entry 4096"; '' where the format tells none.

    A named tuple, unlike the other values: each entry of a file is made, sent to a process that cleans and made again
    there, for which a frozen dataclass takes a fifth longer.
    """

    headword: str
    definition: str
    markup: Markup = "plain"
    pronunciation: str = ""
    part_of_speech: str = ""
    alternates: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record of a file that is no entry and was left out.

    where: its place. reason: short and fixed, for counting. sample: the beginning of it.
    """

    where: str
    reason: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unusual in an entry that was kept: a short fixed name, for counting, and where."""

    where: str
    name: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dictionary as one generation of the catalogue names it.

    id: short, lower-case, for addresses. position: the admin's order, ascending. source_language, target_language:
    BCP 47, '' unknown. folder: name of its index below indexes/. entries, headwords: counts. loaded_at: ISO 8601, UTC.
    fingerprint: of source files and metadata, to know the same again. bundled: version of the bundled dictionary it
    came from, '' for others. set_fields: names of those that an admin set, which stay
    whatever a newer file says, and `bundled` where an admin went back from a newer bundled version. file: absolute
    path or address it was loaded from, '' unknown. read_by: format, and versions of its
    reader and of the cleaner, such as "tsv 1.1"; '' where an earlier dictsvc did not note it.
    """

    id: str
    title: str
    folder: str
    position: int = 0
    source_language: str = ""
    target_language: str = ""
    licence: str = ""
    source: str = ""
    description: str = ""
    hidden: bool = False
    entries: int = 0
    headwords: int = 0
    loaded_at: str = ""
    fingerprint: str = ""
    bundled: str = ""
    set_fields: tuple[str, ...] = ()
    file: str = ""
    read_by: str = ""


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the catalogue; never changed once published. number 0: nothing was ever loaded.

    action: what led to it, such as "load viet-anh". report: what the action found, as plain values. frequencies:
    language (the first part of its tag) -> name of an admin's word counts below generations/.
    """

    number: int
    made_at: str
    action: str
    dictionaries: tuple[Dictionary, ...]
    report: dict[str, object]
    frequencies: Mapping[str, str] = field(default_factory=dict)

    def find(self, id: str) -> Dictionary | None:
        """The dictionary of an id; None where there is none."""
        return next((dictionary for dictionary in self.dictionaries if dictionary.id == id), None)

    def without(self, id: str) -> tuple[Dictionary, ...]:
        """All its dictionaries but the one of an id, in their order."""
        return tuple(dictionary for dictionary in self.dictionaries if dictionary.id != id)

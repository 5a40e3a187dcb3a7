"""What a hit shows of each document: headword, gloss, frequency, number of homographs.

cards.bin   one record a document: headword, U+001F, gloss in UTF-8; where several entries stand under the headword
            U+001F and their number
            of a joined index: headword, then of each dictionary that has it, in the admin's order, U+001F, its number
            among the members (0 first), U+001F, gloss, U+001F, how many entries it has
cards.off   u32: where each document's record starts, and the end of the last (n + 1 values)
cards.zipf  u16: zipf value of each document in hundredths
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import NamedTuple, TypeAlias

from dictsvc.errors import SourceError
from dictsvc.index import files
from dictsvc.index.files import Sections

NAMES = ("cards.bin", "cards.off", "cards.zipf")
ENTRY = "\x1f%d\x1f%s\x1f%d"
"""What a record of a joined index has of each dictionary: number, gloss, homographs."""
GLOSS = 80
"""Longest gloss in UTF-8 bytes; it is one line in a list."""
_FULL = 0xFFFF_FFFF


class Card(NamedTuple):
    """headword: NFC, as written. gloss: one line. zipf: frequency in hundredths of a zipf value; 0: never offered."""

    headword: str
    gloss: str
    zipf: int
    homographs: int


class Writer:
    """Takes the cards of documents 0, 1, 2 …"""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = files.Output(folder / "cards.bin")
        self._starts = array("I", [0])
        self._zipfs = array("H")
        self._at = 0

    def add(self, headword: bytes, gloss: bytes, zipf: int, homographs: int) -> None:
        """Headword and gloss in UTF-8, without control characters."""
        record = (
            b"%b\x1f%b" % (headword, gloss) if homographs == 1 else b"%b\x1f%b\x1f%d" % (headword, gloss, homographs)
        )
        self.add_record(record, zipf)

    def add_record(self, record: bytes, zipf: int) -> None:
        """A record as it stands on disk."""
        self._at += self._data.write(record)
        if self._at > _FULL:
            raise SourceError("The dictionary is too large: its headwords and glosses pass 4 GiB; split it in two.")
        self._starts.append(self._at)
        self._zipfs.append(zipf)

    def finish(self) -> None:
        """Write the offsets and the frequencies."""
        self._data.close()
        files.write_array(self._folder / "cards.off", self._starts)
        files.write_array(self._folder / "cards.zipf", self._zipfs)


Record: TypeAlias = list[bytes]
"""Headword, then of each dictionary that has it its number among those that are asked, gloss and homographs, in their
order; UTF-8 and decimal digits, as on disk. A reply is written from it without taking it further apart."""


def entries(record: Record) -> list[tuple[int, str, int]]:
    """(number of a dictionary, gloss, homographs) of each that has the headword."""
    rest = iter(record[1:])
    return [
        (int(number), gloss.decode(), int(homographs))
        for number, gloss, homographs in zip(rest, rest, rest, strict=True)
    ]


class Cards:
    """The cards of a published index."""

    def __init__(self, sections: Sections) -> None:
        self._data = sections["cards.bin"]
        self._starts = files.u32(sections["cards.off"])
        self.zipfs = files.u16(sections["cards.zipf"])
        """The frequency of each document alone."""

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, document: int) -> Card:
        headword, gloss, homographs = self.fields(document)
        return Card(headword, gloss, self.zipfs[document], homographs)

    def headword(self, document: int) -> str:
        """The headword alone."""
        starts = self._starts
        return self._data[starts[document] : starts[document + 1]].tobytes().partition(b"\x1f")[0].decode()

    def fields(self, document: int) -> tuple[str, str, int]:
        """(headword, gloss, homographs) as a plain tuple, at half the price of a card: of the first dictionary."""
        headword, _, gloss, homographs, *_ = self.record(document)
        return headword.decode(), gloss.decode(), int(homographs)

    def record(self, document: int) -> Record:
        """The record of a document; its dictionary is number 0."""
        record = self._stored(document)
        record.insert(1, b"0")
        if len(record) == 3:
            record.append(b"1")
        return record

    def _stored(self, document: int) -> list[bytes]:
        starts = self._starts
        return self._data[starts[document] : starts[document + 1]].tobytes().split(b"\x1f")


class JoinedCards(Cards):
    """The cards of a joined index."""

    record = Cards._stored
    """The record of a document; a dictionary's number is that among the members."""

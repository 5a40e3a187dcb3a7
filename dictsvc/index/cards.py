"""What a hit shows of each document: headword, gloss, frequency, number of homographs.

cards.bin   one record a document: u16 zipf value in hundredths, u16 entries under the headword (65,535 = that many
            or more), then headword, U+001F, gloss in UTF-8
cards.off   u32: where each document's record starts, and the end of the last (n + 1 values)
"""

from __future__ import annotations

from array import array
from pathlib import Path
from struct import Struct
from typing import NamedTuple

from dictsvc.errors import SourceError
from dictsvc.index import files

NAMES = ("cards.bin", "cards.off")
GLOSS = 80
"""Longest gloss in UTF-8 bytes; it is one line in a list."""
_HEAD = Struct("<HH")
_FULL = 0xFFFF_FFFF


class Card(NamedTuple):
    """headword: NFC, as written. gloss: one line. zipf: hundredths of wordfreq's zipf value, 0 where unknown."""

    headword: str
    gloss: str
    zipf: int
    homographs: int


class Writer:
    """Takes the cards of documents 0, 1, 2 …"""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = (folder / "cards.bin").open("wb", buffering=1 << 20)
        self._starts = array("I", [0])
        self._at = 0

    def add(self, headword: bytes, gloss: bytes, zipf: int, homographs: int) -> None:
        """Headword and gloss in UTF-8, without control characters."""
        self._at += self._data.write(b"%b%b\x1f%b" % (_HEAD.pack(zipf, min(homographs, 0xFFFF)), headword, gloss))
        if self._at > _FULL:
            raise SourceError("The dictionary is too large: its headwords and glosses pass 4 GiB; split it in two.")
        self._starts.append(self._at)

    def finish(self) -> None:
        """Write the offsets."""
        self._data.close()
        files.write_array(self._folder / "cards.off", self._starts)


class Cards:
    """The cards of a published index."""

    def __init__(self, folder: Path) -> None:
        self._data = files.map_bytes(folder / "cards.bin")
        self._starts = files.map_u32(folder / "cards.off")

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, document: int) -> Card:
        headword, gloss, homographs = self.fields(document)
        return Card(headword, gloss, self.zipf(document), homographs)

    def fields(self, document: int) -> tuple[str, str, int]:
        """(headword, gloss, homographs) as a plain tuple, at half the price of a card; an answer takes ten."""
        data = self._data
        start = self._starts[document]
        headword, _, gloss = data[start + 4 : self._starts[document + 1]].decode().partition("\x1f")
        return headword, gloss, data[start + 2] | data[start + 3] << 8

    def zipf(self, document: int) -> int:
        """The frequency alone."""
        start = self._starts[document]
        return self._data[start] | self._data[start + 1] << 8

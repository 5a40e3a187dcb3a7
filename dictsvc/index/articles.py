"""The cleaned articles (`clean`'s canonical text) of each document, in small compressed blocks.

articles.bin    zlib streams, one after another; a stream holds consecutive documents separated by U+001D, the
                articles of one document by U+001E
articles.sample bytes that every stream may refer back to (a preset dictionary of zlib)
articles.first  u32: first document of each block
articles.off    u64: where each block starts in articles.bin, and the end of the last (n + 1 values)
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_right
from pathlib import Path

from dictsvc.errors import IndexDamaged
from dictsvc.index import files
from dictsvc.index.files import Sections

NAMES = ("articles.bin", "articles.sample", "articles.first", "articles.off")
BLOCK = 1024
"""Bytes of text after which a block is closed: 7 µs to inflate. With the sample such small blocks still take less room
(0.46 of the text) than ones of 4 KiB without (0.50, and 21 µs)."""
LONG_BLOCK = BLOCK * 3 // 4
"""Compressed bytes that no block of short documents has."""
KEPT = 1 << 16
"""Bytes of the largest block that is kept at hand for its next document: who reads one after another meets each block
once. Definitions that are asked for again and again are remembered by the search, as they are shown."""
SAMPLE = 4096
"""Bytes of the sample."""


class Writer:
    """Takes the articles of documents 0, 1, 2 …"""

    def __init__(self, folder: Path, sample: bytes) -> None:
        self._folder = folder
        sample = sample[:SAMPLE] or b"\n"
        (folder / "articles.sample").write_bytes(sample)
        self._fresh = zlib.compressobj(6, zdict=sample)
        self._data = files.Output(folder / "articles.bin")
        self._first = array("I")
        self._starts = array("Q", [0])
        self._pending: list[bytes] = []
        self._size = 0
        self._documents = 0

    def add(self, articles: list[bytes]) -> None:
        """All articles under one headword, in UTF-8."""
        text = b"\x1e".join(articles)
        if not self._pending:
            self._first.append(self._documents)
        self._pending.append(text)
        self._documents += 1
        self._size += len(text)
        if self._size >= BLOCK:
            self._flush()

    def _flush(self) -> None:
        if self._pending:
            stream = self._fresh.copy()  # to copy costs less than to take the sample in anew
            packed = stream.compress(b"\x1d".join(self._pending)) + stream.flush()
            self._starts.append(self._starts[-1] + self._data.write(packed))
            self._pending = []
            self._size = 0

    def finish(self) -> None:
        """Write the last block and the offsets."""
        self._flush()
        self._data.close()
        files.write_array(self._folder / "articles.first", self._first)
        files.write_array(self._folder / "articles.off", self._starts)


class Articles:
    """The articles of a published index."""

    def __init__(self, sections: Sections) -> None:
        self._data = sections["articles.bin"]
        self._sample = bytes(sections["articles.sample"])
        self._first = files.u32(sections["articles.first"])
        self._starts = files.u64(sections["articles.off"])
        self._last: tuple[int, list[bytes]] = -1, []

    def __getitem__(self, document: int) -> list[str]:
        """The articles of a document, in the order of the source."""
        number = bisect_right(self._first, document) - 1
        last, texts = self._last
        if last != number:
            texts = self._inflate(number)
            if sum(map(len, texts)) <= KEPT:
                self._last = number, texts
        return texts[document - self._first[number]].decode().split("\x1e")

    def is_long(self, document: int) -> bool:
        """Whether the articles of a document have more than some 1,500 bytes, about: only the last document of a block
        may, and the block is then larger than others."""
        number = bisect_right(self._first, document)
        if number < len(self._first) and self._first[number] != document + 1:
            return False
        return self._starts[number] - self._starts[number - 1] > LONG_BLOCK

    def _inflate(self, number: int) -> list[bytes]:
        try:
            stream = zlib.decompressobj(zdict=self._sample)
            text = stream.decompress(self._data[self._starts[number] : self._starts[number + 1]])
            if not stream.eof:
                raise zlib.error("cut short")
            return text.split(b"\x1d")
        except zlib.error as error:
            raise IndexDamaged(
                "articles.bin: block {number} is damaged ({error})", number=number, error=error
            ) from error

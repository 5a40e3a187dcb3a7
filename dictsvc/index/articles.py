"""The cleaned articles (`clean`'s canonical text) of each document, in small compressed blocks.

articles.bin    zlib streams, one after another; a stream holds consecutive documents separated by U+001D, the
                articles of one document by U+001E
articles.first  u32: first document of each block
articles.off    u64: where each block starts in articles.bin, and the end of the last (n + 1 values)
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

from dictsvc.errors import IndexDamaged
from dictsvc.index import files

NAMES = ("articles.bin", "articles.first", "articles.off")
BLOCK = 4096
"""Bytes of text after which a block is closed: about 15 µs to inflate."""


class Writer:
    """Takes the articles of documents 0, 1, 2 …"""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = (folder / "articles.bin").open("wb", buffering=1 << 20)
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
            self._starts.append(self._starts[-1] + self._data.write(zlib.compress(b"\x1d".join(self._pending), 6)))
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

    def __init__(self, folder: Path) -> None:
        self._path = folder / "articles.bin"
        self._data = files.map_bytes(self._path)
        self._first = files.map_u32(folder / "articles.first")
        self._starts = files.map_u64(folder / "articles.off")
        self._block = lru_cache(maxsize=64)(self._inflate)

    def __getitem__(self, document: int) -> list[str]:
        """The articles of a document, in the order of the source."""
        number = bisect_right(self._first, document) - 1
        return self._block(number)[document - self._first[number]].decode().split("\x1e")

    def _inflate(self, number: int) -> list[bytes]:
        try:
            return zlib.decompress(self._data[self._starts[number] : self._starts[number + 1]]).split(b"\x1d")
        except zlib.error as error:
            raise IndexDamaged(f"{self._path}: block {number} is damaged ({error}); run `dictsvc rebuild`") from error

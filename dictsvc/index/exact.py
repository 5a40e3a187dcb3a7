"""Documents by headword exactly as it is written (NFC): a hash table, for whoever has a headword and wants its entries.

exact.hash   u32, bucket by bucket: the document in the low bits, above it as many bits of the hash as there is room
                 for, so that a headword that is not there is told from its neighbours without reading a card
exact.at     u32: where each bucket starts in exact.hash, and the end of the last

The hash is the CRC-32 of the UTF-8 text; its high bits choose the bucket.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from dictsvc.index import files
from dictsvc.index.cards import Cards
from dictsvc.index.files import Sections

NAMES = ("exact.hash", "exact.at")
_EACH = 4
"""Headwords of a bucket, on average: together 5 bytes a headword."""


def write(folder: Path, headwords: Sequence[str]) -> None:
    """Headwords of documents 0, 1, 2 …, each once."""
    import numpy as np  # only loading needs it

    count = len(headwords)
    buckets = _buckets(count)
    hashes = np.fromiter((crc32(headword.encode()) for headword in headwords), np.uint64, count)
    bucket = hashes * np.uint64(buckets) >> np.uint64(32)
    order = np.argsort(bucket, kind="stable")
    bits = np.uint64(_bits(count))
    values = (hashes << bits | np.arange(count, dtype=np.uint64)) & np.uint64(0xFFFF_FFFF)
    starts = np.r_[0, np.cumsum(np.bincount(bucket.astype(np.int64), minlength=buckets))]
    (folder / NAMES[0]).write_bytes(values[order].astype("<u4").tobytes())
    (folder / NAMES[1]).write_bytes(starts.astype("<u4").tobytes())


def _buckets(count: int) -> int:
    return count // _EACH + 1


def _bits(count: int) -> int:
    """Bits of the highest document number."""
    return max(count - 1, 0).bit_length()


class Exact:
    """The table of a published index, beside its cards."""

    def __init__(self, sections: Sections, cards: Cards) -> None:
        self._values = files.u32(sections[NAMES[0]])
        self._starts = files.u32(sections[NAMES[1]])
        self._headword = cards.headword
        count = len(cards)
        self._buckets = _buckets(count)
        self._bits = _bits(count)
        self._low = (1 << self._bits) - 1
        self._high = 0xFFFF_FFFF >> self._bits
        if len(self._values) != count or len(self._starts) != self._buckets + 1:
            raise ValueError(f"{NAMES[0]}: {len(self._values)} headwords, cards: {count}")

    def get(self, headword: str) -> int | None:
        """Document of a headword that is written just so, or None."""
        wanted = crc32(headword.encode())
        bucket = wanted * self._buckets >> 32
        first, end = self._starts[bucket : bucket + 2]
        mark, bits = wanted & self._high, self._bits
        for value in self._values[first:end]:
            if value >> bits == mark and self._headword(document := value & self._low) == headword:
                return document
        return None

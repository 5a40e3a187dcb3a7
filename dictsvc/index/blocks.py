"""Keys under uncrowded prefixes, in blocks of at most `prefixes.CROWDED`, scanned one by one.

blocks.marisa   folded prefix -> block number by trie id; no prefix is a prefix of another
blocks.bin      UTF-8 text, one line a key: what follows the prefix in the folded key, TAB, letters ('' where they
                equal the folded key), TAB, tone codes joined by a comma ('' for none), TAB, document, and for
                respelt keys TAB and the shortest prefix length that counts; lines in document order
blocks.off      u32, by trie id: where the block starts in blocks.bin, then its end (2 n values)
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterable
from pathlib import Path

from dictsvc.index import files, tries
from dictsvc.index.postings import Postings
from dictsvc.vietnamese.match import VARIANT, Query, classify, is_whole

NAMES = ("blocks.marisa", "blocks.bin", "blocks.off")
_PLACE = 48


class Writer:
    """Collects blocks and writes the three files."""

    def __init__(self, folder: Path, postings: Postings) -> None:
        self._folder = folder
        self._postings = postings
        self._data = (folder / "blocks.bin").open("wb")
        self._spans: dict[str, tuple[int, int]] = {}
        self._at = 0

    def add(self, length: int, ranges: Iterable[tuple[int, int]]) -> None:
        """Postings first … end-1 of each range become a block under their first `length` letters."""
        columns = self._postings
        for first, end in ranges:
            prefix = columns.folded[first][:length]
            lines = []
            for at in sorted(range(first, end), key=columns.documents.__getitem__):
                folded, letters, tones = columns.folded[at], columns.letters[at], columns.tones[at]
                shapes = "" if letters == folded else _shapes(folded, letters)
                line = f"{folded[length:]}\t{shapes}\t{','.join(tones) if any(tones) else ''}\t{columns.documents[at]}"
                lines.append(f"{line}\t{columns.since[at]}" if columns.since[at] else line)
            block = "\n".join(lines).encode()
            self._data.write(block)
            self._spans[prefix] = self._at, self._at + len(block)
            self._at += len(block)

    def finish(self) -> None:
        """Write the trie and the offsets."""
        self._data.close()
        number = tries.write(self._folder / "blocks.marisa", self._spans)
        offsets = array("I", bytes(8 * len(self._spans)))
        for prefix, span in self._spans.items():
            at = 2 * number(prefix)
            offsets[at], offsets[at + 1] = span
        files.write_array(self._folder / "blocks.off", offsets)


def _shapes(folded: str, letters: str) -> str:
    return "".join([chr(at + _PLACE) + b for at, (a, b) in enumerate(zip(folded, letters, strict=True)) if a != b])


def _letters(folded: str, shapes: str) -> str:
    letters = list(folded)
    for at in range(0, len(shapes), 2):
        letters[ord(shapes[at]) - _PLACE] = shapes[at + 1]
    return "".join(letters)


class Blocks:
    """The blocks of a published index."""

    def __init__(self, folder: Path) -> None:
        self._prefixes = tries.Trie(folder / "blocks.marisa").prefixes_with_ids
        self._data: mmap.mmap | bytes = files.map_bytes(folder / "blocks.bin")
        self._offsets = files.map_u32(folder / "blocks.off")

    def find(self, asked: Query) -> list[tuple[int, int, bool]]:
        """(document, class, whole) of every key that matches, in document order; at most `prefixes.CROWDED`."""
        for prefix, block in self._prefixes(asked.folded):
            start, end = self._offsets[2 * block], self._offsets[2 * block + 1]
            lines = self._data[start:end].decode().split("\n")
            rest = asked.folded[len(prefix) :]
            return [hit for line in lines if line.startswith(rest) and (hit := _hit(asked, prefix, line))]
        return []


def _hit(asked: Query, prefix: str, line: str) -> tuple[int, int, bool] | None:
    suffix, shapes, codes, document, *since = line.split("\t")
    folded = prefix + suffix
    letters = _letters(folded, shapes) if shapes else folded
    tones = codes.split(",") if codes else ("",) * len(asked.tones)
    found = classify(asked, folded, letters, tones)
    if found is None:
        return None
    if since:
        if len(asked.folded) < int(since[0]):
            return None
        found = max(found, VARIANT)
    return int(document), found, is_whole(asked, folded)

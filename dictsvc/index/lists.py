"""A text key -> its best documents: the form of every optional part of an index (solid keys, sound keys, …).

NAME.marisa  the keys
NAME.at      u32, by trie id: the document itself with the highest bit set where there is only one, else where the
             list starts in NAME.list, counted in u32
NAME.list    u32: number of documents, then the documents, best first
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, islice
from pathlib import Path
from typing import Any

from dictsvc.index import files, tries
from dictsvc.index.files import Sections

ALL = 0xFFFF_FFFF
"""Bits of a document."""
_SINGLE = 0x8000_0000
_SLICE = 1 << 16
"""Rows that are changed together, so that little memory is needed beside them."""
_RECENT = 1 << 16
"""Keys that are known again when they come again: all of most dictionaries, at 10 MB."""


def names(part: str) -> tuple[str, str, str]:
    """The files of a part."""
    return f"{part}.marisa", f"{part}.at", f"{part}.list"


def unique(numbers: Any) -> Any:
    """An array in ascending order, each number once."""
    import numpy as np

    numbers.sort()
    return numbers[np.r_[True, numbers[1:] != numbers[:-1]]] if len(numbers) else numbers


class Writer:
    """Takes (key, document) rows; of each key the first `best` documents are kept, smaller numbers first.

    distinct: lowest bits of a number by which documents are told apart, where there are others; the smallest number
    stays.

    A row is two numbers. The keys themselves wait in a file, each nearly once: those of a million documents would take
    as much memory as all else that a load holds.
    """

    def __init__(self, folder: Path, part: str, *, best: int, distinct: int = ALL) -> None:
        self._folder = folder
        self._part = part
        self._best = best
        self._distinct = distinct
        self._path = folder / f"{part}.tmp"
        self._spool = files.Output(self._path)
        self._recent: dict[str, int] = {}  # keys of the last rows -> their numbers
        self._spooled = 0  # keys in the file
        self._keys = array("I")
        self._documents = array("I")

    def add(self, key: str, document: int) -> None:
        """key: without line ends."""
        self.add_all((key,), document)

    def add_all(self, keys: Iterable[str], document: int) -> None:
        """A row for each of some keys, without line ends."""
        recent, spooled = self._recent, self._spooled
        for key in keys:
            self._keys.append(recent.setdefault(key, spooled + len(recent)))
            self._documents.append(document)
        if len(recent) >= _RECENT:
            self._spool_keys()

    def _spool_keys(self) -> None:
        self._spool.write("".join([f"{key}\n" for key in self._recent]).encode())
        self._spooled += len(self._recent)
        self._recent.clear()

    def finish(self) -> tuple[str, ...]:
        """Write the part; returns the names of its files."""
        import numpy as np  # only loading needs it

        self._spool_keys()
        self._spool.close()
        rows = np.frombuffer(self._keys, np.uint32).astype(np.uint64) << np.uint64(32)
        rows |= np.frombuffer(self._documents, np.uint32)
        return write(
            self._folder, self._part, self._path, self._spooled, rows, best=self._best, distinct=self._distinct
        )


def write(
    folder: Path, part: str, spooled: Path, count: int, rows: Any, *, best: int, distinct: int = ALL
) -> tuple[str, ...]:
    """Write a part; returns the names of its files. best, distinct: as `Writer` has them.

    spooled: a file of so many (count) keys, one a line, some of them perhaps again and again; it is deleted. rows:
    u64 (number of a key in the file << 32 | document), in any order, which are used up; a key of no row is left out.
    """
    import numpy as np

    # In place and in u32 where that is enough: the meanings of a million headwords have millions of rows.
    numbers = (rows >> np.uint64(32)).astype(np.uint32)
    counts = np.bincount(numbers, minlength=count)
    used = counts.tolist()
    number = tries.write(folder / f"{part}.marisa", compress(_lines(spooled), used), list(filter(None, used)))
    ids = np.zeros(count, np.uint64)
    ids[counts > 0] = np.fromiter(map(number, compress(_lines(spooled), used)), np.uint64)
    spooled.unlink()
    rows &= np.uint64(ALL)
    rows |= ids[numbers] << np.uint64(32)
    del numbers
    if distinct != ALL:
        rows = _smallest(rows, distinct)
    rows = unique(rows)
    documents = rows.astype(np.uint32)
    rows >>= np.uint64(32)
    first = np.flatnonzero(np.r_[len(rows) > 0, rows[1:] != rows[:-1]])
    sizes = np.diff(np.r_[first, len(rows)])
    del rows
    places = (documents[first] | np.uint32(_SINGLE)).astype("<u4")
    several = sizes > 1
    kept = np.minimum(sizes[several], best)
    ends = np.cumsum(kept)
    stored = np.empty(int(kept.sum()) + len(kept), "<u4")
    places[several] = starts = ends - kept + np.arange(len(kept))
    is_document = np.ones(len(stored), bool)
    is_document[starts] = False
    stored[starts] = kept
    of_stored = np.repeat(first[several] - ends + kept, kept)
    of_stored += np.arange(len(of_stored))
    stored[is_document] = documents[of_stored]
    (folder / f"{part}.at").write_bytes(places.tobytes())
    (folder / f"{part}.list").write_bytes(stored.tobytes())
    return names(part)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line[:-1]


def _smallest(pairs: Any, distinct: int) -> Any:
    """Of (key << 32 | number) those with the smallest number among those of one key that share their lowest bits. The
    array itself is used up."""
    import numpy as np

    low = np.uint64(distinct.bit_length())
    high = np.uint64(32) - low
    _turn(pairs, low, high)
    pairs.sort()
    document = pairs >> high
    first = np.r_[len(pairs) > 0, document[1:] != document[:-1]][: len(pairs)]
    del document
    pairs = pairs[first]
    _turn(pairs, high, low)
    return pairs


def _turn(pairs: Any, low: Any, high: Any) -> None:
    """Put the lowest bits of the number of each (key << 32 | number) before the others. low, high: how many of each."""
    import numpy as np

    lowest, highest = np.uint64((1 << int(low)) - 1), np.uint64((1 << int(high)) - 1)
    for start in range(0, len(pairs), _SLICE):
        some = pairs[start : start + _SLICE]
        some[:] = some & np.uint64(0xFFFF_FFFF << 32) | (some & lowest) << high | some >> low & highest


class Lists:
    """A part of a published index."""

    def __init__(self, sections: Sections, part: str) -> None:
        self._trie = tries.Trie(sections[f"{part}.marisa"])
        self._places = files.u32(sections[f"{part}.at"])
        self._lists = files.u32(sections[f"{part}.list"])

    def __contains__(self, key: str) -> bool:
        return self._trie.get(key) is not None

    def keys(self) -> Iterator[str]:
        """All keys."""
        found: Iterator[str] = self._trie.keys()
        return found

    def under(self, beginning: str, most: int) -> list[str]:
        """At most so many of the keys that begin with a text."""
        return list(islice(self._trie.keys(beginning), most))

    def lengths(self, text: str) -> list[int]:
        """Lengths of the keys that a text begins with, shortest first."""
        return [len(key) for key, _ in self._trie.prefixes_with_ids(text)]

    def known(self, keys: list[str]) -> list[list[int]]:
        """Documents of each key that is there; quick for many keys of which few are."""
        number = self._trie.get
        return [self.get(key) for key in keys if number(key) is not None]

    def any_of(self, keys: Sequence[str]) -> list[int]:
        """Documents of some keys together, best first."""
        if len(keys) == 1:
            return self.get(keys[0])
        return sorted({document for key in keys for document in self.get(key)})

    def get(self, key: str) -> list[int]:
        """Documents of a key, best first; none where the key is unknown."""
        number = self._trie.get(key)
        if number is None:
            return []
        at = self._places[number]
        if at & _SINGLE:
            return [at ^ _SINGLE]
        return list(self._lists[at + 1 : at + 1 + self._lists[at]])

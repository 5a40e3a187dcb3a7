"""A text key -> its best documents: the form of every optional part of an index (solid keys, sound keys, …).

NAME.marisa  the keys
NAME.at      u32, by trie id: the document itself with the highest bit set where there is only one, else where the
             list starts in NAME.list, counted in u32
NAME.list    u32: number of documents, then the documents, best first
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from dictsvc.index import files, tries
from dictsvc.index.files import Sections

_SINGLE = 0x8000_0000


def names(part: str) -> tuple[str, str, str]:
    """The files of a part."""
    return f"{part}.marisa", f"{part}.at", f"{part}.list"


class Writer:
    """Takes (key, document) rows; of each key the first `best` documents are kept, smaller numbers first.

    distinct: bits of a number by which documents are told apart, where there are others; the smallest number stays.

    The keys wait in a file: those of a million documents would take as much memory as all else that a load holds.
    """

    def __init__(self, folder: Path, part: str, *, best: int, distinct: int = 0xFFFF_FFFF) -> None:
        self._folder = folder
        self._part = part
        self._best = best
        self._distinct = distinct
        self._path = folder / f"{part}.tmp"
        self._spool = files.Output(self._path)
        self._documents = array("I")

    def add(self, key: str, document: int) -> None:
        """key: without line ends."""
        self._spool.write(f"{key}\n".encode())
        self._documents.append(document)

    def finish(self) -> tuple[str, ...]:
        """Write the part; returns the names of its files."""
        import numpy as np  # only loading needs it

        self._spool.close()
        folder, part = self._folder, self._part
        number = tries.write(folder / f"{part}.marisa", self._keys())
        pairs = np.fromiter((number(key) for key in self._keys()), np.uint64, len(self._documents))
        pairs <<= np.uint64(32)
        pairs |= np.frombuffer(self._documents, np.uint32)
        self._path.unlink()
        pairs = np.unique(pairs)
        if self._distinct != 0xFFFF_FFFF:
            _, first = np.unique(pairs & np.uint64(0xFFFF_FFFF << 32 | self._distinct), return_index=True)
            pairs = pairs[np.sort(first)]
        keys = (pairs >> np.uint64(32)).astype(np.int64)
        documents = (pairs & np.uint64(0xFFFF_FFFF)).astype(np.uint32)
        first = np.flatnonzero(np.r_[len(keys) > 0, keys[1:] != keys[:-1]])
        sizes = np.diff(np.r_[first, len(keys)])
        places = array("I", (documents[first] | np.uint32(_SINGLE)).astype("<u4").tobytes())
        lists = array("I")
        for key in np.flatnonzero(sizes > 1):
            places[key] = len(lists)
            count = min(int(sizes[key]), self._best)
            lists.append(count)
            lists.frombytes(documents[first[key] : first[key] + count].tobytes())
        files.write_array(folder / f"{part}.at", places)
        files.write_array(folder / f"{part}.list", lists)
        return names(part)

    def _keys(self) -> Iterator[str]:
        with self._path.open(encoding="utf-8", newline="\n") as spool:
            for line in spool:
                yield line[:-1]


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

"""A text key -> its best documents: the form of every optional part of an index (solid keys, sound keys, …).

NAME.marisa  the keys
NAME.at      u32, by trie id: the document itself with the highest bit set where there is only one, else where the
             list starts in NAME.list, counted in u32
NAME.list    u32: number of documents, then the documents, best first
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from pathlib import Path

from dictsvc.index import files, tries

_SINGLE = 0x8000_0000


def names(part: str) -> tuple[str, str, str]:
    """The files of a part."""
    return f"{part}.marisa", f"{part}.at", f"{part}.list"


def write(folder: Path, part: str, rows: Callable[[], Iterable[tuple[str, int]]], *, best: int) -> None:
    """Write (key, document) rows, given in document order; of each key the first `best` are kept.

    rows is called twice, since holding the keys of a million documents would cost more than making them again.
    """
    import numpy as np  # only loading needs it

    number = tries.write(folder / f"{part}.marisa", (key for key, _ in rows()))
    pairs = np.fromiter((number(key) << 32 | document for key, document in rows()), np.uint64)
    pairs = np.unique(pairs)
    keys = (pairs >> np.uint64(32)).astype(np.int64)
    documents = (pairs & np.uint64(0xFFFF_FFFF)).astype(np.uint32)
    first = np.flatnonzero(np.r_[len(keys) > 0, keys[1:] != keys[:-1]])
    sizes = np.diff(np.r_[first, len(keys)])
    places = array("I", (documents[first] | np.uint32(_SINGLE)).astype("<u4").tobytes())
    lists = array("I")
    for key in np.flatnonzero(sizes > 1):
        places[key] = len(lists)
        count = min(int(sizes[key]), best)
        lists.append(count)
        lists.frombytes(documents[first[key] : first[key] + count].tobytes())
    files.write_array(folder / f"{part}.at", places)
    files.write_array(folder / f"{part}.list", lists)


class Lists:
    """A part of a published index."""

    def __init__(self, folder: Path, part: str) -> None:
        self._trie = tries.Trie(folder / f"{part}.marisa")
        self._places = files.map_u32(folder / f"{part}.at")
        self._lists = files.map_u32(folder / f"{part}.list")

    def __contains__(self, key: str) -> bool:
        return self._trie.get(key) is not None

    def known(self, keys: list[str]) -> list[list[int]]:
        """Documents of each key that is there; quick for many keys of which few are."""
        number = self._trie.get
        return [self.get(key) for key in keys if number(key) is not None]

    def get(self, key: str) -> list[int]:
        """Documents of a key, best first; none where the key is unknown."""
        number = self._trie.get(key)
        if number is None:
            return []
        at = self._places[number]
        if at & _SINGLE:
            return [at ^ _SINGLE]
        return list(self._lists[at + 1 : at + 1 + self._lists[at]])

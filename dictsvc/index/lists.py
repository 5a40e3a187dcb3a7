"""A text key -> its best documents: the form of every optional part of an index (solid keys, sound keys, …).

NAME.marisa  the keys
NAME.at      u32, by trie id: the document itself with the highest bit set where there is only one, else where the
             list starts in NAME.list, counted in u32
NAME.list    u32: number of documents, then the documents, best first
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path

from dictsvc.index import files, tries

_SINGLE = 0x8000_0000


def names(part: str) -> tuple[str, str, str]:
    """The files of a part."""
    return f"{part}.marisa", f"{part}.at", f"{part}.list"


def write(folder: Path, part: str, rows: Iterable[tuple[str, int]], *, best: int) -> None:
    """Write (key, document) rows, given in document order; of each key the first `best` are kept."""
    single: dict[str, int] = {}
    several: dict[str, array[int]] = {}
    for key, document in rows:
        before = single.setdefault(key, document)
        if before != document:
            documents = several.get(key)
            if documents is None:
                documents = several[key] = array("I", [before])
            if len(documents) < best and documents[-1] != document:
                documents.append(document)
    ids = tries.write(folder / f"{part}.marisa", single)
    places, lists = array("I", bytes(4 * len(ids))), array("I")
    for key, document in single.items():
        documents = several.get(key)
        if documents is None:
            places[ids[key]] = document | _SINGLE
        else:
            places[ids[key]] = len(lists)
            lists.append(len(documents))
            lists.extend(documents)
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

    def get(self, key: str) -> list[int]:
        """Documents of a key, best first; none where the key is unknown."""
        number = self._trie.get(key)
        if number is None:
            return []
        at = self._places[number]
        if at & _SINGLE:
            return [at ^ _SINGLE]
        return list(self._lists[at + 1 : at + 1 + self._lists[at]])

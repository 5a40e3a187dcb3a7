"""Entries in a file on disk while an index is built, so that memory grows with the headwords and not with the texts."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from pathlib import Path

from dictsvc.index import files

_NONE = 0xFFFF_FFFF


class Spool:
    """Takes entries in any order of their documents, and gives those of a document in the order in which they came.

    documents: how many there are to be; more come into being as they get entries, one after the other.
    """

    def __init__(self, folder: Path, documents: int = 0) -> None:
        self._path = folder / "spool.tmp"
        self._file = files.Scratch(self._path)
        self._first = array("I", [_NONE]) * documents  # document -> its first entry
        self._last = array("I", [_NONE]) * documents
        self._next = array("I")  # entry -> the next one of the same document
        self._offsets = array("Q", [0])
        self._gloss = array("H")  # entry -> length of its gloss, which follows the text

    def __len__(self) -> int:
        """Entries taken so far."""
        return len(self._next)

    def add(self, document: int, text: bytes, gloss: bytes) -> None:
        """One entry more. A new document is numbered one higher than all before."""
        entry = len(self._next)
        self._next.append(_NONE)
        if document == len(self._first):
            self._first.append(_NONE)
            self._last.append(_NONE)
        if (last := self._last[document]) == _NONE:
            self._first[document] = entry
        else:
            self._next[last] = entry
        self._last[document] = entry
        self._file.write(text)
        self._file.write(gloss)
        self._offsets.append(self._offsets[-1] + len(text) + len(gloss))
        self._gloss.append(len(gloss))

    def flush(self) -> None:
        """Nothing more is added: from now on it can be read, in a forked process too."""
        self._file.flush()

    def entries(self, document: int) -> Iterator[tuple[bytes, bytes]]:
        """(text, gloss) of each entry of a document."""
        file = self._file.fileno()
        entry = self._first[document]
        while entry != _NONE:
            start = self._offsets[entry]
            both = os.pread(file, self._offsets[entry + 1] - start, start)
            split = len(both) - self._gloss[entry]
            yield both[:split], both[split:]
            entry = self._next[entry]

    def delete(self) -> None:
        """Give back the space on disk."""
        self._file.close()
        self._path.unlink(missing_ok=True)

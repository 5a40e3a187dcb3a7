"""The home of marisa_trie: static tries of text keys, built in memory, written once, memory-mapped ever after.

A trie gives each key a dense id; what belongs to a key stands beside the trie, by that id. Facts this room rests on
(marisa-trie 1.3 and 1.4, measured): `map` reads in place and keeps no reference to what it reads; damaged bytes raise a
bare RuntimeError or, worse, do not; a NUL in a key breaks `get`; writing over a file that a process has mapped kills
that process, so nothing here ever does.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import marisa_trie

from dictsvc.errors import IndexDamaged
from dictsvc.index import files


def write(path: Path, keys: Iterable[str], counts: Sequence[float] | None = None) -> Callable[[str], int]:
    """Write a trie of keys; returns what gives each distinct one's id, 0 … n-1, so that no table of ids is held.

    counts: how often each key is to count as given; the trie is the same as of keys that come so often.
    """
    trie = marisa_trie.Trie(keys, weights=counts)
    try:
        trie.save(str(path))
        Trie(files.mapped(path))  # what a full disk cuts off is not told when it is written, only when it is opened
    except (RuntimeError, IndexDamaged) as error:
        raise OSError(errno.ENOSPC, "cannot be written whole; is the disk full?", str(path)) from error
    find: Callable[[str], int] = trie.key_id
    return find


class _Mapped(marisa_trie.Trie):  # type: ignore[misc]
    """Holds on to the bytes that it reads."""

    section: memoryview[int]


class Trie:
    """A written trie."""

    def __init__(self, section: memoryview[int]) -> None:
        self._trie = _Mapped()
        self._trie.section = section
        try:
            self._trie.map(section)
        except RuntimeError as error:
            raise IndexDamaged("cannot be opened as a trie ({error})", error=error) from error
        self.get = self._trie.get
        """Id of a key, or None."""
        self.prefixes_with_ids = self._trie.iter_prefixes_with_ids
        """Every (key, id) whose key is a prefix of a text, shortest first."""
        self.keys = self._trie.iterkeys
        """Every key."""
        self.items = self._trie.iteritems
        """Every (key, id) whose key begins with a text."""
        self.restore = self._trie.restore_key
        """The key of an id."""

    def __len__(self) -> int:
        return len(self._trie)

"""A bounded cache of finished replies, valid for one snapshot of the library only.

Two tables: what is used moves into the young one; when that is full it becomes the old one, and the old one is
forgotten. So what is asked often stays, with two look-ups in plain dicts and no lock. Bounded in number and in bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
Key = tuple[str, str]

AVERAGE = 4096
"""Bytes of a reply on which the bound in bytes counts: a cache of n replies never holds more than n times this."""
LONGEST_KEY = 512
"""Characters of the longest query string that is remembered; a hundred letters of three bytes need 900 only if every
one of them is marked."""


class Shelf(Generic[T]):
    """The replies of one snapshot."""

    __slots__ = ("_bytes", "_looked", "_most", "_old", "_size", "_young", "snapshot")

    def __init__(self, snapshot: object, most: int, looked: Callable[[bool], object]) -> None:
        self.snapshot = snapshot
        self._looked = looked
        self._most = max(most // 2, 1)
        self._bytes = self._most * AVERAGE
        self._size = 0
        self._young: dict[Key, tuple[T, int]] = {}
        self._old: dict[Key, tuple[T, int]] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: Key) -> T | None:
        """A finished reply, or None."""
        found = self._young.get(key)
        if found is None:
            found = self._old.pop(key, None)
            if found is not None:
                self.put(key, *found)
        self._looked(found is not None)
        return found[0] if found is not None else None

    def put(self, key: Key, reply: T, size: int) -> None:
        """Remember a reply whose body has `size` bytes; one too large for its share is not remembered."""
        if size > self._bytes // 8 or len(key[0]) > LONGEST_KEY:
            return
        young = self._young
        if len(young) >= self._most or self._size + size > self._bytes:
            self._old, young, self._size = young, {}, 0
            self._young = young
        young[key] = (reply, size)
        self._size += size


class Replies(Generic[T]):
    """The cache of one process: a shelf for the snapshot in force. looked: called with whether a look found a reply."""

    def __init__(self, most: int, looked: Callable[[bool], object] = lambda hit: None) -> None:
        self._most = most
        self._looked = looked
        self._shelf: Shelf[T] = Shelf(None, most, looked)

    def of(self, snapshot: object) -> Shelf[T]:
        """The shelf of a snapshot; asking for another snapshot's forgets all that was there."""
        shelf = self._shelf
        if shelf.snapshot is not snapshot:
            shelf = self._shelf = Shelf(snapshot, self._most, self._looked)
        return shelf

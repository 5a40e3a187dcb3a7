"""The cache of finished replies, valid for one snapshot of the library only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from dictsvc.recent import Recent

T = TypeVar("T")
Key = tuple[str, str]

LEAST = 4096
"""Bytes that a reply counts at least: a cache of n replies holds no more than n, and no more than n times this."""


class Replies(Generic[T]):
    """The cache of one process, of `most` replies. looked: to be called with whether a look found a reply."""

    def __init__(self, most: int, looked: Callable[[bool], object] = lambda hit: None) -> None:
        self.looked = looked
        self._most = most * LEAST
        self._kept: tuple[object, Recent[Key, T]] = None, Recent(self._most)

    def of(self, snapshot: object) -> Recent[Key, T]:
        """The replies of a snapshot; asking for another snapshot's forgets all that was there."""
        kept = self._kept
        if kept[0] is not snapshot:
            kept = self._kept = snapshot, Recent(self._most)
        return kept[1]

"""The cache of finished replies, valid for one snapshot of the library only."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from dictsvc.caching import TwoGenerationCache

T = TypeVar("T")
Key = tuple[Hashable, str]
"""What is asked, and the mount point that links in the reply begin with."""

LEAST = 4096
"""Bytes that a reply counts at least: a cache of n replies holds no more than n, and no more than n times this."""


class ReplyCache(Generic[T]):
    """The cache of one process, of `most` replies. looked: to be called with whether a look found a reply."""

    def __init__(self, most: int, looked: Callable[[bool], object] = lambda hit: None) -> None:
        self.looked = looked
        self._most = most * LEAST
        self._cache: tuple[object, TwoGenerationCache[Key, T]] = None, TwoGenerationCache(self._most)

    def of(self, snapshot: object) -> TwoGenerationCache[Key, T]:
        """The replies of a snapshot; asking for another snapshot's forgets all that was there."""
        cache = self._cache
        if cache[0] is not snapshot:
            cache = self._cache = snapshot, TwoGenerationCache(self._most)
        return cache[1]

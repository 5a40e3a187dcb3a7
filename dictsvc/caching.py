"""Caches within a bound: of bytes, for finished replies, results and definitions; of what short texts come to.

Two generations: an entry that is used moves into the recent table; when that is full it becomes the older one, whose
entries are dropped. So what is asked often stays, with two look-ups in plain dicts and no lock. Safe for threads: each
step is one operation on a dict, and at worst what two threads do at once drops an entry early.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class TwoGenerationCache(Generic[K, V]):
    """most: the sum of the sizes of all entries, in any unit; an entry above an eighth of it is not stored."""

    __slots__ = ("_most", "_older", "_recent", "_size")

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0  # of the recent table
        self._recent: dict[K, tuple[V, int]] = {}
        self._older: dict[K, tuple[V, int]] = {}

    def __len__(self) -> int:
        return len(self._recent) + len(self._older)

    def clear(self) -> None:
        """Forget everything."""
        self._recent, self._older, self._size = {}, {}, 0

    def get(self, key: K) -> V | None:
        """The value under a key, or None."""
        found = self._recent.get(key)
        if found is None:
            found = self._older.pop(key, None)
            if found is None:
                return None
            self.put(key, *found)
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Store a value of this size."""
        if size > self._most // 8:
            return
        if self._size + size > self._most // 2:
            self._older, self._recent, self._size = self._recent, {}, 0
        self._recent[key] = value, size
        self._size += size


class ComputedTable(dict[K, V]):
    """A dict that computes what it lacks, and is emptied when it holds `most`. A look-up of what is there costs one
    step in C; what raises is not kept. For one thread."""

    def __init__(self, compute: Callable[[K], V], most: int) -> None:
        super().__init__()
        self._compute = compute
        self._most = most

    def __missing__(self, key: K) -> V:
        value = self._compute(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value


def cached_if_short(most: int, longest: int = 40) -> Callable[[Callable[[str], V]], Callable[[str], V]]:
    """Cache the last `most` results of a pure function of a text, none of a text of more than `longest` characters.

    `lru_cache` counts results, not bytes, and whoever asks chooses how long a syllable is. Safe for threads.
    """

    def decorate(function: Callable[[str], V]) -> Callable[[str], V]:
        cached = lru_cache(maxsize=most)(function)

        @wraps(function)
        def call(text: str) -> V:
            return cached(text) if len(text) <= longest else function(text)

        return call

    return decorate

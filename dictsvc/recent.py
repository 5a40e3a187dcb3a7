"""What was used lately, within a bound of bytes: the one memory that finished replies, results and definitions are kept
in, and a cache of what short texts come to.

The memory is two tables: what is used moves into the young one; when that is full it becomes the old one, and the old
one is forgotten. So what is asked often stays, with two look-ups in plain dicts and no lock: each step is one operation
on a dict, and what two threads do at once can at worst be forgotten early.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """most: the sizes of all that is kept, in any unit; a single one above an eighth of it is not kept."""

    __slots__ = ("_most", "_old", "_size", "_young")

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0  # of the young ones
        self._young: dict[K, tuple[V, int]] = {}
        self._old: dict[K, tuple[V, int]] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: K) -> V | None:
        """What is kept under a key, or None."""
        found = self._young.get(key)
        if found is None:
            found = self._old.pop(key, None)
            if found is None:
                return None
            self.put(key, *found)
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value of this size."""
        if size > self._most // 8:
            return
        if self._size + size > self._most // 2:
            self._old, self._young, self._size = self._young, {}, 0
        self._young[key] = value, size
        self._size += size


def remembered(most: int, longest: int = 40) -> Callable[[Callable[[str], V]], Callable[[str], V]]:
    """Keep the last `most` results of a pure function of a text, none of a text of more than `longest` characters.

    `lru_cache` counts results, not bytes, and whoever asks chooses how long a syllable is. Safe for threads.
    """

    def decorate(function: Callable[[str], V]) -> Callable[[str], V]:
        kept = lru_cache(maxsize=most)(function)

        @wraps(function)
        def call(text: str) -> V:
            return kept(text) if len(text) <= longest else function(text)

        return call

    return decorate

"""Hits, and the one order in which they stand.

A document's number is its rank: by frequency, then in dictionary order (`by_rank`). Hits stand in this order:

1. whole words, then completions;
2. by class (`vietnamese.match.classify`); where no mark was typed only {exact, other} counts among whole words, and
   nothing among completions;
3. among whole words with the keys' class `exact`, those that are written otherwise (separators, letter order of the
   tone mark) count as `variant`, and of one frequency those with the hyphens that were typed come first;
4. by rank;
5. headwords that are never offered (vulgar ones, frequency 0) are there only where they are typed in full, with their
   marks: where no mark was typed after all other whole words;
6. the headword in the very letter case and code points that were typed stands first among its equals.

`ranked` does 1, 2 and 4 for one index, `place` says the same of hits of several; 3, 5 and 6 need headwords, and are the
work of `opened.Index` and `merged`. Stored answers (`crowding`) are written in the order of 1, 2 and 4.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias, cast

from dictsvc.index.cards import Record
from dictsvc.vietnamese.match import EXACT, Query

Packed: TypeAlias = int
"""A hit as stored answers have it: document << 3 | class << 1 | whole. Inside this room hits are handled so: a lookup
ranks some fifty, and ints sort and slice at a fifth of the price of tuples."""
WHOLE = 1
DOCUMENT = 3
"""Bits below the document's number."""
CLASSES = 0b110
KIND = CLASSES | WHOLE


class HitGroup(Protocol):
    """What is asked of the dictionaries of one kind that a hit stands in: an index, or a merged one."""

    tonal: bool

    def headword(self, document: int) -> str:
        """As it is written."""

    def zipf(self, document: int) -> int:
        """Its frequency; 0 where it is never offered."""

    def record(self, document: int) -> Record:
        """The headword and the entries of all dictionaries that have it."""


class Hit(NamedTuple):
    """A document of a group that matches. match: class of `vietnamese.match.classify`. whole: false for a
    completion."""

    group: HitGroup
    document: int
    match: int
    whole: bool


# Made of a whole tuple, a named one costs half.
_hit = cast("Callable[[tuple[HitGroup, int, int, bool]], Hit]", partial(tuple.__new__, Hit))


def packed(document: int, match: int, whole: bool) -> Packed:
    """A hit in the form of stored answers."""
    return document << DOCUMENT | match << 1 | whole


def unpacked(group: HitGroup, hits: Iterable[Packed]) -> list[Hit]:
    """Hits of a group with names: what leaves this room."""
    return [_hit((group, hit >> DOCUMENT, (hit & CLASSES) >> 1, hit & WHOLE == WHOLE)) for hit in hits]


def class_of(hit: Packed) -> int:
    """How it matches, by the numbers of `vietnamese.match`."""
    return (hit & CLASSES) >> 1


def by_rank(orders: Sequence[bytes], zipfs: Sequence[int]) -> tuple[list[int], array[int]]:
    """Documents in dictionary order, and in order of rank: by frequency, then in dictionary order.

    orders: `vietnamese.order.key` of each document. zipfs: hundredths.
    """
    by_order = sorted(range(len(orders)), key=orders.__getitem__)
    return by_order, array("I", sorted(by_order, key=lambda document: -zipfs[document]))


def ranks_of(ranking: Sequence[int]) -> array[int]:
    """The rank of each document. ranking: documents in order of rank."""
    ranks = array("I", bytes(4 * len(ranking)))
    for rank, document in enumerate(ranking):
        ranks[document] = rank
    return ranks


_MARKED = [(not kind & WHOLE) << 34 | class_of(kind) << 32 for kind in range(KIND + 1)]
"""Added to the number of a document that matches a query with marks, it says where the hit stands; by KIND."""
_UNMARKED = [(not kind & WHOLE) << 34 | (kind & WHOLE and class_of(kind) > EXACT) << 32 for kind in range(KIND + 1)]
"""The same of a query without marks."""


def ranked(asked: Query, hits: list[Packed]) -> list[Packed]:
    """Hits of one index in order, but for what headwords say."""
    kinds = _MARKED if asked.marked else _UNMARKED
    return sorted(hits, key=lambda hit: kinds[hit & KIND] | hit >> DOCUMENT)


def place(asked: Query, hit: Hit, zipf: int) -> int:
    """Where a hit stands among those of several indexes; smaller is better, and equals stand in dictionary order."""
    match = hit.match if asked.marked else (hit.match > EXACT if zipf else 2) if hit.whole else 0
    return (not hit.whole) << 24 | match << 20 | 0xFFFF - zipf

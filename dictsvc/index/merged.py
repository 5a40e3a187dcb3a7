"""Dictionaries of one kind that are asked together and have no joined index: the same questions, the same answers.

What each member finds is merged by headword. A document is named by the number of a member and its own number there.
This costs a search in each member, so it is for choices of some dictionaries, and for the time until the joined index
of a new generation stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeAlias, TypeVar

from dictsvc.index import inside, readings, sounds
from dictsvc.index.cards import Record
from dictsvc.index.crowded import BEST
from dictsvc.index.hits import Hit, place
from dictsvc.index.lists import Lists
from dictsvc.index.meanings import Meanings
from dictsvc.index.neighbours import Neighbours
from dictsvc.index.opened import Index
from dictsvc.vietnamese import order
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.match import EXACT, Query, TypedQuery

T = TypeVar("T")

_MEMBER = 32
"""Bits of a document's number below the member's."""


class MergedIndex:
    """Members of one kind among all that are asked: numbers in `asked`. Holds no state; safe for threads."""

    def __init__(self, asked: Sequence[Index], members: Sequence[int]) -> None:
        self.tonal = asked[members[0]].tonal
        self.asked = asked
        self._members = members
        self.sounds = self._part(lambda index: index.sounds, sounds.BEST)
        self.inside = self._part(lambda index: index.inside, inside.BEST)
        self.readings = self._part(lambda index: index.readings, readings.BEST)
        meant = [(number, part) for number in members if (part := asked[number].meanings) is not None]
        self.meanings = MergedMeanings(self, meant) if meant else None
        self.neighbours = Neighbours.together([index.neighbours for index in asked if index.neighbours is not None])

    def _part(self, of: Callable[[Index], Lists | None], best: int) -> MergedLists | None:
        parts = [(number, part) for number in self._members if (part := of(self.asked[number])) is not None]
        return MergedLists(self, parts, best) if parts else None

    def find(self, asked: Query, most: int = BEST) -> list[Hit]:
        """The best hits, as `Index.find` gives them."""
        return self._merged(asked, lambda index: index.find(asked, most))[:most]

    def whole(self, asked: Query, most: int = BEST) -> list[Hit]:
        """The best whole words, as `Index.whole` gives them."""
        return self._merged(asked, lambda index: index.whole(asked, most))[:most]

    def _merged(self, asked: Query, hits_of: Callable[[Index], list[Hit]]) -> list[Hit]:
        found: dict[str, tuple[int, Hit]] = {}
        hyphens = bare(asked.normal) if "-" in asked.normal and not asked.marked else None
        for number in self._members:
            index = self.asked[number]
            for hit in hits_of(index):
                headword = index.headword(hit.document)
                rank = place(asked, hit, index.zipf(hit.document)) << 1
                if hyphens and hit.whole and bare(normalise(headword)) != hyphens:
                    rank |= 1
                known = found.get(headword)
                if known is None or rank < known[0]:
                    document = known[1].document if known else number << _MEMBER | hit.document
                    found[headword] = rank, Hit(self, document, hit.match, hit.whole)
        hits = in_order([(rank, headword, hit) for headword, (rank, hit) in found.items()])
        written = found.get(asked.typed)
        if written:
            _, hit = written
            if hit[2:] == hits[0][2:] and hit.whole and (hit.match == EXACT or asked.completed):
                hits.remove(hit)
                hits.insert(0, hit)
        return hits

    def hidden(self, asked: Query) -> list[tuple[int, int]]:
        """(document, class) of what is never offered, as `Index.hidden` gives it."""
        return [
            (number << _MEMBER | document, match)
            for number in self._members
            for document, match in self.asked[number].hidden(asked)
        ]

    def headword(self, document: int) -> str:
        """As it is written, NFC."""
        return self.asked[document >> _MEMBER].headword(document & (1 << _MEMBER) - 1)

    def zipf(self, document: int) -> int:
        """Its frequency: the highest among the members that have it."""
        headword = self.headword(document)
        indexes = [self.asked[number] for number in self._members]
        return max([index.zipf(own) for index in indexes if (own := index.exact(headword)) is not None])

    def record(self, document: int) -> Record:
        """What all dictionaries that are asked have of its headword, those of the other kind too."""
        headword = self.headword(document)
        made = [headword.encode()]
        for number, index in enumerate(self.asked):
            if (own := index.exact(headword)) is not None:
                made += b"%d" % number, *index.record(own)[2:]
        return made

    def may_hold(self, sound: str, solid: str) -> bool:
        """Whether a headword may be written like a text with these keys."""
        return any(self.asked[number].may_hold(sound, solid) for number in self._members)


class MergedLists:
    """An optional part of the members, as `lists.Lists` is one of a single index."""

    def __init__(self, merged: MergedIndex, parts: list[tuple[int, Lists]], best: int) -> None:
        self._merged = merged
        self._parts = parts
        self._best = best

    def __contains__(self, key: str) -> bool:
        return any(key in part for _, part in self._parts)

    def lengths(self, text: str) -> list[int]:
        """Lengths of the keys that a text begins with, shortest first."""
        return sorted({length for _, part in self._parts for length in part.lengths(text)})

    def known(self, keys: list[str]) -> list[list[int]]:
        """Documents of each key that is there."""
        return [self.get(key) for key in keys if key in self]

    def get(self, key: str) -> list[int]:
        """Documents of a key, best first."""
        return self.any_of([key])[: self._best]

    def any_of(self, keys: Sequence[str]) -> list[int]:
        """Documents of some keys together, best first."""
        found: dict[str, tuple[int, int]] = {}
        for number, part in self._parts:
            index = self._merged.asked[number]
            for document in part.any_of(keys):
                rank, headword = -index.zipf(document), index.headword(document)
                known = found.get(headword)
                if known is None or rank < known[0]:
                    found[headword] = rank, known[1] if known else number << _MEMBER | document
        return in_order([(rank, headword, document) for headword, (rank, document) in found.items()])


class MergedMeanings:
    """The meanings of the members, as `meanings.Meanings` has them of a single index."""

    def __init__(self, merged: MergedIndex, parts: list[tuple[int, Meanings]]) -> None:
        self._merged = merged
        self._parts = parts

    def find(self, asked: TypedQuery, most: int = BEST) -> list[tuple[int, int]]:
        """(rank, document), as `Meanings.find` gives them."""
        found: dict[str, tuple[int, int]] = {}
        for number, part in self._parts:
            index = self._merged.asked[number]
            for rank, document in part.find(asked):
                known = found.get(headword := index.headword(document))
                if known is None or rank < known[0]:
                    found[headword] = rank, known[1] if known else number << _MEMBER | document
        rows = [
            (rank << 16 | 0xFFFF - self._merged.zipf(document), headword, (rank, document))
            for headword, (rank, document) in found.items()
        ]
        return in_order(rows)[: min(most, BEST)]


def in_order(rows: list[tuple[int, str, T]]) -> list[T]:
    """(rank, headword, what stands there), each headword once, by rank and then in dictionary order, which is dear."""
    made: list[T] = []
    for _, tied in groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: row[0]):
        same = list(tied)
        if len(same) > 1:
            same.sort(key=lambda row: order.key(row[1]))
        made += [row[2] for row in same]
    return made


Group: TypeAlias = Index | MergedIndex
"""What answers for all dictionaries of one kind that are asked."""

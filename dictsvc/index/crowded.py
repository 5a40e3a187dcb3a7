"""Stored answers for crowded prefixes: what a scan would take too long to find, in final order.

For each crowded folded prefix, every way to type it that matches some headword (each shape typed or bare, each tone
typed or not) is a key; its best `BEST` documents stand in a flat file.

    crowded.marisa   pattern (as `match.Query.pattern`)
    crowded.at       u32, by trie id: where the pattern's answer starts in crowded.best, counted in u32
    crowded.best     u32: number of hits, then the hits as in `hits`; equal answers once

A prefix with more than `WAYS` ways to type it is stored in the commonest of them only (`thinned`); the others are found
by leaving the marks aside and comparing afterwards.
"""

from __future__ import annotations

from dictsvc.index import files, tries
from dictsvc.index.files import Sections
from dictsvc.index.hits import Packed

NAMES = ("crowded.marisa", "crowded.at", "crowded.best")

BEST = 51
"""Hits kept of each answer: the largest limit an asker may set, and one more to tell that there are others."""
WAYS = 256
"""Most ways to type one spelling of a prefix that are stored."""


class Crowded:
    """The stored answers of a published index."""

    def __init__(self, sections: Sections) -> None:
        self._get = tries.Trie(sections["crowded.marisa"]).get
        self._places = files.u32(sections["crowded.at"])
        self._best = files.u32(sections["crowded.best"])

    def find(self, pattern: str) -> list[Packed] | None:
        """The best hits in order (see `hits`), or None where the pattern is not stored."""
        number = self._get(pattern)
        if number is None:
            return None
        at = self._places[number]
        return self._best[at + 1 : at + 1 + self._best[at]].tolist()

"""A hit, and the order in which hits of one dictionary stand."""

from __future__ import annotations

from dictsvc.vietnamese.match import EXACT, Query

Hit = tuple[int, int, bool]
"""(document, class as in `vietnamese.match`, whole)."""


def ranked(asked: Query, hits: list[Hit]) -> list[Hit]:
    """Whole words, then completions; within each by class, then rank, which is the document's number.

    Without any mark typed, only {exact, other} counts among whole words, and no class among completions.
    """
    if asked.marked:
        return sorted(hits, key=lambda hit: (not hit[2], hit[1], hit[0]))
    return sorted(hits, key=lambda hit: (not hit[2], hit[2] and hit[1] > EXACT, hit[0]))

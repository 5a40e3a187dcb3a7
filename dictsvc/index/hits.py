"""A hit, and the order in which hits of one dictionary stand."""

from __future__ import annotations

from dictsvc.vietnamese.match import EXACT, Query

Hit = int
"""document << 3 | class << 1 | whole, as stored answers have it: a lookup handles some thirty, and ints cost least.

The classes are those of `vietnamese.match.classify`.
"""
WHOLE = 1
DOCUMENT = 3
"""Bits below the document's number."""
CLASSES = 0b110


def hit(document: int, found: int, whole: bool) -> Hit:
    """A hit."""
    return document << DOCUMENT | found << 1 | whole


def class_of(one: Hit) -> int:
    """Its class."""
    return (one & CLASSES) >> 1


def ranked(asked: Query, hits: list[Hit]) -> list[Hit]:
    """Whole words, then completions; within each by class, then rank, which is the document's number.

    Without any mark typed, only {exact, other} counts among whole words, and no class among completions.
    """
    if asked.marked:
        return sorted(hits, key=lambda one: (~one & WHOLE, one & CLASSES, one))
    return sorted(hits, key=lambda one: (~one & WHOLE, one & WHOLE and class_of(one) > EXACT, one >> DOCUMENT))

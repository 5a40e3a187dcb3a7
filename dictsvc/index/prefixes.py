"""Divides the keys by folded prefix: crowded prefixes, whose best answers are stored, and blocks of few keys.

A folded prefix is crowded when more than `CROWDED` keys start with it. Every query is then either the prefix of a
crowded one, and its answer is stored (`crowded`), or runs into exactly one block (`blocks`), which is scanned. So no
query looks at more than `CROWDED` keys or reads more than `BEST` answers, whatever the size of the dictionary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from dictsvc.index.postings import Postings

Ints: TypeAlias = npt.NDArray[np.integer[Any]]

CROWDED = 64
"""Most keys of a block."""


@dataclass(frozen=True, slots=True)
class Level:
    """All crowded groups of one prefix length. members: posting numbers; groups: each member's group, rising."""

    length: int
    members: Ints
    groups: Ints


def divide(postings: Postings) -> Iterator[Level | list[tuple[int, int]]]:
    """For each prefix length 1, 2, …: the ranges (first, end) of postings that become blocks, then the level."""
    members = np.arange(len(postings), dtype=np.int64)
    groups = np.zeros(len(postings), dtype=np.int64)
    length = 0
    while len(members):
        length += 1
        # Keys that end here are answered by the level before, whole.
        alive = np.fromiter((len(postings.folded[member]) >= length for member in members), np.bool_, len(members))
        members, groups = members[alive], groups[alive]
        if not len(members):
            return
        chars = np.fromiter((ord(postings.folded[member][length - 1]) for member in members), np.int64, len(members))
        first = np.flatnonzero(np.r_[True, (groups[1:] != groups[:-1]) | (chars[1:] != chars[:-1])])
        sizes = np.diff(np.r_[first, len(members)])
        few = sizes <= CROWDED
        starts = members[first[few]]
        yield [(int(start), int(start + size)) for start, size in zip(starts, sizes[few], strict=True)]
        group = np.repeat(np.arange(len(first)), sizes)
        crowded = np.repeat(~few, sizes)
        members, groups = members[crowded], group[crowded]
        if len(members):
            yield Level(length, members, groups)

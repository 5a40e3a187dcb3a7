"""Headwords by their solid key, without separators and apostrophes: `hmong` finds H'Mông, `axit` finds a-xít.

Only headwords that have such a sign stand here; for the others the solid key is the folded key, which is found anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dictsvc.index import lists
from dictsvc.index.crowded import BEST
from dictsvc.vietnamese.fold import bare, normalise

PART = "solid"
_SIGNS = str.maketrans("", "", " -'")


def solid(normal: str) -> str:
    """Normalised text without marks, separators and apostrophes."""
    return bare(normal).translate(_SIGNS)


def write(folder: Path, headwords: Sequence[str]) -> None:
    """Headwords of documents 0, 1, 2 …"""

    def rows() -> Iterator[tuple[str, int]]:
        for at, normal in enumerate(map(normalise, headwords)):
            if not normal.isalpha() and (key := solid(normal)):
                yield key, at

    lists.write(folder, PART, rows, best=BEST)

"""Headwords by their solid key, without separators and apostrophes: `hmong` finds H'Mông, `axit` finds a-xít.

Only headwords that have such a sign stand here; for the others the solid key is the folded key, which is found anyway.
"""

from __future__ import annotations

from pathlib import Path

from dictsvc.index import lists
from dictsvc.index.crowded import BEST
from dictsvc.vietnamese.fold import bare

SOLID = "solid"
_SIGNS = str.maketrans("", "", " -'")


def solid(normal: str) -> str:
    """Normalised text without marks, separators and apostrophes."""
    return bare(normal).translate(_SIGNS)


class Writer(lists.Writer):
    """Takes the headwords of documents 0, 1, 2 …, normalised."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, SOLID, best=BEST)

    def take(self, document: int, normal: str) -> None:
        """One headword."""
        if not normal.isalpha() and (key := solid(normal)):
            self.add(key, document)

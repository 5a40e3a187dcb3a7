"""Headwords by their solid key, without separators: `hmong` finds H'Mông, `axit` a-xít, `tphcm` TP.HCM.

Only headwords that have such a sign stand here; for the others the solid key is the folded key, which is found anyway.
What is a syllable of Vietnamese is not taken for two: `bia` finds bi-a, but `troi` not trơ ì.
"""

from __future__ import annotations

from pathlib import Path

from dictsvc.index import lists
from dictsvc.index.crowded import BEST
from dictsvc.vietnamese.fold import bare
from dictsvc.vietnamese.syllable import BARE_SYLLABLES

SOLID = "solid"
_SEPARATORS = str.maketrans("", "", " -'./_")
"""Underscores join syllables in the output of segmenters, from which words are pasted."""
_SPACED = str.maketrans("./_", "   ", "'")


def solid(normal: str) -> str:
    """Normalised text without marks and separators."""
    return bare(normal).translate(_SEPARATORS)


def spaced(normal: str) -> str:
    """Normalised text with its marks, and with no separators that a key would keep but spaces.

    >>> spaced("v.v.")
    'v v '
    """
    return normal.translate(_SPACED)


class Writer(lists.Writer):
    """Takes the headwords of documents 0, 1, 2 …, normalised."""

    def __init__(self, folder: Path, *, tonal: bool) -> None:
        super().__init__(folder, SOLID, best=BEST)
        self._syllables: frozenset[str] = BARE_SYLLABLES if tonal else frozenset()

    def take(self, document: int, normal: str) -> None:
        """One headword."""
        if not normal.isalpha() and (key := solid(normal)) and not (key in self._syllables and " " in normal):
            self.add(key, document)

"""Headwords by what stands further inside them: `sinh` finds học sinh, `công nghệ` finds khoa học công nghệ.

A part in the form of `lists`, of every syllable but the first of a headword: single syllables under the names of
`forms`, and each two neighbours under their folded letters (`cong nghe`), so that a phrase is found without going
through all headwords of its commonest syllable. The marks of a phrase are for the caller to compare.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from dictsvc.index import forms, lists
from dictsvc.vietnamese.key import Key

INSIDE = "inside"
BEST = 64
"""Documents kept of a name: more than an answer shows."""


class Writer(lists.Writer):
    """Takes the keys of documents 0, 1, 2 …"""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, INSIDE, best=BEST)
        self._kept: Counter[str] = Counter()  # of single syllables, which a few thousand names share

    def take(self, document: int, made: Key) -> None:
        """One headword."""
        folded = made.folded.split(" ")
        if len(folded) == 1:
            return
        letters = made.letters.split(" ")
        kept = self._kept
        for number in range(1, len(folded)):
            for name in forms.names(folded[number], letters[number], made.tones[number]):
                if kept[name] < BEST:
                    kept[name] += 1
                    self.add(name, document)
            if number > 1:
                self.add(f"{folded[number - 1]} {folded[number]}", document)

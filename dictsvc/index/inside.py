"""Headwords by what stands further inside them: `sinh` finds học sinh, `công nghệ` finds khoa học công nghệ.

A part in the form of `lists`, of every syllable but the first of a headword: single syllables under the names of
`forms`, and each two neighbours under their folded letters (`cong nghe`), so that a phrase is found without going
through all headwords of its commonest syllable. The marks of a phrase are for the caller to compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from dictsvc.index import forms, lists
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import key

PART = "inside"
BEST = 64
"""Documents kept of a name: more than an answer shows."""


def write(folder: Path, headwords: Sequence[str], *, tonal: bool) -> None:
    """Headwords of documents 0, 1, 2 …"""

    def rows() -> Iterator[tuple[str, int]]:
        kept: Counter[str] = Counter()  # of single syllables, which a few thousand names share
        for at, headword in enumerate(headwords):
            if headword.isalpha():
                continue
            parts = key(normalise(headword), tonal=tonal)
            folded = parts.folded.split(" ")
            if len(folded) == 1:
                continue
            letters = parts.letters.split(" ")
            for number in range(1, len(folded)):
                for name in forms.names(folded[number], letters[number], parts.tones[number]):
                    if kept[name] < BEST:
                        kept[name] += 1
                        yield name, at
                if number > 1:
                    yield f"{folded[number - 1]} {folded[number]}", at

    lists.write(folder, PART, rows, best=BEST)

"""Headwords by what they sound like: where misspellings are looked up, by their own key and by those of their edits.

A part in the form of `lists`. For Vietnamese the key is `vietnamese.sound.sound_key` of the folded headword; for other
languages, where sounds are spelt otherwise, the folded headword itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dictsvc.index import lists
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.sound import sound_key

PART = "sounds"
BEST = 32
"""Documents kept of a key. Only some hundred syllables sound like more words than that."""


def write(folder: Path, headwords: Sequence[str], *, tonal: bool) -> None:
    """Headwords of documents 0, 1, 2 …"""

    def rows() -> Iterator[tuple[str, int]]:
        for at, headword in enumerate(headwords):
            folded = key(normalise(headword), tonal=tonal).folded
            if name := sound_key(folded) if tonal else folded:
                yield name, at

    lists.write(folder, PART, rows, best=BEST)

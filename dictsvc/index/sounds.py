"""Headwords by what they sound like: where misspellings are looked up, by their own key and by those of their edits.

A part in the form of `lists`. For Vietnamese the key is `vietnamese.sound.sound_key` of the folded headword; for other
languages, where sounds are spelt otherwise, the folded headword itself; apostrophes left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dictsvc.index import lists
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import key

PART = "sounds"
BEST = 32
"""Documents kept of a key. Only some hundred syllables sound like more words than that."""


def name(folded: str, *, tonal: bool) -> str:
    """The key of folded text."""
    from dictsvc.vietnamese.sound import sound_key  # brings rapidfuzz, which no ordinary lookup needs

    plain = folded.replace("'", "")
    return sound_key(plain) if tonal else plain


def write(folder: Path, headwords: Sequence[str], *, tonal: bool) -> None:
    """Headwords of documents 0, 1, 2 …"""

    def rows() -> Iterator[tuple[str, int]]:
        for at, headword in enumerate(headwords):
            if found := name(key(normalise(headword), tonal=tonal).folded, tonal=tonal):
                yield found, at

    lists.write(folder, PART, rows, best=BEST)

"""Headwords by what they sound like: where misspellings are looked up, by their own key and by those of their edits.

A part in the form of `lists`. For Vietnamese the key is `vietnamese.sound.sound_key` of the folded headword; for other
languages, where sounds are spelt otherwise, the folded headword itself; apostrophes left out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dictsvc.index import lists

SOUNDS = "sounds"
BEST = 32
"""Documents kept of a key. Only some hundred syllables sound like more words than that."""


def name(folded: str, *, tonal: bool) -> str:
    """The key of folded text."""
    return namer(tonal=tonal)(folded)


def namer(*, tonal: bool) -> Callable[[str], str]:
    """The same for many texts."""
    if not tonal:
        return lambda folded: folded.replace("'", "")
    from dictsvc.vietnamese.sound import sound_key  # brings rapidfuzz, which no ordinary lookup needs

    return lambda folded: sound_key(folded.replace("'", ""))


class Writer(lists.Writer):
    """Takes the folded headwords of documents 0, 1, 2 …"""

    def __init__(self, folder: Path, *, tonal: bool) -> None:
        super().__init__(folder, SOUNDS, best=BEST)
        self._name = namer(tonal=tonal)

    def take(self, document: int, folded: str) -> None:
        """One headword."""
        if found := self._name(folded):
            self.add(found, document)

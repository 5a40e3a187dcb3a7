"""Headwords by what they sound like: where misspellings are looked up, by their own key and by those of their edits.

A part in the form of `lists`. For Vietnamese the key is `vietnamese.sound.sound_key` of the folded headword; for other
languages, where sounds are spelt otherwise, the folded headword itself; apostrophes left out.
"""

from __future__ import annotations

from pathlib import Path

from dictsvc.index import lists

SOUNDS = "sounds"
BEST = 32
"""Documents kept of a key. Only some hundred syllables sound like more words than that."""


def name(folded: str, *, tonal: bool) -> str:
    """The key of folded text."""
    from dictsvc.vietnamese.sound import sound_key  # brings rapidfuzz, which no ordinary lookup needs

    plain = folded.replace("'", "")
    return sound_key(plain) if tonal else plain


class Writer(lists.Writer):
    """Takes the folded headwords of documents 0, 1, 2 …"""

    def __init__(self, folder: Path, *, tonal: bool) -> None:
        super().__init__(folder, SOUNDS, best=BEST)
        self._tonal = tonal

    def take(self, document: int, folded: str) -> None:
        """One headword."""
        if found := name(folded, tonal=self._tonal):
            self.add(found, document)

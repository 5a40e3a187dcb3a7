"""Headwords that are found when typed in full, and never offered: vulgar words.

They have the last ranks and stand in no other part but `exact`: so they complete, suggest and contain nothing. A part
in the form of `lists`, of their folded letters; whoever asks compares the marks. Only indexes with such headwords have
it.
"""

from __future__ import annotations

from pathlib import Path

from dictsvc.index import lists
from dictsvc.index.crowded import BEST
from dictsvc.vietnamese.key import Key, respelt

HIDDEN = "hidden"


class Writer:
    """Takes the keys of the hidden documents in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: list[tuple[str, int]] = []

    def take(self, document: int, made: Key) -> None:
        """One headword."""
        for folded in {made.folded, *(other.folded for other, _ in respelt(made))}:
            self._rows.append((folded, document))

    def finish(self) -> tuple[str, ...]:
        """Write the part if there is anything to write; returns the names of its files."""
        if not self._rows:
            return ()
        writer = lists.Writer(self._folder, HIDDEN, best=BEST)
        for folded, document in self._rows:
            writer.add(folded, document)
        return writer.finish()

"""Which syllables stand side by side in the texts of a dictionary: what tells words of a sentence without marks apart.

A part in the form of `lists`: two neighbouring syllables with their marks -> document 0, since only whether a pair is
there counts. Texts up to MOST bytes are looked at, those of the best ranked headwords.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from dictsvc.index import lists
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import AS_PLAIN, key
from dictsvc.vietnamese.syllable import split

PART = "neighbours"
MOST = 4 << 20
"""Bytes of a dictionary's texts that are looked at."""
_RUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")


def marks(normal: str) -> list[str]:
    """The syllables of normalised text in one spelling each, whichever place their tone marks have."""
    parts = key(normal)
    tones = [AS_PLAIN.get(tone, tone) for tone in parts.tones]
    return [letters + tone for letters, tone in zip(parts.letters.split(" "), tones, strict=True)]


class Writer:
    """Takes texts and keeps their pairs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pairs: set[str] = set()
        self._left = MOST

    def add(self, articles: Iterable[bytes]) -> None:
        """Articles as they are stored."""
        for article in articles:
            if self._left <= 0:
                return
            self._left -= len(article)
            for run in _RUN.findall(article.decode()):
                parts = run.split(" ")
                if all(map(split, parts)):
                    self._pairs.update(f"{first} {second}" for first, second in pairwise(marks(normalise(run))))

    def add_keys(self, keys: Iterable[str]) -> None:
        """The pairs of another index."""
        self._pairs.update(keys)

    def finish(self) -> tuple[str, ...]:
        """Write the part if there is anything to write; returns the names of its files."""
        if not self._pairs:
            return ()
        writer = lists.Writer(self._folder, PART, best=1)
        for pair in sorted(self._pairs):
            writer.add(pair, 0)
        return writer.finish()

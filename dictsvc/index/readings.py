"""Han headwords by their Sino-Vietnamese readings, where the definitions give them: `chính` finds 正.

A part in the form of `lists`: each reading under the names of `forms`. Only indexes with such headwords have it.
"""

from __future__ import annotations

import re
from pathlib import Path

from dictsvc.index import forms, lists
from dictsvc.vietnamese.han import sino_vietnamese
from dictsvc.vietnamese.key import key

READINGS = "readings"
BEST = 64
"""Documents kept of a name: more than an answer shows."""
_HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SENSE = re.compile(r"(?m)^-")
_LINE_MARK = re.compile(r"(?m)^[^1]")


def is_character(headword: str) -> bool:
    """Whether a headword is a single Han character, of which alone readings are kept."""
    return headword >= "\u2e80" and len(headword) == 1 and _HAN.match(headword) is not None


class Writer:
    """Takes the articles of documents 0, 1, 2 … and keeps the readings in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: list[tuple[str, int]] = []

    def add(self, document: int, headword: str, articles: list[bytes]) -> None:
        """articles: canonical lines in UTF-8, each after a mark; `-` marks a sense, numbered in the source."""
        if not is_character(headword):
            return
        for article in articles:
            for reading in sino_vietnamese(_LINE_MARK.sub("", _SENSE.sub("1. ", article.decode()))):
                parts = key(reading)
                if " " not in parts.folded:
                    self._rows += [
                        (name, document) for name in forms.names(parts.folded, parts.letters, parts.tones[0])
                    ]

    def finish(self) -> tuple[str, ...]:
        """Write the part if there is anything to write; returns the names of its files."""
        if not self._rows:
            return ()
        writer = lists.Writer(self._folder, READINGS, best=BEST)
        for name, document in self._rows:
            writer.add(name, document)
        return writer.finish()

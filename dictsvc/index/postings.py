"""What the prefix parts are built from: every key of every document, sorted by folded form.

A document is one distinct headword, its number its rank: document 0 comes first in every list. It has one key and,
where i and y may be exchanged, a few respelt ones, which count from their last changed letter on.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from dictsvc.vietnamese.key import Key, respelt


@dataclass(frozen=True, slots=True)
class Postings:
    """Parallel columns, sorted by `folded`. folded and letters end in a space. since: shortest prefix that counts."""

    folded: list[str]
    letters: list[str]
    tones: list[tuple[str, ...]]
    documents: array[int]
    since: array[int]

    def __len__(self) -> int:
        return len(self.folded)


def collect(keys: Iterable[Key], *, tonal: bool) -> Postings:
    """Postings of documents 0, 1, 2 … with these keys."""
    rows = []
    for document, key in enumerate(keys):
        rows.append((key.folded + " ", key, document, 0))
        if tonal and ("i" in key.folded or "y" in key.folded):
            rows += [(other.folded + " ", other, document, at + 1) for other, at in respelt(key)]
    rows.sort(key=lambda row: row[0])
    return Postings(
        folded=[row[0] for row in rows],
        letters=[row[0] if row[1].letters == row[1].folded else row[1].letters + " " for row in rows],
        tones=[row[1].tones for row in rows],
        documents=array("I", [row[2] for row in rows]),
        since=array("H", [row[3] for row in rows]),
    )

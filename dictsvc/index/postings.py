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
    folded: list[str] = []
    letters: list[str] = []
    tones: list[tuple[str, ...]] = []
    documents, since = array("I"), array("H")
    known: dict[tuple[str, ...], tuple[str, ...]] = {}  # a few thousand distinct ones serve millions of keys

    def add(key: Key, document: int, first: int) -> None:
        one = key.folded + " "
        folded.append(one)
        letters.append(one if key.letters == key.folded else key.letters + " ")
        tones.append(known.setdefault(key.tones, key.tones))
        documents.append(document)
        since.append(first)

    for document, key in enumerate(keys):
        add(key, document, 0)
        if tonal:
            for other, row in respelt(key):
                add(other, document, row + 1)
    order = sorted(range(len(folded)), key=folded.__getitem__)
    return Postings(
        folded=[folded[row] for row in order],
        letters=[letters[row] for row in order],
        tones=[tones[row] for row in order],
        documents=array("I", [documents[row] for row in order]),
        since=array("H", [since[row] for row in order]),
    )

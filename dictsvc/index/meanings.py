"""Headwords by what their definitions say in a word or two: *pupil* finds học sinh, đồng tử.

A part in the form of `lists`, of the items of `clean.items`. A key is the item's folded letters, a tab, the item's
place in its article (0 to 9, later ones 9) and, where that differs from the folded letters, the item as it is written;
so the keys of one folded item stand together. The language of the definitions need not be known: folded letters are the
same in all, and marks agree where they do by the rules of one kind of key or the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dictsvc.clean.items import items
from dictsvc.index import lists
from dictsvc.index.files import Sections
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import key, respelt, syllables
from dictsvc.vietnamese.match import VARIANT, TypedQuery, classify

PART = "meanings"
BEST = 64
"""Documents kept of a key: more than an answer shows."""
LAST = 9
"""The last place that is told apart."""
_BEHIND = LAST + 1  # added to the place where only some marks were typed, so that these stand behind
_RESPELT = re.compile(r"(?:^| )(?:[hklmstx][iyìíỉĩịỳýỷỹỵ]|qu[iyìíỉĩịỳýỷỹỵ](?:t|nh|ch)?)(?: |$)")
_OTHER = str.maketrans("iìỉĩíịyỳỷỹýỵ", "yỳỷỹýỵiìỉĩíị")


class Meant(NamedTuple):
    """Documents of which an item at one place is what was typed, best first. rank: smaller is better."""

    rank: int
    documents: Sequence[int]


class Writer:
    """Takes the articles of documents 0, 1, 2 …, or the keys of other indexes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: lists.Writer | None = None

    def add(self, document: int, articles: Iterable[bytes]) -> None:
        """All articles under one headword, as they are stored."""
        for article in articles:
            for item, place in items(article.decode()):
                for folded, written in _keys(item):
                    self._add(f"{folded}\t{min(place, LAST)}{written}", document)

    def add_keys(self, part: lists.Lists, documents: Sequence[int], offered: int) -> None:
        """The part of a member. documents: its numbers -> those of the joined index, of which the first are offered."""
        for name in part.under(""):
            for document in part.get(name):
                if documents[document] < offered:
                    self._add(name, documents[document])

    def _add(self, name: str, document: int) -> None:
        if self._writer is None:
            self._writer = lists.Writer(self._folder, PART, best=BEST)
        self._writer.add(name, document)

    def finish(self) -> tuple[str, ...]:
        """Write the part if there is anything to write; returns the names of its files."""
        return self._writer.finish() if self._writer is not None else ()


class Meanings:
    """The part of a published index. Safe for threads."""

    def __init__(self, sections: Sections) -> None:
        self.lists = lists.Lists(sections, PART)

    def find(self, asked: TypedQuery) -> Iterator[Meant]:
        """Documents of which what was typed is an item, by rank; in a later rank a document may come again."""
        typed = asked.reading(tonal=True)
        beginning = typed.folded.rstrip(" ") + "\t"
        names = self.lists.under(beginning)
        if not names:
            return
        at = len(beginning)
        matches: dict[str, int | None] = {}
        ranks: dict[int, list[str]] = {}
        for name in names:
            place, written = int(name[at]), name[at + 1 :]
            if not typed.marked:
                ranks.setdefault(place, []).append(name)
                continue
            if written not in matches:
                matches[written] = _class(asked, written or beginning[:-1])
            if (match := matches[written]) is not None:
                ranks.setdefault(place if match <= VARIANT else place + _BEHIND, []).append(name)
        for rank in sorted(ranks):
            yield Meant(rank, self.lists.any_of(ranks[rank]))


def _keys(item: str) -> Iterator[tuple[str, str]]:
    """(folded letters, the item as written where it differs) of an item, and of it with i for y or y for i."""
    if item.isascii() and item.isalpha():
        folded = written = item.lower()
    else:
        written = " ".join(syllables(normalise(item)))
        folded = bare(written)
    if not folded:
        return
    yield folded, "" if written == folded else written
    if _RESPELT.search(written):
        parts = key(written)
        for other, _ in respelt(parts):
            pairs = zip(written, parts.letters, other.letters, strict=True)
            spelt = "".join([char.translate(_OTHER) if a != b else char for char, a, b in pairs])
            yield other.folded, "" if spelt == other.folded else spelt


def _class(asked: TypedQuery, written: str) -> int | None:
    """How an item of the same folded letters is matched by what was typed; None where its marks disagree."""
    for tonal in (True, False):
        parts = key(written, tonal=tonal)
        match = classify(asked.reading(tonal=tonal), f"{parts.folded} ", f"{parts.letters} ", parts.tones)
        if match is not None:
            return match
    return None

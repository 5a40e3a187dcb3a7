"""Headwords by what their definitions say in a word or two: *pupil* finds học sinh, đồng tử.

A part in the form of `lists`, of the items of `clean.items`: an item's folded letters and, where it has marks, also the
folded letters, a tab and the item as it is written. What a key leads to are documents with the item's place in their
articles in the bits from PLACE on, so that lists stand in the order of answers: earlier places first, then by rank. The
language of the definitions need not be known: folded letters are the same in all, and marks agree where they do by the
rules of one kind of key or the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from dictsvc.caching import ComputedTable
from dictsvc.clean.items import items
from dictsvc.index import lists
from dictsvc.index.files import Sections
from dictsvc.vietnamese.fold import bare, marks, normalise
from dictsvc.vietnamese.key import key, respelt, syllables
from dictsvc.vietnamese.match import EXACT, VARIANT, TypedQuery, classify

MEANINGS = "meanings"
BEST = 64
"""Documents kept of a key: more than an answer shows."""
PLACE = 27
"""Bits below an item's place: those of the document's number."""
DOCUMENT = (1 << PLACE) - 1
SPELLINGS = 64
"""Most items with the same folded letters whose marks are compared; real dictionaries have 11."""
LAST = 9
"""The last place that is told apart."""
_BEHIND = LAST + 1  # added to the place where items have marks besides those typed, so that they stand behind
_RESPELT = re.compile(r"(?:^| )(?:[hklmstx][iyìíỉĩịỳýỷỹỵ]|qu[iyìíỉĩịỳýỷỹỵ](?:t|nh|ch)?)(?: |$)")
_KEPT = 1 << 15
"""Words, and items, that are known again."""
_OTHER = str.maketrans("iìỉĩíịyỳỷỹýỵ", "yỳỷỹýỵiìỉĩíị")


class Writer:
    """Takes the articles of documents 0, 1, 2 …, or the parts of other indexes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = ComputedTable(_names, _KEPT)
        self._writer: lists.Writer | None = None

    def add(self, document: int, articles: Iterable[bytes]) -> None:
        """All articles under one headword, as they are stored."""
        names = self._names
        for article in articles:
            for item, place in items(article.decode()):
                row = (place if place < LAST else LAST) << PLACE | document
                self._add(names[item], row)

    def add_part(self, part: lists.Lists, documents: Sequence[int], offered: int) -> None:
        """The part of a member. documents: its numbers -> those of the joined index, of which the first are offered."""
        for name in part.keys():  # noqa: SIM118 - no mapping
            for row in part.get(name):
                if (document := documents[row & DOCUMENT]) < offered:
                    self._add((name,), row & ~DOCUMENT | document)

    def _add(self, names: tuple[str, ...], row: int) -> None:
        if self._writer is None:
            self._writer = lists.Writer(self._folder, MEANINGS, best=BEST, distinct=DOCUMENT)
        self._writer.add_all(names, row)

    def finish(self) -> tuple[str, ...]:
        """Write the part if there is anything to write; returns the names of its files."""
        return self._writer.finish() if self._writer is not None else ()


class Meanings:
    """The part of a published index. Safe for threads."""

    def __init__(self, sections: Sections) -> None:
        self.lists = lists.Lists(sections, MEANINGS)

    def find(self, asked: TypedQuery) -> list[tuple[int, int]]:
        """(rank, document) of those of which what was typed is an item, best first; a smaller rank is better."""
        typed = asked.reading(tonal=True)
        folded = typed.folded.rstrip(" ")
        rows = self.lists.get(folded)
        if rows and typed.marked:
            rows = self._marked(asked, f"{folded}\t")
        return [(row >> PLACE, row & DOCUMENT) for row in rows]

    def _marked(self, asked: TypedQuery, beginning: str) -> list[int]:
        """Rows of the items with these folded letters whose marks are those that were typed, or more."""
        best: dict[int, int] = {}
        # Both kinds of key say no where a letter has another shape; ư and ơ may be half written (bưoc).
        shapes = [(at + len(beginning), a) for at, a in asked.reading(tonal=True).shapes if a not in "ươ "]
        for name in self.lists.under(beginning, SPELLINGS):
            if any(marks(name[at])[1] != shape for at, shape in shapes):
                continue
            match = _class(asked, name[len(beginning) :])
            if match is not None:
                behind = (match > VARIANT) * _BEHIND << PLACE
                for row in self.lists.get(name):
                    document = row & DOCUMENT
                    best[document] = min(best.get(document, row + behind), row + behind)
        return sorted(best.values())


def _known(word: str) -> str:
    """The bare letters of a word that is normalised and has one spelling; KeyError for others."""
    if not word.isalnum() or normalise(word) != word or _RESPELT.search(word):
        raise KeyError(word)
    return bare(word)


_bare_letters = ComputedTable(_known, _KEPT).__getitem__


def _names(item: str) -> tuple[str, ...]:
    """What an item is stored under, in its spelling and with i for y or y for i."""
    words = item.replace(",", " ").replace("-", " ").split()
    with suppress(KeyError):  # most items: word by word, each known from before
        if folded := " ".join(map(_bare_letters, words)):
            written = " ".join(words)
            return (folded,) if folded == written else (folded, f"{folded}\t{written}")
    written = " ".join(syllables(normalise(item)))
    folded = bare(written)
    names = [folded] if folded else []
    if folded and written != folded:
        names.append(f"{folded}\t{written}")
    if _RESPELT.search(written):
        parts = key(written)
        for respelling, _ in respelt(parts):
            names.append(respelling.folded)
            pairs = zip(written, parts.letters, respelling.letters, strict=True)
            spelt = "".join([char.translate(_OTHER) if a != b else char for char, a, b in pairs])
            if spelt != respelling.folded:
                names.append(f"{respelling.folded}\t{spelt}")
    return tuple(names)


def _class(asked: TypedQuery, written: str) -> int | None:
    """How an item of the same folded letters is matched by what was typed; None where its marks disagree."""
    if written == asked.normal:
        return EXACT
    for tonal in (True, False):
        parts = key(written, tonal=tonal)
        match = classify(asked.reading(tonal=tonal), f"{parts.folded} ", f"{parts.letters} ", parts.tones)
        if match is not None:
            return match
    return None

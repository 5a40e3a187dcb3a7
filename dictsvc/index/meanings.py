"""Headwords by what their definitions say in a word or two: *pupil* finds học sinh, đồng tử.

A part in the form of `lists`, of the items of `clean.items`: an item's folded letters and, where it has marks, also the
folded letters, a tab and the item as it is written. What a key leads to are documents with the item's place in their
articles in the bits from PLACE on, so that lists stand in the order of answers: earlier places first, then by rank. The
language of the definitions need not be known: folded letters are the same in all, and marks agree where they do by the
rules of one kind of key or the other.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from dictsvc.clean.items import items
from dictsvc.index import files, lists
from dictsvc.index.files import Sections
from dictsvc.vietnamese.fold import SETTLED, bare, marks, normalise
from dictsvc.vietnamese.key import RESPELT, key, syllables
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
_SETTLED = re.compile(f"[0-9a-z'{SETTLED}](?:[-', 0-9a-z{SETTLED}]*[0-9a-z'{SETTLED}])?").fullmatch
_SPACES = re.compile("  +")
_VARIANTS = 8
"""Ways to write an item."""
_TOGETHER = 1 << 14
"""Names of another index that are taken together."""
_OTHER = str.maketrans("iìỉĩíịyỳỷỹýỵ", "yỳỷỹýỵiìỉĩíị")


class Items(NamedTuple):
    """What some articles say in a word or two, ready to be written. names: what items are stored under, one a line.

    rows: u64 for each name of each item: number of the name << 32 | the item's place << PLACE | number of its article.
    """

    names: bytes
    rows: bytes


def read(articles: Iterable[bytes]) -> Items:
    """The items of some articles, as they are stored."""
    import numpy as np  # only loading needs it

    found: list[str] = []
    rows = array("I")
    for number, article in enumerate(articles):
        for item, place in items(article.decode()):
            found.append(item)
            rows.append((place if place < LAST else LAST) << PLACE | number)
    names = _names(dict.fromkeys(found))
    numbers: dict[str, int] = {}
    numbers_of = {item: [numbers.setdefault(name, len(numbers)) for name in names[item]] for item in names}
    of_rows = [numbers_of[item] for item in found]
    packed = np.fromiter(chain.from_iterable(of_rows), np.uint64) << np.uint64(32)
    packed |= np.repeat(np.frombuffer(rows, np.uint32), list(map(len, of_rows)))
    return Items("".join([f"{name}\n" for name in numbers]).encode(), packed.tobytes())


class Writer:
    """Takes items, which wait in two files, and gives them the ranks of their documents when all are there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names_path, self._rows_path = folder / f"{MEANINGS}.names.tmp", folder / f"{MEANINGS}.rows.tmp"
        self._names, self._rows = files.Output(self._names_path), files.Output(self._rows_path)
        self._count = 0  # names in the file

    def add(self, found: Items, documents: array[int]) -> None:
        """documents: u32, of each article."""
        import numpy as np

        rows = np.frombuffer(found.rows, np.uint64)
        numbers = rows & np.uint64(DOCUMENT)
        rows = rows - numbers + np.frombuffer(documents, np.uint32)[numbers] + np.uint64(self._count << 32)
        self._rows.write(rows.tobytes())
        self._names.write(found.names)
        self._count += found.names.count(b"\n")

    def add_part(self, part: lists.Lists, documents: array[int]) -> None:
        """The part of another index. documents: its numbers -> those here."""
        names = part.keys()
        while some := list(islice(names, _TOGETHER)):
            rows = array("Q", [number << 32 | row for number, name in enumerate(some) for row in part.get(name)])
            self.add(Items("".join([f"{name}\n" for name in some]).encode(), rows.tobytes()), documents)

    def flush(self) -> None:
        """Nothing more is added: from now on another process may finish."""
        self._names.close()
        self._rows.close()

    def finish(self, ranks: array[int], offered: int) -> tuple[str, ...]:
        """Write the part if there is anything to write; returns the names of its files.

        ranks: u32, of each document. offered: how many are, the first by rank.
        """
        import numpy as np

        rows = np.fromfile(self._rows_path, np.uint64)
        self._rows_path.unlink()
        documents = rows & np.uint64(DOCUMENT)
        rows -= documents
        documents = np.frombuffer(ranks, np.uint32)[documents]
        rows |= documents
        rows = rows[documents < offered]
        del documents
        if len(rows):
            return lists.write(
                self._folder, MEANINGS, self._names_path, self._count, rows, best=BEST, distinct=DOCUMENT
            )
        self._names_path.unlink()
        return ()


class Meanings:
    """The part of a published index. Safe for threads."""

    def __init__(self, sections: Sections) -> None:
        self.lists = lists.Lists(sections, MEANINGS)

    def find(self, asked: TypedQuery, most: int = BEST) -> list[tuple[int, int]]:
        """(rank, document) of the best of which what was typed is an item, in order; a smaller rank is better."""
        typed = asked.reading(tonal=True)
        folded = typed.folded.rstrip(" ")
        if not typed.marked:
            rows = self.lists.get(folded)
        else:
            rows = self._marked(asked, f"{folded}\t") if folded in self.lists else []
        return [(row >> PLACE, row & DOCUMENT) for row in rows[:most]]

    def _marked(self, asked: TypedQuery, beginning: str) -> list[int]:
        """Rows of the items with these folded letters whose marks are those that were typed, or more."""
        found: list[list[int]] = []
        # Both kinds of key say no where a letter has another shape; ư and ơ may be half written (bưoc).
        shapes = [(at + len(beginning), a) for at, a in asked.reading(tonal=True).shapes if a not in "ươ "]
        for name in self.lists.under(beginning, SPELLINGS):
            if any(marks(name[at])[1] != shape for at, shape in shapes):
                continue
            match = _class(asked, name[len(beginning) :])
            if match is not None:
                rows = self.lists.get(name)
                found.append(rows if match <= VARIANT else [row + (_BEHIND << PLACE) for row in rows])
        if len(found) == 1:
            return found[0]
        # Each document once, at the best of its places.
        return sorted({row & DOCUMENT: row for row in sorted(chain(*found), reverse=True)}.values())


def _names(distinct: Iterable[str]) -> dict[str, list[str]]:
    """What each of some items is stored under, in its spelling and with i for y or y for i."""
    names: dict[str, list[str]] = {}
    settled = []
    for item in distinct:
        if _SETTLED(item):
            settled.append(item)
        else:
            names[item] = _spellings(" ".join(syllables(normalise(item))))
    # Most items, and all of them in one text: its spaces are those of `syllables`.
    text = _SPACES.sub(" ", "\n".join(settled).replace(",", " ").replace("-", " "))
    for item, written, folded in zip(settled, text.split("\n"), bare(text).split("\n"), strict=False):
        if not RESPELT.isdisjoint(folded.split(" ")):
            names[item] = _spellings(written)
        else:
            names[item] = [folded] if folded == written else [folded, f"{folded}\t{written}"]
    return names


def _spellings(written: str) -> list[str]:
    """Names of an item as it is written, and as it may be: with y for i, and i for y, in each of three syllables."""
    variants = [written.split(" ")]
    for place, syllable in enumerate(variants[0]):
        if len(variants) < _VARIANTS and bare(syllable) in RESPELT:
            vowel = 2 if syllable[0] == "q" else 1
            other = syllable[:vowel] + syllable[vowel].translate(_OTHER) + syllable[vowel + 1 :]
            variants += [[*words[:place], other, *words[place + 1 :]] for words in variants]
    names = []
    for variant in dict.fromkeys(map(" ".join, variants)):
        folded = bare(variant)
        names += ([folded] if folded == variant else [folded, f"{folded}\t{variant}"]) if folded else []
    return names


def _class(asked: TypedQuery, written: str) -> int | None:
    """How an item of the same folded letters is matched by what was typed; None where its marks disagree."""
    if written == asked.normal:
        return EXACT
    typed, parts = asked.reading(tonal=True), key(written)
    match = classify(typed, f"{parts.folded} ", f"{parts.letters} ", parts.tones)
    # Letter by letter it may be alike all the same where a word has several tone marks, or another ươ is meant.
    if match is None and (parts.completed or typed.completed or max(map(len, parts.tones)) > 1):
        parts = key(written, tonal=False)
        match = classify(asked.reading(tonal=False), f"{parts.folded} ", f"{parts.letters} ", parts.tones)
    return match

"""Headwords that what was typed has to do with: those that it is the meaning of, and those that contain it."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import groupby, islice, pairwise
from operator import itemgetter

from dictsvc.clean.items import ARTICLES
from dictsvc.index.hits import Hit
from dictsvc.index.merged import Group
from dictsvc.index.solid import solid
from dictsvc.library import DictionarySet
from dictsvc.search.interpretations import by_frequency, of_syllable
from dictsvc.vietnamese import order
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.match import INSIDE, MEANING, Query, TypedQuery, classify

_RANK = itemgetter(0)
_WORDS = 8  # of a phrase that is looked for inside headwords


def by_meaning(chosen: DictionarySet, asked: TypedQuery, most: int) -> Iterator[Hit]:
    """Headwords whose definitions say what was typed as one of their items, by the item's place, then by frequency and
    in dictionary order; the best `most` of each group, which are read as they are taken."""
    found = _meant(chosen, asked, most)
    if not found and asked.normal.startswith(ARTICLES):
        found = _meant(chosen, TypedQuery(asked.normal.partition(" ")[2]), most)  # to appoint: they say `appoint`
    for _, tied in groupby(merge(*[_ranked(group, rows) for group, rows in found], key=_RANK), key=_RANK):
        equals = [Hit(group, document, MEANING, False) for _, group, document in tied]
        if len(found) > 1 and len(equals) > 1:
            equals.sort(key=lambda hit: order.key(hit.group.headword(hit.document)))
        yield from equals


def _ranked(group: Group, rows: list[tuple[int, int]]) -> Iterator[tuple[int, Group, int]]:
    return ((rank << 16 | 0xFFFF - group.zipf(document), group, document) for rank, document in rows)


def _meant(chosen: DictionarySet, asked: TypedQuery, most: int) -> list[tuple[Group, list[tuple[int, int]]]]:
    """(rank, document) of each group that has some."""
    found = [(group, group.meanings.find(asked, most)) for group in chosen.groups if group.meanings]
    return [(group, rows) for group, rows in found if rows]


def inside(chosen: DictionarySet, asked: TypedQuery, most: int) -> Iterator[Hit]:
    """Headwords that contain the typed syllables further inside, by frequency: the best `most` of each group, which are
    read as they are taken."""
    return by_frequency([islice(_containing(group, asked), most) for group in chosen.groups])


def _containing(group: Group, typed: TypedQuery) -> Iterator[Hit]:
    for document in _documents(group, typed.reading(tonal=group.tonal)):
        yield Hit(group, document, INSIDE, False)


def _documents(group: Group, asked: Query) -> Iterator[int]:
    part, folded = group.inside, asked.folded.strip()
    words = folded.split(" ")
    if part is None or len(words) > _WORDS:
        return
    if len(words) == 1:
        yield from of_syllable(part, asked)
        return
    lists = []
    for first, second in pairwise(words):
        if not (documents := part.get(f"{first} {second}")):
            return
        lists.append(documents)
    if len(words) == 2 and not asked.marked:
        yield from lists[0]
        return
    asked = asked._replace(folded=f"{folded} ", letters=f"{asked.letters.strip()} ", finished=True)
    together = solid(folded)
    for document in min(lists, key=len):
        normal = normalise(group.headword(document))
        if len(lists) > 1 and together not in solid(normal):  # most hold only two of the words side by side
            continue
        parts = key(normal, tonal=group.tonal)
        start = f"{parts.folded} ".find(f" {folded} ") + 1
        if start:
            tones = parts.tones[parts.folded.count(" ", 0, start) :]
            if classify(asked, f"{parts.folded[start:]} ", f"{parts.letters[start:]} ", tones) is not None:
                yield document

"""Headwords that what was typed has to do with: those that it is the meaning of, and those that contain it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from itertools import islice, pairwise

from dictsvc.clean.items import ARTICLES
from dictsvc.index.hits import Hit
from dictsvc.index.merged import Group, in_order
from dictsvc.library import DictionarySet
from dictsvc.search.readings import by_frequency, of_syllable
from dictsvc.search.results import Candidate
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.match import INSIDE, MEANING, Query, TypedQuery, classify

_WORDS = 8  # of a phrase that is looked for inside headwords


def by_meaning(chosen: DictionarySet, asked: TypedQuery, shown: Set[str], most: int) -> Iterable[Candidate]:
    """Headwords whose definitions say what was typed as one of their items, by the item's place, then by frequency; at
    least `most` that are not shown, if there are so many."""
    found = _meant(chosen, asked)
    if not found and asked.normal.startswith(ARTICLES):
        found = _meant(chosen, TypedQuery(asked.normal.partition(" ")[2]))  # to appoint, of which they say `appoint`
    if len(found) == 1:
        [(group, rows)] = found
        return ((group, Hit(document, MEANING, False)) for _, document in rows)
    ranked = [
        (rank << 16 | 0xFFFF - group.zipf(document), (group, Hit(document, MEANING, False)))
        for group, rows in found
        for rank, document in rows
    ]
    ranked.sort(key=lambda row: row[0])
    # Only as many as may be shown are put into dictionary order; a headword may come from both groups.
    likely = ranked[: 2 * (most + len(shown))]
    return in_order([(rank, row[0].headword(row[1].document), row) for rank, row in ranked if rank <= likely[-1][0]])


def _meant(chosen: DictionarySet, asked: TypedQuery) -> list[tuple[Group, list[tuple[int, int]]]]:
    """(rank, document) of each group that has some."""
    found = [(group, group.meanings.find(asked)) for group in chosen.groups if group.meanings]
    return [(group, rows) for group, rows in found if rows]


def inside(chosen: DictionarySet, asked: TypedQuery, shown: Set[str], most: int) -> Iterator[Candidate]:
    """Headwords that contain the typed syllables further inside, by frequency: the first `most` of each group that are
    not shown."""
    found: list[list[Candidate]] = []
    for group in chosen.groups:
        new = (
            (group, Hit(document, INSIDE, False))
            for document in _containing(group, asked.reading(tonal=group.tonal))
            if group.headword(document) not in shown
        )
        found.append(list(islice(new, most)))
    return by_frequency(found)


def _containing(group: Group, asked: Query) -> Iterator[int]:
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
    for document in min(lists, key=len):
        parts = key(normalise(group.headword(document)), tonal=group.tonal)
        start = f"{parts.folded} ".find(f" {folded} ") + 1
        if start:
            tones = parts.tones[parts.folded.count(" ", 0, start) :]
            if classify(asked, f"{parts.folded[start:]} ", f"{parts.letters[start:]} ", tones) is not None:
                yield document

"""Headwords that a text is when it is understood otherwise: a form of them, raw typing, without its full stops."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from heapq import merge
from operator import attrgetter

from dictsvc.index import forms
from dictsvc.index.hits import Hit, HitGroup
from dictsvc.index.lists import Lists
from dictsvc.index.merged import Group, MergedLists
from dictsvc.languages import MAX_LENGTH, guesses, lemmas
from dictsvc.library import DictionarySet
from dictsvc.search.answer import Result
from dictsvc.vietnamese import order
from dictsvc.vietnamese.match import INFLECTED, INPUT, VARIANT, Query, TypedQuery, query

STOPS = re.compile(r"\s*[.…?!/]+\s*")
"""What may stand between words without a space: GS.TS, học sinh/sinh viên."""
_lemmas = lru_cache(maxsize=16384)(lemmas)
_guesses = lru_cache(maxsize=4096)(guesses)
_match = attrgetter("match")

# Words of Vietnamese that a reading as Telex would turn into others (taxi: tãi). Where no dictionary has them they are
# still not meant as raw typing.
_LOANS = frozenset(
    "taxi maxi xoong soong boong goong loong toong moong noong gioong box cari gas lari mono test virus visa".split()
)


def dictionary_forms(
    chosen: DictionarySet, asked: TypedQuery, results: Sequence[Result] = ()
) -> Iterator[Iterator[Hit]]:
    """What a text is a form of, in the dictionaries that have no whole word among the results: lemmas, and Han
    characters by their reading. Of each kind the most frequent first."""
    having = {int(number) for result in results if result.whole for number in result.record[1::3]}
    lacking = [form for form in chosen.forms if form[0] not in having]
    if not lacking:
        return
    for group in chosen.groups:
        own = [(number, language) for number, tonal, language in lacking if tonal is group.tonal]
        if own and group.readings is not None:
            found = of_syllable(group.readings, asked.reading(tonal=True))
            yield _had(group, found, [number for number, _ in own])
        if own and not group.tonal and len(asked.normal) <= MAX_LENGTH:
            for language in dict.fromkeys([language for _, language in own]):
                speaking = [number for number, spoken in own if spoken == language]
                bases = _lemmas(asked.normal, language)
                if not having:  # nobody has the word as it was typed
                    bases += _guesses(asked.normal, language)
                for base in dict.fromkeys(bases):
                    documents = [hit.document for hit in group.whole(query(base, tonal=False))]
                    documents.sort(key=partial(_rank, group))
                    yield _had(group, documents, speaking)


def _had(group: Group, documents: Iterable[int], numbers: list[int]) -> Iterator[Hit]:
    """Those documents that some of these dictionaries have."""
    for document in documents:
        if any(int(number) in numbers for number in group.record(document)[1::3]):
            yield Hit(group, document, INFLECTED, True)


def by_frequency(sources: Iterable[Iterable[Hit]]) -> Iterator[Hit]:
    """All hits of some sources that have the most frequent first, then dictionary order, in that order. As many
    are read, and compared, as the caller takes."""
    found = list(sources)
    if len(found) < 2:
        return iter(found[0] if found else ())
    return merge(*found, key=lambda hit: _rank(hit.group, hit.document))


def _rank(group: HitGroup, document: int) -> tuple[int, bytes]:
    return -group.zipf(document), order.key(group.headword(document))


def of_syllable(part: Lists | MergedLists, asked: Query) -> list[int]:
    """Documents of a single typed syllable in a part whose names are those of `forms`, best first."""
    if not asked.normal or " " in asked.folded.strip():
        return []
    return part.any_of(forms.asked(asked.folded.strip(), asked.letters.strip(), asked.tones[0]))


def raw_typing(chosen: DictionarySet, asked: TypedQuery) -> list[Hit]:
    """The headwords that the text gives as raw Telex, VNI or VIQR; none where a reading is no headword."""
    from dictsvc.vietnamese.typing import decode

    typed = asked.text.lower().split()
    for reading in decode(asked.text.strip()):
        words = zip(typed, reading.lower().split(), strict=False)
        if any(raw in _LOANS and raw != read for raw, read in words):
            continue
        found = _whole((group for group in chosen.groups if group.tonal), TypedQuery(reading))
        if close := sorted([hit for hit in found if hit.match <= VARIANT], key=_match):
            return [hit._replace(match=INPUT) for hit in close]
    return []


def without_stops(chosen: DictionarySet, asked: TypedQuery) -> list[Hit]:
    """The headwords that the text is without the full stops and strokes in it: U.B.N.D, GS/TS."""
    text = STOPS.sub(".", asked.text.strip(" .…?!/"))
    for reading in (text.replace(".", ""), text.replace(".", " ")) if "." in text else ():
        if found := _whole(chosen.groups, TypedQuery(reading)):
            return [hit._replace(match=VARIANT) for hit in found]
    return []


def _whole(groups: Iterable[Group], asked: TypedQuery) -> list[Hit]:
    """Whole words that match."""
    return [hit for group in groups for hit in group.whole(asked.reading(tonal=group.tonal))]


def never_offered(chosen: DictionarySet, asked: TypedQuery) -> list[Hit]:
    """Whole headwords that are never offered, for what was typed without all their marks and is nothing else."""
    found = [
        Hit(group, document, match, True)
        for group in chosen.groups
        for document, match in group.hidden(asked.reading(tonal=group.tonal))
    ]
    return sorted(found, key=_match)

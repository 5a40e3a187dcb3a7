"""What an answer holds beyond whole words and completions: forms, raw typing, meanings, words inside, suggestions.

In the order of an answer: whole words as typed, the dictionary forms of what was typed (`inflected`), completions,
headwords that it is the meaning of, then those that contain it further inside. Where nothing of the first three is
found, the text is read as raw Telex, VNI or VIQR, then without the full stops in it; where that gives nothing either,
there are suggestions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from dictsvc.clean.items import ARTICLES
from dictsvc.index import forms
from dictsvc.index.lists import Lists
from dictsvc.index.merged import Group, MergedLists, in_order
from dictsvc.languages import MAX_LENGTH, guesses, lemmas
from dictsvc.library import DictionarySet
from dictsvc.search.answer import Result
from dictsvc.search.pieces import Headwords, Piece
from dictsvc.search.results import plain_result
from dictsvc.vietnamese import order
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.match import (
    INFLECTED,
    INPUT,
    INSIDE,
    MEANING,
    SIMILAR,
    VARIANT,
    Query,
    TypedQuery,
    classify,
    query,
)

SUGGESTIONS = 5
"""Most suggestions of an answer."""
_WORDS = 8  # of a phrase that is looked for inside headwords
_PHRASE = 24  # words of a phrase whose pieces are suggested
_LOOK_ALIKES = 2  # places among suggestions that pieces leave to them

Candidate = tuple[Group, int]
"""A document of a group."""

_STOPS = re.compile(r"\s*[.…?!/]+\s*")
_lemmas = lru_cache(maxsize=16384)(lemmas)
_guesses = lru_cache(maxsize=4096)(guesses)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{2,}")
_HAN_LONGEST = 4  # characters of a piece of a Han phrase

# Words of Vietnamese that a reading as Telex would turn into others (taxi: tãi). Where no dictionary has them they are
# still not meant as raw typing.
_LOANS = frozenset(
    "taxi maxi xoong soong boong goong loong toong moong noong gioong box cari gas lari mono test virus visa".split()
)


def complete(
    chosen: DictionarySet, asked: TypedQuery, results: list[Result], limit: int, more: bool
) -> tuple[list[Result], list[Result], bool]:
    """(results, suggestions, more), given what the ordinary lookup found."""
    if chosen.forms and (found := _inflected(chosen, asked, results)):
        whole = next((at for at, result in enumerate(results) if not result.whole), len(results))
        results = [*results[:whole], *found, *results[whole:]]
    suggestions: list[Result] = []
    if not results:
        results = _read_as_typing(chosen, asked) or _without_stops(chosen, asked) or _hidden(chosen, asked)
        if not results:
            suggestions = _suggestions(chosen, asked)
    more = more or len(results) > limit
    for further in () if more else (_by_meaning, _inside):
        if (room := limit + 1 - len(results)) > 0:
            results = results + further(chosen, asked, results, room)
    if suggestions and results:
        shown = {result.headword for result in results}
        suggestions = [result for result in suggestions if result.headword not in shown]
    return results[:limit], suggestions, more or len(results) > limit


def _results(chosen: DictionarySet, candidates: Iterable[Candidate], match: int, *, whole: bool = True) -> list[Result]:
    """A result for each headword, in the order in which it first comes."""
    distinct: dict[str, Candidate] = {}
    for group, document in candidates:
        distinct.setdefault(group.headword(document), (group, document))
    return [plain_result(chosen, group, document, match, whole) for group, document in distinct.values()]


def _by_frequency(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda one: (-one[0].zipf(one[1]), order.key(one[0].headword(one[1]))))


def _inflected(chosen: DictionarySet, asked: TypedQuery, results: list[Result]) -> list[Result]:
    """Dictionary forms, where a dictionary has no word as typed: lemmas, and Han characters by their reading."""
    shown = {result.headword for result in results}
    found = _results(chosen, _by_frequency(dictionary_forms(chosen, asked, results)), INFLECTED)
    return [result for result in found if result.headword not in shown]


def dictionary_forms(chosen: DictionarySet, asked: TypedQuery, results: list[Result]) -> Iterator[Candidate]:
    """What a text is a form of, in the dictionaries that have no whole word among the results."""
    having = {entry.dictionary for result in results if result.whole for entry in result.entries}
    lacking = [number for number in chosen.forms if chosen.ids[number] not in having]
    if not lacking:
        return
    for group in chosen.groups:
        own = [number for number in lacking if chosen[number].index.tonal is group.tonal]
        if own and group.readings is not None:
            yield from _of(group, _named(group.readings, asked.reading(tonal=True)), own)
        if own and not group.tonal and len(asked.normal) <= MAX_LENGTH:
            for language in dict.fromkeys(chosen[number].index.manifest.language for number in own):
                speaking = [number for number in own if chosen[number].index.manifest.language == language]
                bases = _lemmas(asked.normal, language)
                if not having:  # nobody has the word as it was typed
                    bases += _guesses(asked.normal, language)
                for lemma in dict.fromkeys(bases):
                    hits = group.find(query(lemma, tonal=False))
                    yield from _of(group, (hit.document for hit in hits if hit.whole), speaking)


def _of(group: Group, documents: Iterable[int], numbers: list[int]) -> Iterator[Candidate]:
    """Those documents that one of these dictionaries has."""
    for document in documents:
        if any(number in numbers for number, *_ in group.card(document)[1]):
            yield group, document


def _named(part: Lists | MergedLists, asked: Query) -> list[int]:
    """Documents of a single typed syllable in a part whose names are those of `forms`, best first."""
    if not asked.normal or " " in asked.folded.strip():
        return []
    return part.any_of(forms.asked(asked.folded.strip(), asked.letters.strip(), asked.tones[0]))


def _read_as_typing(chosen: DictionarySet, asked: TypedQuery) -> list[Result]:
    """The headwords that the text gives as raw Telex, VNI or VIQR; none where a reading is no headword."""
    from dictsvc.vietnamese.typing import decode

    own = asked.text.lower().split()
    for reading in decode(asked.text.strip()):
        words = reading.lower().split()
        if any(raw in _LOANS and raw != read for raw, read in zip(own, words, strict=False)):
            continue
        typed = query(reading)
        hits = [(group, hit) for group in chosen.groups if group.tonal for hit in group.find(typed)]
        hits = sorted([row for row in hits if row[1].whole and row[1].match <= VARIANT], key=lambda row: row[1].match)
        if hits:
            return _results(chosen, ((group, hit.document) for group, hit in hits), INPUT)
    return []


def _hidden(chosen: DictionarySet, asked: TypedQuery) -> list[Result]:
    """Whole headwords that are never offered, for what was typed without all their marks and is nothing else."""
    found = [
        (match, group, document)
        for group in chosen.groups
        for document, match in group.hidden(asked.reading(tonal=group.tonal))
    ]
    found.sort(key=lambda row: row[0])
    made: dict[str, Result] = {}
    for match, group, document in found:
        made.setdefault(group.headword(document), plain_result(chosen, group, document, match, True))
    return list(made.values())


def _without_stops(chosen: DictionarySet, asked: TypedQuery) -> list[Result]:
    """The headwords that the text is without the full stops and strokes in it: U.B.N.D, GS/TS."""
    text = _STOPS.sub(".", asked.text.strip(" .…?!/"))
    for reading in (text.replace(".", ""), text.replace(".", " ")) if "." in text else ():
        typed = TypedQuery(reading)
        found = [
            (group, hit.document)
            for group in chosen.groups
            for hit in group.find(typed.reading(tonal=group.tonal))
            if hit.whole
        ]
        if found:
            return _results(chosen, found, VARIANT)
    return []


def _by_meaning(chosen: DictionarySet, asked: TypedQuery, results: list[Result], room: int) -> list[Result]:
    """Headwords whose definitions say what was typed as one of their items; those already found left out.

    By the item's place, then by frequency.
    """
    found: list[Candidate] = []
    parts = _meant(chosen, asked)
    if not parts and asked.normal.startswith(ARTICLES):
        parts = _meant(chosen, TypedQuery(asked.normal.partition(" ")[2]))  # `to appoint`, of which they say `appoint`
    if len(parts) == 1:
        found = [(group, document) for group, rows in parts for _, document in rows]
    elif parts:
        ranked = [(rank << 16 | 0xFFFF - group.zipf(at), (group, at)) for group, rows in parts for rank, at in rows]
        ranked.sort(key=lambda row: row[0])
        # Only as many as may be shown are put into dictionary order; a headword may come from both groups.
        worst = ranked[: 2 * (room + len(results))][-1][0]
        found = in_order([(rank, row[0].headword(row[1]), row) for rank, row in ranked if rank <= worst])
    known = {result.headword for result in results} if found else set()
    made: list[Result] = []
    for group, document in found:
        result = plain_result(chosen, group, document, MEANING, False)
        if result.headword not in known:
            known.add(result.headword)
            made.append(result)
            if len(made) == room:
                break
    return made


def _meant(chosen: DictionarySet, asked: TypedQuery) -> list[tuple[Group, list[tuple[int, int]]]]:
    """(rank, document) of each group that has some."""
    found = [(group, group.meanings.find(asked)) for group in chosen.groups if group.meanings]
    return [(group, rows) for group, rows in found if rows]


def _inside(chosen: DictionarySet, asked: TypedQuery, results: list[Result], room: int) -> list[Result]:
    """Headwords that contain the typed syllables further inside, by frequency; those already found left out."""
    found: list[Candidate] = []
    pairs = _pairs(asked.normal)
    known = {result.headword for result in results}
    for group in chosen.groups:
        part = group.inside
        if part is None or any(pair not in part for pair in pairs):
            continue
        count = 0
        for document in _containing(group, asked.reading(tonal=group.tonal)):
            if group.headword(document) not in known:
                found.append((group, document))
                count += 1
                if count >= room:
                    break
    if len(chosen.groups) > 1:
        found = _by_frequency(found)
    return _results(chosen, found, INSIDE, whole=False)[:room]


def _pairs(normal: str) -> list[str]:
    """Neighbouring words of an ordinary phrase, folded: a quick look that tells most phrases stand in no headword."""
    folded = bare(normal).replace("-", " ")
    if not folded.replace(" ", "").isalnum():
        return []  # punctuation is cut off by the key
    words = folded.split()
    return [f"{first} {second}" for first, second in pairwise(words)]


def _containing(group: Group, asked: Query) -> Iterator[int]:
    assert group.inside is not None
    folded = asked.folded.strip()
    words = folded.split(" ")
    if len(words) == 1:
        yield from _named(group.inside, asked)
        return
    if len(words) > _WORDS:
        return
    lists = []
    for first, second in pairwise(words):
        documents = group.inside.get(f"{first} {second}")
        if not documents:
            return
        lists.append(documents)
    shortest = min(lists, key=len)
    if len(words) == 2 and not asked.marked:
        yield from shortest
        return
    asked = asked._replace(folded=f"{folded} ", letters=f"{asked.letters.strip()} ", finished=True)
    for document in shortest:
        parts = key(normalise(group.headword(document)), tonal=group.tonal)
        at = f"{parts.folded} ".find(f" {folded} ") + 1
        if at:
            first_syllable = parts.folded.count(" ", 0, at)
            found = classify(asked, parts.folded[at:] + " ", parts.letters[at:] + " ", parts.tones[first_syllable:])
            if found is not None:
                yield document


def _suggestions(chosen: DictionarySet, asked: TypedQuery) -> list[Result]:
    """Look-alikes, then the pieces of a phrase. Where all of it was typed as headwords are written, only usual
    misspellings stand above the pieces."""
    from dictsvc.search.similar import similar

    look_alikes = similar(chosen.groups, asked, SUGGESTIONS)
    pieces, as_typed = _pieces(chosen, asked)
    above, room = len(look_alikes), SUGGESTIONS - len(look_alikes)
    if as_typed:
        above = sum(found.near for found in look_alikes)
        room = SUGGESTIONS - max(above, min(_LOOK_ALIKES, len(look_alikes)))
    kept = sorted(range(len(pieces)), key=lambda place: (-pieces[place].syllables, place))[:room]
    made = [plain_result(chosen, found.group, found.document, SIMILAR, found.whole) for found in look_alikes]
    made[above:above] = _results(
        chosen, ((group, pieces[place].document) for place in sorted(kept) if (group := pieces[place].group)), SIMILAR
    )
    distinct: dict[str, Result] = {}
    for result in made:
        distinct.setdefault(result.headword, result)
    return list(distinct.values())[:SUGGESTIONS]


def _pieces(chosen: DictionarySet, asked: TypedQuery) -> tuple[list[Piece], bool]:
    """Headwords that the words of a phrase are, in its order; and whether they are all of it, as it was typed."""
    words = _STOPS.sub(" ", asked.text).split()  # GS.TS, học sinh/sinh viên
    if len(words) == 1 and _HAN.fullmatch(words[0]):
        return list(_han_pieces(chosen, words[0][:_PHRASE])), False
    if not 1 < len(words) <= _PHRASE:
        return [], False
    marked = asked.reading(tonal=True).marked
    headwords = Headwords(chosen)
    pieces = headwords.pieces(words, marked=marked)
    found = [piece for piece in pieces if piece.zipf]  # 0: no headword, or one that is never offered
    whole = len(found) == len(pieces)
    if not whole and all(word[0].isupper() and word[1:] == word[1:].lower() for word in words):
        return [], False  # a proper name that no dictionary has: what single syllables of it mean says nothing of it
    return found, whole and all(headwords.find(piece.text, marked=marked) for piece in pieces)


def _han_pieces(chosen: DictionarySet, text: str) -> Iterator[Piece]:
    """The headwords that a run of Han characters is made of, long ones first from the left."""
    start = 0
    while start < len(text):
        for end in range(min(len(text), start + _HAN_LONGEST), start, -1):
            found = [
                Piece(text[start:end], group, hits[0].document)
                for group in chosen.groups
                if (hits := group.find(query(text[start:end], tonal=group.tonal), 1)) and hits[0].whole
            ]
            if found:
                yield from found
                break
        start = end

"""What an answer holds beyond whole words and completions: dictionary forms, raw typing, words inside, suggestions.

Called only where the ordinary lookup left room. In the order of an answer: whole words as typed, the dictionary forms
of what was typed (`inflected`), completions, then headwords that contain it further inside. Where nothing of the first
three is found, the text is read as raw Telex, VNI or VIQR; where that gives nothing either, there are suggestions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from dictsvc.index import forms
from dictsvc.index.hits import DOCUMENT, WHOLE, class_of
from dictsvc.index.opened import Index
from dictsvc.languages import MAX_LENGTH, lemmas
from dictsvc.library import OpenDictionary
from dictsvc.search.answer import Found, Result
from dictsvc.vietnamese import order
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.match import INFLECTED, INPUT, INSIDE, NAMES, SIMILAR, VARIANT, Query, classify, query

SUGGESTIONS = 5
"""Most suggestions of an answer."""
_WORDS = 8  # of a phrase that is looked for inside headwords
_PHRASE = 24  # words of a phrase whose pieces are suggested

Places = dict[str, dict[str, int]]
"""headword -> id of a shelf -> document."""

_lemmas = lru_cache(maxsize=16384)(lemmas)

# Words of Vietnamese that a reading as Telex would turn into others (taxi: tãi). Where no dictionary has them they are
# still not meant as raw typing.
_LOANS = frozenset(
    "taxi maxi xoong soong boong goong loong toong moong noong gioong box cari gas lari mono test virus visa".split()
)


def complete(
    shelves: list[OpenDictionary], text: str, results: list[Result], limit: int, more: bool
) -> tuple[list[Result], list[Result], bool]:
    """(results, suggestions, more) for a checked query, given what the ordinary lookup found."""
    if any(not shelf.index.tonal or shelf.index.readings is not None for shelf in shelves):
        forms_found = _inflected(shelves, text, results)
        if forms_found:
            whole = next((at for at, result in enumerate(results) if not result.whole), len(results))
            results = [*results[:whole], *forms_found, *results[whole:]]
    suggestions: list[Result] = []
    if not results:
        results = _read_as_typing(shelves, text)
        if not results:
            suggestions = _suggestions(shelves, text)
    if len(results) < limit and (further := _inside(shelves, text, results, limit + 1 - len(results))):
        results = results + further
        if suggestions:
            shown = {result.headword for result in results}
            suggestions = [result for result in suggestions if result.headword not in shown]
    return results[:limit], suggestions, more or len(results) > limit


def _places(pairs: Iterator[tuple[OpenDictionary, int]]) -> Places:
    places: Places = {}
    for shelf, document in pairs:
        places.setdefault(shelf.index.cards[document].headword, {})[shelf.dictionary.id] = document
    return places


def _results(shelves: list[OpenDictionary], places: Places, match: int, *, whole: bool = True) -> list[Result]:
    """A result for each headword in the given order, with the entries of every shelf that has it."""
    made = []
    for headword, where in places.items():
        entries = []
        for shelf in shelves:
            document = where.get(shelf.dictionary.id)
            if document is None and len(shelves) > 1:
                document = shelf.index.exact(headword)
            if document is not None:
                _, gloss, homographs = shelf.index.cards.fields(document)
                entries.append(Found(shelf.dictionary.id, gloss, homographs))
        made.append(Result(headword, NAMES[match], whole, tuple(entries)))
    return made


def _by_frequency(shelves: list[OpenDictionary], places: Places) -> Places:
    index = {shelf.dictionary.id: shelf.index for shelf in shelves}

    def rank(headword: str) -> tuple[int, bytes]:
        return -max([index[one].cards[at].zipf for one, at in places[headword].items()]), order.key(headword)

    return {headword: places[headword] for headword in sorted(places, key=rank)}


def _inflected(shelves: list[OpenDictionary], text: str, results: list[Result]) -> list[Result]:
    """Dictionary forms, where a dictionary has no word as typed: lemmas, and Han characters by their reading."""
    places = _by_frequency(shelves, _places(dictionary_forms(shelves, text, results)))
    for result in results:
        places.pop(result.headword, None)
    return _results(shelves, places, INFLECTED) if places else []


def dictionary_forms(
    shelves: Sequence[OpenDictionary], text: str, results: list[Result]
) -> Iterator[tuple[OpenDictionary, int]]:
    """Documents of what a text is a form of, in the shelves that have no whole word among the results."""
    normal = normalise(text)
    for shelf in shelves:
        index = shelf.index
        if index.tonal and index.readings is None:
            continue
        one = shelf.dictionary.id
        if any(result.whole and any(entry.dictionary == one for entry in result.entries) for result in results):
            continue
        if index.readings is not None:
            for document in _named(index.readings.get, query(normal)):
                yield shelf, document
        if not index.tonal:
            for lemma in _lemmas(normal, index.manifest.language) if len(normal) <= MAX_LENGTH else ():
                for hit in index.find(query(lemma, tonal=False)):
                    if not hit & WHOLE:
                        break
                    yield shelf, hit >> DOCUMENT


def _named(get: object, asked: Query) -> list[int]:
    """Documents of a single typed syllable in a part whose names are those of `forms`, best first."""
    if not asked.normal or " " in asked.folded.strip():
        return []
    names = forms.asked(asked.folded.strip(), asked.letters.strip(), asked.tones[0])
    if len(names) == 1:
        documents: list[int] = get(names[0])  # type: ignore[operator]
        return documents
    return sorted({document for name in names for document in get(name)})  # type: ignore[operator]


def _read_as_typing(shelves: list[OpenDictionary], text: str) -> list[Result]:
    """The headwords that the text gives as raw Telex, VNI or VIQR; none where a reading is no headword."""
    from dictsvc.vietnamese.typing import decode

    own = text.lower().split()
    for reading in decode(text.strip()):
        words = reading.lower().split()
        if any(raw in _LOANS and raw != read for raw, read in zip(own, words, strict=False)):
            continue
        asked = query(reading)
        hits = [
            (class_of(one), shelf, one >> DOCUMENT)
            for shelf in shelves
            if shelf.index.tonal
            for one in shelf.index.find(asked)
            if one & WHOLE and class_of(one) <= VARIANT
        ]
        if hits:
            hits.sort(key=lambda hit: hit[0])
            return _results(shelves, _places((shelf, document) for _, shelf, document in hits), INPUT)
    return []


def _inside(shelves: list[OpenDictionary], text: str, results: list[Result], room: int) -> list[Result]:
    """Headwords that contain the typed syllables further inside, by frequency; those already found left out."""
    places: Places = {}
    known: set[str] | None = None
    pairs = _pairs(text)
    for shelf in shelves:
        inside = shelf.index.inside
        if inside is None or any(pair not in inside for pair in pairs):
            continue
        known = known or {result.headword for result in results}
        count = 0
        asked = query(text.rstrip() + " ", tonal=shelf.index.tonal)
        for document in _containing(shelf.index, asked):
            headword = shelf.index.cards[document].headword
            if headword not in known:
                places.setdefault(headword, {})[shelf.dictionary.id] = document
                count += 1
                if count >= room:
                    break
    if not places:
        return []
    if len(shelves) > 1:
        places = dict(list(_by_frequency(shelves, places).items())[:room])
    return _results(shelves, places, INSIDE, whole=False)


def _pairs(text: str) -> list[str]:
    """Neighbouring words of an ordinary phrase, folded: a quick look that tells most phrases stand in no headword."""
    folded = bare(normalise(text)).replace("-", " ")
    if not folded.replace(" ", "").isalnum():
        return []  # punctuation is cut off by the key
    words = folded.split()
    return [f"{one} {other}" for one, other in pairwise(words)]


def _containing(index: Index, asked: Query) -> Iterator[int]:
    assert index.inside is not None
    folded = asked.folded.strip()
    words = folded.split(" ")
    if len(words) == 1:
        yield from _named(index.inside.get, asked)
        return
    if len(words) > _WORDS:
        return
    lists = []
    for one, other in pairwise(words):
        documents = index.inside.get(f"{one} {other}")
        if not documents:
            return
        lists.append(documents)
    shortest = min(lists, key=len)
    if len(words) == 2 and not asked.marked:
        yield from shortest
        return
    for document in shortest:
        parts = key(normalise(index.cards[document].headword), tonal=index.tonal)
        at = f"{parts.folded} ".find(f" {folded} ") + 1
        if at:
            first = parts.folded.count(" ", 0, at)
            found = classify(asked, parts.folded[at:] + " ", parts.letters[at:] + " ", parts.tones[first:])
            if found is not None:
                yield document


def _suggestions(shelves: list[OpenDictionary], text: str) -> list[Result]:
    from dictsvc.search.similar import similar

    made = []
    for headword, whole, where in similar(shelves, text, SUGGESTIONS):
        places = {headword: {shelf.dictionary.id: document for shelf, document in where}}
        made += _results(shelves, places, SIMILAR, whole=whole)
    if len(made) < SUGGESTIONS:
        known = {result.headword for result in made}
        made += [result for result in _pieces(shelves, text) if result.headword not in known]
    return made[:SUGGESTIONS]


def _pieces(shelves: list[OpenDictionary], text: str) -> list[Result]:
    """Headwords that the words of a phrase are, the longest of them, in the order of the phrase."""
    from dictsvc.search.pieces import Headwords

    words = text.split()
    if not 1 < len(words) <= _PHRASE:
        return []
    found = [piece for piece in Headwords(shelves).pieces(words, marked=query(text).marked) if piece.shelf is not None]
    kept = sorted(range(len(found)), key=lambda at: (-found[at].syllables, at))[:SUGGESTIONS]
    places: Places = {}
    for at in sorted(kept):
        shelf, document = found[at].shelf, found[at].document
        assert shelf is not None
        places.setdefault(shelf.index.cards[document].headword, {})[shelf.dictionary.id] = document
    return _results(shelves, places, SIMILAR)

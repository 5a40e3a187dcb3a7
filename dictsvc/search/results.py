"""Results: a headword with its entries from each chosen dictionary, gathered once and remembered while it is asked for.

The answers to neighbouring keystrokes share most of their headwords: of those in answers to queries typed letter by
letter, some six of seven are found here and need not be read from the indexes. The memory belongs to a snapshot and
goes with it; it is bounded, over all choices of dictionaries together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from dictsvc import clean
from dictsvc.caching import TwoGenerationCache
from dictsvc.index.hits import CLASSES, DOCUMENT, WHOLE, Hit, class_of
from dictsvc.library import OpenDictionary, Snapshot
from dictsvc.search.answer import Found, Result
from dictsvc.vietnamese.match import EXACT, NAMES

Headword = tuple[str, tuple[Found, ...], tuple[int, ...]]
"""Headword, its entries, and the place of each: a key whose hit says no class."""

MOST = 16384
"""Entries of headwords remembered for a snapshot, and as many of results. Of three dictionaries they take some 50 MB of
a worker; half as many take 25, and one headword in three more is read anew."""
DEFINED = 2 << 20
"""Characters of definitions remembered, which are dear: to inflate and format one costs as much as a lookup."""
DEFINITION = 2000
"""Characters of a definition in an answer."""
_DEFINED_LEAST = 200  # characters that an entry counts besides its definition
CHOICES = 64
"""Choices of dictionaries remembered for a snapshot."""
# Bits of a key: a hit, above it the number of its shelf, above that the number of the choice.
_SHELF, _CHOICE = 35, 51
_DOCUMENTS, _SHELVES = (1 << _SHELF - DOCUMENT) - 1, (1 << _CHOICE - _SHELF) - 1
_KIND = CLASSES | WHOLE
_DEFINED = EXACT << 1 | WHOLE
# Made of a whole tuple, a named one costs 0.13 µs instead of 0.3.
_found = cast("Callable[[tuple[str, str, int, str | None, bool]], Found]", partial(tuple.__new__, Found))


class Memory:
    """What is remembered of a snapshot."""

    def __init__(self) -> None:
        self.headwords: TwoGenerationCache[int, Headword] = TwoGenerationCache(MOST)
        self.results: TwoGenerationCache[int, Result] = TwoGenerationCache(MOST)
        self.defined: TwoGenerationCache[int, Result] = TwoGenerationCache(DEFINED)
        self._choices: dict[tuple[OpenDictionary, ...], Choice] = {}
        self._next = 0

    def choice(self, shelves: tuple[OpenDictionary, ...]) -> Choice:
        """These shelves."""
        found = self._choices.get(shelves)
        if found is None:
            if len(self._choices) >= CHOICES:
                self._choices = {}
            found = self._choices[shelves] = Choice(shelves, self._next, self)
            self._next += 1
        return found


class Choice:
    """Some shelves of a snapshot, in the admin's order."""

    def __init__(self, shelves: tuple[OpenDictionary, ...], number: int, memory: Memory) -> None:
        self.shelves = shelves
        self.indexes = [shelf.index for shelf in shelves]
        self.inflected = any(not index.tonal or index.readings is not None for index in self.indexes)
        """Whether some of them have words that are found by another form."""
        self._first = [number << _CHOICE | at << _SHELF for at in range(len(shelves))]
        self._memory = memory

    def result(self, number: int, hit: Hit) -> Result:
        """What an answer shows of a hit in a shelf: its headword, with the entries of all of them.

        What was typed exactly comes with its definitions.
        """
        key = self._first[number] | hit
        recent = self._memory.defined if hit & _KIND == _DEFINED else self._memory.results
        return recent.get(key) or self._make(number, hit)

    def _make(self, number: int, hit: Hit) -> Result:
        kind = hit & _KIND
        place = self._first[number] | hit ^ kind
        if len(self.shelves) == 1:
            headword, gloss, homographs = self.indexes[0].cards.fields(hit >> DOCUMENT)
            entries: tuple[Found, ...] = (_found((self.shelves[0].dictionary.id, gloss, homographs, None, False)),)
            places: tuple[int, ...] = (place,)
        else:
            known = self._memory.headwords
            headword, entries, places = known.get(place) or self._gather(number, hit >> DOCUMENT)
        recent, size = self._memory.results, len(entries)
        if kind == _DEFINED:
            recent = self._memory.defined
            entries = tuple([self._defined(entry, at) for entry, at in zip(entries, places, strict=True)])
            size = sum([len(entry.definition or "") + _DEFINED_LEAST for entry in entries])
        made = Result(headword, NAMES[class_of(hit)], hit & WHOLE == WHOLE, entries)
        for at in places:
            recent.put(at | kind, made, size)
        return made

    def _gather(self, number: int, document: int) -> Headword:
        headword, gloss, homographs = self.indexes[number].cards.fields(document)
        entries, places = [], []
        at: int | None
        for other, shelf in enumerate(self.shelves):
            if other == number:
                at = document
                entries.append(_found((shelf.dictionary.id, gloss, homographs, None, False)))
            else:
                at = shelf.index.exact(headword)
                if at is None:
                    continue
                entries.append(_found((shelf.dictionary.id, *shelf.index.cards.fields(at)[1:], None, False)))
            places.append(self._first[other] | at << DOCUMENT)
        made = headword, tuple(entries), tuple(places)
        for place in places:
            self._memory.headwords.put(place, made, len(entries))
        return made

    def _defined(self, entry: Found, place: int) -> Found:
        index = self.indexes[place >> _SHELF & _SHELVES]
        text = "\n\n".join([clean.text(article) for article in index.articles[place >> DOCUMENT & _DOCUMENTS]])
        truncated = len(text) > DEFINITION
        if truncated:
            text = text[:DEFINITION].rsplit(" ", 1)[0] + " …"
        return entry._replace(definition=text, truncated=truncated)


def choice(snapshot: Snapshot, shelves: Sequence[OpenDictionary]) -> Choice:
    """These shelves of a snapshot, with what is remembered of them."""
    memory = snapshot.caches.get(Memory)
    if memory is None:
        memory = snapshot.caches.setdefault(Memory, Memory())
    return cast(Memory, memory).choice(tuple(shelves))

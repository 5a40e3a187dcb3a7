"""Headwords that may have been meant where nothing matches: the letters with other marks, alike in sound, a slip away.

Candidates come from a bounded number of probes of the sounds part, never from a pass over headwords; what one of them
costs is `vietnamese.sound.confusion`, less a little for frequent words. Rule 12 of the matching document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, islice, product

from dictsvc.index.lists import Lists
from dictsvc.index.sounds import name
from dictsvc.library import Shelf
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.match import query
from dictsvc.vietnamese.slips import distance, neighbours
from dictsvc.vietnamese.sound import confusion, deletes, edits, sound_key

Found = tuple[Shelf, int]
"""A shelf and a document of it."""

PROBES = 1200
"""Most probes of one dictionary's sounds part for one step, whatever was typed."""
LONGEST = 48
"""Folded letters of a text that is taken apart; in a longer one only the sound key and the pieces are looked up."""
LONG = 8
"""Folded letters from which two slips are forgiven."""

_SOUND_MOST = 32  # documents read from the text's own sound key
_EDIT_MOST = 96  # … from the keys of all its edits together
_RANKED = 40  # candidates whose cost is computed exactly; the others are too far by letters
_NEAR = 0.5  # five candidates this near make edits unlikely to add anything
_FAR = 2.0  # a candidate above this is no misspelling of the text
_FREQUENCY = 0.06 / 100  # of one hundredth of zipf

_SYLLABLES_MOST = 6  # of a phrase in which slips are looked for
_TWO_MOST = 4  # … in which two slips are
_TWO_EACH = 12  # neighbours of a syllable that are combined with those of another
_FOREIGN_LONGEST = 16  # letters of a word that is no Vietnamese syllable

_VOWELS = "aeiou"
_NO_LETTERS = re.compile(r"[^a-z ]+")


def similar(shelves: list[Shelf], text: str, most: int) -> list[tuple[str, bool, list[Found]]]:
    """(headword, whole, where it stands) of what may have been meant, likeliest first; at most `most`."""
    typed = normalise(text)
    bearers: dict[str, _Bearer] = {}
    for shelf in shelves:
        _add(bearers, shelf, _alike(shelf, typed))
    costs = _costs(typed, bearers, {})
    if sum(cost < _NEAR for cost in costs.values()) < most:
        for shelf in shelves:
            _add(bearers, shelf, _slips(shelf, typed, two=False))
        costs = _costs(typed, bearers, costs)
    if len(costs) < most and len(typed) >= LONG:
        for shelf in shelves:
            _add(bearers, shelf, _slips(shelf, typed, two=True))
        costs = _costs(typed, bearers, costs)
    best = sorted(costs, key=lambda headword: (costs[headword] - bearers[headword].frequency, headword))[:most]
    found = [(headword, True, bearers[headword].where) for headword in best]
    if len(found) < most:
        growing: dict[str, _Bearer] = {}
        for shelf in shelves:
            _add(growing, shelf, _growing(shelf, typed))
        more = [(headword, False, bearer.where) for headword, bearer in growing.items() if headword not in costs]
        found += more[: most - len(found)]
    return found


class _Bearer:
    """Where a candidate stands, and what its frequency takes off its cost."""

    __slots__ = ("frequency", "where")

    def __init__(self) -> None:
        self.where: list[Found] = []
        self.frequency = 0.0


def _add(bearers: dict[str, _Bearer], shelf: Shelf, documents: Iterable[int]) -> None:
    cards = shelf.index.cards
    for document in dict.fromkeys(documents):
        card = cards[document]
        bearer = bearers.get(card.headword)
        if bearer is None:
            bearer = bearers[card.headword] = _Bearer()
        bearer.frequency = max(bearer.frequency, _FREQUENCY * card.zipf)
        if (shelf, document) not in bearer.where:
            bearer.where.append((shelf, document))


def _costs(typed: str, bearers: dict[str, _Bearer], known: dict[str, float]) -> dict[str, float]:
    """Cost of each candidate worth it. known: costs already computed."""
    new = [headword for headword in bearers if headword not in known]
    spelt = {headword: normalise(headword) for headword in new}
    if len(new) > _RANKED:
        compared = bare if typed.isascii() else str
        new.sort(
            key=lambda headword: (
                distance(typed, compared(spelt[headword])) - 3 * bearers[headword].frequency,
                headword,
            )
        )
        del new[_RANKED:]
    costs = dict(known)
    for headword in new:
        cost = confusion(typed, spelt[headword])
        if cost <= _FAR:
            costs[headword] = cost
    return costs


def _alike(shelf: Shelf, typed: str) -> Iterator[int]:
    """Documents with the same folded form, which only conflicting marks kept away, then those that sound the same."""
    index = shelf.index
    folded = key(typed, tonal=index.tonal).folded
    if not folded.strip():
        return
    for document, _, whole in index.find(query(folded, tonal=index.tonal)):
        if whole:
            yield document
    if index.sounds is not None:
        yield from index.sounds.get(name(folded, tonal=index.tonal))[:_SOUND_MOST]


def _growing(shelf: Shelf, typed: str) -> Iterator[int]:
    """Documents that the same letters without the marks would complete to."""
    index = shelf.index
    folded = key(typed, tonal=index.tonal).folded
    if folded.strip():
        yield from (document for document, _, whole in index.find(query(folded, tonal=index.tonal)) if not whole)


def _slips(shelf: Shelf, typed: str, *, two: bool) -> Iterator[int]:
    """Documents one slip (or two) away from what was typed, by probes of the sounds part."""
    index = shelf.index
    if index.sounds is None:
        return
    letters = key(typed, tonal=index.tonal).folded.replace("'", "")
    folded = " ".join(_NO_LETTERS.sub(" ", letters).split())
    if not folded or len(folded) > LONGEST:
        return
    probes = (_two_slips if two else _one_slip)(folded) if index.tonal else _foreign_slips(folded, two=two)
    hits = _hits(index.sounds, probes)
    each = max(2, _EDIT_MOST // max(1, len(hits)))
    for documents in hits:
        yield from documents[:each]


def _hits(sounds: Lists, probes: Iterable[str]) -> list[list[int]]:
    get = sounds.get
    return [documents for probe in dict.fromkeys(islice(probes, PROBES)) if (documents := get(probe))]


def _one_slip(folded: str) -> Iterator[str]:
    """Sound keys of a Vietnamese text after one slip."""
    parts = folded.split(" ")
    if len(parts) > _SYLLABLES_MOST:
        return
    keys = [sound_key(part) for part in parts]
    for at, part in enumerate(parts):
        others = neighbours(part)
        if len(parts) == 1 and not others:
            yield from _foreign(folded, two=False)
        head, tail = " ".join(keys[:at]), " ".join(keys[at + 1 :])
        for other in others:
            yield f"{head} {other} {tail}".strip()
    for at in range(len(parts) - 1):
        left, right = parts[at], parts[at + 1]
        head, tail = " ".join(keys[:at]), " ".join(keys[at + 2 :])
        for joined in (left + right, f"{left[:-1]} {left[-1]}{right}", f"{left}{right[0]} {right[1:]}"):
            yield f"{head} {sound_key(joined)} {tail}".strip()


def _two_slips(folded: str) -> Iterator[str]:
    """Sound keys after one slip in each of two syllables, or two in a foreign word."""
    parts = folded.split(" ")
    if len(parts) > _TWO_MOST:
        return
    keys = [sound_key(part) for part in parts]
    for one, other in combinations(range(len(parts)), 2):
        for first, second in product(neighbours(parts[one])[:_TWO_EACH], neighbours(parts[other])[:_TWO_EACH]):
            changed = list(keys)
            changed[one], changed[other] = first, second
            yield " ".join(changed)
    if len(parts) == 1 and not neighbours(folded):
        yield from _foreign(folded, two=True)


def _foreign(word: str, *, two: bool) -> Iterator[str]:
    """Sound keys of the slips of a word in a Vietnamese dictionary that is no Vietnamese syllable."""
    if len(word) <= _FOREIGN_LONGEST:
        yield from map(sound_key, _foreign_slips(word, two=two))


def _foreign_slips(folded: str, *, two: bool) -> Iterator[str]:
    """Texts one slip away from words of any language; two: after two of the likeliest slips."""
    if not two:
        yield from edits(folded)
        return
    for once in _likely(folded):
        yield from _likely(once)


def _likely(word: str) -> Iterator[str]:
    """A letter too many, one to be doubled, two swapped, another vowel: how words of other languages go wrong."""
    yield from deletes(word)
    for at, char in enumerate(word):
        yield word[: at + 1] + word[at:]
        if char in _VOWELS:
            for vowel in _VOWELS:
                yield word[:at] + vowel + word[at + 1 :]
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]

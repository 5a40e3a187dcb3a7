"""Headwords that may have been meant where nothing matches: the letters with other marks, alike in sound, a slip away.

Candidates come from a bounded number of probes of the sounds part, never from a pass over headwords; what one of them
costs is `vietnamese.sound.confusion`, less a little for frequent words. Rule 12 of the matching document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, islice, product

from rapidfuzz.distance import OSA

from dictsvc.index.lists import Lists
from dictsvc.library import Shelf
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.match import query
from dictsvc.vietnamese.sound import confusion, deletes, edits, sound_key
from dictsvc.vietnamese.syllable import INITIALS, RIMES

Found = tuple[Shelf, int]
"""A shelf and a document of it."""

PROBES = 1600
"""Most probes of one dictionary's sounds part for one query, whatever was typed."""
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

_LETTERS = re.compile(r"[a-z ]+").fullmatch
_NO_LETTERS = re.compile(r"[^a-z ]+")

# Folded spellings of well-formed syllables: what a slip in a Vietnamese syllable can have been.
_SYLLABLES = frozenset(bare(initial + rime) for initial in (*INITIALS, "") for rime in RIMES)
_FOREIGN = 7  # letters from which no syllable is Vietnamese


def similar(shelves: list[Shelf], text: str, most: int) -> list[tuple[str, bool, list[Found]]]:
    """(headword, whole, where it stands) of what may have been meant, likeliest first; at most `most`."""
    typed = normalise(text)
    bearers: dict[str, list[Found]] = {}
    for shelf in shelves:
        for document in _alike(shelf, typed):
            _add(bearers, shelf, document)
    costs = _costs(typed, bearers, {})
    if sum(cost < _NEAR for cost in costs.values()) < most:
        for shelf in shelves:
            for document in _slips(shelf, typed, two=False):
                _add(bearers, shelf, document)
        costs = _costs(typed, bearers, costs)
    if len(costs) < most and len(typed) >= LONG:
        for shelf in shelves:
            for document in _slips(shelf, typed, two=True):
                _add(bearers, shelf, document)
        costs = _costs(typed, bearers, costs)
    best = sorted(costs, key=lambda headword: (costs[headword] - _frequency(bearers[headword]), headword))[:most]
    found = [(headword, True, bearers[headword]) for headword in best]
    if len(found) < most:
        growing: dict[str, list[Found]] = {}
        for shelf in shelves:
            for document in _growing(shelf, typed):
                _add(growing, shelf, document)
        found += [(one, False, where) for one, where in growing.items() if one not in costs][: most - len(found)]
    return found


def _add(bearers: dict[str, list[Found]], shelf: Shelf, document: int) -> None:
    found = bearers.setdefault(shelf.index.cards[document].headword, [])
    if (shelf, document) not in found:
        found.append((shelf, document))


def _frequency(where: list[Found]) -> float:
    return _FREQUENCY * max([shelf.index.cards[document].zipf for shelf, document in where])


def _costs(typed: str, bearers: dict[str, list[Found]], known: dict[str, float]) -> dict[str, float]:
    """Cost of each candidate worth it. known: costs already computed."""
    new = [headword for headword in bearers if headword not in known]
    spelt = {headword: normalise(headword) for headword in new}
    if len(new) > _RANKED:
        compared = bare if typed.isascii() else str
        new.sort(
            key=lambda headword: (
                OSA.distance(typed, compared(spelt[headword])) - 3 * _frequency(bearers[headword]),
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
        yield from index.sounds.get(sound_key(folded) if index.tonal else folded)[:_SOUND_MOST]


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
    folded = " ".join(_NO_LETTERS.sub(" ", key(typed, tonal=index.tonal).folded).split())
    if not folded or len(folded) > LONGEST:
        return
    probes = (_two_slips if two else _one_slip)(folded) if index.tonal else _foreign_slips(folded, two=two)
    hits = _hits(index.sounds, probes)
    each = max(2, _EDIT_MOST // max(1, len(hits)))
    for documents in hits:
        yield from documents[:each]


def _hits(sounds: Lists, probes: Iterable[str]) -> list[list[int]]:
    get = sounds.get
    return [documents for probe in islice(dict.fromkeys(probes), PROBES) if (documents := get(probe))]


def _one_slip(folded: str) -> Iterator[str]:
    """Sound keys of a Vietnamese text after one slip."""
    parts = folded.split(" ")
    keys = [sound_key(part) for part in parts]
    if len(parts) == 1 and (len(folded) >= _FOREIGN or folded not in _SYLLABLES):
        yield from map(sound_key, _foreign_slips(folded, two=False))
    for at, part in enumerate(parts):
        head, tail = " ".join(keys[:at]), " ".join(keys[at + 1 :])
        for other in _neighbours(part):
            yield " ".join([text for text in (head, other, tail) if text])
    for at in range(len(parts) - 1):
        left, right = parts[at], parts[at + 1]
        head, tail = " ".join(keys[:at]), " ".join(keys[at + 2 :])
        for joined in (left + right, f"{left[:-1]} {left[-1]}{right}", f"{left}{right[0]} {right[1:]}"):
            yield " ".join([text for text in (head, sound_key(joined), tail) if text])


def _two_slips(folded: str) -> Iterator[str]:
    """Sound keys after one slip in each of two syllables, or a letter left out twice."""
    parts = folded.split(" ")
    keys = [sound_key(part) for part in parts]
    for one, other in combinations(range(len(parts)), 2):
        for first, second in product(_neighbours(parts[one]), _neighbours(parts[other])):
            changed = list(keys)
            changed[one], changed[other] = first, second
            yield " ".join(changed)
    if len(parts) == 1:
        yield from map(sound_key, _foreign_slips(folded, two=True))


@lru_cache(maxsize=4096)
def _neighbours(part: str) -> tuple[str, ...]:
    """Sound keys of the well-formed syllables (or two of them) one slip away from a folded syllable."""
    own = sound_key(part)
    found: dict[str, None] = {}
    for edit in edits(part):
        if edit in _SYLLABLES or (" " in edit and all(one in _SYLLABLES for one in edit.split(" "))):
            found[sound_key(edit)] = None
    found.pop(own, None)
    return tuple(found)


def _foreign_slips(folded: str, *, two: bool) -> Iterator[str]:
    """Texts one slip away from a word of any language; two: after the likeliest slip, one more of the likely ones."""
    if not _LETTERS(folded):
        return
    if not two:
        yield from edits(folded)
        return
    for shorter in deletes(folded):
        yield from deletes(shorter)
    swapped = islice(edits(folded), len(folded) - 1)
    for text in swapped:
        yield from islice(edits(text), 3 * len(folded))

"""Headwords that may have been meant where nothing matches: the letters with other marks, alike in sound, a slip away.

Candidates come from a bounded number of probes of the sounds part, never from a pass over headwords; what one of them
costs is `vietnamese.sound.confusion`, less a little for frequent words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice
from typing import NamedTuple

from dictsvc.index.merged import Group
from dictsvc.index.sounds import name
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.match import TypedQuery, query
from dictsvc.vietnamese.slips import distance, neighbours, unfinished, well_formed
from dictsvc.vietnamese.sound import confusion, deletes, edits, sound_key

PROBES = 1200
"""Most probes of a sounds part for one step, whatever was typed."""
LONGEST = 48
"""Folded letters of a text that is taken apart; in a longer one only the sound key and the pieces are looked up."""
LONG = 8
"""Folded letters from which two slips are forgiven."""
NEAR = 0.5
"""Cost up to which a candidate is a usual misspelling; five of them make slips unlikely to add anything."""

_SOUND_MOST = 32  # documents read from the text's own sound key
_EDIT_MOST = 96  # … from the keys of all its edits together
_RANKED = 40  # candidates whose cost is computed exactly; the others are too far by letters
_FAR = 2.0  # a candidate above this is no misspelling of the text
_FREQUENCY = 0.06 / 100  # of one hundredth of zipf

_SYLLABLES_MOST = 6  # of a phrase in which slips are looked for
_TWO_MOST = 3  # … in which two slips are
_TWO_EACH = 8  # likeliest neighbours of a syllable that are combined with those of another
_FOREIGN_TWICE = 400  # texts made by two slips in such a word, whose sounds are dear to make
_FOREIGN_LONGEST = 16  # letters of a word that is no Vietnamese syllable

_VOWELS = "aeiou"
_NO_LETTERS = re.compile(r"[^a-z ]+")


class LookAlike(NamedTuple):
    """near: a usual misspelling of what was typed, by `vietnamese.sound.confusion`. whole: else it completes it."""

    group: Group
    document: int
    whole: bool
    near: bool


def similar(groups: Sequence[Group], asked: TypedQuery, most: int) -> list[LookAlike]:
    """What may have been meant, likeliest first; at most `most`."""
    typed = asked.normal
    kinds = {group.tonal: _Typed(typed, group.tonal) for group in groups}
    bearers: dict[str, _Bearer] = {}
    growing: dict[str, _Bearer] = {}
    for group in groups:
        whole, begun = _alike(group, kinds[group.tonal])
        _add(bearers, group, whole)
        _add(growing, group, begun)
    costs = _costs(typed, bearers, {})
    if sum(cost < NEAR for cost in costs.values()) < most:
        for group in groups:
            _add(bearers, group, _probed(group, kinds[group.tonal].one_slip))
        costs = _costs(typed, bearers, costs)
    if not costs and len(typed) >= LONG:  # where there are a few, looking further found nothing more (docs/matching.md)
        for group in groups:
            _add(bearers, group, _probed(group, kinds[group.tonal].two_slips))
        costs = _costs(typed, bearers, costs)
    best = sorted(costs, key=lambda headword: (costs[headword] - bearers[headword].frequency, headword))[:most]
    found = [
        LookAlike(bearers[headword].group, bearers[headword].document, True, costs[headword] <= NEAR)
        for headword in best
    ]
    more = [
        LookAlike(bearer.group, bearer.document, False, False)
        for headword, bearer in growing.items()
        if headword not in costs
    ]
    return found + more[: most - len(found)]


class _Typed:
    """What was typed, for dictionaries of one kind, and the keys that its slips lead to, made when first asked for."""

    def __init__(self, typed: str, tonal: bool) -> None:
        self.folded = key(typed, tonal=tonal).folded.strip()
        self.other_marks = not typed.isascii()
        self.name = name(self.folded, tonal=tonal)
        letters = " ".join(_NO_LETTERS.sub(" ", self.folded.replace("'", "")).split())
        # Of a phrase whose last syllable is still being typed nobody can tell yet what may have slipped.
        begun = tonal and " " in letters and unfinished(letters[letters.rindex(" ") + 1 :])
        self._letters = letters if len(letters) <= LONGEST and not begun else ""
        self._tonal = tonal

    @cached_property
    def one_slip(self) -> list[str]:
        """Keys to probe, at most PROBES."""
        return self._probes(_one_slip(self._letters) if self._tonal else edits(self._letters))

    @cached_property
    def two_slips(self) -> list[str]:
        """Keys to probe, at most PROBES."""
        return self._probes(_two_slips(self._letters) if self._tonal else _likely_twice(self._letters))

    def _probes(self, probes: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(islice(probes, PROBES))) if self._letters else []


@dataclass(slots=True)
class _Bearer:
    """Where a candidate stands, and what its frequency takes off its cost."""

    group: Group
    document: int
    frequency: float


def _add(bearers: dict[str, _Bearer], group: Group, documents: Iterable[int]) -> None:
    for document in dict.fromkeys(documents):
        frequency = _FREQUENCY * group.zipf(document)
        bearer = bearers.setdefault(group.headword(document), _Bearer(group, document, frequency))
        bearer.frequency = max(bearer.frequency, frequency)


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


def _alike(group: Group, typed: _Typed) -> tuple[list[int], list[int]]:
    """Documents that only conflicting marks kept away, then those that sound the same; and what would complete them."""
    whole: list[int] = []
    begun: list[int] = []
    if typed.folded and typed.other_marks:  # without marks it is what was asked already
        for hit in group.find(query(typed.folded, tonal=group.tonal)):
            (whole if hit.whole else begun).append(hit.document)
    if group.sounds is not None:
        whole += group.sounds.get(typed.name)[:_SOUND_MOST]
    return whole, begun


def _probed(group: Group, probes: list[str]) -> list[int]:
    """The best documents of each key that is known."""
    if group.sounds is None:
        return []
    found = group.sounds.known(probes)
    each = max(2, _EDIT_MOST // max(1, len(found)))
    return [document for documents in found for document in documents[:each]]


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
    """Sound keys after one likely slip in each of two syllables, or two in a foreign word.

    None where all syllables are well formed: that is far more often a phrase which no dictionary has.
    """
    parts = folded.split(" ")
    if len(parts) > _TWO_MOST or (len(parts) > 1 and all(map(well_formed, parts))):
        return
    if len(parts) == 1 and not neighbours(folded):
        yield from _foreign(folded, two=True)
    keys = [sound_key(part) for part in parts]
    for one, other in combinations(range(len(parts)), 2):
        head = "".join([f"{text} " for text in keys[:one]])
        middle = "".join([f" {text}" for text in keys[one + 1 : other]])
        tail = "".join([f" {text}" for text in keys[other + 1 :]])
        for first in neighbours(parts[one])[:_TWO_EACH]:
            for second in neighbours(parts[other])[:_TWO_EACH]:
                yield f"{head}{first}{middle} {second}{tail}"


def _foreign(word: str, *, two: bool) -> Iterator[str]:
    """Sound keys of the slips of a word in a Vietnamese dictionary that is no Vietnamese syllable."""
    if len(word) <= _FOREIGN_LONGEST:
        slips = islice(_likely_twice(word), _FOREIGN_TWICE) if two else edits(word)
        yield from map(sound_key, slips)


def _likely_twice(word: str) -> Iterator[str]:
    for once in _likely(word):
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

"""Headwords that may have been meant where nothing matches: the letters with other marks, alike in sound, a slip away.

Candidates come from a bounded number of probes of the sounds part, never from a pass over headwords; what one of them
costs is `vietnamese.sound.confusion`, less a little for frequent words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from dictsvc.index.merged import Group
from dictsvc.index.sounds import name
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.match import TypedQuery, query
from dictsvc.vietnamese.slips import distance, neighbours, unfinished
from dictsvc.vietnamese.sound import confusion, deletes, edits, sound_key
from dictsvc.vietnamese.syllable import BARE_SYLLABLES

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
    typed = [_Typed(asked, tonal=group.tonal) for group in groups]
    alike = [_alike(group, own) for group, own in zip(groups, typed, strict=True)]
    bearers: dict[str, _Bearer] = {}
    costs: dict[str, float] = {}

    def compare(found: Iterable[tuple[Group, Iterable[int]]]) -> None:
        for group, documents in found:
            _add(bearers, group, documents)
        _compare(asked.normal, bearers, costs)

    compare(zip(groups, [whole for whole, _ in alike], strict=True))
    if sum([cost < NEAR for cost in costs.values()]) < most:
        compare([(group, _probed(group, own.one_slip())) for group, own in zip(groups, typed, strict=True)])
    # Where there are a few, looking further found nothing more (docs/matching.md).
    if not costs and len(asked.normal) >= LONG:
        compare([(group, _probed(group, own.two_slips())) for group, own in zip(groups, typed, strict=True)])
    likely = sorted([(cost - bearers[headword].frequency, headword) for headword, cost in costs.items()])[:most]
    found = [
        LookAlike(bearers[headword].group, bearers[headword].document, True, costs[headword] <= NEAR)
        for _, headword in likely
    ]
    if len(found) < most:
        growing: dict[str, LookAlike] = {}
        for group, (_, begun) in zip(groups, alike, strict=True):
            for document in begun:
                if (headword := group.headword(document)) not in costs:
                    growing.setdefault(headword, LookAlike(group, document, False, False))
        found += islice(growing.values(), most - len(found))
    return found


class _Typed:
    """What was typed, for dictionaries of one kind, and the keys that its slips lead to."""

    def __init__(self, asked: TypedQuery, *, tonal: bool) -> None:
        self.folded = asked.reading(tonal=tonal).folded.strip()
        self.other_marks = not asked.normal.isascii()
        self.name = name(self.folded, tonal=tonal)
        letters = " ".join(_NO_LETTERS.sub(" ", self.folded.replace("'", "")).split())
        # Of a phrase whose last syllable is still being typed nobody can tell yet what may have slipped.
        begun = tonal and " " in letters and unfinished(letters[letters.rindex(" ") + 1 :])
        self._letters = letters if len(letters) <= LONGEST and not begun else ""
        self._tonal = tonal

    def one_slip(self) -> list[str]:
        """Keys to probe, at most PROBES."""
        return self._probes(_one_slip if self._tonal else edits)

    def two_slips(self) -> list[str]:
        """Keys to probe, at most PROBES."""
        return self._probes(_two_slips if self._tonal else _likely_twice)

    def _probes(self, slips: Callable[[str], Iterable[str]]) -> list[str]:
        return list(dict.fromkeys(islice(slips(self._letters), PROBES))) if self._letters else []


class _Bearer(NamedTuple):
    """Where a candidate stands, and what its frequency takes off its cost."""

    group: Group
    document: int
    frequency: float


def _add(bearers: dict[str, _Bearer], group: Group, documents: Iterable[int]) -> None:
    for document in dict.fromkeys(documents):
        headword, frequency = group.headword(document), _FREQUENCY * group.zipf(document)
        known = bearers.get(headword)
        if known is None:
            bearers[headword] = _Bearer(group, document, frequency)
        elif known.frequency < frequency:
            bearers[headword] = known._replace(frequency=frequency)


def _compare(typed: str, bearers: dict[str, _Bearer], costs: dict[str, float]) -> None:
    """Add the cost of each candidate that has none yet, where it is low enough to be suggested."""
    new = {headword: normalise(headword) for headword in bearers if headword not in costs}
    likely = list(new)
    if len(new) > _RANKED:
        compared = bare if typed.isascii() else str
        ranks = {
            headword: distance(typed, compared(spelt)) - 3 * bearers[headword].frequency
            for headword, spelt in new.items()
        }
        likely = sorted(likely, key=lambda headword: (ranks[headword], headword))[:_RANKED]
    for headword in likely:
        cost = confusion(typed, new[headword])
        if cost <= _FAR:
            costs[headword] = cost


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
    found = group.sounds.known(probes) if group.sounds is not None else []
    each = max(2, _EDIT_MOST // max(1, len(found)))
    return [document for documents in found for document in documents[:each]]


def _one_slip(folded: str) -> list[str]:
    """Sound keys of a Vietnamese text after one slip."""
    parts = folded.split(" ")
    if len(parts) > _SYLLABLES_MOST:
        return []
    keys = [sound_key(part) for part in parts]
    found: list[str] = []
    for place, part in enumerate(parts):
        others = neighbours(part)
        if len(parts) == 1 and not others:
            found += _foreign(folded, two=False)
        head, tail = "".join([f"{key} " for key in keys[:place]]), "".join([f" {key}" for key in keys[place + 1 :]])
        found += [f"{head}{other}{tail}" for other in others]
    for place, (left, right) in enumerate(pairwise(parts)):
        head, tail = "".join([f"{key} " for key in keys[:place]]), "".join([f" {key}" for key in keys[place + 2 :]])
        for joined in (left + right, f"{left[:-1]} {left[-1]}{right}", f"{left}{right[0]} {right[1:]}"):
            found.append(f"{head}{sound_key(joined)}{tail}".strip())
    return found


def _two_slips(folded: str) -> Iterator[str]:
    """Sound keys after one likely slip in each of two syllables, or two in a foreign word.

    None where all syllables are well formed: that is far more often a phrase which no dictionary has.
    """
    parts = folded.split(" ")
    if len(parts) > _TWO_MOST or (len(parts) > 1 and BARE_SYLLABLES.issuperset(parts)):
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

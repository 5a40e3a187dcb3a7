"""What a slip of the finger can have made of a syllable: which well-formed syllables stand one slip away from a text.

One slip is a letter too many, one left out, another one, or two swapped (OSA distance 1).
"""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from dictsvc.vietnamese.sound import deletes, of_syllables, sound_key
from dictsvc.vietnamese.syllable import BARE_SYLLABLES

_LONGEST = max(map(len, BARE_SYLLABLES))


def distance(one: str, other: str) -> int:
    """Slips between two texts."""
    return int(OSA.distance(one, other))


@lru_cache(maxsize=4096)
def neighbours(part: str) -> tuple[str, ...]:
    """Sound keys of the folded syllables one slip away from a folded text, or of the two that it may be run together.

    Likely slips first, without the text's own key. About 80 µs, at most some 40 keys; those asked last are kept.

    >>> "chon" in neighbours("trogn"), neighbours("xyzxyz")
    (True, ())
    """
    syllables: set[str] = set()
    if len(part) <= _LONGEST + 1:
        shorter = _shorter()
        for less in (part, *deletes(part)):
            syllables.update(shorter.get(less, ()))
    near = [syllable for syllable in syllables if OSA.distance(part, syllable, score_cutoff=1) <= 1]
    near.sort(key=lambda syllable: (of_syllables(part, syllable, True), syllable))
    found = dict.fromkeys(map(sound_key, near))
    if len(part) <= 2 * _LONGEST:
        for at in range(1, len(part)):
            if part[:at] in BARE_SYLLABLES and part[at:] in BARE_SYLLABLES:
                found[sound_key(f"{part[:at]} {part[at:]}")] = None
    found.pop(sound_key(part), None)
    return tuple(found)


def unfinished(part: str) -> bool:
    """Whether a folded text is the beginning of well-formed syllables without being one.

    >>> unfinished("ngh"), unfinished("tru"), unfinished("xyz")
    (True, False, False)
    """
    return part not in BARE_SYLLABLES and part in _beginnings()


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(syllable[:end] for syllable in BARE_SYLLABLES for end in range(1, len(syllable)))


@cache
def _shorter() -> dict[str, list[str]]:
    """Each syllable and each syllable less one letter -> the syllables that it may have been. 7 ms, once."""
    made: dict[str, list[str]] = {}
    for syllable in sorted(BARE_SYLLABLES):
        for less in (syllable, *deletes(syllable)):
            made.setdefault(less, []).append(syllable)
    return made

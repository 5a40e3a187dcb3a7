"""The key of a headword: its letters, shapes and tones side by side, so that a query can bind some and leave others.

A key is written as one string in two aligned ways: `folded` (bare letters) and `letters` (with shape), one character
each, syllables separated by one space; the tones stand apart, one code for each syllable, since an input method moves
the tone mark while the syllable grows. Knows nothing of dictionaries or of how keys are stored.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dictsvc.caching import cached_if_short
from dictsvc.vietnamese.fold import marks

PLAIN = "-FRXSJ"
"""Tone code by tone number, where both conventions put the mark on the same letter. Upper case: never in a key."""
OLD = "-ABCDE"
"""The same for a syllable that ends in open oa, oe, uy with its mark on the first of the two (hòa)."""
NEW = "-GHIKL"
"""… on the second (hoà)."""

SIBLING = dict(zip(OLD[1:] + NEW[1:], NEW[1:] + OLD[1:], strict=True))
"""Placement code -> the same tone in the other convention."""
AS_PLAIN = dict(zip(OLD[1:] + NEW[1:], PLAIN[1:] * 2, strict=True))
"""Placement code -> the plain code of the same tone."""
FROM_PLAIN = {plain: (old, new) for plain, old, new in zip(PLAIN[1:], OLD[1:], NEW[1:], strict=True)}

OPEN_ENDS = ("oa", "oe", "uy")

_SEPARATORS = re.compile(r"[\s,;:!()\[\]{}\"“”„«»…–-]+")
_UO = re.compile(r"(?<!q)(uơ|ưo)(?=[a-zăâđêôơư])")
_I_OR_Y = re.compile(r"(?<![^ ])(?:([hklmstx])([iy])|(qu)([iy])(t|nh|ch)?)(?![^ ])")
RESPELT = frozenset(
    [initial + vowel for initial in "hklmstx" for vowel in "iy"]
    + [f"qu{vowel}{coda}" for vowel in "iy" for coda in ("", "t", "nh", "ch")]
)
"""Letters of the syllables that may be written with i or with y."""


class Key(NamedTuple):
    """A headword's key. `folded` and `letters` have the same length; `tones[i]` is syllable i's code, '' for ngang.

    completed: a half-written ươ was completed (bưóc, duờng).
    """

    folded: str
    letters: str
    tones: tuple[str, ...]
    completed: bool = False


@cached_if_short(65536)
def _tonal(part: str) -> tuple[str, str, str, bool]:
    """One syllable of normalised text -> (folded, letters, tone codes, whether its ươ had to be completed)."""
    if part.isascii():
        return part, part, "", False
    folded, shaped, tones, last = "", "", [], 0
    for position, char in enumerate(part):
        bare, shape, tone = marks(char)
        folded += bare
        shaped += shape
        if tone:
            tones.append(tone)
            last = position
    letters = _UO.sub("ươ", shaped)
    if not tones:
        code = ""
    elif len(tones) == 1 and folded.endswith(OPEN_ENDS):
        code = (NEW if last == len(part) - 1 else OLD)[tones[0]]
    else:
        code = "".join([PLAIN[tone] for tone in tones])
    return folded, letters, code, letters != shaped


@cached_if_short(65536)
def _atonal(part: str) -> tuple[str, str]:
    """The same for a language without tones: every mark belongs to its letter."""
    return "".join([marks(char)[0] for char in part]), part


def syllables(normal: str) -> list[str]:
    """Normalised text cut at spaces, hyphens and phrase punctuation; a text of nothing else is one syllable."""
    parts = normal.split(" ")
    for part in parts:
        if not part.isalnum():
            return [part for part in _SEPARATORS.split(normal) if part] or [normal.replace(" ", "")]
    return parts


def key(normal: str, *, tonal: bool = True) -> Key:
    """Key of normalised text (`fold.normalise`). tonal: false for dictionaries from other languages than Vietnamese."""
    parts = syllables(normal)
    if normal.isascii():
        plain = " ".join(parts)
        return Key(plain, plain, ("",) * len(parts))
    if not tonal:
        folded, letters = zip(*map(_atonal, parts), strict=True)
        return Key(" ".join(folded), " ".join(letters), ("",) * len(parts))
    folded, letters, tones, completed = zip(*map(_tonal, parts), strict=True)
    return Key(" ".join(folded), " ".join(letters), tones, True in completed)


def plain_syllables(normal: str) -> list[str]:
    """The syllables of normalised text in one spelling each, letters with shape and the plain code of the tone,
    whichever place their tone marks have."""
    return [letters + AS_PLAIN.get(code, code) for _, letters, code, _ in map(_tonal, syllables(normal))]


def respelt(key_: Key, *, limit: int = 7) -> list[tuple[Key, int]]:
    """The same headword in the other i/y spelling: (key, position of the last letter changed), at most `limit`.

    Only where i or y is the whole rime after h k l m s t x, and in qu + (nothing, t, nh, ch): kỳ = kì, quí = quý.
    A respelt key counts for prefixes that hold its last changed letter; shorter ones are another key's.
    """
    if RESPELT.isdisjoint(key_.letters.split(" ")):
        return []
    spots = [match.start(2) if match[1] else match.start(4) for match in _I_OR_Y.finditer(key_.letters)][:3]
    starts = [0] + [at + 1 for at, char in enumerate(key_.folded) if char == " "]
    found = []
    for choice in range(1, 1 << len(spots)):
        letters = list(key_.letters)
        folded = list(key_.folded)
        tones = list(key_.tones)
        changed = [spot for bit, spot in enumerate(spots) if choice >> bit & 1]
        for spot in changed:
            letters[spot] = folded[spot] = "y" if letters[spot] == "i" else "i"
            # The mark stands on the i or y itself; quy ends in open uy, qui does not.
            syllable = max(number for number, start in enumerate(starts) if start <= spot)
            code = tones[syllable]
            if code in AS_PLAIN:
                tones[syllable] = AS_PLAIN[code]
            elif code in FROM_PLAIN and letters[spot] == "y" and letters[spot - 1] == "u" and _ends(letters, spot):
                tones[syllable] = FROM_PLAIN[code][1]
        found.append((Key("".join(folded), "".join(letters), tuple(tones)), max(changed)))
    return found[:limit]


def _ends(letters: list[str], at: int) -> bool:
    """Whether a letter is the last of its syllable."""
    return at + 1 == len(letters) or letters[at + 1] == " "

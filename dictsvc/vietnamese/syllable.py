"""The written Vietnamese syllable: its parts, whether it is well formed, and where its tone mark stands.

A syllable is initial + rime + tone. The rimes are listed by nucleus; which letter carries the tone mark is a
convention (old `hòa`, new `hoà`) that differs only for open oa, oe and uy.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from dictsvc.vietnamese.fold import TONE_MARKS, bare, marks, normalise

Placement = Literal["old", "new"]

INITIALS = tuple("ngh ng nh gh gi kh ph qu th tr ch b c d đ g h k l m n p r s t v x".split())
"""Longest first, so that the first one that fits is the right one."""

_INITIALS = frozenset({*INITIALS, ""})

VOWELS = frozenset("aăâeêioôơuưy")

_CODAS = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u",
    "i": "- a ch m n nh p t u",
    "iê": "c m n ng p t u",
    "o": "- c i m n ng p t",
    "oo": "c ng",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- a c i m n ng p t",
    "uô": "c i m n ng p t",
    "ư": "- a c i m n ng t u",
    "ươ": "c i m n ng p t u",
    "y": "-",
    "yê": "m n ng t u",
    "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": "- n o t m ng",
    "uâ": "n ng t y",
    "uê": "- ch nh u",
    "uơ": "-",
    "uy": "- a ch n nh p t u",
    "uyê": "n t",
}
RIMES = frozenset(
    nucleus + ("" if coda == "-" else coda) for nucleus, codas in _CODAS.items() for coda in codas.split()
)
BARE_SYLLABLES = frozenset(bare(initial + rime) for initial in _INITIALS for rime in RIMES)
"""What initials and rimes come to without marks."""
_STOPS = ("c", "ch", "p", "t")
_AFTER_QU = frozenset(  # u is the medial here: these are rimes with their u taken off, and those with medial o
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng ât âu ây e en eo ep et ê ên êch ênh êt "
    "êu i in ip it y ych yn ynh yp yt yên yêt yêu ơ ơi ơn ơt ôc ôn ôt".split()
)
_AFTER_GI = frozenset("êc êm ên êng êp êt êu".split())  # the i of iê has been written already
_FRONT = frozenset("eêiy")


@dataclass(frozen=True, slots=True)
class Syllable:
    """initial ('' or one of INITIALS), rime (letters with shape, no tone), tone 0–5 as in `fold.TONE_MARKS`."""

    initial: str
    rime: str
    tone: int


@lru_cache(maxsize=16384)
def split(syllable: str) -> Syllable | None:
    """The parts of a well-formed syllable in any letter case and tone placement, or None.

    >>> split("Nghiễng")
    Syllable(initial='ngh', rime='iêng', tone=3)
    """
    letters, tone = detone(normalise(syllable))
    if tone is None or not letters:
        return None
    for length in (3, 2, 1, 0):
        initial = letters[:length]
        if initial in _INITIALS and (found := _split(initial, letters[length:], tone)):
            return found
    return None


def _split(initial: str, rime: str, tone: int) -> Syllable | None:
    if initial == "qu":
        good = rime in _AFTER_QU
    elif initial == "gi":
        if rime in _AFTER_GI:
            rime = "i" + rime
        good = rime in RIMES and rime[0] != "y" and (rime[0] != "i" or rime.startswith("iê"))
    elif initial in ("k", "gh", "ngh"):
        good = rime in RIMES and rime[0] in _FRONT
    elif initial in ("c", "g", "ng"):
        # gì, gìn: the i of gi serves as nucleus
        good = rime in RIMES and (rime[0] not in _FRONT or (initial == "g" and rime in ("i", "ich", "im", "in", "ip")))
    else:
        good = rime in RIMES and not (initial and rime.startswith("yê"))
    if not good or (rime.endswith(_STOPS) and tone not in (4, 5)):
        return None
    return Syllable(initial, rime, tone)


def detone(text: str) -> tuple[str, int | None]:
    """Normalised text as (letters with shape, tone number); the tone is None when two tone marks stand in it."""
    if text.isascii():
        return text, 0
    tone: int | None = 0
    letters = []
    for char in text:
        _, shaped, mark = marks(char)
        letters.append(shaped)
        if mark:
            tone = mark if tone == 0 else None
    return "".join(letters), tone


def well_formed(text: str) -> bool:
    """Whether every syllable of a word or phrase (separated by spaces or hyphens) is a well-formed Vietnamese one."""
    parts = re.split(r"[\s-]+", text.strip())
    return bool(parts[0]) and all(split(part) is not None for part in parts)


def placement(syllable: str) -> Placement | None:
    """Which convention a syllable's tone mark follows; None where both write it alike or it has no tone mark."""
    word = normalise(syllable)
    letters, tone = detone(word)
    if not tone or letters[:1] == "q" or letters[-2:] not in ("oa", "oe", "uy"):
        return None
    return "new" if marks(word[-1])[2] else "old"


_MARK_OF = {number: mark for mark, number in TONE_MARKS.items()}


def place(letters: str, tone: int, style: Placement = "old") -> str:
    """The syllable with its tone mark set: letters with shape, lower case or not -> NFC.

    >>> place("hoa", 1), place("hoa", 1, "new"), place("đương", 1), place("gia", 2)
    ('hòa', 'hoà', 'đường', 'giả')
    """
    if not tone:
        return letters
    position = _carrier(letters.lower(), style)
    if position is None:
        return letters
    return (
        letters[:position] + unicodedata.normalize("NFC", letters[position] + _MARK_OF[tone]) + letters[position + 1 :]
    )


def _carrier(letters: str, style: Placement) -> int | None:
    """Where the vowel stands that bears the tone mark of a syllable; None where it has no vowel."""
    start = 0
    if letters.startswith(("qu", "gi")) and any(char in VOWELS for char in letters[2:]):
        start = 2
    vowels = [position for position, char in enumerate(letters) if position >= start and char in VOWELS]
    if not vowels:
        return None
    shaped = [position for position in vowels if letters[position] in "ăâêôơư"]
    if shaped:
        return shaped[-1]  # ươ, uô, iê, yê: the second; a single shaped vowel: itself
    if len(vowels) == 1:
        return vowels[0]
    if vowels[-1] < len(letters) - 1:
        return vowels[-1]  # a consonant follows
    if len(vowels) > 2:
        return vowels[1]  # oai, uya, oeo
    pair = letters[vowels[0] : vowels[-1] + 1]
    return vowels[1] if style == "new" and pair in ("oa", "oe", "uy") else vowels[0]

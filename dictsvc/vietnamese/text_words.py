"""The words of a running text as search compares them: a syllable, a foreign word, a number or a single Han character.

A word has one spelling, whichever place its tone mark has (hòa, hoà), in its bare letters and with its marks. What was
typed binds, what was left bare floats, as for headwords (`match`); an unfinished word is a prefix in letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dictsvc.caching import cached_if_short
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import AS_PLAIN, Key, key, respelt

_HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_INSIDE = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"  # loose marks and what is invisible
WORD = re.compile(rf"[^\W_{_HAN}](?:[^\W_{_HAN}]|[{_INSIDE}])*|[{_HAN}]")
"""A word as it stands in a text."""
HAN = re.compile(f"[{_HAN}]")


_INNER = re.compile(rf"[^\W_{_HAN}]+")
"""What words but Han characters are made of."""


class Word(NamedTuple):
    """folded: bare letters. letters: with shape, one for each of folded. tones: plain tone codes of `key`."""

    folded: str
    letters: str
    tones: str

    @property
    def name(self) -> str:
        """The word as one string, which begins with its bare letters and sorts beside its other forms."""
        bare = self.letters == self.folded and not self.tones
        return f"{self.folded}|" if bare else f"{self.folded}|{self.letters}{self.tones}"


def named(name: str) -> Word:
    """The word of a name."""
    folded, _, marks = name.partition("|")
    return Word(folded, marks[: len(folded)], marks[len(folded) :]) if marks else Word(folded, folded, "")


@cached_if_short(4096)
def word(text: str) -> Word:
    """The word that a text is, found by WORD."""
    return _of(key(normalise(text)))


def spellings(text: str) -> list[Word]:
    """The same and the other spellings of its i or y (kỹ, kĩ)."""
    made = key(normalise(text))
    return list(dict.fromkeys(map(_of, (made, *(other for other, _ in respelt(made))))))


def _of(made: Key) -> Word:
    tones = "".join([AS_PLAIN.get(tone, tone) for tone in made.tones])
    return Word(made.folded.replace(" ", ""), made.letters.replace(" ", ""), tones)


def agrees(typed: Word, found: Word, *, finished: bool = True) -> bool:
    """Whether a word is what was typed: its letters the same or, unfinished, the first ones; its marks not others."""
    length = len(typed.folded)
    whole = len(found.folded) == length
    if not (whole or not finished) or not found.folded.startswith(typed.folded):
        return False
    if typed.letters != typed.folded:
        for place, letter in enumerate(typed.letters):
            if letter != typed.folded[place] and letter != found.letters[place]:
                return False
    if not typed.tones or typed.tones == found.tones:
        return True
    return not whole and found.tones.startswith(typed.tones)


def _letters() -> dict[int, str]:
    table = {}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        if len(normal := normalise(chr(code))) == 1:
            table[code] = bare(normal)
    return table


_BARE = _letters()


def folded(text: str) -> str:
    """A text in bare lower-case letters, each where it stands, for `places`; what is more than one letter stays."""
    return text.translate(_BARE)


def places(folded_text: str, typed: Word, *, finished: bool = True) -> Iterator[tuple[int, int]]:
    """(start, end) of the words of a folded text with the bare letters of a typed one; marks are not compared."""
    letters = typed.folded
    start = folded_text.find(letters)
    while start >= 0:
        end = start + len(letters)
        if HAN.match(letters):
            yield start, end
        elif not (start and _INNER.match(folded_text, start - 1, start)):
            longer = _INNER.match(folded_text, end)
            if longer is None or not finished:
                yield start, longer.end() if longer else end
        start = folded_text.find(letters, end)

"""The words of a running text as search compares them: a syllable, a foreign word, a number or a single Han character.

A word has one spelling, whichever place its tone mark has (hòa, hoà), in its bare letters and with its marks. What was
typed binds, what was left bare floats, as for headwords (`match`); an unfinished word is a prefix in letters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
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


@cached_if_short(512)
def word(text: str) -> Word:
    """The word that a text is, found by WORD."""
    return _of(key(normalise(text)))


def spellings(text: str) -> list[Word]:
    """The words that a text may be: as it is written, and with the other spelling of its i or y (kỹ, kĩ)."""
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


# Texts are folded by a codec of Python's own making: one step in C for a whole text, a twelfth of the time of
# `str.translate`. It has a code for ASCII, for the letters of Vietnamese and for what else is frequent.
_OTHER = "ª"
"""In a folded text: a letter that is not one bare letter from a to z, or what stands inside words unseen."""
_VIETNAMESE = "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_FREQUENT = f"{_VIETNAMESE}{_VIETNAMESE.upper()}“”‘’…–—ßäöüçñîïë"


def _letter(char: str) -> str:
    """What a character is in a folded text."""
    letter = bare(normalise(char))
    if len(letter) == 1 and letter.isascii() and letter.isalnum():
        return letter
    return _OTHER if WORD.match(f"a{char}").end() == 2 and not HAN.match(char) else " "  # type: ignore[union-attr]


def _codes() -> tuple[object, bytes]:
    """What characters are encoded by, and for each code the bare letter."""
    free = [code for code in (*range(1, 32), *range(127, 256)) if code not in (ord("\n"), ord(_OTHER))]
    chars = [chr(code) if (code < 127 and code not in free) or code == ord(_OTHER) else "\ufffe" for code in range(256)]
    for code, char in zip(free, _FREQUENT, strict=False):
        chars[code] = char
    assert set(_FREQUENT) <= set(chars)
    letters = [_OTHER if char == _OTHER else _letter(char) if char > " " else " " for char in chars]
    return codecs.charmap_build("".join(chars)), "".join(letters).encode("latin-1")


_CODES, _LETTERS = _codes()
_seldom = lru_cache(4096)(_letter)


def _seldom_folded(error: UnicodeError) -> tuple[bytes, int]:
    """What `codecs` calls for characters without a code: their bare letters, and where to go on."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_seldom, error.object[error.start : error.end])).encode("latin-1"), error.end


codecs.register_error("dictsvc.folded", _seldom_folded)


def folded(text: str) -> str:
    """A text for `places`, between two spaces: each letter bare and lower-case, a space for each other character."""
    codes = codecs.charmap_encode(f" {text} ", "dictsvc.folded", _CODES)[0]  # type: ignore[arg-type]
    return codes.translate(_LETTERS).decode("latin-1")


def places(
    text: str, folded_text: str, typed: Word, first: int, end: int, *, finished: bool = True
) -> list[tuple[int, int]]:
    """(start, end) of the words between two places of a text with the bare letters of a typed one, in order; marks are
    not compared.

    folded_text: the same text `folded`. finished: no longer words, which only begin so.
    """
    letters = typed.folded
    if not letters.isascii():
        return [(first + start, first + last) for start, last in _of_other_letters(text[first:end], letters, finished)]
    sought = f" {letters} " if finished else f" {letters}"
    length = len(letters)
    find = folded_text.find
    found = []
    start = find(sought, first, end + 2)
    while start >= 0:
        last = start + length
        found.append((start, last if finished else find(" ", last + 1) - 1))
        start = find(sought, last + 1, end + 2)
    return found


def _of_other_letters(text: str, letters: str, finished: bool) -> Iterator[tuple[int, int]]:
    """The same for Han characters and other scripts."""
    lower = text.lower()
    text = lower if len(lower) == len(text) else text  # İ becomes two
    start = text.find(letters)
    while start >= 0:
        end = start + len(letters)
        if HAN.match(letters):
            yield start, end
        elif not (start and _INNER.match(text, start - 1, start)):
            longer = _INNER.match(text, end)
            if longer is None or not finished:
                yield start, longer.end() if longer else end
        start = text.find(letters, end)

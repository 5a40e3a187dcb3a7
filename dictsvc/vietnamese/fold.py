"""Folds text to comparable letters: the same function at build and at query, for keys only.

Displayed text never passes through here. What comes out is NFC, casefolded, without format characters, with one
kind of space, hyphen and apostrophe, and with the marks of a letter in one order. `marks` then tells the
marks of a letter apart: shape marks (ă â ê ô ơ ư đ) belong to the letter, tone marks to the syllable.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

FOLD_VERSION = 2
"""Raise it whenever any key changes for any text; an index written with another version is refused, then rebuilt."""

TONE_MARKS = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Combining tone mark -> tone number in dictionary order: huyền 1, hỏi 2, ngã 3, sắc 4, nặng 5 (ngang is 0)."""

SHAPE_MARKS = "\u0302\u0306\u031b"
_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u02bc\u2018\u00b4\u02b9\u2032"), "'")
_HYPHENS = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
_IGNORED = dict.fromkeys(
    [
        0x00AD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        0x2060,
        *range(0x2066, 0x206A),
        0xFEFF,
        *range(0xFE00, 0xFE10),
    ]
)
# After casefolding. œ and æ become two letters so that every further step keeps letters aligned one to one.
_LETTERS = {ord("ð"): "đ", ord("ɖ"): "đ", ord("œ"): "oe", ord("æ"): "ae", ord("ı"): "i"}
_BARE = {"đ": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t"}
SETTLED = "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹäëïöüåçñîû"
"""Letters beside a to z that normalised text has as they are: of Vietnamese, and some of French and German."""
_IS_SETTLED = re.compile(f"[-' 0-9a-z{SETTLED}]*").fullmatch
_LOOSE_MARK = re.compile("[\u0300-\u036f]+")
MARK_RUN = re.compile("[\u0300-\u036f]{2,}")


def _ordered(run: re.Match[str]) -> str:
    # Canonical order leaves marks of one combining class as typed (both 230): shape marks must come first to compose.
    # A mark written twice counts once (real files hold "ộ" + U+0323).
    marks = sorted(dict.fromkeys(run[0]), key=lambda mark: (mark not in SHAPE_MARKS, mark in TONE_MARKS))
    return "".join(marks)


def normalise(text: str) -> str:
    """Text in the one spelling that keys are made of; spaces at both ends gone, hyphens kept apart from spaces.

    >>> normalise("  HO\\u0323C   sinh")
    'học sinh'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    lower = text.lower()
    if _IS_SETTLED(lower):  # nine words of ten, ten times as fast
        return " ".join(lower.split())
    typed = text.strip()  # kept where nothing but marks was typed, so that every headword has a key
    text = text.translate(_APOSTROPHES)  # first: NFKC turns U+00B4 into a space and an accent
    text = unicodedata.normalize("NFKD", text).casefold()
    text = text.translate(_APOSTROPHES)  # again: those of which other signs consist (U+2033, U+0374)
    text = text.translate(_IGNORED).translate(_HYPHENS).replace("d\u0335", "đ")
    text = unicodedata.normalize("NFD", text)
    text = unicodedata.normalize("NFC", MARK_RUN.sub(_ordered, text))
    text = _LOOSE_MARK.sub("", text)  # a second tone on a letter, marks that no letter carries
    return " ".join(text.translate(_LETTERS).split()) or typed


@lru_cache(maxsize=4096)
def marks(letter: str) -> tuple[str, str, int]:
    """One letter of normalised text as (bare letter, letter with its shape, tone number).

    >>> marks("ế")
    ('e', 'ê', 4)
    """
    if letter.isascii():
        return letter, letter, 0
    tone = 0
    kept = []
    for char in unicodedata.normalize("NFD", letter):
        if char in TONE_MARKS:
            tone = TONE_MARKS[char]
        else:
            kept.append(char)
    shaped = unicodedata.normalize("NFC", "".join(kept))
    if len(shaped) != 1:  # no single character carries these marks: the letter as a whole is its own shape
        shaped = letter
    base = "".join(kept)[0] if kept and not unicodedata.combining(kept[0]) else letter
    return _BARE.get(base, base), shaped, tone


# A codec of Python's own making, with a code for ASCII and each of SETTLED, makes bare letters of a whole text in C.
_CODES = codecs.charmap_build("".join(map(chr, range(128))) + SETTLED.ljust(128, "\ufffe"))
_BARE_LETTERS = bytes(range(128)) + "".join([marks(letter)[0] for letter in SETTLED]).encode().ljust(128)


def bare(text: str) -> str:
    """Normalised text without any mark, letter for letter: `đường` -> `duong`."""
    if text.isascii():
        return text
    try:
        codes = codecs.charmap_encode(text, "strict", _CODES)[0]
    except UnicodeEncodeError:
        return "".join([marks(letter)[0] for letter in text])
    return codes.translate(_BARE_LETTERS).decode()

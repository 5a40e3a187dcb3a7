"""Takes out of text what nobody sees and what breaks other programs; what is seen stays as it was written.

Controls, format characters (U+00AD, U+200B–200F, U+202A–202E, U+2060–206F, U+FEFF, tags), non-characters and halves of
surrogate pairs go; every kind of space becomes a space; letters are NFC, with the marks of one letter in an order
that composes. Only one letter is ever replaced: Ð (U+00D0, eth), where it stands for Đ in a Vietnamese word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dictsvc.vietnamese import charsets
from dictsvc.vietnamese.syllable import split

CONTROLS = "control characters removed"
INVISIBLE = "invisible characters removed"
RECOMPOSED = "marks recomposed"
ETH = "eth for đ"
UNREADABLE = "unreadable characters"
UNDERSCORES = "underscores between syllables"

_FORMAT = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e007f"
)
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
_RARE = re.compile(f"[{_CONTROL}{_FORMAT}\ud800-\udfff\ufffd\u0300-\u036f\x0b\x0c\x0d\x85\u2028\u2029ÐÞ_]")
_CONTROLS = re.compile(f"[{_CONTROL}]")
_FORMATS = re.compile(f"[{_FORMAT}]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Both begin at the start of a run of letters only: otherwise each letter of a long run would be tried as a start.
_ETH_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_Ð]*Ð[^\W\d_]*")
_JOINED = re.compile(r"(?<![\w@./:])[^\W\d_]+(?:_[^\W\d_]+)+(?![\w@./:])")
_LONGEST_WORD = 10  # letters; no Vietnamese syllable has more than seven


def scrub(text: str, findings: set[str]) -> str:
    """Text without what is invisible or broken, NFC, line ends as \\n; adds to `findings` what was done.

    Runs of spaces stay: `collapse` is for single lines.
    """
    if not _RARE.search(text):
        # Most text ends here.
        return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", _without_piles(text))
    text = _LINE_ENDS.sub("\n", text)
    if _CONTROLS.search(text):
        findings.add(CONTROLS)
        text = _CONTROLS.sub("", text)
    if _FORMATS.search(text):
        findings.add(INVISIBLE)
        text = _FORMATS.sub("", text)
    if _SURROGATES.search(text):
        text = _SURROGATES.sub("\ufffd", text)
    if "\ufffd" in text:
        findings.add(UNREADABLE)
    composed = charsets.recompose(_without_piles(text))
    if composed != text:
        findings.add(RECOMPOSED)
        text = composed
    if "Ð" in text:
        text = _eth(text, findings)
    if "_" in text:
        text = _underscores(text, findings)
    return text


def single_spaced(line: str) -> str:
    """One line with single spaces and none at its ends."""
    line = line.strip()
    if "  " in line or not line.isprintable():  # of all spaces U+0020 alone is printable
        line = " ".join(line.split())
    return line


def collapse(line: str) -> str:
    """`single_spaced`, and no mark at its start that would cling to what precedes it."""
    line = single_spaced(line)
    if not line or line[0] < "\u0300":
        return line
    start = 0  # counted, since to cut the text at each of many marks would cost the square of them
    while start < len(line) and (line[start].isspace() or unicodedata.combining(line[start])):
        start += 1
    return line[start:]


_MAY_BE_PILE = re.compile(r"[^\w\x00-\u02ff]{17}")  # no combining mark is a letter, and to test that is cheap


@lru_cache(maxsize=1)
def _pile() -> re.Pattern[str]:
    """More than sixteen combining marks in a row; the first sixteen are its group."""
    marks = "".join(re.escape(chr(code)) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{16}})[{marks}]+")


def _without_piles(text: str) -> str:
    """Text in which no character carries more than sixteen marks: putting them in order costs the square of them."""
    return _pile().sub(r"\1", text) if _MAY_BE_PILE.search(text) else text


def _eth(text: str, findings: set[str]) -> str:
    """Đ for the Icelandic Ð of a word that is Vietnamese with it."""

    def repaired(match: re.Match[str]) -> str:
        if len(match[0]) > _LONGEST_WORD:
            return match[0]
        word = match[0].replace("Ð", "Đ")
        # HÐND, ÐBSCL: an abbreviation is no syllable, but no Icelandic word is all capitals without a vowel.
        if split(word) is not None or (len(word) > 1 and word.isupper() and _capitals_of_abbreviation(word)):
            findings.add(ETH)
            return word
        return match[0]

    return _ETH_WORD.sub(repaired, text)


def _capitals_of_abbreviation(word: str) -> bool:
    """Whether a word of capitals is short enough for an abbreviation and has no other letters than A–Z and Đ."""
    return len(word) <= 8 and all(char == "Đ" or "A" <= char <= "Z" for char in word)


def _underscores(text: str, findings: set[str]) -> str:
    """Spaces for the underscores by which a word segmenter joins the syllables of a Vietnamese word."""

    def parted(match: re.Match[str]) -> str:
        syllables = match[0].split("_")
        if len(match[0]) <= 8 * _LONGEST_WORD and all(split(syllable) is not None for syllable in syllables):
            findings.add(UNDERSCORES)
            return " ".join(syllables)
        return match[0]

    return _JOINED.sub(parted, text)

"""Vietnamese dictionary order: syllable by syllable, letters before tones (ca, ca cao, cà, cà chua, cá).

Each syllable compares as (letters, tone), so that all of *ca …* stand before *cà …*. This is the order of printed
Vietnamese dictionaries; ICU's `vi` order (ca, cà, cá, ca cao) compares tones over the whole text and is another.
"""

from __future__ import annotations

from functools import lru_cache

from dictsvc.vietnamese.fold import marks, normalise

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=0x40)}
_END = 0x02  # below every letter and digit: a shorter syllable comes first
_ASCII = bytes(_RANK.get(chr(code)) or min(0x3F, max(0x03, code - 0x1C)) for code in range(128)).ljust(256, b"\0")
"""What each ASCII character is in a key."""


def key(text: str) -> bytes:
    """Collation key: `sorted(words, key=key)` is dictionary order. Case and separators break ties, lower case first.

    Letters other than Vietnamese ones: digits and punctuation first, other Latin letters as their bare letter,
    other scripts last, by code point.
    """
    normal = normalise(text)
    syllables = (normal.replace("-", " ") if "-" in normal else normal).split(" ")
    return (
        b"\x01".join([_plain(part) if part.isascii() else _marked(part) for part in syllables if part])
        + b"\x00"
        + text.swapcase().encode("utf-8", "replace")
    )


def _plain(part: str) -> bytes:
    return b"%b%c" % (part.encode().translate(_ASCII), _END)


@lru_cache(maxsize=32768)
def _marked(part: str) -> bytes:
    letters = bytearray()
    tones = bytearray()
    for char in part:
        bare, shaped, tone = marks(char)
        rank = _RANK.get(shaped) or _RANK.get(bare)
        if rank:
            letters.append(rank)
        elif char.isascii():
            letters.append(_ASCII[ord(char)])
        else:
            letters += b"\xf0" + char.encode("utf-8", "replace")
        if tone:
            tones.append(0x02 + tone)
    return bytes(letters) + bytes([_END]) + bytes(tones)

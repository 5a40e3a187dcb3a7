"""Names of a single syllable in a part of an index, so that typed marks bind and what was left bare floats.

A syllable stands there under its folded letters (`hoc`) and, where it has marks, also under its letters with shape and
the plain code of its tone (`hocJ`, `đươngF`). A syllable typed bare asks for the first; one typed with some marks
asks for the second in every way in which the rest may be filled in.
"""

from __future__ import annotations

from itertools import product

from dictsvc.vietnamese.key import AS_PLAIN, PLAIN

_SHAPES = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư", "d": "dđ"}
_TONES = ("", *PLAIN[1:])
_MOST = 128


def names(folded: str, letters: str, tone: str) -> tuple[str, ...]:
    """What a syllable is stored under. tone: a code of `vietnamese.key` or ''."""
    marked = letters + AS_PLAIN.get(tone, tone)
    return (folded,) if marked == folded else (folded, marked)


def asked(folded: str, letters: str, tone: str) -> list[str]:
    """What to ask for when a syllable was typed so: one name for a bare one, else at most 128."""
    if letters == folded and not tone:
        return [folded]
    tones = (AS_PLAIN.get(tone, tone),) if tone else _TONES
    choices = [_SHAPES.get(char, char) for char in letters]
    count = len(tones)
    for at, choice in enumerate(choices):
        if count * len(choice) > _MOST:  # many bare vowels: no syllable, but nonsense must stay cheap
            choices[at] = letters[at]
        count *= len(choices[at])
    shaped = ["".join(found) for found in product(*choices)]
    return [name + code for name in shaped for code in tones]

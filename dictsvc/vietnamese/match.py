"""Does a typed query match a headword, and how closely: asymmetric search (UTS #10, section 8).

What was typed binds, what was left bare floats. A bare letter matches any shape of it, a shaped letter only itself; a
syllable typed without a tone matches any tone, a typed tone must be the syllable's. All syllables but the last
match whole, the last is a prefix of letters. This module is the meaning; indexes only find faster what it defines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from dictsvc.vietnamese.fold import marks, normalise
from dictsvc.vietnamese.key import AS_PLAIN, PLAIN, SIBLING, Key, key, syllables

EXACT: Final = 0
VARIANT: Final = 1
TONE: Final = 2
UNMARKED: Final = 3
NAMES: Final = ("exact", "variant", "tone", "unmarked", "inflected", "input", "meaning", "inside", "similar")
"""What a class is called in answers; the first four come out of `classify`."""
INFLECTED: Final = 4
INPUT: Final = 5
MEANING: Final = 6
INSIDE: Final = 7
SIMILAR: Final = 8


class Query(NamedTuple):
    """What was typed, ready to be compared with the keys of one kind (tonal or not).

    folded, letters: as in `key.Key`, ending in a space when the last syllable is finished.
    tones: a code for each syllable, '' where none was typed. shapes: (position, letter) of each shaped letter.
    pattern: letters with the codes behind their syllables. marked: any shape or tone typed. completed: ươ was
    completed, so that nothing is `exact`. typed: the text itself, with single spaces.
    """

    normal: str
    folded: str
    letters: str
    tones: tuple[str, ...]
    shapes: tuple[tuple[int, str], ...]
    pattern: str
    marked: bool
    completed: bool
    finished: bool
    typed: str


class TypedQuery:
    """A text as typed, taken apart once and handed down; each reading of it is made when it is first asked for.

    text: as typed, NFC. normal: normalised; a hundred letters may become 1,800. For one thread.
    """

    __slots__ = ("_readings", "normal", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.normal = normalise(text)
        self._readings: dict[bool, Query] = {}

    def reading(self, *, tonal: bool) -> Query:
        """The query for keys of one kind; without a mark in it both kinds read it alike."""
        kind = tonal or self.text.isascii()
        made = self._readings.get(kind)
        if made is None:
            made = self._readings[kind] = _read(self.text, self.normal, tonal=kind)
        return made


def query(text: str, *, tonal: bool = True) -> Query:
    """A text for keys of one kind; one space or more at its end says that the last syllable is finished."""
    return _read(text, normalise(text), tonal=tonal)


def _read(text: str, normal: str, *, tonal: bool) -> Query:
    finished = text[-1:].isspace()
    end = " " if finished else ""
    if normal.isascii() and normal.replace(" ", "").isalnum():
        folded, tones = normal + end, ("",) * (normal.count(" ") + 1)
        return Query(normal, folded, folded, tones, (), folded, False, False, finished, " ".join(text.split()))
    parts = key(normal, tonal=tonal)
    folded = parts.folded + end
    letters = parts.letters + end
    shapes = () if letters == folded else tuple([(at, a) for at, a in enumerate(letters) if a != folded[at]])
    if any(parts.tones):
        pattern = " ".join([a + b for a, b in zip(parts.letters.split(" "), parts.tones, strict=True)]) + end
    else:
        pattern = letters
    marked, typed = pattern != folded, " ".join(text.split())
    return Query(normal, folded, letters, parts.tones, shapes, pattern, marked, parts.completed, finished, typed)


def classify(asked: Query, folded: str, letters: str, tones: Sequence[str]) -> int | None:
    """Class of a headword's key for a query, or None. The key's `folded` and `letters` end in a space.

    The caller has seen to it that `folded` starts with `asked.folded`.
    """
    for at, shape in asked.shapes:
        if letters[at] != shape:
            return None
    length = len(asked.folded)
    found = compare_tones(asked, tones, partial=not asked.finished and folded[length] != " ")
    if found is None:
        return None
    if letters[:length] != asked.letters:
        found = UNMARKED
    return VARIANT if found == EXACT and asked.completed else found


def compare_tones(asked: Query, tones: Sequence[str], *, partial: bool) -> int | None:
    """What the tones alone say; partial: the last syllable typed goes on in the headword.

    Of several tones in the last one, as foreign words have them, the first may be typed: `résume` is résumé.
    """
    found = EXACT
    last = len(asked.tones) - 1
    for position, typed in enumerate(asked.tones):
        tone = tones[position]
        if typed == tone:
            continue
        if not typed:
            found = TONE
        elif position == last and (partial or (len(tone) > 1 and not asked.finished)):
            plain = AS_PLAIN.get(typed, typed)
            if AS_PLAIN.get(tone, tone) != plain and not tone.startswith(plain):
                return None
        elif SIBLING.get(typed) == tone:
            found = max(found, VARIANT)
        else:
            return None
    return found


class SolidQuery(NamedTuple):
    """What was typed, without separators, to be compared with headwords that are divided otherwise.

    folded, letters: as in `Query`. tones: of each letter, as in `key.PLAIN`.
    """

    folded: str
    letters: str
    tones: str

    @classmethod
    def of(cls, normal: str, *, tonal: bool) -> SolidQuery:
        """Of normalised text."""
        parts = key(normal, tonal=tonal)
        folded, letters = parts.folded.replace(" ", ""), parts.letters.replace(" ", "")
        if not any(parts.tones):
            return cls(folded, letters, PLAIN[0] * len(folded))
        return cls(folded, letters, "".join([PLAIN[marks(char)[2]] for char in "".join(syllables(normal))]))


def classify_solid(asked: SolidQuery, found: Key) -> int | None:
    """Class of a headword that is written like a query but for what parts its syllables, or None; a variant at best.

    A tone must be that of the syllable which has its letter in the headword: `họcsinh` is học sinh, `hocsịnh` is not.
    """
    letters = found.letters.replace(" ", "")
    if found.folded.replace(" ", "") != asked.folded:
        return None
    if any(a != b and a != c for a, b, c in zip(asked.letters, letters, asked.folded, strict=True)):
        return None
    match = VARIANT if letters == asked.letters else UNMARKED
    end = 0
    for syllable, tone in zip(found.folded.split(" "), found.tones, strict=True):
        start, end = end, end + len(syllable)
        typed = asked.tones[start:end].replace(PLAIN[0], "")
        if typed and typed != AS_PLAIN.get(tone, tone):
            return None
        if tone and not typed:
            match = max(match, TONE)
    return match

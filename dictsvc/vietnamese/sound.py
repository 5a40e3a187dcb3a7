"""What people confuse when they write Vietnamese: a key that sounds alike, the cost of a misspelling, one-letter slips.

The confusions are those of Vietnamese ears and schoolbooks: hỏi and ngã, s and x, ch and tr, d, gi and r, l and n,
i and y, ng and ngh, and in the South final n and ng, t and c; then marks left out, then slips of the finger on a QWERTY
keyboard. Knows nothing of dictionaries: candidates are found by keys and probes, and `confusion` puts them in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA, Prefix

from dictsvc.caching import cached_if_short
from dictsvc.vietnamese.fold import marks

MAX_LENGTH = 64
"""Letters of a text that `edits` takes apart; a longer one has none."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"

# Initials as written without marks, longest first, and what they sound like somewhere in the country. đ has lost its
# stroke in folded text and so sounds like d here.
_INITIAL = re.compile(r"ngh|ng|nh|gh|gi(?=[aeiouy])|kh|ph|qu|th|tr|ch|dz|[bcdfghjklmnpqrstvwxz]|")
_INITIAL_SOUND = {"tr": "ch", "s": "x", "gi": "d", "r": "d", "dz": "d", "z": "d", "j": "d", "f": "ph", "n": "l"}
_INITIAL_SOUND |= {"ngh": "ng", "gh": "g", "c": "k", "q": "k", "qu": "ku", "w": "ku"}
_CODA_SOUND = {"ng": "n", "nh": "n", "c": "t", "ch": "t", "k": "t"}
_CODA_LETTERS = "bcdfghjklmnpqrstvwxz"


# Folded parts that people write for each other, likeliest first; cost as in `confusion`.
_INITIAL_COST = {
    "ng ngh": 0.1,
    "g gh": 0.1,
    "c k": 0.15,
    "s x": 0.3,
    "ch tr": 0.3,
    "d gi": 0.3,
    "f ph": 0.3,
    "d z": 0.3,
    "d dz": 0.3,
    "d j": 0.3,
    "gi j": 0.3,
    "gi z": 0.3,
    "qu w": 0.3,
    "d r": 0.4,
    "gi r": 0.4,
    "g gi": 0.4,
    "l n": 0.4,
    "d v": 0.6,
    "gi v": 0.6,
    "h qu": 0.7,
}
_VOWELS_COST = {
    "ui uoi": 0.4,
    "iu ieu": 0.4,
    "uu uou": 0.4,
    "ao au": 0.4,
    "e ie": 0.4,
    "i ie": 0.5,
    "u uo": 0.5,
    "eo oe": 0.5,
}
_CODA_COST = {"n ng": 0.3, "c t": 0.3, "n nh": 0.4, "ch t": 0.4, "ng nh": 0.5, "c ch": 0.5, "p t": 0.6, "m n": 0.7}
_I_OR_Y = 0.1
_TONE_UNTYPED, _HOI_NGA, _OTHER_TONE = 0.25, 0.15, 0.6
_SHAPE_UNTYPED, _OTHER_SHAPE = 0.2, 0.5
_NOTHING_MARKED = 0.05
_DOUBLED, _SWAPPED, _NEIGHBOUR, _ONE_MORE_OR_LESS, _OTHER_LETTER = 0.5, 0.6, 0.75, 0.75, 1.0
_SPACE = 0.3
_UNLIKE = 9.0  # further than any slip


def _both_ways(costs: dict[str, float]) -> dict[tuple[str, str], float]:
    both: dict[tuple[str, str], float] = {}
    for pair, cost in costs.items():
        one, other = pair.split(" ")
        both[one, other] = both[other, one] = cost
    return both


_INITIALS_ALIKE, _VOWELS_ALIKE, _CODAS_ALIKE = map(_both_ways, (_INITIAL_COST, _VOWELS_COST, _CODA_COST))

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACE = {letter: (at + 0.4 * row, row) for row, letters in enumerate(_ROWS) for at, letter in enumerate(letters)}
_NEIGHBOURS = {
    one: "".join(
        other
        for other, (x, y) in _PLACE.items()
        if other != one and abs(x - _PLACE[one][0]) <= 1.1 and abs(y - _PLACE[one][1]) <= 1
    )
    for one in _PLACE
}


@cached_if_short(16384, longest=8)
def _parts(syllable: str) -> tuple[str, str, str]:
    """A folded syllable as (initial, vowels, coda), whatever it is. The i of gì, gìn belongs to both."""
    found = _INITIAL.match(syllable)
    initial = found[0] if found else ""
    rest = syllable[len(initial) :]
    if initial == "g" and rest[:1] == "i":
        initial = "gi"
    vowels = rest.rstrip(_CODA_LETTERS)
    return initial, vowels, rest[len(vowels) :]


@cached_if_short(16384, longest=8)  # no syllable is longer, and slips of longer words are a thousand a query
def _syllable_key(syllable: str) -> str:
    initial, vowels, coda = _parts(syllable)
    sound = _INITIAL_SOUND.get(initial, initial)
    vowels = vowels.replace("y", "i")
    if sound == "d" and vowels.startswith("ie"):
        vowels = vowels[1:]  # gi + iê is written giê (giết), so that diết and dệt both meet it
    return sound + vowels + _CODA_SOUND.get(coda, coda)


def sound_key(folded: str) -> str:
    """What a folded phrase (no marks, lower case) sounds like; phrases that people confuse share their key.

    >>> sound_key("nghanh"), sound_key("nganh"), sound_key("so xuat"), sound_key("gi"), sound_key("ri")
    ('ngan', 'ngan', 'xo xuat', 'di', 'di')
    """
    if folded.isalpha():
        return _syllable_key(folded)
    return " ".join([_syllable_key(part) for part in folded.replace("-", " ").split()])


@lru_cache(maxsize=32768)
def _read(syllable: str) -> tuple[str, str, int]:
    """A marked syllable as (folded, letters with shape, tone number)."""
    if syllable.isascii():
        return syllable, syllable, 0
    folded, shaped, tone = "", "", 0
    for char in syllable:
        bare, shape, mark = marks(char)
        folded += bare
        shaped += shape
        tone = mark or tone
    return folded, shaped, tone


def confusion(typed: str, headword: str) -> float:
    """How far a headword is from what was typed, as a sum of small costs: 0 is the same, above 2 hardly a misspelling.

    Both are marked lower-case NFC text. About 0.1 to 0.4 for each confusion of sounds or mark left out, 0.5 to 0.75 for
    each slip of the finger, 1 for any other letter. A text typed without any mark is not charged for those it lacks.
    5 to 10 µs a pair. To weigh in frequency, take 0.06 off for each unit of zipf: among the candidates of key and edits
    that puts the wanted word first for 96% of generated misspellings, and anything from 0.03 to 0.1 does the same.

    >>> round(confusion("sơ xuất", "sơ suất"), 2), round(confusion("sữa", "sửa"), 2), confusion("sữa", "sữa")
    (0.3, 0.15, 0.0)
    """
    if typed == headword:
        return 0.0
    unmarked = typed.isascii()
    marks_lacking = _NOTHING_MARKED if unmarked and not headword.isascii() else 0.0
    left, folded, shaped, tones = _apart(typed)
    right = headword.replace("-", " ").split(" ")
    cost = float("inf")
    if len(left) == len(right):
        cost = 0.0
        for syllable, meant in zip(left, right, strict=True):
            if syllable != meant:
                cost += of_syllables(syllable, meant, unmarked)
        if cost <= _OTHER_LETTER:
            return cost + marks_lacking
    # Letters that slipped over a space, a space left out or too many; marks, wherever they stand
    read = [_read(part) for part in right]
    whole = _of_letters(folded, " ".join([part for part, _, _ in read]))
    if whole < cost and not unmarked:
        meant_tones = [tone for _, _, tone in read if tone]
        whole += _of_shapes(shaped, "".join([part for _, part, _ in read]))
        whole += _OTHER_TONE * sum([tone not in meant_tones for tone in tones])
        whole += _TONE_UNTYPED * max(0, len(meant_tones) - len(tones))
    return min(cost, whole) + marks_lacking


@lru_cache(maxsize=64)
def _apart(typed: str) -> tuple[list[str], str, str, list[int]]:
    """A text that is compared with many headwords: syllables, bare letters, letters with shape, tones."""
    syllables = typed.replace("-", " ").split(" ")
    read = [_read(part) for part in syllables]
    tones = [tone for _, _, tone in read if tone]
    return syllables, " ".join([part for part, _, _ in read]), "".join([part for _, part, _ in read]), tones


@lru_cache(maxsize=65536)  # 2 MB after a day's typing; without it a misspelling asked again costs a third more
def of_syllables(typed: str, meant: str, unmarked: bool) -> float:
    """`confusion` of two syllables. unmarked: none of those typed has a mark."""
    folded, shaped, tone = _read(typed)
    goal, goal_shaped, goal_tone = _read(meant)
    cost = 0.0
    if folded != goal:
        cost = min(_of_sounds(folded, goal), _of_letters(folded, goal))
    if not unmarked:
        cost += _of_tones(tone, goal_tone)
        if shaped != goal_shaped:
            cost += _of_shapes(shaped, goal_shaped)
    return cost


def _of_tones(typed: int, meant: int) -> float:
    if typed == meant:
        return 0.0
    if not typed:
        return _TONE_UNTYPED
    return _HOI_NGA if typed + meant == 5 and typed in (2, 3) else _OTHER_TONE


def _of_shapes(typed: str, meant: str) -> float:
    """Shape marks left out and wrong ones, counted without regard to where they stand."""
    if typed == meant:
        return 0.0
    lost = [char for char in meant if not char.isascii()]
    wrong = 0
    for char in typed:
        if not char.isascii():
            if char in lost:
                lost.remove(char)
            else:
                wrong += 1
    return _OTHER_SHAPE * wrong + _SHAPE_UNTYPED * max(0, len(lost) - wrong)


def _of_sounds(typed: str, meant: str) -> float:
    initial, vowels, coda = _parts(typed)
    goal_initial, goal_vowels, goal_coda = _parts(meant)
    cost = 0.0
    if initial != goal_initial:
        cost = _INITIALS_ALIKE.get((initial, goal_initial), _UNLIKE)
        if cost == _UNLIKE:
            return cost
    if vowels != goal_vowels:
        one, other = vowels.replace("y", "i"), goal_vowels.replace("y", "i")
        cost += _I_OR_Y if one == other else _VOWELS_ALIKE.get((one, other)) or _of_letters(vowels, goal_vowels)
    if coda != goal_coda:
        cost += _CODAS_ALIKE.get((coda, goal_coda)) or _of_letters(coda, goal_coda)
    return cost


def _of_letters(typed: str, meant: str) -> float:
    """Slips of the finger: exact for a single one, a letter's full cost for each further one."""
    slips = OSA.distance(typed, meant)
    if slips != 1:
        return _OTHER_LETTER * slips
    at = Prefix.similarity(typed, meant)
    if len(typed) != len(meant):
        longer = typed if len(typed) > len(meant) else meant
        if longer[at] == " ":
            return _SPACE
        return _DOUBLED if longer[at - 1 : at] == longer[at] and longer == typed else _ONE_MORE_OR_LESS
    if typed[at + 1 :] != meant[at + 1 :]:
        return _SWAPPED
    return _NEIGHBOUR if meant[at] in _NEIGHBOURS.get(typed[at], "") else _OTHER_LETTER


def deletes(folded: str) -> Iterator[str]:
    """The text with one letter less, each once: as many probes as it has letters."""
    if 1 < len(folded) <= MAX_LENGTH:
        for at, char in enumerate(folded):
            if folded[at + 1 : at + 2] != char:
                yield folded[:at] + folded[at + 1 :]


def edits(folded: str) -> Iterator[str]:
    """Every text one slip away, each once, likely slips first: two letters swapped, one too many, a neighbouring key,
    one left out, any other letter.

    folded: letters a–z and single spaces, at most MAX_LENGTH, else none. Fewer than 56 n + 27 texts for n letters.
    """
    if not folded or len(folded) > MAX_LENGTH:
        return
    seen = {folded}
    for text in _all_edits(folded):
        if text not in seen and text[0] != " " and text[-1] != " " and "  " not in text:
            seen.add(text)
            yield text


def _all_edits(folded: str) -> Iterator[str]:
    length = len(folded)
    for at in range(length - 1):
        yield folded[:at] + folded[at + 1] + folded[at] + folded[at + 2 :]
    yield from deletes(folded)
    for at, char in enumerate(folded):
        for other in _NEIGHBOURS.get(char, ""):
            yield folded[:at] + other + folded[at + 1 :]
    for at in range(length + 1):
        for other in " " + _LETTERS:
            yield folded[:at] + other + folded[at:]
    for at in range(length):
        for other in " " + _LETTERS:
            yield folded[:at] + other + folded[at + 1 :]

"""Reads raw Telex, VNI and VIQR typing: what the input method would have shown, had it been switched on.

Keys may come in free order: the tone key last or before the coda, the shape key at once or at the end of the syllable
(`tieengs`, `tiengse`, `tie6ng1`, `tieng61`); the same key twice undoes it (`xooong` is `xoong`). The rules are those
that the three input methods publish; tone marks are set in the old style (hòa).
A reading is a guess: an English word may read as Vietnamese (`taxi`, `case`), so whoever asks must check that it is a
headword. Knows nothing of dictionaries.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from dictsvc.vietnamese.fold import marks
from dictsvc.vietnamese.syllable import INITIALS, RIMES, VOWELS, place

MAX_LENGTH = 100
"""Characters of a query that are looked at; a longer one has no reading."""
MAX_READINGS = 6
_MAX_WORD = 24  # letters and keys of one word; longer runs are taken as they are, which keeps the whole linear

# What a key does: a tone number 0–5 (0 takes the tone away), or one of these.
_CIRCUMFLEX, _HORN, _BREVE, _STROKE, _TELEX_W, _SAME_VOWEL, _ADD_HORNED = range(10, 17)

_TELEX = dict.fromkeys("aeo", _SAME_VOWEL) | dict.fromkeys("[]{}", _ADD_HORNED)
_TELEX |= {"z": 0, "f": 1, "r": 2, "x": 3, "s": 4, "j": 5, "w": _TELEX_W, "d": _STROKE}
_VNI = {"0": 0, "2": 1, "3": 2, "4": 3, "1": 4, "5": 5, "6": _CIRCUMFLEX, "7": _HORN, "8": _BREVE, "9": _STROKE}
_VIQR = {"`": 1, "?": 2, "~": 3, "'": 4, ".": 5, "^": _CIRCUMFLEX, "(": _BREVE, "+": _HORN, "*": _HORN, "d": _STROKE}

_BRACKETS = {"[": "ơ", "]": "ư", "{": "ơ", "}": "ư"}
_CIRCUMFLEXED = {"a": "â", "e": "ê", "o": "ô"}
_PLAIN = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}
_STOPS = ("c", "ch", "p", "t", "k")

# Which spellings (letters with shape, no tone) are syllables. Wider than good spelling (nghành, kông and Đắk are
# typed too), since all that matters here is where a key belongs.
_SYLLABLES = frozenset(map("".join, product((*INITIALS, ""), RIMES | {"ak", "ăk", "ôk", "êng"}))) | {
    "q" + rime for rime in RIMES if rime[0] == "u"
}
_BEGINNINGS = frozenset(word[:end] for word in _SYLLABLES for end in range(1, len(word) + 1))

_VOWELS = "".join(VOWELS)
_NOT_VOWELS = "".join(sorted(map(chr, {*range(0x21, 0x7F)} - set(map(ord, VOWELS))))) + "đ"
_HALF_HORNED = ("uơ", "ưo")
_PAIRS = ("uo", "uô", "uơ", "ưo", "ươ")


@dataclass(frozen=True, slots=True)
class _Method:
    """keys: key -> action. runs: what can be one word's keys, in a group. sign: without it no word shows the method."""

    keys: dict[str, int]
    runs: re.Pattern[str]
    sign: re.Pattern[str] | None


_METHODS = {
    "telex": _Method(_TELEX, re.compile(r"((?:[^\W\d_]|[\[\]{}])+)"), None),
    "vni": _Method(_VNI, re.compile(r"([^\W_]+)"), re.compile(r"[^\W\d_][0-9]")),
    "viqr": _Method(
        _VIQR, re.compile(r"((?:[^\W\d_]|[`'~^(+*]|(?<=[aeiouyAEIOUY^(+*])[?.])+)"), re.compile(r"[^\W\d_][`'~^(+*?.]")
    ),
}
_WORD_GAP = re.compile(r"([\s\-\u2010-\u2015]+)")
_LIKE_APOSTROPHE = {ord("’"): "'", ord("´"): "'"}


class _Word:
    """One word while its keys come in: letters with shape and without tone, lower case, and the tone beside them."""

    __slots__ = ("born", "letters", "owed", "tone")

    def __init__(self) -> None:
        self.letters = ""
        self.tone = 0
        self.born = -1  # length of `letters` when a key alone had just made a horned vowel, which the same key undoes
        self.owed = False  # ươ was completed from ưo, so that the w of its o may still come and undoes nothing

    def add(self, letter: str) -> None:
        """A letter that stands for itself. `uơ` or `ưo` with something behind it can only mean `ươ`."""
        letters = self.letters
        if letters[-2:] in _HALF_HORNED and letters[-3:-2] != "q":
            self.owed = letters[-2:] == "ưo"
            letters = letters[:-2] + "ươ"
        self.letters = letters + letter

    def has_vowel(self) -> bool:
        rest = self.letters[2:] if self.letters[:2] == "qu" else self.letters
        return not VOWELS.isdisjoint(rest)

    def set_tone(self, tone: int, key: str) -> bool:
        letters = self.letters
        last = letters[-1:]
        if not self.has_vowel() or not last.isalpha() or last in "fjwz":
            return False
        if tone == 0:
            if not self.tone:
                return False
            self.tone = 0
        elif tone == self.tone:
            self.tone = 0
            self.letters += key
        elif tone < 4 and letters.endswith(_STOPS):
            return False
        else:
            self.tone = tone
        return True

    def replace(self, position: int, letter: str) -> bool:
        """Another letter at a place, if it was typed last or if that still makes (the beginning of) a syllable."""
        letters = self.letters[:position] + letter + self.letters[position + 1 :]
        if "ưô" in letters:
            letters = letters.replace("ưô", "uô")
        if position + 1 < len(letters) and letters not in _BEGINNINGS:
            completed = letters.replace("uơ", "ươ").replace("ưo", "ươ")
            if completed not in _BEGINNINGS:
                return False
            letters = completed
        self.letters = letters
        return True

    def undo(self, position: int, letter: str, key: str) -> bool:
        """Take a mark away again, which its key typed twice asks for; the key then stands for itself."""
        if position + 1 < len(self.letters) and self.letters not in _BEGINNINGS:
            return False
        self.letters = self.letters[:position] + letter + self.letters[position + 1 :] + key
        return True

    def circumflex(self, base: str, key: str) -> bool:
        letters = self.letters
        goal = _CIRCUMFLEXED[base]
        position = max(letters.rfind(base), letters.rfind(goal))
        if base == "o":
            position = max(position, letters.rfind("ơ"))
        elif base == "a":
            position = max(position, letters.rfind("ă"))
        if position < 0:
            return False
        return self.undo(position, base, key) if letters[position] == goal else self.replace(position, goal)

    def circumflex_any(self, key: str) -> bool:
        """VNI 6 and VIQR ^: on whichever vowel can carry it, the last first."""
        vowels, start = self.last_vowels()
        for at in range(start + len(vowels) - 1, start - 1, -1):
            base = _PLAIN.get(self.letters[at], self.letters[at])
            if base in _CIRCUMFLEXED and self.circumflex(base, key):
                return True
        return False

    def last_vowels(self) -> tuple[str, int]:
        """The vowels that marks go to, and where they start; the u of qu is none."""
        head = self.letters.rstrip(_NOT_VOWELS)
        start = len(head.rstrip(_VOWELS))
        if head[start - 1 : start + 1] == "qu":
            start += 1
        return head[start:], start

    def horn(self, key: str) -> bool:
        """w, 7, +: ươ, ơ or ư. An open `uo` becomes `uơ` first (thuở, quơ); the next letter makes it `ươ`."""
        vowels, start = self.last_vowels()
        pair = vowels[:2]
        if pair in _PAIRS:
            follows = len(self.letters) > start + 2
            if pair == "ươ":
                if self.owed:
                    self.owed = False
                    return True
                return self._pair(start, "uo", key)
            return self._pair(start, "uơ" if pair in ("uo", "uô") and not follows else "ươ", "")
        for base, goal, position in (("o", "ơ", vowels.rfind("o")), ("u", "ư", vowels.find("u"))):
            position = max(position, vowels.rfind(goal), vowels.rfind("ô") if base == "o" else -1)
            if position >= 0:
                position += start
                return (
                    self.undo(position, base, key) if self.letters[position] == goal else self.replace(position, goal)
                )
        return False

    def _pair(self, at: int, pair: str, key: str) -> bool:
        self.letters = self.letters[:at] + pair + self.letters[at + 2 :] + key
        return True

    def breve(self, key: str) -> bool:
        vowels, start = self.last_vowels()
        position = max(map(vowels.rfind, "aăâ"))
        if position < 0:
            return False
        position += start
        return self.undo(position, "a", key) if self.letters[position] == "ă" else self.replace(position, "ă")

    def telex_w(self) -> bool:
        """w: ư of `ua`, ă, ươ, ơ, ư, or a ư of its own where there is no vowel yet."""
        vowels, start = self.last_vowels()
        if not vowels:
            if "q" in self.letters:
                return False
            self.letters += "ư"
            self.born = len(self.letters)
            return True
        if self.born == len(self.letters):
            self.letters = self.letters[:-1] + "w"
            return True
        if vowels == "ua" and len(self.letters) == start + 2:
            return self.replace(start, "ư")
        if vowels == "ưa" and len(self.letters) == start + 2:
            return self.undo(start, "u", "w")
        return self.breve("w") or self.horn("w")

    def stroke(self, key: str) -> bool:
        letters = self.letters
        if letters[-1:] == "d":
            self.letters = letters[:-1] + "đ"
        elif letters[-1:] == "đ":
            self.letters = letters[:-1] + "d" + key
        elif letters[:1] == "d" and "đ" + letters[1:] in _BEGINNINGS:
            self.letters = "đ" + letters[1:]
        elif letters[:1] == "đ" and letters in _BEGINNINGS:
            self.letters = "d" + letters[1:] + key
        else:
            return False
        return True

    def add_horned(self, key: str) -> bool:
        """[ and ]: ơ and ư by a key of their own; after a coda a bracket is a bracket."""
        letter = _BRACKETS[key]
        if self.born == len(self.letters) and self.letters[-1] == letter:
            self.letters = self.letters[:-1] + key
            return True
        if self.has_vowel() and self.letters[-1] not in VOWELS:
            return False
        self.add(letter)
        self.born = len(self.letters)
        return True

    def press(self, key: str, action: int) -> bool:
        """What a key that may be a mark does; false when it is just a letter here."""
        if action <= 5:
            return self.set_tone(action, key)
        if action == _SAME_VOWEL:
            return self.circumflex(key, key)
        if action == _STROKE:
            return self.stroke(key)
        if action == _TELEX_W:
            return self.telex_w()
        if action == _CIRCUMFLEX:
            return self.circumflex_any(key)
        if action == _HORN:
            return self.horn(key)
        if action == _BREVE:
            return self.breve(key)
        return self.add_horned(key)


def _type(run: str, keys: dict[str, int]) -> tuple[str, int, list[bool]]:
    """Keys of one word -> (letters with shape, tone number, for each letter whether it is a capital)."""
    word = _Word()
    capitals: list[bool] = []
    for char in run:
        key = char.lower()
        if not key.isascii():
            _, shaped, tone = marks(key)  # half of the word may have been typed with the input method on
            if shaped in VOWELS:
                key = shaped
                word.tone = tone or word.tone
            word.add(key)
        else:
            action = keys.get(key)
            if action is None or not word.press(key, action):
                word.add(key)
        if len(word.letters) != len(capitals):
            capitals += [char.isupper() or char in "{}"] * (len(word.letters) - len(capitals))
    return word.letters, word.tone, capitals


def _written(letters: str, tone: int, capitals: list[bool]) -> str:
    if not tone or letters in _BEGINNINGS:
        text = place(letters, tone)
    else:  # not one syllable (canô, foreign): the tone belongs to the last one that has a vowel
        start = len(letters.rstrip(_NOT_VOWELS).rstrip(_VOWELS))
        text = letters[:start] + place(letters[start:], tone)
    if True in capitals and len(text) == len(capitals):
        return "".join([char.upper() if big else char for char, big in zip(text, capitals, strict=True)])
    return text


def _plausible(letters: str, tone: int, last: bool) -> bool:
    """Whether this can be a word: one syllable (the last one may still be growing), or up to three run together."""
    if tone and tone < 4 and letters.endswith(_STOPS):
        return False
    return (last and letters in _BEGINNINGS) or _run_together(letters, 3)


def _run_together(letters: str, most: int) -> bool:
    """Whether letters, without tones, are syllables written together, at most so many."""
    if letters in _SYLLABLES:
        return True
    ends = range(1, min(8, len(letters))) if most > 1 else ()
    return any(letters[:end] in _SYLLABLES and _run_together(letters[end:], most - 1) for end in ends)


def _show(word: str, method: str) -> str:
    keys = _METHODS[method].keys
    return _METHODS[method].runs.sub(
        lambda run: _written(*_type(run[0], keys)) if len(run[0]) <= _MAX_WORD else run[0], _nfc(word)
    )


def telex(word: str) -> str:
    """What a Telex keyboard shows after these keys, whether or not that is a word.

    >>> telex("dduwowngf"), telex("tiengse"), telex("xooong")
    ('đường', 'tiếng', 'xoong')
    """
    return _show(word, "telex")


def vni(word: str) -> str:
    """What a VNI keyboard shows after these keys.

    >>> vni("d9u7o7ng2"), vni("tieng61")
    ('đường', 'tiếng')
    """
    return _show(word, "vni")


def viqr(word: str) -> str:
    """The text that VIQR spells; `?` and `.` count only right after a vowel or its shape mark.

    >>> viqr("ddu+o+`ng"), viqr("ca?"), viqr("anh?")
    ('đường', 'cả', 'anh?')
    """
    return _show(word, "viqr")


def decode(text: str) -> tuple[str, ...]:
    """Readings of a whole query as raw typing, most likely first; none where no word shows an input method.

    text: up to MAX_LENGTH characters of anything, words separated by spaces or hyphens. Words that read as nothing
    Vietnamese stay as they are. At most MAX_READINGS: each input method's own, then those that leave one word raw.

    >>> decode("hocj sinh"), decode("d9u7o7ng2"), decode("hoc sinh"), decode("xoong nhoom")
    (('học sinh',), ('đường',), (), ('xông nhôm', 'xoong nhôm', 'xông nhoom'))
    """
    if len(text) > MAX_LENGTH:
        return ()
    words = _WORD_GAP.split(_nfc(text))
    last = len(words) - 1
    found: list[tuple[int, str, list[str]]] = []
    for name in ("vni", "viqr", "telex"):
        sign = _METHODS[name].sign
        if sign is not None and not sign.search(text):
            continue
        read = {
            position: word
            for position in range(0, last + 1, 2)
            if (word := _read(words[position], name, position == last))
        }
        if read:
            whole = "".join([read.get(position, word) for position, word in enumerate(words)])
            partial = []
            for raw in list(read)[:MAX_READINGS] if len(read) > 1 else ():
                partial.append(
                    "".join([w if position == raw else read.get(position, w) for position, w in enumerate(words)])
                )
            found.append((len(read), whole, partial))
    # The method that explains the most words; where they are equal a digit or a mark says more than a letter.
    found.sort(key=lambda reading: -reading[0])
    readings = [whole for _, whole, _ in found] + [text for _, _, partial in found for text in partial]
    return tuple(dict.fromkeys(readings))[:MAX_READINGS]


def _read(word: str, method: str, last: bool) -> str:
    """The reading of one word, or '' where there is none that differs and is plausible."""
    if word.isalpha():
        return _read_run(word, method, last)
    parts = _METHODS[method].runs.split(word)
    changed = False
    for at in range(1, len(parts), 2):
        if reading := _read_run(parts[at], method, last):
            parts[at] = reading
            changed = True
    return "".join(parts) if changed else ""


@lru_cache(maxsize=8192)
def _read_run(run: str, method: str, last: bool) -> str:
    if not 1 < len(run) <= _MAX_WORD:
        return ""
    keys = _METHODS[method].keys
    letters, tone, capitals = _type(run, keys)
    if not _plausible(letters, tone, last):
        return ""
    # Of syllables run together (canô, virút) only the last can have a tone, so its key comes at the very end.
    if tone and letters not in _BEGINNINGS and keys.get(run[-1].lower(), 9) > 5:
        return ""
    written = _written(letters, tone, capitals)
    return "" if written == run else written


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_LIKE_APOSTROPHE)

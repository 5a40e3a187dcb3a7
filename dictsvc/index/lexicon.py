"""Words and compounds that people write, by what is left of them without marks: what a sentence typed so may consist of
besides headwords.

One small file that comes with the package and that all dictionaries, requests and processes share, memory-mapped:
dictsvc/frequency/LANGUAGE.marisa, made by tools/frequencies.py from the list of counts beside it. Stored in every index
it would take as much room as many a dictionary; kept in the joined ones it would not be there for a single dictionary.

LANGUAGE.marisa  keys: folded syllables, a tab, one character for the marks of each syllable (`_coded`)
LANGUAGE.zipf    u8, by trie id: hundredths of zipf above LEAST, in steps of STEP
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files as resources
from pathlib import Path
from typing import NamedTuple

from dictsvc.index import files, tries
from dictsvc.vietnamese.fold import bare
from dictsvc.vietnamese.key import PLAIN
from dictsvc.vietnamese.syllable import place

LONGEST = 4
"""Syllables of a word."""
LEAST = 210
"""Hundredths of zipf that a word must have: what was counted less often is as often chance as word."""
STEP = 2
_SHAPES = {"a": "aăâ", "d": "dđ", "e": "eê", "o": "oôơ", "u": "uư"}
_FIRST = 33  # code point of the first character that marks are written with


class Word(NamedTuple):
    """spelt: syllables as `key.plain_syllables` spells them. zipf: hundredths."""

    spelt: tuple[str, ...]
    zipf: int

    @property
    def text(self) -> str:
        """As it is written, in lower case."""
        return " ".join([place(*_parts(syllable)) for syllable in self.spelt])


def write(folder: Path, language: str, words: Mapping[tuple[str, ...], int]) -> None:
    """Write the files. words: spelt -> hundredths of zipf."""
    kept = {spelt: zipf for spelt, zipf in words.items() if len(spelt) <= LONGEST and zipf >= LEAST}
    names = {spelt: f"{' '.join(map(_folded, spelt))}\t{''.join(map(_coded, spelt))}" for spelt in kept}
    number = tries.write(folder / f"{language}.marisa", sorted(names.values()))
    values = array("B", bytes(len(names)))
    for spelt, name in names.items():
        values[number(name)] = min(0xFF, (kept[spelt] - LEAST) // STEP)
    (folder / f"{language}.zipf").write_bytes(values.tobytes())


class Lexicon:
    """The words of one language; asked from any thread."""

    def __init__(self, folder: Path, language: str) -> None:
        self._trie = tries.Trie(files.mapped(folder / f"{language}.marisa"))
        self._values = files.mapped(folder / f"{language}.zipf")
        self.words = lru_cache(maxsize=16384)(self._spelt)
        """Words by their folded syllables, the most frequent first."""

    def __len__(self) -> int:
        return len(self._trie)

    def _spelt(self, folded: str) -> tuple[Word, ...]:
        found = []
        for name in self._trie.keys(f"{folded}\t"):
            spelt = map(_decoded, folded.split(" "), name[len(folded) + 1 :])
            found.append(Word(tuple(spelt), LEAST + STEP * self._values[self._trie.get(name)]))
        return tuple(sorted(found, key=lambda word: -word.zipf))


@cache
def lexicon() -> Lexicon:
    """The Vietnamese words that come with the package, opened once."""
    return Lexicon(Path(str(resources("dictsvc.frequency"))), "vi")


def _parts(syllable: str) -> tuple[str, int]:
    """(letters with shape, tone number)."""
    tone = PLAIN.find(syllable[-1:])
    return (syllable[:-1], tone) if tone > 0 else (syllable, 0)


def _folded(syllable: str) -> str:
    return bare(_parts(syllable)[0])


def _coded(syllable: str) -> str:
    """The marks of a syllable as one character: its tone, and for each letter that has shapes which of them."""
    letters, tone = _parts(syllable)
    code = 0
    for folded, letter in zip(bare(letters), letters, strict=True):
        shapes = _SHAPES.get(folded, folded)
        code = code * len(shapes) + shapes.index(letter)
    return chr(_FIRST + code * 6 + tone)


@lru_cache(maxsize=16384)
def _decoded(folded: str, code: str) -> str:
    rest, tone = divmod(ord(code) - _FIRST, 6)
    letters = ""
    for letter in reversed(folded):
        shapes = _SHAPES.get(letter, letter)
        rest, shape = divmod(rest, len(shapes))
        letters = shapes[shape] + letters
    return letters + (PLAIN[tone] if tone else "")

"""The value of a headword: its zipf value, from its own count where it was counted, else an estimate below all those.

The home of wordfreq (data: Robyn Speer, CC BY-SA 4.0), which knows single words of some forty languages; only its data
are read. A phrase has the harmonic combination of its words' frequencies, as wordfreq computes it.
"""

from __future__ import annotations

import gzip
import math
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from dictsvc.frequency.counts import Counts, forms, packed
from dictsvc.frequency.vulgar import Vulgar, vulgar
from dictsvc.vietnamese import syllable
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import syllables

NEVER = 0
"""The value of a headword that is found when it is typed in full, and never offered."""
KNOWN = 178
"""The least value of a word that was counted in the package's list; estimates for phrases stay below it."""
_RARE = 150  # taken for a syllable that one of the two lists does not know
_WITHIN = 50  # taken off wordfreq's value of a syllable, which was counted within compounds too
_BAND = 40  # of estimates for phrases of so many syllables; longer ones are rarer
_LONGEST = 5  # syllables from which on length says nothing more
_HIGHEST = 800  # no estimate is higher


class Scale:
    """How common headwords of one language are."""

    def __init__(self, language: str, own: Counts | None = None, vulgar: Vulgar | None = None) -> None:
        """language: BCP 47; only its first part counts. own: an admin's counts, which come before all others. vulgar:
        words that are never offered."""
        self._language = language.partition("-")[0].lower()
        self._own = own
        self._vulgar = vulgar or None
        self._counted = packed(self._language)
        self._inverses = _inverses(self._language)

    def zipf(self, headword: str) -> int:
        """Hundredths of a zipf value (617 = 6.17), at least 1; 0 (`NEVER`) for a headword that is never offered."""
        parts = syllables(normalise(headword))
        spellings = forms(parts)
        if self._vulgar is not None and self._vulgar.covers([spelling[0] for spelling in spellings]):
            return NEVER
        return max(1, self._value(parts, spellings))

    def _value(self, parts: list[str], spellings: list[tuple[str, ...]]) -> int:
        """By the admin's counts, else by the package's, else by wordfreq's. spellings: the `forms` of the parts."""
        if self._own is not None and (own := self._own.zipf(spellings)) is not None:
            return own
        if self._counted is None:
            return self._combined(parts)
        found = self._counted.zipf(spellings)
        if len(parts) > 1:
            return self._estimate(parts) if found is None else found
        alone = self._combined(parts)
        if found is None and not (alone and syllable.well_formed(parts[0])):
            return alone  # the list leaves out what is not written in Vietnamese syllables
        return (max(found or 0, _RARE) + max(alone - _WITHIN, _RARE)) // 2

    def _combined(self, parts: list[str]) -> int:
        """wordfreq's value of a word or phrase, 0 where a word of it is unknown."""
        total = 0.0
        for word in parts:
            inverse = self._inverses.get(word)
            if inverse is None:
                return 0
            total += inverse
        return _hundredths(1 / total) if total else 0

    def _estimate(self, parts: list[str]) -> int:
        """For a phrase that was not counted: shorter ones first, then those of commoner syllables."""
        length = min(len(parts), _LONGEST)
        return KNOWN - 1 - _BAND * (length - 1) + self._combined(parts) * _BAND // _HIGHEST


@cache
def scale(language: str) -> Scale:
    """The scale of a language (the first part of its tag) by what comes with the package, made once."""
    return Scale(language, vulgar=vulgar(language))


def _hundredths(frequency: float) -> int:
    """As wordfreq rounds it: the frequency to three digits, its zipf value to two decimals."""
    rounded = round(frequency, math.floor(-math.log10(frequency)) + 3)
    return max(0, round((math.log10(rounded) + 9) * 100)) if rounded else 0


@cache
def _inverses(language: str) -> dict[str, float]:
    """1 / frequency of each word of a language; empty for a language that wordfreq does not know.

    Read from wordfreq's file of it (`wordfreq.read_cBpack` says its form: a header, then the words of each hundredth of
    a power of ten), the large one where there are two: to import wordfreq, with tokenisers that are not needed here,
    takes longer than to load a small dictionary.
    """
    wordfreq = find_spec("wordfreq")
    folder = Path(wordfreq.origin or "").parent / "data" if wordfreq else Path()
    files = (folder / f"{size}_{language}.msgpack.gz" for size in ("large", "small"))
    path = next((file for file in files if file.exists()), None)
    if path is None:
        return {}
    import msgpack  # only loading needs it

    _, *groups = msgpack.unpackb(gzip.decompress(path.read_bytes()))
    inverses = ((1 / 10 ** (-hundredths / 100), words) for hundredths, words in enumerate(groups))
    return {word: inverse for inverse, words in inverses for word in words}

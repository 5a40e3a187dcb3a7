"""How common a headword is: the home of wordfreq, which is read when a dictionary is loaded, never when it is asked.

wordfreq's data: Robyn Speer, CC BY-SA 4.0. A phrase has the harmonic combination of its words' frequencies, as wordfreq
computes it; its Vietnamese list holds syllables, so that is how every compound gets its value.
"""

from __future__ import annotations

import math
from functools import cache

from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import syllables


def zipf(headword: str, language: str) -> int:
    """wordfreq's zipf value of a headword in hundredths (617 = 6.17), 0 where a word is unknown or the language is.

    language: BCP 47; only its first part counts.
    """
    inverses = _inverses(language.partition("-")[0].lower())
    if not inverses:
        return 0
    total = 0.0
    for word in syllables(normalise(headword)):
        inverse = inverses.get(word)
        if inverse is None:
            return 0
        total += inverse
    return _hundredths(1 / total)


def _hundredths(frequency: float) -> int:
    """As wordfreq rounds it: the frequency to three digits, its zipf value to two decimals."""
    rounded = round(frequency, math.floor(-math.log10(frequency)) + 3)
    return max(0, round((math.log10(rounded) + 9) * 100)) if rounded else 0


@cache
def _inverses(language: str) -> dict[str, float]:
    """1 / frequency of each word of a language; empty for a language that wordfreq does not know."""
    import wordfreq

    if language not in wordfreq.available_languages("small"):
        return {}
    return {word: 1 / frequency for word, frequency in wordfreq.get_frequency_dict(language).items() if frequency}

"""How a written Vietnamese syllable is pronounced in Hà Nội, Huế and Sài Gòn: narrow IPA, by rule.

The spelling tells the sounds, so nothing is looked up. A syllable is onset, medial w, rime (nucleus and coda) and tone;
a dialect is three columns of onsets and tones, and the rimes that are not the plain sequence of nucleus and coda.

Sources of the rules: Kirby 2011, "Vietnamese (Hanoi Vietnamese)", JIPA 41(3), for Hà Nội; Thompson 1965, "A Vietnamese
Grammar", and Hoàng Thị Châu 2004, "Phương ngữ học tiếng Việt", for the mergers of Huế and Sài Gòn. The notation is that
of Wiktionary. Where careful speech keeps what everyday speech merges (x and s, d and v), it is the careful form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dictsvc.vietnamese.syllable import Syllable, split

MAX_SYLLABLES = 16
"""Of a phrase that is given a pronunciation."""


class Pronunciation(NamedTuple):
    """IPA without brackets: a space between syllables, none inside."""

    hanoi: str
    hue: str
    saigon: str


_BETWEEN = re.compile(r"[,;]?\s+|-")
_HANOI, _HUE, _SAIGON = range(3)  # columns of the tables

_ONSETS = {
    "": "ʔ ʔ ʔ",
    "b": "ʔɓ ʔɓ ʔɓ",
    "c": "k k k",
    "ch": "t͡ɕ t͡ɕ c",
    "d": "z j j",
    "đ": "ʔɗ ʔɗ ʔɗ",
    "g": "ɣ ɣ ɣ",
    "gi": "z j j",
    "h": "h h h",
    "kh": "x kʰ kʰ",
    "l": "l l l",
    "m": "m m m",
    "n": "n n n",
    "ng": "ŋ ŋ ŋ",
    "nh": "ɲ ɲ ɲ",
    "p": "p p p",
    "ph": "f f f",
    "r": "z ʐ ɹ",
    "s": "s ʂ ʂ",
    "t": "t t t",
    "th": "tʰ tʰ tʰ",
    "tr": "t͡ɕ ʈ ʈ",
    "v": "v v v",
    "x": "s s s",
}
_SPELT_OTHERWISE = {"gh": "g", "k": "c", "ngh": "ng", "qu": "c"}
_KEEP_MEDIAL = frozenset({"", "g", "kh", "ng"})
"""Onsets before which Sài Gòn keeps the medial w; c and h are lost before it, others lose it more or less: ⁽ʷ⁾."""

_TONES = ("˧˧ ˧˧ ˧˧", "˨˩ ˦˩ ˨˩", "˧˩ ˧˨ ˨˩˦", "˦ˀ˥ ˧˨ ˨˩˦", "˧˦ ˨˩˦ ˦˥", "˧˨ʔ ˨˩ʔ ˨˩˨")
"""By tone number; hỏi and ngã are one outside Hà Nội."""
_SAC = 4
_SAC_CLOSED_IN_HUE = "˦˧˥"
_CONSONANTS = frozenset("c ch m n ng nh p t".split())

_DIPHTHONGS = {"iê": "iê", "yê": "iê", "ia": "iê", "ya": "iê", "uô": "uô", "ua": "uô", "ươ": "ươ", "ưa": "ươ"}
_NUCLEI = {
    "a": "aː",
    "ă": "a",
    "â": "ə",
    "e": "ɛ",
    "ê": "e",
    "i": "i",
    "o": "ɔ",
    "oo": "ɔ",
    "ô": "o",
    "ơ": "əː",
    "u": "u",
    "ư": "ɨ",
    "iê": "iə",
    "uô": "uə",
    "ươ": "ɨə",
}
_CODAS = {
    "": "",
    "i": "j",
    "y": "j",
    "o": "w",
    "u": "w",
    "m": "m",
    "n": "n",
    "ng": "ŋ",
    "nh": "ŋ̟",
    "p": "p̚",
    "t": "t̚",
    "c": "k̚",
    "ch": "k̟̚",
}
_ROUNDED = {"o-ng": "awŋ͡m", "o-c": "awk͡p̚", "ô-ng": "əwŋ͡m", "ô-c": "əwk͡p̚", "u-ng": "ʊwŋ͡m", "u-c": "ʊwk͡p̚"}
"""Rimes that close with the lips, everywhere."""
_SOUTH_OF_HANOI = {
    **_ROUNDED,
    "i-": "ɪj",
    "ê-": "ej",
    "u-": "ʊw",
    "ô-": "ow",  # close vowels glide at the end of a syllable
    "iê-u": "iw",
    "ươ-i": "ɨj",
    "uô-i": "uj",
    "i-nh": "ɨn",
    "i-ch": "ɨt̚",
    "a-ch": "at̚",
    **{f"{nucleus}-n": _NUCLEI[nucleus] + "ŋ" for nucleus in "a ă â e o ô ơ ư iê uô ươ".split()},
    **{f"{nucleus}-t": _NUCLEI[nucleus] + "k̚" for nucleus in "a ă â o ô ơ ư iê uô ươ".split()},
}
_RIMES: tuple[dict[str, str], ...] = (
    {
        **_ROUNDED,
        "a-nh": "ajŋ̟",
        "a-ch": "ajk̟̚",
        "ê-nh": "əjŋ̟",
        "ê-ch": "əjk̟̚",
        "i-nh": "ïŋ",
        "i-ch": "ïk̟̚",
        "ư-u": "iw",
        "ươ-u": "iəw",
    },
    {**_SOUTH_OF_HANOI, "a-nh": "ɛɲ", "ê-nh": "en", "ê-ch": "et̚", "oo-ng": "ɔŋ͡m", "oo-c": "ɔk͡p̚"},
    {
        **_SOUTH_OF_HANOI,
        "a-nh": "an",
        "ê-nh": "əːn",
        "ê-ch": "əːt̚",
        "ê-n": "əːn",
        "ê-t": "əːt̚",
        "e-t": "ɛk̚",
        "i-n": "ɨn",
        "i-t": "ɨt̚",
        "u-n": "ʊwŋ͡m",
        "u-t": "ʊwk͡p̚",
        "u-m": "ʊm",
        "u-p": "ʊp̚",
        "ă-y": "aːj",
        "ă-u": "aːw",
        "iê-m": "im",
        "iê-p": "ip̚",
        "uô-m": "um",
        "ươ-m": "ɨm",
        "ươ-p": "ɨp̚",
        "ươ-u": "ɨw",
    },
)
"""Dialect -> nucleus-coda -> what is not the sequence of _NUCLEI and _CODAS."""


def pronunciation(text: str) -> Pronunciation | None:
    """The pronunciation of a word or phrase; None where a part of it is no well-formed Vietnamese syllable.

    text: in any letter case, syllables separated by spaces, commas or hyphens, MAX_SYLLABLES at most.

    >>> pronunciation("học sinh")
    Pronunciation(hanoi='hawk͡p̚˧˨ʔ sïŋ˧˧', hue='hawk͡p̚˨˩ʔ ʂɨn˧˧', saigon='hawk͡p̚˨˩˨ ʂɨn˧˧')
    """
    written = _BETWEEN.split(text.strip())
    if not 0 < len(written) <= MAX_SYLLABLES:
        return None
    syllables = [split(part) for part in written]
    spoken = [_spoken(syllable) for syllable in syllables if syllable is not None]
    if len(spoken) < len(syllables):
        return None
    return Pronunciation(*(" ".join(parts) for parts in zip(*spoken, strict=True)))


@lru_cache(maxsize=4096)
def _spoken(syllable: Syllable) -> Pronunciation:
    onset, medial, nucleus, coda = _sounds(syllable)
    rimes = [found.get(f"{nucleus}-{coda}", _NUCLEI[nucleus] + _CODAS[coda]) for found in _RIMES]
    onsets = _ONSETS[onset].split()
    tones = _TONES[syllable.tone].split()
    if syllable.tone == _SAC and coda in _CONSONANTS:
        tones[_HUE] = _SAC_CLOSED_IN_HUE
    if medial:
        rimes = ["w" + rime for rime in rimes]
        if onset in ("c", "h"):
            onsets[_SAIGON] = ""
        elif onset not in _KEEP_MEDIAL:
            rimes[_SAIGON] = "⁽ʷ⁾" + rimes[_SAIGON].removeprefix("w")
    elif syllable.initial == "qu":  # quốc: its u is part of the nucleus
        onsets[_SAIGON], rimes[_SAIGON] = "", "w" + rimes[_SAIGON].removeprefix("u")
    return Pronunciation(*map("".join, zip(onsets, rimes, tones, strict=True)))


def _sounds(syllable: Syllable) -> tuple[str, bool, str, str]:
    """(onset of _ONSETS, whether a medial w follows, nucleus of _NUCLEI, coda of _CODAS)."""
    onset, rime = _SPELT_OTHERWISE.get(syllable.initial, syllable.initial), syllable.rime
    medial = False
    if syllable.initial == "qu" and rime[0] == "ô":
        rime = "u" + rime
    elif syllable.initial == "qu":
        medial = True
    elif rime.startswith(("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")):
        medial, rime = True, rime[1:]
    elif onset == "g" and rime[0] == "i":  # gì
        onset = "gi"
    if diphthong := _DIPHTHONGS.get(rime[:2]):
        return onset, medial, diphthong, rime[2:]
    if rime.startswith("oo"):
        return onset, medial, "oo", rime[2:]
    if rime in ("ay", "au"):  # a short a, which is written as such nowhere else
        return onset, medial, "ă", rime[1]
    return onset, medial, rime[0].replace("y", "i"), rime[1:]

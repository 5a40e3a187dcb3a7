"""Fill `uk` and `us` of anh-viet.tsv: American from CMUdict by rule, British from it by rule, and both by hand.

    python dictionaries/pronounce.py path/to/cmudict

The CMU Pronouncing Dictionary (BSD licence, notice in `CMUDICT.txt`) is not part of this repository; its text form has
a word and its ARPABET symbols on each line. Where the rules are not enough, `pronunciations.txt` holds what a person
wrote: headword, part of speech (empty for all; “động từ 2” for one sense), British, American (empty where it is the
same). That file wins. A phrase is made of its words.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LEXICON = HERE / "anh-viet.tsv"
BY_HAND = HERE / "pronunciations.txt"

CMU = dict[str, list[str]]
Hand = dict[tuple[str, str], tuple[str, str]]
CONSONANTS = dict(
    zip(
        "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split(),
        "b tʃ d ð f ɡ h dʒ k l m n ŋ p r s ʃ t θ v w j z ʒ".split(),
        strict=True,
    )
)
AMERICAN = {
    "AA": "ɑː", "AE": "æ", "AH": "ʌ", "AO": "ɔː", "AW": "aʊ", "AY": "aɪ", "EH": "e", "EY": "eɪ",
    "IH": "ɪ", "IY": "iː", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "uː",
}  # fmt: skip
WEAK = {"AH": "ə", "IY": "i", "UW": "u"}
ONSETS = frozenset(
    "pl pr bl br tr dr kl kr ɡl ɡr fl fr θr ʃr tw dw kw ɡw θw sp st sk sm sn sl sw spl spr str skr skw "
    "pj bj tj dj kj ɡj fj vj mj nj hj lj sj zj θj spj stj skj".split()
)
BATH = frozenset(
    "after afternoon afterwards answer ask aunt bath blast branch brass broadcast can't cast castle chance chant class "
    "classroom classmate classmates clasp command commander craft aircraft dance dancer demand disaster draft "
    "draught enhance example fast fasten flask forecast france ghastly giraffe glance glass grant graph "
    "grasp grass half halfway chancellor last lastly laugh laughter mask mast master masterpiece nasty pass passport "
    "past past pastor path paragraph photograph plant plaster rather sample slant staff task telegraph vast advance "
    "advanced advantage disadvantage alas bathroom calf calves basket basketball password outcast contrast raft "
    "overpass lance planter banana".split()
)
"""Words whose American /æ/ is British /ɑː/."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One sound: its IPA, and for a vowel its stress (0 none, 1 primary, 2 secondary)."""

    ipa: str
    stress: int = -1

    @property
    def is_vowel(self) -> bool:
        return self.stress >= 0


def cmudict(path: Path) -> dict[str, list[str]]:
    """Lower-case word -> its first pronunciation as ARPABET symbols."""
    found: dict[str, list[str]] = {}
    for line in path.read_text("utf-8", "replace").splitlines():
        word, *symbols = line.split("#")[0].split()[:64] or [";;;"]
        if not word.startswith(";") and "(" not in word:
            found.setdefault(word.lower(), symbols)
    return found


def american(symbols: list[str], word: str) -> list[Phone]:
    """The sounds of General American; weak vowels follow the spelling, which CMUdict does not: /ɪ/ in *market*."""
    phones: list[Phone] = []
    spelt = _spelt(word, sum(symbol[-1].isdigit() for symbol in symbols))
    for number, symbol in enumerate(symbols):
        name, stress = (symbol[:-1], int(symbol[-1])) if symbol[-1].isdigit() else (symbol, -1)
        rest = symbols[number + 1 :]
        if stress < 0:
            if name == "W" and phones and phones[-1].ipa == "ə" and "w" not in word:
                phones[-1] = Phone("u", 0)  # actual, usual
                continue
            if name == "R" and phones and phones[-1].ipa in ("aɪ", "aʊ") and not _before_vowel(rest):
                phones.append(Phone("ə", 0))
            phones.append(Phone(CONSONANTS[name]))
            continue
        letters, after = next(spelt, ("", ""))
        ipa = AMERICAN.get(name, "")
        if name == "ER":
            phones += [Phone("ɜː" if stress else "ə", stress), Phone("r")]
            continue
        broad = re.match("f[ft]|s[st]$|th$", after) and "poss" not in word
        if name == "AA" and (re.match("a[uw]|ou", letters) or (letters == "o" and broad)):
            ipa = "ɔː"
        if rest[:1] == ["R"] and name in ("IY", "UW"):
            ipa = {"IY": "ɪ", "UW": "ʊ"}[name]
        elif rest[:1] == ["R"] and name == "EH" and _MARRY.search(word):
            ipa = "æ"
        if stress == 2 and name in ("IY", "UW") and (letters in ("y", "ey") or _before_vowel(rest)):
            stress = 0  # actually, ability
        if stress == 0 and name == "AH" and letters.startswith("u") and phones and phones[-1].ipa == "j":
            ipa = "u"  # popular
        elif stress == 0 and not (number == 0 and letters == "u"):  # un-, umbrella keep theirs
            prefix = bool(_PREFIX.match(word)) and not any(phone.is_vowel for phone in phones)
            ipa = _weak(name, letters, after, prefix=prefix, rest=rest)
        phones.append(Phone(ipa, stress))
    return phones


def _weak(name: str, letters: str, after: str, *, prefix: bool, rest: list[str]) -> str:
    """The vowel of an unstressed syllable, from CMUdict's symbol, the letters that spell it and those after it."""
    if name in ("IY", "UW") and (not rest or _before_vowel(rest)):
        return WEAK[name]
    if name == "IY":
        return "i" if letters in ("y", "ie", "ies") else "ɪ"
    if name in ("AH", "EH") and prefix and letters == "e" and after != "d":
        return "ɪ"  # receive, employ
    if name == "EH" and re.match("ss|nce|nt$", after):
        return "ə"  # careless, confidence
    if name == "IH" and letters == "i" and re.match("t(?:y|ies)$", after):
        return "ə"
    if name == "AH" and (re.match("d?ge(?:s|r|d|ment)?$", after) or (letters == "e" and re.fullmatch("st|d|s", after))):
        return "ɪ"  # language, forest, united, glasses
    if name == "AH" and letters in ("i", "y") and not re.match("t(?:y|ies)$|b(?:le|ly|ility)|ly$", after):
        return "ɪ"
    if name == "AH" and letters == "e" and after in ("t", "ts"):
        return "ɪ"  # market
    return WEAK["AH"] if name == "AH" else AMERICAN[name]


def _before_vowel(rest: list[str]) -> bool:
    return bool(rest) and rest[0][-1].isdigit()


def _spelt(word: str, vowels: int) -> Iterator[tuple[str, str]]:
    """The letters of each vowel of a word and what is written after them; nothing when their number does not fit."""
    for pattern in (r"[aeiouy]+", r"[aeou]+|i(?=[aeou])|[aeiouy]", r"[aeiou]y?|y"):
        groups = list(re.finditer(pattern, word))
        if groups and word[0] == "y":
            groups = groups[1:] if groups[0][0] == "y" else groups
        if len(groups) > vowels and re.search("[^aeiouy](?:e|ed|es)$", word):
            groups.pop()
        if len(groups) == vowels:
            return iter([(found[0], word[found.end() :]) for found in groups])
    return iter(())


def british(phones: list[Phone], word: str) -> list[Phone]:
    """The sounds of Southern British English, from the American ones and the spelling."""
    out: list[Phone] = []
    for number, phone in enumerate(phones):
        following = phones[number + 1] if number + 1 < len(phones) else None
        linked = number + 2 < len(phones) and phones[number + 2].is_vowel
        ipa = phone.ipa
        if ipa == "r" and number and phones[number - 1].is_vowel and not (following and following.is_vowel):
            continue
        if ipa == "oʊ":
            ipa = "əʊ"
        elif phone.is_vowel and following and following.ipa == "r":
            ipa = _before_r(ipa, word, linked=linked, weak=phone.stress != 1 and number == len(phones) - 3)
        elif ipa == "ɑː":
            long = re.search("alm|father|ma(?:ma|ssage)|drama|garage|spa$|pyjama|mama|papa|bra$", word)
            ipa = "ɑː" if long or ("o" not in word and not re.search("wa|qua", word)) else "ɒ"
        elif ipa == "ɔː" and following:
            long = re.search("au|aw|al|ought|oad|water", word) and not re.search("cause$|austr|sausage", word)
            ipa = "ɔː" if long or word == "cause" else "ɒ"
        elif ipa == "æ" and word in BATH and phone.stress > 0:
            ipa = "ɑː"
        elif ipa == "uː" and out and out[-1].ipa in ("t", "d", "n") and re.search("[tdn](?:u|ew|eu)", word):
            out.append(Phone("j"))
        out.append(Phone(ipa, phone.stress))
    return out


def _before_r(ipa: str, word: str, *, linked: bool, weak: bool) -> str:
    """A British vowel before r: linked: a vowel follows the r; weak: it is the last but one, as in -ary."""
    if linked and weak and ipa in ("e", "ɔː") and word.endswith("ry"):
        return "ə"
    if linked and ipa == "ɜː":
        return "ʌ" if re.search("urr|our|orr|oro", word) else ipa
    if linked and ipa == "e":
        return "æ" if _MARRY.search(word) else "eə" if re.search("air|ar[aeioy]|ear|eir", word) else "e"
    if linked and ipa in ("ɔː", "ɑː") and _SORRY.search(word):
        return "ɒ"
    if linked and ipa == "ɪ" and re.search("irr|iri|ira|yr", word):
        return "ɪ"
    return {"ɪ": "ɪə", "e": "eə", "ʊ": "ʊə", "iː": "ɪə"}.get(ipa, ipa)


_PREFIX = re.compile("(?:[bdr]|pr)?e|sele|sec|sev|neg|mech")
_SORRY = re.compile("orr|forei|forest|orange|origin|moral|coral|ajorit|inorit|riorit|uthorit|istoric|quarr|warr")
_MARRY = re.compile("arr|charac|chari|para[^t]|paris|guaran|clari|larit|darit|appar|transpar|arab|tarif|caroli|harass")


def written(phones: list[Phone]) -> str:
    """Sounds as text, the stress before its syllable; none on a word of one syllable, no second stress after the
    first or right before it, one on the first syllable where the stress comes later than on the second."""
    vowels = [number for number, phone in enumerate(phones) if phone.is_vowel]
    stresses = [phones[number].stress for number in vowels]
    main = stresses.index(1) if 1 in stresses else 0
    marks: dict[int, str] = {}
    for index, number in enumerate(vowels if len(vowels) > 1 else []):
        second = index <= main - 2 and (stresses[index] == 2 or (index == 0 and 2 not in stresses[: main - 1]))
        second = second and not (index + 1 <= main - 2 and stresses[index + 1] == 2)
        if index == main or (second and phones[number].ipa != "ə"):
            after = vowels[index - 1] + 1 if index else 0
            marks[_onset(phones, after, number) if index else 0] = "ˈ" if index == main else "ˌ"
    return "".join(marks.get(number, "") + phone.ipa for number, phone in enumerate(phones))


def _onset(phones: list[Phone], first: int, vowel: int) -> int:
    """Where the syllable of a vowel begins: with the longest group that may begin an English word."""
    start = vowel
    while start > first:
        group = "".join(phone.ipa for phone in phones[start - 1 : vowel])
        if (len(group) > 1 and group not in ONSETS and group not in ("tʃ", "dʒ")) or group == "ŋ":
            break
        start -= 1
    return start


def pronounced(word: str, cmu: dict[str, list[str]]) -> tuple[str, str] | None:
    """British and American pronunciation of a single word by rule; None where CMUdict lacks it."""
    key = word.lower().replace("’", "'")
    symbols = cmu.get(key)
    if symbols is None:
        return None
    phones = american(symbols, key)
    return written(british(phones, key)), written(phones)


def _by_hand() -> dict[tuple[str, str], tuple[str, str]]:
    rows = [line.split("\t") for line in BY_HAND.read_text("utf-8").splitlines()[1:]]
    return {(word, part): (uk, us) for word, part, uk, us in rows}


def _cells(headword: str, part: str, sense: str, cmu: CMU, hand: Hand) -> Iterator[tuple[str, str]]:
    """British and American of each word of a headword. A word with a weak and a strong form (“tə, tuː”) has both
    alone, the strong one at the end of a phrase, the weak one elsewhere in it."""
    for key in ((headword, f"{part} {sense}"), (headword, part), (headword, "")):
        if key in hand:
            yield hand[key]
            return
    words = re.split("[ -]", headword)
    for number, word in enumerate(words, start=1):
        found = hand.get((word, "")) or pronounced(word, cmu)
        if found is None:
            raise SystemExit(f"{headword}: “{word}” is neither in CMUdict nor in {BY_HAND.name}")
        if len(words) > 1:
            found = tuple(each.split(", ")[-1 if number == len(words) else 0] for each in found)
        yield found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cmudict", type=Path)
    arguments = parser.parse_args()
    cmu, hand = cmudict(arguments.cmudict), _by_hand()
    lines = [line.split("\t") for line in LEXICON.read_text("utf-8").splitlines()]
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    for row in rows:
        parts = list(_cells(row["headword"], row["part_of_speech"], row["sense"], cmu, hand))
        uk, us = " ".join(uk for uk, _ in parts), " ".join(us or uk for uk, us in parts)
        row["uk"], row["us"] = uk, us if us != uk else ""
    columns = ["headword", "uk", "us", *(name for name in lines[0] if name not in ("headword", "uk", "us"))]
    text = ["\t".join(columns), *("\t".join(row[name] for name in columns) for row in rows)]
    LEXICON.write_text("\n".join(text) + "\n", "utf-8")


if __name__ == "__main__":
    main()

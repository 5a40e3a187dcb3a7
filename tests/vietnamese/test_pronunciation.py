"""Vietnamese pronunciation by rule, held against a public list and against what no list is needed for."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictsvc.vietnamese.pronunciation import _CODAS, _NUCLEI, _ONSETS, MAX_SYLLABLES, pronunciation
from dictsvc.vietnamese.syllable import INITIALS, RIMES, split


@pytest.mark.parametrize(
    ("word", "hanoi", "hue", "saigon"),
    [
        ("đường", "ʔɗɨəŋ˨˩", "ʔɗɨəŋ˦˩", "ʔɗɨəŋ˨˩"),
        ("gì", "zi˨˩", "jɪj˦˩", "jɪj˨˩"),
        ("quốc", "kuək̚˧˦", "kuək̚˦˧˥", "wək̚˦˥"),
        ("hòa", "hwaː˨˩", "hwaː˦˩", "waː˨˩"),
        ("hoà", "hwaː˨˩", "hwaː˦˩", "waː˨˩"),
        ("Thủy", "tʰwi˧˩", "tʰwɪj˧˨", "tʰ⁽ʷ⁾ɪj˨˩˦"),
        ("khuya", "xwiə˧˧", "kʰwiə˧˧", "kʰwiə˧˧"),
        ("ngã ba", "ŋaː˦ˀ˥ ʔɓaː˧˧", "ŋaː˧˨ ʔɓaː˧˧", "ŋaː˨˩˦ ʔɓaː˧˧"),
        ("a-xít", "ʔaː˧˧ sit̚˧˦", "ʔaː˧˧ sit̚˦˧˥", "ʔaː˧˧ sɨt̚˦˥"),
    ],
)
def test_a_word_sounds_as_each_dialect_says_it(word: str, hanoi: str, hue: str, saigon: str) -> None:
    assert pronunciation(word) == (hanoi, hue, saigon)


def test_a_saying_of_two_halves_has_it_without_its_comma() -> None:
    spoken = pronunciation("ăn có nhai nói có nghĩ")
    assert spoken is not None and pronunciation("ăn có nhai, nói có nghĩ") == spoken


@pytest.mark.parametrize("word", ["", " ", "taxi", "UBND", "học (sinh)", "3", "a " * (MAX_SYLLABLES + 1), "\0", "ﷺ"])
def test_what_is_no_vietnamese_phrase_has_none(word: str) -> None:
    assert pronunciation(word) is None


def test_every_well_formed_syllable_has_one_in_letters_of_the_tables() -> None:
    letters = set("".join([*_ONSETS.values(), *_NUCLEI.values(), *_CODAS.values(), "˥˦˧˨˩ˀʔʊɪïwŋ͡mkpɲn⁽ʷ⁾"])) - {" "}
    count = 0
    for initial in (*INITIALS, ""):
        for rime in RIMES:
            if split(initial + rime) is None:
                continue
            spoken = pronunciation(initial + rime)
            assert spoken is not None, initial + rime
            assert all(sound and set(sound) <= letters for sound in spoken), (initial + rime, spoken)
            count += 1
    assert count > 1500


@pytest.mark.parametrize("dialect", ["hanoi", "hue", "saigon"])
def test_a_public_list_is_pronounced_alike(shared: Path, dialect: str) -> None:
    """Of words made of well-formed syllables, nearly all; the list gives several forms of some."""
    lines = (shared / "vectors/wikipron_vi_dev.tsv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    asked, other = 0, []
    for line in lines[1:]:
        row = dict(zip(header, line.split("\t"), strict=True))
        spoken = pronunciation(row["word"])
        if spoken is None or not row[dialect]:
            continue
        asked += 1
        found = getattr(spoken, dialect).replace(" ", "")
        if found not in row[dialect].replace(" ", "").split("|"):
            other.append((row["word"], found, row[dialect]))
    assert asked > 390
    assert len(other) <= 0.01 * asked, other

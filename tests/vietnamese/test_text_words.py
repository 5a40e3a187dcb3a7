"""Words of a running text: where they stand, in one spelling each, and which of them a typed one may mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.vietnamese.text_words import WORD, agrees, named, spellings, word

TEXT = st.text("aăâbcdđeêéèhiklmnoôơóọpqrstuưvxyýỳ0123456789|'-_ .,“”学校\u0300\u0301\u0323\u00ad½ﬁß", max_size=40)


def test_words_stand_between_spaces_and_punctuation_and_each_han_character_is_one() -> None:
    found = WORD.findall("Họp-kín, “học_sinh” don't 學生ab 3.5—x")
    assert found == ["Họp", "kín", "học", "sinh", "don", "t", "學", "生", "ab", "3", "5", "x"]


@given(TEXT)
def test_a_word_is_found_again_by_its_name(text: str) -> None:
    for found in WORD.findall(text):
        made = word(found)
        assert named(made.name) == made and len(made.folded) == len(made.letters)
        assert agrees(made, made) and made in spellings(found)


@pytest.mark.parametrize(
    ("typed", "found", "finished", "expected"),
    [
        ("hop", "họp", True, True),
        ("hop", "hộp", True, True),
        ("hôp", "hộp", True, True),
        ("hôp", "họp", True, False),
        ("hóp", "họp", True, False),
        ("họp", "hop", True, False),
        ("d", "đ", True, True),
        ("đ", "d", True, False),
        ("hoà", "hòa", True, True),
        ("bưóc", "bước", True, True),
        ("kỹ", "kĩ", True, False),  # another spelling, see `spellings`
        ("stud", "study", True, False),
        ("stud", "study", False, True),
        ("đươ", "đường", False, True),
        ("đươ", "dương", False, False),
        ("bíe", "biến", False, True),
        ("bíe", "biền", False, False),
        ("resume", "résumé", True, True),
        ("résumé", "resumé", True, False),
    ],
)
def test_what_was_typed_binds_and_what_was_left_bare_floats(
    typed: str, found: str, finished: bool, expected: bool
) -> None:
    assert agrees(word(typed), word(found), finished=finished) is expected


def test_a_syllable_of_i_or_y_has_both_spellings() -> None:
    assert word("kĩ") in spellings("kỹ") and word("kỹ") in spellings("kĩ")
    assert spellings("học") == [word("học")]

"""Words of a running text: where they stand, in one spelling each, and which of them a typed one may mean."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.text_words import WORD, agrees, folded, named, places, spellings, word

TEXT = st.text("aăâbcdđeêéèhiklmnoôơóọpqrstuưvxyýỳ0123456789|'-_ .,“”学校\u0300\u0301\u0323\u00ad½ﬁß", max_size=40)


def test_words_stand_between_spaces_and_punctuation_and_each_han_character_is_one() -> None:
    found = WORD.findall("Họp-kín, “học_sinh” don't 學生ab 3.5—x")
    assert found == ["Họp", "kín", "học", "sinh", "don", "t", "學", "生", "ab", "3", "5", "x"]


@examples()
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


@examples()
@given(TEXT)
def test_a_folded_text_has_a_bare_letter_for_each_character(text: str) -> None:
    made = folded(text)
    assert len(made) == len(text) + 2 and made[0] == made[-1] == " "
    for char, letter in zip(text, made[1:-1], strict=True):
        if (expected := bare(normalise(char))).isascii() and expected.isalnum() and len(expected) == 1:
            assert letter == expected
        else:
            assert letter in " ª"


@pytest.mark.parametrize(
    ("text", "typed", "finished", "expected"),
    [
        ("Học-sinh, “học trò”", "hoc", True, ["Học", "học"]),
        ("Học-sinh, “học trò”", "si", True, []),
        ("Học-sinh, “học trò”", "si", False, ["sinh"]),
        ("a a b", "a", True, ["a", "a"]),
        ("ho\u0323c œuvre Käse Ångström", "ho", True, []),
        ("œuvre Käse Ångström", "uvre", True, []),
        ("œuvre Käse Ångström", "kase", True, ["Käse"]),
        ("œuvre Käse Ångström", "angstrom", True, ["Ångström"]),
        ("學生a學", "學", True, ["學", "學"]),
        ("學生a學", "a", True, ["a"]),
        ("Привет мир", "привет", True, ["Привет"]),
        ("Привет мир", "при", True, []),
        ("İ привет", "прив", False, ["привет"]),
    ],
)
def test_words_of_a_text_are_found_where_they_stand(text: str, typed: str, finished: bool, expected: list[str]) -> None:
    found = places(text, folded(text), word(typed), 0, len(text), finished=finished)
    assert [text[start:end] for start, end in found] == expected
    around = f"{text}. {text} {text}"
    first = len(text) + 1
    between = places(around, folded(around), word(typed), first, first + 1 + len(text), finished=finished)
    assert between == [(start + first + 1, end + first + 1) for start, end in found]

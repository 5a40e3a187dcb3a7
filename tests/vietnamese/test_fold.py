"""Folding: what two spellings of one word have in common, and nothing more."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.vietnamese.fold import bare, marks, normalise
from dictsvc.vietnamese.key import syllables

WORDS = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặềểễếệĐÔƯ -'’"), max_size=20)


@examples()
@given(WORDS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_each_letter_of_unicode_has_one_normal_form() -> None:
    """Also signs that consist of others: a double prime is two apostrophes."""
    letters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert [letter for letter in letters if normalise(normalise(letter)) != normalise(letter)] == []
    assert normalise("5\u2033") == "5''"


@examples()
@given(st.text(max_size=30))
def test_any_text_at_all_can_be_normalised_and_bared(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal
    assert len(bare(normal)) == len(normal), "keys stay aligned letter for letter"


@examples()
@given(WORDS)
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@examples()
@given(st.permutations(["\u0302", "\u0301"]))
def test_marks_typed_in_any_order_make_the_same_letter(order: list[str]) -> None:
    assert normalise("tie" + "".join(order) + "ng") == "tiếng"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("HỌC  Sinh\u00a0", "học sinh"),
        ("co\u0323\u0323ng su\u031b\u0323", "cọng sự"),
        ("l\u00ado\u200b\u0302i", "lôi"),
        ("Ðà Lạt", "đà lạt"),
        ("d\u0335a", "đa"),
        ("ɖa", "đa"),
        ("a‐xít", "a-xít"),
        ("a−xít", "a-xít"),
        ("H’Mông", "h'mông"),
        ("H´Mông", "h'mông"),
        ("Hʼmông", "h'mông"),
        ("a\u0340", "à"),
        ("ﬁ", "fi"),
        ("cœur", "coeur"),
        ("C++", "c++"),
        ("C#", "c#"),
    ],
)
def test_spellings_meet_in_one_key(written: str, key: str) -> None:
    assert normalise(written) == key


def test_every_vietnamese_letter_falls_apart_into_letter_shape_and_tone() -> None:
    assert marks("ế") == ("e", "ê", 4)
    assert marks("đ") == ("d", "đ", 0)
    assert marks("ợ") == ("o", "ơ", 5)
    assert marks("ñ") == ("n", "n", 3)
    assert marks("ç") == ("c", "ç", 0)


def test_public_vectors_of_folding_agree(shared: Path) -> None:
    """A public conformance set. Its rules to keep đ, never to fold eth and to drop signs such as @ are not ours."""
    checked = 0
    for line in (shared / "vectors/vn_text_conformance.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["fn"] == "stripStroke" or any(sign in row["input"] for sign in "./@%#"):
            continue
        checked += 1
        assert " ".join(syllables(bare(normalise(row["input"])))) == " ".join(
            syllables(bare(normalise(row["expected"])))
        ), row
    assert checked == 98

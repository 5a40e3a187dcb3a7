"""The tables of what must match what, row by row, over a real index on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask
from loaded import load_rows

from dictsvc.library import Library, Snapshot
from dictsvc.search.answer import Result


@pytest.fixture(scope="module")
def snapshot(words: Path) -> Snapshot:
    return Library(words).current()


def answered(snapshot: Snapshot, query: str, *ids: str) -> list[Result]:
    return ask(snapshot, query, *(ids or ("viet-anh",))).results


def matches(snapshot: Snapshot, query: str) -> dict[str, str]:
    return {result.headword: result.match for result in answered(snapshot, query)}


@pytest.mark.parametrize(
    ("query", "headword", "match"),
    [
        ("học", "học", "exact"),
        ("HỌC", "học", "exact"),
        ("ho\u0323c", "học", "exact"),
        ("hòa", "hoà", "variant"),
        ("hoà", "hoà", "exact"),
        ("kì", "kỳ", "variant"),
        ("lí", "lý", "variant"),
        ("qúy", "quý", "variant"),
        ("quí", "quý", "variant"),
        ("hmông", "H'Mông", "variant"),
        ("H’mông", "H'Mông", "exact"),
        ("axít", "a-xít", "variant"),
        ("a xít", "a-xít", "variant"),
        ("bưóc", "bước", "variant"),
        ("duờng", "dường", "variant"),
        ("dương", "dường", "tone"),
        ("duong", "đường", "unmarked"),
        ("đuong", "đường", "unmarked"),
        ("axit", "a-xít", "tone"),
        ("hmong", "H'Mông", "unmarked"),
        ("C++", "C++", "exact"),
        ("c#", "C#", "exact"),
        ("hocsinh", "học sinh", "tone"),
        ("đạihọc", "đại học", "variant"),
        ("đạihoc", "đại học", "tone"),
        ("daihọc", "đại học", "unmarked"),
        ("hóahọc", "hoá học", "variant"),
    ],
)
def test_a_query_finds_a_headword_with_this_class(snapshot: Snapshot, query: str, headword: str, match: str) -> None:
    assert matches(snapshot, query).get(headword) == match


@pytest.mark.parametrize(
    ("query", "never"),
    [
        ("hoá", ["hoa", "hoà", "hoả"]),
        ("dương", ["đuông"]),
        ("đuong", ["dương", "dường"]),
        ("hô", ["ho", "hơ"]),
        ("bóp", ["bọp"]),
        ("tai", ["tay"]),
        ("C++", ["c", "C#"]),
        ("đài hoc", ["đại học"]),
        ("hóc sinh", ["học sinh"]),
        ("hoc sịnh", ["học sinh"]),
        ("hocsịnh", ["học sinh"]),
        ("đàihoc", ["đại học"]),
    ],
)
def test_what_was_typed_binds(snapshot: Snapshot, query: str, never: list[str]) -> None:
    assert not set(matches(snapshot, query)) & set(never)


@pytest.mark.parametrize(
    ("query", "found", "never"),
    [
        ("tuan", ["tuần", "tu-an"], "tú án"),
        ("tuán", [], "tú án"),
        ("trời", ["trời"], "trơ ì"),
        ("bia", ["bìa", "bi-a"], "bị à"),
        ("AI", ["ai", "A.I."], "a i"),
        ("tuanle", ["tuần lễ"], ""),
    ],
)
def test_a_syllable_is_not_taken_for_two(tmp_path: Path, query: str, found: list[str], never: str) -> None:
    words = ("tuần", "tú án", "tu-an", "trời", "trơ ì", "bìa", "bi-a", "bị à", "ai", "A.I.", "a i", "tuần lễ")
    load_rows(tmp_path, "vi", [(word, "- x") for word in words], source_language="vi")
    answer = ask(Library(tmp_path).current(), query)
    assert {*found} <= {result.headword for result in answer.results if result.whole}
    assert never not in {result.headword for result in answer.results}


def test_a_plain_query_lists_the_headword_as_typed_then_the_others_by_frequency(snapshot: Snapshot) -> None:
    results = answered(snapshot, "hoa")
    whole = [result.headword for result in results if result.whole]
    assert whole[0] == "hoa"
    assert set(whole[1:]) == {"hoà", "hoá", "hóa", "hoả", "họa"}
    assert next(result.headword for result in results if not result.whole) == "hoặc"


def test_a_typed_tone_lists_both_spellings_then_completions(snapshot: Snapshot) -> None:
    assert [result.headword for result in answered(snapshot, "hoá")] == ["hoá", "hóa", "hoá học", "hóa đơn"]
    assert [result.headword for result in answered(snapshot, "hóa")] == ["hóa", "hoá", "hóa đơn", "hoá học"]


def test_unmarked_words_stand_in_order_of_frequency(snapshot: Snapshot) -> None:
    found = [result.headword for result in answered(snapshot, "duong") if result.whole]
    assert found[:3] == ["đường", "Đường", "dương"]
    assert {"đương", "dường", "dưỡng", "dượng"} <= set(found)


def test_a_shape_without_tone_lists_its_tones_before_other_shapes(snapshot: Snapshot) -> None:
    found = [result.headword for result in answered(snapshot, "dương") if result.whole]
    assert found[0] == "dương"
    assert set(found[1:4]) == {"dường", "dưỡng", "dượng"}
    assert found[4:] == ["đường", "Đường", "đương"]


def test_a_vowel_with_hat_lists_its_tones(snapshot: Snapshot) -> None:
    found = [result.headword for result in answered(snapshot, "hô") if result.whole]
    assert found[0] == "hô"
    assert sorted(found[1:]) == sorted(["hồ", "hổ", "hộ", "hố"])


def test_a_tone_without_shape_lists_that_tone_on_every_shape(snapshot: Snapshot) -> None:
    found = [result.headword for result in answered(snapshot, "bóp")]
    assert found[0] == "bóp"
    assert sorted(found[1:]) == sorted(["bốp", "bớp"])


@pytest.mark.parametrize(
    ("query", "headword"),
    [
        ("đai hoc", "đại học"),
        ("hoc sin", "học sinh"),
        ("bíe", "biến"),
        ("tóa", "toán"),
        ("thuơ", "thương"),
        ("hoc ", "học sinh"),
        ("kì h", "kỳ họp"),
        ("ki hop", "kỳ họp"),
    ],
)
def test_a_half_typed_word_is_completed(snapshot: Snapshot, query: str, headword: str) -> None:
    assert headword in matches(snapshot, query)


def test_a_trailing_space_finishes_the_last_syllable(snapshot: Snapshot) -> None:
    assert "sinh viên" in matches(snapshot, "sinh ")
    assert "hoặc" not in matches(snapshot, "hoa ")
    assert matches(snapshot, "hoa ")["hoa"] == "exact"


def test_upper_and_lower_case_words_are_two_results(snapshot: Snapshot) -> None:
    found = [result.headword for result in answered(snapshot, "đường")]
    assert found[:2] == ["đường", "Đường"]


def test_i_and_y_do_not_meet_elsewhere(snapshot: Snapshot) -> None:
    assert "tay" not in matches(snapshot, "tai")
    assert "lý" in matches(snapshot, "li")
    assert [result.headword for result in answered(snapshot, "lí")] == ["lí", "lý"]


def test_one_result_a_headword_with_an_entry_from_each_dictionary(snapshot: Snapshot) -> None:
    results = answered(snapshot, "hoc sinh", "viet-anh", "viet-viet")
    assert [result.headword for result in results] == ["học sinh"]
    assert [entry.dictionary for entry in results[0].entries] == ["viet-anh", "viet-viet"]


def test_words_of_two_languages_mix_by_frequency(snapshot: Snapshot) -> None:
    found = [
        result.headword for result in answered(snapshot, "tho", "viet-anh", "anh-viet", "viet-viet") if not result.whole
    ]
    assert {"those", "thought", "thời gian"} <= set(found)
    assert found.index("thời gian") < len(found) - 1


def test_marks_bind_in_other_languages_too(snapshot: Snapshot) -> None:
    assert "café" in {result.headword for result in answered(snapshot, "cafe", "anh-viet")}
    assert answered(snapshot, "học", "anh-viet") == []


def test_a_whole_exact_result_carries_the_definition(snapshot: Snapshot) -> None:
    first = answered(snapshot, "học sinh", "viet-anh")[0]
    assert b'"- meaning of h\xe1\xbb\x8dc sinh' in first.definitions[0]
    assert answered(snapshot, "hoc sinh", "viet-anh")[0].definitions == ()

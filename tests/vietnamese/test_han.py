"""A Han character's Sino-Vietnamese readings are taken from the text of its definition."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.vietnamese.han import MAX_READINGS, sino_vietnamese
from dictsvc.vietnamese.syllable import split


@pytest.mark.parametrize(
    ("definition", "readings"),
    [
        ("đinh|chênh<br>1. Can Ðinh, can thứ tư.", ("đinh", "chênh")),
        ("thất\n1. Bảy, tên số đếm.", ("thất",)),
        ("thất 1. Bảy, tên số đếm.", ("thất",)),
        ("tạo|tháo (11 n)<br>1. Gây nên.", ("tạo", "tháo")),
        ("đạm|nảm.<br>1. Cái hố sâu. Cũng đọc là chữ nảm.", ("đạm", "nảm")),
        ("Ðinh<br/>1. Người.", ("đinh",)),
        ("xuyến<br>1. Suốt. <br>2. Một âm là quán. Quen.", ("xuyến", "quán")),
        ("1. Một, là số đứng đầu. <br>2. Một âm là nhứt.", ("nhứt",)),
    ],
)
def test_readings_of_a_definition_in_the_order_it_gives_them(definition: str, readings: tuple[str, ...]) -> None:
    assert sino_vietnamese(definition) == readings


@pytest.mark.parametrize(
    "text", ["", "* noun - stamp, seal", "school<br>2. pupil", "xem chữ đinh", "1. a 2. b", "|", "x" * 5000]
)
def test_other_text_gives_no_reading(text: str) -> None:
    assert sino_vietnamese(text) == ()


@examples()
@given(st.one_of(st.text(), st.text(st.sampled_from("đi|âm là chữ<br>1. (n)\n"))))
def test_any_text_is_answered_with_few_lower_case_words(text: str) -> None:
    readings = sino_vietnamese(text)
    assert len(readings) <= MAX_READINGS
    assert all(reading and reading == reading.lower() and not reading.isspace() for reading in readings)


def test_every_character_of_a_real_dictionary_has_readings_that_are_syllables(shared: Path) -> None:
    """All 9,897 characters of Thiều Chửu's dictionary, all but a handful of the readings well formed."""
    lines = (shared / "data" / "tab" / "TudienThienChuu.tab").read_text("utf-8").splitlines()
    found = {line.split("\t")[0]: sino_vietnamese(line.split("\t", 1)[1]) for line in lines}
    assert len(found) == 9897
    assert [character for character, readings in found.items() if not readings] == []
    assert sum(len(readings) > 1 for readings in found.values()) > 1600
    assert {reading for readings in found.values() for reading in readings if not split(reading)} == {"yếp"}
    assert (found["上"], found["大"][0], found["學"][0]) == (("thượng", "thướng"), "đại", "học")

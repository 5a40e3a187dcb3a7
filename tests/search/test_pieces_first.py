"""A phrase of headwords that is none itself: its pieces stand above look-alikes, unless these are near misspellings."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask
from loaded import load_headwords

from dictsvc.library import Library, Snapshot
from dictsvc.search.suggestions import SUGGESTIONS

VIETNAMESE = (
    "kì, họp, ký họa, củ hợp, đi họp, cá hộp, xin, chào, Xín Chải, Sín Chải, sổ, đỏ, số đỏ, số đo, đo đỏ, sơ đồ, "
    "một, cửa, mở cửa, nước, ta, nước trà, nước đá, nước da, nước lã, dược tá, sáp, nhập, sát nhập, xác nhận, "
    "chia, sẽ, chia sẻ, chim sẻ, sơ, xuất, sơ suất, xơ xác, học, sinh, học sinh, hộ sinh, hồi sinh, "
    "công, con, dân, công dân, côn đồ, tôi, yêu, đất nước"
)
PHRASES = {
    "kì họp": ["kì", "họp"],
    "xin chào": ["xin", "chào"],
    "sổ đỏ": ["sổ", "đỏ"],
    "một cửa": ["một", "cửa"],
    "nuoc ta": ["nước", "ta"],
    "nước ta": ["nước", "ta"],
    "sáp nhập": ["sáp", "nhập"],
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data = tmp_path_factory.mktemp("pieces") / "data"
    load_headwords(data, "vi", VIETNAMESE)
    english = "beautiful, beautifully, fulfil, enrol, hall, small, smaller, thank you, very, much"
    load_headwords(data, "en", english, "en")
    return Library(data).current()


@pytest.fixture(scope="module")
def real(real_data: Path) -> Snapshot:
    return Library(real_data).current()


def suggested(snapshot: Snapshot, text: str) -> list[str]:
    answer = ask(snapshot, text)
    assert answer.results == []
    return [result.headword for result in answer.suggestions]


@pytest.mark.parametrize("typed", PHRASES)
def test_pieces_stand_above_distant_look_alikes_which_keep_two_places(snapshot: Snapshot, typed: str) -> None:
    found = suggested(snapshot, typed)
    assert found[:2] == PHRASES[typed]
    assert len(found) >= 3  # look-alikes follow


@pytest.mark.parametrize("typed", [typed for typed in PHRASES if typed != "sáp nhập"])  # which that dictionary has
def test_so_in_a_large_dictionary(real: Snapshot, typed: str) -> None:
    assert suggested(real, typed)[:2] == PHRASES[typed]


def test_many_pieces_leave_two_places_to_look_alikes(tmp_path: Path) -> None:
    """Four syllables that are headwords, and two phrases that are each a letter or a mark from them."""
    words = ["ba", "má", "ông", "bà", "ba mã ông bà", "ba má công bà"]
    load_headwords(tmp_path, "vi", words)
    found = suggested(Library(tmp_path).current(), "ba má ông bà")
    assert len(found) == SUGGESTIONS and found[:3] == ["ba", "má", "ông"]
    assert {"ba mã ông bà", "ba má công bà"} == set(found[3:])


@pytest.mark.parametrize(
    ("typed", "first"),
    [("chia sẽ", "chia sẻ"), ("sơ xuất", "sơ suất"), ("con dan", "công dân"), ("hoc sính", "học sinh")],
)
def test_a_near_misspelling_stands_above_the_pieces(snapshot: Snapshot, typed: str, first: str) -> None:
    """hỏi for ngã, s for x; and a syllable without its marks is no headword as it was typed."""
    assert suggested(snapshot, typed)[0] == first


@pytest.mark.parametrize(("typed", "meant"), [("beautifull", "beautiful"), ("fulfill", "fulfil")])
def test_a_completion_does_not_displace_the_word_itself(snapshot: Snapshot, typed: str, meant: str) -> None:
    answer = ask(snapshot, typed)
    assert answer.results[0].headword == meant

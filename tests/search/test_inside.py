"""Where there is room, headwords that contain what was typed further inside follow whole words and completions."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask
from loaded import load_rows

from dictsvc import frequency
from dictsvc.library import Library, Snapshot
from dictsvc.search.answer import Answer

WORDS = (
    "sinh, sinh viên, học sinh, học sinh giỏi, vệ sinh, ký sinh trùng, sính, sính lễ, công nghệ, công nghệ sinh học, "
    "khoa học công nghệ, thủ công nghệ, công nghiệp, bộ công thương, nghề, a-xít, cô-ban-a-xít, nhà hòa giải, nhà hoà, "
    "cây đường, con đương, kẻ dương dương, bà đường phố, ăn sinh"
)
MORE = "học sinh, tái sinh, phát sinh"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data = tmp_path_factory.mktemp("inside") / "data"
    load_rows(data, "vi", [(word, "- x") for word in WORDS.split(", ")], source_language="vi")
    load_rows(data, "more", [(word, "- x") for word in MORE.split(", ")], source_language="vi")
    load_rows(data, "en", [("give up", "- x"), ("up", "- y"), ("café au lait", "- z")], source_language="en")
    return Library(data).current()


def inside(answer: Answer) -> set[str]:
    """Headwords found inside, after checking that they come last and are no whole words."""
    found = [result.match == "inside" for result in answer.results]
    assert found == sorted(found)
    assert not any(result.whole for result in answer.results if result.match == "inside")
    return {result.headword for result in answer.results if result.match == "inside"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sinh", {"học sinh", "học sinh giỏi", "vệ sinh", "ký sinh trùng", "công nghệ sinh học", "ăn sinh"}),
        ("sinh ", {"học sinh", "học sinh giỏi", "vệ sinh", "ký sinh trùng", "công nghệ sinh học", "ăn sinh"}),
        ("SINH", {"học sinh", "học sinh giỏi", "vệ sinh", "ký sinh trùng", "công nghệ sinh học", "ăn sinh"}),
        ("sính", set()),
        ("công nghệ", {"khoa học công nghệ", "thủ công nghệ"}),
        ("cong nghe", {"khoa học công nghệ", "thủ công nghệ"}),
        ("cộng nghệ", set()),
        ("hoc cong nghe", {"khoa học công nghệ"}),
        ("học công nghệ", {"khoa học công nghệ"}),
        ("sinh hoc", {"công nghệ sinh học"}),
        ("hòa", {"nhà hòa giải", "nhà hoà"}),
        ("duong", {"cây đường", "con đương", "kẻ dương dương", "bà đường phố"}),
        ("dương", {"cây đường", "con đương", "kẻ dương dương", "bà đường phố"}),
        ("đuong", {"cây đường", "con đương", "bà đường phố"}),
        ("đương", {"cây đường", "con đương", "bà đường phố"}),
        ("đường", {"cây đường", "bà đường phố"}),
        ("a-xít", {"cô-ban-a-xít"}),
        ("a xit", {"cô-ban-a-xít"}),
    ],
)  # fmt: skip
def test_typed_syllables_are_found_inside_and_typed_marks_bind(
    snapshot: Snapshot, typed: str, expected: set[str]
) -> None:
    assert inside(ask(snapshot, typed, "vi")) == expected


def test_whole_words_and_completions_come_first(snapshot: Snapshot) -> None:
    results = ask(snapshot, "sinh", "vi").results
    assert [(result.headword, result.whole) for result in results[:4]] == [
        ("sinh", True),
        ("sính", True),
        ("sinh viên", False),
        ("sính lễ", False),
    ]


def test_only_the_room_that_is_left_is_filled(snapshot: Snapshot) -> None:
    full = ask(snapshot, "sinh", "vi", limit=4)
    assert inside(full) == set()
    five = ask(snapshot, "sinh", "vi", limit=5)
    assert len(five.results) == 5
    assert len(inside(five)) == 1
    assert five.more
    exactly = ask(snapshot, "sinh", "vi", limit=10)
    assert len(exactly.results) == 10
    assert not exactly.more


def test_a_syllable_that_is_still_growing_is_not_looked_for(snapshot: Snapshot) -> None:
    assert inside(ask(snapshot, "sin", "vi")) == set()


def test_each_headword_is_one_result_with_the_entries_of_every_dictionary(snapshot: Snapshot) -> None:
    answer = ask(snapshot, "sinh", "vi", "more")
    headwords = [result.headword for result in answer.results]
    assert len(headwords) == len(set(headwords))
    assert {"học sinh", "tái sinh", "phát sinh", "vệ sinh"} <= inside(answer)
    both = next(result for result in answer.results if result.headword == "học sinh")
    assert [entry.dictionary for entry in both.entries] == ["vi", "more"]


def test_they_follow_by_frequency(snapshot: Snapshot) -> None:
    found = [result.headword for result in ask(snapshot, "sinh", "vi").results if result.match == "inside"]
    values = [frequency.scale("vi").zipf(headword) for headword in found]
    assert values == sorted(values, reverse=True)


def test_words_inside_are_results_even_where_only_they_are_found(snapshot: Snapshot) -> None:
    answer = ask(snapshot, "nghe sinh", "vi")
    assert inside(answer) == {"công nghệ sinh học"}


def test_phrases_of_other_languages_are_found_by_a_word_inside(snapshot: Snapshot) -> None:
    assert inside(ask(snapshot, "up", "en")) == {"give up"}
    assert inside(ask(snapshot, "lait", "en")) == {"café au lait"}
    assert inside(ask(snapshot, "au lait", "en")) == {"café au lait"}


def test_a_common_syllable_is_answered_from_a_list_not_from_all_headwords(tmp_path: Path) -> None:
    """Of 300 headwords with one syllable inside, the part keeps the best: enough for any answer."""
    rows = [
        (f"{first} {second} sinh", "- x") for first in "ba ca da ga la ma na ra sa ta".split() for second in _SECOND
    ]
    load_rows(tmp_path, "vi", rows, source_language="vi")
    snapshot = Library(tmp_path).current()
    opened = snapshot.choose([])[0]
    assert opened.index.inside is not None
    assert len(opened.index.inside.get("sinh")) == 64
    answer = ask(snapshot, "sinh", "vi")
    assert len(inside(answer)) == 50
    assert answer.more


_SECOND = [initial + rime for initial in "b c d g l m n r s t".split() for rime in ("a", "o", "u")]

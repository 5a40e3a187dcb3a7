"""What visitors typed and got nothing or nonsense for, asked of the dictionaries that come with the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask

from dictsvc.errors import BadQuery
from dictsvc.library import Library, Snapshot
from dictsvc.vietnamese.fold import bare


@pytest.fixture(scope="module")
def snapshot(bundled_data: Path) -> Snapshot:
    return Library(bundled_data).current()


@pytest.mark.parametrize(
    ("typed", "first", "match"),
    [
        # full stops and their like, which phones put in by themselves
        ("nghị quyết.", "nghị quyết", "exact"),
        ("nghị quyết. ", "nghị quyết", "exact"),
        ("nghi quyet?", "nghị quyết", "unmarked"),
        ("nghị quyết…", "nghị quyết", "exact"),
        ("nghị quyết/", "nghị quyết", "exact"),
        ("nghị.quyết", "nghị quyết", "variant"),
        ("U.B.N.D", "UBND", "variant"),
        ("TP.", "TP", "exact"),
        ("Tp.HCM", "TP.HCM", "exact"),
        # phrases that were answered with look-alikes, and are headwords here
        ("kì họp", "kỳ họp", "variant"),
        ("xin chào", "xin chào", "exact"),
        ("sổ đỏ", "sổ đỏ", "exact"),
        ("một cửa", "một cửa", "exact"),
        ("sáp nhập", "sáp nhập", "exact"),
        # English as it is inflected and spelt
        ("writing", "write", "inflected"),
        ("bigger", "big", "inflected"),
        ("councils", "council", "inflected"),
        ("colour", "colour", "exact"),
        ("organise", "organise", "exact"),
    ],
)
def test_the_word_that_was_meant_comes_first(snapshot: Snapshot, typed: str, first: str, match: str) -> None:
    found = ask(snapshot, typed).results
    assert found and (found[0].headword, found[0].match, found[0].whole) == (first, match, True)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("GS.TS", ["GS", "TS"]),
        ("học sinh/sinh viên", ["học sinh", "sinh viên"]),
        ("nuoc ta", ["nước", "ta"]),
        ("beautifull", ["beautiful"]),
        ("Nguyễn Văn A", []),
        ("chia sẽ", ["chia sẻ"]),
    ],
)
def test_what_is_no_headword_suggests_what_it_is_made_of_or_near(
    snapshot: Snapshot, typed: str, suggested: list[str]
) -> None:
    answer = ask(snapshot, typed)
    found = [result.headword for result in (*answer.results, *answer.suggestions)]
    assert found[: len(suggested)] == suggested
    assert suggested or not found


def test_full_stops_alone_are_no_word(snapshot: Snapshot) -> None:
    with pytest.raises(BadQuery, match="only full stops"):
        ask(snapshot, "...")


@pytest.mark.parametrize(
    ("typed", "readings"),
    [("luong", ["lượng", "lương", "luồng"]), ("hoc sinh", ["học sinh"]), ("ban", ["ban", "bạn", "bán", "bản", "bàn"])],
)
def test_an_answer_has_the_other_readings_of_what_was_typed_without_marks(
    snapshot: Snapshot, typed: str, readings: list[str]
) -> None:
    """Whole results that are no other form: what a page offers as "Cũng có thể là" after the first."""
    whole = [result for result in ask(snapshot, typed).results if result.whole and result.match != "inflected"]
    assert [result.headword for result in whole if bare(result.headword.lower()) == typed][: len(readings)] == readings
    assert not [result for result in whole if bare(result.headword.lower()) != typed]

"""The written syllable: parts, form, tone placement."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.syllable import Syllable, detone, place, placement, split, well_formed


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("nghiêng", ("ngh", "iêng", 0)),
        ("Quyết", ("qu", "yêt", 4)),
        ("giếng", ("gi", "iêng", 4)),
        ("gì", ("g", "i", 1)),
        ("đường", ("đ", "ương", 1)),
        ("ương", ("", "ương", 0)),
        ("hoà", ("h", "oa", 1)),
        ("hòa", ("h", "oa", 1)),
    ],
)
def test_a_syllable_falls_into_initial_rime_and_tone(written: str, parts: tuple[str, str, int]) -> None:
    assert split(written) == Syllable(*parts)


@pytest.mark.parametrize(
    "written", ["nghành", "kà", "hoc", "wow", "taxi", "tiếng Anh ok", "ééé", "", "zip", "cóc-ktail"]
)
def test_what_is_no_syllable_is_told(written: str) -> None:
    assert not well_formed(written)


@pytest.mark.parametrize("style", ["old", "new"])
def test_every_syllable_of_the_public_lists_keeps_its_tone_mark_where_the_style_puts_it(
    shared: Path, style: str
) -> None:
    path = shared / f"vectors/bogo_syllables_{style}_style.txt"
    syllables = path.read_text(encoding="utf-8").split()
    for syllable in syllables:
        letters, tone = detone(normalise(syllable))
        assert place(letters, tone or 0, style) == normalise(syllable)  # type: ignore[arg-type]
    formed = sum(map(well_formed, syllables))
    assert formed > 0.998 * len(syllables), "all but a dozen rare or foreign ones (quoàng, gip, xit) are well formed"


def test_tone_placement_agrees_with_two_other_libraries_tests(shared: Path) -> None:
    with (shared / "vectors/tone_placement_tests.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        letters, tone = detone(normalise(row["input"]))
        assert place(letters, tone or 0, row["style"]) == normalise(row["expected"]), row  # type: ignore[arg-type]
    assert len(rows) == 30


def test_the_convention_of_a_syllable_is_told_only_where_the_two_differ() -> None:
    assert placement("hòa") == "old"
    assert placement("thuỷ") == "new"
    assert placement("quý") is None
    assert placement("toán") is None
    assert placement("hoa") is None

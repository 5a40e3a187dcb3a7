"""The words that people write, as they come with the package: made of its list of counts, found without marks."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from dictsvc.frequency import counts, scale
from dictsvc.index.lexicon import LEAST, STEP, Lexicon, lexicon
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import plain_syllables

ROOT = Path(__file__).resolve().parents[2]
FREQUENCY = ROOT / "dictsvc" / "frequency"


@pytest.mark.parametrize(
    ("folded", "first"),
    [("hoc sinh", "học sinh"), ("luong huu", "lương hưu"), ("thuy loi", "thủy lợi"), ("hoa binh", "hòa bình"),
     ("duong", "đường"), ("nguoi", "người"), ("quyet dinh", "quyết định"), ("giup do", "giúp đỡ")],
)  # fmt: skip
def test_a_word_is_found_by_its_letters_and_written_with_its_marks(folded: str, first: str) -> None:
    word = lexicon().words(folded)[0]
    assert (word.text, word.spelt) == (first, tuple(plain_syllables(normalise(first))))
    assert 0 <= scale("vi").zipf(first) - word.zipf < STEP


@pytest.mark.parametrize("folded", ["", "hoc", "xyzzy", "hoc sinh gioi qua la", "học", "\t", "a\tb", "lon"])
def test_what_is_none_gives_nothing_and_each_is_offered_by_frequency(folded: str) -> None:
    found = lexicon().words(folded)
    assert [word.zipf for word in found] == sorted([word.zipf for word in found], reverse=True)
    assert all(word.zipf >= LEAST and len(word.spelt) == folded.count(" ") + 1 for word in found)
    assert "lồn" not in [word.text for word in found]


def test_it_is_made_of_the_list_beside_it_and_small_enough_for_every_installation(tmp_path: Path) -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "frequencies.py"))
    tool["write_lexicon"](tmp_path)
    made = Lexicon(tmp_path, "vi")
    listed = counts.packed("vi")
    assert listed is not None and len(listed) / 2 < len(made) == len(lexicon())
    for name in ("vi.marisa", "vi.zipf"):
        assert (tmp_path / name).read_bytes() == (FREQUENCY / name).read_bytes(), "run python tools/frequencies.py"
    assert tool["packed_size"]() <= tool["MOST"]

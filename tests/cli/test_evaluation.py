"""`dictsvc eval`: how early and how high the wanted word comes, from files of queries, misspellings and keystrokes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from loaded import load_headwords, load_rows
from running import dictsvc

MEANINGS = Path(__file__).parents[1] / "search" / "meanings.tsv"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation") / "data"
    words = "học, học sinh, họa sĩ, ngành, ngạc nhiên, sửa chữa"
    load_headwords(folder, "vi", words)
    return folder


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_misspellings_count_as_found_among_results_and_suggestions(data: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "m.tsv", "nghành\tngành", "sữa chửa\tsửa chữa", "xyzxyz\thọc", "kông\tkhông")
    ran = dictsvc(data, "eval", "--misspelt", file, "--json")
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)["misspelt"]
    assert (said["asked"], said["absent"]) == (3, 1)
    assert said["hits"]["5"] == pytest.approx(2 / 3)


def test_sessions_tell_after_how_many_keystrokes_the_word_is_shown(data: Path, tmp_path: Path) -> None:
    """`học sinh` is shown from `h` on; `ngạc nhiên` as well; `không` no dictionary has."""
    keys = [f"1\tnone\thọc sinh\t{text}" for text in ("h", "ho", "hoc", "hoc ", "hoc s")]
    keys += [f"2\tnone\tkhông\t{text}" for text in ("k", "kh")]
    keys += [f"3\tnone\tsửa chữa\t{text}" for text in ("z", "s", "su")]
    ran = dictsvc(data, "eval", "--sessions", write(tmp_path / "s.tsv", *keys), "--json")
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)["sessions"]
    assert (said["asked"], said["absent"], said["reached"]) == (2, 1, 2)
    assert said["keystrokes"]["mean"] == 1.5
    assert said["keystrokes"]["share"] == pytest.approx((1 / 5 + 2 / 3) / 2)
    assert said["by_keystroke"]["1"] == 0.5
    assert said["by_keystroke"]["2"] == 1.0


def test_completions_tell_how_much_of_the_use_comes_first_and_after_how_many_letters(tmp_path: Path) -> None:
    """Nine compounds of `học`, one of which nobody uses: the best five are those counted most."""
    words = "học sinh, học tập, học viên, học hỏi, học phí, học vị, học bổng, học kỳ, học xá".split(", ")
    load_headwords(tmp_path / "data", "vi", [*words, "học"])
    counted = [f"{word}\t{10 ** (8 - at)}" for at, word in enumerate(words[:8])]
    file = write(tmp_path / "c.tsv", *counted, "học\t999", "không có\t5")
    ran = dictsvc(tmp_path / "data", "eval", "--completions", file, "--json")
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)["completions"]
    assert (said["listed"], said["absent"], said["syllables"], said["drawn"]) == (8, 1, 1, 400)
    assert 0.99 < said["share"] <= 1
    assert said["letters"] == pytest.approx(1 / 7, abs=0.02)  # nearly always `học sinh`, which `h` completes to
    assert "8 compounds, 1 left aside" in dictsvc(tmp_path / "data", "eval", "--completions", file).stdout


def test_the_figures_are_shown_in_words_too(data: Path, tmp_path: Path) -> None:
    truth = write(tmp_path / "t.tsv", "hoc sinh\thọc sinh")
    typed = write(tmp_path / "s.tsv", "1\tnone\thọc sinh\th")
    ran = dictsvc(data, "eval", truth, "--sessions", typed)
    assert ran.returncode == 0, ran.stderr
    assert "1 queries asked" in ran.stdout
    assert "mean reciprocal rank  1.000" in ran.stdout
    assert "1 sessions asked" in ran.stdout
    assert "by keystroke  1   100.0%" in ran.stdout


def test_without_a_file_or_with_a_line_too_short_it_says_what_to_give(data: Path, tmp_path: Path) -> None:
    nothing = dictsvc(data, "eval")
    assert nothing.returncode == 2
    assert "TRUTH" in nothing.stderr
    short = dictsvc(data, "eval", "--sessions", write(tmp_path / "s.tsv", "1\tnone\thọc"))
    assert short.returncode == 1
    assert "line 1" in short.stderr
    assert "Traceback" not in short.stderr


def test_reverse_queries_find_the_wanted_word_among_five(bundled_data: Path) -> None:
    """200 meanings as visitors type them, many without marks, each asked in the dictionary that has the word."""
    said = json.loads(dictsvc(bundled_data, "eval", "--meanings", MEANINGS, "--json").stdout)["meanings"]
    assert (said["asked"], said["absent"]) == (200, 0)
    assert said["hits"]["5"] >= 0.9


def test_meanings_are_asked_in_the_dictionary_of_their_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load_rows(data, "viet-anh", [("học sinh", "- pupil"), ("lớp học", "- a room for a pupil")], source_language="vi")
    load_rows(data, "anh-viet", [("pupil", "- học sinh")], source_language="en")
    lines = ["pupil\thọc sinh\tviet-anh", "hoc sinh\tpupil\tanh-viet", "hoc sinh\tpupil", "pupil room\tlớp học"]
    file = write(tmp_path / "m.tsv", *lines, "eye\tpupil\tviet-anh", "eye\tpupil\tnot-loaded")
    said = json.loads(dictsvc(data, "eval", "--meanings", file, "--json").stdout)["meanings"]
    assert (said["asked"], said["absent"]) == (4, 2)
    assert said["hits"] == {"1": 0.5, "5": 0.75, "10": 0.75}
    said = json.loads(dictsvc(data, "eval", "--meanings", file, "--in", "definitions", "--json").stdout)["meanings"]
    assert said["hits"] == {"1": 1.0, "5": 1.0, "10": 1.0}
    assert "hits at  5    75.0%" in dictsvc(data, "eval", "--meanings", file).stdout

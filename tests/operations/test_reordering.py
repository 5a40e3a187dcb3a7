"""A portal's own word counts change the order of its dictionaries, as a step like any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from loaded import load_headwords, load_rows
from running import dictsvc

from dictsvc.catalogue import reading
from dictsvc.library import Library
from dictsvc.search.lookup import checked, lookup

WORDS = ["đường", "đường bộ", "đường phố", "đường sắt", "đường trong", "đường hoá học"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    load_headwords(tmp_path / "data", "vi", WORDS)
    load_rows(tmp_path / "data", "en", [("duo", "- two")], source_language="en")
    return tmp_path / "data"


def completions(data: Path) -> list[str]:
    snapshot = Library(data).current()
    found = lookup(snapshot, snapshot.choose(["vi"]), checked("đường"), 10).results
    return [result.headword for result in found if not result.whole]


def counted(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "counts.tsv"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def test_counts_change_the_order_and_are_taken_back_by_remove_and_by_rollback(data: Path, tmp_path: Path) -> None:
    before = completions(data)
    assert before[-2:] == ["đường trong", "đường hoá học"]
    first = json.loads(
        dictsvc(data, "frequencies", counted(tmp_path, "đường trong\t9", "Đường hóa học\t3"), "--json").stdout
    )
    assert (first["generation"], first["ids"], first["words"]) == (3, ["vi"], 2)
    assert completions(data)[:2] == ["đường trong", "đường hoá học"]
    assert sorted(completions(data)[2:]) == sorted(before[:3])
    assert reading.generation(data).find("en") == reading.generation(data, 2).find("en")

    assert dictsvc(data, "frequencies", "--remove").returncode == 0
    assert completions(data) == before
    assert dictsvc(data, "rollback", "3").returncode == 0
    assert completions(data)[:2] == ["đường trong", "đường hoá học"]
    assert dictsvc(data, "rollback", "2").returncode == 0
    assert completions(data) == before
    assert dictsvc(data, "verify").returncode == 0


def test_what_is_loaded_or_rebuilt_later_is_ranked_by_them_too(data: Path, tmp_path: Path) -> None:
    assert dictsvc(data, "frequencies", counted(tmp_path, "đường trong\t9")).returncode == 0
    load_rows(data, "vi", [(word, f"- {word}, again") for word in WORDS], source_language="vi")
    assert completions(data)[0] == "đường trong"
    assert dictsvc(data, "rebuild", "vi").returncode == 0
    assert completions(data)[0] == "đường trong"


def test_the_same_counts_again_change_nothing(data: Path, tmp_path: Path) -> None:
    file = counted(tmp_path, "đường trong\t9")
    assert "generation 3" in dictsvc(data, "frequencies", file).stdout
    assert "nothing was done" in dictsvc(data, "frequencies", file).stdout
    assert reading.generation(data).number == 3


@pytest.mark.parametrize(
    "line", ["đường", "đường\t-3", "đường\t1\t2", "đường\t1e99", "đường\t10000000000000", "\ud800"]
)
def test_a_bad_file_is_refused_in_one_sentence_and_changes_nothing(data: Path, tmp_path: Path, line: str) -> None:
    file = tmp_path / "counts.tsv"
    file.write_bytes(f"học\t2\n{line}\n".encode("utf-8", "surrogatepass"))
    done = dictsvc(data, "frequencies", file)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("dictsvc: counts.tsv") and done.stderr.count("\n") == 1
    assert reading.generation(data).number == 2 and not list((data / "generations").glob("*.tsv"))


def test_there_is_something_to_give_or_to_remove(data: Path, tmp_path: Path) -> None:
    assert dictsvc(data, "frequencies").returncode == 2
    assert dictsvc(data, "frequencies", counted(tmp_path, "a\t1"), "--remove").returncode == 2
    assert dictsvc(data, "frequencies", counted(tmp_path, "a\t1"), "--language", "../x").returncode == 2
    nothing = dictsvc(data, "frequencies", "--remove")
    assert nothing.returncode == 1 and "nothing was changed" in nothing.stderr


def test_verify_and_a_load_name_counts_that_are_damaged_or_gone(data: Path, tmp_path: Path) -> None:
    assert dictsvc(data, "frequencies", counted(tmp_path, "đường trong\t9")).returncode == 0
    (file,) = (data / "generations").glob("*.tsv")
    file.write_text("đường trong\t8\n", encoding="utf-8")
    damaged = dictsvc(data, "verify")
    assert damaged.returncode == 3 and file.name in damaged.stdout
    file.unlink()
    assert dictsvc(data, "verify").returncode == 3
    refused = dictsvc(data, "rebuild", "vi")
    assert refused.returncode == 1 and "dictsvc frequencies" in refused.stderr
    assert completions(data)[0] == "đường trong"
    assert dictsvc(data, "frequencies", "--remove").returncode == 0


def test_counts_that_no_generation_names_go_with_prune(data: Path, tmp_path: Path) -> None:
    assert dictsvc(data, "frequencies", counted(tmp_path, "đường trong\t9")).returncode == 0
    assert dictsvc(data, "frequencies", counted(tmp_path, "đường sắt\t9")).returncode == 0
    assert len(list((data / "generations").glob("*.tsv"))) == 2
    assert dictsvc(data, "prune", "--keep", "0", "--yes").returncode == 0
    assert len(list((data / "generations").glob("*.tsv"))) == 1
    assert completions(data)[0] == "đường sắt"

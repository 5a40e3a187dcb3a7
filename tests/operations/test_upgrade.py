"""What a new version of the program does with an old data folder before it serves."""

from __future__ import annotations

from pathlib import Path

import pytest
from earlier import unpack
from loaded import load_file
from running import dictsvc, get, load_with_older_fold, serving
from upgrades import loaded, ship, upgrade

from dictsvc.catalogue.writing import writer
from dictsvc.errors import UnknownDictionary
from dictsvc.library import Library
from dictsvc.operations import bundled, rebuilding, undoing
from dictsvc.operations.verifying import verify


def test_serve_rebuilds_an_index_of_a_lower_fold_without_its_source_file(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "words.tsv"
    file.write_text("học\t- study\nđường\t- road\n", encoding="utf-8")
    load_with_older_fold(data, file)
    file.unlink()
    with serving(data) as running:
        address = running.address
        status, answer = get(f"{address}/lookup?q=duong")
        _, ready = get(f"{address}/readyz")
    assert (status, answer["results"][0]["headword"]) == (200, "đường")
    assert ready["damaged"] == [] and ready["generation"] == 2
    assert dictsvc(data, "verify").returncode == 0


def test_an_index_of_format_2_is_made_anew_from_its_separate_files(tmp_path: Path, stock: Path) -> None:
    data = unpack(tmp_path, 2)
    before = Library(data).current()
    assert not before.opened and before.damaged and all("rebuild" in what for what in before.damaged.values())
    assert upgrade(data)
    after = Library(data).current()
    assert after.damaged == {} and set(after.opened) == set(before.damaged)
    for opened in after.opened.values():
        assert {path.name for path in opened.index.folder.iterdir()} == {"index.json", "index.tar"}
        assert opened.dictionary.entries == opened.index.manifest.entries > 0
    assert verify(data).damage == ()


def test_a_rebuild_keeps_the_further_spellings_of_an_entry_apart_from_its_entries(tmp_path: Path, stock: Path) -> None:
    """One line may give several headwords, which count as one entry."""
    data, file = tmp_path / "data", tmp_path / "words.dsl"
    file.write_text('#NAME "Words"\n\ncolour\ncolor\n\t[m1]a thing seen[/m]\n', encoding="utf-8")
    outcome = load_file(data, file, id="words", source_language="en")
    assert (outcome.dictionary.entries, outcome.dictionary.headwords) == (1, 2)
    with writer(data, "rebuild words") as catalogue:
        made = rebuilding.rebuild(catalogue, "words").dictionary
    assert (made.entries, made.headwords) == (1, 2)


def test_a_first_start_loads_what_is_bundled_and_one_cut_short_goes_on(tmp_path: Path, stock: Path) -> None:
    data = tmp_path / "data"
    ship(stock, "hai", "1", "đường\t- road\n")
    assert len(upgrade(data)) == 2 and set(loaded(data)) == {"nho", "hai"}
    with writer(data, "prune") as catalogue:  # as if only the first had been loaded
        undoing.rollback(catalogue, 1)
    assert upgrade(data) == [] and len(loaded(data)) == 1  # an admin went back: left so
    assert upgrade(data, "nho", "hai") and set(loaded(data)) == {"nho", "hai"}
    other = tmp_path / "other"
    with writer(other, "load", create=True) as catalogue:
        bundled.load_one(catalogue, bundled.available()[0])
    assert len(upgrade(other)) == 1 and set(loaded(other)) == {"nho", "hai"}


def test_a_newer_bundled_version_replaces_the_old_one_and_keeps_its_place(tmp_path: Path, stock: Path) -> None:
    data = tmp_path / "data"
    upgrade(data)
    dictsvc(data, "set", "nho", "--hidden")
    ship(stock, "nho", "1.10", "học\t- study\nmới\t- new\n")
    assert upgrade(data) == ["Loaded Từ điển nho: 2 headwords"]
    assert (loaded(data)["nho"].bundled, loaded(data)["nho"].hidden) == ("1.10", True)
    ship(stock, "nho", "1.9", "học\t- study\n")
    assert upgrade(data) == [] and loaded(data)["nho"].headwords == 2


def test_a_rollback_from_a_newer_bundled_version_is_not_undone_by_the_next_start(tmp_path: Path, stock: Path) -> None:
    data = tmp_path / "data"
    upgrade(data)
    ship(stock, "nho", "2", "học\t- study\nmới\t- new\n")
    upgrade(data)
    with writer(data, "rollback") as catalogue:
        undoing.rollback(catalogue)
    (offer,) = upgrade(data)
    assert "is kept" in offer and "dictsvc upgrade nho" in offer and loaded(data)["nho"].bundled == "1"
    upgrade(data, "nho")
    assert (loaded(data)["nho"].bundled, loaded(data)["nho"].set_fields) == ("2", ())


def test_what_was_removed_or_replaced_by_an_own_file_stays_so(tmp_path: Path, stock: Path) -> None:
    data, own = tmp_path / "data", tmp_path / "own.tsv"
    own.write_text("khác\t- other\n", encoding="utf-8")
    upgrade(data)
    dictsvc(data, "load", own, "--id", "nho", "--replace")
    ship(stock, "nho", "2", "học\t- study\n")
    assert upgrade(data) == [] and loaded(data)["nho"].bundled == ""
    dictsvc(data, "remove", "nho")
    assert upgrade(data) == [] and loaded(data) == {}
    ship(stock, "moi", "1", "mới\t- new\n")
    assert upgrade(data) == ["moi comes with this dictsvc and is not loaded; `dictsvc upgrade moi` loads it"]


def test_a_start_that_finds_the_folder_locked_says_so_and_serves_what_is_there(tmp_path: Path, stock: Path) -> None:
    data = tmp_path / "data"
    upgrade(data)
    ship(stock, "nho", "2", "học\t- study\nmới\t- new\n")
    with writer(data, "a long load"):
        (said,) = upgrade(data)
    assert "a long load" in said and loaded(data)["nho"].bundled == "1"


def test_only_what_is_bundled_can_be_named(tmp_path: Path, stock: Path) -> None:
    data = tmp_path / "data"
    upgrade(data)
    with pytest.raises(UnknownDictionary, match="does not come with dictsvc; these do: nho"):
        upgrade(data, "nothing")

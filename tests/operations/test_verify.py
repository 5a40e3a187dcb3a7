"""What is damaged is named by `verify`, and served neither wrong nor at all."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from loaded import load_rows
from published import flip, folder_of, place, put, read
from running import dictsvc, get, serving, until

from dictsvc.catalogue import layout
from dictsvc.errors import CatalogueError
from dictsvc.index import crosscheck, integrity
from dictsvc.library import Library
from dictsvc.operations.verifying import verify
from torture import bytes as torture_bytes


def test_a_whole_data_folder_is_found_whole(data: Path) -> None:
    verdict = verify(data)
    assert (verdict.damage, verdict.outdated, verdict.foreign, verdict.indexes) == ((), (), (), 3)
    done = dictsvc(data, "verify")
    assert done.returncode == 0 and "nothing is damaged" in done.stdout


def test_a_hundred_random_changed_bytes_are_each_named_and_the_others_answer(data: Path) -> None:
    assert torture_bytes.faults(data, 100, random.Random(7)) == []
    assert verify(data).damage == ()


def test_files_changed_and_cut_under_a_running_server_are_named_and_mended(data: Path) -> None:
    """A few rounds of what `make torture` does at length, in every published file."""
    found, seen = torture_bytes.under_a_server(data, 3, random.Random(4))
    assert found == [] and seen.answers > 100


@pytest.mark.parametrize("name", ["index.json", "cards.bin", "crowded.marisa", "articles.off"])
def test_a_damaged_file_ends_verify_with_status_3_and_names_dictionary_file_and_remedy(data: Path, name: str) -> None:
    folder = folder_of(data, "viet-viet")
    flip(folder, name, at=place(folder, name)[2] // 2)
    done = dictsvc(data, "verify")
    assert done.returncode == 3
    assert f"{folder.name}/{name}" in done.stdout and "dictsvc rebuild viet-viet" in done.stdout
    assert done.stderr == "dictsvc: damaged: viet-viet.\n"


def test_damage_to_a_version_that_is_not_in_force_is_named_too(data: Path) -> None:
    folder = folder_of(data, "viet-anh")
    load_rows(data, "viet-anh", [("mới", "- new")])
    flip(folder, "cards.bin")
    (damage,) = verify(data).damage
    assert (damage.dictionary, damage.generations) == ("viet-anh", (3, 2, 1))
    assert Library(data).current().damaged == {}


def test_a_missing_folder_or_file_is_named(data: Path) -> None:
    shutil.rmtree(folder_of(data, "viet-anh"))
    (folder_of(data, "anh-viet") / "index.tar").unlink()
    assert {damage.dictionary for damage in verify(data).damage} == {"viet-anh", "anh-viet"}
    snapshot = Library(data).current()
    assert (list(snapshot.opened), sorted(snapshot.damaged)) == (["viet-viet"], ["anh-viet", "viet-anh"])


def test_a_changed_catalogue_is_noticed(data: Path) -> None:
    path = layout.database(data)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"anh-viet", b"anh-vie7"))
    done = dictsvc(data, "verify")
    assert done.returncode == 3 and "seal is broken" in done.stdout
    assert "seal is broken" in dictsvc(data, "list").stderr


def test_ids_that_lead_to_no_entry_and_entries_that_are_not_found_are_told(data: Path) -> None:
    """The cross-check is asked directly: a changed byte alone would already be told by its checksum."""
    folder = folder_of(data, "viet-anh")
    assert list(crosscheck.contradictions(folder)) == []
    blocks = read(folder, "blocks.bin")
    put(folder, "blocks.bin", b"x", blocks.index(b"\t"))
    assert next(iter(crosscheck.contradictions(folder))) == "1 ids reached from blocks.marisa are no entries"
    put(folder, "blocks.bin", blocks)
    names = list(Library(data).current().opened["viet-anh"].index.browse(0, 3))
    headword = names[1].headword.encode()
    put(folder, "cards.bin", read(folder, "cards.bin").replace(headword, b"z" * len(headword)))
    assert any("stored and not found" in one for one in crosscheck.contradictions(folder))


def test_what_is_not_ours_is_left_alone_and_told(data: Path) -> None:
    strange = layout.indexes(data) / "notes.txt"
    strange.write_text("mine")
    other = layout.indexes(data) / "backup-of-something"
    shutil.copytree(folder_of(data, "viet-anh"), other)
    load_rows(data, "new", [("mới", "- new")])
    assert dictsvc(data, "prune", "--keep", "0").returncode == 0
    assert strange.exists() and (other / "index.json").exists()
    done = dictsvc(data, "verify")
    assert done.returncode == 0
    assert "indexes/notes.txt: not made by dictsvc" in done.stdout and other.name in done.stdout


def test_verify_of_what_is_no_data_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no dictionary was ever loaded"):
        verify(tmp_path)
    (tmp_path / "catalogue.db").write_text("these are no tables " * 100)
    done = dictsvc(tmp_path, "verify")
    assert done.returncode == 3 and "not an SQLite file" in done.stdout


def test_a_restarted_server_leaves_a_damaged_dictionary_out_and_answers_from_the_others(data: Path) -> None:
    flip(folder_of(data, "viet-viet"), "cards.bin", at=5)
    with serving(data, workers=2) as running:
        address = running.address
        status, answer = get(f"{address}/lookup?q=hoc")
        named, problem = get(f"{address}/lookup?q=hoc&dict=viet-viet")
        _, ready = get(f"{address}/readyz")
    assert status == 200
    assert {entry["dictionary"] for result in answer["results"] for entry in result["entries"]} == {
        "viet-anh",
        "anh-viet",
    }
    assert (named, problem["status"]) == (503, 503)
    assert (ready["status"], ready["damaged"]) == ("ok", ["viet-viet"])


def test_damage_met_while_answering_withdraws_the_dictionary_and_the_others_answer(data: Path) -> None:
    """The bytes are changed under a running server, in a file that it has mapped."""
    with serving(data, REPLY_CACHE="0") as running:
        address = running.address
        _, before = get(f"{address}/lookup?q=sinh+vi")  # nothing of viet-viet is read for this one
        assert before["results"]
        folder = folder_of(data, "viet-viet")
        put(folder, "articles.bin", b"\0" * place(folder, "articles.bin")[2])
        status, after = get(f"{address}/lookup?q=h%E1%BB%8Dc+sinh")
        _, ready = get(f"{address}/readyz")
    assert status == 200 and after["results"][0]["headword"] == "học sinh"
    assert {entry["dictionary"] for entry in after["results"][0]["entries"]} == {"viet-anh"}
    assert ready["damaged"] == ["viet-viet"]


def test_a_file_cut_short_under_a_running_server_ends_no_more_than_one_answer(data: Path) -> None:
    """A read beyond the end of a mapped file ends the process; the next one looks at the sizes first."""
    with serving(data, REPLY_CACHE="0") as running:
        address = running.address
        os.truncate(folder_of(data, "viet-viet") / "index.tar", 0)
        statuses = []

        def well() -> bool:
            try:
                statuses.append(get(f"{address}/lookup?q=hoc+sinh")[0])
            except OSError:
                statuses.append(0)
            return statuses[-5:] == [200] * 5

        until(well, "five answers in a row are right")
        _, ready = get(f"{address}/readyz")
    assert ready["damaged"] == ["viet-viet"]


def test_a_start_that_may_not_read_all_serves_and_withdraws_when_it_has(data: Path) -> None:
    """As on a disk that is too slow for the patience of a start; here no patience at all."""
    flip(folder_of(data, "viet-viet"), "cards.bin")
    library = Library(data, patience=0.0)
    assert set(library.prepare().opened) | set(library.current().damaged) == {"viet-anh", "anh-viet", "viet-viet"}
    until(lambda: library.current().damaged, "the damage is found")
    snapshot = library.current()
    assert (set(snapshot.damaged), set(snapshot.opened)) == ({"viet-viet"}, {"viet-anh", "anh-viet"})


def test_damaged_tries_are_never_opened_however_little_patience_there_is(data: Path) -> None:
    flip(folder_of(data, "viet-viet"), "blocks.marisa")
    assert set(Library(data, patience=0.0).prepare().damaged) == {"viet-viet"}


def test_a_damaged_version_loaded_under_a_running_server_never_enters_service(data: Path) -> None:
    library = Library(data)
    library.prepare()
    load_rows(data, "viet-viet", [("mới", "- new")])
    (new,) = [one for one in layout.indexes(data).glob("viet-viet-*") if place(one, "cards.bin")[2] < 60]
    flip(new, "cards.bin")
    until(lambda: library.current().generation == 4, "the new generation is in service")
    assert set(library.current().damaged) == {"viet-viet"}


def test_the_signature_of_a_folder_tells_that_a_file_was_touched(data: Path) -> None:
    folder = folder_of(data, "viet-viet")
    before = integrity.signature(folder)
    assert integrity.signature(folder) == before
    flip(folder, "cards.bin")
    assert integrity.signature(folder) != before

"""What an admin can undo, change, write out and make anew; through the functions and the real command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loaded import load_file, load_rows
from published import flip, place, put, read
from running import COMMAND, dictsvc, load_with_older_fold

from dictsvc.catalogue import layout, reading
from dictsvc.catalogue.writing import writer
from dictsvc.index import manifest
from dictsvc.index.opened import Index
from dictsvc.library import Library
from dictsvc.operations import undoing
from dictsvc.search.lookup import lookup
from dictsvc.search.wire import plain

ROWS = [
    ("học", "- to study"),
    ("học", "* danh từ - study"),
    ("đường", "- road=đường phố+street"),
    ("a\\\\b", "- x | y"),
]


def ids(data: Path) -> list[str]:
    return [dictionary.id for dictionary in reading.generation(data).dictionaries]


def rollback(data: Path, number: int | None = None) -> int:
    """The number under which an earlier state is in force again."""
    with writer(data, "rollback") as catalogue:
        return undoing.rollback(catalogue, number).published.number


def content(data: Path, one: str) -> list[tuple[str, list[str], str]]:
    """Headword, articles and gloss of every document, in dictionary order."""
    (folder,) = [entry.folder for entry in reading.generation(data).dictionaries if entry.id == one]
    index = Index(layout.index(data, folder))
    cards = list(index.browse(0, len(index)))
    documents = [index.document(card.headword) for card in cards]
    return [
        (card.headword, index.articles[document], card.gloss)
        for card, document in zip(cards, documents, strict=True)
        if document is not None
    ]


def answers(data: Path, one: str, queries: Iterator[str] | list[str]) -> list[object]:
    """What /lookup says of each query, without the name of the dictionary and the generation."""
    snapshot = Library(data).current()
    chosen = snapshot.choose([one])
    found = []
    for query in queries:
        answer: Any = plain(lookup(snapshot, chosen, query, 20), "")
        said = json.dumps({**answer, "generation": 0}, ensure_ascii=False)
        found.append(said.replace(f"/{one}/", "/ID/").replace(f'"{one}"', '"ID"'))
    return found


def test_a_changed_file_replaces_the_old_version_and_says_what_came_went_and_changed(data: Path) -> None:
    outcome = load_rows(data, "viet-viet", [("học sinh", "- giải nghĩa học sinh"), ("đường", "- khác"), ("mới", "- m")])
    assert (outcome.report.came, outcome.report.went, outcome.report.changed) == (1, 4, 1)
    assert "1 came, 4 went, 1 changed" in " ".join(dictsvc(data, "history").stdout.split())


def test_the_same_content_and_metadata_again_does_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load_rows(data, "one", ROWS)
    again = load_rows(data, "one", ROWS)
    assert again.unchanged and again.generation == 1


def test_other_metadata_for_the_same_content_needs_no_new_index(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = load_rows(data, "one", ROWS)
    again = load_rows(data, "one", ROWS, title="Tên mới")
    assert (again.generation, again.dictionary.title) == (2, "Tên mới")
    assert again.dictionary.folder == first.dictionary.folder


def test_loading_the_same_file_mends_a_damaged_index(tmp_path: Path) -> None:
    data = tmp_path / "data"
    folder = layout.index(data, load_rows(data, "one", ROWS).dictionary.folder)
    flip(folder, "cards.bin")
    assert not load_rows(data, "one", ROWS).unchanged
    assert Library(data).current().damaged == {}


def test_every_step_can_be_undone_and_numbers_only_rise(data: Path) -> None:
    assert dictsvc(data, "remove", "viet-anh").returncode == 0
    assert ids(data) == ["anh-viet", "viet-viet"]
    assert dictsvc(data, "rollback").returncode == 0
    assert ids(data) == ["viet-anh", "anh-viet", "viet-viet"]
    assert rollback(data) == 6  # undoes the undoing
    assert ids(data) == ["anh-viet", "viet-viet"]
    assert rollback(data, 1) == 7
    assert ids(data) == ["viet-anh"]
    history = json.loads(dictsvc(data, "history", "--json").stdout)
    assert [one["generation"] for one in history] == [7, 6, 5, 4, 3, 2, 1]
    assert [one["in_force"] for one in history] == [True] + 6 * [False]


def test_a_rolled_back_dictionary_answers_as_before(data: Path) -> None:
    before = answers(data, "viet-anh", ["hoc", "hóa", "duong"])
    load_rows(data, "viet-anh", [("khác", "- other")])
    rollback(data, 3)
    assert answers(data, "viet-anh", ["hoc", "hóa", "duong"]) == before


def own_indexes(data: Path) -> set[str]:
    """What stands among the indexes, but for joined ones."""
    return {path.name for path in layout.indexes(data).iterdir() if not path.name.startswith(manifest.JOINED)}


def test_prune_forgets_what_is_not_in_force_and_frees_its_space(data: Path) -> None:
    load_rows(data, "viet-anh", [("khác", "- other")])
    dictsvc(data, "remove", "anh-viet")
    assert len(own_indexes(data)) == 4
    assert dictsvc(data, "prune", "--keep", "1").stdout.startswith("Forgot 3 generations")
    assert len(own_indexes(data)) == 3
    rollback(data)
    assert ids(data) == ["viet-anh", "anh-viet", "viet-viet"]
    dictsvc(data, "prune", "--keep", "0")
    assert own_indexes(data) == {dictionary.folder for dictionary in reading.generation(data).dictionaries}
    refused = dictsvc(data, "rollback")
    assert refused.returncode == 1 and "nothing to roll back to" in refused.stderr
    load_rows(data, "new", ROWS)
    assert reading.generation(data).number == 7  # a forgotten number is not used again


def test_set_changes_what_is_said_without_loading(data: Path) -> None:
    folders = own_indexes(data)
    done = dictsvc(data, "set", "viet-viet", "--title", "Tiếng ta", "--licence", "CC0-1.0", "--order", "1", "--hidden")
    assert done.returncode == 0, done.stderr
    shown = json.loads(dictsvc(data, "show", "viet-viet", "--json").stdout)
    assert (shown["title"], shown["licence"], shown["hidden"]) == ("Tiếng ta", "CC0-1.0", True)
    assert ids(data) == ["viet-viet", "viet-anh", "anh-viet"]
    assert own_indexes(data) == folders
    assert [opened.dictionary.id for opened in Library(data).current().choose([])] == ["viet-anh", "anh-viet"]
    assert "nothing was done" in dictsvc(data, "set", "viet-viet", "--hidden").stdout
    assert dictsvc(data, "set", "viet-viet").returncode == 2
    assert dictsvc(data, "set", "nothing", "--hidden").returncode == 1


def test_what_was_set_stays_when_the_dictionary_is_loaded_anew(data: Path) -> None:
    dictsvc(data, "set", "viet-viet", "--title", "Tiếng ta", "--order", "1")
    load_rows(data, "viet-viet", [("mới", "- m")], source_language="vi")
    shown = json.loads(dictsvc(data, "show", "viet-viet", "--json").stdout)
    assert (shown["title"], ids(data)[0]) == ("Tiếng ta", "viet-viet")


@pytest.mark.parametrize("form", ["tsv", "jsonlines"])
def test_an_export_loaded_again_is_the_same_dictionary(tmp_path: Path, form: str) -> None:
    data = tmp_path / "data"
    rows = [
        *ROWS,
        ("học", "third homograph"),
        ("C++", "a <b>language</b><br>with &lt;tags&gt;"),
        ("went|gone", "- past of go"),
        ("trống", "***"),
    ]
    load_rows(data, "one", rows, source_language="vi")
    written = tmp_path / f"export.{'tsv' if form == 'tsv' else 'jsonl'}"
    done = dictsvc(data, "export", "one", "--format", form)
    assert done.returncode == 0, done.stderr
    written.write_text(done.stdout, encoding="utf-8")
    outcome = load_file(data, written, id="two", source_language="vi")
    assert outcome.report.skipped.total() == 0
    assert content(data, "two") == content(data, "one")


def test_a_real_dictionary_exported_and_loaded_under_another_id_answers_alike(shared: Path, tmp_path: Path) -> None:
    """Every fifth entry of star_vietanh, asked with every fifth of 5,000 queries."""
    data, again = tmp_path / "data", tmp_path / "again"
    lines = (shared / "data/tab/star_vietanh.tab").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "first.tab").write_text("".join(lines[::5]), encoding="utf-8")
    assert load_file(data, tmp_path / "first.tab", id="first", source_language="vi").report.kept == 8_431
    with (tmp_path / "second.tsv").open("w", encoding="utf-8") as out:
        subprocess.run([*COMMAND, "--data", str(data), "export", "first"], stdout=out, check=True)
    load_file(again, tmp_path / "second.tsv", id="second", source_language="vi")
    queries = (shared / "data/queries/words.txt").read_text(encoding="utf-8").splitlines()[::5]
    assert answers(again, "second", queries) == answers(data, "first", queries)


def test_rebuild_makes_the_same_dictionary_in_a_new_folder_without_its_source(data: Path) -> None:
    before = {one: content(data, one) for one in ids(data)}
    folders = own_indexes(data)
    done = dictsvc(data, "rebuild", "--all")
    assert done.returncode == 0, done.stderr
    assert {one: content(data, one) for one in ids(data)} == before
    assert len(own_indexes(data) - folders) == 3
    assert "nothing was done" in dictsvc(data, "rebuild").stdout


@pytest.mark.parametrize("name", ["blocks.off", "blocks.bin", "solid.marisa", "order.u32", "index.json", "cards.off"])
def test_rebuild_mends_what_does_not_hold_entries(data: Path, name: str) -> None:
    before = content(data, "viet-anh")
    (folder,) = layout.indexes(data).glob("viet-anh-*")
    flip(folder, name, at=place(folder, name)[2] // 2)
    done = dictsvc(data, "rebuild")
    if name == "cards.off" and done.returncode:  # which documents it concerns is known, and that the rest is right
        assert "cannot be read any more" in done.stderr and ids(data) == ["viet-anh", "anh-viet", "viet-viet"]
        assert dictsvc(data, "rebuild", "viet-anh", "--partial").returncode == 0
        assert {row[0] for row in content(data, "viet-anh")} < {row[0] for row in before}
    else:
        assert done.returncode == 0, done.stderr
        assert content(data, "viet-anh") == before
    assert dictsvc(data, "prune", "--keep", "0").returncode == 0
    assert dictsvc(data, "verify").returncode == 0


def test_rebuild_mends_a_whole_index_without_a_file_that_this_version_needs(data: Path) -> None:
    before = content(data, "viet-anh")
    with writer(data, "test") as catalogue:
        current = catalogue.generation()
        (one,) = (dictionary for dictionary in current.dictionaries if dictionary.id == "viet-anh")
        folder = layout.index(data, one.folder)
        said = json.loads((folder / "index.json").read_bytes())
        del said["sections"]["order.u32"]
        (folder / "index.json").write_bytes(json.dumps(said).encode())
        name = f"viet-anh-{manifest.short_name((folder / 'index.json').read_bytes())}"
        folder.rename(layout.index(data, name))
        catalogue.publish("test", (replace(one, folder=name), *current.without("viet-anh")))
    assert list(Library(data).current().damaged) == ["viet-anh"]
    assert dictsvc(data, "verify").returncode == 3
    assert dictsvc(data, "rebuild").returncode == 0
    assert Library(data).current().damaged == {} and content(data, "viet-anh") == before


def test_rebuild_gives_up_no_entry_unasked_and_never_a_wrong_one(data: Path) -> None:
    before = content(data, "viet-anh")
    (folder,) = layout.indexes(data).glob("viet-anh-*")
    put(folder, "cards.bin", b"x", read(folder, "cards.bin").index("đường phố".encode()) + 2)
    refused = dictsvc(data, "rebuild", "viet-anh")
    assert refused.returncode == 1 and "--partial" in refused.stderr
    assert dictsvc(data, "rebuild", "viet-anh", "--partial").returncode == 0
    assert content(data, "viet-anh") == [row for row in before if row[0] != "đường phố"]


def test_an_outdated_index_is_refused_with_the_sentence_that_says_rebuild(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "words.tsv"
    file.write_text("học\t- study\nđường\t- road\n", encoding="utf-8")
    load_with_older_fold(data, file)
    snapshot = Library(data).current()
    assert not snapshot.opened and "dictsvc rebuild" in snapshot.damaged["words"]
    listed = dictsvc(data, "list").stdout
    assert "rebuild" in listed and "damaged" not in listed
    assert "dictsvc rebuild" in dictsvc(data, "verify").stdout
    assert dictsvc(data, "verify").returncode == 0  # it is whole
    assert dictsvc(data, "rebuild").returncode == 0
    assert [row[0] for row in content(data, "words")] == ["đường", "học"]


def test_a_rollback_to_an_outdated_index_makes_it_anew(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "words.tsv"
    file.write_text("học\t- study\n", encoding="utf-8")
    load_with_older_fold(data, file)
    dictsvc(data, "remove", "words")
    done = dictsvc(data, "rollback")
    assert done.returncode == 0 and "made anew" in done.stdout
    assert list(Library(data).current().opened) == ["words"]


def test_a_rollback_to_a_damaged_index_is_refused(data: Path) -> None:
    dictsvc(data, "remove", "anh-viet")
    (folder,) = layout.indexes(data).glob("anh-viet-*")
    (folder / "index.tar").unlink()
    refused = dictsvc(data, "rollback")
    assert refused.returncode == 1 and "is missing" in refused.stderr and "nothing was changed" in refused.stderr
    assert ids(data) == ["viet-anh", "viet-viet"]

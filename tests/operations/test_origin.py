"""Who says what a dictionary is: its file, unless an admin did; and no file takes the place of a stranger unasked."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import made
import pytest
from running import dictsvc
from upgrades import loaded, ship, upgrade

from dictsvc.catalogue.reading import generation
from dictsvc.operations.describing import identifier

GPL = {
    "bookname": "Từ điển Anh Việt",
    "author": "Hồ Ngọc Đức",
    "website": "http://example.org/fvdp",
    "description": "GNU General Public License, version 2 or later",
}


@pytest.fixture
def data(tmp_path: Path, stock: Path) -> Path:
    """A data folder with the bundled dictionary `nho`: one word, CC0, from dictsvc."""
    upgrade(tmp_path / "data")
    return tmp_path / "data"


def star(tmp_path: Path, name: str = "nho") -> Path:
    """A StarDict of another origin; under the name of the bundled one by chance."""
    folder = tmp_path / f"star-{name}"
    folder.mkdir()
    return made.stardict(folder, [("peace", b"hoa binh"), ("house", b"nha")], name=name, ifo=GPL)


def tab(path: Path, rows: str, **said: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"##{name}\t{text}\n" for name, text in said.items()) + rows, encoding="utf-8")
    return path


def ok(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout[:1] == "{" else done.stdout


def refused(data: Path, *arguments: str | Path, words: tuple[str, ...] = ()) -> None:
    before = generation(data)
    done = dictsvc(data, "load", *arguments)
    assert done.returncode == 1 and done.stdout == "" and done.stderr.count("\n") == 1, done
    for word in ("--id", "--replace", *words):
        assert word in done.stderr
    assert generation(data) == before


def test_a_file_never_takes_the_place_of_a_bundled_dictionary_unasked(data: Path, tmp_path: Path) -> None:
    path = star(tmp_path)
    refused(data, path, words=("Từ điển nho", "comes with dictsvc"))
    refused(data, path, "--id", "nho")
    refused(data, tab(tmp_path / "nho.tsv", "học\t- study\n"))
    refused(data, path, "--dry-run")
    ok(dictsvc(data, "load", path, "--id", "nho-2"))
    assert set(loaded(data)) == {"nho", "nho-2"}


def test_what_the_file_says_is_published_where_it_replaces_another(data: Path, tmp_path: Path) -> None:
    ok(dictsvc(data, "set", "nho", "--hidden"))
    ok(dictsvc(data, "set", "nho", "--description", "Của CC0"))
    report = ok(dictsvc(data, "load", star(tmp_path), "--replace", "--from", "en", "--json"))
    has = loaded(data)["nho"]
    assert (has.title, has.licence, has.source) == (GPL["bookname"], "GPL-2.0-or-later", GPL["website"])
    assert (has.source_language, has.target_language, has.bundled, has.hidden) == ("en", "", "", True)
    assert has.description == GPL["description"]
    assert (report["gone"], report["went"]) == (["học"], 1)
    assert report["metadata"]["licence"] == ["CC0-1.0", "GPL-2.0-or-later"]
    shown = dictsvc(data, "history", str(generation(data).number)).stdout
    assert "học" in shown and "CC0-1.0" in shown and "GPL-2.0-or-later" in shown


def test_a_file_that_says_nothing_inherits_nothing_from_the_one_it_replaces(data: Path, tmp_path: Path) -> None:
    ok(dictsvc(data, "load", tab(tmp_path / "own.tsv", "đi\t- go\n"), "--id", "nho", "--replace"))
    has = loaded(data)["nho"]
    assert (has.title, has.licence, has.source, has.description) == ("nho", "", "", "")


def test_a_newer_version_of_the_same_file_is_one_simple_command_and_its_word_counts(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ok(dictsvc(data, "load", tab(tmp_path / "words.tsv", "đi\t- go\nhọc\t- study\n", title="Từ", license="CC0-1.0")))
    tab(tmp_path / "words.tsv", "đi\t- go\nở\t- stay\n", title="Từ, bản 2", license="CC-BY-4.0", targetLang="English")
    report = ok(dictsvc(data, "load", tmp_path / "words.tsv", "--id", "words", "--json"))
    has = loaded(data)["words"]
    assert (has.title, has.licence, has.target_language) == ("Từ, bản 2", "CC-BY-4.0", "en")
    assert report["gone"] == ["học"]
    newer = tab(tmp_path / "words-v3.0.tsv", "đi\t- go\n", title="Từ, bản 3")
    ok(dictsvc(data, "load", newer, "--id", "words"))
    assert (loaded(data)["words"].title, loaded(data)["words"].licence) == ("Từ, bản 3", "CC-BY-4.0")
    assert "nothing was done" in ok(dictsvc(data, "load", newer, "--id", "words"))


def test_what_an_admin_said_stays_whatever_a_newer_file_says(tmp_path: Path) -> None:
    data, path = tmp_path / "data", tmp_path / "words.tsv"
    tab(path, "đi\t- go\n", title="A", license="CC0-1.0", website="http://a.org", targetLang="de")
    ok(dictsvc(data, "load", path, "--to", "en", "--source", "Sở"))
    ok(dictsvc(data, "set", "words", "--title", "Của Sở"))
    tab(path, "đi\t- go\nở\t- stay\n", title="A", license="MIT", website="http://b.org", targetLang="fr")
    ok(dictsvc(data, "load", path))
    has = loaded(data)["words"]
    assert (has.title, has.licence, has.source, has.target_language) == ("Của Sở", "MIT", "Sở", "en")
    assert has.set_fields == ("source", "target_language", "title")
    ok(dictsvc(data, "load", path, "--title", "Khác"))  # the same content
    assert loaded(data)["words"].title == "Khác"


def test_a_bundled_dictionary_keeps_what_was_set_when_a_newer_version_comes(data: Path, stock: Path) -> None:
    ok(dictsvc(data, "set", "nho", "--title", "Của tôi"))
    ship(stock, "nho", "2", "học\t- study\nmới\t- new\n")
    assert upgrade(data) == ["Loaded Của tôi: 2 headwords"]
    assert (loaded(data)["nho"].bundled, loaded(data)["nho"].licence) == ("2", "CC0-1.0")


@pytest.mark.parametrize(
    "stated", [{"title": "Từ vựng"}, {"title": "Từ", "website": "http://b.org"}, {"license": "MIT"}]
)
def test_another_title_source_or_licence_under_the_same_file_name_is_another_dictionary(
    tmp_path: Path, stated: dict[str, str]
) -> None:
    data = tmp_path / "data"
    rows = "đi\t- go\nhọc\t- study\n"
    first = {"title": "Từ", "website": "http://a.org", "license": "CC0-1.0"}
    ok(dictsvc(data, "load", tab(tmp_path / "a" / "words.tsv", rows, **first)))
    other = tab(tmp_path / "b" / "words.tsv", rows + "ở\t- stay\n", **stated)
    if stated.get("title") == "Từ":  # it is enough that one of title and source is the same
        ok(dictsvc(data, "load", other))
    else:
        refused(data, other)
        ok(dictsvc(data, "load", other, "--replace"))


def test_a_file_corrected_where_it_stands_is_the_same_dictionary_unless_hardly_a_word_is_left(tmp_path: Path) -> None:
    data, path = tmp_path / "data", tmp_path / "words.tsv"
    ok(dictsvc(data, "load", tab(path, "đi\t- go\nhọc\t- study\n", title="Từ", license="CC0-1.0")))
    ok(dictsvc(data, "load", tab(path, "đi\t- go\n", title="Từ ngữ", license="MIT")))
    assert (loaded(data)["words"].title, loaded(data)["words"].licence) == ("Từ ngữ", "MIT")
    refused(data, tab(path, "ở\t- stay\n", title="Khác", license="GPL"), words=("0 of its 1 headwords",))


def test_files_that_say_nothing_are_known_by_their_names_and_words(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ok(dictsvc(data, "load", tab(tmp_path / "a" / "words.tsv", "đi\t- go\nhọc\t- study\nở\t- stay\n")))
    refused(data, tab(tmp_path / "b" / "words.tsv", "đi\t- go\nvề\t- return\n"), words=("1 of its 3 headwords",))
    ok(dictsvc(data, "load", tab(tmp_path / "c" / "words.tsv", "đi\t- go\nở\t- stay\n")))
    ok(dictsvc(data, "load", tmp_path / "b" / "words.tsv", "--id", "words"))
    ok(dictsvc(data, "load", tab(tmp_path / "list.tsv", "đi\t- go\n"), "--id", "words"))
    refused(data, tmp_path / "b" / "words.tsv", words=("list.tsv",))
    ok(dictsvc(data, "set", "words", "--title", "Từ"))
    ok(dictsvc(data, "load", tmp_path / "b" / "words.tsv", "--id", "words"))
    assert loaded(data)["words"].title == "Từ"


def test_an_id_that_is_named_does_not_take_a_licence_from_another_file(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ok(dictsvc(data, "load", tab(tmp_path / "list.tsv", "đi\t- go\n", license="CC0-1.0"), "--id", "words"))
    refused(data, tab(tmp_path / "book.tsv", "đi\t- go\n"), "--id", "words", words=("list.tsv", "book.tsv"))


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_an_example_takes_no_id_of_a_bundled_dictionary(name: str) -> None:
    root = Path(__file__).parents[2]
    examples = re.findall(
        r"^dictsvc load (\S+)(?:.*--id (\S+))?", (root / name).read_text(encoding="utf-8"), re.MULTILINE
    )
    ids = {id or identifier(Path(file)) for file, id in examples}
    assert len(ids) >= 2 and not ids & {path.stem for path in (root / "dictionaries").glob("*.tsv")}

"""A catalogue outlives the version that wrote it: it is read as it is, and brought up to date by the next change."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner
from earlier import unpack

from dictsvc.catalogue import layout, reading, schema
from dictsvc.catalogue.writing import writer
from dictsvc.cli import main as main_command
from dictsvc.errors import CatalogueError
from dictsvc.operations import undoing
from dictsvc.operations.verifying import verify
from dictsvc.records import Dictionary, Generation

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=[1, 2])
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A data folder of an earlier version."""
    return unpack(tmp_path, request.param)


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A later version of the program, made as CONTRIBUTING.md says: with one more field in `Dictionary`."""
    place = tmp_path / "later"
    package = shutil.copytree(ROOT / "dictsvc", place / "dictsvc", ignore=shutil.ignore_patterns("__pycache__"))
    for name, before, after in (
        ("records.py", "    position: int = 0\n", '    position: int = 0\n    colour: str = "blue"\n'),
        (
            "catalogue/schema.py",
            "VERSION = max(FIELDS)\n",
            'FIELDS[max(FIELDS) + 1] = (*FIELDS[max(FIELDS)], "colour")\nVERSION = max(FIELDS)\n',
        ),
    ):
        text = (package / name).read_text(encoding="utf-8")
        assert text.count(before) == 1
        (package / name).write_text(text.replace(before, after), encoding="utf-8")
    return place


def command(data: Path, *arguments: str) -> str:
    """What a command prints that must end well; in this process, since there are many."""
    done = CliRunner().invoke(main_command, ["--data", str(data), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def refusal(data: Path, *arguments: str) -> str:
    """The sentence of a command that must be refused."""
    done = CliRunner().invoke(main_command, ["--data", str(data), *arguments])
    assert done.exit_code == 1, done.output
    return done.stderr


def version(data: Path) -> int:
    connection = reading.connect(layout.database(data))
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def told(generation: Generation) -> list[tuple[str, str, str, int, bool]]:
    """What a generation says of its dictionaries; the index may have to be made anew for this version."""
    return [(one.id, one.title, one.description, one.entries, one.hidden) for one in generation.dictionaries]


def test_reading_an_old_catalogue_changes_nothing(old: Path) -> None:
    before = layout.database(old).read_bytes()
    assert json.loads(command(old, "show", "viet-anh", "--json"))["description"] == "Mười từ"
    assert [one["generation"] for one in json.loads(command(old, "history", "--json"))] == [7, 6, 5, 4, 3, 2, 1]
    for arguments in (("list",), ("history", "4"), ("verify",), ("set", "viet-anh", "--shown")):
        command(old, *arguments)
    refusal(old, "remove", "no-such")
    assert layout.database(old).read_bytes() == before and not layout.document(old, 1).parent.exists()


def test_what_an_admin_had_changed_under_an_old_schema_counts_as_set(old: Path) -> None:
    found = [(one.id, one.set_fields) for one in reading.generation(old, 3).dictionaries]
    everything = ("bundled", "description", "licence", "source", "target_language", "title")
    assert found == [("viet-anh", everything), ("anh-viet", ())]


@pytest.mark.skipif(os.geteuid() != 0, reason="acting as another user needs root")
def test_a_user_who_may_not_write_reads_an_old_catalogue(old: Path) -> None:
    for parent in (old, *old.parents):
        if "pytest" in str(parent):
            parent.chmod(0o755)
    script = (
        "import os, sys; from pathlib import Path; from dictsvc.library import Library; "
        "os.setgroups([]); os.setgid(65534); os.setuid(65534); "
        "print(*(one.id for one in Library(Path(sys.argv[1])).current().dictionaries))"
    )
    done = subprocess.run([sys.executable, "-c", script, old], capture_output=True, text=True, check=False)
    assert done.stdout == "viet-anh\n", done.stderr


def test_the_next_change_brings_it_up_to_date_and_every_step_can_still_be_gone_back_to(old: Path) -> None:
    before = reading.history(old)
    command(old, "set", "viet-anh", "--title", "Mới")
    assert version(old) == schema.VERSION
    assert reading.history(old)[1:] == before
    assert verify(old).damage == ()
    for target in before:
        with writer(old, "rollback") as catalogue:
            assert told(undoing.rollback(catalogue, target.number).published) == told(target)


def test_an_old_catalogue_with_a_broken_seal_is_not_sealed_anew(tmp_path: Path) -> None:
    data = unpack(tmp_path, 2)
    broken = layout.database(data).read_bytes().replace(b'"kept": 2', b'"kept": 3')
    layout.database(data).write_bytes(broken)
    assert "generation 2 is not what was written" in refusal(data, "set", "viet-anh", "--title", "Mới")
    assert layout.database(data).read_bytes() == broken


def test_a_field_more_needs_no_more_than_a_line_in_the_schema(later: Path, old: Path, words: Path) -> None:
    """In every earlier schema and in the present one: read with its default, kept once set, and gone back from."""
    for data in (old, Path(shutil.copytree(words, later / "words"))):
        last, *_, first = reading.numbers(data)
        before = layout.database(data).read_bytes()
        done = subprocess.run(
            [sys.executable, "-c", _LATER, data, str(first)], cwd=later, capture_output=True, text=True
        )
        assert done.stdout.split() == [
            *("unchanged", str({"blue"}), str({"red"}), "whole", str({"blue"}), str({"red"}), str(last + 3))
        ], done.stderr
        content = layout.database(data).read_bytes()
        assert content != before
        assert "newer dictsvc" in refusal(data, "list") and "newer dictsvc" in refusal(data, "remove", "viet-anh")
        assert layout.database(data).read_bytes() == content


_LATER = """
import sys
from dataclasses import replace
from pathlib import Path
from dictsvc.catalogue import layout, reading
from dictsvc.catalogue.writing import writer
from dictsvc.operations import undoing, verifying

def colours():
    return {dictionary.colour for dictionary in reading.generation(data).dictionaries}

data, first = Path(sys.argv[1]), int(sys.argv[2])
before = layout.database(data).read_bytes()
blue = colours()
print("unchanged" if layout.database(data).read_bytes() == before else "changed", blue)
with writer(data, "paint") as catalogue:
    painted = tuple(replace(dictionary, colour="red") for dictionary in catalogue.generation().dictionaries)
    red = catalogue.publish("paint", painted).number
print(colours(), "damaged" if verifying.verify(data).damage else "whole")
for number in (first, red):
    with writer(data, "rollback") as catalogue:
        undoing.rollback(catalogue, number)
    print(colours())
print(len(reading.history(data)))
"""


def test_the_schema_knows_every_field_of_a_dictionary() -> None:
    assert set(schema.FIELDS[schema.VERSION]) == {field.name for field in fields(Dictionary)}


def test_what_any_generation_says_comes_back_as_it_was() -> None:
    dictionary = Dictionary("a", "caf\udce9 “Đ”\n", "a-0", position=3, hidden=True, entries=7)
    generation = Generation(4, "2026-01-01", "load a", (dictionary,), {"load": {"why": "\x00", "n": [1, None]}})
    assert schema.decode(schema.encode(generation)) == generation


def test_an_earlier_generation_that_was_changed_or_lost_stops_nothing_else(words: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(words, tmp_path / "data"))
    first, second = layout.document(data, 1), layout.document(data, 2)
    first.unlink()
    second.write_text(second.read_text().replace("viet", "việt"), encoding="utf-8")
    assert [damage.generations for damage in verify(data).damage] == [(2,), (1,)]
    for number, why in (("1", "is not there"), ("2", "seal is broken")):
        assert why in refusal(data, "rollback", number)
    command(data, "set", "viet-anh", "--title", "Mới")
    assert [one["generation"] for one in json.loads(command(data, "history", "--json"))] == [4, 3]
    with pytest.raises(CatalogueError, match="generation 2"), writer(data, "prune") as catalogue:
        undoing.prune(catalogue, [1])
    with writer(data, "prune") as catalogue:
        assert undoing.prune(catalogue, [1, 2]).generations == (1, 2)
    assert verify(data).damage == () and [file.name for file in second.parent.iterdir()] == ["3.json"]

"""Undo is kept unless somebody says otherwise, and costs a step nothing however much of it there is."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from running import dictsvc
from terminal import on_terminal, read_until

from dictsvc.catalogue import layout, reading
from dictsvc.catalogue.writing import writer
from dictsvc.operations import bundled, upgrading
from dictsvc.records import Dictionary
from torture.history import step


@pytest.fixture
def data(data: Path) -> Path:
    """Sixteen generations: three loads, then steps that change only what is said, one load undone among them."""
    for number in range(13):
        step(data, number)
    return data


def test_a_prune_keeps_ten_generations_unless_told_otherwise(data: Path) -> None:
    would = dictsvc(data, "prune", "--dry-run")
    assert would.stdout.startswith("A dry run: 5 generations (1 to 5) would be forgotten")
    assert len(reading.numbers(data)) == 16
    done = json.loads(dictsvc(data, "prune", "--json").stdout)
    assert done["generations"] == [1, 2, 3, 4, 5] and done["bytes"] > 0
    assert reading.numbers(data) == list(range(16, 5, -1))
    assert dictsvc(data, "prune").stdout == "There is nothing to forget.\n"


def test_a_dry_run_frees_as_much_as_it_says(data: Path) -> None:
    with writer(data, "remove") as catalogue:
        catalogue.publish("remove viet-anh", catalogue.generation().without("viet-anh"))
    before = size(data)
    would = json.loads(dictsvc(data, "prune", "--keep", "0", "--dry-run", "--json").stdout)
    assert size(data) == before and would["dry_run"] and len(would["generations"]) == 16
    assert dictsvc(data, "prune", "--keep", "0").returncode == 0
    assert before - size(data) == would["bytes"]


def size(data: Path) -> int:
    return sum(file.stat().st_size for file in data.glob("*/**/*") if file.is_file())


@pytest.mark.parametrize(("answer", "left"), [("n", 16), ("y", 11)])
def test_a_prune_asks_on_a_terminal(data: Path, answer: str, left: int) -> None:
    process, terminal = on_terminal(data, "prune")
    try:
        asked = read_until(terminal, "[y/N]")
        assert "5 generations (1 to 5)" in " ".join(asked.split())
        os.write(terminal, f"{answer}\n".encode())
        read_until(terminal, None)
        assert process.wait(60) == (0 if answer == "y" else 1)
    finally:
        os.close(terminal)
    assert len(reading.numbers(data)) == left


def test_a_prune_that_was_agreed_to_does_not_ask(data: Path) -> None:
    process, terminal = on_terminal(data, "prune", "--yes")
    assert "[y/N]" not in read_until(terminal, None)
    os.close(terminal)
    assert process.wait(60) == 0 and len(reading.numbers(data)) == 11


def test_a_step_reads_and_writes_no_more_after_many_others(data: Path) -> None:
    """Counted, not timed: what a step opens below the data folder, and what the catalogue weighs."""
    small = layout.database(data).stat().st_size
    with opened(data) as first:
        step(data, 100)
    for number in range(60):
        step(data, number)
    with opened(data) as second:
        step(data, 101)
    assert sorted(first) == sorted(second)
    assert layout.database(data).stat().st_size - small < 60 * 200 + 8192  # numbers and seals


def test_a_start_reads_no_history_where_every_bundled_dictionary_is_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    stock = tuple(Dictionary(one.id, one.id, f"{one.id}-0", bundled=one.version) for one in bundled.available())
    with writer(data, "load", create=True) as catalogue:
        for number in range(3):
            catalogue.publish(f"load {number}", stock)
    with opened(data) as files:
        upgrading.plan(data)
    assert files and not [name for name in files if name.startswith("/generations")]


@contextmanager
def opened(data: Path) -> Iterator[list[str]]:
    """The kinds of files that this process opens below the data folder, once each time."""
    found: list[str] = []
    _watching.append((str(data), found))
    try:
        yield found
    finally:
        _watching.pop()


_watching: list[tuple[str, list[str]]] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event in ("open", "sqlite3.connect"):
        data, found = _watching[-1]
        path = str(arguments[0])
        if data in path:
            found.append("".join(char for char in path.partition(data)[2] if not char.isdigit()))


sys.addaudithook(_watch)

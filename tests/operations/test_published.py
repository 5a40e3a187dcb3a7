"""A change that was made is never denied, whatever becomes of the command's output."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from running import COMMAND, load_with_older_fold

from dictsvc.catalogue import reading
from dictsvc.catalogue.writing import writer
from dictsvc.errors import CatalogueError

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")


@pytest.fixture
def data(data: Path) -> Path:
    """viet-anh, anh-viet and viet-viet: generations 1 to 3."""
    (data.parent / "new.tsv").write_text("mới\t- new\n", encoding="utf-8")
    return data


def run(data: Path, *arguments: str, stdout: int, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*COMMAND, "--data", str(data), *arguments],
        cwd=data.parent,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        **more,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("load", "new.tsv", "--from", "vi"),
        ("load", "new.tsv", "--from", "vi", "--json"),
        ("set", "viet-anh", "--title", "Mới"),
        ("remove", "viet-anh"),
        ("rollback",),
        ("rebuild", "viet-anh"),
        ("rebuild", "--all"),
    ],
    ids=" ".join,
)
def test_a_change_whose_report_finds_no_place_is_said_to_be_in_force(data: Path, arguments: tuple[str, ...]) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    done = run(data, *arguments, stdout=full)
    os.close(full)
    number = reading.generation(data).number
    assert number == (6 if "--all" in arguments else 4)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        "dictsvc: what was to be printed is lost (No space left on device); what the command did stands"
    )
    assert "nothing was changed" not in done.stderr and "Traceback" not in done.stderr


def test_a_prune_whose_report_finds_no_place_is_said_to_be_done(data: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    done = run(data, "prune", "--keep", "0", stdout=full)
    os.close(full)
    assert reading.numbers(data) == [3] and done.returncode == 1
    assert "what the command did stands" in done.stderr


@pytest.mark.parametrize("closed", [(1,), (0, 1, 2)])
def test_a_closed_output_writes_into_no_file_of_the_data_folder(data: Path, closed: tuple[int, ...]) -> None:
    done = run(data, "load", "new.tsv", "--from", "vi", stdout=-3, preexec_fn=lambda: [os.close(of) for of in closed])
    assert done.returncode == 0 and done.stderr == ""
    assert reading.generation(data).number == 4
    exported = run(data, "export", "new", stdout=-3, preexec_fn=lambda: os.close(1))
    assert exported.returncode == 0 and exported.stderr == ""
    assert subprocess.run([*COMMAND, "--data", data, "verify"], capture_output=True, check=False).returncode == 0


def test_a_full_standard_error_stops_no_upgrade(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("a", "b"):
        (tmp_path / f"{name}.tsv").write_text(f"{name}\t- {name}\n", encoding="utf-8")
        load_with_older_fold(data, tmp_path / f"{name}.tsv")
    full = os.open("/dev/full", os.O_WRONLY)
    done = subprocess.run([*COMMAND, "--data", data, "upgrade"], stderr=full, check=False)
    os.close(full)
    assert done.returncode == 0
    assert reading.generation(data).number == 4


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), sqlite3.OperationalError("disk I/O error")])
def test_an_error_after_a_change_does_not_deny_it(data: Path, error: Exception) -> None:
    said = "(No space|disk I/O).*; "
    with pytest.raises(CatalogueError, match=f"{said}nothing was changed"), writer(data, "x"):
        raise error
    with pytest.raises(CatalogueError, match=f"{said}generation 4 is in force"), writer(data, "x") as catalogue:
        catalogue.publish("x", ())
        raise error
    with pytest.raises(CatalogueError, match=f"{said}generations forgotten: 2"), writer(data, "x") as catalogue:
        catalogue.forget([1, 2])
        raise error

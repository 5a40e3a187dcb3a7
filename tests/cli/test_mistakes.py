"""Mistakes at the command line: one clear sentence, the right exit status, nothing changed, never a traceback."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from loaded import load_rows
from running import COMMAND, dictsvc
from terminal import on_terminal, read_until

from dictsvc import cli
from dictsvc.catalogue.reading import generation


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one dictionary."""
    load_rows(tmp_path / "data", "kept", [("một", "one")], source_language="vi")
    return tmp_path / "data"


def state(data: Path) -> tuple[int, list[Path]]:
    """The generation in force and every file."""
    return generation(data).number, sorted(data.rglob("*"))


def sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Holds that a command could not do its work and said so in one sentence with those words."""
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert re.fullmatch(r"dictsvc: [^\n]+\.\n", done.stderr), done.stderr
    assert "fault of dictsvc" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_a_file_that_is_not_there(data: Path) -> None:
    sentence(dictsvc(data, "load", "none.tsv"), "none.tsv", "does not exist")


@pytest.mark.parametrize("address", ["ftp://example.org/x.zip", "https://example.org/a b.zip"])
def test_an_address_that_cannot_be_fetched_is_named(data: Path, address: str) -> None:
    before = state(data)
    sentence(dictsvc(data, "load", address), address, "https://")
    assert state(data) == before


def test_a_folder_with_several_files_names_some_of_them(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    sentence(dictsvc(data, "load", folder), folder.name, "name a dictionary file")
    (folder / "one.tsv").write_text("hai\ttwo\nba\tthree\n", encoding="utf-8")
    assert dictsvc(data, "load", folder, "--dry-run").returncode == 0
    (folder / "two.tsv").write_text("hai\ttwo\n", encoding="utf-8")
    sentence(dictsvc(data, "load", folder), "'one.tsv', 'two.tsv'", "--member")


def test_a_device_or_a_pipe_is_no_file(data: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (Path("/dev/zero"), tmp_path / "pipe"):
        sentence(dictsvc(data, "load", path), str(path))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "tcvn3", "utf-7", "big5"])
def test_an_encoding_in_which_the_file_is_no_text(shared: Path, data: Path, encoding: str) -> None:
    before = state(data)
    sentence(dictsvc(data, "load", shared / "data/tab/star_vietduc.tab", "--encoding", encoding), "star_vietduc.tab")
    assert state(data) == before


@pytest.mark.parametrize("encoding", ["bogus", "base64", "idna", "punycode", "undefined"])
def test_an_encoding_that_is_none_names_those_that_are(data: Path, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("hai\ttwo\nba\tthree\n", encoding="utf-8")
    sentence(dictsvc(data, "load", path, "--encoding", encoding), encoding, "utf-8", "tcvn3")


@pytest.mark.parametrize(
    "wrong", [("--format", "bogus"), ("--id", "Việt Anh"), ("--from", "Elbonian"), ("--to", "?"), ("--bogus",)]
)
def test_an_option_that_cannot_be_is_wrong_usage(data: Path, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("hai\ttwo\nba\tthree\n", encoding="utf-8")
    before = state(data)
    done = dictsvc(data, "load", path, *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage:" in done.stderr and wrong[0] in done.stderr
    assert state(data) == before


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("hai\ttwo\nba\tthree\n", encoding="utf-8")
    for place in (Path("/proc/dictsvc"), path, path / "below"):
        done = dictsvc(place, "load", path)
        sentence(done, str(path if path in (place, place.parent) else place))


def test_a_disk_that_fills_up_changes_nothing(shared: Path, data: Path) -> None:
    """A limit on the size of files stands in for the disk: writing fails in the same way, in the middle of it.

    In Python's development mode, and from 3.13 on always, a file that is dropped with what it could not write says so.
    """
    before = state(data)
    done = subprocess.run(
        [*COMMAND, "--data", str(data), "load", str(shared / "data/tab/star_vietduc.tab")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDEVMODE": "1", "PYTHONWARNINGS": "ignore"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        check=False,
    )
    sentence(done, str(data), "File too large", "nothing was changed")
    assert state(data) == before


def test_a_system_without_shared_memory_is_what_is_named(data: Path, tmp_path: Path) -> None:
    """A container may have no /dev/shm that can be written, which is no fault of the data folder."""
    apart = ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount for itself alone")
    before = state(data)
    path = tmp_path / "many.tsv"
    path.write_text("".join(f"từ {number}\tword {number}\n" for number in range(20_000)), encoding="utf-8")
    script = 'mount -t tmpfs -o ro none /dev/shm && exec "$@"'
    done = subprocess.run(
        [*apart, "sh", "-c", script, "sh", *COMMAND, "--data", str(data), "load", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    sentence(done, "/dev/shm", "Read-only", "nothing was changed")
    assert str(data) not in done.stderr and state(data) == before


ASKING = [("lookup", "hoa"), ("segment", "học sinh"), ("lookup", "hoa", "--dict", "x")]
CHANGING = [("show", "x"), ("remove", "x"), ("export", "x"), ("rollback",), ("verify",), ("prune",)]


@pytest.mark.parametrize("arguments", [*ASKING, *CHANGING])
def test_nothing_loaded_is_one_sentence_that_tells_who_asks_how_to_load(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    sentence(
        dictsvc(tmp_path / "data", *arguments), *(("dictsvc load", "dictsvc install") if arguments in ASKING else ())
    )
    assert not (tmp_path / "data").exists()


def test_settings_that_cannot_be_are_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "list"], capture_output=True, text=True, env={**os.environ, "DICTSVC_WORKERS": "many"}, check=False
    )
    sentence(done, "DICTSVC_WORKERS", "many")


def test_control_c_ends_quietly_and_changes_nothing(shared: Path, data: Path) -> None:
    before = state(data)
    for shown in ("Reading", "Indexing"):
        process, terminal = on_terminal(data, "load", str(shared / "data/tab/star_vietanh.tab"))
        read_until(terminal, shown)
        os.write(terminal, b"\x03")
        rest = read_until(terminal, None)
        assert process.wait(60) == 130
        assert "Traceback" not in rest and "KeyboardInterrupt" not in rest and "Aborted" not in rest
        assert state(data) == before


def test_a_helper_that_is_killed_ends_the_load_in_one_sentence(shared: Path, data: Path) -> None:
    """As the kernel does to the largest process when memory runs out."""
    before = state(data)
    process, terminal = on_terminal(data, "load", str(shared / "data/tab/star_vietanh.tab"))
    read_until(terminal, "Reading")
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (helpers := listed.read_text().split()):
        assert process.poll() is None
    os.kill(int(helpers[0]), signal.SIGKILL)
    rest = read_until(terminal, None)
    assert process.wait(60) == 1
    assert "ended from outside" in rest and "nothing was changed" in rest and "Traceback" not in rest
    assert state(data) == before


def test_a_fault_of_the_program_is_one_sentence_that_can_be_reported(data: Path) -> None:
    script = (
        "import sys, dictsvc.cli.catalogue as c\n"
        "c.reading.generation = lambda data: 1 // 0\n"
        f"sys.argv = ['dictsvc', '--data', {str(data)!r}, 'list']\n"
        "from dictsvc.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "please report" in done.stderr and "ZeroDivisionError at <string>:2" in done.stderr


def test_the_help_names_every_command_with_a_whole_summary(data: Path) -> None:
    help = dictsvc(data, "--help", COLUMNS="80").stdout
    for name in cli._COMMANDS:
        found = re.search(rf"^  {name} +(\S.*)$", help, re.MULTILINE)
        assert found and not found[1].endswith("..."), name
        assert dictsvc(data, name, "--help").returncode == 0
    assert max(map(len, help.splitlines())) <= 80


def test_output_that_nobody_reads_to_its_end_is_no_error(data: Path) -> None:
    command = " ".join(COMMAND)
    done = subprocess.run(
        ["bash", "-c", f"{command} --data {data} settings --json | head -n 1; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == "" and done.stdout.split("\n")[1] == "0"

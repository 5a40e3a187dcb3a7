"""Folders, settings and signals that are wrong or untimely: the right status, and nothing left behind."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import tarfile
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import py7zr
import pytest
from backports import zstd
from click.testing import CliRunner, Result
from loaded import load_rows
from running import COMMAND, until

from dictsvc.cli import _COMMANDS, main


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), *arguments], catch_exceptions=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    load_rows(tmp_path / "data", "kept", [("một", "one")], source_language="vi")
    return tmp_path / "data"


NEEDS = {
    "list": (), "show": ("kept",), "set": ("kept", "--title", "T"), "remove": ("kept",), "export": ("kept",),
    "lookup": ("một",), "search": ("một",), "segment": ("một",), "eval": (__file__,), "history": (), "rollback": (),
    "prune": (), "verify": (), "rebuild": (), "upgrade": (), "push": ("file:///nowhere",),
    "frequencies": ("--remove",),
}  # fmt: skip
"""Commands that read or change what is there, with arguments; the others make a data folder or need none."""


def test_every_command_is_known_here() -> None:
    assert set(NEEDS) | {
        "load",
        "install",
        "available",
        "serve",
        "settings",
        "pull",
        "follow",
        "store",
        "misses",
    } == set(_COMMANDS)


@pytest.mark.parametrize("command", NEEDS)
def test_a_data_folder_that_is_not_there_is_an_error(tmp_path: Path, command: str) -> None:
    done = run(tmp_path / "mistyped", command, *NEEDS[command])
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.fullmatch(r"dictsvc: \S*mistyped: [^\n]+ --data[^\n]+\.\n", done.stderr), done.stderr
    assert not (tmp_path / "mistyped").exists()


def test_a_new_user_without_a_data_folder_may_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DICTSVC_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    done = CliRunner().invoke(main, ["list"])
    assert done.exit_code == 0 and "dictsvc load FILE" in done.stdout
    monkeypatch.setenv("DICTSVC_DATA", str(tmp_path / "mistyped"))
    assert CliRunner().invoke(main, ["list"]).exit_code == 1


def test_an_empty_name_of_a_folder_is_wrong_usage() -> None:
    done = CliRunner().invoke(main, ["--data", "", "list"])
    assert done.exit_code == 2 and "--data" in done.stderr


@pytest.mark.parametrize("command", ["settings", "settings --json", "--help", "list --help", "serve --help"])
def test_a_setting_that_is_wrong_keeps_no_help_away(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("DICTSVC_WORKERS", "many")
    monkeypatch.setenv("DICTSVC_WROKERS", "2")
    done = CliRunner().invoke(main, command.split())
    assert done.exit_code == 0 and done.stdout
    if command.startswith("settings"):
        assert "DICTSVC_WORKERS='many'" in done.stderr and "DICTSVC_WROKERS is no setting" in done.stderr


@pytest.mark.parametrize("command", sorted({*NEEDS, "load", "install", "available", "settings"} - {"export"}))
def test_every_command_that_says_something_says_it_in_json_too(command: str) -> None:
    assert "--json" in run(Path("unused"), command, "--help").stdout


def test_commands_that_change_something_say_in_json_what(data: Path) -> None:
    def ask(*arguments: str) -> dict[str, object]:
        done = run(data, *arguments, "--json")
        assert done.exit_code == 0, done.output
        found: dict[str, object] = json.loads(done.stdout)
        return found

    done = ask("set", "kept", "--title", "Từ điển")
    assert (done["generation"], done["unchanged"], done["id"], done["title"]) == (2, False, "kept", "Từ điển")
    assert ask("set", "kept", "--title", "Từ điển")["unchanged"] is True
    assert ask("remove", "kept") == {"id": "kept", "generation": 3}
    assert ask("rollback") == {
        "generation": 4,
        "target": 2,
        "changes": [{"id": "kept", "change": "came"}],
        "rebuilt": [],
    }
    assert ask("rebuild") == {"rebuilt": [], "failed": [], "joined": 0}
    (rebuilt,) = ask("rebuild", "kept")["rebuilt"]  # type: ignore[misc]
    assert (rebuilt["id"], rebuilt["generation"], rebuilt["entries"], rebuilt["lost"]) == ("kept", 5, 1, [])
    assert ask("upgrade") == {"generation": 5, "steps": []}
    assert ask("upgrade", "viet-tat")["steps"] == [{"generation": 6, "action": "load viet-tat"}]


def test_verify_ends_with_3_where_something_is_damaged_and_with_1_where_it_could_not_look(data: Path) -> None:
    assert run(data, "verify").exit_code == 0
    assert run(data, "verify", "none").exit_code == 1
    file = max((data / "indexes").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:])
    done = run(data, "verify")
    assert done.exit_code == 3 and "damaged: kept" in done.stderr
    assert run(data, "verify", "--json").exit_code == 3


class _Silent(BaseHTTPRequestHandler):
    def __init__(self, asked: Event, over: Event, *arguments: object) -> None:
        self.asked, self.over = asked, over
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"x" * 10)
        self.asked.set()
        self.over.wait(60)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_during_install_leaves_nothing_in_the_temporary_folder(tmp_path: Path, number: signal.Signals) -> None:
    asked, over = Event(), Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, asked, over))
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    sources = tmp_path / "sources.toml"
    sources.write_text(
        "[[dictionary]]\nname = 'x'\ntitle = 'X'\nfrom = 'vi'\nto = 'en'\nlicence = 'CC0'\n[[dictionary.file]]\n"
        f"url = 'http://127.0.0.1:{server.server_port}/x.tsv'\nsha256 = '{'0' * 64}'\nbytes = 100\n",
        encoding="utf-8",
    )
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [*COMMAND, "--data", tmp_path / "data", "install", "x", "--yes"],
        env={**os.environ, "DICTSVC_SOURCES": str(sources), "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert asked.wait(60)
        until(lambda: list(temporary.rglob("x.tsv")), "the file is on its way")
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    finally:
        over.set()
        server.shutdown()
        server.server_close()
    assert process.returncode == -number
    assert "Traceback" not in said
    assert list(temporary.iterdir()) == []


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dictionary that takes seconds, packed in two ways."""
    folder = tmp_path_factory.mktemp("archives")
    rows = "".join(f"từ {number}\t- {hashlib.sha256(b'%d' % number).hexdigest()}\n" for number in range(150_000))
    (folder / "x.tsv").write_text(rows, encoding="utf-8")
    with py7zr.SevenZipFile(folder / "x.7z", "w", filters=[{"id": py7zr.FILTER_COPY}]) as packed:
        packed.write(folder / "x.tsv", "x.tsv")
    with tarfile.open(folder / "x.tar", "w") as tar:
        tar.add(folder / "x.tsv", "x.tsv")
    (folder / "x.tar.zst").write_bytes(zstd.compress((folder / "x.tar").read_bytes(), 1))
    return folder


@pytest.mark.parametrize(
    ("name", "moment"),
    [("x.7z", "listed"), ("x.7z", "unpacked"), ("x.7z", "read"), ("x.tar.zst", "unpacked"), ("x.tar.zst", "read")],
)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_an_archive_is_loaded_leaves_no_temporary_files(
    tmp_path: Path, archives: Path, name: str, moment: str, number: signal.Signals
) -> None:
    temporary, data = tmp_path / "temporary", tmp_path / "data"
    temporary.mkdir()
    awaited = {"listed": (temporary, "dictsvc-"), "unpacked": (temporary, "x."), "read": (data / "indexes", "")}

    def come() -> bool:
        folder, beginning = awaited[moment]
        inside = (name for _, folders, files in os.walk(folder) for name in (*folders, *files))
        return any(name.startswith(beginning) for name in inside)

    process = subprocess.Popen(
        [*COMMAND, "--data", data, "load", archives / name, "--from", "vi"],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        while not come() and process.poll() is None:
            time.sleep(0.0005)
        if number == signal.SIGINT:  # a terminal sends it to all
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == (130 if number == signal.SIGINT else -number), said
    assert "Traceback" not in said
    assert list(temporary.iterdir()) == []
    assert not data.exists() or not list(data.glob("indexes/*"))

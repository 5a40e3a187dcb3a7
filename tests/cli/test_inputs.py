"""`dictsvc load` from an archive, a folder, standard input and an address, as an admin calls it."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from running import COMMAND, dictsvc

from dictsvc.catalogue.reading import generation

ROWS = "một\t- one\nhai\t- two\nba\t- three\n".encode()


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """The folder for temporary files, empty in the end."""
    path = tmp_path / "temporary"
    path.mkdir()
    yield path
    assert list(path.iterdir()) == []


def archive(path: Path, **files: bytes) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, raw in files.items():
            info = tarfile.TarInfo(f"x/{name}.tab")
            info.size = len(raw)
            tar.addfile(info, io.BytesIO(raw))
    return path


def test_a_member_of_an_archive_is_loaded_and_known_again(tmp_path: Path, temporary: Path) -> None:
    data, path = tmp_path / "data", archive(tmp_path / "a.tgz", little=ROWS, other=ROWS[:12])
    done = dictsvc(data, "load", path, TMPDIR=str(temporary))
    assert done.returncode == 1 and "choose one with --member" in done.stderr
    for times in (1, 2):
        done = dictsvc(data, "load", path, "--member", "little.tab", "--json", TMPDIR=str(temporary))
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["unchanged"] is (times == 2)
    (loaded,) = generation(data).dictionaries
    assert (loaded.id, loaded.entries, loaded.file) == ("little", 3, str(path))
    archive(path, little=ROWS + "bốn\t- four\n".encode())
    done = dictsvc(data, "load", path, TMPDIR=str(temporary))
    assert done.returncode == 0, done.stderr
    assert generation(data).dictionaries[0].entries == 4


def piped(data: Path, raw: bytes, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, "--data", str(data), "load", "-", *arguments],
        input=raw,
        capture_output=True,
        env={**os.environ, "COLUMNS": "100", **environment},
        check=False,
    )


def test_standard_input_is_loaded_under_the_id_that_was_said(tmp_path: Path, temporary: Path) -> None:
    data = tmp_path / "data"
    for number, raw in enumerate((ROWS, gzip.compress(ROWS), archive(tmp_path / "a.tgz", b=ROWS).read_bytes())):
        done = piped(data, raw, "--id", f"little-{number}", TMPDIR=str(temporary))
        assert done.returncode == 0, done.stderr
    assert [(one.id, one.entries, one.file) for one in generation(data).dictionaries] == [
        (f"little-{number}", 3, "") for number in range(3)
    ]
    assert b"say with --id" in piped(data, ROWS).stderr
    assert b"standard input is empty" in piped(data, b"", "--id", "x").stderr


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Of a server of the files in a folder."""
    (tmp_path / "served").mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "served")))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_address_is_fetched_and_loaded(tmp_path: Path, temporary: Path, address: str) -> None:
    data = tmp_path / "data"
    archive(tmp_path / "served/từ.tar.gz", little=ROWS)
    done = dictsvc(data, "load", f"{address}/t%E1%BB%AB.tar.gz?v=1", TMPDIR=str(temporary))
    assert done.returncode == 0, done.stderr
    (loaded,) = generation(data).dictionaries
    assert (loaded.id, loaded.entries, loaded.file) == ("little", 3, f"{address}/t%E1%BB%AB.tar.gz?v=1")
    for wrong, says in (("/none.tab", "404"), ("/a b", "no address")):
        done = dictsvc(data, "load", address + wrong, TMPDIR=str(temporary))
        assert done.returncode == 1 and says in done.stderr
    assert "no address that can be fetched" in dictsvc(data, "load", "ftp://example.org/a.tab").stderr
    assert "no address that can be fetched" in dictsvc(data, "load", "file:///etc/passwd").stderr

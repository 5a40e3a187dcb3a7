"""The real command and the real server, run as an admin runs them."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from dictsvc.cli import main

COMMAND = [sys.executable, "-m", "dictsvc"]
_CHANCE = random.SystemRandom()  # a seed set by a test does not reach it


def dictsvc(data: Path, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `dictsvc` on a data folder to its end, in this process: a tenth of what a process of its own takes."""
    streams = {name: TextIOWrapper(BytesIO(), encoding="utf-8") for name in ("stdin", "stdout", "stderr")}
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as end:
        for variable, value in ({"COLUMNS": "100"} | environment).items():
            patch.setenv(variable, value)
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        patch.setattr(tempfile, "tempdir", None)  # found anew from TMPDIR
        main(["--data", str(data), *map(str, arguments)], prog_name="dictsvc")
    assert isinstance(end.value.code, int)
    printed = []
    for name in ("stdout", "stderr"):
        streams[name].seek(0)
        printed.append(streams[name].read())
    return subprocess.CompletedProcess(arguments, end.value.code, *printed)


_OLDER = """
import sys
from dictsvc.vietnamese import fold
fold.FOLD_VERSION -= 1
from dictsvc.cli import main
main(sys.argv[1:])
"""


def load_with_older_fold(data: Path, file: Path) -> None:
    """Load as a version of the program did whose fold was another one."""
    command = [sys.executable, "-c", _OLDER, "--data", str(data), "load", str(file), "--from", "vi"]
    subprocess.run(command, check=True, capture_output=True)


def clean_environment(**more: str) -> dict[str, str]:
    """This process's variables without those that set something of the program or of an object store, and more."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DICTSVC_", "AWS_"))}
    return {**kept, "DICTSVC_LANG": "en", **more}


def free_port(further: int = 0) -> int:
    """A port that nobody listens on, nor on the one that is `further` above it.

    Below the range that the kernel gives to connections (`ip_local_port_range`, from 32,768 on), else one of them may
    take it before the server that it is meant for.
    """
    while True:
        port = _CHANCE.randrange(10_240, 32_768 - further)
        with suppress(OSError), socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", port))
            if further:
                second.bind(("127.0.0.1", port + further))
            return port


def fetch(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case, body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(address, headers=named), timeout=30) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()


def get(address: str) -> tuple[int, Any]:
    """Status, and JSON or text."""
    status, _, body = fetch(address)
    try:
        return status, json.loads(body)
    except ValueError:
        return status, body.decode(errors="replace")


def received(connection: socket.socket) -> bytes:
    """Bytes until the other side closes."""
    parts = []
    with suppress(ConnectionResetError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


@dataclass
class Server:
    """`dictsvc serve` on a data folder, on a port that stays the same over stop and start.

    files: soft and hard limit of open ones.
    """

    data: Path
    log: Path
    options: tuple[str, ...] = ()
    workers: int = 1
    files: tuple[int, int] | None = None
    environment: dict[str, str] = field(default_factory=clean_environment)
    port: int = field(default_factory=free_port)
    opened: list[socket.socket] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def launch(self) -> None:
        """Start it, at once; whether it answers is another question."""
        bind = ("--bind", f"127.0.0.1:{self.port}", "--workers", str(self.workers))
        limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, self.files) if self.files else None
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "--data", str(self.data), "serve", *bind, *self.options],
                env=self.environment,
                stdout=log,
                stderr=log,
                preexec_fn=limit,
                start_new_session=True,
            )

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.launch()
        until(self._answers, "the server answers", 60)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]
        try:
            return get(f"{self.address}/healthz")[0] == 200
        except OSError:
            return False

    def stop(self) -> None:
        """As a service manager does."""
        for connection in self.opened:
            connection.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        finally:
            self.kill()

    def kill(self) -> None:
        """The whole of it, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def connect(self, *, narrow: bool = False) -> socket.socket:
        """A plain connection. narrow: takes in a few kilobytes at a time."""
        made = socket.socket()
        made.settimeout(30)
        if narrow:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.connect(("127.0.0.1", self.port))
        self.opened.append(made)
        return made

    def raw(self, request: bytes) -> bytes:
        """Everything that comes back for some bytes, until the server closes."""
        with self.connect() as connection:
            connection.sendall(request)
            return received(connection)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers in lower case, body."""
        return fetch(self.address + path, **headers)


@contextmanager
def serving(
    data: Path,
    log: Path | None = None,
    *options: str,
    workers: int = 1,
    files: tuple[int, int] | None = None,
    **settings: str,
) -> Iterator[Server]:
    """A server that answers, stopped at the end. settings: by the names of `dictsvc settings`, without DICTSVC_."""
    environment = clean_environment(**{f"DICTSVC_{name}": value for name, value in settings.items()})
    server = Server(data, log or data.with_suffix(".log"), options, workers, files, environment)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def until(true: Callable[[], object], what: str, seconds: float = 30) -> float:
    """Wait for something to become true; the seconds that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() < began + seconds, f"waited {seconds} s in vain until {what}"
        time.sleep(0.03)
    return time.monotonic() - began

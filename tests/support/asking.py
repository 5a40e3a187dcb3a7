"""Real servers on free ports and how to ask them; the headwords of the test dictionaries."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from running import free_port, until

ODD = [
    ".",
    "..",
    "/",
    "/etc",
    "a/b",
    "a//b",
    "a/",
    "50%",
    "a?b",
    "a#b",
    "a&b=c",
    "x+y",
    "C++",
    'nói "đùa"',
    "<b>",
    "😀 cười",
]
"""Headwords that an address has to hold."""
WORDS = "học, học sinh, học hành, học phí, đường, đương, dương, hoà, hóa, hoa, Đường, thuỷ, lý, kỳ, xã hội".split(", ")


@dataclass
class Server:
    """A running `dictsvc serve`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    opened: list[socket.socket] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

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


def received(connection: socket.socket) -> bytes:
    """Bytes until the other side closes."""
    parts = []
    with suppress(ConnectionResetError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def fetch(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case, body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=named), timeout=30) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()


@contextmanager
def serving(
    data: Path,
    log: Path,
    *options: str,
    workers: int = 1,
    files: tuple[int, int] | None = None,
    **settings: str,
) -> Iterator[Server]:
    """`dictsvc serve` in a process of its own, stopped at the end. files: soft and hard limit of open ones."""
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DICTSVC_")}
    environment = {**clean, "DICTSVC_DATA": str(data), **{f"DICTSVC_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "dictsvc", "serve", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += options
    with log.open("wb") as output:
        limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, files) if files else None
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, preexec_fn=limit)
    server = Server(process, port, log)
    try:
        until(lambda: answers(server), f"the server answers (its log: {log.read_text(errors='replace')[-2000:]})")
        yield server
    finally:
        for connection in server.opened:
            connection.close()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def answers(server: Server) -> bool:
    """Whether the server is up; fails where its process ended."""
    assert server.process.poll() is None, server.log.read_text(errors="replace")
    try:
        return server.get("/healthz")[0] == 200
    except OSError:
        return False

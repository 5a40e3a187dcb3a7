"""The real command and the real server, run as an admin runs them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from dictsvc.cli import main

COMMAND = [sys.executable, "-m", "dictsvc"]


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


def process(data: Path, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, for what only that can show."""
    return subprocess.run(
        [*COMMAND, "--data", str(data), *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "100", **environment},
        check=False,
    )


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


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(url: str) -> tuple[int, Any]:
    """Status and JSON body (or text) of an address."""
    try:
        with urlopen(url, timeout=10) as response:
            status, body = response.status, response.read()
    except HTTPError as error:
        status, body = error.code, error.read()
    try:
        return status, json.loads(body)
    except ValueError:
        return status, body.decode(errors="replace")


@contextmanager
def server(data: Path, *arguments: str, **environment: str) -> Iterator[str]:
    """`dictsvc serve` on a free port, until it answers; its address. Stopped afterwards, gracefully."""
    port = free_port()
    process = subprocess.Popen(
        [*COMMAND, "--data", str(data), "serve", "--bind", f"127.0.0.1:{port}", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while True:
            if process.poll() is not None:
                raise AssertionError(f"the server ended: {process.stderr.read() if process.stderr else ''}")
            try:
                get(f"{address}/healthz")
                break
            except (URLError, OSError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def until(true: Callable[[], object], what: str, seconds: float = 30) -> float:
    """Wait for something to become true; the seconds that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() < began + seconds, f"waited {seconds} s in vain until {what}"
        time.sleep(0.03)
    return time.monotonic() - began

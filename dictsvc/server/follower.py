"""The process beside a server's workers that follows an object store. The master starts it, and anew when it has ended.

A process of its own, started and not forked: obstore has threads, and what has threads must not fork, as the master
does. It ends with the master, however that ends.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Self

from dictsvc.config import Config
from dictsvc.errors import StoreError
from dictsvc.store.follower_status import SharedStatus

PAUSE = 5.0
"""Seconds at the least between two starts."""


class FollowerProcess:
    """Runs `dictsvc follow` inside a `with`, for as long as the server runs. status: where it shows how it fares.

    Raises StoreError, before anything is started, unless the store of these settings can be followed here.
    """

    def __init__(self, settings: Config) -> None:
        _check(settings.follow)
        self.status = SharedStatus.make()
        self._command = [
            *(sys.executable, "-m", "dictsvc", "--data", str(settings.data)),
            *("follow", settings.follow, "--status", str(self.status.handle)),
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self._next = 0.0

    def __enter__(self) -> Self:
        self.look()
        return self

    def look(self) -> None:
        """Start it where it does not run. Called about once a second."""
        if (self._process is None or self._process.poll() is not None) and time.monotonic() >= self._next:
            self._next = time.monotonic() + PAUSE
            self._process = subprocess.Popen(self._command, pass_fds=(self.status.handle,), stdin=subprocess.DEVNULL)

    def __exit__(self, *raised: object) -> None:
        """End it; it can be ended at any instant."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _check(url: str) -> None:
    """Raise StoreError unless a store of this address can be followed here. Does not load obstore."""
    from importlib.util import find_spec

    from dictsvc.store import objects

    objects.check(url)
    if find_spec("obstore") is None:
        raise StoreError(
            "object stores need the package obstore; install it with `pip install 'dictsvc[store]'`", kind="unfit"
        )

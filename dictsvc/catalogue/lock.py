"""One writer at a time: an advisory lock on a file of the data folder, which says who holds it."""

from __future__ import annotations

import fcntl
import getpass
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dictsvc.errors import CatalogueError


@contextmanager
def exclusive(data: Path, action: str, *, patience: float = 10.0) -> Iterator[None]:
    """Hold the lock of a data folder; waits up to `patience` seconds, then raises CatalogueError naming the holder.

    The kernel frees the lock when its process ends in whatever way, so a leftover file means nothing.
    """
    path = data / "lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
    except OSError as error:
        raise CatalogueError(
            f"{path}: cannot be written ({error.strerror}); check the owner and rights of {data}"
        ) from error
    try:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    holder = os.pread(handle, 300, 0).decode(errors="replace").strip() or "another process"
                    raise CatalogueError(f"{data}: being changed by {holder}; try again when that has ended") from None
                time.sleep(0.1)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{_user()}, process {os.getpid()} ({action})\n".encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"

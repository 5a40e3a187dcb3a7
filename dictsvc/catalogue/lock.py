"""One writer at a time: advisory locks on the data folder and on a file in it, which says who holds them.

The folder's lock cannot be taken away under its holder, as a file can be by whoever takes it for a leftover. The file's
is for file systems that lock no folders (NFS), and for earlier versions of the program, which know no other.
"""

from __future__ import annotations

import fcntl
import getpass
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from dictsvc.catalogue.rights import inherit
from dictsvc.errors import CatalogueError, Message


@contextmanager
def exclusive(data: Path, action: str, *, patience: float = 10.0) -> Iterator[None]:
    """Hold the locks of a data folder; waits up to `patience` seconds, then raises CatalogueError naming the holder.

    The kernel frees them when their process ends in whatever way, so a leftover file means nothing.
    """
    path = data / "lock"
    until = time.monotonic() + patience
    with ExitStack() as held:
        try:
            folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            held.callback(os.close, folder)
            _wait(lambda: _flock(folder), data, until)
            file = _wait(lambda: _locked(path), data, until)
            held.callback(os.close, file)
        except OSError as error:
            raise CatalogueError(
                "{path}: cannot be written ({reason}); check the owner and rights of {data}",
                path=path,
                reason=error.strerror,
                data=data,
            ) from error
        os.ftruncate(file, 0)
        os.pwrite(file, f"{_user()}, process {os.getpid()} ({action})\n".encode(errors="surrogateescape"), 0)
        yield
        os.ftruncate(file, 0)


@contextmanager
def turn(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold an advisory lock on a folder. waiting: called about ten times a second meanwhile; it may raise something.

    Where the file system locks no folders nobody waits. Raises OSError.
    """
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        while _flock(opened) is None:
            waiting()
            time.sleep(0.1)
        yield
    finally:
        os.close(opened)


def _wait(attempt: Callable[[], int | None], data: Path, until: float) -> int:
    """What `attempt` returns, once that is not None."""
    while (got := attempt()) is None:
        if time.monotonic() > until:
            holder = ""
            with suppress(OSError):
                holder = (data / "lock").read_text(encoding="utf-8", errors="replace")[:300].strip()
            raise CatalogueError(
                "{data}: being changed by {holder}; try again when that has ended",
                data=data,
                holder=holder or Message("another process"),
            )
        time.sleep(0.1)
    return got


def _flock(handle: int) -> int | None:
    """Lock what is opened; None where another process has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    except OSError:  # a file system without locks on folders
        pass
    return handle


def _locked(path: Path) -> int | None:
    """Open and lock the file; None where another process has it, or where it was replaced meanwhile."""
    new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
    try:
        if new:
            inherit(path)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(file), path.stat()):
            return file
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(file)
        raise
    os.close(file)
    return None


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"

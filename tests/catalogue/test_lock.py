"""One writer at a time, whatever is done to the lock file meanwhile."""

from __future__ import annotations

import fcntl
import shutil
import threading
from pathlib import Path

import pytest

from dictsvc.catalogue.lock import exclusive
from dictsvc.catalogue.writing import writer
from dictsvc.errors import CatalogueError


@pytest.mark.parametrize("replaced", [False, True])
def test_a_lock_file_that_is_removed_or_replaced_under_its_holder_lets_nobody_in(
    words: Path, tmp_path: Path, replaced: bool
) -> None:
    data = Path(shutil.copytree(words, tmp_path / "data"))
    with writer(data, "load"):
        (data / "lock").unlink()
        if replaced:
            (data / "lock").touch()
        with pytest.raises(CatalogueError, match="being changed by"), writer(data, "remove", patience=0.2):
            pass
    with writer(data, "remove", patience=0.2):
        pass


def test_who_waited_on_a_lock_file_that_was_replaced_meanwhile_holds_the_new_one(tmp_path: Path) -> None:
    """The file's own lock, which an earlier version or another machine on NFS knows alone."""
    path = tmp_path / "lock"
    holds = threading.Event()
    enough = threading.Event()

    def wait() -> None:
        with exclusive(tmp_path, "wait"):
            holds.set()
            enough.wait(10)

    with path.open("w") as old:
        fcntl.flock(old, fcntl.LOCK_EX)
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not holds.wait(0.3)
        path.unlink()
        path.touch()
    try:
        assert holds.wait(10)
        with path.open("r+") as new, pytest.raises(BlockingIOError):
            fcntl.flock(new, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        enough.set()
        waiting.join()

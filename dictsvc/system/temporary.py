"""Folders that are gone when whoever made them has ended, by a signal too, unless it was killed.

Between the making of a folder and the moment at which somebody holds its name a signal may come, whose handler raises;
so a name is chosen, and its removal seen to, before the folder is made.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path


class TemporaryFolder:
    """A folder that goes with its last holder, or when it is closed; a forked process leaves it alone.

    It is made when it is first needed. In a `with`, the value is a folder inside.
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self._numbers = 0
        self._remove: Callable[[], object] = lambda: None

    @property
    def used(self) -> bool:
        """Whether a folder was made."""
        return self._path is not None

    def new(self) -> Path:
        """A folder inside, made now."""
        if self._path is None:
            path = Path(tempfile.gettempdir(), f"dictsvc-{secrets.token_hex(8)}")
            self._remove = weakref.finalize(self, _remove, path, os.getpid())
            path.mkdir(mode=0o700)
            self._path = path
        self._numbers += 1
        inside = self._path / str(self._numbers)
        inside.mkdir()
        return inside

    def close(self) -> None:
        """Remove it now."""
        self._remove()

    def __enter__(self) -> Path:
        return self.new()

    def __exit__(self, *raised: object) -> None:
        self.close()


def _remove(path: Path, process: int) -> None:
    """Remove a folder in the process that made it, and in no fork of it."""
    if os.getpid() == process:
        try:
            shutil.rmtree(path, ignore_errors=True)
        finally:  # a signal may have come meanwhile
            shutil.rmtree(path, ignore_errors=True)

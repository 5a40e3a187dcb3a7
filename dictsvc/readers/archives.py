"""Zip archives, as Yomitan and Excel use them: damage is told in one sentence, nothing unpacks beyond the limits.

Knows no dictionary format.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dictsvc.errors import SourceError
from dictsvc.readers import files
from dictsvc.readers.source import Limits, brief

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What reading a damaged archive may raise."""


@contextmanager
def opened(path: Path, what: str = "zip archive") -> Iterator[zipfile.ZipFile]:
    """An archive while it is read; SourceError where that shows it to be damaged. what: kind of file, for people."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGE as error:
        raise SourceError(f"{path.name} is a damaged {what} ({brief(error)}); copy or download it again.") from error


class Member:
    """One member of an archive as a stream, until it has given more bytes than the limits allow.

    moved: called with the bytes given so far.
    """

    def __init__(
        self,
        archive: zipfile.ZipFile,
        name: str,
        limits: Limits,
        moved: Callable[[int], None] = lambda given: None,
    ) -> None:
        self.info = archive.getinfo(name)
        self._file = archive.open(name)
        self._limits = limits
        self._moved = moved
        self._given = 0

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; all that are left without a size."""
        raw = self._file.read(size)
        self._given += len(raw)
        files.check_unpacked(self.info.filename, self._given, self.info.compress_size, self._limits)
        self._moved(self._given)
        return raw

"""Zip archives, as Yomitan and Excel use them: damage is told in one sentence, nothing unpacks beyond the limits.

All members together are held against the size of the archive on disk, since members may share their bytes. Only what
is stored or deflated is read: the two formats know no other way of packing, and the standard library unpacks the other
ways whole. Knows no dictionary format.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dictsvc.errors import Message, SourceError
from dictsvc.readers import files
from dictsvc.readers.source import Limits, brief

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What reading a damaged archive may raise."""
_WAYS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))


class Archive:
    """An open archive. names: of its members, in its order."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._name = path.name
        self._size = path.stat().st_size
        self._archive = archive
        self._limits = limits
        self._given = 0
        self.names = tuple(archive.namelist())

    def open(self, name: str, moved: Callable[[int], None] = lambda packed: None) -> Member:
        """One member as a stream; `moved` is called with how many of its packed bytes were consumed."""
        info = self._archive.getinfo(name)
        if info.compress_type not in _WAYS:
            raise SourceError(
                "{name} packs {packed!r} by another method than deflate ({method}), which is not "
                "read here; unpack it and pack it again by the usual method.",
                name=self._name,
                packed=name[:80],
                method=info.compress_type,
            )
        return Member(self, self._archive.open(info), info, moved)

    def count(self, given: int) -> None:
        """So many more bytes came out of it. SourceError where they are too many by now."""
        self._given += given
        files.check_unpacked(self._name, self._given, self._size, self._limits)


class Member:
    """A member of an archive as a stream. packed: its size in the archive, bytes."""

    def __init__(self, archive: Archive, file: IO[bytes], info: zipfile.ZipInfo, moved: Callable[[int], None]) -> None:
        self.packed = info.compress_size
        self._size = max(1, info.file_size)
        self._archive = archive
        self._file = file
        self._moved = moved
        self._given = 0

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""
        raw = self._file.read(size)
        self._given += len(raw)
        self._archive.count(len(raw))
        self._moved(int(self.packed * min(1.0, self._given / self._size)))
        return raw


@contextmanager
def opened(path: Path, limits: Limits, what: str = Message("zip archive")) -> Iterator[Archive]:
    """An archive while it is read; SourceError where that shows it to be damaged. what: kind of file, for people."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Archive(path, archive, limits)
    except _DAMAGE as error:
        raise SourceError(
            "{file} is a damaged {what} ({error}); copy or download it again.",
            file=path.name,
            what=what,
            error=brief(error),
        ) from error

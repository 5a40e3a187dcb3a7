"""Lists or unpacks a 7-Zip archive with py7zr, as a script that `bounded_child` runs; imports nothing of dictsvc.

{"encrypted": true}        it has a password
{"name": name}             a file in it, where they are listed
{"given": bytes}           so many were unpacked
{"end": number of files}   last
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import py7zr
from py7zr.io import Py7zIO, WriterFactory

_ROOT = "/archive/"


class _Target(Py7zIO):
    def __init__(self, files: _Targets, path: str) -> None:
        self._files = files
        self._file: IO[bytes] = Path(path).open("wb")  # noqa: SIM115
        self._size = 0

    def write(self, piece: bytes | bytearray) -> int:
        self._files.left -= len(piece)
        if self._files.left < 0:
            raise ValueError("it unpacks to more than the limits allow; it looks made to fill the disk")
        self._size += len(piece)
        return self._file.write(piece)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset

    def flush(self) -> None:
        self._file.flush()

    def size(self) -> int:
        return self._size

    def close(self) -> None:
        self._file.close()


class _Targets(WriterFactory):
    """Member -> file. left: bytes that may still be written."""

    def __init__(self, paths: dict[str, str], left: int) -> None:
        self.paths, self.left = paths, left
        self.opened: list[_Target] = []

    def create(self, filename: str) -> Py7zIO:
        target = _Target(self, self.paths[filename.removeprefix(_ROOT)])
        self.opened.append(target)
        return target


def messages(path: str, most: str, left: str = "0", *pairs: str) -> Iterator[dict[str, object]]:
    """List at most so many files, or unpack those of `pairs`, name and target by turns, within `left` bytes."""
    with Path(path).open("rb") as file:
        try:
            with py7zr.SevenZipFile(file) as archive:
                if archive.needs_password():
                    yield {"encrypted": True}
                    return
                inside = [info.filename for info in archive.list() if info.is_file]
                for name in inside[: int(most)]:
                    yield {"name": name}
                if pairs:
                    wanted = dict(zip(pairs[::2], pairs[1::2], strict=True))
                    paths = {str(PurePosixPath(name)): target for name, target in wanted.items()}
                    targets = _Targets(paths, int(left))
                    archive.extract(_ROOT, targets=list(wanted), factory=targets)
                    for target in targets.opened:
                        target.close()
                    yield {"given": int(left) - targets.left}
                yield {"end": len(inside)}
        except py7zr.exceptions.PasswordRequired:
            yield {"encrypted": True}

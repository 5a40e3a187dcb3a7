"""Archives: zip, tar, 7-Zip and folders, as lists of members that can be opened or copied out.

Damage is told in one sentence, and nothing unpacks beyond the limits: all members together are held against the size of
the archive on disk, since members may share their bytes. A name that leads out of the folder is refused, links and
devices are passed over. Of zip, only what is stored or deflated is read: the standard library unpacks the other ways
whole. 7-Zip is unpacked by py7zr, which the extra `dictsvc[archives]` brings, in a process of its own, since its format
lets a small file ask for gigabytes. Knows no dictionary format.
"""

from __future__ import annotations

import importlib.util
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from dictsvc.errors import Message, SourceError
from dictsvc.readers import bounded, files
from dictsvc.readers.source import Limits, brief

MEMBERS = 100_000
"""That an archive may have; a list of more takes too much memory."""
_PIECE = 256 * 1024
_DIRECTORY = 16 * 1024**2  # bytes that a zip archive's list of members may have: some 200,000 members
_HEADER = 1024 * 1024  # bytes that one header of a tar archive may have
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
    OverflowError, KeyError, IndexError,
)  # fmt: skip
"""What reading a damaged archive may raise."""
_WAYS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_ENCRYPTED = 1
_7Z_MEMORY = 448 * 1024**2  # bytes of address space: archives of the strongest preset unpack within 250 million


class Archive:
    """An open zip archive, or the folder that one was unpacked into. names: of its members, in its order."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._name = path.name
        self._size = path.stat().st_size
        self._archive = archive
        self._limits = limits
        self._given = 0
        self.names = tuple(info.filename for info in archive.infolist() if not info.is_dir())

    def check(self) -> None:
        """Refuse what `open` would, and what says itself that it is too large, for a library that reads all."""
        for info in self._archive.infolist():
            self.open(info.filename).close()
            self.count(info.file_size)

    def open(self, name: str, moved: Callable[[int], None] = lambda packed: None) -> Member:
        """One member as a stream; `moved` is called with how many of its packed bytes were consumed."""
        info = self._archive.getinfo(name)
        if info.flag_bits & _ENCRYPTED:
            raise encrypted(self._name)
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

    def close(self) -> None:
        """Let go of it."""
        self._file.close()

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""
        raw = self._file.read(size)
        self._given += len(raw)
        self._archive.count(len(raw))
        self._moved(int(self.packed * min(1.0, self._given / self._size)))
        return raw


@contextmanager
def opened(path: Path, limits: Limits, what: str = Message("zip archive")) -> Iterator[Archive]:
    """A zip archive while it is read; SourceError where that shows it to be damaged. what: kind of file, for people."""
    with _damage(path, what):
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            yield Archive(path, archive, limits)


@contextmanager
def _damage(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise SourceError(
            "{file} is a damaged {what} ({error}); copy or download it again.",
            file=path.name,
            what=what,
            error=brief(error),
        ) from error


def _check_directory(path: Path) -> None:
    """Refuse a zip archive whose list of members is too long, before it is in memory."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 66_000))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    stated = int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0
    if stated == 0xFFFFFFFF and (wide := end.rfind(b"PK\x06\x06", 0, at)) >= 0:
        stated = int.from_bytes(end[wide + 40 : wide + 48], "little")
    if min(stated, size) > _DIRECTORY:
        raise _too_many(path.name)


def _too_many(name: str) -> SourceError:
    return SourceError(
        "{file} holds more than {most:,} files; take the dictionary out of it and name that.", file=name, most=MEMBERS
    )


def encrypted(name: str) -> SourceError:
    """What is said of an archive with a password."""
    return SourceError("{file} is encrypted; unpack it with its password and name the file inside.", file=name)


class Budget:
    """Bytes that one file named by an admin may unpack to, over all layers. name, size: of that file, on disk."""

    def __init__(self, name: str, size: int, limits: Limits) -> None:
        self._name, self._size, self._limits = name, size, limits
        self._given = 0

    @property
    def left(self) -> int:
        """Bytes that may still come."""
        most = min(self._limits.unpacked, max(self._limits.free, self._size * self._limits.ratio))
        return max(0, most - self._given)

    def count(self, given: int) -> None:
        """So many more bytes came. SourceError where they are too many by now."""
        self._given += given
        files.check_unpacked(self._name, self._given, self._size, self._limits)


def kind(path: Path, start: bytes) -> str:
    """zip, tar, 7z or folder; '' for a file that is no archive. start: its first 512 bytes or more."""
    if path.is_dir():
        return "folder"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if start.startswith(b"7z\xbc\xaf\x27\x1c"):
        return "7z"
    return "tar" if start[257:262] == b"ustar" or (start and ending(path.name) == ".tar") else ""


def names(path: Path, kind: str, limits: Limits) -> dict[str, str]:
    """The files in an archive, as name with slashes -> name as the archive has it. SourceError for hostile names."""
    with _damage(path, _WHAT[kind]):
        found = _NAMES[kind](path, limits)
        usable: dict[str, str] = {}
        for number, name in enumerate(found):
            if number >= MEMBERS:
                raise _too_many(path.name)
            parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
            if ".." in parts or "\0" in name:
                raise SourceError(
                    "{file} holds {name!r}, which would be unpacked outside of its folder; it is not read.",
                    file=path.name,
                    name=name[:80],
                )
            if parts:
                usable.setdefault("/".join(parts), name)
        return usable


def copy(path: Path, kind: str, targets: dict[str, Path], limits: Limits, budget: Budget) -> None:
    """Copy members, named as the archive names them, to files. Raises SourceError."""
    with _damage(path, _WHAT[kind]):
        _COPY[kind](path, targets, limits, budget)


def _write(read: Callable[[int], bytes], target: Path, budget: Budget) -> None:
    with target.open("wb") as file:
        while piece := read(_PIECE):
            budget.count(len(piece))
            file.write(piece)


def unpack(path: Path, target: Path, limits: Limits, budget: Budget) -> None:
    """Write what a compressed file holds to another."""
    with target.open("wb") as file:
        for piece in files.pieces(path, limits):
            budget.count(len(piece))
            file.write(piece)


def _zip_names(path: Path, limits: Limits) -> Iterable[str]:
    with opened(path, limits) as archive:
        return archive.names


def _zip_copy(path: Path, targets: dict[str, Path], limits: Limits, budget: Budget) -> None:
    with opened(path, limits) as archive:
        for name, target in targets.items():
            _write(archive.open(name).read, target, budget)


class _Headers:
    """A tar archive's file, of which no header is read that is larger than any honest one."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _HEADER:
            raise tarfile.ReadError("a header of more than a megabyte")
        return self._file.read(size)


def _tar_members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (info := archive.next()) is not None:
        archive.members.clear()  # type: ignore[attr-defined]  # which would keep all
        if info.isreg():
            yield info


@contextmanager
def _tar(path: Path) -> Iterator[tarfile.TarFile]:
    with path.open("rb") as file, tarfile.open(fileobj=_Headers(file), mode="r:") as archive:  # type: ignore[call-overload]
        yield archive


def _tar_names(path: Path, limits: Limits) -> Iterable[str]:
    with _tar(path) as archive:
        return [info.name for _, info in zip(range(MEMBERS + 1), _tar_members(archive), strict=False)]


def _tar_copy(path: Path, targets: dict[str, Path], limits: Limits, budget: Budget) -> None:
    left = dict(targets)
    with _tar(path) as archive:
        for info in _tar_members(archive):
            if (target := left.pop(info.name, None)) is not None:
                member = archive.extractfile(info)
                assert member is not None
                _write(member.read, target, budget)
                if target.stat().st_size != info.size:
                    raise tarfile.ReadError("it is cut short")
            if not left:
                return


def _7z(path: Path, limits: Limits, *arguments: object) -> Iterator[dict[str, Any]]:
    if importlib.util.find_spec("py7zr") is None:
        raise SourceError(
            "{file} is a 7-Zip archive: install what reads it with pip install 'dictsvc[archives]', or unpack it "
            "first.",
            file=path.name,
        )
    for message in bounded.messages(
        "sevenzip_child.py",
        path.absolute(),
        *arguments,
        file=path.name,
        library="py7zr",
        memory=_7Z_MEMORY,
        seconds=limits.seconds_for(path),
        longest=1_000_000,
    ):
        if "encrypted" in message:
            raise encrypted(path.name)
        yield message


def _7z_names(path: Path, limits: Limits) -> Iterable[str]:
    return [
        name for message in _7z(path, limits, MEMBERS + 1) for name in [message.get("name")] if isinstance(name, str)
    ]


def _7z_copy(path: Path, targets: dict[str, Path], limits: Limits, budget: Budget) -> None:
    pairs = [text for name, target in targets.items() for text in (name, target)]
    for message in _7z(path, limits, 0, budget.left, *pairs):
        budget.count(int(message.get("given", 0)))


def _folder_names(path: Path, limits: Limits) -> Iterable[str]:
    for folder, _, inside in os.walk(path):
        for name in sorted(inside):
            if (file := Path(folder, name)).is_file():
                yield file.relative_to(path).as_posix()


def _folder_copy(path: Path, targets: dict[str, Path], limits: Limits, budget: Budget) -> None:
    raise NotImplementedError  # its files are read where they are


_WHAT = {
    "zip": Message("zip archive"),
    "tar": Message("tar archive"),
    "7z": Message("7-Zip archive"),
    "folder": Message("folder"),
}
_NAMES: dict[str, Callable[[Path, Limits], Iterable[str]]] = {
    "zip": _zip_names, "tar": _tar_names, "7z": _7z_names, "folder": _folder_names,
}  # fmt: skip
_COPY: dict[str, Callable[[Path, dict[str, Path], Limits, Budget], None]] = {
    "zip": _zip_copy, "tar": _tar_copy, "7z": _7z_copy, "folder": _folder_copy,
}  # fmt: skip


def ending(name: str) -> str:
    """The last ending of a name, lower case: `.gz` of a.tab.GZ."""
    return PurePosixPath(name).suffix.lower()

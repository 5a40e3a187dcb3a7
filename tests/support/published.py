"""The sections of a published index, to be read and spoilt."""

from __future__ import annotations

import tarfile
from pathlib import Path

from dictsvc.catalogue import layout
from dictsvc.index import files


def folder_of(data: Path, id: str) -> Path:
    """The one index folder of a dictionary."""
    (folder,) = layout.indexes(data).glob(f"{id}-????????????")
    return folder


def place(folder: Path, name: str) -> tuple[Path, int, int]:
    """(file, first byte, size) of a section, or of a file of that name."""
    if (folder / name).exists():
        return folder / name, 0, (folder / name).stat().st_size
    with tarfile.open(folder / files.ARCHIVE) as archive:
        member = archive.getmember(name)
        return folder / files.ARCHIVE, member.offset_data, member.size


def names(folder: Path) -> list[str]:
    """The sections."""
    with tarfile.open(folder / files.ARCHIVE) as archive:
        return archive.getnames()


def read(folder: Path, name: str) -> bytes:
    """The bytes of a section."""
    path, first, size = place(folder, name)
    return path.read_bytes()[first : first + size]


def put(folder: Path, name: str, content: bytes, at: int = 0) -> None:
    """Write bytes into a section, in place."""
    path, first, size = place(folder, name)
    assert at + len(content) <= size
    with path.open("r+b") as file:
        file.seek(first + at)
        file.write(content)


def flip(folder: Path, name: str, at: int = -1) -> None:
    """Change one bit of a section in place."""
    content = read(folder, name)
    at %= len(content)
    put(folder, name, bytes([content[at] ^ 0x04]), at)

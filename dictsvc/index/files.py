"""The sections of an index: named runs of bytes in one file, written once, memory-mapped ever after.

index.tar holds them as a tar archive, which says by itself where each begins, so that entries can be read even where
index.json is lost. A process maps it once: one mapping and one open file for each index (from Python 3.13 on none),
whatever it consists of. The builder writes each section as a file of its own, then packs them.

Knows nothing of what is in a section, but for arrays of little-endian integers.
"""

from __future__ import annotations

import errno
import hashlib
import io
import mmap
import sys
import tarfile
import threading
from array import array
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from dictsvc.errors import IndexDamaged, TooManyFiles

ARCHIVE = "index.tar"
ORDER = "order.u32"
"""u32: the documents in dictionary order."""
_HEADER = 512
_PIECE = 1 << 20

Sections: TypeAlias = Mapping[str, "memoryview[int]"]
"""Name -> bytes, memory-mapped."""


class Section(NamedTuple):
    """Where a section stands in the archive, counted in bytes: its header begins at `first`, its bytes are followed by
    padding up to `end`. digest: SHA-256 in hex of all from first to end, so that each byte of the file is vouched for.
    """

    first: int
    size: int
    end: int
    digest: str


class Output(io.BufferedWriter):
    """A file to be written from the beginning. What cannot be written raises OSError from write, flush and close;
    dropped unclosed, after such an error, it is silent, where Python would complain of it on standard error.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path, "wb"), _PIECE)

    def __del__(self) -> None:
        with suppress(OSError):
            self.close()


class Scratch(io.BufferedRandom):
    """A file to be written and read again; dropped unclosed like Output."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path, "w+b"), _PIECE)

    def __del__(self) -> None:
        with suppress(OSError):
            self.close()


def write_array(path: Path, values: array[int]) -> None:
    """Write an array in little-endian order."""
    if sys.byteorder == "big":
        values = array(values.typecode, values)
        values.byteswap()
    path.write_bytes(values.tobytes())


def pack(folder: Path, names: Iterable[str]) -> dict[str, Section]:
    """Put the files of these names, in this order, into the archive, and remove them."""
    path = folder / ARCHIVE
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = (folder / name).stat().st_size
            with (folder / name).open("rb") as file:
                archive.addfile(member, file)
            (folder / name).unlink()
    with tarfile.open(path, "r:") as archive:
        members = archive.getmembers()
    ends = [*(member.offset for member in members[1:]), path.stat().st_size]
    return {
        member.name: Section(member.offset, member.size, end, digest(path, member.offset, end)[1])
        for member, end in zip(members, ends, strict=True)
    }


def digest(path: Path, first: int, end: int, stop: threading.Event | None = None) -> tuple[int, str]:
    """How many of the bytes first … end-1 a file has, and their SHA-256. stop: once set, InterruptedError is raised.

    Raises OSError.
    """
    made = hashlib.sha256()
    view = memoryview(bytearray(min(_PIECE, max(end - first, 1))))
    left = end - first
    with path.open("rb", buffering=0) as file:
        file.seek(first)
        while left and (count := file.readinto(view[: min(left, len(view))])):
            if stop is not None and stop.is_set():
                raise InterruptedError
            made.update(view[:count])
            left -= count
    return end - first - left, made.hexdigest()


def mapped(path: Path) -> memoryview[int]:
    """The bytes of a file, memory-mapped (an empty file cannot be). Raises IndexDamaged, TooManyFiles."""
    try:
        with path.open("rb") as file:
            if not file.seek(0, 2):
                return memoryview(b"")
            if sys.version_info >= (3, 13):
                return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ, trackfd=False))
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError as error:
        if (what := too_many(error)) is not None:
            raise TooManyFiles(what) from error
        raise IndexDamaged(
            "{path}: cannot be opened ({reason}); run `dictsvc rebuild`",
            path=path,
            reason=error.strerror,
        ) from error


def too_many(error: OSError) -> str | None:
    """One clause where the system refused a file for want of descriptors, which no rebuild mends; else None."""
    if error.errno not in (errno.EMFILE, errno.ENFILE):
        return None
    return "too many open files; raise the limit (`ulimit -n`, or LimitNOFILE= in the service's unit)"


def sections(folder: Path, places: Mapping[str, Section]) -> Sections:
    """The sections of a published index."""
    view = mapped(folder / ARCHIVE)
    return {name: view[one.first + _HEADER : one.first + _HEADER + one.size] for name, one in places.items()}


def salvaged(folder: Path, names: Iterable[str]) -> Sections:
    """Those of the sections that are there, without a description that says where.

    They may be files of their own, as up to format 2. Raises IndexDamaged where the archive cannot be read as one.
    """
    path = folder / ARCHIVE
    if not path.exists():
        return {name: mapped(folder / name) for name in names if (folder / name).exists()}
    try:
        with tarfile.open(path, "r:") as archive:
            view = mapped(path)
            members = archive.getmembers()
            return {one.name: view[one.offset_data : one.offset_data + one.size] for one in members}
    except (tarfile.TarError, OSError) as error:
        raise IndexDamaged(
            "{path}: cannot be read ({error}); load the dictionary again from its file",
            path=path,
            error=error,
        ) from error


def u16(section: memoryview[int]) -> memoryview[int] | array[int]:
    """The u16 values of a section."""
    return _cast(section, "H")


def u32(section: memoryview[int]) -> memoryview[int] | array[int]:
    """The u32 values of a section."""
    return _cast(section, "I")


def u64(section: memoryview[int]) -> memoryview[int] | array[int]:
    """The u64 values of a section."""
    return _cast(section, "Q")


def _cast(section: memoryview[int], typecode: Literal["H", "I", "Q"]) -> memoryview[int] | array[int]:
    if len(section) % array(typecode).itemsize:
        raise ValueError(f"{len(section)} bytes are no whole number of values")
    if sys.byteorder == "big":
        values = array(typecode, bytes(section))
        values.byteswap()
        return values
    return section.cast(typecode)

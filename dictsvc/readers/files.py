"""Bytes from files: plain, gzip and dictzip, read in pieces and never beyond the limits.

Knows no dictionary format. dictzip is gzip with a table for random access; it is unpacked once, in order, into a
temporary file, which costs less than seeking for tens of thousands of entries that stand in another order.
"""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from dictsvc.errors import SourceError
from dictsvc.readers.source import Limits, Progress, brief

GZIP = b"\x1f\x8b"
_PIECE = 64 * 1024
_IN_MEMORY = 16 * 1024**2


class Binary(Protocol):
    """As much of a binary file as readers need."""

    def read(self, size: int = -1, /) -> bytes: ...


def first_bytes(path: Path, size: int) -> bytes:
    """The first bytes as they stand on disk; SourceError with the remedy where the file cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from error


def is_gzip(path: Path) -> bool:
    """Whether a file is gzip (dictzip included) by its first two bytes."""
    return first_bytes(path, 2) == GZIP


def pieces(path: Path, limits: Limits, progress: Progress | None = None) -> Iterator[bytes]:
    """A file's content in pieces, unpacked where it is gzip. `progress` counts bytes on disk."""
    if not is_gzip(path):
        with path.open("rb") as file:
            while piece := file.read(_PIECE * 4):
                if progress is not None:
                    progress.at += len(piece)
                yield piece
        return
    taken = given = 0
    with path.open("rb") as file:
        inflate = zlib.decompressobj(wbits=31)
        data = b""
        while True:
            if not data:
                data = file.read(_PIECE)
                taken += len(data)
                if progress is not None:
                    progress.at += len(data)
            if not data:
                if inflate is not None and not inflate.eof:
                    raise SourceError(
                        f"{path.name} is cut short: its compressed data ends at byte {taken:,} before its end mark; "
                        "copy or download it again."
                    )
                return
            try:
                out = inflate.decompress(data, 1024 * 1024)
            except zlib.error as error:
                raise SourceError(
                    f"{path.name} is damaged: its compressed data cannot be unpacked near byte {taken:,} "
                    f"({brief(error)}); copy or download it again."
                ) from error
            given += len(out)
            check_unpacked(path.name, given, taken, limits)
            if out:
                yield out
            data = inflate.unconsumed_tail
            if inflate.eof:
                data = inflate.unused_data or file.read(_PIECE)
                taken += 0 if inflate.unused_data else len(data)
                data = data.lstrip(b"\0")
                if not data.startswith(GZIP):
                    return  # padding or rubbish after the last member, as tape and mail leave it
                inflate = zlib.decompressobj(wbits=31)


def check_unpacked(name: str, given: int, taken: int, limits: Limits) -> None:
    """Refuse a file that unpacks to more than the limits allow."""
    if given > limits.unpacked:
        raise SourceError(f"{name} unpacks to more than {limits.unpacked:,} bytes, which is the limit set.")
    if given > limits.free and given > taken * limits.ratio:
        raise SourceError(
            f"{name} unpacks to more than {limits.ratio} times its size ({given:,} bytes of {taken:,}): "
            "it looks made to fill the disk and is not read further."
        )


def unpacked(path: Path, limits: Limits) -> IO[bytes]:
    """The file opened for reading at any place: itself, or a temporary unpacked copy of a gzip or dictzip file."""
    if not is_gzip(path):
        return path.open("rb")
    # The caller closes it, and with it the copy is gone.
    copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    try:
        for piece in pieces(path, limits):
            copy.write(piece)
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return copy


class Piecewise(io.RawIOBase):
    """A stream over an iterator of byte pieces, for readers that want `read(n)`."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._source, None)
            if piece is None:
                return 0
            self._rest = piece
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def opened(path: Path, limits: Limits, progress: Progress | None = None) -> io.BufferedReader:
    """A buffered binary stream of the content, unpacked where it is gzip."""
    return io.BufferedReader(Piecewise(pieces(path, limits, progress)), buffer_size=_PIECE * 4)


def head(path: Path, size: int, limits: Limits) -> bytes:
    """The first `size` bytes of the content, unpacked where it is gzip; fewer where the file is short."""
    got: list[bytes] = []
    have = 0
    for piece in pieces(path, limits):
        got.append(piece)
        have += len(piece)
        if have >= size:
            break
    return b"".join(got)[:size]

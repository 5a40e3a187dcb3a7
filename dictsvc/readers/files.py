"""Bytes from files: plain, gzip (dictzip), bzip2, xz and Zstandard, read in pieces and never beyond the limits.

The one place where anything is unpacked, but for the members of archives (`archives`). However tightly a file is
packed, no more than a megabyte is unpacked at a time. Knows no dictionary format. dictzip is gzip with a table for
random access; it is unpacked once, in order, into a temporary file, which costs less than seeking for tens of thousands
of entries that stand in another order.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Protocol

from dictsvc.errors import SourceError
from dictsvc.readers.source import Limits, Progress, brief

_PIECE = 64 * 1024
_UNPACKED = 1024 * 1024
_IN_MEMORY = 16 * 1024**2
_XZ_MEMORY = 128 * 1024**2  # bytes that unpacking may take; the strongest of xz's presets takes 65 MB
_ZSTD_WINDOW = 27  # power of two of the bytes that Zstandard may look back: 128 MiB, as its own command takes


def _zstd() -> Any:
    """A decompressor of Zstandard: the standard library's from Python 3.14 on, else the same from its backport."""
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError as error:
        raise ModuleNotFoundError("zstd") from error
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})


_PACKED: tuple[tuple[re.Pattern[bytes], Callable[[], Any]], ...] = (
    (re.compile(rb"\x1f\x8b"), lambda: zlib.decompressobj(wbits=31)),
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), bz2.BZ2Decompressor),
    (re.compile(rb"\xfd7zXZ\0"), lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)),
    (re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), _zstd),
)
"""How packed files begin -> what unpacks them. `unconsumed_tail` is zlib's alone, `needs_input` that of the others."""


class Binary(Protocol):
    """As much of a binary file as readers need: at most so many bytes, none at the end."""

    def read(self, size: int, /) -> bytes: ...


def first_bytes(path: Path, size: int) -> bytes:
    """The first bytes as they stand on disk; SourceError with the remedy where the file cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise SourceError("{path} cannot be read: {reason}.", path=path, reason=error.strerror or error) from error


def _unpacker(start: bytes) -> Callable[[], Any] | None:
    return next((unpacker for magic, unpacker in _PACKED if magic.match(start)), None)


def is_packed(start: bytes) -> bool:
    """Whether a file that begins so is unpacked when it is read."""
    return _unpacker(start) is not None


ENDINGS = (".gz", ".dz", ".bz2", ".xz", ".zst")
"""Of packed files."""


def unpacked_name(name: str) -> str:
    """The name of what a packed file holds: a.tab of a.tab.gz, a.tar of a.tgz; itself where it is not named as one."""
    name = re.sub(r"\.t(?:gz|bz2?|xz|zst)$", ".tar", name, flags=re.I)
    return next((name[: -len(ending)] for ending in ENDINGS if name.lower().endswith(ending)), name)


def pieces(path: Path, limits: Limits, progress: Progress | None = None) -> Iterator[bytes]:
    """A file's content in pieces, unpacked where it is packed. `progress` counts bytes on disk."""
    progress = progress or Progress()
    unpacker = _unpacker(first_bytes(path, 16))
    with path.open("rb") as file:
        if unpacker is None:
            while piece := file.read(_PIECE * 4):
                progress.at += len(piece)
                yield piece
            return
        given = 0
        try:
            unpack = unpacker()
        except ModuleNotFoundError as error:
            raise SourceError(
                "{file} is packed by Zstandard: install what reads it with pip install 'dictsvc[archives]', or unpack "
                "it first (zstd -d).",
                file=path.name,
            ) from error
        data = b""
        while True:
            if not data and getattr(unpack, "needs_input", True):
                data = file.read(_PIECE)
                progress.at += len(data)
                if not data:
                    raise SourceError(
                        "{file} is cut short: its compressed data ends at byte {place:,} before its end "
                        "mark; copy or download it again.",
                        file=path.name,
                        place=file.tell(),
                    )
            try:
                out = unpack.decompress(data, _UNPACKED)
            except Exception as error:  # each library has a family of its own
                raise SourceError(
                    "{file} is damaged: its compressed data cannot be unpacked near byte {place:,} "
                    "({error}); copy or download it again.",
                    file=path.name,
                    place=file.tell(),
                    error=brief(error),
                ) from error
            given += len(out)
            check_unpacked(path.name, given, file.tell(), limits)
            if out:
                yield out
            data = getattr(unpack, "unconsumed_tail", b"")
            if unpack.eof:
                data = unpack.unused_data
                if len(data) < _PIECE:
                    data += file.read(_PIECE)
                data = data.lstrip(b"\0")
                if _unpacker(data) is not unpacker:
                    return  # padding or rubbish after the last member, as tape and mail leave it
                unpack = unpacker()


def check_unpacked(name: str, given: int, taken: int, limits: Limits) -> None:
    """Refuse a file that unpacks to more than the limits allow."""
    if given > limits.unpacked:
        raise SourceError(
            "{name} unpacks to more than {most:,} bytes, which is the limit set.", name=name, most=limits.unpacked
        )
    if given > limits.free and given > taken * limits.ratio:
        raise SourceError(
            "{name} unpacks to more than {ratio} times its size ({given:,} bytes of {taken:,}): it looks "
            "made to fill the disk and is not read further.",
            name=name,
            ratio=limits.ratio,
            given=given,
            taken=taken,
        )


def unpacked(path: Path, limits: Limits) -> IO[bytes]:
    """The file opened for reading at any place: itself, or a temporary unpacked copy of a packed one."""
    if not is_packed(first_bytes(path, 16)):
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


def whole(path: Path, limits: Limits) -> bytes:
    """The content of a file that must be in memory, as an index; SourceError where it is packed tighter than any is."""
    return b"".join(pieces(path, replace(limits, free=limits.free // 4, ratio=limits.ratio // 2)))


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
    """A buffered binary stream of the content, unpacked where it is packed."""
    return io.BufferedReader(Piecewise(pieces(path, limits, progress)), buffer_size=_PIECE * 4)


def head(path: Path, size: int, limits: Limits) -> bytes:
    """The first `size` bytes of the content, unpacked where it is packed; fewer where the file is short."""
    got: list[bytes] = []
    have = 0
    for piece in pieces(path, limits):
        got.append(piece)
        have += len(piece)
        if have >= size:
            break
    return b"".join(got)[:size]


def check_reach(text: Path, index: Path, size: int, reach: int, ends: Iterable[int]) -> None:
    """Raise SourceError where a file of definitions was cut: its index has some that lie where it should go on.

    size: the file's bytes. reach: those of all definitions together; what ends beyond them has a wild offset, which
    is the fault of its own row. ends: where each definition ends.
    """
    if missing := max((end for end in ends if size < end <= reach), default=0):
        raise SourceError(
            "{dict} is cut short: {file} speaks of {missing:,} bytes, it has {size:,}; copy or download it again.",
            dict=text.name,
            file=index.name,
            missing=missing,
            size=size,
        )

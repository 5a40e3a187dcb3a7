"""Plain files of an index: arrays of little-endian integers and bytes, written once, memory-mapped ever after."""

from __future__ import annotations

import mmap
import sys
from array import array
from pathlib import Path
from typing import Literal

from dictsvc.errors import IndexDamaged

ORDER = "order.u32"
"""u32: the documents in dictionary order."""


def write_array(path: Path, values: array[int]) -> None:
    """Write an array in little-endian order."""
    if sys.byteorder == "big":
        values = array(values.typecode, values)
        values.byteswap()
    path.write_bytes(values.tobytes())


def map_bytes(path: Path) -> mmap.mmap | bytes:
    """The bytes of a file, memory-mapped (an empty file cannot be)."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
    except OSError as error:
        raise IndexDamaged(f"{path}: cannot be opened ({error.strerror}); run `dictsvc rebuild`") from error


def map_u16(path: Path) -> memoryview[int] | array[int]:
    """The file's u16 values, memory-mapped."""
    return _map(path, "H")


def map_u32(path: Path) -> memoryview[int] | array[int]:
    """The file's u32 values, memory-mapped."""
    return _map(path, "I")


def map_u64(path: Path) -> memoryview[int] | array[int]:
    """The file's u64 values, memory-mapped."""
    return _map(path, "Q")


def _map(path: Path, typecode: Literal["H", "I", "Q"]) -> memoryview[int] | array[int]:
    data = map_bytes(path)
    if len(data) % array(typecode).itemsize:
        raise IndexDamaged(f"{path}: {len(data)} bytes are no whole number of values; run `dictsvc rebuild`")
    if sys.byteorder == "big":
        values = array(typecode, bytes(data))
        values.byteswap()
        return values
    return memoryview(data).cast(typecode)

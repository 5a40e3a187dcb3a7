"""How the process that follows a store fares, in memory that a server's workers share with it.

One process writes, any number read; no lock: a record bears its checksum, and a reader who meets half a write reads
again. The memory is a file without a name, so that it is there on a full or read-only disk too.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
import tempfile
import zlib
from dataclasses import astuple, dataclass
from typing import Self

_RECORD = struct.Struct("<16sQdddQ")
_SIZE = mmap.PAGESIZE


@dataclass(frozen=True, slots=True)
class FollowerStatus:
    """How following fares.

    state: `starting`, `fetching`, `ok`, or the kind of the last trouble (`errors.StoreError`; `folder` where it is this
    machine's). known: the newest generation that the store is known to have, 0 none. since: when it was first seen
    there. success: when the store was last found and followed. trouble: when that last failed; both in seconds since
    1970, 0 never. failures: how often it did.
    """

    state: str = "starting"
    known: int = 0
    since: float = 0.0
    success: float = 0.0
    trouble: float = 0.0
    failures: int = 0


class SharedStatus:
    """The shared record. Made by a server before it forks, opened by number in the process that follows."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self._memory = mmap.mmap(handle, _SIZE)
        self._last = FollowerStatus()

    @classmethod
    def make(cls) -> Self:
        """A new one, inherited by forked processes."""
        if sys.platform == "linux":
            handle = os.memfd_create("dictsvc-follow", os.MFD_CLOEXEC)
        else:
            with tempfile.TemporaryFile() as file:
                handle = os.dup(file.fileno())
        os.truncate(handle, _SIZE)
        made = cls(handle)
        made.write(FollowerStatus())
        return made

    def write(self, followed: FollowerStatus) -> None:
        """Show this to all readers."""
        state, *numbers = astuple(followed)
        record = _RECORD.pack(state.encode()[:16], *numbers)
        self._memory[: _RECORD.size + 4] = record + zlib.crc32(record).to_bytes(4, "little")

    def read(self) -> FollowerStatus:
        """What was written last."""
        for _ in range(100):
            content = self._memory[: _RECORD.size + 4]
            record, checksum = content[: _RECORD.size], content[_RECORD.size :]
            if zlib.crc32(record).to_bytes(4, "little") == checksum:
                state, *numbers = _RECORD.unpack(record)
                self._last = FollowerStatus(state.rstrip(b"\0").decode(), *numbers)
                break
        return self._last

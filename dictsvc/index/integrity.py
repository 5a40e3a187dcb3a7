"""Whether a published index still is what was published: every byte against its checksum, `index.json` included.

`index.json` holds the checksum of every section of the archive, headers and padding included, and the folder's name
ends in the hash of `index.json`, so no byte can change unseen. SHA-256 is used since the processors that servers have
do it in hardware: 1.8 GB/s on one core of an AMD EPYC, against 0.9 for BLAKE2b and 4.2 for CRC-32, whose 32 bits are
too few to vouch for every section of every index.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dictsvc.errors import IndexDamaged, Message, TooManyFiles
from dictsvc.index import files, manifest
from dictsvc.index.files import ARCHIVE, Section
from dictsvc.index.manifest import NAME

THREADS = 2

Signature = tuple[tuple[str, int, int, int], ...]
"""(name, size, modification time in ns, inode) of each file: what tells cheaply that a file was touched."""


@dataclass(frozen=True, slots=True)
class PublishedSection:
    """The bytes first … first+size-1 of a file of an index, under a name, and their digest."""

    folder: Path
    name: str
    file: str
    first: int
    size: int
    digest: str

    @property
    def fragile(self) -> bool:
        """Whether reading it damaged could end the process: tries are walked by compiled code, without checks."""
        return self.name.endswith(".marisa")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an index. name: of the section. what: one clause. passing: perhaps not for long."""

    folder: Path
    name: str
    what: str
    passing: bool = False

    def __str__(self) -> str:
        return Message("{file}: {what}", file=f"{self.folder.name}/{self.name}", what=self.what)


def sections(folder: Path) -> tuple[list[PublishedSection], list[Fault]]:
    """The sections that the index consists of, and what is wrong with its description (index.json) or its folder.

    With a fault in the description there are no sections: nothing then says what they should be.
    """
    try:
        description = manifest.described(folder)
        if "files" in description:  # up to format 2 each section was a file of its own
            return [PublishedSection(folder, name, name, 0, *row) for name, row in description["files"].items()], []
        placed = {name: Section(*row) for name, row in description["sections"].items()}
    except TooManyFiles as error:
        return [], [Fault(folder, NAME, str(error), passing=True)]
    except IndexDamaged as error:
        return [], [Fault(folder, NAME, str(error))]
    except (KeyError, TypeError, AttributeError):
        return [], [Fault(folder, NAME, "is no description of an index")]
    found = [
        PublishedSection(folder, name, ARCHIVE, place.first, place.end - place.first, place.digest)
        for name, place in placed.items()
    ]
    end = max((place.end for place in placed.values()), default=0)
    with suppress(OSError):  # reading says what is wrong
        if (size := (folder / ARCHIVE).stat().st_size) > end:
            return found, [Fault(folder, ARCHIVE, f"has {size:,} bytes, expected {end:,}")]
    return found, []


def signature(folder: Path) -> Signature:
    """The signature of an index's files, those left out that are not there. Needs no file descriptor."""
    rows = []
    for name in (NAME, ARCHIVE):
        with suppress(OSError):
            status = (folder / name).stat()
            rows.append((name, status.st_size, status.st_mtime_ns, status.st_ino))
    return tuple(rows)


def read(section: PublishedSection, stop: threading.Event | None = None) -> Fault | None:
    """Read one section against its checksum. stop: once set, the rest is not read and InterruptedError is raised."""
    try:
        size, digest = files.digest(section.folder / section.file, section.first, section.first + section.size, stop)
    except FileNotFoundError:
        return Fault(section.folder, section.name, Message("is missing"))
    except InterruptedError:
        raise
    except OSError as error:
        if (what := files.too_many(error)) is not None:
            return Fault(section.folder, section.name, what, passing=True)
        return Fault(section.folder, section.name, Message("cannot be read ({reason})", reason=error.strerror))
    if size != section.size:
        return Fault(
            section.folder,
            section.name,
            Message("has {size:,} bytes, expected {expected:,}", size=size, expected=section.size),
        )
    if digest != section.digest:
        return Fault(section.folder, section.name, Message("its bytes are not those that were published"))
    return None


def read_all(
    asked: Iterable[PublishedSection], *, seconds: float | None = None
) -> tuple[list[Fault], list[PublishedSection]]:
    """Read sections on two threads (hashing leaves Python's lock); returns (faults, what was not read in time).

    No thread is left when it returns, so that the process may fork.
    """
    waiting = deque(asked)
    left: list[PublishedSection] = []
    faults: list[Fault] = []
    stop = threading.Event()

    def work() -> None:
        while True:
            try:
                section = waiting.popleft()
            except IndexError:
                return
            try:
                if stop.is_set():
                    raise InterruptedError
                fault = read(section, stop)
            except InterruptedError:
                left.append(section)
            else:
                if fault is not None:
                    faults.append(fault)

    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(work) for _ in range(THREADS)]
        timer = threading.Timer(seconds, stop.set) if seconds is not None else None
        if timer is not None:
            timer.start()
        try:
            for worker in running:
                worker.result()
        finally:
            stop.set()
            if timer is not None:
                timer.cancel()
                timer.join()
    return faults, left


def faults(folder: Path) -> Iterator[Fault]:
    """Everything that is wrong with the bytes of one index, all of them read."""
    listed, found = sections(folder)
    yield from found
    for section in listed:
        fault = read(section)
        if fault is not None:
            yield fault


def foreign(folder: Path) -> list[str]:
    """Names of files in an index folder that do not belong to it."""
    listed, found = sections(folder)
    known = {NAME, *(section.file for section in listed)}
    return [] if found else sorted(file.name for file in folder.iterdir() if file.name not in known)

"""Joined indexes of the dictionaries that are shown: made when a generation is in force, since answers go on without.

They are derived: named after what they are made of, so that the catalogue says nothing of them, and made anew from the
dictionaries' own indexes wherever they are missing. No lock of the catalogue is held meanwhile: another command may
change what is in force, and then a joining that is no longer wanted ends by itself. Those that make them take turns.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dictsvc.catalogue import joined, layout, reading
from dictsvc.catalogue.lock import turn
from dictsvc.catalogue.rights import building, copy_rights
from dictsvc.errors import DictsvcError, Message
from dictsvc.index import integrity, manifest
from dictsvc.index.crosscheck import DAMAGE
from dictsvc.index.manifest import flush, joined_prefix
from dictsvc.index.opened import Index
from dictsvc.operations.upgrading import Counter, Say

LOOK = 0.5
"""Seconds between two looks whether what is being joined is still wanted."""


class _NoLongerWanted(Exception):
    """Other dictionaries are shown by now; whoever changed that sees to the joined indexes."""


def missing(data: Path, *, thorough: bool = False) -> list[bool]:
    """The kinds of which a joined index is wanted and cannot be used: for each, whether its keys are tonal.

    thorough: read those that are there. Raises DictsvcError where a dictionary's index cannot be read.
    """
    generation = reading.generation(data)
    there = joined.folders(data, generation)
    kinds = {manifest.read(layout.index(data, folder)).tonal for folder in joined.members(generation)}
    return [
        tonal
        for tonal in sorted(kinds)
        if tonal not in there or not _usable(layout.index(data, there[tonal]), thorough=thorough)
    ]


def _usable(folder: Path, *, thorough: bool) -> bool:
    """Whether a joined index is of this version; thorough: and whole, byte by byte."""
    try:
        manifest.read(folder)
        return not (thorough and any(integrity.faults(folder)))
    except DAMAGE:
        return False


def make(data: Path, *, counter: Counter, thorough: bool = False) -> int:
    """Make what is missing; how many were made. thorough: read those that are there, and make damaged ones anew.

    Raises DictsvcError, OSError.
    """
    made = 0
    if not missing(data, thorough=thorough):
        return made
    members = joined.members(reading.generation(data))
    check = _ending_when_outdated(data, members)
    try:
        with turn(layout.indexes(data), check):
            kinds = missing(data, thorough=thorough)  # another process may have made it meanwhile
            if not kinds:
                return made
            with counter(Message("Joining {count:,} dictionaries", count=len(members))) as moved:
                for tonal in kinds:
                    _make(data, members, moved, check, tonal=tonal)
                    made += 1
    except _NoLongerWanted:
        pass
    return made


def join(data: Path, *, say: Say, counter: Counter, thorough: bool = False) -> int:
    """The same, after something else was done, which is in force and is answered from in any case.

    So what keeps it from being made is said in one sentence, and raises nothing but KeyboardInterrupt.
    """
    try:
        return make(data, counter=counter, thorough=thorough)
    except KeyboardInterrupt:
        say(
            Message(
                "Stopped. What was done before is in force; answers go on without the joined index, more slowly, and "
                "`dictsvc rebuild --joined` makes it."
            )
        )
        raise
    except (DictsvcError, OSError, MemoryError) as error:
        reason = str(error).rstrip(".") if isinstance(error, DictsvcError) else _reason(error)
        say(
            Message(
                "The joined index could not be made ({reason}); answers go on without it, more slowly, and "
                "`dictsvc rebuild --joined` tries again.",
                reason=reason,
            )
        )
        return 0


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or Message("there is not enough memory for it")


def start(data: Path) -> subprocess.Popen[bytes] | None:
    """Make what is missing in a process that ends with this one, for those that serve, or have threads and must not
    fork; None where nothing is missing, or nothing can be made."""
    with suppress(DictsvcError, OSError):
        if missing(data) and os.access(layout.indexes(data), os.W_OK):
            command = [sys.executable, "-m", "dictsvc", "--data", str(data), "rebuild", "--joined", "--beside"]
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return None


def _ending_when_outdated(data: Path, members: tuple[str, ...]) -> Callable[[], None]:
    """What raises _NoLongerWanted once other dictionaries are shown; looks at most every LOOK seconds."""
    following = time.monotonic() + LOOK

    def look() -> None:
        nonlocal following
        if time.monotonic() >= following:
            if joined.members(reading.generation(data)) != members:
                raise _NoLongerWanted
            following = time.monotonic() + LOOK

    return look


def _make(
    data: Path, members: tuple[str, ...], moved: Callable[[int, int], None], check: Callable[[], None], *, tonal: bool
) -> None:
    from dictsvc.index.joined import join as build  # dear to import, and a server asks only what is missing

    def progress(done: int, total: int) -> None:
        check()
        moved(done, total)

    with building(data, layout.JOINING) as folder:
        opened = [Index(layout.index(data, member)) for member in members]
        _, short = build(folder, opened, tonal=tonal, progress=progress)
        beginning = joined_prefix(members, tonal=tonal)
        for file in folder.iterdir():
            copy_rights(file, folder)
        for before in layout.indexes(data).glob(f"{beginning}*"):  # a damaged one
            before.rename(folder.with_name(f"{folder.name}-before"))
            shutil.rmtree(folder.with_name(f"{folder.name}-before"), ignore_errors=True)
        folder.rename(layout.index(data, f"{beginning}{short}"))
        flush(layout.indexes(data))

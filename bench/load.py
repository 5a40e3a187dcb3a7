"""What `dictsvc load` takes, and beside it what a user would write instead: sqlite-utils, insert and full-text index.

Time, processor time and memory are those of the whole command with all its processes. Linux only: memory is read
from /proc. It knows nothing of what an index holds.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import inputs

INTERVAL = 0.1
"""Seconds between two looks at the memory."""
SELDOM = 10
"""Every so many looks the proportional memory too: the kernel walks all pages for it."""


@dataclass(frozen=True, slots=True)
class Spent:
    """seconds: by the clock. processor: seconds, user and system, of the command and all its descendants.

    resident, proportional: kilobytes summed over its processes, the largest sum seen at one moment; in the second, a
    page that several processes share counts once. said: standard output.
    """

    seconds: float
    processor: float
    resident: int
    proportional: int
    said: str

    def plain(self) -> dict[str, float]:
        """Figures alone."""
        return {name: getattr(self, name) for name in ("seconds", "processor", "resident", "proportional")}


class Watch(threading.Thread):
    """Looks at the memory of a process and its descendants until it is told that they are over."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.over = pid, threading.Event()
        self.resident = self.proportional = 0

    def run(self) -> None:
        """Keep the largest sums."""
        looks = 0
        while True:
            members = family(self.pid)
            self.resident = max(self.resident, sum(_kilobytes(one, "status", "VmRSS:") for one in members))
            if looks % SELDOM == 0:
                sums = sum(_kilobytes(one, "smaps_rollup", "Pss:") for one in members)
                self.proportional = max(self.proportional, sums)
            looks += 1
            if self.over.wait(INTERVAL):
                return


def family(pid: int) -> list[int]:
    """A process and its descendants, whichever of its threads started them."""
    members = [pid]
    for one in members:  # grows meanwhile
        try:
            for thread in Path(f"/proc/{one}/task").iterdir():
                members += map(int, (thread / "children").read_text().split())
        except OSError:  # it has ended meanwhile
            continue
    return members


def _kilobytes(pid: int, file: str, name: str) -> int:
    try:
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    except OSError:  # it has ended meanwhile
        pass
    return 0


def watched(*command: str | Path, **environment: str) -> Spent:
    """Run a Python module with its arguments to its end; an end with what it said where it fails."""
    os.sync()  # what was written before is not to be waited for by this one
    arguments = [sys.executable, "-m", *map(str, command)]
    with TemporaryDirectory(prefix="dictsvc-bench-") as place:
        output, errors = Path(place) / "output", Path(place) / "errors"
        with output.open("wb") as out, errors.open("wb") as err:
            began = time.monotonic()
            process = subprocess.Popen(
                arguments, stdout=out, stderr=err, env={**os.environ, **environment}, cwd=inputs.ROOT
            )
            watch = Watch(process.pid)
            watch.start()
            try:
                _, status, usage = os.wait4(process.pid, 0)  # its descendants have been waited for, so they count
                seconds = time.monotonic() - began
                process.returncode = os.waitstatus_to_exitcode(status)
            finally:
                watch.over.set()
                watch.join()
                if process.returncode is None:
                    process.kill()
                    process.wait()
        said = output.read_text(encoding="utf-8")
        if process.returncode:
            complaint = errors.read_text(encoding="utf-8")
            sys.exit(f"bench: {' '.join(arguments)}\n{said[-2000:]}\n{complaint[-4000:]}")
    return Spent(seconds, usage.ru_utime + usage.ru_stime, watch.resident, watch.proportional, said)


def own(path: Path, count: int, place: Path) -> dict[str, Any]:
    """`dictsvc load` into a fresh data folder."""
    data = place / "data"
    spent = watched("dictsvc", "load", path, "--from", "vi", "--id", "large", "--json", DICTSVC_DATA=str(data))
    kept = json.loads(spent.said)["kept"]
    if kept != count:
        sys.exit(f"bench: `dictsvc load` kept {kept:,} of the {count:,} entries of {path}; make the file anew")
    (index,) = (folder for folder in (data / "indexes").iterdir() if not folder.name.startswith("."))
    return {**spent.plain(), "bytes": sum(file.stat().st_size for file in index.rglob("*") if file.is_file())}


def sqlite_utils(path: Path, count: int, place: Path) -> dict[str, Any]:
    """`sqlite-utils insert` and `enable-fts`, with the options that make them fastest and marks ignored in a search."""
    database = place / "words.db"
    columns = ("untitled_1", "untitled_2")  # as it names the columns of a file whose first line is an entry
    options = ("--tsv", "--no-headers", "--no-detect-types", "--batch-size", "1000", "--silent")
    tokens = ("--fts5", "--tokenize", "unicode61 remove_diacritics 2")
    insert = watched("sqlite_utils", "insert", database, "words", path, *options)
    enable = watched("sqlite_utils", "enable-fts", database, "words", *columns, *tokens)
    with sqlite3.connect(database) as opened:
        (rows,) = opened.execute("SELECT count(*) FROM words").fetchone()
    opened.close()
    if rows != count:
        sys.exit(f"bench: sqlite-utils inserted {rows:,} of the {count:,} entries of {path}; make the file anew")
    return {
        "seconds": insert.seconds + enable.seconds,
        "processor": insert.processor + enable.processor,
        "resident": max(insert.resident, enable.resident),
        "proportional": max(insert.proportional, enable.proportional),
        "bytes": database.stat().st_size,
    }


def measure(count: int, rival: bool) -> dict[str, Any]:
    """Load `count` made-up entries; with rival: through sqlite-utils too, and the ratios to it.

    busy: processes that were running on average in the minute before.
    """
    if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
        sys.exit("bench: this kernel does not tell the children of a process, so that a load cannot be measured whole")
    path = inputs.large_file(count)
    busy = os.getloadavg()[0]
    with path.open("rb") as file:  # into the page cache, for both
        while file.read(1 << 24):
            pass
    figures: dict[str, Any] = {"busy": busy, "file_bytes": path.stat().st_size}
    with TemporaryDirectory(prefix=".load-", dir=inputs.CACHE) as place:
        figures["dictsvc"] = own(path, count, Path(place))
    if rival:
        with TemporaryDirectory(prefix=".load-", dir=inputs.CACHE) as place:
            figures["sqlite-utils"] = sqlite_utils(path, count, Path(place))
        figures["ratios"] = {
            name: figures["dictsvc"][name] / figures["sqlite-utils"][name] for name in ("seconds", "processor")
        }
    return figures

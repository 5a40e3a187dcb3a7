"""Time of a lookup inside one process, private memory of a worker, opening an index, and start to first answer."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import Any

from bench import inputs
from dictsvc.index.opened import Index
from dictsvc.library import Library
from dictsvc.search.lookup import checked, lookup

PASSES = 5
PORT = 8260


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def times(data: Path) -> dict[str, Any]:
    """Microseconds of `lookup`, ten cards included, over the queries in the order in which they are typed.

    A figure is the median of the passes, after one that is not counted. Queries that the keys do not answer go through
    the fallbacks and stand aside.
    """
    current = Library(data).current()
    chosen = current.shown
    queries = [checked(query) for query in inputs.typed()]
    answers = {query: lookup(current, chosen, query) for query in queries}
    # Where the keys found nothing, suggestions were looked for, even if a word further inside a headword matched.
    found = {query: bool(answer.results) and not answer.suggestions for query, answer in answers.items()}
    gc.collect()
    gc.freeze()  # as a server does before it forks
    taken: list[list[float]] = [[] for _ in queries]
    for _ in range(PASSES):
        for query, passes in zip(queries, taken, strict=True):
            began = perf_counter_ns()
            lookup(current, chosen, query)
            passes.append((perf_counter_ns() - began) / 1000)
    each = [(query, median(passes)) for query, passes in zip(queries, taken, strict=True)]
    typed = [value for query, value in each if found[query]]
    missed = [value for query, value in each if not found[query]]
    middle = median(typed)
    letters: dict[int, list[float]] = {}
    short: dict[str, list[float]] = {}
    for query, value in each:
        if found[query]:
            letters.setdefault(len(query), []).append(value)
            if len(query.strip()) <= 2:
                short.setdefault(query, []).append(value)
    shortest = {query: median(values) for query, values in short.items()}
    worst = max(shortest, key=lambda query: shortest[query])
    return {
        "headwords": sum(opened.dictionary.headwords for opened in chosen),
        "p50": middle,
        "p99": percentile(typed, 0.99),
        "missed_p50": median(missed) if missed else None,
        "missed_p99": percentile(missed, 0.99) if missed else None,
        "short_worst": shortest[worst] / middle,
        "short_worst_query": worst,
        "letters": {length: median(values) for length, values in sorted(letters.items()) if len(values) >= 20},
    }


_ALONE = """
import sys
from pathlib import Path
from bench import inputs
from bench.inprocess import written
from dictsvc.config import Config
from dictsvc.web import create_app
client = create_app(Config(data=Path(sys.argv[1]))).test_client()
for path in inputs.addresses(inputs.typed()):
    client.get(path).get_data()
print(written("self"))
"""


def written(process: int | str) -> int:
    """Kilobytes that a process has written and shares with no other."""
    return int(Path(f"/proc/{process}/smaps_rollup").read_text().partition("Private_Dirty:")[2].split()[0])


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[int]:
    """`dictsvc serve` with one worker, from its first answer on; gives the process id of the master."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dictsvc", "serve", "--bind", f"127.0.0.1:{PORT}", "--workers", "1"],
        env={**os.environ, "DICTSVC_DATA": str(data), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=inputs.ROOT,
    )
    try:
        last = time.monotonic() + 60
        while time.monotonic() < last and process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/lookup?q=hoc", timeout=10):
                    break
            except OSError:
                time.sleep(0.005)
        else:
            sys.exit("bench: `dictsvc serve` gave no answer within a minute")
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def private(data: Path, *, cache: bool = False) -> int:
    """Kilobytes that a worker of `dictsvc serve` has written and shares with no other process, when it has answered the
    typed queries. cache: with the usual cache of replies."""
    environment = {} if cache else {"DICTSVC_REPLY_CACHE": "0"}
    with serving(data, **environment) as master:
        connection = HTTPConnection("127.0.0.1", PORT)
        for path in dict.fromkeys(inputs.addresses(inputs.typed())):
            connection.request("GET", path)
            connection.getresponse().read()
        connection.close()
        (worker,) = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return written(worker)


def memory() -> dict[str, Any]:
    """Of a worker with three real dictionaries: without the cache of replies, with it; with a million headwords more.

    alone: of one process that shares nothing with a master, the interpreter and all modules included.
    """
    small, large = inputs.three(), inputs.three_and_large(1_000_000)
    pairs = [(private(small), private(large)) for _ in range(3)]
    return {
        "three": median(before for before, _ in pairs),
        "three_cached": median(private(small, cache=True) for _ in range(3)),
        "three_and_million": median(after for _, after in pairs),
        "added_mb": median(after - before for before, after in pairs) / 1024,
        "alone": int(inputs.run(sys.executable, "-c", _ALONE, str(small))),
    }


def opening(count: int) -> float:
    """Milliseconds to open an index of `count` made-up entries whose files are in the page cache."""
    (folder,) = (inputs.large(count) / "indexes").iterdir()
    Index(folder)
    taken = []
    for _ in range(30):
        began = perf_counter_ns()
        Index(folder)
        taken.append((perf_counter_ns() - began) / 1e6)
    return median(taken)


def first_answer(data: Path) -> float:
    """Seconds from `dictsvc serve` to its first answer of /lookup."""
    began = time.monotonic()
    with serving(data):
        return time.monotonic() - began


def start() -> dict[str, Any]:
    """Opening and first answers."""
    million = inputs.large(1_000_000)
    return {
        "open_ms": {count: opening(count) for count in (100_000, 1_000_000)},
        "first_answer_s": median(first_answer(million) for _ in range(5)),
    }

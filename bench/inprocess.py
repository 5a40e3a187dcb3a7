"""Time of a lookup inside one process, private memory of a worker, opening an index, and start to first answer."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import Any

from bench import inputs
from dictsvc.index.opened import Index
from dictsvc.library import Library
from dictsvc.search.lookup import checked, lookup

PASSES = 5


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


_PRIVATE = """
import json, sys
from pathlib import Path
from bench import inputs
from dictsvc import config
from dictsvc.web import create_app
client = create_app(config.Config(data=Path(sys.argv[1]), **json.loads(sys.argv[2]))).test_client()
for path in inputs.addresses(inputs.typed()):
    client.get(path).get_data()
print(Path("/proc/self/smaps_rollup").read_text().partition("Private_Dirty:")[2].split()[0])
"""


def private(data: Path, *, cache: bool = False) -> int:
    """Kilobytes that belong to a process alone and were written, when it has answered the typed queries.

    cache: with the usual cache of replies.
    """
    return int(inputs.run(sys.executable, "-c", _PRIVATE, str(data), "{}" if cache else '{"reply_cache": 0}'))


def memory() -> dict[str, Any]:
    """What a further million headwords add to a worker: three real dictionaries without and with them."""
    small, large = inputs.three(), inputs.three_and_large(1_000_000)
    pairs = [(private(small), private(large)) for _ in range(3)]
    return {
        "three": median(before for before, _ in pairs),
        "three_cached": median(private(small, cache=True) for _ in range(3)),
        "three_and_million": median(after for _, after in pairs),
        "added_mb": median(after - before for before, after in pairs) / 1024,
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


def first_answer(data: Path, port: int = 8260) -> float:
    """Seconds from `dictsvc serve` to its first answer of /lookup."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "dictsvc", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
        env={**os.environ, "DICTSVC_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=inputs.ROOT,
    )
    try:
        while time.monotonic() < began + 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/lookup?q=hoc", timeout=10) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except OSError:
                time.sleep(0.005)
        sys.exit("bench: `dictsvc serve` gave no answer within a minute")
    finally:
        process.terminate()
        process.wait(30)


def start() -> dict[str, Any]:
    """Opening and first answers."""
    million = inputs.large(1_000_000)
    return {
        "open_ms": {count: opening(count) for count in (100_000, 1_000_000)},
        "first_answer_s": median(first_answer(million) for _ in range(5)),
    }

"""`python -m bench [PIECE …]`: measure, keep the figures in bench/figures.json, write bench/RESULTS.md and its plot.

http     requests a second beside do-nothing applications, SQLite FTS5, PostgreSQL, tantivy and Xapian, and with a
         browser's headers (about 5 minutes)
dictionaries   1, 3, 8 and 22 real dictionaries beside one with all their headwords, in the process and over HTTP
         (about 3 minutes)
compression    time and gain of gzip on real replies (about 15 seconds)
lookup   time of a lookup at 100 thousand and 1 million headwords; with --five-million at 5 million as well
definitions   time of a search in 1 million definitions, and what its part of an index takes (about two minutes)
misses   time of a query that nothing matches, at 1 million headwords (about a minute)
load     time and memory of `dictsvc load` at 1 million entries, beside sqlite-utils (about 3 minutes);
         with --five-million at 5 million as well
memory   what a worker has of its own, and what a further million headwords add (about two minutes)
start    opening an index, start to first answer
machines a push, a replica that joins, requests through HAProxy (about 2 minutes)
server   the do-nothing application under other settings of gunicorn
report   only write the results anew
all      every piece, which is what is measured without a name

Loading the inputs takes a few minutes the first time, and after a change of the index.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import compression, definitions, http, inprocess, inputs, load, machines, many, misses, report

FIGURES = Path(__file__).parent / "figures.json"


def machine() -> dict[str, str]:
    """What it was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024**2
    from importlib.metadata import version

    import gunicorn

    commit = subprocess.run(["git", "log", "-1", "--format=%h"], capture_output=True, text=True, cwd=inputs.ROOT)
    changed = subprocess.run(["git", "status", "--short", "dictsvc"], capture_output=True, text=True, cwd=inputs.ROOT)
    return {
        "processor": f"{model}, {len([line for line in lines if line.startswith('processor')])} cores",
        "memory": f"{memory} GB",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}, Python {platform.python_version()}",
        "server": f"gunicorn {gunicorn.__version__}, Flask {version('flask')}, marisa-trie {version('marisa-trie')}",
        "state": commit.stdout.strip() + (" with changes" if changed.stdout.strip() else ""),
        "when": time.strftime("%Y-%m-%d"),
    }


def main() -> None:
    """Measure the pieces asked for and write the results."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    names = [*report.PIECES, "report", "all"]
    parser.add_argument("piece", nargs="*", choices=names, default="all")
    parser.add_argument(
        "--five-million", action="store_true", help="lookup, load: at 5,000,000 too (10 minutes a load)"
    )
    parser.add_argument("--rounds", type=int, default=12, help="http, server: rounds (default 12)")
    parser.add_argument(
        "--seconds",
        type=int,
        default=1,
        help="http, server: seconds of each contender in a round (default 1: a machine's moods last longer)",
    )
    options = parser.parse_args()
    sizes = [100_000, 1_000_000] + [5_000_000] * options.five_million

    pieces: dict[str, Callable[[], Any]] = {
        "http": lambda: http.measure(options.rounds, options.seconds),
        "machines": lambda: machines.measure(options.rounds, options.seconds),
        "dictionaries": lambda: many.measure(options.rounds, options.seconds),
        "compression": compression.measure,
        "lookup": lambda: {str(size): inprocess.times(inputs.large(size)) for size in sizes},
        "definitions": definitions.measure,
        "misses": lambda: misses.measure(inputs.large(1_000_000)),
        "load": lambda: {str(size): load.measure(size, rival=size == 1_000_000) for size in sizes[1:]},
        "memory": inprocess.memory,
        "server": lambda: http.servers(options.rounds, options.seconds),
        "start": inprocess.start,
    }
    figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    for name in list(pieces) if "all" in options.piece else options.piece:
        if name == "report":
            continue
        print(f"{name} …", flush=True)
        began = time.monotonic()
        measured = pieces[name]()
        figures[name] = {"machine": machine(), "figures": measured}
        print(f"{name} took {time.monotonic() - began:.0f} s", flush=True)
        FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        figures = json.loads(FIGURES.read_text())  # with text for all keys
    report.write(figures)
    print(report.summary(figures))
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""What a step costs after a thousand others, as a ratio to what it costs after a few.

    python -m torture.history [--steps 1000] [--dictionaries 22] [--most 1.5]

A step changes what is said of every dictionary, as `dictsvc set` does, in this process, with a report as a load leaves
it. Steps of a young and of an old data folder take turns, so that both meet the same machine; the ratio is that of
their medians, and the run fails where it is higher than `--most`. Afterwards every generation must be there and whole.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from dictsvc.catalogue import layout, reading
from dictsvc.catalogue.writing import writer
from dictsvc.records import Dictionary
from torture import arguments

TURNS = 30
"""Steps that are compared of each folder."""
REPORT: dict[str, object] = {
    "load": {"why": "tab-separated text", "samples": {"no tab": [[f"line {at}", "x" * 80] for at in range(5)]}}
}


def step(data: Path, number: int) -> float:
    """Change what is said of every dictionary; seconds that it took."""
    began = time.perf_counter()
    with writer(data, "set") as catalogue:
        dictionaries = catalogue.generation().dictionaries
        said = tuple(replace(dictionary, description=f"step {number}") for dictionary in dictionaries)
        catalogue.publish("set", said, REPORT)
    return time.perf_counter() - began


def made(data: Path, count: int) -> Path:
    """A data folder with one generation that names so many dictionaries; no index is opened by a step."""
    with writer(data, "load", create=True) as catalogue:
        names = [f"dictionary-{at}" for at in range(count)]
        catalogue.publish(
            "load",
            tuple(Dictionary(name, name, f"{name}-0", licence="CC0-1.0", source="made up " * 8) for name in names),
        )
    return data


def main() -> int:
    """Run it in a temporary folder."""
    options = arguments(__doc__, steps=1000, dictionaries=22, most=1.5).parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dictsvc-history-"))
    try:
        young, old = (made(folder / name, options.dictionaries) for name in ("young", "old"))
        for number in range(options.steps):
            step(old, number)
        pairs = [(step(young, number), step(old, number)) for number in range(TURNS)]
        first, last = (median(took) for took in zip(*pairs, strict=True))
        whole, faults = reading.survey(old)
        size = layout.database(old).stat().st_size
    finally:
        shutil.rmtree(folder)
    print(
        f"{options.dictionaries} dictionaries: a step takes {first * 1e3:.1f} ms among the first {TURNS}, "
        f"{last * 1e3:.1f} ms after {options.steps:,}, ratio {last / first:.2f}; the catalogue has {size:,} bytes; "
        f"{len(whole):,} generations whole, {len(faults)} not"
    )
    return 1 if last > options.most * first or faults or len(whole) != options.steps + TURNS + 1 else 0


if __name__ == "__main__":
    raise SystemExit(main())

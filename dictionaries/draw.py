#!/usr/bin/env python3
"""Draws entries of a bundled dictionary for a person to read: `python draw.py thanh-ngu --seed 7`.

The same seed over the same file draws the same entries, so that a review can be repeated and checked. Standard
library only; reads one source file beside this script and writes nothing.
"""

from __future__ import annotations

import argparse
import random
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent


def entries(path: Path) -> list[list[tuple[int, dict[str, str]]]]:
    """The entries of a source file in its order: each all lines of one headword, as (line number, cells by column)."""
    header, *lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    columns = header.split("\t")
    found: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for number, line in enumerate(lines, start=2):
        cells = dict(zip(columns, line.split("\t"), strict=True))
        found.setdefault(cells["headword"], []).append((number, cells))
    return list(found.values())


def draw(count: int, size: int, seed: int) -> list[int]:
    """Which of `count` entries a seed draws: `size` positions (all of them, if there are fewer), in rising order."""
    return sorted(random.Random(seed).sample(range(count), min(size, count)))


def shown(number: int, entry: list[tuple[int, dict[str, str]]]) -> str:
    """One entry for reading, numbered within the draw, with its line in the file and everything it says."""
    line, first = entry[0]
    text = [f"{number:3}. {first['headword']}   (line {line})"]
    for _, cells in entry:
        said = " = ".join(filter(None, (cells.get("definition"), cells.get("equivalent"))))
        text.append(f"       {cells['part_of_speech']} {cells['sense']}: {said}")
        for column in ("uk", "us", "abbreviation", "forms", "classifier", "synonym", "antonym", "see", "source"):
            if cells.get(column):
                text.append(f"         {column}: {cells[column]}")
        if cells.get("example"):
            text.append("         " + " = ".join(filter(None, (cells["example"], cells.get("translation")))))
    return "\n".join(text)


def main() -> int:
    names = sorted(path.stem for path in HERE.glob("*.tsv"))
    parser = argparse.ArgumentParser(description="Draw entries of a bundled dictionary for a review.")
    parser.add_argument("dictionary", choices=names, help="its id")
    parser.add_argument(
        "--seed", type=int, required=True, help="any whole number; write it into the table of REVIEW.md"
    )
    parser.add_argument("--count", type=int, default=100, help="how many entries (default: 100)")
    options = parser.parse_args()
    if options.count < 1:
        parser.error("--count must be 1 or more")
    found = entries(HERE / f"{options.dictionary}.tsv")
    version = tomllib.loads((HERE / f"{options.dictionary}.toml").read_text("utf-8"))["version"]
    chosen = draw(len(found), options.count, options.seed)
    print(f"{options.dictionary}, version {version}, seed {options.seed}: {len(chosen)} of {len(found)} entries\n")
    print("\n\n".join(shown(number, found[at]) for number, at in enumerate(chosen, start=1)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

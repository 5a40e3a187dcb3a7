"""How long a query takes that nothing matches, as a piece of `python -m bench` and by hand.

`python bench/misses.py DATA [ID]` measures over a loaded data folder and prints.

Misses are made from headwords drawn evenly from the dictionary by a seeded generator: slips of one and of two letters,
wrong tones, confused initials, letters run together, two headwords in a row, and plain nonsense; those that happen to
match are left out. Every query is asked once. Microseconds at the median, the 99th percentile and the worst, for each
kind and for all: by the clock, and of processor time only, which a busy machine does not stretch.
A dictionary of a million headwords is written by `make_large.py` of the data pack and loaded with `dictsvc load`.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dictsvc.library import Library, OpenDictionary
from dictsvc.search.lookup import checked, lookup
from dictsvc.vietnamese.fold import bare, marks, normalise
from dictsvc.vietnamese.match import query
from dictsvc.vietnamese.syllable import place

EACH = 400
"""Queries of each kind."""
_LETTERS = "abcdeghiklmnopqrstuvxy"
_CONFUSED = (("tr", "ch"), ("ch", "tr"), ("s", "x"), ("x", "s"), ("gi", "d"), ("d", "r"), ("l", "n"), ("n", "l"))


def slip(text: str, draw: random.Random) -> str:
    """One letter swapped, lost, doubled or another."""
    position = draw.randrange(len(text))
    kind = draw.randrange(4)
    if kind == 0 and position + 1 < len(text):
        return text[:position] + text[position + 1] + text[position] + text[position + 2 :]
    if kind == 1 and len(text) > 2:
        return text[:position] + text[position + 1 :]
    return text[: position + (kind == 2)] + draw.choice(_LETTERS) + text[position + 1 :]


def two_slips(text: str, draw: random.Random) -> str:
    """Two letters wrong."""
    return slip(slip(text, draw), draw)


def bare_slip(text: str, draw: random.Random) -> str:
    """One letter wrong in a text without marks."""
    return slip(bare(normalise(text)), draw)


def wrong_tones(text: str, draw: random.Random) -> str:
    """Every syllable with a tone of chance."""
    parts = ["".join([marks(char)[1] for char in part]) for part in normalise(text).split()]
    return " ".join([place(part, draw.randrange(1, 6)) for part in parts])


def confused(text: str, draw: random.Random) -> str:
    """Initials written as people confuse them."""
    parts = []
    for part in normalise(text).split():
        options = [new + part[len(old) :] for old, new in _CONFUSED if part.startswith(old)]
        parts.append(draw.choice(options) if options else part)
    return " ".join(parts)


def phrase(text: str, draw: random.Random) -> str:
    """Something unlikely to be a headword, of several syllables."""
    parts = normalise(text).split()
    return " ".join([*parts, *draw.sample(parts, len(parts)), *parts])[:90]


def nonsense(text: str, draw: random.Random) -> str:
    """Letters by chance."""
    return "".join([draw.choice(_LETTERS + "   ") for _ in range(draw.randrange(4, 40))]).strip() or "qqq"


KINDS: tuple[Callable[[str, random.Random], str], ...] = (
    slip,
    two_slips,
    bare_slip,
    wrong_tones,
    confused,
    phrase,
    nonsense,
)


def misses(opened: OpenDictionary, kind: Callable[[str, random.Random], str]) -> list[str]:
    """Queries of a kind that no headword matches."""
    draw = random.Random(kind.__name__)
    found: list[str] = []
    for _ in range(EACH * 20):
        made = kind(opened.index.cards[draw.randrange(len(opened.index))].headword, draw)
        if made.strip() and not opened.index.find(query(made)):
            found.append(made)
            if len(found) == EACH:
                break
    return found


def _figures(times: list[tuple[float, float]]) -> dict[str, Any]:
    """Of (seconds by the clock, of processor time) of each query: microseconds, three figures for either."""
    clock, processor = (
        [values[at] * 1e6 for at in (len(values) // 2, int(len(values) * 0.99), -1)]
        for values in map(sorted, zip(*times, strict=True))
    )
    return {"misses": len(times), "clock": clock, "processor": processor}


def measure(data: Path, id: str | None = None) -> dict[str, Any]:
    """Of a dictionary (the first where none is named): figures of each kind, and of all as the kind `all`.

    Of each: misses, how many; clock and processor: microseconds at the median, the 99th percentile and the worst.
    """
    library = Library(data, patience=None)  # all checksums first, so that no thread reads on beside what is measured
    snapshot = library.current()
    opened = snapshot.opened.get(id or next(iter(snapshot.opened), ""))
    if opened is None:
        why = library.trouble or "; ".join(snapshot.damaged.values()) or "load one with `dictsvc load`"
        sys.exit(f"bench: {data} has no dictionary{f' {id!r}' if id else ''} to measure on: {why}")
    queries = {kind.__name__: misses(opened, kind) for kind in KINDS}
    chosen = snapshot.choose([opened.dictionary.id])
    lookup(snapshot, chosen, "qwrtp", 10)  # what is imported at the first miss
    kinds: dict[str, Any] = {}
    everything: list[tuple[float, float]] = []
    for name, texts in queries.items():
        times = []
        for text in texts:
            started, used = time.perf_counter(), time.thread_time()
            lookup(snapshot, chosen, checked(text), 10)
            times.append((time.perf_counter() - started, time.thread_time() - used))
        everything += times
        if times:
            kinds[name] = _figures(times)
    kinds["all"] = _figures(everything)
    return {"dictionary": opened.dictionary.id, "headwords": len(opened.index), "kinds": kinds}


def main(data: Path, one: str | None) -> None:
    """Measure and print."""
    measured = measure(data, one)
    print(f"{measured['dictionary']}, {measured['headwords']:,} headwords; microseconds, then of processor time")
    print(f"{'kind':<12} {'misses':>6}" + f" {'median':>9} {'99 %':>9} {'worst':>9}" * 2)
    for name, kind in measured["kinds"].items():
        columns = [f" {value:>9,.0f}" for value in (*kind["clock"], *kind["processor"])]
        print(f"{name:<12} {kind['misses']:>6}" + "".join(columns))


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit("bench: python bench/misses.py DATA [ID], where DATA is a data folder with a loaded dictionary")
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)

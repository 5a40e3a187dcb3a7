"""What a further dictionary costs: 1, 3, 8 and 22 real ones, beside one that has the headwords of the 22."""

from __future__ import annotations

import gc
from statistics import median
from time import process_time_ns
from typing import Any

from bench import http, inputs
from dictsvc.library import Library
from dictsvc.web.lookup import answer

PASSES = 3
ONE = "one with the headwords of 22"


def processor_times() -> dict[str, dict[str, float]]:
    """By name: headwords and mean microseconds of processor time of a finished reply, over all typed queries in order.

    The reply cache is off; the median of the passes, in which the contenders take turns, after one not counted.
    """
    libraries = {str(count): Library(inputs.real(count)) for count in inputs.COUNTS}
    libraries[ONE] = Library(inputs.joined_in_one())
    queries = [address.partition("?")[2] for address in inputs.addresses(inputs.typed())]
    taken: dict[str, list[float]] = {name: [] for name in libraries}
    gc.collect()
    gc.freeze()
    for turn in range(PASSES + 1):
        for name, library in libraries.items():
            current = library.current()
            began = process_time_ns()
            for query in queries:
                answer(current, None, query, "")
            if turn:
                taken[name].append((process_time_ns() - began) / len(queries) / 1000)
    return {
        name: {
            "headwords": sum(len(opened.index) for opened in library.current().opened.values()),
            "joined": len(library.current().joined),
            "microseconds": median(taken[name]),
        }
        for name, library in libraries.items()
    }


def measure(rounds: int, seconds: float) -> dict[str, Any]:
    """In the process, and over HTTP beside a do-nothing WSGI application."""
    inside = processor_times()
    over_http = http.dictionaries(
        {**{str(n): inputs.real(n) for n in inputs.COUNTS}, ONE: inputs.joined_in_one()}, rounds, seconds
    )
    return {"rounds": rounds, "inside": inside, "http": over_http}

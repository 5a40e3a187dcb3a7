"""Counters that all workers share, and their text for Prometheus.

One anonymous mapping is made before the fork and inherited; each worker writes a slot of its own, so no two processes
ever write one number, and reading sums the slots. A slot is claimed by locking a byte of an unlinked temporary file,
which the system unlocks when a worker ends however it ends; the next owner counts on from what stands there, so that
counters only rise. An observation costs 0.9 µs (prometheus_client in its multiprocess mode: 3.0 µs, and a folder to
keep clean).

Where an application is not loaded before the fork, each worker has a mapping of its own and shows only itself.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
import threading
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import partial
from weakref import ReferenceType, ref

SLOTS = 64
"""Workers that can count at once; further ones share the last slot and may lose counts."""
BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the buckets, in seconds."""
CLASSES = (200, 304, 400, 404, 405, 500, 503)
"""Statuses with a counter of their own; others count under the first one of their hundred, or 500."""

_BUCKETS = len(BOUNDS) + 1
_MICROSECONDS = _BUCKETS
_STATUS = _BUCKETS + 1
_WIDTH = _STATUS + len(CLASSES)
_PLACES = {status: _STATUS + at for at, status in enumerate(CLASSES)}


class Metrics:
    """routes: names of what is counted; anything else counts as "other"."""

    def __init__(self, routes: tuple[str, ...]) -> None:
        self._routes = {route: at * _WIDTH for at, route in enumerate((*routes, "other"))}
        self._other = self._routes["other"]
        self._events = len(self._routes) * _WIDTH
        self._length = self._events + 3  # two counters for the cache of replies, one for queries without result
        self._mapping = mmap.mmap(-1, SLOTS * self._length * 8)
        self._numbers = memoryview(self._mapping).cast("Q")
        with tempfile.TemporaryFile() as claims:
            self._claims = os.dup(claims.fileno())
        self._thread = threading.Lock()
        self._claimed = False
        # A child takes a slot of its own. Asked of the system at each count, whose process it is would cost 0.3 µs.
        os.register_at_fork(after_in_child=partial(_in_child, ref(self)))
        self._first = 0

    def _claim(self) -> None:
        """Take the first free slot; again after each fork."""
        for slot in range(SLOTS):
            try:
                fcntl.lockf(self._claims, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, slot)
            except OSError:
                continue
            break
        else:
            slot = SLOTS - 1
        self._first = slot * self._length
        self._claimed = True

    def release_slot(self) -> None:
        """In a forked child, whose parent has the slot, and of whose threads one may have held the lock."""
        self._claimed = False
        self._thread = threading.Lock()

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count one finished request."""
        if not self._claimed:
            self._claim()
        base = self._first + self._routes.get(route, self._other)
        numbers = self._numbers
        place = _PLACES.get(status) or _PLACES[_nearest(status)]
        with self._thread:
            numbers[base + bisect_left(BOUNDS, seconds)] += 1
            numbers[base + _MICROSECONDS] += int(seconds * 1e6)
            numbers[base + place] += 1

    def cached(self, hit: bool) -> None:
        """Count one look into the cache of finished replies."""
        if not self._claimed:
            self._claim()
        with self._thread:
            self._numbers[self._first + self._events + hit] += 1

    def missed(self) -> None:
        """Count a query without result."""
        if not self._claimed:
            self._claim()
        with self._thread:
            self._numbers[self._first + self._events + 2] += 1

    def _sum(self, at: int) -> int:
        return sum(self._numbers[slot * self._length + at] for slot in range(SLOTS))

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """Everything in the text format 0.0.4. gauges: name -> (help, value), such as the generation in force."""
        return "\n".join([*self._lines(gauges), ""])

    def _lines(self, gauges: Mapping[str, tuple[str, float]]) -> Iterator[str]:
        yield "# HELP dictsvc_requests_total Requests answered, by route and status."
        yield "# TYPE dictsvc_requests_total counter"
        for route, base in self._routes.items():
            for status, place in _PLACES.items():
                if count := self._sum(base + place):
                    yield f'dictsvc_requests_total{{route="{route}",status="{status}"}} {count}'
        yield "# HELP dictsvc_request_seconds Time from the application's call to the end of its answer."
        yield "# TYPE dictsvc_request_seconds histogram"
        for route, base in self._routes.items():
            counts = [self._sum(base + bucket) for bucket in range(_BUCKETS)]
            if not any(counts):
                continue
            below = 0
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
                below += count
                yield f'dictsvc_request_seconds_bucket{{route="{route}",le="{bound}"}} {below}'
            yield f'dictsvc_request_seconds_sum{{route="{route}"}} {self._sum(base + _MICROSECONDS) / 1e6:g}'
            yield f'dictsvc_request_seconds_count{{route="{route}"}} {below}'
        yield "# HELP dictsvc_reply_cache_total Looks into the cache of finished replies, by outcome."
        yield "# TYPE dictsvc_reply_cache_total counter"
        yield f'dictsvc_reply_cache_total{{outcome="miss"}} {self._sum(self._events)}'
        yield f'dictsvc_reply_cache_total{{outcome="hit"}} {self._sum(self._events + 1)}'
        yield "# HELP dictsvc_misses_total Queries without result."
        yield "# TYPE dictsvc_misses_total counter"
        yield f"dictsvc_misses_total {self._sum(self._events + 2)}"
        for name, (meaning, value) in gauges.items():
            yield f"# HELP {name} {meaning}"
            yield f"# TYPE {name} gauge"
            yield f"{name} {value:.15g}"


def _in_child(metrics: ReferenceType[Metrics]) -> None:
    if (here := metrics()) is not None:
        here.release_slot()


def _nearest(status: int) -> int:
    return {2: 200, 3: 304, 4: 400}.get(status // 100, 500)

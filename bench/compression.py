"""Time and gain of gzip on real replies, by level and size of zlib's tables; `web/compress.py` is set by it."""

from __future__ import annotations

import zlib
from itertools import pairwise
from time import process_time_ns
from typing import Any

from bench import inputs
from dictsvc import config
from dictsvc.web import compress, create_app

EDGES = (256, 512, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 32768)
EACH, PASSES = 30, 25
USUAL, SMALL = (15, 8), (12, 5)
"""Binary logarithm of the window, and memLevel."""
VARIANTS = tuple((level, *tables) for tables in (USUAL, SMALL) for level in range(1, 7))


def packed(body: bytes, level: int, window: int, memory: int) -> bytes:
    """gzip of a body."""
    packing = zlib.compressobj(level, zlib.DEFLATED, 16 + window, memory)
    return packing.compress(body) + packing.flush()


def bodies() -> dict[int, list[bytes]]:
    """Replies of the three real dictionaries to typed queries, by the lower edge of their class of size."""
    client = create_app(config.Config(data=inputs.three(), reply_cache=0)).test_client()
    queries = inputs.addresses(inputs.typed()[::20])
    paths = [*queries, *(f"{path}&limit=50" for path in queries[::10])]
    replies = [client.get(path).get_data() for path in paths]
    classes = {}
    for low, high in pairwise(EDGES):
        if found := [body for body in replies if low <= len(body) < high]:
            classes[low] = found[:: max(1, len(found) // EACH)][:EACH]
    return classes


def measure() -> dict[str, Any]:
    """Microseconds of processor time (the least of the passes, all variants in turn) and bytes saved, by class."""
    classes = bodies()
    least: dict[tuple[tuple[int, int, int], int], float] = {}
    for _ in range(PASSES):
        for variant in VARIANTS:
            for low, sample in classes.items():
                began = process_time_ns()
                for body in sample:
                    packed(body, *variant)
                taken = (process_time_ns() - began) / len(sample) / 1000
                least[variant, low] = min(taken, least.get((variant, low), taken))
    sizes = {low: sum(map(len, sample)) / len(sample) for low, sample in classes.items()}
    rows = [
        {
            "level": level,
            "window": window,
            "microseconds": {low: least[(level, window, memory), low] for low in classes},
            "saved": {
                low: sum(len(body) - len(packed(body, level, window, memory)) for body in sample) / len(sample)
                for low, sample in classes.items()
            },
        }
        for level, window, memory in VARIANTS
    ]
    return {"sizes": sizes, "rows": rows, "smallest": compress.SMALLEST, "chosen": compress.SMALL_TABLES[0]}

"""A cache keeps what is asked often, never more than its bound, and definitions count in bytes."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from loaded import load_rows

from dictsvc.caching import TwoGenerationCache
from dictsvc.library import Library
from dictsvc.search.lookup import articles, checked, lookup


def test_it_stays_within_its_bound_and_keeps_what_is_asked_often() -> None:
    cache: TwoGenerationCache[int, str] = TwoGenerationCache(100)
    for number in range(5000):
        cache.put(number, "value", 1)
        assert cache.get(0) == "value"
        assert len(cache) <= 100
    assert cache.get(1) is None


def test_sizes_count_and_what_is_too_large_is_not_kept() -> None:
    cache: TwoGenerationCache[int, str] = TwoGenerationCache(100)
    for number in range(1000):
        cache.put(number, "value", 1 + number % 12)
        assert sum(1 + key % 12 for key in range(number + 1) if cache.get(key)) <= 100
    cache.put(-1, "huge", 13)
    assert cache.get(-1) is None


def test_long_articles_read_one_after_another_are_not_all_kept(tmp_path: Path) -> None:
    """Each of them fills a block; a bound on blocks let a worker grow by hundreds of megabytes."""
    words = [f"từ {number}" for number in range(200)]
    load_rows(tmp_path, "long", [(word, f"- {word}: " + "dài dòng " * 8000) for word in words], source_language="vi")
    snapshot = Library(tmp_path).current()
    chosen = snapshot.choose([])
    lookup(snapshot, chosen, "từ 0")
    tracemalloc.start()
    try:
        for word in words:
            assert articles(chosen[0], word)
            assert b'"truncated":true' in lookup(snapshot, chosen, checked(word), 1).results[0].definitions[0]
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 8 << 20, f"{kept:,} bytes"

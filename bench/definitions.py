"""How long a search in a million definitions takes, as a piece of `python -m bench` and by hand.

`python -m bench.definitions [COUNT]` measures and prints. The definitions are those of the three real dictionaries, as
often as it takes, in an order drawn by a seeded generator, under headwords that are numbers. Queries are words of one
of the definitions, drawn likewise: one to four of them, half without marks; with the last word cut after its third
letter or later (unfinished); words that stand everywhere; phrases; and whole descriptions, which mostly find
suggestions only. Every query is asked once with all that an answer has, snippets included, and once for the numbers of
its best documents alone (found). Microseconds at the median, the 99th percentile and the worst, by the clock and of
processor time, which a busy machine does not stretch. Also: bytes of the part for each byte of definitions, and
processor seconds that it takes to write it for the first 200,000.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import inputs
from dictsvc.index import definitions
from dictsvc.index.build import Batch, Builder
from dictsvc.index.opened import Index
from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.records import Dictionary
from dictsvc.search.definitions import found, parsed, search
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.text_words import WORD

COUNT = 1_000_000
EACH = 1000
"""Queries of each kind."""
_TOGETHER = 10_000
DESCRIPTIONS = inputs.ROOT / "tests" / "search" / "descriptions.tsv"


def _texts() -> list[bytes]:
    folders = [folder for folder in (inputs.three() / "indexes").iterdir() if not folder.name.startswith("joined.")]
    texts = []
    for folder in sorted(folders):
        index = Index(folder)
        texts += ["\x1e".join(index.articles[document]).encode() for document in range(len(index))]
    return texts


def _drawn(texts: list[bytes], count: int) -> Iterator[bytes]:
    draw = random.Random(11)
    while count > 0:
        draw.shuffle(texts)
        yield from texts[:count]
        count -= len(texts)


def built(count: int) -> tuple[Index, int]:
    """An index of so many definitions, made once and kept; and how many bytes they have."""
    place = inputs.CACHE / f"definitions{count}-{inputs.built_by()}"
    if not place.exists():
        for old in inputs.CACHE.glob(f"definitions{count}-*"):
            shutil.rmtree(old)
        print(f"  building {count:,} definitions", flush=True)
        made = inputs.CACHE / f".definitions{count}"
        shutil.rmtree(made, ignore_errors=True)
        (made / "index").mkdir(parents=True)
        builder = Builder(made / "index", language="vi", tonal=True)
        rows = enumerate(_drawn(_texts(), count))
        for first in range(0, count, _TOGETHER):
            names, texts = zip(*(next(rows) for _ in range(min(_TOGETHER, count - first))), strict=True)
            words = [f"{name:08}" for name in names]
            builder.add(Batch.of(words, [100] * len(words), texts, [b"-"] * len(words)))
        _, name = builder.finish()
        (made / "index").rename(made / f"index-{name}")
        made.rename(place)
    index = Index(next(place.iterdir()))
    size = sum(len("".join(index.articles[document]).encode()) for document in range(0, count, 100)) * 100
    return index, size


def queries(index: Index) -> dict[str, list[str]]:
    """Kind -> queries."""
    draw = random.Random(7)
    kinds: dict[str, list[str]] = {"words": [], "unfinished": []}
    while len(kinds["words"]) < EACH or len(kinds["unfinished"]) < EACH:
        text = " ".join(index.articles[draw.randrange(len(index))])
        words = [word for word in WORD.findall(text) if len(word) < 20]
        count = draw.randint(1, 4)
        if len(words) < count:
            continue
        chosen = draw.sample(words, count)
        if draw.random() < 0.5:
            chosen = [bare(normalise(word)) for word in chosen]
        cut = draw.random() < 1 / 3 and len(chosen[-1]) > 3
        if cut:
            chosen[-1] = chosen[-1][: draw.randint(3, len(chosen[-1]) - 1)]
        kind = kinds["unfinished" if cut else "words"]
        if len(kind) < EACH:
            kind.append(" ".join(chosen) + ("" if cut else " "))
    lines = DESCRIPTIONS.read_text(encoding="utf-8").splitlines()
    kinds["common words"] = ["và ", "la ", "của người ", "mot nguoi ", "the ", "co nguoi khong duoc "] * 20
    kinds["phrases"] = ['"người ta" ', '"mot nguoi" ', '"khong the" co ', '"được dùng" ', '"of the" '] * 20
    kinds["descriptions"] = [line.partition("\t")[0] for line in lines]
    return kinds


def _asked(ask: Callable[[str], object], texts: list[str], clock: Callable[[], float]) -> list[float]:
    """Microseconds at the median, the 99th percentile and the worst."""
    times = []
    for text in texts:
        began = clock()
        ask(text)
        times.append((clock() - began) * 1e6)
    times.sort()
    return [times[len(times) // 2], times[len(times) * 99 // 100], times[-1]]


def _writing(index: Index) -> float:
    """Processor seconds to write the part for the first 200,000 definitions."""
    documents = range(min(len(index), 200_000))
    texts = [[article.encode() for article in index.articles[document]] for document in documents]
    with TemporaryDirectory(dir=inputs.CACHE) as folder:
        began = time.process_time()
        writer = definitions.Writer(Path(folder))
        for articles in texts:
            writer.add(articles)
        writer.finish()
        return time.process_time() - began


def measure(count: int = COUNT) -> dict[str, Any]:
    """kinds: of each kind of query how many, and clock, processor and found as in the module.

    size: bytes of the part for each byte of definitions. seconds: to write it for the first 200,000 definitions.
    """
    index, size = built(count)
    dictionary = Dictionary("made", "made", index.folder.name)
    chosen = DictionarySet([OpenDictionary(dictionary, index)])
    snapshot = Snapshot(1, {"made": chosen[0]}, dictionaries=(dictionary,))

    def ask(text: str) -> object:
        return search(snapshot, chosen, parsed(text))

    def find(text: str) -> object:
        return list(islice(found(chosen, parsed(text)), 11))

    kinds = queries(index)
    for texts in kinds.values():  # pages into memory, words into the cache of words
        for text in texts:
            ask(text)
    part = sum(
        section.size for name, section in index.manifest.sections.items() if name.startswith(definitions.DEFINITIONS)
    )
    asked = {
        name: {
            "queries": len(texts),
            "clock": _asked(ask, texts, time.perf_counter),
            "processor": _asked(ask, texts, time.thread_time),
            "found": _asked(find, texts, time.thread_time),
        }
        for name, texts in kinds.items()
    }
    return {"count": count, "kinds": asked, "size": part / size, "seconds": _writing(index)}


if __name__ == "__main__":
    figures = measure(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
    print(f"{figures['count']:,} definitions; the part: {figures['size']:.3f} of them, {figures['seconds']:.1f} s")
    for name, kind in figures["kinds"].items():
        rows = ["".join(f"{value:9,.0f}" for value in kind[clock]) for clock in ("clock", "processor", "found")]
        print(f"{name:<14}{kind['queries']:>6}{' |'.join(rows)}")

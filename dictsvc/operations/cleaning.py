"""Entries of a file made ready for an index: cleaned, with their sort keys, glosses and ranks, in other processes.

Small files are cleaned in this process, large ones in up to four others, so that all cores are used.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import NamedTuple

from dictsvc import clean, language_tags
from dictsvc.errors import DictsvcError
from dictsvc.frequency import Scale
from dictsvc.index.build import Batch
from dictsvc.index.cards import GLOSS
from dictsvc.operations.load_report import FURTHER, NOTHING, SHOWN
from dictsvc.readers import Source
from dictsvc.records import Entry, Rejected
from dictsvc.system.processes import exit_with_parent, ignoring_interrupts

CHUNK = 2000
_OFTEN = 3
"""Entries of a chunk that have one short gloss, below which it is not looked at further."""


class CleanedBatch(NamedTuple):
    """batch: what to index. rejections: what was left out. findings: by name, and of each the first places as (name,
    where, headword). glosses: short ones that several entries have. makers: whose marks were read."""

    batch: Batch
    rejections: list[Rejected]
    findings: Counter[str]
    places: list[tuple[str, str, str]]
    glosses: dict[bytes, int]
    makers: tuple[str, ...]


def cleaned(
    source: Source, language: str, progress: Callable[[int], None], *, scales: Callable[[str], Scale]
) -> Iterator[CleanedBatch]:
    """Cleaned batches in file order. Small files in this process, large ones in up to four others.

    scales: as `word_counts.scales` makes it.
    """
    chunks = _chunks(source.items())
    first = next(chunks, None)
    if first is None:
        return
    makers = marks_of(first)
    second = next(chunks, None)
    if second is None:
        yield clean_chunk(first, scales(language), makers)
        return
    if not language:
        language = guessed_language([item.headword for item in first if isinstance(item, Entry)])
    waiting: deque[Future[CleanedBatch]] = deque()
    scale = scales(language)  # made once, and never pickled
    with _processes(scale) as pool:
        try:
            with ignoring_interrupts():  # the processes start with the first task
                for chunk in (first, second):
                    waiting.append(pool.submit(_clean_here, chunk, makers))
            for chunk in chunks:
                waiting.append(pool.submit(_clean_here, chunk, makers))
                progress(source.position())
                while len(waiting) > 6 or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            # The pool is giving up its tasks itself; one cancelled meanwhile would keep it from ending its processes.
            raise DictsvcError(
                "a process that cleans definitions was ended from outside (out of memory?); nothing was changed"
            ) from None
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
    progress(source.size)


def _processes(scale: Scale) -> ProcessPoolExecutor:
    """Up to four processes that clean. Raises DictsvcError where the system has no room for their semaphores."""
    try:
        fork = multiprocessing.get_context("fork")
        return ProcessPoolExecutor(min(os.cpu_count() or 1, 4), fork, _begin, (scale,))
    except OSError as error:  # which names no file
        raise DictsvcError(
            "{folder}: {reason}; processes cannot share memory without it, nothing was changed",
            folder="/dev/shm",
            reason=error.strerror or error,
        ) from error


def _chunks(items: Iterable[Entry | Rejected]) -> Iterator[list[Entry | Rejected]]:
    items = iter(items)
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def marks_of(items: Iterable[Entry | Rejected]) -> tuple[str, ...]:
    """The makers whose marks the first items of a file bear, as `clean.entry` takes them."""
    entries = [item for item in items if isinstance(item, Entry)]
    return clean.makers.of(
        (entry.definition for entry in entries if entry.markup != "lines"),
        (entry.definition for entry in entries if entry.markup == "lines"),
    )


_scale: Scale | None = None
"""Of a process that cleans."""


def _begin(scale: Scale) -> None:
    """What a process that cleans does first."""
    global _scale
    exit_with_parent()
    _scale = scale


def _clean_here(items: list[Entry | Rejected], makers: tuple[str, ...]) -> CleanedBatch:
    assert _scale is not None
    return clean_chunk(items, _scale, makers)


def clean_chunk(items: list[Entry | Rejected], scale: Scale, makers: tuple[str, ...] = ()) -> CleanedBatch:
    """Clean entries, as a worker does. Everything in it is counted: in the batch, or among the rejections."""
    headwords: list[str] = []
    articles: list[bytes] = []
    glosses: list[bytes] = []
    rejections: list[Rejected] = []
    findings: Counter[str] = Counter()
    places: list[tuple[str, str, str]] = []
    for item in items:
        if isinstance(item, Rejected):
            rejections.append(item)
            continue
        cleaned = clean.entry(item, makers)
        found = cleaned.findings
        if not cleaned.headword:
            rejections.append(Rejected(item.where, "no headword", item.definition[:80]))
            continue
        article = cleaned.article
        if not article:
            article = " –"  # `-`, `{}`, `***`: the word is in the file, and nothing is said of it
            found = (*found, NOTHING)
        shown = gloss(article)
        for name in (*found, *clean.debris.of(article, shown)):
            findings[name] += 1
            if findings[name] <= SHOWN:
                places.append((name, item.where, cleaned.headword))
        headwords.append(cleaned.headword)
        articles.append(article.encode())
        glosses.append(shown.encode())
        if cleaned.alternates:
            # Under another spelling (went, HĐND) the entry says first whose it is.
            further = f"~{cleaned.headword}\n{article}"
            headwords += cleaned.alternates
            articles += [further.encode()] * len(cleaned.alternates)
            glosses += [gloss(further).encode()] * len(cleaned.alternates)
            findings[FURTHER] += len(cleaned.alternates)
    batch = Batch.of(headwords, list(map(scale.zipf, headwords)), articles, glosses)
    short = Counter(gloss for gloss in glosses if len(gloss) <= clean.debris.SHORT)
    repeated = {gloss: count for gloss, count in short.items() if count >= _OFTEN}
    return CleanedBatch(batch, rejections, findings, places, repeated, makers)


def gloss(article: str) -> str:
    """The gloss on the card of an article; one that says first whose it is names that headword."""
    first, _, rest = article.partition("\n")
    if rest and first[:1] == "~":
        return clean.gloss(f" {first[1:]}: {clean.gloss(rest, GLOSS)}", GLOSS)
    return clean.gloss(article, GLOSS)


def guessed_language(headwords: Iterable[str]) -> str:
    """'vi' where the first headwords are Vietnamese, else '' (unknown)."""
    sample = list(islice(headwords, CHUNK))
    return "vi" if sample and language_tags.is_vietnamese(sample) else ""

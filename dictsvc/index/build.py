"""Builds the index of one dictionary in a folder of its own: documents in, files out, `index.json` last.

Knows nothing of file formats, of the catalogue or of other dictionaries. Memory grows with the headwords; the articles
wait in a spool file. After ranking, one process writes what is made of texts and whole headwords, the other the tries
of their prefixes.
"""

from __future__ import annotations

import multiprocessing
import os
from array import array
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from dictsvc.errors import DictsvcError, SourceError
from dictsvc.index import (
    articles,
    blocks,
    cards,
    crowded,
    crowding,
    exact,
    files,
    inside,
    lists,
    manifest,
    postings,
    prefixes,
    readings,
    solid,
    sounds,
)
from dictsvc.index.files import ORDER
from dictsvc.index.manifest import Manifest
from dictsvc.processes import exit_with_parent, ignoring_interrupts
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import key

TOGETHER = 2_000_000
"""Most headwords whose texts and keys are written side by side; of more, one after the other, since both together would
need 1 GB for each million."""
_SPOOL = "spool.tmp"
_PARTS = (solid.PART, sounds.PART, inside.PART, readings.PART)
_NONE = 0xFFFF_FFFF


class Batch(NamedTuple):
    """Cleaned entries side by side. headwords: NFC. orders: `vietnamese.order.key`. zipfs: hundredths.

    articles, glosses: UTF-8, without the separators U+001D–U+001F.
    """

    headwords: Sequence[str]
    orders: Sequence[bytes]
    zipfs: Sequence[int]
    articles: Sequence[bytes]
    glosses: Sequence[bytes]


class Builder:
    """Collects batches, then writes the index. language: of the headwords; tonal: see `vietnamese.key`."""

    def __init__(self, folder: Path, *, language: str, tonal: bool) -> None:
        self._folder = folder
        self._language = language
        self._tonal = tonal
        self._numbers: dict[str, int] = {}
        self._orders: list[bytes] = []
        self._zipfs = array("H")
        self._first = array("I")  # document -> its first entry
        self._last = array("I")
        self._next = array("I")  # entry -> the next one of the same headword
        self._offsets = array("Q", [0])
        self._gloss = array("H")  # entry -> length of its gloss, which follows the article
        self._spool = (folder / _SPOOL).open("wb", buffering=1 << 20)

    def add(self, batch: Batch) -> None:
        """Take entries; those of one headword are kept in the order in which they come."""
        numbers = self._numbers
        at = self._offsets[-1]
        for headword, order, zipf, article, gloss in zip(*batch, strict=True):
            entry = len(self._next)
            self._next.append(_NONE)
            document = numbers.setdefault(headword, len(numbers))
            if document == len(self._orders):
                self._orders.append(order)
                self._zipfs.append(zipf)
                self._first.append(entry)
                self._last.append(entry)
            else:
                self._next[self._last[document]] = entry
                self._last[document] = entry
            self._spool.write(article)
            self._spool.write(gloss)
            at += len(article) + len(gloss)
            self._offsets.append(at)
            self._gloss.append(len(gloss))

    @property
    def entries(self) -> int:
        """Entries taken so far."""
        return len(self._next)

    @property
    def documents(self) -> int:
        """Distinct headwords taken so far."""
        return len(self._orders)

    def finish(self) -> tuple[Manifest, str]:
        """Write everything; returns the manifest and a short name for the content."""
        self._spool.close()
        if not self._numbers:
            raise SourceError("No entry is left to index.")
        by_order = sorted(range(len(self._orders)), key=self._orders.__getitem__)
        self._orders.clear()
        zipfs = self._zipfs
        ranking = array("I", sorted(by_order, key=lambda document: -zipfs[document]))
        headwords = list(self._numbers)
        headwords = [headwords[document] for document in ranking]
        self._numbers.clear()
        rank = array("I", bytes(4 * len(ranking)))
        for place, document in enumerate(ranking):
            rank[document] = place
        files.write_array(self._folder / ORDER, array("I", [rank[document] for document in by_order]))
        del by_order, rank
        receiver, sender = multiprocessing.get_context("fork").Pipe(duplex=False)
        texts = multiprocessing.get_context("fork").Process(
            target=_report, args=(sender, self._write_texts, headwords, ranking)
        )
        with ignoring_interrupts():
            texts.start()
        sender.close()
        try:
            outcome = receiver.recv() if len(headwords) > TOGETHER else None
            if isinstance(outcome, BaseException):
                raise outcome
            keys, thinned = self._write_keys(headwords)
            outcome = outcome or receiver.recv()
        except EOFError:
            raise DictsvcError("The process that writes the definitions was ended from outside.") from None
        finally:
            texts.terminate() if texts.is_alive() and not receiver.poll() else None
            texts.join()
        if isinstance(outcome, BaseException):
            raise outcome
        with suppress(OSError):
            (self._folder / _SPOOL).unlink()
        # Entries first: should the file be cut short, what can be made anew is what is gone.
        names = (*outcome, ORDER, *blocks.NAMES, *crowded.NAMES)
        made = Manifest(
            language=self._language,
            tonal=self._tonal,
            documents=self.documents or len(ranking),
            entries=self.entries,
            keys=keys,
            parts=tuple(part for part in _PARTS if lists.names(part)[0] in names),
            built_at=datetime.now(UTC).isoformat(timespec="microseconds"),
            thinned=thinned,
            sections=files.pack(self._folder, names),
        )
        return made, manifest.write(self._folder, made)

    def _write_texts(self, headwords: list[str], ranking: array[int]) -> tuple[str, ...]:
        """Cards, articles and what is made of whole headwords; returns the names of their files."""
        with (self._folder / _SPOOL).open("rb") as file:
            spool = file.fileno()
            some = range(0, len(ranking), len(ranking) // 64 + 1)
            sample = b"".join([text for place in some for text in self._texts(spool, ranking[place])[0]])
            card_writer, article_writer = cards.Writer(self._folder), articles.Writer(self._folder, sample)
            reading_writer = readings.Writer(self._folder)
            for place, document in enumerate(ranking):
                texts, gloss = self._texts(spool, document)
                card_writer.add(headwords[place].encode(), gloss, self._zipfs[document], len(texts))
                article_writer.add(texts)
                reading_writer.add(place, headwords[place], texts)
        card_writer.finish()
        article_writer.finish()
        exact.write(self._folder, headwords)
        return (*cards.NAMES, *articles.NAMES, *exact.NAMES, *reading_writer.finish(), *self._write_parts(headwords))

    def _write_parts(self, headwords: list[str]) -> tuple[str, ...]:
        """The optional parts that are made of headwords alone, in one pass; returns the names of their files."""
        by_solid, by_sound = solid.Writer(self._folder), sounds.Writer(self._folder, tonal=self._tonal)
        by_inside = inside.Writer(self._folder)
        for document, headword in enumerate(headwords):
            normal = normalise(headword)
            made = key(normal, tonal=self._tonal)
            by_solid.take(document, normal)
            by_sound.take(document, made.folded)
            by_inside.take(document, made)
        return by_solid.finish() + by_sound.finish() + by_inside.finish()

    def _texts(self, spool: int, document: int) -> tuple[list[bytes], bytes]:
        """The articles of a document in the order in which they came, and its gloss."""
        texts: list[bytes] = []
        gloss = b""
        entry = self._first[document]
        while entry != _NONE:
            start = self._offsets[entry]
            text = os.pread(spool, self._offsets[entry + 1] - start, start)
            split = len(text) - self._gloss[entry]
            texts.append(text[:split])
            gloss = gloss or text[split:]
            entry = self._next[entry]
        return texts, gloss

    def _write_keys(self, headwords: list[str]) -> tuple[int, bool]:
        made = postings.collect(
            (key(normalise(headword), tonal=self._tonal) for headword in headwords), tonal=self._tonal
        )
        block_writer, crowded_writer = blocks.Writer(self._folder, made), crowding.Writer(self._folder, made)
        length = 0
        for step in prefixes.divide(made):
            if isinstance(step, prefixes.Level):
                length = step.length
                crowded_writer.add(step)
            else:
                block_writer.add(length + 1, step)
        block_writer.finish()
        crowded_writer.finish()
        count, thinned = len(made), crowded_writer.thinned
        del made, block_writer, crowded_writer
        return count, thinned


def _report(sender: Connection, work: object, *values: object) -> None:
    """In the other process: do the work and send what it returns, or the error."""
    exit_with_parent()
    try:
        sender.send(work(*values))  # type: ignore[operator]
    except BaseException as error:
        sender.send(error if isinstance(error, DictsvcError | OSError) else DictsvcError(repr(error)))

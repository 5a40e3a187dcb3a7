"""Builds the index of one dictionary in a folder of its own: entries in, files out.

Knows nothing of file formats, of the catalogue or of other dictionaries. Memory grows with the headwords.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from dictsvc.errors import SourceError
from dictsvc.index import articles, cards, definitions, files, hits, meanings, neighbours, readings, writing
from dictsvc.index.files import ORDER
from dictsvc.index.manifest import Manifest
from dictsvc.index.spool import Spool
from dictsvc.vietnamese import order


class Batch(NamedTuple):
    """Cleaned entries side by side. headwords: NFC. orders: `vietnamese.order.key`. zipfs: hundredths.

    articles, glosses: UTF-8, without the separators U+001D–U+001F. items: of the articles.
    """

    headwords: Sequence[str]
    orders: Sequence[bytes]
    zipfs: Sequence[int]
    articles: Sequence[bytes]
    glosses: Sequence[bytes]
    items: meanings.Items

    @classmethod
    def of(
        cls, headwords: Sequence[str], zipfs: Sequence[int], articles: Sequence[bytes], glosses: Sequence[bytes]
    ) -> Batch:
        """With all that is made of the entries alone, so that any process can do that part of the work."""
        orders = list(map(order.key, headwords))
        return cls(headwords, orders, zipfs, articles, glosses, meanings.read(articles))


class Builder:
    """Collects batches, then writes the index. language: of the headwords; tonal: see `vietnamese.key`."""

    def __init__(self, folder: Path, *, language: str, tonal: bool) -> None:
        self._folder = folder
        self._language = language
        self._tonal = tonal
        self._numbers: dict[str, int] = {}
        self._orders: list[bytes] = []
        self._zipfs = array("H")
        self._spool = Spool(folder)
        self._meanings = meanings.Writer(folder)

    def add(self, batch: Batch) -> None:
        """Take entries; those of one headword are kept in the order in which they come."""
        numbers = self._numbers
        documents = array("I")
        *columns, items = batch
        for headword, order_key, zipf, article, gloss in zip(*columns, strict=True):
            document = numbers.setdefault(headword, len(numbers))
            documents.append(document)
            if document == len(self._orders):
                self._orders.append(order_key)
                self._zipfs.append(zipf)
            self._spool.add(document, article, gloss)
        self._meanings.add(items, documents)

    @property
    def entries(self) -> int:
        """Entries taken so far."""
        return len(self._spool)

    @property
    def documents(self) -> int:
        """Distinct headwords taken so far."""
        return len(self._orders)

    def finish(self) -> tuple[Manifest, str]:
        """Write everything; returns the manifest and a short name for the content."""
        if not self._numbers:
            raise SourceError("No entry is left to index.")
        by_order, ranking = hits.by_rank(self._orders, self._zipfs)
        self._orders.clear()
        headwords = list(self._numbers)
        headwords = [headwords[document] for document in ranking]
        self._numbers.clear()
        ranks = hits.ranks_of(ranking)
        files.write_array(self._folder / ORDER, array("I", [ranks[document] for document in by_order]))
        del by_order
        self._spool.flush()
        self._meanings.flush()
        description = Manifest(
            language=self._language,
            tonal=self._tonal,
            documents=len(headwords),
            entries=self.entries,
            hidden=writing.hidden_of(self._zipfs),
            built_at=datetime.now(UTC).isoformat(timespec="microseconds"),
        )
        offered = len(headwords) - description.hidden
        made = writing.write(
            self._folder,
            description,
            headwords,
            lambda: self._write_texts(headwords, ranking, offered),
            write_meanings=lambda: self._meanings.finish(ranks, offered),
            write_neighbours=lambda: self._write_neighbours(ranking),
        )
        self._spool.delete()
        return made

    def _write_texts(self, headwords: list[str], ranking: array[int], offered: int) -> tuple[str, ...]:
        """Cards, articles, and what is made of articles; returns the names of their files. offered: as in `writing`."""
        some = range(0, len(ranking), len(ranking) // 64 + 1)
        sample = b"".join(article for place in some for article, _ in self._spool.entries(ranking[place]))
        card_writer, article_writer = cards.Writer(self._folder), articles.Writer(self._folder, sample)
        reading_writer, definition_writer = readings.Writer(self._folder), definitions.Writer(self._folder)
        for place, document in enumerate(ranking):
            entries = list(self._spool.entries(document))
            texts = [article for article, _ in entries]
            gloss = next((gloss for _, gloss in entries if gloss), b"")
            card_writer.add(headwords[place].encode(), gloss, self._zipfs[document], len(texts))
            article_writer.add(texts)
            reading_writer.add(place, headwords[place], texts)
            if place < offered:
                definition_writer.add(texts)
        card_writer.finish()
        article_writer.finish()
        return (*cards.NAMES, *articles.NAMES, ORDER, *reading_writer.finish(), *definition_writer.finish())

    def _write_neighbours(self, ranking: array[int]) -> tuple[str, ...]:
        writer = neighbours.Writer(self._folder)
        for document in ranking:
            if writer.full:
                break
            writer.add(article for article, _ in self._spool.entries(document))
        return writer.finish()

"""Asks each dictionary, merges by headword and ranks: whole words, completions; by class, frequency, dictionary order.

One result per headword, with an entry from each dictionary that has it, in the admin's order.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dictsvc import clean
from dictsvc.errors import BadQuery, IndexDamaged
from dictsvc.index.cards import Card
from dictsvc.library import Shelf, Snapshot
from dictsvc.search.answer import Answer, Found, Result
from dictsvc.vietnamese import order
from dictsvc.vietnamese.match import EXACT, NAMES, Query, query

LONGEST = 100
"""Characters of a query, after NFC."""
MOST = 50
"""Results an asker may ask for."""
DEFINITION = 2000
"""Characters of a definition in an answer."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_order = lru_cache(maxsize=16384)(order.key)


def checked(text: str) -> str:
    """The query in NFC. Raises BadQuery with one Vietnamese sentence."""
    asked = text if text.isascii() else unicodedata.normalize("NFC", text)
    if len(asked) > LONGEST:
        raise BadQuery(f"Từ cần tra dài quá {LONGEST} ký tự; hãy rút ngắn lại.")
    if _CONTROL.search(asked):
        raise BadQuery("Từ cần tra chứa ký tự điều khiển; hãy gõ lại từ đó.")
    if not asked.strip():
        raise BadQuery("Chưa có từ cần tra; hãy gõ một từ vào tham số q.")
    return asked


def lookup(snapshot: Snapshot, shelves: list[Shelf], text: str, limit: int = 10) -> Answer:
    """The answer to a checked query from these shelves of the snapshot."""
    tonal = query(text)
    atonal = tonal if text.isascii() else None
    ranked: dict[str, _Row] = {}
    full = []
    for shelf in shelves:
        if shelf.index.tonal:
            asked = tonal
        else:
            asked = atonal = atonal or query(text, tonal=False)
        if not asked.folded.strip():
            continue
        hits = shelf.index.find(asked)
        if len(hits) > limit:
            full.append(shelf)
            del hits[limit + 1 :]
        cards = shelf.index.cards
        for document, found, whole in hits:
            card = cards[document]
            row = ranked.get(card.headword)
            if row is None:
                row = ranked[card.headword] = _Row(card.headword)
            row.add(shelf, document, card, found, whole)
    rows = _sorted(list(ranked.values()), tonal.marked) if len(shelves) > 1 else list(ranked.values())
    more = len(rows) > limit
    del rows[limit:]
    if full and len(shelves) > 1:
        _complete(rows, shelves, full)
    results = [row.result() for row in rows]
    suggestions: list[Result] = []
    if len(results) < limit or not results[0].whole:
        from dictsvc.search.further import complete

        results, suggestions, more = complete(shelves, text, results, limit, more)
    return Answer(text, snapshot.generation, more, results, suggestions)


class _Row:
    """A headword while answers are merged."""

    __slots__ = ("found", "headword", "parts", "whole", "zipf")

    def __init__(self, headword: str) -> None:
        self.headword = headword
        self.parts: list[tuple[Shelf, int, Card]] = []
        self.found = len(NAMES)
        self.whole = False
        self.zipf = 0

    def add(self, shelf: Shelf, document: int, card: Card, found: int, whole: bool) -> None:
        self.parts.append((shelf, document, card))
        self.found = min(self.found, found)
        self.whole = self.whole or whole
        self.zipf = max(self.zipf, card.zipf)

    def result(self) -> Result:
        entries = []
        for shelf, document, card in self.parts:
            definition, truncated = None, False
            if self.whole and self.found == EXACT:
                definition, truncated = _definition(shelf, document)
            entries.append(Found(shelf.dictionary.id, card.gloss, card.homographs, definition, truncated))
        return Result(self.headword, NAMES[self.found], self.whole, tuple(entries))


def _sorted(rows: list[_Row], marked: bool) -> list[_Row]:
    """Rows in final order. Dictionary order is dear to compute, so only for those that tie otherwise."""

    def rank(row: _Row) -> tuple[bool, int, int]:
        if marked:
            return not row.whole, row.found, -row.zipf
        return not row.whole, int(row.whole and row.found > EXACT), -row.zipf

    rows.sort(key=rank)
    first = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or rank(rows[at]) != rank(rows[first]):
            if at - first > 1:
                rows[first:at] = sorted(rows[first:at], key=lambda row: _order(row.headword))
            first = at
    return rows


def _complete(rows: list[_Row], shelves: list[Shelf], full: list[Shelf]) -> None:
    """Add the entries of dictionaries that have a headword further down than the answer reaches.

    Only where frequencies come from another language can that be: otherwise all dictionaries rank alike.
    """
    if len({shelf.index.manifest.language for shelf in shelves}) == 1:
        return
    places = {shelf.dictionary.id: at for at, shelf in enumerate(shelves)}
    for row in rows:
        have = {shelf.dictionary.id for shelf, _, _ in row.parts}
        for shelf in full:
            if shelf.dictionary.id not in have:
                document = shelf.index.document(row.headword)
                if document is not None and (card := shelf.index.cards[document]).headword == row.headword:
                    row.parts.append((shelf, document, card))
        row.parts.sort(key=lambda part: places[part[0].dictionary.id])


def _definition(shelf: Shelf, document: int) -> tuple[str, bool]:
    text = "\n\n".join([clean.text(article) for article in shelf.index.articles[document]])
    if len(text) <= DEFINITION:
        return text, False
    return text[:DEFINITION].rsplit(" ", 1)[0] + " …", True


def articles(shelf: Shelf, headword: str) -> tuple[str, list[str]] | None:
    """The headword as it is written in a dictionary, and its articles in the source's order; None where it has none."""
    document = shelf.index.document(unicodedata.normalize("NFC", headword))
    if document is None:
        return None
    return shelf.index.cards[document].headword, shelf.index.articles[document]


__all__ = ["IndexDamaged", "Query", "articles", "checked", "lookup"]

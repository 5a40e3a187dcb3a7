"""Asks each dictionary, merges by headword and ranks: whole words, completions; by class, frequency, dictionary order.

One result per headword, with an entry from each dictionary that has it, in the admin's order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, partial
from typing import cast

from dictsvc import clean
from dictsvc.errors import BadQuery
from dictsvc.library import Shelf, Snapshot
from dictsvc.search.answer import Answer, Found, Result
from dictsvc.vietnamese import order
from dictsvc.vietnamese.match import EXACT, NAMES, query

LONGEST = 100
"""Characters of a query, after NFC."""
MOST = 50
"""Results an asker may ask for."""
DEFINITION = 2000
"""Characters of a definition in an answer."""

_REMEMBERED = 512
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Made of a whole tuple, a named one costs 0.13 µs instead of 0.3; a lookup makes twenty.
_found = cast("Callable[[tuple[str, str, int, str | None, bool]], Found]", partial(tuple.__new__, Found))
_result = cast("Callable[[tuple[str, str, bool, tuple[Found, ...]]], Result]", partial(tuple.__new__, Result))
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
    if len(shelves) == 1:
        results, more = _from_one(shelves[0], text, limit)
    else:
        results, more = _from_several(shelves, text, limit)
    suggestions: list[Result] = []
    if len(results) < limit or not results[0].whole:
        from dictsvc.search.further import complete

        results, suggestions, more = complete(shelves, text, results, limit, more)
    return Answer(text, snapshot.generation, more, results, suggestions)


def _from_one(shelf: Shelf, text: str, limit: int) -> tuple[list[Result], bool]:
    """(results, more) of one dictionary, whose order is final."""
    name, fields = shelf.dictionary.id, shelf.index.cards.fields
    hits = shelf.index.find(query(text, tonal=shelf.index.tonal), limit + 1)
    results = []
    for document, found, whole in hits[:limit]:
        headword, gloss, homographs = fields(document)
        definition, truncated = _definition(shelf, document) if whole and found == EXACT else (None, False)
        entry = _found((name, gloss, homographs, definition, truncated))
        results.append(_result((headword, NAMES[found], whole, (entry,))))
    return results, len(hits) > limit


class _Row:
    """A headword while the answers of several dictionaries are merged."""

    __slots__ = ("found", "headword", "parts", "whole")

    def __init__(self, headword: str, found: int, whole: bool) -> None:
        self.headword = headword
        self.found = found
        self.whole = whole
        self.parts: dict[int, tuple[int, tuple[str, str, int]]] = {}  # number of the shelf -> document, card


def _from_several(shelves: list[Shelf], text: str, limit: int) -> tuple[list[Result], bool]:
    """(results, more) of several dictionaries, merged by headword."""
    tonal = query(text)
    atonal = tonal if text.isascii() else None
    hits: list[tuple[int, int, int, int, bool]] = []
    full: list[int] = []
    for number, shelf in enumerate(shelves):
        if shelf.index.tonal:
            asked = tonal
        else:
            asked = atonal = atonal or query(text, tonal=False)
        found_here = shelf.index.find(asked, limit + 1)
        if len(found_here) > limit:
            full.append(number)
        zipf = shelf.index.cards.zipf
        for document, found, whole in found_here:
            # Smaller is better: whole words, class (of a plain query: exact or not, among whole words), frequency.
            kind = found if asked.marked else int(whole and found > EXACT)
            hits.append(((not whole) << 20 | kind << 16 | 0xFFFF - zipf(document), number, document, found, whole))
    hits.sort()
    same_language = len({shelf.index.manifest.language for shelf in shelves}) == 1
    rows: dict[str, _Row] = {}
    at = 0
    while at < len(hits) and (len(rows) <= limit or not same_language):
        # Hits that tie but for dictionary order, which is dear to compute and rarely needed.
        end = at + 1
        while end < len(hits) and hits[end][0] == hits[at][0]:
            end += 1
        new: list[_Row] = []
        for _, number, document, found, whole in hits[at:end]:
            card = shelves[number].index.cards.fields(document)
            row = rows.get(card[0])
            if row is None:
                row = rows[card[0]] = _Row(card[0], found, whole)
                new.append(row)
            row.parts.setdefault(number, (document, card))
        if len(new) > 1:
            for row in new:
                del rows[row.headword]
            rows.update((row.headword, row) for row in sorted(new, key=lambda row: _order(row.headword)))
        at = end
    kept = list(rows.values())[:limit]
    if full and not same_language:
        _add_rarer(kept, shelves, full)
    return [_merged(row, shelves) for row in kept], len(rows) > limit or at < len(hits)


def _add_rarer(rows: list[_Row], shelves: list[Shelf], full: list[int]) -> None:
    """Add the entries of dictionaries that have a headword further down than the part of their answer that was read.

    Only where frequencies come from another language can that be: otherwise all dictionaries rank alike.
    """
    for row in rows:
        languages = {shelves[number].index.manifest.language for number in row.parts}
        for number in full:
            index = shelves[number].index
            if number not in row.parts and index.manifest.language not in languages:
                document = index.document(row.headword)
                if document is not None and (card := index.cards.fields(document))[0] == row.headword:
                    row.parts[number] = document, card


def _merged(row: _Row, shelves: list[Shelf]) -> Result:
    entries = []
    for number in sorted(row.parts) if len(row.parts) > 1 else row.parts:
        document, (_, gloss, homographs) = row.parts[number]
        shelf = shelves[number]
        definition, truncated = _definition(shelf, document) if row.whole and row.found == EXACT else (None, False)
        entries.append(_found((shelf.dictionary.id, gloss, homographs, definition, truncated)))
    return _result((row.headword, NAMES[row.found], row.whole, tuple(entries)))


def _definition(shelf: Shelf, document: int) -> tuple[str, bool]:
    """(text, truncated); remembered, since the words that are typed out are few, and to inflate one costs as much as a
    lookup."""
    memo = shelf.index.memo
    found = memo.get(document)
    if found is None:
        text = "\n\n".join([clean.text(article) for article in shelf.index.articles[document]])
        short = len(text) <= DEFINITION
        found = (text, False) if short else (text[:DEFINITION].rsplit(" ", 1)[0] + " …", True)
        if len(memo) >= _REMEMBERED:
            memo.clear()
        memo[document] = found
    return found


def articles(shelf: Shelf, headword: str) -> tuple[str, list[str]] | None:
    """The headword as it is written in a dictionary, and its articles in the source's order; None where it has none."""
    document = shelf.index.document(unicodedata.normalize("NFC", headword))
    if document is None:
        return None
    return shelf.index.cards[document].headword, shelf.index.articles[document]

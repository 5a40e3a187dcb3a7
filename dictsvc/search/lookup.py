"""Asks each dictionary, merges by headword and ranks: whole words, completions; by class, frequency, dictionary order.

One result per headword, with an entry from each dictionary that has it, in the admin's order.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dictsvc.errors import BadQuery
from dictsvc.index.hits import CLASSES, DOCUMENT, WHOLE, Hit
from dictsvc.library import OpenDictionary, Snapshot
from dictsvc.search.answer import Answer, Result
from dictsvc.search.further import complete
from dictsvc.search.results import Choice, choice
from dictsvc.vietnamese import order
from dictsvc.vietnamese.match import query

LONGEST = 100
"""Characters of a query, after NFC."""
MOST = 50
"""Results an asker may ask for."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_order = lru_cache(maxsize=16384)(order.key)
_LOWEST = 0xFFFF  # rank of a whole word nobody uses
_COMPLETION = 1 << 20 | _LOWEST
# Bits of a packed place: a hit's number in its shelf's answer, the shelf's number, the rank above both.
_HIT, _RANK = 8, 24
_PLACE, _SHELF = (1 << _HIT) - 1, (1 << _RANK - _HIT) - 1


def checked(text: str) -> str:
    """The query in NFC. Raises BadQuery."""
    asked = text if text.isascii() else unicodedata.normalize("NFC", text)
    if len(asked) > LONGEST:
        raise BadQuery(
            "The word has more than {longest} characters; shorten it.",
            longest=LONGEST,
            vietnamese=f"Từ cần tra dài quá {LONGEST} ký tự; hãy rút ngắn lại.",
        )
    if _CONTROL.search(asked):
        raise BadQuery(
            "The word holds control characters; type it again.",
            vietnamese="Từ cần tra chứa ký tự điều khiển; hãy gõ lại từ đó.",
        )
    if not asked.strip():
        raise BadQuery(
            "There is no word to look up; type one.",
            vietnamese="Chưa có từ cần tra; hãy nhập một từ (tham số q).",
        )
    return asked


def lookup(snapshot: Snapshot, shelves: list[OpenDictionary], text: str, limit: int = 10) -> Answer:
    """The answer to a checked query from these shelves of the snapshot."""
    chosen = choice(snapshot, shelves)
    results, more = (_from_one if len(shelves) == 1 else _from_several)(chosen, text, limit)
    suggestions: list[Result] = []
    if len(results) < limit or (chosen.inflected and not results[0].whole):
        results, suggestions, more = complete(shelves, text, results, limit, more)
    return Answer(text, snapshot.generation, more, results, suggestions)


def _from_one(chosen: Choice, text: str, limit: int) -> tuple[list[Result], bool]:
    """(results, more) of one dictionary, whose order is final."""
    index = chosen.indexes[0]
    result = chosen.result
    hits = index.find(query(text, tonal=index.tonal), limit + 1)
    return [result(0, hit) for hit in hits[:limit]], len(hits) > limit


def _from_several(chosen: Choice, text: str, limit: int) -> tuple[list[Result], bool]:
    """(results, more) of several dictionaries, merged by headword: one stands where its best hit does."""
    tonal = query(text)
    atonal = tonal if text.isascii() else None
    answers: list[list[Hit]] = []
    places: list[int] = []  # rank, number of the shelf, number of the hit: packed, since ints sort fastest
    for number, index in enumerate(chosen.indexes):
        if index.tonal:
            asked = tonal
        else:
            asked = atonal = atonal or query(text, tonal=False)
        hits = index.find(asked, limit + 1)
        answers.append(hits)
        zipfs = index.cards.zipfs
        at = number << _HIT
        marked = asked.marked
        for hit in hits:
            # Smaller is better: whole words, class (of a plain query: exact or not, among whole words), frequency.
            rank = (_LOWEST if hit & WHOLE else _COMPLETION) - zipfs[hit >> DOCUMENT]
            if marked:
                rank += (hit & CLASSES) << 15
            elif hit & WHOLE and hit & CLASSES:
                rank += 1 << 16
            places.append(rank << _RANK | at)
            at += 1
    places.sort()
    result = chosen.result
    # Each dictionary's first may be the headword as it was typed, which stands before its equals in all of them.
    kept: dict[str, Result] = {}
    for number, hits in enumerate(answers):
        if hits and hits[0] & WHOLE and (one := result(number, hits[0])).headword == tonal.typed:
            kept[one.headword] = one
            break
    at, end = 0, len(places)
    while at < end and len(kept) <= limit:
        place = places[at]
        number = place >> _HIT & _SHELF
        one = result(number, answers[number][place & _PLACE])
        at += 1
        if at == end or places[at] >> _RANK != place >> _RANK:
            if one.headword not in kept:
                kept[one.headword] = one
            continue
        tied = {one.headword: one}
        in_order = True
        while at < end and places[at] >> _RANK == place >> _RANK:
            other = places[at] >> _HIT & _SHELF
            one = result(other, answers[other][places[at] & _PLACE])
            if one.headword not in tied:
                tied[one.headword] = one
                in_order &= other == number
            at += 1
        # Dictionary order is dear to compute, and a dictionary's own headwords stand in it.
        for headword in tied if in_order else sorted(tied, key=_order):
            kept.setdefault(headword, tied[headword])
    return list(kept.values())[:limit], len(kept) > limit


def articles(shelf: OpenDictionary, headword: str) -> tuple[str, list[str]] | None:
    """The headword as it is written in a dictionary, and its articles in the source's order; None where it has none."""
    document = shelf.index.document(unicodedata.normalize("NFC", headword))
    if document is None:
        return None
    return shelf.index.cards[document].headword, shelf.index.articles[document]

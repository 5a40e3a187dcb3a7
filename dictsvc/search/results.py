"""A result: a headword with its entries from each dictionary that has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

import orjson

from dictsvc import clean
from dictsvc.index.cards import Record
from dictsvc.index.hits import Hit
from dictsvc.index.opened import Index
from dictsvc.library import DictionarySet, Snapshot
from dictsvc.search.answer import Result
from dictsvc.vietnamese.match import EXACT, NAMES

DEFINITION = 2000
"""Characters of a definition in an answer."""
_LEAST = 200  # bytes that a definition counts besides its own
# Made of a whole tuple, a named one costs half.
_result = cast(
    "Callable[[tuple[Record, str, bool, tuple[str, ...], tuple[bytes, ...]]], Result]", partial(tuple.__new__, Result)
)


def plain_result(chosen: DictionarySet, hit: Hit) -> Result:
    """A headword with a gloss of each entry."""
    group, document, match, whole = hit
    return _result((group.record(document), NAMES[match], whole, chosen.ids, ()))


def results(snapshot: Snapshot, chosen: DictionarySet, found: Iterable[Hit], least: int = EXACT) -> list[Result]:
    """The same of each hit; whole words that are matched as closely as `least` come with their definitions."""
    ids = chosen.ids
    return [
        _result(
            (
                record := group.record(document),
                NAMES[match],
                whole,
                ids,
                _definitions(snapshot, chosen, record) if whole and match <= least else (),
            )
        )
        for group, document, match, whole in found
    ]


def _definitions(snapshot: Snapshot, chosen: DictionarySet, record: Record) -> tuple[bytes, ...]:
    """Of each entry further members in JSON, as they are remembered."""
    headword, kept, ids = record[0].decode(), snapshot.definitions, chosen.ids
    made = []
    for number in map(int, record[1::3]):
        key = ids[number], headword
        definition = kept.get(key)
        if definition is None:
            definition = _definition(chosen[number].index, headword)
            kept.put(key, definition, len(definition) + _LEAST)
        made.append(definition)
    return tuple(made)


def _definition(index: Index, headword: str) -> bytes:
    """The definition in plain text, and whether it was cut."""
    document = index.exact(headword)
    articles = index.articles[document] if document is not None else []
    text = "\n\n".join([clean.text(article) for article in articles])[: DEFINITION + 1]
    truncated = len(text) > DEFINITION
    if truncated:
        text = text[:DEFINITION].rsplit(" ", 1)[0] + " …"
    return b',"definition":%b%b' % (orjson.dumps(text), b',"truncated":true' if truncated else b"")

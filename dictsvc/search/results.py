"""A result: a headword with its entries from each dictionary that has it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias, cast

import orjson

from dictsvc import clean
from dictsvc.index.cards import Record
from dictsvc.index.hits import Hit
from dictsvc.index.merged import Group
from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.search.answer import Result
from dictsvc.vietnamese.match import EXACT, NAMES

Candidate: TypeAlias = tuple[Group, Hit]
"""A headword that may be shown: a document of a group, and how it matches."""
DEFINITION = 2000
"""Characters of a definition in an answer."""
_LEAST = 200  # bytes that a definition counts besides its own
# Made of a whole tuple, a named one costs half.
_result = cast(
    "Callable[[tuple[Record, str, bool, tuple[str, ...], tuple[()]]], Result]", partial(tuple.__new__, Result)
)


def plain_result(chosen: DictionarySet, group: Group, document: int, match: int, whole: bool) -> Result:
    """A headword with a gloss of each entry. match: of `vietnamese.match.NAMES`."""
    return _result((group.record(document), NAMES[match], whole, chosen.ids, ()))


def result(snapshot: Snapshot, chosen: DictionarySet, group: Group, hit: Hit) -> Result:
    """The same of a hit; what was typed exactly comes with its definitions."""
    made = plain_result(chosen, group, *hit)
    return defined(snapshot, chosen, made) if hit.match == EXACT and hit.whole else made


def defined(snapshot: Snapshot, chosen: DictionarySet, made: Result) -> Result:
    """A result with the definition of each entry."""
    headword = made.headword
    definitions = [_definition(snapshot, chosen[int(number)], headword) for number in made.record[1::3]]
    return made._replace(definitions=tuple(definitions))


def _definition(snapshot: Snapshot, opened: OpenDictionary, headword: str) -> bytes:
    """Members of an entry in JSON, as they are remembered: the definition in plain text, and whether it was cut."""
    key = opened.dictionary.id, headword
    made = snapshot.definitions.get(key)
    if made is None:
        document = opened.index.exact(headword)
        articles = opened.index.articles[document] if document is not None else []
        text = "\n\n".join([clean.text(article) for article in articles])[: DEFINITION + 1]
        truncated = len(text) > DEFINITION
        if truncated:
            text = text[:DEFINITION].rsplit(" ", 1)[0] + " …"
        made = b',"definition":%b%b' % (orjson.dumps(text), b',"truncated":true' if truncated else b"")
        snapshot.definitions.put(key, made, len(made) + _LEAST)
    return made

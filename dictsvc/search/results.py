"""A result: a headword with its entries from each dictionary that has it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias, cast

from dictsvc import clean
from dictsvc.index.hits import Hit
from dictsvc.index.merged import Group
from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.search.answer import AnswerEntry, Result
from dictsvc.vietnamese.match import EXACT, NAMES

Candidate: TypeAlias = tuple[Group, Hit]
"""A headword that may be shown: a document of a group, and how it matches."""
DEFINITION = 2000
"""Characters of a definition in an answer."""
_LEAST = 200  # characters that a definition counts besides its own
# Made of a whole tuple, a named one costs 0.13 µs instead of 0.3.
_entry = cast("Callable[[tuple[str, str, int, str | None, bool]], AnswerEntry]", partial(tuple.__new__, AnswerEntry))


def plain_result(chosen: DictionarySet, group: Group, document: int, match: int, whole: bool) -> Result:
    """A headword with a gloss of each entry. match: of `vietnamese.match.NAMES`."""
    headword, cards = group.card(document)
    ids = chosen.ids
    entries = tuple([_entry((ids[number], gloss, homographs, None, False)) for number, gloss, homographs in cards])
    return Result(headword, NAMES[match], whole, entries)


def result(snapshot: Snapshot, chosen: DictionarySet, group: Group, hit: Hit) -> Result:
    """The same of a hit; what was typed exactly comes with its definitions."""
    made = plain_result(chosen, group, *hit)
    return defined(snapshot, chosen, made) if hit.match == EXACT and hit.whole else made


def defined(snapshot: Snapshot, chosen: DictionarySet, made: Result) -> Result:
    """A result with the definition of each entry."""
    opened = {one.dictionary.id: one for one in chosen}
    entries = [_defined(snapshot, opened[entry.dictionary], made.headword, entry) for entry in made.entries]
    return made._replace(entries=tuple(entries))


def _defined(snapshot: Snapshot, opened: OpenDictionary, headword: str, entry: AnswerEntry) -> AnswerEntry:
    key = opened.dictionary.id, headword
    text = snapshot.definitions.get(key)
    if text is None:
        document = opened.index.exact(headword)
        articles = opened.index.articles[document] if document is not None else []
        text = "\n\n".join([clean.text(article) for article in articles])[: DEFINITION + 1]
        snapshot.definitions.put(key, text, len(text) + _LEAST)
    truncated = len(text) > DEFINITION
    if truncated:
        text = text[:DEFINITION].rsplit(" ", 1)[0] + " …"
    return entry._replace(definition=text, truncated=truncated)

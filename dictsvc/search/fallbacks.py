"""What an answer holds beyond whole words and completions, and in which order.

Whole words as typed, the dictionary forms of what was typed (`inflected`), completions, headwords that it is the
meaning of, then those that contain it further inside. Where nothing of the first three is found, the text is read as
raw Telex, VNI or VIQR, then without the full stops in it; where that gives nothing either, there are suggestions.
"""

from __future__ import annotations

from collections.abc import Iterable

from dictsvc.index.hits import Hit
from dictsvc.library import DictionarySet
from dictsvc.search.answer import Result
from dictsvc.search.interpretations import by_frequency, dictionary_forms, never_offered, raw_typing, without_stops
from dictsvc.search.related import by_meaning, inside
from dictsvc.search.results import plain_result
from dictsvc.search.suggestions import SUGGESTIONS, suggested
from dictsvc.vietnamese.match import TypedQuery


def complete(
    chosen: DictionarySet, asked: TypedQuery, results: list[Result], limit: int, more: bool
) -> tuple[list[Result], list[Result], bool]:
    """(results, suggestions, more), given what the ordinary lookup found."""
    shown = {result.record[0] for result in results}
    if chosen.forms:
        completions = next((place for place, result in enumerate(results) if not result.whole), len(results))
        forms = by_frequency(dictionary_forms(chosen, asked, results))
        found = _results(chosen, forms, shown, limit + 1 - completions)
        results = [*results[:completions], *found, *results[completions:]]
    suggestions: list[Result] = []
    if not results:
        for reading in (raw_typing, without_stops, never_offered):
            if results := _results(chosen, reading(chosen, asked), shown):
                break
        else:
            suggestions = _results(chosen, suggested(chosen, asked), set(), SUGGESTIONS)
    more = more or len(results) > limit
    for relation in () if more else (by_meaning, inside):
        if (room := limit + 1 - len(results)) > 0:
            # What is shown comes again, and a headword from both kinds.
            results = results + _results(chosen, relation(chosen, asked, 2 * room + len(shown)), shown, room)
    return (
        results[:limit],
        [result for result in suggestions if result.record[0] not in shown],
        more or len(results) > limit,
    )


def _results(chosen: DictionarySet, hits: Iterable[Hit], shown: set[bytes], most: int | None = None) -> list[Result]:
    """A result for each headword that is not shown yet, which it is from then on; in the order in which it first comes,
    at most `most`."""
    made: list[Result] = []
    for hit in hits:
        if len(made) == most:
            break
        result = plain_result(chosen, hit)
        if (headword := result.record[0]) not in shown:
            shown.add(headword)
            made.append(result)
    return made

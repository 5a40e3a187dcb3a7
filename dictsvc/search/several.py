"""Several words at once, for programs: of each the entries of the headwords that are written as it was asked.

What `lookup` calls a whole `exact` or `variant` result counts, with the definitions that it gives to the former; no
completion, no other marks, no suggestion.
"""

from __future__ import annotations

from dictsvc.library import DictionarySet, Snapshot
from dictsvc.search.answer import WordAnswer
from dictsvc.search.lookup import MOST, hits
from dictsvc.search.results import results
from dictsvc.vietnamese.match import VARIANT

WORDS = 50
"""Most words of one request."""


def words(snapshot: Snapshot, chosen: DictionarySet, texts: tuple[str, ...]) -> list[WordAnswer]:
    """The answer to each of some checked texts, in their order."""
    return [
        WordAnswer(
            text,
            results(
                snapshot,
                chosen,
                [hit for hit in hits(chosen, text, MOST)[1] if hit.whole and hit.match <= VARIANT],
                VARIANT,
            ),
        )
        for text in texts
    ]

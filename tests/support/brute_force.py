"""The meaning of a lookup, spelt out: every key compared with the query, one by one. Indexes must answer the same."""

from __future__ import annotations

from dictsvc.index.crowded import BEST
from dictsvc.index.hits import Packed, packed
from dictsvc.index.opened import Index
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import Key, key, respelt
from dictsvc.vietnamese.match import EXACT, VARIANT, Query, classify


class BruteForce:
    """Answers from the cards of an index alone; what is never offered is left out."""

    def __init__(self, index: Index) -> None:
        rows: list[tuple[int, Key, int]] = []
        offered = range(len(index) - index.manifest.hidden)
        for document in offered:
            made = key(normalise(index.cards[document].headword), tonal=index.tonal)
            rows.append((document, made, 0))
            if index.tonal:
                rows += [(document, other, at + 1) for other, at in respelt(made)]

        # Grouped by their first two letters only so that a test of thousands of queries ends today.
        self._by_start: dict[str, list[tuple[int, Key, int]]] = {"": rows}
        for row in rows:
            for length in (1, 2):
                self._by_start.setdefault((row[1].folded + " ")[:length], []).append(row)

        self._written = {index.cards[document].headword: document for document in offered}

    def as_written(self, asked: Query) -> int | None:
        """The document of what was typed, letter case and code points included, which stands first of all."""
        return self._written.get(asked.typed)

    def find(self, asked: Query) -> list[Packed]:
        """All hits in final order, the best `BEST` of them."""
        hits = []
        for document, made, since in self._by_start.get(asked.folded[:2], ()):
            folded = made.folded + " "
            if folded.startswith(asked.folded) and len(asked.folded) >= since:
                found = classify(asked, folded, made.letters + " ", made.tones)
                if found is not None:
                    hits.append((document, max(found, VARIANT) if since else found, is_whole(asked, folded)))
        if asked.marked:
            hits.sort(key=lambda one: (not one[2], one[1], one[0]))
        else:
            hits.sort(key=lambda one: (not one[2], one[2] and one[1] > EXACT, one[0]))
        return [packed(*one) for one in hits[:BEST]]


def is_whole(asked: Query, folded: str) -> bool:
    """Whether a key (ending in a space) that starts with the query has nothing further."""
    return len(folded) - len(asked.folded) <= (0 if asked.finished else 1) and folded.startswith(asked.folded.rstrip())

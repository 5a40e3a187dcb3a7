"""A phrase as the headwords it is made of: long ones before short ones, unless the short ones are far more frequent.

Used where a whole phrase is no headword: for suggestions, and for text without accents, which no model segments well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dictsvc.index.hits import DOCUMENT, WHOLE, class_of
from dictsvc.index.sounds import name
from dictsvc.library import Shelf
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.match import VARIANT, query

LONGEST = 6
"""Syllables of a piece."""
_CERTAIN = 800  # hundredths of zipf at which a piece would cost nothing; no word is that frequent
_UNKNOWN = 200  # taken for the frequency of a headword without one
_NO_HEADWORD = 2000  # cost of a word that is no headword, above that of any piece


@dataclass(frozen=True, slots=True)
class Piece:
    """text: as written, syllables parted by one space. shelf, document: of its headword, None where it has none."""

    text: str
    shelf: Shelf | None = None
    document: int = 0
    zipf: int = 0
    syllables: int = 1


def pieces(shelves: list[Shelf], words: list[str], *, marked: bool) -> list[Piece]:
    """Words of a phrase in order as pieces, each a headword of the first shelf that has it or a word without one.

    words: without spaces in them. marked: the text has marks, so that a syllable without one means just that.
    """
    count = len(words)
    possible = _possible(shelves, words)
    # Each piece costs what it lacks in frequency, so that fewer pieces win; best[at]: cost of the rest, its first piece
    best: list[tuple[int, Piece | None]] = [(0, None)] * (count + 1)
    for at in range(count - 1, -1, -1):
        options = []
        for end in range(at + 1, min(at + LONGEST, count) + 1):
            text = " ".join(words[at:end])
            piece = headword(shelves, text, marked=marked) if possible(at, end) else None
            if piece is None and end == at + 1:
                piece = (headword(shelves, text, marked=False) if marked else None) or Piece(text)
            if piece is not None:
                own = _CERTAIN - (piece.zipf or _UNKNOWN) if piece.shelf else _NO_HEADWORD
                options.append((best[end][0] + own, -end, piece))
        cost, _, piece = min(options, key=lambda option: option[:2])
        best[at] = cost, piece
    found = []
    at = 0
    while at < count:
        piece = best[at][1]
        assert piece is not None
        found.append(piece)
        at += piece.syllables
    return found


def headword(shelves: list[Shelf], text: str, *, marked: bool) -> Piece | None:
    """The headword that a text is: of all that are written like it, those of the best class, then of the first shelf.

    Without marks it says nothing about which were meant: then the most frequent headword of the first shelf.
    """
    count = text.count(" ") + 1
    best: tuple[int, Piece] | None = None
    for shelf in shelves:
        zipfs = shelf.index.cards.zipfs
        # Whole hits come exact ones first, then by frequency: no further one can be the most frequent.
        hits = [one for one in shelf.index.find(query(text, tonal=shelf.index.tonal), 2) if one & WHOLE]
        if not marked and hits:
            document = max([one >> DOCUMENT for one in hits], key=zipfs.__getitem__)
            return Piece(text, shelf, document, zipfs[document], count)
        if hits and (found := class_of(hits[0])) <= VARIANT and (best is None or found < best[0]):
            document = hits[0] >> DOCUMENT
            best = found, Piece(text, shelf, document, zipfs[document], count)
    return best[1] if best else None


def _possible(shelves: list[Shelf], words: list[str]) -> Callable[[int, int], bool]:
    """Whether some shelf can have a span of the words as a headword: a look into the sounds part, which is cheap."""
    parts = [(shelf.index.tonal, shelf.index.sounds) for shelf in shelves]
    if any(sounds is None for _, sounds in parts):
        return lambda at, end: True
    normal = [normalise(word) for word in words]
    keys = {tonal: [name(key(word, tonal=tonal).folded, tonal=tonal) for word in normal] for tonal, _ in parts}

    def possible(at: int, end: int) -> bool:
        return any(sounds is not None and " ".join(keys[tonal][at:end]) in sounds for tonal, sounds in parts)

    return possible

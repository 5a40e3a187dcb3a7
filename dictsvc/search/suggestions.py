"""What may have been meant where nothing is found: look-alikes of the text, and the headwords that a phrase is made of.

Where all of it was typed as headwords are written, only usual misspellings stand above the pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dictsvc.index.hits import Hit
from dictsvc.library import DictionarySet
from dictsvc.search.interpretations import STOPS
from dictsvc.search.pieces import Headwords, Piece
from dictsvc.vietnamese.match import SIMILAR, TypedQuery, query

SUGGESTIONS = 5
"""Most suggestions of an answer."""
_PHRASE = 24  # words of a phrase whose pieces are suggested
_LOOK_ALIKES = 2  # places among suggestions that pieces leave to them
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{2,}")
_HAN_LONGEST = 4  # characters of a piece of a Han phrase


def suggested(chosen: DictionarySet, asked: TypedQuery) -> list[Hit]:
    """Hits in the order in which they are suggested; at least SUGGESTIONS, if there are so many."""
    from dictsvc.search.similar import similar  # brings rapidfuzz

    look_alikes = similar(chosen.groups, asked, SUGGESTIONS)
    pieces, as_typed = _pieces(chosen, asked)
    above, room = len(look_alikes), SUGGESTIONS - len(look_alikes)
    if as_typed:
        above = sum(found.near for found in look_alikes)
        room = SUGGESTIONS - max(above, min(_LOOK_ALIKES, len(look_alikes)))
    longest = sorted(range(len(pieces)), key=lambda place: (-pieces[place].syllables, place))[:room]
    kept = [pieces[place] for place in sorted(longest)]
    hits = [Hit(found.group, found.document, SIMILAR, found.whole) for found in look_alikes]
    hits[above:above] = [Hit(piece.group, piece.document, SIMILAR, True) for piece in kept if piece.group]
    return hits


def _pieces(chosen: DictionarySet, asked: TypedQuery) -> tuple[list[Piece], bool]:
    """Headwords that the words of a phrase are, in its order; and whether they are all of it, as it was typed."""
    words = STOPS.sub(" ", asked.text).split()
    if len(words) == 1 and _HAN.fullmatch(words[0]):
        return list(_han_pieces(chosen, words[0][:_PHRASE])), False
    if not 1 < len(words) <= _PHRASE:
        return [], False
    marked = asked.reading(tonal=True).marked
    headwords = Headwords(chosen, unknown=asked)
    pieces = headwords.pieces(words, marked=marked)
    found = [piece for piece in pieces if piece.zipf]  # 0: no headword, or one that is never offered
    whole = len(found) == len(pieces)
    if not whole and all(word[0].isupper() and word[1:] == word[1:].lower() for word in words):
        return [], False  # a proper name that no dictionary has: what single syllables of it mean says nothing of it
    # Without marks what is a headword is one as it was typed.
    return found, whole and not (marked and any(headwords.find(piece.text, marked=True) is None for piece in pieces))


def _han_pieces(chosen: DictionarySet, text: str) -> Iterator[Piece]:
    """The headwords that a run of Han characters is made of, long ones first from the left."""
    start = 0
    while start < len(text):
        for end in range(min(len(text), start + _HAN_LONGEST), start, -1):
            found = [
                Piece(text[start:end], group, hits[0].document)
                for group in chosen.groups
                if (hits := group.whole(query(text[start:end], tonal=group.tonal), 1))
            ]
            if found:
                yield from found
                break
        start = end

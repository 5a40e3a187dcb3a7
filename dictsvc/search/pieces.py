"""A phrase as the headwords it is made of: long ones before short ones, unless the short ones are far more frequent.

Used where a whole phrase is no headword: for suggestions, and for text without accents, which no model segments well.
A text may have hundreds of words, so each is looked up once, and only in dictionaries that may have it: a look into the
sounds part, which holds every headword, costs a tenth of an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from dictsvc.index.merged import Group
from dictsvc.index.solid import solid
from dictsvc.index.sounds import name
from dictsvc.library import DictionarySet
from dictsvc.vietnamese.match import VARIANT, Query, query

LONGEST = 6
"""Syllables of a piece."""
_CERTAIN = 800  # hundredths of zipf at which a piece would cost nothing; no word is that frequent
_UNKNOWN = 200  # taken for the frequency of a headword without one
_NO_HEADWORD = 2000  # cost of a word that is no headword, above that of any piece


@dataclass(frozen=True, slots=True)
class Piece:
    """text: as written, syllables parted by one space. group, document: of its headword, None where it has none."""

    text: str
    group: Group | None = None
    document: int = 0
    zipf: int = 0
    syllables: int = 1


class _Asked(NamedTuple):
    """A text for dictionaries of one kind. sound, solid: its keys in the parts of those names."""

    query: Query
    sound: str
    solid: str


class Headwords:
    """The headwords of some dictionaries by text, for the length of one request."""

    def __init__(self, chosen: DictionarySet) -> None:
        self._groups = chosen.groups
        self._asked: dict[tuple[str, bool], _Asked] = {}
        self._found: dict[tuple[str, bool], Piece | None] = {}
        self._holding: dict[tuple[str, ...], dict[int, list[Group]]] = {}

    def find(self, text: str, *, marked: bool, among: Iterable[Group] | None = None) -> Piece | None:
        """The headword that a text is: of all that are written like it, those of the best class, then of the first
        dictionary. among: the groups that may have it, where that is known.

        Without marks it says nothing about which were meant: then the most frequent headword.
        """
        asked = text, marked
        if asked not in self._found:
            self._found[asked] = self._looked_up(text, marked, self._having(text) if among is None else among)
        return self._found[asked]

    def _having(self, text: str) -> list[Group]:
        """The groups that may have a headword written like a text; most of those that have none are left out."""
        return [group for group in self._groups if group.may_hold(*self._read(text, group.tonal)[1:])]

    def pieces(self, words: list[str], *, marked: bool) -> list[Piece]:
        """Words of a phrase in order as pieces, each a headword or a word without one.

        words: without spaces in them. marked: the text has marks, so that a syllable without one means just that.
        """
        count = len(words)
        # Each piece costs what it lacks in frequency, so that fewer pieces win; best[at]: cost of the rest, its first
        best: list[tuple[int, Piece | None]] = [(0, None)] * (count + 1)
        for at in range(count - 1, -1, -1):
            options = []
            following = tuple(words[at : at + LONGEST])
            beginnings = self._beginnings(following)
            for end in range(at + 1, at + len(following) + 1):
                among = beginnings.get(end - at)
                text = " ".join(words[at:end])
                piece = self.find(text, marked=marked, among=among) if among else None
                if piece is None and end == at + 1:
                    piece = (self.find(text, marked=False) if marked else None) or Piece(text)
                if piece is not None:
                    own = _CERTAIN - (piece.zipf or _UNKNOWN) if piece.group else _NO_HEADWORD
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

    def _beginnings(self, words: tuple[str, ...]) -> dict[int, list[Group]]:
        """How many of the words, from the first on, may be a headword, and of which groups."""
        known = self._holding.get(words)
        if known is not None:
            return known
        found: dict[int, list[Group]] = {}
        for group in self._groups:
            sounds = [self._read(word, group.tonal).sound for word in words]
            ends = accumulate(sounds, lambda length, sound: length + 1 + len(sound), initial=-1)
            counts = {length: count for count, length in enumerate(ends)}
            for length in counts if group.sounds is None else group.sounds.lengths(" ".join(sounds)):
                if count := counts.get(length):
                    found.setdefault(count, []).append(group)
        self._holding[words] = found
        return found

    def _read(self, text: str, tonal: bool) -> _Asked:
        found = self._asked.get((text, tonal))
        if found is None:
            asked = query(text, tonal=tonal)
            found = _Asked(asked, name(asked.folded.strip(), tonal=tonal), solid(asked.normal))
            self._asked[text, tonal] = found
        return found

    def _looked_up(self, text: str, marked: bool, groups: Iterable[Group]) -> Piece | None:
        count = text.count(" ") + 1
        found: list[tuple[int, int, Piece]] = []
        for group in groups:
            # Whole hits come exact ones first, then by frequency: no further one can be the most frequent.
            hits = [hit for hit in group.find(self._read(text, group.tonal).query, 2) if hit.whole]
            if not hits or (marked and hits[0].match > VARIANT):
                continue
            document = hits[0].document if marked else max([hit.document for hit in hits], key=group.zipf)
            first = group.card(document)[1][0][0]
            match = hits[0].match if marked else 0
            found.append((match, first, Piece(text, group, document, group.zipf(document), count)))
        return min(found, key=lambda row: row[:2])[2] if found else None

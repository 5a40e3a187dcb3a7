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
from dictsvc.index.neighbours import marks
from dictsvc.index.solid import solid
from dictsvc.index.sounds import name
from dictsvc.library import DictionarySet
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.match import VARIANT, Query, query

LONGEST = 6
"""Syllables of a piece."""
_CERTAIN = 800  # hundredths of zipf at which a piece would cost nothing; no word is that frequent
_UNKNOWN = 200  # taken for the frequency of a headword without one
_OPTIONS = 8  # headwords of a text without marks that are considered
_LONG = 100  # for each syllable of a headword of three or more
_SEEN = 150  # taken off the cost of a piece that follows the one before in some text of the dictionaries
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
        self._options_of: dict[tuple[str, bool], list[tuple[Piece, tuple[str, str]]]] = {}
        self._seen: dict[str, bool] = {}
        self._neighbours = [group.neighbours for group in chosen.groups if group.neighbours is not None]

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
        # Each piece costs what it lacks in frequency, so that fewer pieces win, less a bonus where it follows the one
        # before in some text. best[at]: last syllable so far -> the cheapest way there: cost, where its last piece
        # begins, the syllable before that, the piece.
        best: list[dict[str, tuple[int, int, str, Piece | None]]] = [{} for _ in range(count + 1)]
        best[0][""] = 0, 0, "", None
        for at in range(count):
            following = tuple(words[at : at + LONGEST])
            beginnings = self._beginnings(following)
            before = best[at].items()
            for end in range(at + 1, at + len(following) + 1):
                among = beginnings.get(end - at)
                options = self._options(" ".join(words[at:end]), marked, among) if among else []
                if not options and end == at + 1:
                    options = [((marked and self.find(words[at], marked=False)) or Piece(words[at]), ("", ""))]
                for piece, (first, last) in options:
                    own = _NO_HEADWORD
                    if piece.group:  # within a headword each syllable follows the one before
                        own = _CERTAIN - self._likely(piece) - _SEEN * (piece.syllables - 1)
                    cost, syllable = min(
                        (way[0] + own - self._bonus(syllable, first), syllable) for syllable, way in before
                    )
                    known = best[end].get(last)
                    if known is None or cost < known[0]:
                        best[end][last] = cost, at, syllable, piece
        found = []
        at, syllable = count, min(best[count], key=lambda last: best[count][last][0])
        while at:
            _, at, syllable, chosen = best[at][syllable]
            assert chosen is not None
            found.append(chosen)
        return found[::-1]

    @staticmethod
    def _likely(piece: Piece) -> int:
        """The value of a piece: of a long one at least what its length says, since so many syllables are seldom alike
        by chance, and texts are too short to have counted it."""
        return max(piece.zipf or _UNKNOWN, _LONG * piece.syllables if piece.syllables > 2 else 0)

    def _options(self, text: str, marked: bool, among: list[Group]) -> list[tuple[Piece, tuple[str, str]]]:
        """Headwords that a text may be, the likeliest of them, each with its first and last syllable."""
        asked = text, marked
        if asked not in self._options_of:
            found = [self.find(text, marked=marked, among=among)]
            if not marked:
                count = text.count(" ") + 1
                for group in among:
                    for hit in group.find(self._read(text, group.tonal).query, _OPTIONS):
                        if hit.whole and group.zipf(hit.document):
                            found.append(Piece(text, group, hit.document, group.zipf(hit.document), count))
            self._options_of[asked] = []
            for piece in dict.fromkeys(found):
                if piece is not None and piece.group is not None:
                    written = marks(normalise(piece.group.headword(piece.document))) if piece.group.tonal else [""]
                    self._options_of[asked].append((piece, (written[0], written[-1])))
        return self._options_of[asked]

    def _bonus(self, before: str, after: str) -> int:
        """What is taken off the cost of a piece for the one before it."""
        if not before or not after:
            return 0
        pair = f"{before} {after}"
        seen = self._seen.get(pair)
        if seen is None:
            seen = self._seen[pair] = any(pair in part for part in self._neighbours)
        return _SEEN if seen else 0

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

"""A phrase as the headwords it is made of: long ones before short ones, unless the short ones are far more frequent.

Used where a whole phrase is no headword: for suggestions, and for text without accents, which no model segments well.
A text may have hundreds of words, so each is looked up once, and only in dictionaries that may have it: a look into the
sounds part, which holds every headword, costs a tenth of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple, TypeAlias, cast

from dictsvc.caching import TwoGenerationCache, cached_if_short
from dictsvc.index.hits import Hit
from dictsvc.index.lexicon import LONGEST as LONGEST_WORD
from dictsvc.index.lexicon import Word, lexicon
from dictsvc.index.merged import Group
from dictsvc.index.neighbours import HIGHEST, START, Neighbours
from dictsvc.index.solid import solid
from dictsvc.index.sounds import name
from dictsvc.library import DictionarySet
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import plain_syllables
from dictsvc.vietnamese.match import VARIANT, TypedQuery, query

LONGEST = 6
"""Syllables of a piece."""
_LONGEST_NAME = 12  # syllables of a headword that words of a marked text make up together
_CERTAIN = 900  # hundredths of zipf at which a piece costs nothing: the scale counts in a thousand millions
_UNKNOWN = 200  # taken for the frequency of a headword without one
_OPTIONS = 8  # words that a stretch of text without marks may be, of headwords and of others
_LONG = 100  # for each syllable of a headword of three or more
_WITHIN = 50  # taken off the cost of a piece for each syllable that follows another in it
_FOREIGN = 250  # cost of a headword of another language in text without marks: it has no neighbours to be known by
_NOWHERE = 100  # cost of a syllable that is no headword: it leads nowhere, and those that do are likelier meant
_NO_HEADWORD = 2000  # cost of a word that is none, above that of any piece
_ENDLESS = 1 << 30  # cost of a way that is not known yet


class Piece(NamedTuple):
    """text: as typed, syllables parted by one space. group, document: of its headword, None where it has none.

    word: what text without marks is without being a headword. spelt: its syllables, as `plain_syllables` spells them;
    one of "" where it is not Vietnamese. cost: see `_likeliest`."""

    text: str
    group: Group | None = None
    document: int = 0
    zipf: int = 0
    syllables: int = 1
    word: Word | None = None
    spelt: tuple[str, ...] = ("",)
    cost: int = 0


# Made of a whole tuple, a named one costs half.
_piece = cast(
    "Callable[[tuple[str, Group | None, int, int, int, Word | None, tuple[str, ...], int]], Piece]",
    partial(tuple.__new__, Piece),
)
_cost = itemgetter(Piece._fields.index("cost"))
_spelt_and_cost = itemgetter(Piece._fields.index("spelt"), Piece._fields.index("cost"))


_Way: TypeAlias = tuple[int, int, str, Piece]
"""The cheapest way to a last syllable: its cost, where its last piece begins, the syllable before that, the piece."""


class Headwords:
    """The headwords of some dictionaries by text, for the length of one request.

    unknown: what was asked and is no headword, so that it is not looked up again.
    """

    def __init__(self, chosen: DictionarySet, unknown: TypedQuery | None = None) -> None:
        self._groups = chosen.groups
        self._syllables: TwoGenerationCache[str, list[Piece]] = chosen.syllables
        self._unknown = " ".join(unknown.text.split()) if unknown else ""
        self._queries: dict[str, TypedQuery] = {unknown.text: unknown} if unknown else {}
        self._hits: dict[tuple[str, Group], list[Hit]] = {}
        self._found: dict[tuple[str, bool], Piece | None] = {}
        self._holding: dict[tuple[str, ...], dict[int, list[Group]]] = {}
        self._phrases: dict[str, list[Piece]] = {}
        counted = [group.neighbours for group in chosen.groups if group.neighbours is not None]
        self._neighbours = counted[0] if counted else Neighbours()
        self._lexicon = lexicon() if any(group.tonal for group in chosen.groups) else None

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
        key = solid(self._query(text).normal)
        return [group for group in self._groups if group.may_hold(_sounds[group.tonal](text), key)]

    def longest(self, words: Sequence[str]) -> tuple[Piece | None, int]:
        """The longest headword that words of a marked text begin with, and of how many of them it is; None and 1 where
        there is none. words: one at least, of one or more syllables each."""
        syllables: list[str] = []
        ends: list[int] = []
        for word in words:
            syllables += word.split(" ")
            if len(syllables) > _LONGEST_NAME:
                break
            ends.append(len(syllables))
        beginnings = self._beginnings(tuple(syllables[:_LONGEST_NAME]))
        for count, end in reversed([*enumerate(ends, 1)]):
            if end in beginnings:
                found = self.find(" ".join(syllables[:end]), marked=True, among=beginnings[end])
                if found:
                    return found, count
        return self.find(words[0], marked=True), 1

    def pieces(self, words: list[str], *, marked: bool) -> list[Piece]:
        """Words of a phrase in order as pieces, each a headword or a word without one.

        words: without spaces in them. marked: the text has marks, so that a syllable without one means just that.
        """
        if marked:
            return self._likeliest(words, marked=True, guess=True)
        found: list[Piece] = []
        for piece in self._likeliest(words, marked=False):
            if not piece.word:
                found.append(piece)
                continue
            typed = piece.text.split(" ")
            for part in self._likeliest(piece.word.text.split(" "), marked=True):
                found.append(part._replace(text=" ".join(typed[: part.syllables])))
                del typed[: part.syllables]
        return found

    def _likeliest(self, words: list[str], *, marked: bool, guess: bool = False) -> list[Piece]:
        """guess: a word of marked text that is no headword may be one with other marks."""
        options = [self._from(words, start, marked, guess) for start in range(len(words))]
        if all(len(ends) == 1 and len(ends[0]) == 1 for ends in options):
            return [ends[0][0] for ends in options]
        # Each piece costs what it lacks in frequency, so that fewer pieces win, less a bonus for the one before it.
        # best[place]: last syllable so far -> the cheapest way there.
        count = len(words)
        best: list[dict[str, _Way]] = [{} for _ in range(count + 1)]
        least = [_ENDLESS] * (count + 1)
        most_bonus = self._neighbours.most
        for start, ends in enumerate(options):
            ways = sorted([(way[0], last) for last, way in best[start].items()]) if start else [(0, START)]
            lowest = ways[0][0]
            # What costs more than any bonus can make up for leads nowhere.
            ways = [way for way in ways if way[0] < lowest + HIGHEST]
            cheapest: dict[str, tuple[int, str]] = {}  # first syllable of a piece -> the cheapest way to it from here
            for end, likely in enumerate(ends, start + 1):
                there = best[end]
                most = least[end] + (HIGHEST if end < count else 0)
                for piece in likely:
                    spelt, cost = _spelt_and_cost(piece)
                    first = spelt[0]
                    if lowest + cost - most_bonus(first) > most:
                        continue
                    if first not in cheapest:
                        cheapest[first] = self._cheapest(ways, first)
                    before_cost, before = cheapest[first]
                    cost += before_cost
                    known = there.get(last := spelt[-1])
                    if known is None or cost < known[0]:
                        there[last] = cost, start, before, piece
                        if cost < least[end]:
                            least[end] = cost
        found = []
        last = min(best[count], key=lambda last: best[count][last][0])
        while count:
            _, count, last, piece = best[count][last]
            found.append(piece)
        return found[::-1]

    def _cheapest(self, ways: list[tuple[int, str]], first: str) -> tuple[int, str]:
        """The cheapest of some ways, sorted by (cost, last syllable), with the bonus that a first syllable then has."""
        best = ways[0]
        if most := self._neighbours.most(first):
            for cost, before in ways:
                if cost - most > best[0]:
                    break
                if cost - self._neighbours.most(before) <= best[0]:
                    best = min(best, (cost - self._neighbours.bonus(before, first), before))
        return best

    def _from(self, words: list[str], start: int, marked: bool, guess: bool) -> list[list[Piece]]:
        """What the next word, two words … from a place on may be; something for the first."""
        following = tuple(words[start : start + LONGEST])
        beginnings = self._beginnings(following)
        found = [
            self._options(" ".join(following[:count]), marked, beginnings.get(count, []))
            for count in range(1, len(following) + 1)
        ]
        if not found[0]:
            known_otherwise = self.find(words[start], marked=False) if guess else None
            found[0] = [(known_otherwise or Piece(words[start]))._replace(spelt=("",), cost=_NO_HEADWORD)]
        while not found[-1]:
            found.pop()
        return found

    def _options(self, text: str, marked: bool, among: list[Group]) -> list[Piece]:
        """What a text may be, the likeliest of it."""
        if marked:
            found = self.find(text, marked=True, among=among) if among else None
            return [found] if found else []
        if " " in text:
            if text not in self._phrases:
                self._phrases[text] = self._unmarked(text, among)
            return self._phrases[text]
        options = self._syllables.get(text)
        if options is None:
            options = self._unmarked(text, among)
            self._syllables.put(text, options, 1)
        return options

    def _unmarked(self, text: str, among: list[Group]) -> list[Piece]:
        """Headwords, then what else people write; a headword that is never offered only where there is no other."""
        count = text.count(" ") + 1
        options: dict[tuple[str, ...], Piece] = {}
        for group in among:
            for hit in self._whole(text, group):
                if group.zipf(hit.document):
                    piece = self._of_headword(text, group, hit.document, count, marked=False)
                    options.setdefault(piece.spelt, piece)
        if among and not options and (hidden := self.find(text, marked=False, among=among)):
            options[hidden.spelt] = hidden
        if self._lexicon is not None and count <= LONGEST_WORD:
            enough = len(options) + _OPTIONS
            for word in self._lexicon.words(" ".join(map(_folded, text.split(" ")))):
                if len(options) == enough:
                    break
                if word.spelt not in options:
                    cost = self._lacking(word.zipf, word.spelt, count) + _NOWHERE * (count == 1)
                    options[word.spelt] = _piece((text, None, 0, word.zipf, count, word, word.spelt, cost))
        return sorted(options.values(), key=_cost)[:_OPTIONS]

    def _of_headword(self, text: str, group: Group, document: int, count: int, *, marked: bool) -> Piece:
        zipf = group.zipf(document)
        spelt = _spelling(group.headword(document)) if group.tonal else ("",)
        cost = self._lacking(zipf, spelt, count) + _FOREIGN * (not group.tonal and not marked)
        return _piece((text, group, document, zipf, count, None, spelt, cost))

    def _lacking(self, zipf: int, spelt: tuple[str, ...], count: int) -> int:
        """What a piece lacks in frequency. A long one is at least as likely as its length says, since so many syllables
        are seldom alike by chance and texts are too short to have counted it, and as likely as its parts."""
        likely, inner = zipf or _UNKNOWN, _WITHIN * (count - 1)
        if count > 2:
            likely = max(likely, _LONG * count)
            inner = max(inner, sum([self._neighbours.bonus(*pair) for pair in pairwise(spelt)]))
        return _CERTAIN - likely - inner

    def _beginnings(self, words: tuple[str, ...]) -> dict[int, list[Group]]:
        """How many of the words, from the first on, may be a headword, and of which groups."""
        known = self._holding.get(words)
        if known is not None:
            return known
        found: dict[int, list[Group]] = {}
        for group in self._groups:
            sounds = list(map(_sounds[group.tonal], words))
            lengths = None if group.sounds is None else group.sounds.lengths(" ".join(sounds))
            length = -1
            for count, sound in enumerate(sounds, 1):
                length += 1 + len(sound)
                if lengths is None or length in lengths:
                    found.setdefault(count, []).append(group)
        self._holding[words] = found
        return found

    def _query(self, text: str) -> TypedQuery:
        asked = self._queries.get(text)
        if asked is None:
            asked = self._queries[text] = TypedQuery(text)
        return asked

    def _whole(self, text: str, group: Group) -> list[Hit]:
        """The whole words of a group that match, the best ones."""
        if text == self._unknown:
            return []
        hits = self._hits.get((text, group))
        if hits is None:
            asked = self._query(text).reading(tonal=group.tonal)
            hits = self._hits[text, group] = group.whole(asked, _OPTIONS)
        return hits

    def _looked_up(self, text: str, marked: bool, groups: Iterable[Group]) -> Piece | None:
        """A text as a headword of one of the groups: what matches best, in the first dictionary that has it."""
        count = text.count(" ") + 1
        found: list[tuple[int, int, Piece]] = []
        for group in groups:
            # Whole hits come exact ones first, then by frequency: no further one can be the most frequent.
            hits = self._whole(text, group)[:2]
            if not hits or (marked and hits[0].match > VARIANT):
                continue
            document = hits[0].document if marked else max([hit.document for hit in hits], key=group.zipf)
            first = int(group.record(document)[1]) if len(self._groups) > 1 else 0
            match = hits[0].match if marked else 0
            found.append((match, first, self._of_headword(text, group, document, count, marked=marked)))
        return min(found, key=lambda row: row[:2])[2] if found else None


@cached_if_short(4096)
def _folded(word: str) -> str:
    return query(word).folded


def _sound(text: str, *, tonal: bool) -> str:
    return name(query(text, tonal=tonal).folded, tonal=tonal)


_sounds = {tonal: cached_if_short(4096)(partial(_sound, tonal=tonal)) for tonal in (True, False)}
"""By whether keys are tonal: of a text its key in the sounds part."""


@cached_if_short(4096)
def _spelling(headword: str) -> tuple[str, ...]:
    return tuple(plain_syllables(normalise(headword)))

"""Search in definitions: from words of a meaning to the headwords whose definitions hold all of them.

Marks that were typed bind, bare letters float, the last word may be unfinished (`index.definitions` says from which
letter on), and what stands in quotation marks, or is a run of Han characters, is a phrase: its words follow each other.
No other character has a meaning of its own.

Results stand in the order of ranks: by frequency of the headword, then in dictionary order, then in the admin's order
of dictionaries, the commonest headwords of each (`index.definitions.NEAR`) before the others; vulgar headwords are not
among them. What has the words just as they are typed comes first (*đau đầu* before *bắt đầu*), unless they may be
Vietnamese without its marks. Of every TOGETHER results for several words the long definitions come last: the longer
one is, the less its words have to do with each other, and the commonest headwords have the longest.

Where there are few, definitions follow that hold most of the words, as suggestions: by the weight of the words that
they hold, rarer ones weighing more, then by rank. People who describe a word seldom use just the words of its
definition: of a hundred descriptions (tests/search/descriptions.tsv) 22 have their word among ten results, and 74 with
suggestions.

Words are looked up; only the phrases are compared with texts, of CANDIDATES definitions at most, so that any query
costs a bounded number of steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush, merge
from itertools import chain, islice
from math import log
from typing import NamedTuple, TypeAlias

from dictsvc.errors import Message, NotIndexed
from dictsvc.index.definitions import SHORTEST, Definitions, Documents
from dictsvc.index.opened import Index
from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.search import texts
from dictsvc.search.answer import DefinitionAnswer, DefinitionResult
from dictsvc.search.snippets import Matcher, SearchedText, TypedWord
from dictsvc.vietnamese import order
from dictsvc.vietnamese.syllable import well_formed
from dictsvc.vietnamese.text_words import HAN, WORD, spellings

LONGEST = 200
"""Characters of a query, after NFC."""
MOST = 50
"""Results an asker may ask for at once."""
DEEPEST = 1000
"""Results that may be passed over."""
CANDIDATES = 200
"""Definitions with all its words that are compared with a phrase, the first by rank."""
TOGETHER = 50
"""Results for several words, the next by rank, among which short definitions come first."""
FEW = 3
"""Results from which on nothing is suggested."""
SUGGESTED = 10
"""Most suggestions."""
SHARE = 0.3
"""Least part of the weight of all words that a suggestion holds."""
STEPS = 512
"""Choices of words, the heaviest first, that are tried for suggestions."""
REMEMBERED = 500
"""Characters of a definition from which on its text is kept for the next search: the commonest headwords have the
longest articles, which hold most words and cost most."""
_RULE = texts.Rule(
    LONGEST,
    texts.CONTROLS,
    (
        Message("The text has more than {longest} characters; shorten it.", longest=LONGEST),
        f"Nội dung cần tìm dài quá {LONGEST} ký tự; hãy rút ngắn lại.",
    ),
    (
        Message("The text holds control characters; type it again."),
        "Nội dung cần tìm chứa ký tự điều khiển; hãy gõ lại.",
    ),
    (
        Message("There is no word to search for; type one."),
        "Chưa có từ nào để tìm; hãy nhập ít nhất một từ (tham số q).",
    ),
)
_QUOTES = re.compile('["“”„«»]')


Row: TypeAlias = tuple[OpenDictionary, int]
"""A document of a dictionary."""


class DefinitionQuery(NamedTuple):
    """A text taken apart. words: in order; none in a text of punctuation, which finds nothing. phrases: (first, end)
    of words that must follow each other, two or more.
    """

    text: str
    words: tuple[TypedWord, ...]
    phrases: tuple[tuple[int, int], ...]


def parsed(text: str) -> DefinitionQuery:
    """The text taken apart. Raises BadQuery."""
    asked = texts.checked(text, _RULE)
    words: list[TypedWord] = []
    phrases: list[tuple[int, int]] = []
    place = 0
    for number, segment in enumerate(_QUOTES.split(asked)):
        first = run = len(words)
        end = place
        for match in WORD.finditer(asked, place, place + len(segment)):
            if not (HAN.match(match[0]) and match.start() == end):
                run = _close(phrases, run, len(words))
            found = tuple(spellings(match[0]))
            finished = match.end() < len(asked) or len(found[0].folded) < SHORTEST
            words.append(TypedWord(match[0], found, finished))
            end = match.end()
        _close(phrases, first if number % 2 else run, len(words))
        place += len(segment) + 1
    return DefinitionQuery(asked, tuple(words), tuple(phrases))


def _close(phrases: list[tuple[int, int]], first: int, end: int) -> int:
    """Note a phrase of two words or more; returns where the next may begin."""
    if end - first > 1:
        phrases.append((first, end))
    return end


def search(
    snapshot: Snapshot, chosen: DictionarySet, asked: DefinitionQuery, limit: int = 10, offset: int = 0
) -> DefinitionAnswer:
    """The results from `offset` on, at most `limit`. Raises NotIndexed."""
    if len(chosen) and all(opened.index.definitions is None for opened in chosen):
        raise NotIndexed(
            "No dictionary asked has an index of its definitions; `dictsvc rebuild ID` makes one of what is stored"
        )
    matcher = Matcher(*asked)
    words = [*dict.fromkeys(asked.words)]
    held = _held(chosen, words)
    candidates = _ranked(held, words, asked)
    if asked.phrases:
        candidates = (row for row in islice(candidates, CANDIDATES) if matcher.has_phrases(_text(snapshot, *row)))
    rows = list(islice(candidates, offset, offset + limit + 1))
    results = [_result(snapshot, matcher, *row) for row in rows[:limit]]
    suggestions: list[DefinitionResult] = []
    if words and not offset and len(rows) < min(FEW, limit):
        held, words = _finished(held, words)
        for row, kept in islice(_suggestions(held, len(words), {*rows}), min(limit - len(rows), SUGGESTED)):
            likely = _result(snapshot, Matcher(asked.text, [words[number] for number in sorted(kept)], ()), *row)
            missing = tuple(typed.text for number, typed in enumerate(words) if number not in kept)
            suggestions.append(likely._replace(missing=missing))
    return DefinitionAnswer(asked.text, snapshot.generation, len(rows) > limit, results, suggestions)


def found(chosen: DictionarySet, asked: DefinitionQuery) -> Iterator[Row]:
    """What holds all words, in order, phrases not compared; found as it is taken."""
    words = [*dict.fromkeys(asked.words)]
    return _ranked(_held(chosen, words), words, asked)


def _held(chosen: DictionarySet, words: Sequence[TypedWord]) -> list[_Held]:
    return [
        _Held(opened, definitions, [_meant(definitions, typed) for typed in words])
        for opened in chosen
        if words and (definitions := opened.index.definitions) is not None
    ]


class _Rank:
    """What documents of several dictionaries are ordered by: frequency, then dictionary order, which is dear and only
    looked at where it decides."""

    __slots__ = ("_document", "_index", "_order", "_zipf")

    def __init__(self, index: Index, document: int) -> None:
        self._index, self._document = index, document
        self._zipf = index.zipf(document)
        self._order = b""

    def _key(self) -> bytes:
        self._order = self._order or order.key(self._index.headword(self._document))
        return self._order

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rank) and self._zipf == other._zipf and self._key() == other._key()

    def __lt__(self, other: _Rank) -> bool:
        return self._zipf > other._zipf or (self._zipf == other._zipf and self._key() < other._key())


class _Held(NamedTuple):
    """A dictionary, and the numbers of the words there that each word of the query may mean."""

    opened: OpenDictionary
    definitions: Definitions
    meant: list[list[int]]


def _ranked(held: Sequence[_Held], words: Sequence[TypedWord], asked: DefinitionQuery) -> Iterator[Row]:
    """What holds all words, in order; found as it is taken."""
    orders = [[one.meant for one in held]]
    if _is_literal(words) and (typed := [_typed(one.definitions, words) for one in held]) != orders[0]:
        orders.insert(0, typed)
    several = len({word.spellings for word in words}) > 1 and not asked.phrases
    seen: set[Row] = set()
    for groups in orders:
        for documents in zip(
            *(one.definitions.find(asked) for one, asked in zip(held, groups, strict=True)), strict=True
        ):
            new = (row for row in _by_rank(held, documents) if row not in seen)
            for row in _short_first(new) if several else new:
                seen.add(row)
                yield row


def _is_literal(words: Sequence[TypedWord]) -> bool:
    """Whether words are not Vietnamese without its marks, so that what is written just as they are is meant first."""
    return any(
        spelling.tones or spelling.letters != spelling.folded or not well_formed(spelling.folded)
        for typed in words
        for spelling in typed.spellings[:1]
    )


def _by_rank(held: Sequence[_Held], found: Sequence[Documents]) -> Iterator[Row]:
    """The documents of each dictionary in one order."""
    if len(held) == 1:
        return ((held[0].opened, document) for document in found[0])
    ranked = [_with_ranks(number, one.opened.index, found[number]) for number, one in enumerate(held)]
    return ((held[number].opened, document) for _, number, document in merge(*ranked))


def _with_ranks(number: int, index: Index, documents: Iterable[int]) -> Iterator[tuple[_Rank, int, int]]:
    return ((_Rank(index, document), number, document) for document in documents)


def _short_first(rows: Iterator[Row]) -> Iterator[Row]:
    """The same with the long definitions of every TOGETHER after the others."""
    for first in rows:
        long: list[Row] = []
        for row in chain((first,), islice(rows, TOGETHER - 1)):
            if row[0].index.articles.is_long(row[1]):
                long.append(row)
            else:
                yield row
        yield from long


def _text(snapshot: Snapshot, opened: OpenDictionary, document: int) -> SearchedText:
    key = opened.dictionary.id, document
    text = snapshot.searched.get(key)
    if text is None:
        text = SearchedText.of(opened.index.articles[document])
        if len(text.text) >= REMEMBERED:
            snapshot.searched.put(key, text, text.size)
    return text


def _result(snapshot: Snapshot, matcher: Matcher, opened: OpenDictionary, document: int) -> DefinitionResult:
    snippet = matcher.snippet(_text(snapshot, opened, document))
    return DefinitionResult(opened.index.headword(document), opened.dictionary.id, snippet)


def _finished(held: list[_Held], words: list[TypedWord]) -> tuple[list[_Held], list[TypedWord]]:
    """The same with the last word taken for a finished one, unless definitions have only longer ones: *kín* suggests no
    *kính*."""
    *before, last = words
    whole = last._replace(finished=True)
    if whole == last:
        return held, words
    numbers = [_meant(one.definitions, whole) for one in held]
    if not any(numbers) and any(one.meant[-1] for one in held):
        return held, words
    if whole in before:
        return [one._replace(meant=one.meant[:-1]) for one in held], before
    changed = [one._replace(meant=[*one.meant[:-1], meant]) for one, meant in zip(held, numbers, strict=True)]
    return changed, [*before, whole]


def _suggestions(held: Sequence[_Held], count: int, results: set[Row]) -> Iterator[tuple[Row, tuple[int, ...]]]:
    """What holds most of `count` words among the commonest headwords of each dictionary, with the words that it holds.

    results: what holds them all. Found as it is taken.
    """
    near = [[one.definitions.near(group) for group in one.meant] for one in held]
    sizes = [sum(len(documents[number]) for documents in near) for number in range(count)]
    total = sum(one.opened.index.offered for one in held)
    weights = {number: log(1 + total / size) for number, size in enumerate(sizes) if size}
    seen = results.copy()
    if not weights:
        return
    common = _Common(near)
    for kept in islice(_choices(weights), STEPS):
        rows: list[tuple[_Rank, int, int]] = []
        for number, documents in common[kept]:
            opened = held[number].opened
            new = (document for document in documents if (opened, document) not in seen)
            rows += islice(_with_ranks(number, opened.index, new), SUGGESTED)
        for _, number, document in sorted(rows):
            row = held[number].opened, document
            seen.add(row)
            yield row, kept


def _choices(weights: dict[int, float]) -> Iterator[tuple[int, ...]]:
    """Sets of words by falling weight, each by rising size in documents, down to SHARE of the weight of all."""
    lightest = sorted(weights, key=weights.__getitem__)
    spare = (1 - SHARE) * sum(weights.values())
    waiting: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    while waiting:
        lost, left_out = heappop(waiting)
        if lost > spare:
            return
        gone = {lightest[place] for place in left_out}
        yield tuple([number for number in reversed(lightest) if number not in gone])
        following = left_out[-1] + 1 if left_out else 0
        if following < len(lightest):
            weight = weights[lightest[following]]
            heappush(waiting, (lost + weight, (*left_out, following)))
            if left_out:
                before = weights[lightest[left_out[-1]]]
                heappush(waiting, (lost - before + weight, (*left_out[:-1], following)))


class _Common(dict[tuple[int, ...], list[tuple[int, Documents]]]):
    """Of numbers of words, the documents of all, as (number of the dictionary, documents) of those that have any; made
    from those of all words but the last, which most choices share."""

    def __init__(self, near: Sequence[Sequence[Documents]]) -> None:
        super().__init__()
        self._near = near

    def __missing__(self, kept: tuple[int, ...]) -> list[tuple[int, Documents]]:
        *before, last = kept
        narrowed = self[tuple(before)] if before else [(number, found[last]) for number, found in enumerate(self._near)]
        found = self[kept] = [
            (number, both) for number, documents in narrowed if (both := documents & self._near[number][last])
        ]
        return found


def _meant(definitions: Definitions, typed: TypedWord) -> list[int]:
    """Numbers of the words that a typed one may mean, in any of its spellings."""
    return sorted({number for one in typed.spellings for number in definitions.meant(one, finished=typed.finished)})


def _typed(definitions: Definitions, words: Sequence[TypedWord]) -> list[list[int]]:
    """Of each typed word, the numbers of the words that are written just so."""
    return [sorted({n for one in typed.spellings if (n := definitions.number(one)) is not None}) for typed in words]

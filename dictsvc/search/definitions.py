"""Search in definitions: from words of a meaning to the headwords whose definitions hold all of them.

Marks that were typed bind, bare letters float, the last word may be unfinished (`index.definitions` says from which
letter on), and what stands in quotation marks, or is a run of Han characters, is a phrase: its words follow each other.
No other character has a meaning of its own. Results stand in the order of ranks: by frequency of the headword, then in
dictionary order, then in the admin's order of dictionaries; vulgar headwords are not among them.

Words are looked up; only the phrases are compared with texts, of CANDIDATES definitions at most, so that any query
costs a bounded number of steps.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import NamedTuple

from dictsvc import clean
from dictsvc.errors import BadQuery, NotIndexed
from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.search.answer import DefinitionAnswer, DefinitionResult, Snippet
from dictsvc.vietnamese import order
from dictsvc.vietnamese.words import HAN, WORD, Word, agrees, spellings, word

LONGEST = 200
"""Characters of a query, after NFC."""
MOST = 50
"""Results an asker may ask for at once."""
DEEPEST = 1000
"""Results that may be passed over."""
CANDIDATES = 300
"""Definitions with all its words that are compared with a phrase, the first by rank."""
LENGTH = 160
"""Characters of a snippet, about."""
READ = 20_000
"""Characters of a definition among which a snippet is looked for."""
_BEFORE = 40  # characters of a snippet before the first word asked for, about

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SPOKEN = re.compile(r"\n/[^\n]*")
_QUOTES = re.compile('["“”„«»]')


class TypedWord(NamedTuple):
    """A word as typed, in each spelling; finished: it is no beginning of a longer one."""

    spellings: tuple[Word, ...]
    finished: bool = True

    def agrees(self, found: Word) -> bool:
        """Whether a word of a text may be meant."""
        return any(agrees(spelling, found, finished=self.finished) for spelling in self.spellings)


class DefinitionQuery(NamedTuple):
    """A text taken apart. words: in order; none in a text of punctuation, which finds nothing. phrases: (first, end)
    of words that must follow each other, two or more.
    """

    text: str
    words: tuple[TypedWord, ...]
    phrases: tuple[tuple[int, int], ...]


def parsed(text: str) -> DefinitionQuery:
    """The text taken apart. Raises BadQuery."""
    asked = unicodedata.normalize("NFC", text)
    if len(asked) > LONGEST:
        raise BadQuery(
            "The text has more than {longest} characters; shorten it.",
            longest=LONGEST,
            vietnamese=f"Nội dung cần tìm dài quá {LONGEST} ký tự; hãy rút ngắn lại.",
        )
    if _CONTROL.search(asked):
        raise BadQuery(
            "The text holds control characters; type it again.",
            vietnamese="Nội dung cần tìm chứa ký tự điều khiển; hãy gõ lại.",
        )
    if not asked.strip():
        raise BadQuery(
            "There is no word to search for; type one.",
            vietnamese="Chưa có từ nào để tìm; hãy nhập ít nhất một từ (tham số q).",
        )
    words: list[TypedWord] = []
    phrases: list[tuple[int, int]] = []
    place = 0
    for number, segment in enumerate(_QUOTES.split(asked)):
        first = run = len(words)
        end = place
        for match in WORD.finditer(asked, place, place + len(segment)):
            if not (HAN.match(match[0]) and match.start() == end):
                run = _close(phrases, run, len(words))
            words.append(TypedWord(tuple(spellings(match[0])), finished=match.end() < len(asked)))
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
    found = _documents(chosen, asked)
    if asked.phrases:
        found = (row for row in islice(found, CANDIDATES) if _has_phrases(asked, _text(*row)))
    rows = list(islice(found, offset, offset + limit + 1))
    results = [
        DefinitionResult(opened.index.headword(document), opened.dictionary.id, snippet(asked, _text(opened, document)))
        for opened, document in rows[:limit]
    ]
    return DefinitionAnswer(asked.text, snapshot.generation, len(rows) > limit, results)


def _documents(chosen: DictionarySet, asked: DefinitionQuery) -> Iterator[tuple[OpenDictionary, int]]:
    """What holds all words, by rank; found as it is taken."""
    if len(chosen) == 1:
        return ((chosen[0], document) for document in _found(chosen[0], asked))
    ranked = (_ranked(number, opened, asked) for number, opened in enumerate(chosen))
    return ((chosen[number], document) for _, _, number, document in merge(*ranked))


def _ranked(number: int, opened: OpenDictionary, asked: DefinitionQuery) -> Iterator[tuple[int, bytes, int, int]]:
    index = opened.index
    for document in _found(opened, asked):
        yield -index.zipf(document), order.key(index.headword(document)), number, document


def _found(opened: OpenDictionary, asked: DefinitionQuery) -> Iterator[int]:
    definitions = opened.index.definitions
    if definitions is None or not asked.words:
        return iter(())
    groups = []
    for typed in dict.fromkeys(asked.words):
        group = {number for one in typed.spellings for number in definitions.meant(one, finished=typed.finished)}
        if not group:
            return iter(())
        groups.append(sorted(group))
    return definitions.find(groups)


def _text(opened: OpenDictionary, document: int) -> str:
    """The definitions under a headword on one line, without pronunciation."""
    articles = [_SPOKEN.sub("", f"\n{article}")[1:] for article in opened.index.articles[document]]
    return " ".join(" ".join(map(clean.text, articles)).split())


def _has_phrases(asked: DefinitionQuery, text: str) -> bool:
    in_phrases = {number for first, end in asked.phrases for number in range(first, end)}
    return in_phrases <= {number for _, _, number in _matches(asked, text)}


def _matches(asked: DefinitionQuery, text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, number of the word in the query) of the words of a text that were asked for, found as taken."""
    in_phrases = {number for first, end in asked.phrases for number in range(first, end)}
    alone = [(number, single) for number, single in enumerate(asked.words) if number not in in_phrases]
    longest = max([end - first for first, end in asked.phrases], default=0)
    latest: deque[tuple[int, int, Word]] = deque(maxlen=longest)
    for match in WORD.finditer(text):
        found = word(match[0])
        for number, single in alone:
            if single.agrees(found):
                yield *match.span(), number
        if longest:
            latest.append((*match.span(), found))
            for first, end in asked.phrases:
                run = [*latest][first - end :]
                phrase = asked.words[first:end]
                if len(run) == len(phrase) and all(
                    typed.agrees(row[2]) for typed, row in zip(phrase, run, strict=True)
                ):
                    yield from ((row[0], row[1], first + place) for place, row in enumerate(run))


def snippet(asked: DefinitionQuery, text: str) -> Snippet:
    """The first piece of a text of one line in which the most of what was asked for stands close together."""
    length = max(LENGTH, len(asked.text) + _BEFORE)
    window: deque[tuple[int, int, int]] = deque()
    most = start = 0
    for match in _matches(asked, text[:READ]):
        window.append(match)
        while match[1] - window[0][0] > length - _BEFORE:
            window.popleft()
        held = len({number for _, _, number in window})
        if held > most:
            most, start = held, window[0][0]
            if held == len(asked.words):
                break
    piece = _cut(text, start, length)
    return Snippet(piece, tuple(sorted({(start, end) for start, end, _ in _matches(asked, piece)})))


def _cut(text: str, start: int, length: int) -> str:
    """A piece of a text around a place, cut at spaces, with … where the text goes on."""
    if len(text) <= length:
        return text
    first = max(0, min(start - _BEFORE, len(text) - length))
    first = text.find(" ", first, start) + 1 if first else 0
    end = first + length
    if end < len(text):
        end = max(text.rfind(" ", start + 1, end + 1), 0) or end
    return f"{'… ' if first else ''}{text[first:end]}{' …' if end < len(text) else ''}"

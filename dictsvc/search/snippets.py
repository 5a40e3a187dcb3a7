"""The piece of a definition that holds the words asked for: a line of it, or the few lines that hold all of them.

    học sinh · trái nghĩa: giáo viên        lines that follow each other
    họp kín … quyền lực                     lines with others between them
    do away with: bỏ đi                     a sense of an idiom, which is no sense of the headword

What is no definition is not marked, as it is not searched (`clean.searched`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import reduce
from operator import or_
from sys import getsizeof
from typing import NamedTuple, TypeAlias

from dictsvc.caching import ComputedTable
from dictsvc.clean import searched
from dictsvc.search.answer import Snippet
from dictsvc.vietnamese.text_words import WORD, Word, agrees, folded, places, word

LENGTH = 160
"""Characters of a snippet, about; more where what was typed has more."""
READ = 3_000, 20_000
"""Characters of a definition among which the words are looked for; the second number where the first has not all."""
LINES = 3
"""Most lines of a snippet, without those that only say which idiom a sense belongs to."""
KEPT = 1000
"""Words of texts of which is kept, for each word of a query, whether they may be meant."""
_BEFORE = 40  # characters of a snippet before the first word asked for, about
_LABELLED = "*~&"  # marks of the lines that `searched.labelled` divides
_IDIOM = 60  # characters of the longest idiom that is shown before its sense

Match: TypeAlias = tuple[int, int, int]
"""Where a word of a text starts and ends, and the number of the word in the query that it is."""


class TypedWord(NamedTuple):
    """A word as typed, in each spelling; finished: it is no beginning of a longer one."""

    text: str
    spellings: tuple[Word, ...]
    finished: bool = True

    def means(self, text: str) -> bool:
        """Whether a word of a text may be meant."""
        return any(agrees(spelling, word(text), finished=self.finished) for spelling in self.spellings)


class SearchedText(NamedTuple):
    """What is searched of some articles, in lines, and the same folded."""

    text: str
    bare: str

    @classmethod
    def of(cls, articles: Sequence[str]) -> SearchedText:
        """Of the articles under a headword."""
        text = searched.lines(articles)
        return cls(text, folded(text))

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return getsizeof(self.text) + getsizeof(self.bare)


class Matcher:
    """Finds the words of a query in definitions. phrases: (first, end) of the words that follow each other."""

    def __init__(self, text: str, words: Sequence[TypedWord], phrases: Sequence[tuple[int, int]]) -> None:
        self._words = words
        self._phrases = phrases
        in_phrases = {number for first, end in phrases for number in range(first, end)}
        alone = {typed: number for number, typed in enumerate(words) if number not in in_phrases}
        self._alone = list(alone.values())  # a word that is typed again and again is looked for once
        self._every = sum(1 << number for number in in_phrases.union(self._alone))
        self._length = max(LENGTH, len(text) + _BEFORE)
        self._meant = [ComputedTable(typed.means, KEPT) for typed in words]

    def has_phrases(self, read: SearchedText) -> bool:
        """Whether each phrase stands in what is searched of some articles."""
        text = read.text
        return all(_lines(text, self._phrase(*run, read, 0, len(text)), -1) for run in self._phrases)

    def snippet(self, read: SearchedText) -> Snippet:
        """Of the articles under a headword."""
        text = read.text
        lines: list[_Line] = []
        end = 0
        for size in READ:
            first, end = end, _end(text, size)
            lines += _lines(text, self._matches(read, first, end), self._every)
            if end == len(text) or reduce(or_, [line.words for line in lines], 0) == self._every:
                break
        chosen = _best(lines) or [_unmarked(text)]
        length = self._length // len(chosen)
        shown = ""
        places_: list[tuple[int, int]] = []
        before = None
        for line in _with_idioms(text, chosen, lines):
            if before is not None:
                joint = _joint(text, before, line)
                shown += " " if joint == " … " and shown.endswith(" …") else joint
            before = line
            begins, end = line.first + 2, line.end
            if text[line.first + 1 : begins] in _LABELLED:
                label, said = searched.labelled(text[line.first + 1 : end])
                shown += label
                begins = end - len(said)
            start = begins
            if end - start > length:
                start, end = _cut(text, _densest(line.matches, length - _BEFORE), start, end, length)
                shown += "… " if start > begins and not shown.endswith("… ") else ""
            moved = len(shown) - start
            places_ += [(match[0] + moved, match[1] + moved) for match in line.matches if start <= match[0] < end]
            shown += text[start:end] if end == line.end else f"{text[start:end]} …"
        return Snippet(shown, tuple(dict.fromkeys(places_)))

    def _matches(self, read: SearchedText, first: int, end: int) -> list[Match]:
        """The words between two places that were asked for, in order."""
        found = [match for number in self._alone for match in self._places(number, read, first, end)]
        for run in self._phrases:
            found += self._phrase(*run, read, first, end)
        found.sort()
        return found

    def _places(self, number: int, read: SearchedText, first: int, end: int) -> list[Match]:
        """Where a word of the query stands between two places."""
        text, bare = read
        _, spellings, finished = self._words[number]
        meant = self._meant[number]
        found: list[Match] = []
        for spelling in spellings:
            standing = places(text, bare, spelling, first, end, finished=finished)
            if spelling.letters == spelling.folded and not spelling.tones:
                found += [(start, end, number) for start, end in standing]
            else:
                found += [(start, end, number) for start, end in standing if meant[text[start:end]]]
        return found

    def _phrase(self, first: int, end: int, read: SearchedText, begins: int, ends: int) -> list[Match]:
        """Where the words first … end-1 follow each other in a line between two places."""
        text = read.text
        found: list[Match] = []
        for match in self._places(first, read, begins, ends):
            row = [match]
            for number in range(first + 1, end):
                following = WORD.search(text, row[-1][1])
                if following is None or not self._meant[number][following[0]]:
                    break
                row.append((*following.span(), number))
            else:
                if text.find("\n", match[0], row[-1][1]) < 0:
                    found += row
        return found


class _Line(NamedTuple):
    """first: of the line end before it. end: of the line. words: a bit for each word asked for that it holds."""

    first: int
    end: int
    words: int
    matches: list[Match]


def _lines(text: str, matches: Sequence[Match], every: int) -> list[_Line]:
    """The lines that have matches in what is searched of them, as far as the first that has every word."""
    lines: list[_Line] = []
    first = begins = end = words = 0
    row: list[Match] = []
    for match in matches:
        start, _, number = match
        if start >= end:
            if row:
                lines.append(_Line(first, end, words, row))
                if words == every:
                    return lines
                words, row = 0, []
            first = begins = text.rfind("\n", 0, start)
            end = _end(text, start)
            if text[first + 1] in _LABELLED:
                begins = end - len(searched.labelled(text[first + 1 : end])[1])
        if start >= begins:
            words |= 1 << number
            row.append(match)
    if row:
        lines.append(_Line(first, end, words, row))
    return lines


def _unmarked(text: str) -> _Line:
    """The first line that is more than a part of speech, where no line has a word."""
    first = 0
    while text.startswith("\n*", first) and (following := text.find("\n", first + 1)) >= 0:
        first = following
    return _Line(first, _end(text, first), 0, [])


def _end(text: str, start: int) -> int:
    """Where the line ends that a place stands in or before; of the last line where the text ends before it."""
    end = text.find("\n", start + 1)
    return end if end >= 0 else len(text)


def _best(lines: list[_Line]) -> list[_Line]:
    """The lines to show: the first with the most words, then those that have most of what is missing."""
    if len(lines) < 2:
        return lines
    missing = reduce(or_, [line.words for line in lines])
    chosen: list[_Line] = []
    while missing and len(chosen) < LINES:
        counts = [(line.words & missing).bit_count() for line in lines]
        best = lines[counts.index(max(counts))]
        missing &= ~best.words
        chosen.append(best)
    return sorted(chosen)


def _idiom(text: str, line: _Line) -> int:
    """Where the idiom starts that a line is said of; -1 where it is said of the headword."""
    if text[line.first + 1] == "!":
        return -1
    idiom = text.rfind("\n!", 0, line.first)
    return idiom if idiom < 0 or text.find("\n*", idiom, line.first) < 0 else -1


def _with_idioms(text: str, chosen: list[_Line], lines: list[_Line]) -> list[_Line]:
    """The lines to show, with the idioms that they are said of. lines: with their matches."""
    if text.find("\n!", 0, chosen[-1].first) < 0:
        return chosen
    known = {line.first: line for line in (*lines, *chosen)}
    for first in {_idiom(text, line) for line in chosen} - {-1}:
        if (end := _end(text, first)) - first <= _IDIOM:
            chosen = [*chosen, known.get(first, _Line(first, end, 0, []))]
    return sorted({line.first: line for line in chosen}.values())


def _joint(text: str, before: _Line, line: _Line) -> str:
    """What stands between two lines that are shown."""
    if text[before.first + 1] == "!" and before.first == _idiom(text, line):
        return ": "
    return " · " if before.end == line.first else " … "


def _densest(matches: Sequence[Match], length: int) -> int:
    """Where the first piece of a length starts that has the most of what was asked for; 0 without any."""
    window: deque[Match] = deque()
    most = best = 0
    for match in matches:
        window.append(match)
        while match[1] - window[0][0] > length:
            window.popleft()
        held = len({number for *_, number in window})
        if held > most:
            most, best = held, window[0][0]
    return best


def _cut(text: str, place: int, start: int, end: int, length: int) -> tuple[int, int]:
    """Where a piece of the line from start to end begins and ends, around a place and at spaces."""
    place = max(place, start)
    first = max(start, min(place - _BEFORE, end - length))
    if first > start:
        first = text.find(" ", first, place) + 1 or first
    last = first + length
    if last >= end:
        return first, end
    space = text.rfind(" ", place + 1, last + 1)
    return first, last if space < 0 else space

"""The piece of a definition that holds the words asked for: a line of it, or the few lines that hold all of them.

    học sinh · trái nghĩa: giáo viên        lines that follow each other
    họp kín … quyền lực                     lines with others between them
    do away with: bỏ đi                     a sense of an idiom, which is no sense of the headword

What is no definition is not marked, as it is not searched (`clean.searched`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from dictsvc.clean import searched
from dictsvc.search.answer import Snippet
from dictsvc.vietnamese.text_words import WORD, Word, agrees, folded, places, word

LENGTH = 160
"""Characters of a snippet, about; more where what was typed has more."""
READ = 3_000, 20_000
"""Characters of a definition among which the words are looked for; the second number where the first has not all."""
LINES = 3
"""Most lines of a snippet, without those that only say which idiom a sense belongs to."""
_BEFORE = 40  # characters of a snippet before the first word asked for, about
_IDIOM = 60  # characters of the longest idiom that is shown before its sense

Match: TypeAlias = tuple[int, int, int]
"""Where a word of a text starts and ends, and the number of the word in the query that it is."""


class TypedWord(NamedTuple):
    """A word as typed, in each spelling; finished: it is no beginning of a longer one."""

    text: str
    spellings: tuple[Word, ...]
    finished: bool = True

    def agrees(self, found: Word) -> bool:
        """Whether a word of a text may be meant."""
        return any(agrees(spelling, found, finished=self.finished) for spelling in self.spellings)


class Matcher:
    """Finds the words of a query in definitions. phrases: (first, end) of the words that follow each other."""

    def __init__(self, text: str, words: Sequence[TypedWord], phrases: Sequence[tuple[int, int]]) -> None:
        self._words = words
        self._phrases = phrases
        in_phrases = {number for first, end in phrases for number in range(first, end)}
        self._alone = [number for number in range(len(words)) if number not in in_phrases]
        self._length = max(LENGTH, len(text) + _BEFORE)
        self._agreeing: dict[tuple[int, str], bool] = {}

    def has_phrases(self, articles: Sequence[str]) -> bool:
        """Whether each phrase stands in what is searched of some articles."""
        text = searched.lines(articles)
        bare = folded(text)
        return all(_by_line(text, self._phrase(*run, text, bare)) for run in self._phrases)

    def snippet(self, articles: Sequence[str]) -> Snippet:
        """Of the articles under a headword."""
        text = searched.lines(articles)
        held: dict[int, list[Match]] = {}
        for size in READ:
            read = text if len(text) <= size else text[: _end(text, size)]
            held = _by_line(read, self._matches(read))
            if read is text or len({number for found in held.values() for *_, number in found}) == len(self._words):
                break
        chosen = _best(held) or [0]
        length = self._length // len(chosen)
        shown, matches = "", []
        before = None
        for first in _with_idioms(text, chosen):
            if before is not None:
                shown += _joint(text, before, first)
            end = _end(text, first)
            label, line = searched.labelled(text[first + 1 : end])
            found = held.get(first, ())
            start = end - len(line)  # in the text, of what is shown from here on
            shown += label
            if len(line) > length:
                cut, cut_end = _cut(line, _densest(found, length - _BEFORE) - start, length)
                found = [match for match in found if start + cut <= match[0] and match[1] <= start + cut_end]
                line = f"{'… ' if cut else ''}{line[cut:cut_end]}{' …' if cut_end < len(line) else ''}"
                start += cut - 2 * (cut > 0)
            matches += [(match[0] - start + len(shown), match[1] - start + len(shown)) for match in found]
            shown += line
            before = first
        return Snippet(shown, tuple(dict.fromkeys(matches)))

    def _matches(self, text: str) -> list[Match]:
        """The words of a text that were asked for, in order."""
        bare = folded(text)
        found = [match for number in self._alone for match in self._places(number, text, bare)]
        for run in self._phrases:
            found += self._phrase(*run, text, bare)
        found.sort()
        return found

    def _places(self, number: int, text: str, bare: str) -> list[Match]:
        """Where a word of the query stands in a text."""
        _, spellings, finished = self._words[number]
        found = []
        for spelling in spellings:
            floats = spelling.letters == spelling.folded and not spelling.tones
            for start, end in places(text, bare, spelling, finished=finished):
                if floats or self._agrees(number, text[start:end]):
                    found.append((start, end, number))
        return found

    def _agrees(self, number: int, found: str) -> bool:
        agreeing = self._agreeing.get((number, found))
        if agreeing is None:
            agreeing = self._agreeing[number, found] = self._words[number].agrees(word(found))
        return agreeing

    def _phrase(self, first: int, end: int, text: str, bare: str) -> list[Match]:
        """Where the words first … end-1 follow each other in a line."""
        found: list[Match] = []
        for match in self._places(first, text, bare):
            row = [match]
            for number in range(first + 1, end):
                following = WORD.search(text, row[-1][1])
                if following is None or not self._agrees(number, following[0]):
                    break
                row.append((*following.span(), number))
            else:
                if text.find("\n", match[0], row[-1][1]) < 0:
                    found += row
        return found


def _by_line(text: str, matches: Sequence[Match]) -> dict[int, list[Match]]:
    """Where a line starts -> the matches in what is searched of it."""
    held: dict[int, list[Match]] = {}
    first = begins = end = -1
    for match in matches:
        if match[0] >= end:
            first, end = text.rfind("\n", 0, match[0]), _end(text, match[0])
            begins = first
            if text[first + 1] in "*~&":
                begins = end - len(searched.labelled(text[first + 1 : end])[1])
        if match[0] >= begins:
            held.setdefault(first, []).append(match)
    return held


def _end(text: str, start: int) -> int:
    """Where the line ends that a place stands in or before."""
    end = text.find("\n", start + 1)
    return end if end >= 0 else len(text)


def _best(held: dict[int, list[Match]]) -> list[int]:
    """The lines to show: the first with the most words, then those that have most of what is missing."""
    if len(held) < 2:
        return [*held]
    words = {first: {number for *_, number in found} for first, found in held.items()}
    missing = set().union(*words.values())
    chosen: list[int] = []
    while missing and len(chosen) < LINES:
        best = max(words, key=lambda first: len(words[first] & missing))
        missing -= words[best]
        chosen.append(best)
    return sorted(chosen)


def _idiom(text: str, first: int) -> int:
    """Where the idiom starts that a line is said of; -1 where it is said of the headword."""
    idiom = text.rfind("\n!", 0, first)
    return idiom if text[first + 1] != "!" and text.find("\n*", idiom, first) < 0 else -1


def _with_idioms(text: str, chosen: list[int]) -> list[int]:
    """The lines to show, with the idioms that they are said of."""
    idioms = {_idiom(text, first) for first in chosen}
    short = {idiom for idiom in idioms if idiom >= 0 and _end(text, idiom) - idiom <= _IDIOM}
    return sorted(short.union(chosen))


def _joint(text: str, before: int, first: int) -> str:
    """What stands between two lines that are shown."""
    if before == _idiom(text, first):
        return ": "
    return " · " if _end(text, before) == first else " … "


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


def _cut(line: str, place: int, length: int) -> tuple[int, int]:
    """Where a piece of a line around a place starts and ends, at spaces."""
    first = max(0, min(place - _BEFORE, len(line) - length))
    first = line.find(" ", first, place) + 1 if first else 0
    end = first + length
    return first, (max(line.rfind(" ", place + 1, end + 1), 0) or end) if end < len(line) else len(line)

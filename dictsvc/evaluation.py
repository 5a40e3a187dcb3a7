"""How well the wanted headword is found: by queries, misspelt ones, its meaning, key by key, and among completions.

Headwords compare in normalised spelling: letter case and the order of marks aside.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import mean, median

from dictsvc.errors import BadQuery, SourceError
from dictsvc.library import DictionarySet, Snapshot
from dictsvc.search.answer import Answer, DefinitionAnswer
from dictsvc.search.definitions import parsed, search
from dictsvc.search.lookup import MOST, checked, lookup
from dictsvc.vietnamese.fold import bare, normalise

DEPTH = 10
"""Results looked at."""
FIRST = 5
"""Results that a reader sees at once."""
LISTED = 8
"""Listed compounds of a syllable from which on its completions are judged."""
DRAWN = 400
"""Compounds that are typed letter by letter."""
_SEED = 13


@dataclass(frozen=True, slots=True)
class Score:
    """asked: queries whose wanted headword some dictionary has. absent: those left aside. hits: rank -> share found."""

    asked: int
    absent: int
    hits: dict[int, float]
    mean_reciprocal_rank: float


@dataclass(frozen=True, slots=True)
class Typing:
    """Sessions of typing, key by key.

    asked: sessions whose wanted headword some dictionary has; absent: those left aside. reached: in which it came
    among the first FIRST results at some key. For those: keys: mean and median number of keystrokes until then;
    share: mean share of the session's keystrokes. at: key number -> share of all asked that had come by then.
    """

    asked: int
    absent: int
    reached: int
    keys: tuple[float, float]
    share: float
    at: dict[int, float]


@dataclass(frozen=True, slots=True)
class Completions:
    """How early the compounds that people use come while they are typed, by a list of compounds with their counts.

    listed: compounds that some dictionary has; absent: those left aside. syllables: first syllables of at least LISTED
    of them; share: what the first FIRST completions of those syllables have of the counts, as a part of what the FIRST
    commonest would have. drawn: compounds drawn by their counts; letters: mean share of a compound's letters, typed
    without marks, until it is among the first FIRST results.
    """

    listed: int
    absent: int
    syllables: int
    share: float
    drawn: int
    letters: float


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """(query, wanted headword) of each line `query<TAB>wanted`; a trailing space of a query is meant."""
    for cells in _rows(path, ("query", "wanted headword")):
        yield cells[0], cells[1]


def meanings(path: Path) -> Iterator[tuple[str, str, str]]:
    """(query, wanted headword, id of the dictionary to ask or '') of each line `query<TAB>wanted[<TAB>dictionary]`."""
    for cells in _rows(path, ("query", "wanted headword")):
        yield cells[0], cells[1], cells[2] if len(cells) > 2 else ""


def sessions(path: Path) -> Iterator[tuple[str, list[str]]]:
    """(wanted headword, what stood in the box after each key) of each session.

    Lines are `session<TAB>mode<TAB>wanted<TAB>text`, those of a session one after another.
    """
    rows = _rows(path, ("session", "mode", "wanted headword", "text typed so far"))
    for _, lines in groupby(rows, key=lambda cells: cells[0]):
        kept = list(lines)
        yield kept[0][2], [cells[3] for cells in kept]


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[list[str]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError("{path}: cannot be read as UTF-8 text ({error})", path=path, error=error) from error
    for number, line in enumerate(lines, start=1):
        if line:
            cells = line.split("\t")
            if len(cells) < len(columns):
                raise SourceError(
                    "{path}, line {number}: expected {columns}",
                    path=path,
                    number=number,
                    columns=", tab, ".join(columns),
                )
            yield cells


def evaluate(snapshot: Snapshot, chosen: DictionarySet, queries: Iterable[tuple[str, str]]) -> Score:
    """Ask every query; suggestions count after the results."""
    return _score(snapshot, ((chosen, query, headword) for query, headword in queries), _rank)


def evaluate_meanings(
    snapshot: Snapshot, chosen: DictionarySet, queries: Iterable[tuple[str, str, str]], *, definitions: bool = False
) -> Score:
    """Ask for words by their meaning, each in the dictionary of its line where that names one; lines of dictionaries
    that are not loaded are absent.

    definitions: what is asked is the search in definitions, not the lookup.
    """
    rows = (
        (snapshot.choose([id]) if id in snapshot.opened else DictionarySet(()) if id else chosen, query, headword)
        for query, headword, id in queries
    )
    return _score(snapshot, rows, _rank_by_definition if definitions else _rank)


def _score(
    snapshot: Snapshot,
    queries: Iterable[tuple[DictionarySet, str, str]],
    find: Callable[[Snapshot, DictionarySet, str, str], int],
) -> Score:
    asked = absent = 0
    ranks: list[int] = []
    for chosen, query, headword in queries:
        if not _present(chosen, headword):
            absent += 1
            continue
        asked += 1
        if rank := find(snapshot, chosen, query, normalise(headword)):
            ranks.append(rank)
    share = {depth: sum(rank <= depth for rank in ranks) / asked if asked else 0.0 for depth in (1, 5, 10)}
    return Score(asked, absent, share, sum(1 / rank for rank in ranks) / asked if asked else 0.0)


def evaluate_typing(snapshot: Snapshot, chosen: DictionarySet, typed: Iterable[tuple[str, list[str]]]) -> Typing:
    """Ask after every key of every session, until the wanted headword is among the first FIRST."""
    asked = absent = 0
    needed: list[tuple[int, int]] = []
    for headword, texts in typed:
        if not _present(chosen, headword):
            absent += 1
            continue
        asked += 1
        goal = normalise(headword)
        for number, text in enumerate(texts, start=1):
            if 0 < _rank(snapshot, chosen, text, goal) <= FIRST:
                needed.append((number, len(texts)))
                break
    keys = [count for count, _ in needed]
    return Typing(
        asked,
        absent,
        len(needed),
        (mean(keys), median(keys)) if keys else (0.0, 0.0),
        mean([count / of for count, of in needed]) if needed else 0.0,
        {number: sum(count <= number for count in keys) / asked for number in range(1, DEPTH + 1)} if asked else {},
    )


def evaluate_completions(
    snapshot: Snapshot, dictionaries: DictionarySet, words: Iterable[tuple[str, int]]
) -> Completions:
    """Type what stands in a list of compounds with counts; single syllables of the list say nothing here."""
    listed: dict[str, int] = {}
    absent = 0
    for word, count in words:
        normal = normalise(word)
        if " " in normal:
            if _present(dictionaries, normal):
                listed[normal] = count
            else:
                absent += 1
    beginning: defaultdict[str, list[int]] = defaultdict(list)
    for word, count in listed.items():
        beginning[word.split(" ")[0]].append(count)
    judged = {syllable: counts for syllable, counts in beginning.items() if len(counts) >= LISTED}
    reached = possible = 0
    for syllable, counts in judged.items():
        answer = lookup(snapshot, dictionaries, checked(syllable + " "), MOST)
        found = dict.fromkeys(normalise(result.headword) for result in answer.results if not result.whole)
        shown = [headword for headword in found if headword.startswith(syllable + " ")][:FIRST]
        reached += sum(listed.get(headword, 0) for headword in shown)
        possible += sum(sorted(counts, reverse=True)[:FIRST])
    drawn: list[str] = []
    if listed:
        chance = random.Random(_SEED)
        in_order = sorted(listed)
        drawn = chance.choices(in_order, [listed[word] ** 0.75 for word in in_order], k=DRAWN)
    typed = [_letters(snapshot, dictionaries, word) for word in drawn]
    return Completions(
        len(listed),
        absent,
        len(judged),
        reached / possible if possible else 0.0,
        len(drawn),
        mean(typed) if typed else 0.0,
    )


def _letters(snapshot: Snapshot, dictionaries: DictionarySet, word: str) -> float:
    """Share of a word's letters, spaces aside, after which it is among the first FIRST; 1 where it never is."""
    plain = bare(word)
    total = len(plain.replace(" ", ""))
    for end in range(1, len(plain) + 1):
        typed = plain[:end]
        if not typed.endswith(" ") and 0 < _rank(snapshot, dictionaries, typed, word) <= FIRST:
            return len(typed.replace(" ", "")) / total
    return 1.0


def _present(chosen: DictionarySet, headword: str) -> bool:
    return any(opened.index.document(headword) is not None for opened in chosen)


def _rank(snapshot: Snapshot, chosen: DictionarySet, query: str, goal: str) -> int:
    """Place of a normalised headword in the answer, results before suggestions; 0 where it is not there."""
    return _place(goal, lambda: lookup(snapshot, chosen, checked(query), DEPTH))


def _rank_by_definition(snapshot: Snapshot, chosen: DictionarySet, query: str, goal: str) -> int:
    """The same in the answer of the search in definitions, of which DEPTH count, suggestions included."""
    place = _place(goal, lambda: search(snapshot, chosen, parsed(query), DEPTH))
    return place if place <= DEPTH else 0


def _place(goal: str, ask: Callable[[], Answer | DefinitionAnswer]) -> int:
    try:
        answer = ask()
    except BadQuery:
        return 0
    found = [normalise(result.headword) for result in (*answer.results, *answer.suggestions)]
    return found.index(goal) + 1 if goal in found else 0

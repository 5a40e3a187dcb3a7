"""How well the wanted headword is found: by whole queries, by misspelt ones, and key by key while it is typed.

Headwords compare in normalised spelling: letter case and the order of marks aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import mean, median

from dictsvc.errors import BadQuery, SourceError
from dictsvc.library import OpenDictionary, Snapshot
from dictsvc.search.lookup import checked, lookup
from dictsvc.vietnamese.fold import normalise

DEPTH = 10
"""Results looked at."""
FIRST = 5
"""Results that a reader sees at once."""


@dataclass(frozen=True, slots=True)
class Score:
    """asked: queries whose wanted headword some dictionary has. absent: those left aside. at: rank -> share found."""

    asked: int
    absent: int
    at: dict[int, float]
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


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """(query, wanted headword) of each line `query<TAB>wanted`; a trailing space of a query is meant."""
    for cells in _rows(path, ("query", "wanted headword")):
        yield cells[0], cells[1]


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


def evaluate(snapshot: Snapshot, chosen: list[OpenDictionary], wanted: Iterable[tuple[str, str]]) -> Score:
    """Ask every query; suggestions count after the results."""
    asked = absent = 0
    ranks: list[int] = []
    for query, headword in wanted:
        if not _present(chosen, headword):
            absent += 1
            continue
        asked += 1
        if rank := _rank(snapshot, chosen, query, normalise(headword)):
            ranks.append(rank)
    share = {depth: sum(rank <= depth for rank in ranks) / asked if asked else 0.0 for depth in (1, 5, 10)}
    return Score(asked, absent, share, sum(1 / rank for rank in ranks) / asked if asked else 0.0)


def evaluate_typing(snapshot: Snapshot, chosen: list[OpenDictionary], typed: Iterable[tuple[str, list[str]]]) -> Typing:
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


def _present(chosen: list[OpenDictionary], headword: str) -> bool:
    return any(opened.index.document(headword) is not None for opened in chosen)


def _rank(snapshot: Snapshot, chosen: list[OpenDictionary], query: str, goal: str) -> int:
    """Place of a normalised headword in the answer, results before suggestions; 0 where it is not there."""
    try:
        answer = lookup(snapshot, chosen, checked(query), DEPTH)
    except BadQuery:
        return 0
    found = [normalise(result.headword) for result in (*answer.results, *answer.suggestions)]
    return found.index(goal) + 1 if goal in found else 0

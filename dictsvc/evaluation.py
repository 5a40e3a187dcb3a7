"""How well the wanted headword is found: hits among the first, five and ten answers, and mean reciprocal rank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dictsvc.errors import BadQuery, SourceError
from dictsvc.library import Shelf, Snapshot
from dictsvc.search.lookup import checked, lookup
from dictsvc.vietnamese.fold import normalise

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Score:
    """asked: queries whose wanted headword some dictionary has. absent: those left aside. at: rank -> share found."""

    asked: int
    absent: int
    at: dict[int, float]
    mean_reciprocal_rank: float


def pairs(path: Path, *, query_column: int = 0) -> Iterator[tuple[str, str]]:
    """(query, wanted headword) of each line `query<TAB>wanted`; a trailing space of a query is meant."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    for number, line in enumerate(lines, start=1):
        if line:
            cells = line.split("\t")
            if len(cells) < 2:
                raise SourceError(f"{path}, line {number}: expected query, tab, wanted headword")
            yield cells[0], cells[1]


def evaluate(snapshot: Snapshot, shelves: list[Shelf], wanted: Iterable[tuple[str, str]]) -> Score:
    """Ask every query; headwords compare in normalised spelling (case and tone-mark order aside)."""
    asked = absent = 0
    ranks: list[int] = []
    for query, headword in wanted:
        if all(shelf.index.document(headword) is None for shelf in shelves):
            absent += 1
            continue
        asked += 1
        goal = normalise(headword)
        try:
            answer = lookup(snapshot, shelves, checked(query), DEPTH)
        except BadQuery:
            continue
        found = [normalise(result.headword) for result in (*answer.results, *answer.suggestions)]
        if goal in found:
            ranks.append(found.index(goal) + 1)
    share = {depth: sum(rank <= depth for rank in ranks) / asked if asked else 0.0 for depth in (1, 5, 10)}
    return Score(asked, absent, share, sum(1 / rank for rank in ranks) / asked if asked else 0.0)

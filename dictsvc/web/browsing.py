"""Walking a dictionary in its order: letters, the syllables a letter begins, one page of headwords.

Positions count headwords in dictionary order, from 0. Every function reads a bounded number of cards: letters and
groups are found by halving and doubling, never by going through a dictionary. Knows no address and no template.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple
from weakref import WeakKeyDictionary

from dictsvc.index.cards import Card
from dictsvc.index.opened import Index
from dictsvc.vietnamese import order
from dictsvc.vietnamese.fold import marks, normalise

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
PAGE = 60
"""Headwords of a page."""
MOST = 400
"""Groups of a letter that are told; Vietnamese needs 252 (those of t)."""
_AFTER = "z\U0010ffff"


class Group(NamedTuple):
    """Headwords that begin alike: what they share, and the positions first … end-1.

    start: the headword at the first, where the place of the label in dictionary order is another; '' where it is that.
    """

    label: str
    first: int
    end: int
    start: str = ""


class Leaf(NamedTuple):
    """One page: its headwords, the position of the first; where the next and the previous page begin, None without."""

    cards: list[Card]
    first: int
    next: int | None
    previous: int | None


_letters: WeakKeyDictionary[Index, list[Group]] = WeakKeyDictionary()
_groups: WeakKeyDictionary[Index, dict[str, list[Group]]] = WeakKeyDictionary()


def letters(index: Index) -> list[Group]:
    """The letters that headwords begin with; `0–9` for what stands before a, `…` for other scripts after z."""
    found = _letters.get(index)
    if found is None:
        starts = [index.place(letter) for letter in ALPHABET] + [index.place(_AFTER), len(index)]
        labels = [*ALPHABET, "…"]
        found = [Group(label, starts[at], starts[at + 1]) for at, label in enumerate(labels)]
        found = [one for one in [Group("0–9", 0, starts[0]), *found] if one.first < one.end]
        _letters[index] = found
    return found


def around(groups: list[Group], position: int) -> Group | None:
    """The group that a position stands in."""
    at = bisect_right([one.first for one in groups], position) - 1
    return groups[at] if at >= 0 and position < groups[at].end else None


def groups(index: Index, letter: Group) -> list[Group]:
    """What a letter's headwords begin with: first syllables without tone, or two letters where syllables say little."""
    known = _groups.setdefault(index, {})
    if letter.label not in known:
        known[letter.label] = _walk(index, letter, _syllable if index.tonal else _two)
    return known[letter.label]


def leaf(index: Index, first: int) -> Leaf:
    """The page that begins at a position."""
    first = max(0, min(first, len(index) - 1))
    cards = list(index.browse(first, first + PAGE))
    after = first + len(cards)
    return Leaf(cards, first, after if after < len(index) else None, max(first - PAGE, 0) if first else None)


def headword(index: Index, position: int) -> str:
    """The headword at a position."""
    return index.headword_at(position)


def _walk(index: Index, letter: Group, label: Callable[[str], str]) -> list[Group]:
    found: list[Group] = []
    position = letter.first
    while position < letter.end and len(found) < MOST:
        shared = label(headword(index, position))
        step, low = 1, position
        while low + step < letter.end and label(headword(index, low + step)) == shared:
            low += step
            step *= 2
        high = min(low + step, letter.end)
        while high - low > 1:
            middle = (low + high) // 2
            if label(headword(index, middle)) == shared:
                low = middle
            else:
                high = middle
        first = headword(index, position)
        written = _written(shared, first)
        found.append(Group(written, position, high, "" if _leads(index, written, position) else first))
        position = high
    return found


def _leads(index: Index, label: str, position: int) -> bool:
    """Whether the place of a label in dictionary order is a position."""
    wanted = order.key(label)
    follows = position == 0 or order.key(headword(index, position - 1)) < wanted
    return follows and wanted <= order.key(headword(index, position))


def _written(label: str, word: str) -> str:
    """A label in capitals where it stands for an abbreviation."""
    first = word.split(" ", 1)[0]
    return label.upper() if len(first) > 1 and first.isupper() else label


def _syllable(word: str) -> str:
    first = normalise(word).replace("-", " ").split(" ", 1)[0]
    return "".join(marks(letter)[1] for letter in first)


def _two(word: str) -> str:
    return "".join(marks(letter)[1] for letter in normalise(word)[:2]).strip()

"""Makes the stored answers of `crowded`: the documents of each way to type a crowded prefix, best first.

Works level by level, all prefixes of one length at a time, in numpy; only loading needs it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dictsvc.index import files, tries
from dictsvc.index.crowded import BEST, WAYS
from dictsvc.index.postings import Postings
from dictsvc.index.prefixes import Ints, Level
from dictsvc.vietnamese.key import AS_PLAIN, FROM_PLAIN, OPEN_ENDS, SIBLING
from dictsvc.vietnamese.match import EXACT, TONE, UNMARKED, VARIANT

_CHUNK = 1 << 17
"""Rows that are put in order together, 80 bytes each meanwhile."""

Ways = list[tuple[str, int]]
"""(pattern so far, class) of each way to type a prefix; the fully typed one first, the bare one last."""


class _Spelling(NamedTuple):
    """One marked spelling of a prefix. ways: without the tone of the syllable it ends in, which is `tone`."""

    ways: Ways
    tone: str


class Writer:
    """Takes the crowded levels in order of length and writes the three files."""

    def __init__(self, folder: Path, postings: Postings) -> None:
        self._folder = folder
        self._postings = postings
        self._documents = np.frombuffer(postings.documents, dtype=np.uint32).astype(np.int64)
        self._since = np.frombuffer(postings.since, dtype=np.uint16)
        self._lengths = np.fromiter(map(len, postings.folded), np.int32, len(postings))
        self._syllable = np.zeros(len(postings), dtype=np.int16)
        self._spelling = (self._since > 0).astype(np.int64)
        self._spellings = [_Spelling([("", EXACT)], ""), _Spelling([("", VARIANT)], "")]
        self._tones: dict[str, int] = {}
        self._answers = files.Output(folder / "crowded.best")
        self._at = 0
        self._known: dict[bytes, int] = {}
        self._patterns: list[str] = []
        self._where = array("I")
        self.thinned = False

    def add(self, level: Level) -> None:
        """Store the answers of one level."""
        spelling = self._step(level)
        pattern_names, bare, patterns, spellings, classes = self._ways(level)
        counted = self._since[level.members] <= level.length
        members, spelling = level.members[counted], spelling[counted]
        whole = self._lengths[members] - 1 <= level.length
        # Best first within each spelling: whole, then rank.
        rows = np.sort(spelling << 32 | (~whole).astype(np.int64) << 31 | self._documents[members])
        first = np.searchsorted(rows >> 32, np.arange(len(self._spellings) + 1))
        counts = np.minimum(np.diff(first), BEST)
        taken = counts[spellings]
        order = np.argsort(patterns, kind="stable")
        ends = np.cumsum(taken[order])
        done = 0
        while done < len(order):
            # A chunk ends between two patterns.
            until = int(np.searchsorted(ends, (ends[done - 1] if done else 0) + _CHUNK, side="right"))
            until = max(until, done + 1)
            while until < len(order) and patterns[order[until]] == patterns[order[until - 1]]:
                until += 1
            chunk = order[done:until]
            self._store(pattern_names, _expand(rows, first, taken, bare, patterns, spellings, classes, chunk))
            done = until

    def _step(self, level: Level) -> Ints:
        """Carry each member's spelling one letter further; returns the members' new spelling numbers."""
        columns, position = self._postings, level.length - 1
        members = level.members
        letters = np.fromiter((ord(columns.letters[m][position]) for m in members), np.int64, len(members))
        if position == 0:
            starts = np.ones(len(members), dtype=np.bool_)
        else:
            starts = np.fromiter((columns.folded[m][position - 1] == " " for m in members), np.bool_, len(members))
            self._syllable[members[starts]] += 1
        tones = np.zeros(len(members), dtype=np.int64)
        tones[starts] = [
            self._tones.setdefault(columns.tones[m][self._syllable[m]] if columns.letters[m][position] != " " else "",
                                   len(self._tones)) + 1
            for m in members[starts]
        ]  # fmt: skip
        steps, step = np.unique(letters << 24 | tones, return_inverse=True)
        found, spelling = np.unique(self._spelling[members] * len(steps) + step, return_inverse=True)
        names = list(self._tones)
        sample = members[np.unique(spelling, return_index=True)[1]]
        spellings = []
        for number, member in zip(found.tolist(), sample.tolist(), strict=True):
            before = self._spellings[number // len(steps)]
            code = int(steps[number % len(steps)])
            letter, tone = chr(code >> 24), code & 0xFFFFFF
            spellings.append(
                _further(before, letter, columns.folded[member][position], names[tone - 1] if tone else None)
            )
        for one in spellings:
            if len(one.ways) > WAYS:
                self.thinned = True
                one.ways[WAYS // 2 : -WAYS // 2] = []
        self._spellings = spellings
        self._spelling[members] = spelling
        return spelling.astype(np.int64)

    def _ways(self, level: Level) -> tuple[list[str], Ints, Ints, Ints, Ints]:
        """Every way to type a prefix: pattern texts, which are bare, and rows (pattern, spelling, class)."""
        numbers: dict[str, int] = {}
        patterns, spellings, classes = array("q"), array("q"), array("q")
        bare = array("b")
        columns, length = self._postings, level.length
        sample = level.members[np.unique(self._spelling[level.members], return_index=True)[1]]
        for number, (spelling, member) in enumerate(zip(self._spellings, sample.tolist(), strict=True)):
            folded = columns.folded[member][:length]
            tones = _typed_tones(spelling.tone, folded.endswith(OPEN_ENDS))
            for way, found in spelling.ways:
                for tone, added in tones:
                    pattern = way + tone
                    pattern_number = numbers.get(pattern)
                    if pattern_number is None:
                        pattern_number = numbers[pattern] = len(numbers)
                        bare.append(pattern == folded)
                    patterns.append(pattern_number)
                    spellings.append(number)
                    classes.append(max(found, added))
        return (
            list(numbers),
            np.frombuffer(bare, np.int8),
            np.frombuffer(patterns, np.int64),
            np.frombuffer(spellings, np.int64),
            np.frombuffer(classes, np.int64),
        )

    def _store(self, names: list[str], answers: Iterator[tuple[int, bytes]]) -> None:
        for pattern, hits in answers:
            place = self._known.get(hits)
            if place is None:
                self._answers.write(hits)
                place = self._known[hits] = self._at
                self._at += len(hits) // 4
            self._patterns.append(names[pattern])
            self._where.append(place)

    def finish(self) -> None:
        """Write the trie and the places of the answers."""
        self._answers.close()
        self._known.clear()
        number = tries.write(self._folder / "crowded.marisa", self._patterns)
        places = array("I", bytes(4 * len(self._patterns)))
        for pattern, at in zip(self._patterns, self._where, strict=True):
            places[number(pattern)] = at
        files.write_array(self._folder / "crowded.at", places)


def _further(before: _Spelling, letter: str, bare: str, tone: str | None) -> _Spelling:
    """The spelling with one letter more; tone: that of the syllable which this letter begins, else None."""
    if letter == " ":
        ended = _written_tones(before.tone)
        return _Spelling(
            [(f"{way}{code} ", max(found, added)) for way, found in before.ways for code, added in ended], ""
        )
    ways = [(way + letter, found) for way, found in before.ways]
    if letter != bare:
        ways = [
            either
            for (typed, found), (way, _) in zip(ways, before.ways, strict=True)
            for either in ((typed, found), (way + bare, UNMARKED))
        ]
    return _Spelling(ways, before.tone if tone is None else tone)


def _written_tones(tone: str) -> Ways:
    """Ways to type the tone of a finished syllable."""
    if not tone:
        return [("", EXACT)]
    if tone in SIBLING:
        return [(tone, EXACT), (SIBLING[tone], VARIANT), ("", TONE)]
    return [(tone, EXACT), ("", TONE)]


def _typed_tones(tone: str, ends_open: bool) -> Ways:
    """Ways to type the tone of a syllable that may still grow; ends_open: its letters so far end in oa, oe, uy."""
    if not tone:
        return [("", EXACT)]
    if len(tone) > 1:
        begun = [tone[:count] for count in range(len(tone), 0, -1)]
        return [(code, EXACT) for code in (*begun, *(FROM_PLAIN[tone[0]] if ends_open else ()))] + [("", TONE)]
    if ends_open:
        return _written_tones(tone) if tone in SIBLING else [(code, EXACT) for code in FROM_PLAIN[tone]] + [("", TONE)]
    return [(AS_PLAIN.get(tone, tone), EXACT), ("", TONE)]


def _expand(
    rows: Ints, first: Ints, taken: Ints, bare: Ints, patterns: Ints, spellings: Ints, classes: Ints, chunk: Ints
) -> Iterator[tuple[int, bytes]]:
    """(pattern, its answer as bytes of crowded.best) for the rows of `_ways` numbered by `chunk`, sorted by pattern."""
    counts = taken[chunk]
    if not counts.sum():
        return
    row = np.repeat(first[spellings[chunk]] - np.r_[0, np.cumsum(counts)[:-1]], counts) + np.arange(counts.sum())
    hits = rows[row]
    rest, document = hits >> 31 & 1, hits & 0x7FFFFFFF
    pattern = np.repeat(patterns[chunk], counts)
    found = np.repeat(classes[chunk], counts)
    # Without any mark typed, nothing is said about which were meant: frequency decides (document order).
    plain = np.repeat(bare[patterns[chunk]], counts).astype(np.bool_)
    ranked = np.where(plain, np.where(rest == 0, np.minimum(found, 1), 0), found)
    base = int(pattern[0])
    packed = np.sort((pattern - base) << 34 | rest << 33 | ranked << 31 | document << 2 | found)
    pattern = packed >> 34
    begin = np.flatnonzero(np.r_[True, pattern[1:] != pattern[:-1]])
    sizes = np.diff(np.r_[begin, len(packed)])
    answer = ((packed >> 2 & 0x1FFFFFFF) << 3 | (packed & 3) << 1 | (~packed >> 33 & 1)).astype("<u4").tobytes()
    for at, size in zip(begin.tolist(), sizes.tolist(), strict=True):
        kept = min(size, BEST)
        yield base + int(pattern[at]), kept.to_bytes(4, "little") + answer[4 * at : 4 * (at + kept)]

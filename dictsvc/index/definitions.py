"""Which documents hold a word in their definitions, so that definitions can be searched.

The part `definitions`, of a dictionary's own index; a joined index needs none, since what is found is ranked by
document number in each member and merged. Words are those of `vietnamese.text_words`, with their marks, so that marks
that were typed bind without a look at a text and bare letters stand for every word that they may mean.
`clean.searched` says what of an article is a definition.

definitions.marisa   the words, by `Word.name`
definitions.at       u32, by trie id: the document itself with the highest bit set where there is only one, else where
                     the word's record starts in definitions.in, counted in u32
definitions.in       u32 records: how many documents, then the documents, ascending. Or, where the count has its highest
                     bit set: how many bytes the bitmap of the documents below NEAR takes, how many that of the others,
                     and the two (Roaring bitmaps in their portable form), each filled up to whole u32
definitions.prefixes beginnings that more than COMPLETIONS words share -> the trie ids of their commonest (`lists`)

Roaring bitmaps and not SQLite's FTS5, measured on 1,020,000 real definitions (115 MB) and the same words: half of its
time at the 99th percentile, a quarter of its time to build, 0.26 of the text against 0.20, and no file, descriptor or
connection of its own for each process and thread.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from dictsvc.clean import searched
from dictsvc.index import files, lists, tries
from dictsvc.index.files import Sections
from dictsvc.index.lists import Lists
from dictsvc.vietnamese.text_words import WORD, Word, agrees, named, word

try:
    from pyroaring import BitMap
except ModuleNotFoundError:  # no wheel for this platform, and no compiler: the part is neither written nor opened
    AVAILABLE = False
else:
    AVAILABLE = True
"""Whether this Python has what the part needs."""

Documents: TypeAlias = "BitMap"
"""Numbers of documents, ascending; & and | as of sets."""

DEFINITIONS = "definitions"
PREFIXES = f"{DEFINITIONS}.prefixes"
NEAR = 1 << 16
"""Documents, the first by rank, that are looked at before the others: mostly an answer is full then."""
SHORTEST = 3
"""Letters of the shortest unfinished word that stands for longer ones."""
COMPLETIONS = 64
"""Most words that an unfinished one stands for: the commonest."""

_SINGLE = _BITMAP = 0x8000_0000
_LISTED = 12
"""Documents below which a list takes less room than a bitmap."""
_NONE = 0x7FFF_FFFF
_COMPOUND = 0x4000_0000  # numbers from here on name runs of several words, until the rows of a step are sorted
_NO_WORD = 0xFFFF_FFFF
_STEP = 1 << 20
"""Rows (word, document) that are sorted together."""
_TOGETHER = 256
"""Articles that are taken apart together."""
_END = b"\x1d"
"""Stands after the articles of a document; no article has it."""
_SPACES = bytes(
    32 if chr(byte).isascii() and not chr(byte).isalnum() and byte != _END[0] else byte for byte in range(256)
).lower()


class _Runs(dict[bytes, int]):
    """Runs of lower-case letters, digits and what is not ASCII -> the number of their word; most runs are one word."""

    def __init__(self) -> None:
        super().__init__({_END: _NO_WORD})
        self.numbers: dict[str, int] = {}
        self.compounds: list[tuple[int, ...]] = []

    def __missing__(self, run: bytes) -> int:
        numbers = self.numbers
        names = [f"{run.decode()}|"] if run.isascii() else [word(found).name for found in WORD.findall(run.decode())]
        words = [numbers.setdefault(name, len(numbers)) for name in names]
        if len(words) == 1:
            number = words[0]
        else:
            number = _COMPOUND + len(self.compounds)
            self.compounds.append(tuple(words))
        self[run] = number
        return number


def words_of(articles: Sequence[bytes]) -> set[str]:
    """Names of the words of a document, found in the plain way: what `Writer` comes to."""
    return {word(found).name for found in WORD.findall(searched.text(articles).decode())}


class Writer:
    """Takes the articles of documents 0, 1, 2 …; the rows (word, document) wait in a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._articles: list[bytes] = []  # of the last documents, each followed by _END
        self._runs = _Runs()
        self._rows = array("I")  # words of each document since the last step, as they stand in it, then _NO_WORD
        self._first = 0  # document of the step
        self._path = folder / f"{DEFINITIONS}.tmp"
        self._spool = files.Output(self._path)
        self._steps: list[int] = []

    def add(self, articles: Sequence[bytes]) -> None:
        """All articles under one headword, as they are stored."""
        self._articles += (*articles, _END)
        if len(self._articles) >= _TOGETHER:
            self._read()

    def _read(self) -> None:
        """Take the last documents apart, all in one text, since most have a few words each."""
        runs = searched.text(self._articles).translate(_SPACES).split()
        self._rows.extend(map(self._runs.__getitem__, runs))
        self._articles = []
        if len(self._rows) >= _STEP:
            self._sort()

    def _sort(self) -> None:
        """Write the rows of a step, sorted by word and document, each once."""
        import numpy as np  # only loading needs it

        words = np.frombuffer(self._rows, np.uint32)
        ends = words == _NO_WORD
        documents = np.cumsum(ends, dtype=np.uint64)[~ends] + np.uint64(self._first)
        rows = lists.unique(words[~ends].astype(np.uint64) << np.uint64(32) | documents)
        single = np.searchsorted(rows, np.uint64(_COMPOUND << 32))
        if single < len(rows):
            compounds = self._runs.compounds
            parts = [
                number << 32 | row & 0xFFFF_FFFF
                for row in rows[single:].tolist()
                for number in compounds[(row >> 32) - _COMPOUND]
            ]
            rows = lists.unique(np.concatenate([rows[:single], np.array(parts, np.uint64)]))
        self._spool.write(rows.tobytes())
        self._steps.append(len(rows))
        self._first += int(np.count_nonzero(ends))
        self._rows = array("I")

    def finish(self) -> tuple[str, ...]:
        """Write the part if there is anything to write; returns the names of its files."""
        self._read()
        self._sort()
        self._spool.close()
        try:
            return self._finish() if self._runs.numbers and AVAILABLE else ()
        finally:
            self._path.unlink()

    def _finish(self) -> tuple[str, ...]:
        import numpy as np

        folder, numbers = self._folder, self._runs.numbers
        names = sorted(numbers)
        trie_id = tries.write(folder / f"{DEFINITIONS}.marisa", names)
        ids = np.fromiter(map(trie_id, numbers), np.int64, len(numbers))
        counts = np.zeros(len(numbers), np.int64)
        for rows in self._stored():
            counts += np.bincount(ids[rows >> np.uint64(32)], minlength=len(counts))
        prefixes = lists.Writer(folder, PREFIXES, best=COMPLETIONS)
        for beginning, sharing in _crowded(names):
            for name in nsmallest(COMPLETIONS, sharing, key=lambda name: -counts[trie_id(name)]):
                prefixes.add(beginning, trie_id(name))
        ends = np.cumsum(counts)
        places = ends - counts  # of the next document of each word
        documents = np.empty(int(ends[-1]), np.uint32)
        for rows in self._stored():
            words = ids[rows >> np.uint64(32)]
            first = np.flatnonzero(np.r_[True, words[1:] != words[:-1]])
            sizes = np.diff(np.r_[first, len(words)])
            before = np.repeat(places[words[first]] - first, sizes)
            documents[before + np.arange(len(words))] = (rows & np.uint64(0xFFFF_FFFF)).astype(np.uint32)
            places[words[first]] += sizes
        self._write_records(documents, ends.tolist())
        return (f"{DEFINITIONS}.marisa", f"{DEFINITIONS}.at", f"{DEFINITIONS}.in", *prefixes.finish())

    def _stored(self) -> Iterator[Any]:
        """The sorted rows, step by step."""
        import numpy as np

        with self._path.open("rb") as spool:
            for count in filter(None, self._steps):
                yield np.fromfile(spool, np.uint64, count)

    def _write_records(self, documents: Any, ends: list[int]) -> None:
        """documents: of each word, by trie id, ascending; ends: where those of a word end."""
        numbers, data = memoryview(documents), memoryview(documents.astype("<u4", copy=False)).cast("B")
        places = array("I")
        with files.Output(self._folder / f"{DEFINITIONS}.in") as output:
            written = first = 0
            for end in ends:
                count = end - first
                if count == 1:
                    places.append(_SINGLE | numbers[first])
                else:
                    record = count.to_bytes(4, "little") + data[4 * first : 4 * end]
                    if count >= _LISTED:
                        split = bisect_left(numbers, NEAR, first, end)
                        record = min(record, _packed(numbers[first:split], numbers[split:end]), key=len)
                    places.append(written // 4)
                    written += output.write(record)
                first = end
        files.write_array(self._folder / f"{DEFINITIONS}.at", places)


def _packed(*parts: memoryview[int]) -> bytes:
    """The record of a word as bitmaps."""
    made = [BitMap(array("I", part.tobytes())) for part in parts]
    for bitmap in made:
        bitmap.run_optimize()
    data = [bitmap.serialize() if bitmap else b"" for bitmap in made]
    head = (_BITMAP | sum(map(len, made)), *map(len, data))
    filled = [part + bytes(-len(part) % 4) for part in data]
    return b"".join([*(value.to_bytes(4, "little") for value in head), *filled])


def _crowded(names: Iterable[str], length: int = SHORTEST) -> Iterator[tuple[str, list[str]]]:
    """Beginnings, of so many letters and more, that more than COMPLETIONS of sorted names share, with the names."""
    for beginning, group in groupby(names, key=lambda name: name[:length]):
        sharing = list(group)
        if len(sharing) > COMPLETIONS and "|" not in beginning:
            yield beginning, sharing
            yield from _crowded(sharing, length + 1)


class Definitions:
    """The part of a published index. Safe for threads."""

    def __init__(self, sections: Sections) -> None:
        self._trie = tries.Trie(sections[f"{DEFINITIONS}.marisa"])
        self._places = files.u32(sections[f"{DEFINITIONS}.at"])
        self._records = files.u32(sections[f"{DEFINITIONS}.in"])
        self._bytes = sections[f"{DEFINITIONS}.in"]
        self._prefixes = Lists(sections, PREFIXES)

    def __len__(self) -> int:
        """How many words there are."""
        return len(self._trie)

    def sizes(self) -> dict[str, int]:
        """How many documents hold each word, by its name."""
        return {name: self._size(number) for name, number in self._trie.items()}

    def faults(self, documents: int) -> list[str]:
        """Words whose record does not fit its count, or that lead to what is no document; beginnings likewise."""
        wrong = []
        for name, number in self._trie.items():
            held = [*self._holding([number], far=False), *self._holding([number], far=True)]
            if len(held) != self._size(number) or held[-1] >= documents or held != sorted(set(held)):
                wrong.append(name.partition("|")[0])
        beginnings = self._prefixes.keys()
        for beginning in beginnings:
            listed = self._prefixes.get(beginning)
            if max(listed) >= len(self) or not all(self._trie.restore(one).startswith(beginning) for one in listed):
                wrong.append(beginning)
        return wrong

    def meant(self, typed: Word, *, finished: bool = True) -> list[int]:
        """Numbers of the words that a typed one may mean; of many that an unfinished one begins, the commonest."""
        found = [*self._trie.items(f"{typed.folded}|")]
        if not finished and len(typed.folded) >= SHORTEST:
            crowded = self._prefixes.get(typed.folded)
            found += [(self._trie.restore(number), number) for number in crowded] or self._trie.items(typed.folded)
        if typed.tones or typed.letters != typed.folded:
            tones = typed.tones  # looked for first, since most words differ in them
            found = [
                (name, number)
                for name, number in found
                if tones in name and agrees(typed, named(name), finished=finished)
            ]
        return sorted({number for _, number in found})

    def number(self, written: Word) -> int | None:
        """Number of the word that is written just so; None where no definition has it."""
        number: int | None = self._trie.get(written.name)
        return number

    def find(self, asked: Sequence[Sequence[int]]) -> Iterator[Documents]:
        """The documents below NEAR that hold of each group of words at least one, then those from there on."""
        groups = sorted(asked, key=lambda group: sum(map(self._size, group))) if all(asked) else ()
        for far in (False, True):
            found = None
            for group in groups:
                found = self._holding(group, far=far, within=found)
                if not found:
                    break
            yield found or BitMap()

    def near(self, group: Sequence[int]) -> Documents:
        """The documents below NEAR that hold a word of a group."""
        return self._holding(group, far=False)

    def _size(self, number: int) -> int:
        """How many documents hold a word, by its number."""
        place = self._places[number]
        return 1 if place & _SINGLE else self._records[place] & ~_BITMAP

    def _holding(self, group: Sequence[int], *, far: bool, within: Documents | None = None) -> Documents:
        """The documents, near or far, that hold a word of a group; within: only those of them."""
        listed: list[int] = []
        bitmaps = []
        records = self._records
        for number in group:
            place = self._places[number]
            if place & _SINGLE:
                listed.append(place ^ _SINGLE)
                continue
            size = records[place]
            if not size & _BITMAP:
                listed += records[place + 1 : place + 1 + size]
                continue
            start, length = 4 * (place + 3), records[place + 1]
            if far:
                start, length = start + length + -length % 4, records[place + 2]
            if length:
                data = self._bytes[start : start + length]
                bitmap = BitMap.deserialize(data)  # type: ignore[arg-type]  # takes any bytes
                bitmaps.append(bitmap if within is None else bitmap & within)  # far less than a union of all
        if listed:
            bitmap = BitMap([document for document in listed if (document >= NEAR) is far])
            bitmaps.append(bitmap if within is None else bitmap & within)
        return bitmaps[0] if len(bitmaps) == 1 else BitMap.union(*bitmaps) if bitmaps else BitMap()

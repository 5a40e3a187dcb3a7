"""A joined index: one index over the headwords of several dictionaries that are asked together.

It has one kind of key, as each dictionary has: tonal (Vietnamese rules) or not. Its documents are the distinct
headwords of the members of that kind, each with the highest frequency that one of them gives it; a card has the entries
of all members, of the other kind too, in the members' order. It holds no articles, and is a pure function of its
members' folders: made twice it has the same bytes, and the same name.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from dictsvc.index import cards, hits, meanings, neighbours, readings, writing
from dictsvc.index.cards import ENTRY
from dictsvc.index.manifest import Manifest
from dictsvc.index.opened import Index
from dictsvc.index.spool import Spool
from dictsvc.vietnamese import order

_STEP = 1000
"""Documents read between two calls of `progress`."""


def join(
    folder: Path,
    members: Sequence[Index],
    *,
    tonal: bool,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Manifest, str]:
    """Build the joined index of one kind in an empty folder; returns its manifest and the end of its folder's name.

    members: in the admin's order, at least one of that kind. progress: called with documents read, and how many there
    are to read; it may end the work by raising something. The members are read one after the other; memory grows with
    the distinct headwords.
    """
    joiner = _Joiner(folder, members, tonal=tonal, progress=progress)
    return joiner.finish()


class _Joiner:
    def __init__(
        self, folder: Path, members: Sequence[Index], *, tonal: bool, progress: Callable[[int, int], None]
    ) -> None:
        self._folder = folder
        self._members = members
        self._tonal = tonal
        self._of_kind = [member for member in members if member.tonal == tonal]
        self._numbers: dict[str, int] = {}
        self._zipfs = array("H")
        self._taken: list[array[int]] = []  # of each member of the kind: its documents' numbers here
        self._progress = progress
        self._done = 0
        self._total = sum(map(len, self._of_kind)) + sum(map(len, members))

    def finish(self) -> tuple[Manifest, str]:
        for member in self._of_kind:
            self._take_headwords(member)
        self._spool = Spool(self._folder, len(self._numbers))
        for number, member in enumerate(self._members):
            self._take_entries(number, member)
        _, ranking = hits.by_rank([order.key(headword) for headword in self._numbers], self._zipfs)
        headwords = list(self._numbers)
        headwords = [headwords[document] for document in ranking]
        self._numbers.clear()
        self._spool.flush()
        languages = {member.manifest.language for member in self._of_kind}
        description = Manifest(
            language=languages.pop() if len(languages) == 1 else "",
            tonal=self._tonal,
            documents=len(headwords),
            entries=len(self._spool),
            hidden=writing.hidden_of(self._zipfs),
            built_at="",  # the same members give the same bytes
            members=tuple(member.folder.name for member in self._members),
        )
        offered = len(headwords) - description.hidden
        made = writing.write(
            self._folder,
            description,
            headwords,
            lambda: self._write_texts(headwords, ranking, offered),
            step=lambda: self._progress(self._total, self._total),
        )
        self._spool.delete()
        return made

    def _take_headwords(self, member: Index) -> None:
        numbers, zipfs = self._numbers, self._zipfs
        taken = array("I")
        for document in self._documents(member):
            number = numbers.setdefault(member.cards.headword(document), len(numbers))
            zipf = member.cards.zipfs[document]
            if number == len(zipfs):
                zipfs.append(zipf)
            elif zipf > zipfs[number]:
                zipfs[number] = zipf
            taken.append(number)
        self._taken.append(taken)

    def _take_entries(self, number: int, member: Index) -> None:
        numbers, add, of_kind = self._numbers, self._spool.add, member.tonal == self._tonal
        for document in self._documents(member):
            headword, gloss, homographs = member.cards.fields(document)
            joined = numbers.get(headword)
            if joined is not None:
                text = ""
                if of_kind and readings.is_character(headword):
                    text = "\x1e".join(member.articles[document])
                add(joined, text.encode(), (ENTRY % (number, gloss, homographs)).encode())

    def _documents(self, member: Index) -> Iterator[int]:
        for document in range(len(member)):
            if document % _STEP == 0:
                self._progress(self._done + document, self._total)
            yield document
        self._done += len(member)

    def _write_texts(self, headwords: list[str], ranking: array[int], offered: int) -> tuple[str, ...]:
        card_writer, reading_writer = cards.Writer(self._folder), readings.Writer(self._folder)
        for place, document in enumerate(ranking):
            headword = headwords[place]
            entries = list(self._spool.entries(document))
            card_writer.add_record(
                b"".join([headword.encode(), *(entry for _, entry in entries)]), self._zipfs[document]
            )
            if readings.is_character(headword):
                articles = [article for text, _ in entries if text for article in text.split(b"\x1e")]
                reading_writer.add(place, headword, articles)
        card_writer.finish()
        neighbour_writer = neighbours.Writer(self._folder)
        for member in self._members:
            if self._tonal and member.neighbours is not None:
                neighbour_writer.add_counts(member.neighbours.all())
        optional = (*reading_writer.finish(), *neighbour_writer.finish(), *self._write_meanings(ranking, offered))
        return (*cards.NAMES, *optional)

    def _write_meanings(self, ranking: array[int], offered: int) -> tuple[str, ...]:
        writer = meanings.Writer(self._folder)
        for member, taken in zip(self._of_kind, self._taken, strict=True):
            if member.meanings is not None:
                writer.add_part(member.meanings.lists, taken)
        writer.flush()
        return writer.finish(hits.ranks_of(ranking), offered)

"""Writes what every index has, one dictionary's or a joined one: ranked headwords in, sections out, `index.json` last.

One process writes texts and their words, the other the tries of prefixes; whichever is done first goes on with what is
left, the longest first: meanings, what is made of whole headwords, neighbours.
"""

from __future__ import annotations

import multiprocessing
import os
from array import array
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

from dictsvc.errors import DictsvcError
from dictsvc.index import (
    blocks,
    crowded,
    crowding,
    definitions,
    exact,
    files,
    hidden,
    inside,
    lists,
    manifest,
    meanings,
    neighbours,
    postings,
    prefixes,
    readings,
    solid,
    sounds,
)
from dictsvc.index.manifest import Manifest
from dictsvc.system.processes import exit_with_parent, ignoring_interrupts
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import key

TOGETHER = 2_000_000
"""Most headwords whose texts and keys are written side by side; of more, one after the other, since both together would
need 1 GB for each million."""
_PARTS = (
    solid.SOLID,
    sounds.SOUNDS,
    inside.INSIDE,
    meanings.MEANINGS,
    readings.READINGS,
    hidden.HIDDEN,
    neighbours.NEIGHBOURS,
    definitions.DEFINITIONS,
)
_LOOK = 0.5
"""Seconds between two calls of `step` while the other process is waited for."""

Write: TypeAlias = Callable[[], tuple[str, ...]]
"""Writes some files and returns their names."""
_Outcome: TypeAlias = tuple[tuple[str, ...], dict[int, tuple[str, ...]]]
"""Of the process that writes texts: the names of their files, and the further work that it did."""


def hidden_of(zipfs: array[int]) -> int:
    """How many documents are never offered: those of value 0, unless there are no others."""
    count = zipfs.count(0)
    return count if count < len(zipfs) else 0


def write(
    folder: Path,
    description: Manifest,
    headwords: list[str],
    write_texts: Write,
    *,
    write_meanings: Write = lambda: (),
    write_neighbours: Write = lambda: (),
    step: Callable[[], None] = lambda: None,
) -> tuple[Manifest, str]:
    """Write an index of headwords by rank; returns its manifest and a short name for the content.

    description: what of the manifest is known beforehand. write_texts: writes what is not made of headwords, in another
    process. write_meanings, write_neighbours: parts that either process may write.
    step: called now and then, to end the work by raising something.
    """
    tonal = description.tonal
    offered = len(headwords) - description.hidden
    further = _Further(write_meanings, lambda: _write_whole(folder, headwords, offered, tonal=tonal), write_neighbours)
    receiver, sender = multiprocessing.get_context("fork").Pipe(duplex=False)
    texts = multiprocessing.get_context("fork").Process(
        target=_report, args=(sender, lambda: (write_texts(), further.do(lambda: None)))
    )
    with ignoring_interrupts():
        texts.start()
    sender.close()
    try:
        outcome = _received(receiver, step) if len(headwords) > TOGETHER else None
        keys, thinned = _write_keys(folder, headwords[:offered], step, tonal=tonal)
        done = further.do(step)
        names, done_there = outcome or _received(receiver, step)
    except EOFError:
        raise DictsvcError("The process that writes the definitions was ended from outside.") from None
    finally:
        if texts.is_alive() and not receiver.poll():
            texts.terminate()
        texts.join()
        further.close()
    # Entries first: should the file be cut short, what can be made anew is what is gone.
    done |= done_there
    names = (*names, *chain(*(done[number] for number in sorted(done))), *blocks.NAMES, *crowded.NAMES)
    made = replace(
        description,
        keys=keys,
        parts=tuple(part for part in _PARTS if lists.names(part)[0] in names),
        thinned=thinned,
        sections=files.pack(folder, names),
    )
    return made, manifest.write(folder, made)


class _Further:
    """Pieces of work that two processes share after a fork: each is done by the one that comes to it first."""

    def __init__(self, *pieces: Write) -> None:
        self._pieces = pieces
        # The numbers of those that are left stand in a pipe, from which each byte is read once.
        self._left, numbers = os.pipe()
        os.write(numbers, bytes(range(len(pieces))))
        os.close(numbers)

    def do(self, step: Callable[[], None]) -> dict[int, tuple[str, ...]]:
        """Do pieces until none is left, calling `step` before each; the number of each -> what it returned."""
        done = {}
        while number := os.read(self._left, 1):
            step()
            done[number[0]] = self._pieces[number[0]]()
        return done

    def close(self) -> None:
        """Once, in the process that made it."""
        os.close(self._left)


def _received(receiver: Connection, step: Callable[[], None]) -> _Outcome:
    """What the other process sends. Raises what ended it."""
    while not receiver.poll(_LOOK):
        step()
    outcome = receiver.recv()
    if isinstance(outcome, BaseException):
        raise outcome
    received: _Outcome = outcome
    return received


def _report(sender: Connection, work: Callable[[], _Outcome]) -> None:
    """In the other process: do the work and send what it returns, or the error."""
    exit_with_parent()
    try:
        sender.send(work())
    except BaseException as error:
        sender.send(error if isinstance(error, DictsvcError | OSError) else DictsvcError(repr(error)))


def _write_whole(folder: Path, headwords: list[str], offered: int, *, tonal: bool) -> tuple[str, ...]:
    """What is made of whole headwords; returns the names of its files. offered: how many are, the first by rank."""
    exact.write(folder, headwords)
    by_hidden = hidden.Writer(folder)
    by_solid, by_sound = solid.Writer(folder, tonal=tonal), sounds.Writer(folder, tonal=tonal)
    by_inside = inside.Writer(folder)
    for document, headword in enumerate(headwords):
        normal = normalise(headword)
        made = key(normal, tonal=tonal)
        if document >= offered:
            by_hidden.take(document, made)
            continue
        by_solid.take(document, normal)
        by_sound.take(document, made.folded)
        by_inside.take(document, made)
    return (*exact.NAMES, *by_solid.finish(), *by_sound.finish(), *by_inside.finish(), *by_hidden.finish())


def _write_keys(folder: Path, headwords: list[str], step: Callable[[], None], *, tonal: bool) -> tuple[int, bool]:
    """The tries of prefixes; returns how many keys there are, and whether answers had to be thinned out."""
    made = postings.collect((key(normalise(headword), tonal=tonal) for headword in headwords), tonal=tonal)
    step()
    block_writer, crowded_writer = blocks.Writer(folder, made), crowding.Writer(folder, made)
    length = 0
    for part in prefixes.divide(made):
        if isinstance(part, prefixes.Level):
            length = part.length
            crowded_writer.add(part)
            step()
        else:
            block_writer.add(length + 1, part)
    block_writer.finish()
    crowded_writer.finish()
    return len(made), crowded_writer.thinned

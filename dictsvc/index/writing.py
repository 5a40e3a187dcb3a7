"""Writes what every index has, one dictionary's or a joined one: ranked headwords in, sections out, `index.json` last.

This process writes what is made of headwords, others what is made of texts.
"""

from __future__ import annotations

import multiprocessing
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

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
from dictsvc.vietnamese.key import Key, key

TOGETHER = 2_000_000
"""Most headwords whose texts and keys are written side by side; of more, one after the other, since all together would
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


def hidden_of(zipfs: array[int]) -> int:
    """How many documents are never offered: those of value 0, unless there are no others."""
    count = zipfs.count(0)
    return count if count < len(zipfs) else 0


def write(
    folder: Path,
    description: Manifest,
    headwords: list[str],
    works: Sequence[Callable[[], tuple[str, ...]]],
    step: Callable[[], None] = lambda: None,
) -> tuple[Manifest, str]:
    """Write an index of headwords by rank; returns its manifest and a short name for the content.

    description: what of the manifest is known beforehand. works: each writes what is not made of headwords, in
    a process of its own, and returns the names of their files. step: called now and then, to end the work by raising
    something.
    """
    processes: list[_Process] = []
    try:
        for work in works:
            processes.append(_Process(work))
            if len(headwords) > TOGETHER:
                processes[-1].wait(step)
        of_headwords = _write_headwords(folder, headwords, description, step)
        outcomes = [process.wait(step) for process in processes]
    except EOFError:
        raise DictsvcError("The process that writes the definitions was ended from outside.") from None
    finally:
        for process in processes:
            process.end()
    # Entries first: should the file be cut short, what can be made anew is what is gone.
    names = (*(name for outcome in outcomes for name in outcome), *of_headwords.names)
    made = replace(
        description,
        keys=of_headwords.keys,
        parts=tuple(part for part in _PARTS if lists.names(part)[0] in names),
        thinned=of_headwords.thinned,
        sections=files.pack(folder, names),
    )
    return made, manifest.write(folder, made)


class _Process:
    """Another process at work."""

    def __init__(self, work: Callable[[], tuple[str, ...]]) -> None:
        fork = multiprocessing.get_context("fork")
        self._receiver, sender = fork.Pipe(duplex=False)
        self._outcome: tuple[str, ...] | BaseException | None = None
        self._process = fork.Process(target=_report, args=(sender, work))
        with ignoring_interrupts():
            self._process.start()
        sender.close()

    def wait(self, step: Callable[[], None]) -> tuple[str, ...]:
        """The names of the files that it wrote. Raises what ended it, EOFError where that was from outside."""
        while self._outcome is None:
            if self._receiver.poll(_LOOK):
                self._outcome = self._receiver.recv()
            else:
                step()
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome

    def end(self) -> None:
        """End it, if it has not done its work."""
        if self._process.is_alive() and self._outcome is None and not self._receiver.poll():
            self._process.terminate()
        self._process.join()
        self._receiver.close()


def _report(sender: Connection, work: Callable[[], tuple[str, ...]]) -> None:
    """In the other process: do the work and send what it returns, or the error."""
    exit_with_parent()
    try:
        sender.send(work())
    except BaseException as error:
        sender.send(error if isinstance(error, DictsvcError | OSError) else DictsvcError(repr(error)))


class _OfHeadwords(NamedTuple):
    """names: of the files. keys: how many there are. thinned: whether answers had to be thinned out."""

    names: tuple[str, ...]
    keys: int
    thinned: bool


def _write_headwords(
    folder: Path, headwords: list[str], description: Manifest, step: Callable[[], None]
) -> _OfHeadwords:
    """What is made of headwords: each is taken apart once."""
    tonal, offered = description.tonal, len(headwords) - description.hidden
    exact.write(folder, headwords)
    by_hidden = hidden.Writer(folder)
    by_solid, by_sound, by_inside = solid.Writer(folder), sounds.Writer(folder, tonal=tonal), inside.Writer(folder)

    def keys() -> Iterator[Key]:
        for document, headword in enumerate(headwords):
            normal = normalise(headword)
            made = key(normal, tonal=tonal)
            if document >= offered:
                by_hidden.take(document, made)
                continue
            by_solid.take(document, normal)
            by_sound.take(document, made.folded)
            by_inside.take(document, made)
            yield made

    made = postings.collect(keys(), tonal=tonal)
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
    count, thinned = len(made), crowded_writer.thinned
    del made, block_writer, crowded_writer  # the most that a load holds
    whole = (*exact.NAMES, *by_solid.finish(), *by_sound.finish(), *by_inside.finish(), *by_hidden.finish())
    return _OfHeadwords((*whole, *blocks.NAMES, *crowded.NAMES), count, thinned)

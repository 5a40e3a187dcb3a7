"""Reads a data folder whole and says what is damaged: the catalogue, every byte of every index, and whether they agree.

Changes nothing and takes no lock, so it may run beside a server and beside a command that loads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dictsvc.catalogue import joined, layout, reading, rights, word_counts
from dictsvc.errors import CatalogueDamaged, IndexDamaged, IndexOutdated, Message
from dictsvc.errors import joined as in_one
from dictsvc.index import crosscheck, integrity, manifest
from dictsvc.records import Generation

JOINED = Message("joined index")
"""What stands for the id of a dictionary where a joined index is damaged."""

Progress = Callable[[str, int], None]
"""Called with what is being read and the bytes read so far."""


@dataclass(frozen=True, slots=True)
class Damage:
    """dictionary: id, '' for the catalogue itself, JOINED for a joined index. generations: those that name it.

    what, remedy: one clause each.
    """

    dictionary: str
    generations: tuple[int, ...]
    folder: str
    what: str
    remedy: str

    def __str__(self) -> str:
        named = Message("catalogue")
        if self.dictionary:
            named = in_one(" ", (self.dictionary, f"({self.folder})"))
        return Message("{named}: {what}; {remedy}", named=named, what=self.what, remedy=self.remedy)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. outdated: ids whose index waits for `rebuild`; no damage. foreign: what is not ours.

    narrower: what not all may read who may read the data folder; no damage, but perhaps the service is among them.
    """

    damage: tuple[Damage, ...]
    outdated: tuple[str, ...]
    foreign: tuple[str, ...]
    indexes: int
    bytes: int
    narrower: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """An index and who names it."""

    folder: str
    dictionary: str
    generations: tuple[int, ...]
    in_force: bool


def verify(
    data: Path, ids: tuple[str, ...] = (), *, bytes_only: bool = False, progress: Progress = lambda name, done: None
) -> Verdict:
    """Read the catalogue and every index that a generation names (ids: only those of these dictionaries).

    bytes_only: leave out the cross-check of tries and entries. Raises CatalogueError where there is nothing to read.
    """
    outdated: list[str] = []
    indexes = read = 0
    try:
        reading.check_whole(data)
        history, unreadable = reading.survey(data)
    except CatalogueDamaged as error:
        return Verdict(
            (Damage("", (), "", str(error), Message("no index could be read")),), (), tuple(_foreign(data, set())), 0, 0
        )
    damage = [_unreadable(number, what) for number, what in unreadable.items()]
    if not ids:
        damage += _damaged_counts(data, history)
    named = _named(data, history)
    for index in named:
        if ids and index.dictionary not in ids:
            continue
        path = layout.index(data, index.folder)
        progress(index.dictionary, read)
        sections, faults = integrity.sections(path)
        found = [str(fault) for fault in faults]
        for section in sections:
            fault = integrity.read(section)
            found += [str(fault)] if fault else []
            read += section.size
            progress(index.dictionary, read)
        if not found:
            members_damaged = index.dictionary == JOINED and bool(damage)
            try:
                found = _contradictions(path, bytes_only=bytes_only or members_damaged)
            except IndexOutdated:
                outdated += [index.dictionary] if index.in_force else []
        if found and not _is_named(data, index.folder):
            continue  # pruned while it was read
        indexes += 1
        damage += [Damage(index.dictionary, index.generations, index.folder, what, _remedy(index)) for what in found]
    foreign = tuple(_foreign(data, {index.folder for index in named}))
    narrower = tuple(str(path.relative_to(data)) for path in rights.narrower(data))
    return Verdict(tuple(damage), tuple(outdated), foreign, indexes, read, narrower)


def _unreadable(number: int, what: str) -> Damage:
    remedy = Message("it cannot be rolled back to: restore it from a backup, or forget it with `dictsvc prune`")
    return Damage("", (number,), "", Message("generation {number} {what}", number=number, what=what), remedy)


def _damaged_counts(data: Path, history: list[Generation]) -> Iterator[Damage]:
    for file, generations in sorted(_counts(history).items()):
        if what := word_counts.damage(layout.frequencies(data) / file):
            what = Message("the word counts {file}: {what}", file=file, what=what)
            yield Damage("", generations, "", what, Message("give them again with `dictsvc frequencies`"))


def _contradictions(path: Path, *, bytes_only: bool) -> list[str]:
    """What is wrong with an index of which every byte is as it was written. Raises IndexOutdated."""
    try:
        manifest.read(path)
    except IndexDamaged as error:
        return [str(error)]
    return [] if bytes_only else list(crosscheck.contradictions(path))


def size(data: Path) -> int:
    """Bytes that `verify` will read, for a progress bar."""
    try:
        named = _named(data, reading.survey(data)[0])
    except CatalogueDamaged:
        return 0
    paths = (layout.index(data, one.folder) for one in named)
    return sum(file.stat().st_size for path in paths if path.is_dir() for file in path.iterdir())


def _named(data: Path, history: list[Generation]) -> list[_Named]:
    """Every index that can be returned to, those in force first; then the joined ones of the generation in force."""
    generations: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for generation in history:
        for dictionary in generation.dictionaries:
            names.setdefault(dictionary.folder, dictionary.id)
            generations.setdefault(dictionary.folder, []).append(generation.number)
    newest = history[0].number if history else 0
    found = [_Named(folder, names[folder], tuple(of), newest in of) for folder, of in generations.items()]
    beside = joined.folders(data, history[0]).values() if history else ()
    return found + [_Named(folder, JOINED, (newest,), True) for folder in beside]


def _counts(history: list[Generation]) -> dict[str, tuple[int, ...]]:
    """Files of word counts, and the generations that name each."""
    found: dict[str, tuple[int, ...]] = {}
    for generation in history:
        for file in generation.frequencies.values():
            found[file] = (*found.get(file, ()), generation.number)
    return found


def _is_named(data: Path, folder: str) -> bool:
    return any(one.folder == folder for one in _named(data, reading.survey(data)[0]))


def _remedy(index: _Named) -> str:
    if index.dictionary == JOINED:
        return Message("answers go on without it; run `dictsvc rebuild --joined`")
    if index.in_force:
        return Message("run `dictsvc rebuild {dictionary}`, or load it again", dictionary=index.dictionary)
    last = index.generations[0]
    return Message(
        "not in force, but generation {last} cannot be rolled back to; `dictsvc prune` forgets it", last=last
    )


def _foreign(data: Path, named: set[str]) -> Iterator[str]:
    """What stands among the indexes and is neither named nor a leftover that the next command sweeps."""
    try:
        found = sorted(layout.indexes(data).iterdir())
    except OSError:
        return
    leftovers = (layout.BUILDING, layout.DOOMED, layout.JOINING, manifest.JOINED)
    marked = {path.name.removeprefix(layout.DOOMED) for path in found if path.name.startswith(layout.DOOMED)}
    for path in found:
        ours = path.name.startswith(leftovers) or path.name in named | marked
        if path.name in named and path.is_dir():
            yield from (f"indexes/{path.name}/{name}" for name in integrity.foreign(path))
        elif not ours:
            yield f"indexes/{path.name}"

"""The open indexes of the generation in force, and the swap to the next one.

A request takes `current()` once and keeps it: a snapshot never changes. At most once a second one of the threads looks
whether the catalogue or a file of an index did; what is new is read and opened while the old answers, then the one
reference is set anew. No locks on the way of a request. What cannot be used is left out and named in `damaged`.

A damaged index is served neither wrong nor at all, and still a server answers at once:

- At start every file is read against its checksum before anything is served: the tries first and always, since
  compiled code walks them and a wrong byte there can end the process; then the others, small ones first, for as long
  as PATIENCE allows. On two cores of an AMD EPYC that is 1 GB and more; a million headwords take 0.1 s.
- What a slow disk has not given by then is served, as its sizes and description are right, while a thread reads on;
  the dictionary is withdrawn the moment a byte is found wrong. Leaving it out until then would turn every restart on
  such a machine into wrong answers of another kind.
- An index that is loaded under a running server is read whole before it replaces the one in service.
- A file that was touched is read again: what was changed leaves service, what was put back returns to it.
- An answer that fails (`suspect`) has all files in service read again, by this process and by all that were forked
  beside it.
- A joined index is judged in the same way. It is found by its name whenever the folder of indexes changed, serves only
  where all that it joins does, and answers go on without it.

The thread that reads may end for any reason: `fault` says why, and the next look starts another.
"""

from __future__ import annotations

import logging
import mmap
import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dictsvc.caching import TwoGenerationCache
from dictsvc.catalogue import joined, layout
from dictsvc.catalogue.reading import EMPTY, Reader
from dictsvc.errors import CatalogueError, IndexDamaged, TooManyFiles, UnknownDictionary
from dictsvc.index import integrity, manifest
from dictsvc.index.crosscheck import DAMAGE
from dictsvc.index.integrity import Fault, PublishedSection, Signature
from dictsvc.index.merged import Group, MergedIndex
from dictsvc.index.opened import Index
from dictsvc.records import Dictionary, Generation

INTERVAL = 1.0
"""Seconds between two looks at the catalogue."""
PATIENCE = 0.6
"""Seconds for which a start reads checksums before it answers."""
DEFINITIONS = 12 << 20
"""Bytes of definitions that a snapshot keeps: to inflate and format one costs as much as a lookup. 8,000 typed texts
show 1.4 MB of three dictionaries, 6 MB of 22, which half of these hold."""
SYLLABLES = 1024
"""Syllables without marks of which a set keeps what they may be, in 0.5 MB. The 512 commonest are nine of ten typed."""
SEARCHED = 3 << 18
"""Bytes of long definitions that a snapshot keeps as search in definitions reads them."""
SUSPICION = 10.0
"""Seconds between two readings of everything because answers fail."""

_TICK = 2_000_000_000  # nanoseconds, longer than that of any file system

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class OpenDictionary:
    """One dictionary in service."""

    dictionary: Dictionary
    index: Index


class DictionarySet(Sequence[OpenDictionary]):
    """Dictionaries that are asked together, in the admin's order. joined: the joined indexes over just these, by kind.

    groups: what answers for them, one for each kind of key, Vietnamese first. forms: of those whose words are found by
    another form too (number, whether its keys are tonal, language of its headwords). syllables: see `search.pieces`.
    Never changes; safe for threads.
    """

    __slots__ = ("_opened", "forms", "groups", "ids", "syllables")

    def __init__(self, opened: Sequence[OpenDictionary], joined: Mapping[bool, Index] | None = None) -> None:
        self._opened = tuple(opened)
        self.ids = tuple([opened.dictionary.id for opened in self._opened])
        indexes = [one.index for one in self._opened]
        self.groups: tuple[Group, ...] = tuple(self._groups(indexes, joined or {}))
        self.forms = [
            (number, index.tonal, index.manifest.language)
            for number, index in enumerate(indexes)
            if not index.tonal or index.readings is not None
        ]
        self.syllables: TwoGenerationCache[str, Any] = TwoGenerationCache(SYLLABLES)

    @staticmethod
    def _groups(indexes: list[Index], joined: Mapping[bool, Index]) -> Iterator[Group]:
        """What is asked: the only index, or for each kind of key the joined one, or the members as one."""
        if len(indexes) == 1:
            yield indexes[0]
            return
        for kind in (True, False):
            if members := [at for at, index in enumerate(indexes) if index.tonal is kind]:
                yield joined.get(kind) or MergedIndex(indexes, members)

    def __len__(self) -> int:
        return len(self._opened)

    def __getitem__(self, number: int) -> OpenDictionary:  # type: ignore[override]
        return self._opened[number]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Everything that one answer may use. opened: by id, in the admin's order. damaged: id -> what is wrong.

    definitions: by (id, headword), see `search.results`. searched: by (id, document), see `search.definitions`.
    joined: the joined indexes of just the dictionaries that are shown, all of them whole; by whether keys are tonal.
    joining: `ok`, `missing` or `damaged`; `none` where no joined index is needed. Answers are the same with any.
    """

    generation: int
    opened: Mapping[str, OpenDictionary] = field(default_factory=dict)
    damaged: Mapping[str, str] = field(default_factory=dict)
    dictionaries: tuple[Dictionary, ...] = ()
    joined: Mapping[bool, Index] = field(default_factory=dict)
    joining: str = "none"
    definitions: TwoGenerationCache[tuple[str, str], bytes] = field(
        default_factory=lambda: TwoGenerationCache(DEFINITIONS)
    )
    searched: TwoGenerationCache[tuple[str, int], Any] = field(default_factory=lambda: TwoGenerationCache(SEARCHED))
    shown: DictionarySet = field(init=False)
    """All that are shown."""

    def __post_init__(self) -> None:
        opened = [one for one in self.opened.values() if not one.dictionary.hidden]
        object.__setattr__(self, "shown", DictionarySet(opened, self.joined))

    def choose(self, ids: Sequence[str]) -> DictionarySet:
        """The dictionaries asked for; all that are shown when none is named.

        Raises UnknownDictionary, or IndexDamaged for one that is named but cannot be opened.
        """
        if not ids:
            return self.shown
        for name in ids:
            if name in self.damaged:
                raise IndexDamaged(self.damaged[name])
            if name not in self.opened:
                raise UnknownDictionary(name)
        chosen = [opened for name, opened in self.opened.items() if name in ids]
        return self.shown if chosen == [*self.shown] else DictionarySet(chosen)


class Library:
    """Watches a data folder and hands out snapshots. Safe to use from several threads; may be carried over a fork.

    patience: seconds for which the first look may read checksums; None: until all are read.
    """

    def __init__(self, data: Path, *, patience: float | None = PATIENCE) -> None:
        self.data = data
        self.trouble: str | None = None
        """Why the catalogue could not be read at the last look, or None."""
        self.fault: str | None = None
        """How the last look or the last reading of files ended where it should not have, or None."""
        self._patience = patience
        self._reader = Reader(data)
        self._process = os.getpid()
        self._turn = threading.Lock()  # held by whoever changes anything below
        self._next = 0.0
        self._next_suspicion = 0.0
        self._withdrawn = -SUSPICION
        # How often damage was met by an answer, in this process or in one forked beside it: memory that all share.
        self._alarms = memoryview(mmap.mmap(-1, mmap.PAGESIZE)).cast("Q")
        self._heard = 0
        self._generation: Generation = EMPTY
        self._joined: dict[bool, str] = {}  # folders of its joined indexes
        self._listed_at = 0  # modification time of the folder of indexes when they were looked for
        self._stale = False  # the generation is not in the snapshot yet
        self._started = False
        self._behind: threading.Thread | None = None
        self._open: dict[str, Index] = {}
        # What is known of each folder: its files when they were read, and why it cannot be used or None.
        self._known: dict[str, tuple[Signature, str | None]] = {}
        self._unread: dict[str, list[PublishedSection]] = {}  # in service while still being read
        self._snapshot = Snapshot(0)

    @property
    def latest(self) -> Snapshot:
        """The snapshot in force, without looking whether there is a newer one."""
        return self._snapshot

    def current(self) -> Snapshot:
        """The snapshot in force; looks for changes where the last look is a second old."""
        if time.monotonic() >= self._next and self._turn.acquire(blocking=False):
            try:
                self._next = time.monotonic() + INTERVAL
                self._refresh()
                if self._behind is None:
                    self.fault = None
            except Exception as error:  # a request goes on with what there is
                self._failed(error)
            finally:
                self._turn.release()
        return self._snapshot

    def prepare(self) -> Snapshot:
        """The first look, before a server forks: what is read and opened here its workers need not read again.

        Leaves no thread and no connection behind.
        """
        snapshot = self.current()
        self._reader.close()
        self._next = 0.0
        return snapshot

    def suspect(self) -> bool:
        """An answer failed for no known reason: reads what is in service again and withdraws what is damaged.

        True where something was withdrawn just now, so that it is worth asking again. Reads at most every `SUSPICION`
        seconds, since the fault may lie elsewhere.
        """
        with self._turn:
            now = time.monotonic()
            if now >= self._next_suspicion:
                self._next_suspicion = now + SUSPICION
                for folder in self._open.copy():
                    before = self._signature(folder)
                    sections, faults = self._listed(folder)
                    faults += integrity.read_all(sections)[0]
                    if not all(fault.passing for fault in faults):
                        self._note(folder, before, faults)
                        self._withdrawn = now
                if self._withdrawn == now:
                    self._snapshot = self._built()
                    self._alarms[0] += 1
                    self._heard = self._alarms[0]
            return now - self._withdrawn < SUSPICION

    def _refresh(self) -> None:
        if self._process != os.getpid():
            self._carry_over()
        try:
            if self._reader.changed() or self.trouble or (self._generation.number and not self._reader.is_open):
                generation = self._reader.generation()
                if self._generation.number and not generation.number:
                    raise CatalogueError("{path}: has gone; restore it from a backup", path=layout.database(self.data))
                self._generation = generation
                self._stale = True
            self.trouble = None
        except CatalogueError as error:
            # What is open stays in service: published indexes do not depend on the catalogue.
            self.trouble = str(error)
            self._reader.close()
        self._find_joined()
        if self._stale:
            self._advance()
        elif self._heard != (alarms := self._alarms[0]):
            self._read_behind([*self._known], alarms)
        elif (touched := [*self._touched(), *self._unjudged()]) or self._unread:
            self._read_behind(touched)

    def _find_joined(self) -> None:
        """Joined indexes come and go without a new generation; the folder that they stand in tells."""
        with suppress(OSError):
            listed_at = layout.indexes(self.data).stat().st_mtime_ns
            if self._stale or listed_at != self._listed_at:
                self._joined = joined.folders(self.data, self._generation)
                # Two changes in one tick of the clock give one time: what is so young is looked at again.
                self._listed_at = listed_at if time.time_ns() - listed_at > _TICK else 0

    def _failed(self, error: BaseException) -> None:
        if repr(error) != self.fault:
            _log.error("reading the data folder failed and is tried again", exc_info=error)
        self.fault = repr(error)

    def _carry_over(self) -> None:
        """In a process forked from the one that prepared, perhaps long ago: what is new or was touched since is read
        before it answers."""
        self._process = os.getpid()
        self._reader = Reader(self.data)  # SQLite connections must not be carried over a fork
        self._behind = None
        self._started = False
        for folder in self._touched():
            self._forget(folder)

    def _forget(self, folder: str) -> None:
        self._known.pop(folder, None)
        self._open.pop(folder, None)

    def _touched(self) -> list[str]:
        """What was read and is not what it was then."""
        return [folder for folder, (before, _) in self._known.items() if self._signature(folder) != before]

    def _unjudged(self) -> list[str]:
        return [folder for folder in self._folders() if folder not in self._known and folder not in self._unread]

    def _folders(self) -> list[str]:
        """All indexes that belong to the generation read last and are there."""
        return [*(dictionary.folder for dictionary in self._generation.dictionaries), *self._joined.values()]

    def _advance(self) -> None:
        """Put the generation read last into service, once all its indexes are judged."""
        new = self._unjudged()
        if new and self._started:
            self._read_behind(new)
            return
        self._read_first(new)
        self._started = True
        self._publish()

    def _publish(self) -> None:
        """Make what was read the snapshot that requests take."""
        self._snapshot = self._built()
        self._stale = False

    def _read_first(self, folders: list[str]) -> None:
        before = {folder: self._signature(folder) for folder in folders}
        found = {folder: self._listed(folder) for folder in folders}
        listed = [section for sections, faults in found.values() if not faults for section in sections]
        wrong, _ = integrity.read_all(section for section in listed if section.fragile)
        others = sorted((section for section in listed if not section.fragile), key=lambda section: section.size)
        more, left = integrity.read_all(others, seconds=self._patience)
        for folder, (_, faults) in found.items():
            path = layout.index(self.data, folder)
            faults += [fault for fault in (*wrong, *more) if fault.folder == path]
            unread = [section for section in left if section.folder == path]
            if faults or not unread:
                self._note(folder, before[folder], faults)
            else:
                self._unread[folder] = unread

    def _read_behind(self, folders: list[str], alarms: int | None = None) -> None:
        """Read folders, and what is in service unread, on a thread of its own, then go on from there."""
        if self._behind is None:
            self._behind = threading.Thread(target=self._read_on, args=(folders, alarms), daemon=True)
            self._behind.start()

    def _read_on(self, folders: list[str], alarms: int | None) -> None:
        try:
            self._read_again(folders)
        except BaseException as error:
            self._failed(error)
        else:
            self.fault = None
            self._heard = self._heard if alarms is None else alarms
        finally:
            with self._turn:
                self._behind = None
                if self._stale and not self._unjudged():
                    self._publish()

    def _read_again(self, folders: list[str]) -> None:
        before = {folder: self._signature(folder) for folder in (*self._unread, *folders)}
        found: dict[str, tuple[list[PublishedSection], list[Fault]]]
        found = {folder: (sections, []) for folder, sections in self._unread.items()}
        found |= {folder: self._listed(folder) for folder in folders}
        # What sizes and descriptions alone tell is told first.
        for folder, (sections, faults) in sorted(found.items(), key=lambda row: not row[1][1]):
            faults += [fault for section in sections if not faults and (fault := integrity.read(section)) is not None]
            if folder in self._open and (passing := [fault for fault in faults if fault.passing]):
                raise TooManyFiles(str(passing[0]))  # no reason to withdraw it
            with self._turn:
                known = self._known.get(folder)
                self._note(folder, before[folder], faults)
                if known != self._known[folder]:
                    self._open.pop(folder, None)  # it may have another file's bytes mapped
                    if not self._stale:
                        self._snapshot = self._built()

    def _listed(self, folder: str) -> tuple[list[PublishedSection], list[Fault]]:
        """The files of an index, and what a first look finds wrong with it, its versions included."""
        path = layout.index(self.data, folder)
        sections, faults = integrity.sections(path)
        if not faults:
            try:
                manifest.read(path)
            except DAMAGE as error:
                faults = [Fault(path, manifest.NAME, str(error), passing=isinstance(error, TooManyFiles))]
        return sections, faults

    def _note(self, folder: str, signature: Signature, faults: list[Fault]) -> None:
        self._unread.pop(folder, None)
        what = None
        if faults:
            what = faults[0].what if faults[0].name == manifest.NAME else str(faults[0])
        # What may pass is looked at again a second later.
        self._known[folder] = () if any(fault.passing for fault in faults) else signature, what

    def _signature(self, folder: str) -> Signature:
        return integrity.signature(layout.index(self.data, folder))

    def _built(self) -> Snapshot:
        """A snapshot of the generation with what is known to be usable."""
        opened, damaged = {}, {}
        indexes = {folder: self._opened(folder) for folder in self._folders()}
        for dictionary in self._generation.dictionaries:
            index = indexes[dictionary.folder]
            if isinstance(index, Index):
                opened[dictionary.id] = OpenDictionary(dictionary, index)
            else:
                damaged[dictionary.id] = index
        self._open = {folder: index for folder, index in indexes.items() if isinstance(index, Index)}
        self._known = {folder: known for folder, known in self._known.items() if folder in indexes}
        self._unread = {folder: sections for folder, sections in self._unread.items() if folder in indexes}
        found, joining = self._usable_joined()
        return Snapshot(
            self._generation.number, opened, damaged, self._generation.dictionaries, joined=found, joining=joining
        )

    def _opened(self, folder: str) -> Index | str:
        """An index that is open, or what is wrong with it."""
        _, what = self._known.get(folder, ((), None))
        if what is not None:
            return what
        try:
            return self._open.get(folder) or Index(layout.index(self.data, folder))
        except DAMAGE as error:
            if isinstance(error, TooManyFiles):
                self._known[folder] = (), str(error)
            return str(error)

    def _usable_joined(self) -> tuple[dict[bool, Index], str]:
        """The joined indexes that may answer for all dictionaries that are shown, and what there is to say of them."""
        members = joined.members(self._generation)
        if not members:
            return {}, "none"
        if any(folder not in self._open for folder in self._joined.values()):
            return {}, "damaged"
        if any(folder not in self._open for folder in members):
            return {}, "missing"  # it would show what is left out
        found = {tonal: self._open[folder] for tonal, folder in self._joined.items()}
        found = {tonal: index for tonal, index in found.items() if index.manifest.members == members}
        return found, "ok" if found.keys() >= {self._open[folder].tonal for folder in members} else "missing"

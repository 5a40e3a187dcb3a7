"""The open indexes of the generation in force, and the swap to the next one.

A request takes `current()` once and keeps it: a snapshot never changes. At most once a second one of the threads looks
whether the catalogue did; then the new generation is opened fully before the one reference is set anew. No locks on the
way of a request. What cannot be opened is left out and named in `damaged`.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dictsvc.catalogue import layout
from dictsvc.catalogue.reading import Reader
from dictsvc.errors import CatalogueError, IndexDamaged, IndexOutdated, UnknownDictionary
from dictsvc.index.opened import Index
from dictsvc.records import Dictionary

INTERVAL = 1.0
"""Seconds between two looks at the catalogue."""


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """One dictionary in service."""

    dictionary: Dictionary
    index: Index


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Everything that one answer may use. shelves: by id, in the admin's order. damaged: id -> what is wrong."""

    generation: int
    shelves: Mapping[str, Shelf] = field(default_factory=dict)
    damaged: Mapping[str, str] = field(default_factory=dict)
    dictionaries: tuple[Dictionary, ...] = ()

    def choose(self, ids: list[str]) -> list[Shelf]:
        """The shelves asked for, in the admin's order; all that are shown when none is named.

        Raises UnknownDictionary, or IndexDamaged for one that is named but cannot be opened.
        """
        if not ids:
            return [shelf for shelf in self.shelves.values() if not shelf.dictionary.hidden]
        for one in ids:
            if one in self.damaged:
                raise IndexDamaged(self.damaged[one])
            if one not in self.shelves:
                raise UnknownDictionary(one)
        return [shelf for one, shelf in self.shelves.items() if one in ids]


class Library:
    """Watches a data folder and hands out snapshots. Safe to use from several threads; each process makes its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._reader = Reader(data)
        self._process = os.getpid()
        self._turn = threading.Lock()
        self._next = 0.0
        self._looked = False
        self._open: dict[str, Index] = {}
        self._snapshot = Snapshot(0)
        self.trouble: str | None = None
        """Why the catalogue could not be read at the last look, or None."""

    def current(self) -> Snapshot:
        """The snapshot in force; looks at the catalogue where the last look is a second old."""
        # Only the very first look is waited for: until then there is nothing to answer from.
        if time.monotonic() >= self._next and self._turn.acquire(blocking=not self._looked):
            try:
                if time.monotonic() >= self._next:
                    self._next = time.monotonic() + INTERVAL
                    self._refresh()
                    self._looked = True
            finally:
                self._turn.release()
        return self._snapshot

    def _refresh(self) -> None:
        if self._process != os.getpid():  # SQLite connections must not be carried over a fork
            self._reader = Reader(self.data)
            self._process = os.getpid()
        try:
            if self._reader.changed() or self.trouble:
                self._snapshot = self._take()
            self.trouble = None
        except CatalogueError as error:
            # What is open stays in service: published indexes do not depend on the catalogue.
            self.trouble = str(error)
            self._reader.close()

    def _take(self) -> Snapshot:
        generation = self._reader.generation()
        opened: dict[str, Index] = {}
        shelves, damaged = {}, {}
        for dictionary in generation.dictionaries:
            try:
                index = self._open.get(dictionary.folder) or Index(layout.index(self.data, dictionary.folder))
            except (IndexDamaged, IndexOutdated) as error:
                damaged[dictionary.id] = str(error)
            else:
                opened[dictionary.folder] = index
                shelves[dictionary.id] = Shelf(dictionary, index)
        self._open = opened
        return Snapshot(generation.number, shelves, damaged, generation.dictionaries)

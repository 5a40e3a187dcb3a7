"""Which joined indexes belong to a generation, and which of them are there. The catalogue says nothing of them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from dictsvc.catalogue import layout, reading
from dictsvc.errors import CatalogueError
from dictsvc.index.manifest import JOINED, joined_prefix
from dictsvc.records import Generation

KEPT = 2
"""Newest generations whose joined indexes are kept: the one in force, and the one that a rollback returns to."""


def members(generation: Generation) -> tuple[str, ...]:
    """Folders of the dictionaries that are joined: those that are shown, in the admin's order; none where one alone is
    shown, whose own index answers."""
    shown = tuple(dictionary.folder for dictionary in generation.dictionaries if not dictionary.hidden)
    return shown if len(shown) > 1 else ()


def beginnings(generation: Generation) -> dict[bool, str]:
    """What the folders of its joined indexes begin with, by whether their keys are tonal."""
    folders = members(generation)
    return {tonal: joined_prefix(folders, tonal=tonal) for tonal in (True, False)} if folders else {}


def folders(data: Path, generation: Generation) -> dict[bool, str]:
    """Its joined indexes that are there, by whether their keys are tonal."""
    there = _there(data)
    return {
        tonal: name
        for tonal, beginning in beginnings(generation).items()
        for name in there
        if name.startswith(beginning)
    }


def outlived(data: Path) -> list[str]:
    """Joined indexes that neither of the newest generations wants; none where that cannot be told."""
    prefixes: tuple[str, ...] = ()
    there = _there(data)
    if there:
        try:
            for number in reading.numbers(data)[:KEPT]:
                with suppress(CatalogueError):
                    prefixes += tuple(beginnings(reading.generation(data, number)).values())
        except CatalogueError:
            return []
    return [name for name in there if not name.startswith(prefixes)]


def _there(data: Path) -> list[str]:
    try:
        return sorted(path.name for path in layout.indexes(data).glob(f"{JOINED}*"))
    except OSError:
        return []

"""Going back: an earlier state in force again, and forgetting what is not to be gone back to.

A rollback publishes an earlier state under a new number, so that it can be undone like any other step.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from dictsvc.catalogue import layout, reading
from dictsvc.catalogue.writing import Catalogue
from dictsvc.errors import CatalogueError, Message
from dictsvc.index import integrity
from dictsvc.operations import bundled, rebuilding, upgrading
from dictsvc.operations.describing import PINNED
from dictsvc.records import Dictionary, Generation


@dataclass(frozen=True, slots=True)
class Returned:
    """target: the generation whose state is in force again. changes: (id, `came`, `went`, `another version`, `other
    metadata`). rebuilt: ids whose index this version could not read and made anew."""

    published: Generation
    target: int
    changes: tuple[tuple[str, str], ...]
    rebuilt: tuple[str, ...]


def rollback(catalogue: Catalogue, number: int | None = None) -> Returned:
    """Put the state of an earlier generation in force: the one before the newest, or the one named.

    Raises CatalogueError where there is none, or where one of its indexes is damaged that is not in force anyway.
    """
    current = catalogue.generation()
    if number is None:
        earlier = catalogue.numbers()[1:]
        if not earlier:
            raise CatalogueError(
                "{data}: there is nothing to roll back to (generation {number} is the only one)",
                data=catalogue.data,
                number=current.number,
            )
        number = earlier[0]
    target = catalogue.generation(number)
    if target.number == current.number:
        raise CatalogueError(
            "Generation {number} is the one in force; `dictsvc history` lists the others", number=number
        )
    now = {dictionary.id: dictionary for dictionary in current.dictionaries}
    in_force = {dictionary.folder for dictionary in current.dictionaries}
    restored: list[Dictionary] = []
    rebuilt: list[str] = []
    for dictionary in target.dictionaries:
        if dictionary.folder not in in_force:
            if upgrading.is_outdated(catalogue.data, dictionary):
                dictionary, _ = rebuilding.remake(catalogue, dictionary, frequencies=target.frequencies)
                rebuilt.append(dictionary.id)
            elif fault := next(integrity.faults(layout.index(catalogue.data, dictionary.folder)), None):
                raise CatalogueError(
                    "Generation {number} cannot be returned to: {id}: {fault}; nothing was changed, name "
                    "another one (`dictsvc history`)",
                    number=number,
                    id=dictionary.id,
                    fault=fault,
                )
        is_at = now.get(dictionary.id)
        if is_at is not None and dictionary.bundled and bundled.newer(is_at.bundled, dictionary.bundled):
            # Whoever goes back from a newer bundled version does not want the next start to bring it again.
            dictionary = replace(dictionary, set_fields=tuple(sorted({*dictionary.set_fields, PINNED})))
        restored.append(dictionary)
    changes = tuple(_changes(now, {dictionary.id: dictionary for dictionary in restored}))
    report: dict[str, object] = {"rollback": {"to": number, "changes": [list(change) for change in changes]}}
    published = catalogue.publish(f"rollback to {number}", tuple(restored), report, frequencies=target.frequencies)
    return Returned(published, number, changes, tuple(rebuilt))


def _changes(now: dict[str, Dictionary], then: dict[str, Dictionary]) -> list[tuple[str, str]]:
    changes: list[tuple[str, str]] = []
    for id in sorted(now.keys() | then.keys()):
        if id not in now:
            changes.append((id, Message("came")))
        elif id not in then:
            changes.append((id, Message("went")))
        elif now[id].folder != then[id].folder:
            changes.append((id, Message("another version")))
        elif now[id] != then[id]:
            changes.append((id, Message("other metadata")))
    return changes


@dataclass(frozen=True, slots=True)
class Pruned:
    """generations: numbers that are forgotten, oldest first. bytes: space that becomes free."""

    generations: tuple[int, ...]
    bytes: int


KEEP = 10
"""Earlier generations that a prune leaves unless something else is asked."""


def prunable(data: Path, keep: int = KEEP) -> Pruned:
    """What a prune would forget now: all generations but the one in force and the `keep` before it.

    Raises CatalogueError where there is no catalogue.
    """
    numbers = reading.numbers(data)
    if not numbers:
        raise CatalogueError("{data}: no dictionary was ever loaded here; name another folder with --data", data=data)
    return _freed_by(data, numbers[keep + 1 :])


def prune(catalogue: Catalogue, numbers: Collection[int]) -> Pruned:
    """Forget these generations, never the one in force, and delete the indexes that only they name."""
    pruned = _freed_by(catalogue.data, numbers)
    return replace(pruned, generations=tuple(reversed(catalogue.forget(numbers))))


def _freed_by(data: Path, numbers: Collection[int]) -> Pruned:
    """What goes with these generations: the indexes that no other names, and their bytes."""
    whole, _ = reading.survey(data)
    kept = {dictionary.folder for one in whole if one.number not in numbers for dictionary in one.dictionaries}
    gone = {dictionary.folder for one in whole if one.number in numbers for dictionary in one.dictionaries} - kept
    files = [file for folder in gone for file in layout.index(data, folder).glob("*")]
    files += [file for number in numbers if (file := layout.document(data, number)).exists()]
    return Pruned(tuple(sorted(numbers)), sum(file.stat().st_size for file in files))

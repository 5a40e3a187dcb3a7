"""What a new version of the program does with an old data folder before it serves: indexes anew, newer dictionaries.

An index of an earlier format or fold is made anew from what is stored in it. A bundled dictionary of which a newer
version came along is replaced, unless an admin has changed it or rolled back from the newer one: then it is offered.
Where this user may not write, or another command is writing, it is said and nothing is changed: what can be served is.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dictsvc import language_tags
from dictsvc.catalogue import layout, reading
from dictsvc.errors import DictsvcError, IndexDamaged, IndexOutdated, Message, UnknownDictionary
from dictsvc.index import manifest
from dictsvc.operations import bundled
from dictsvc.operations.bundled import Bundled
from dictsvc.records import Dictionary, Generation

Say = Callable[[str], None]
Counter = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]
"""What shows progress: label -> context that gives a function of (done, total)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """load: bundled dictionaries to load or replace. rebuild: ids. offers: sentences on what is left to the admin."""

    load: tuple[Bundled, ...]
    rebuild: tuple[str, ...]
    offers: tuple[str, ...]


def plan(data: Path, named: tuple[str, ...] = ()) -> Plan:
    """What an upgrade would do with a data folder. named: ids of bundled dictionaries to take in any case.

    Raises CatalogueError for a catalogue that cannot be read, UnknownDictionary for a name that is not bundled.
    """
    from dictsvc.operations import versions  # imports every reader

    current = reading.generation(data)
    stock = bundled.available()
    # What was done before matters only where one is missing: nobody waits at each start for a long history.
    history, _ = reading.survey(data) if any(current.find(dictionary.id) is None for dictionary in stock) else ([], {})
    if unknown := set(named) - {dictionary.id for dictionary in stock}:
        known = ", ".join(dictionary.id for dictionary in stock)
        raise UnknownDictionary(
            "{id!r} does not come with dictsvc; these do: {known}", id=sorted(unknown)[0], known=known
        )
    load, offers = [], []
    for dictionary in stock:
        needed, offer = _judge(dictionary, history, current)
        if dictionary.id in named or needed:
            load.append(dictionary)
        elif offer:
            offers.append(offer)
    loaded = {dictionary.id for dictionary in load}
    kept = [dictionary for dictionary in current.dictionaries if dictionary.id not in loaded]
    offers += versions.advice(kept)
    outdated = [dictionary.id for dictionary in kept if is_outdated(data, dictionary)]
    return Plan(tuple(load), tuple(outdated), tuple(offers))


def is_outdated(data: Path, dictionary: Dictionary) -> bool:
    """Whether a dictionary was indexed with another format or fold version, or its languages are no tags.

    A damaged index is not outdated.
    """
    try:
        manifest.read(layout.index(data, dictionary.folder))
    except IndexOutdated:
        return True
    except IndexDamaged:
        return False
    return not language_tags.are_canonical(dictionary.source_language, dictionary.target_language)


def _judge(offered: Bundled, history: list[Generation], current: Generation) -> tuple[bool, str]:
    """Whether a bundled dictionary is to be loaded by itself; if not, the sentence that offers it, or ''."""
    from dictsvc.operations import versions

    name, version = offered.id, offered.version
    has = current.find(name)
    if has is None:
        if _untouched(history):
            return True, ""
        known = any(generation.find(name) for generation in history)
        return False, (
            ""
            if known
            else Message(
                "{name} comes with this dictsvc and is not loaded; `dictsvc upgrade {name}` loads it", name=name
            )
        )
    if not has.bundled or not bundled.newer(version, has.bundled):
        return has.bundled == version and "bundled" not in has.set_fields and not versions.is_current(has), ""
    if "bundled" not in has.set_fields:
        return True, ""
    return False, Message(
        "{name}: version {version} comes with this dictsvc; you went back to version {bundled}, which is "
        "kept. `dictsvc upgrade {name}` replaces it",
        name=name,
        version=version,
        bundled=has.bundled,
    )


def _untouched(history: list[Generation]) -> bool:
    """Whether nothing but loading bundled dictionaries ever happened, as after a first start that was cut short."""
    return all(
        generation.action.startswith(("load ", "rebuild ")) and all(one.bundled for one in generation.dictionaries)
        for generation in history
    )


def run(data: Path, *, named: tuple[str, ...] = (), say: Say, counter: Counter, create: bool = False) -> bool:
    """Upgrade a data folder; whether anything was done. create: also fill one that has no catalogue yet.

    Raises DictsvcError only where there is nothing to serve or something was named; else it is said.
    """
    must = bool(named) or (create and not layout.database(data).exists())
    if not layout.database(data).exists() and not create:
        return False
    todo = plan(data, named)
    for offer in todo.offers:
        say(offer)
    if not todo.load and not todo.rebuild:
        return False
    waiting = [*(one.id for one in todo.load), *todo.rebuild]
    if not must and not os.access(data, os.W_OK):
        say(
            Message(
                "{ids}: to be made anew for this version, but {data} may not be written by this user; "
                "run `dictsvc upgrade` as its owner",
                ids=", ".join(waiting),
                data=data,
            )
        )
        return False
    done = False
    patience = 10.0 if must else 1.0  # a start does not wait long for another command; what is there can be served
    loads = [partial(_load, data, dictionary, say, create=create, patience=patience) for dictionary in todo.load]
    rebuilds = [partial(_rebuild, data, name, say, counter, patience=patience) for name in todo.rebuild]
    for step in (*loads, *rebuilds):
        try:
            step()
            done = True
        except DictsvcError as error:
            if must:
                raise
            say(str(error))
    return done


def _load(data: Path, dictionary: Bundled, say: Say, *, create: bool, patience: float) -> None:
    from dictsvc.catalogue.writing import writer

    with writer(data, f"load {dictionary.id}", create=create, patience=patience) as catalogue:
        made = bundled.load_one(catalogue, dictionary).dictionary
    say(Message("Loaded {title}: {headwords:,} headwords", title=made.title, headwords=made.headwords))


def _rebuild(data: Path, name: str, say: Say, counter: Counter, *, patience: float) -> None:
    from dictsvc.catalogue.writing import writer
    from dictsvc.operations import rebuilding  # not needed at most starts, and dear to import

    with (
        writer(data, f"rebuild {name}", patience=patience) as catalogue,
        counter(Message("Rebuilding {name} for this version", name=name)) as moved,
    ):
        rebuilt = rebuilding.rebuild(catalogue, name, progress=moved)
    figures = {"headwords": rebuilt.dictionary.headwords, "seconds": rebuilt.seconds}
    say(Message("Rebuilt {name}: {headwords:,} headwords, {seconds:.1f} s", name=name, **figures))

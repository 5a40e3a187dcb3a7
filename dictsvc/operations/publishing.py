"""The admin's side of an object store: push the generation in force, forget old ones, say what is there.

A push uploads what is missing, then creates one small object (`store.generations`): before, nobody sees anything of it,
and after, all of it. Cut off anywhere, it leaves the store as it was, and the next one goes on from what has arrived.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dictsvc.catalogue import joined, layout, reading, word_counts
from dictsvc.catalogue.reading import Sealed
from dictsvc.catalogue.writing import writer
from dictsvc.errors import CatalogueError, Message, StoreError
from dictsvc.index import files as index_files
from dictsvc.index import integrity
from dictsvc.index.manifest import NAME
from dictsvc.records import Generation
from dictsvc.store import generations
from dictsvc.store.generations import File, Published
from dictsvc.store.objects import Moved, Object, Objects

KEEP = 5
"""Generations before the newest that pruning a store leaves there."""
SETTLED = timedelta(days=1)
"""Age of what no generation names before it is taken for a leftover: younger, it may belong to a push under way."""

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes to do."""


def nothing_moved(done: int, total: int) -> None:
    """For callers who show no progress."""


def folders(data: Path, generation: Generation) -> Iterator[str]:
    """The index folders that a generation needs; then the joined ones, where they are there, or replicas make them."""
    yield from dict.fromkeys(dictionary.folder for dictionary in generation.dictionaries)
    yield from joined.folders(data, generation).values()


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did. unchanged: the store had the generation. uploaded: folders. bytes: of all files that went up.

    requests: objects that were written, the generation's own included. pruned: places whose generation was forgotten.
    """

    generation: int
    place: int
    unchanged: bool
    uploaded: tuple[str, ...] = ()
    files: int = 0
    bytes: int = 0
    pruned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands in a store. published: newest first. faults: sentences. unnamed: objects that no generation names."""

    published: tuple[Published, ...]
    sizes: Mapping[str, Object] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    unnamed: tuple[Object, ...] = ()
    read: int = 0

    @property
    def bytes(self) -> int:
        """Of all index files."""
        return sum(found.size for found in self.sizes.values())


def push(
    data: Path,
    objects: Objects,
    *,
    dry_run: bool = False,
    repair: bool = False,
    prune: bool = False,
    keep: int = KEEP,
    progress: Progress = nothing_moved,
) -> Pushed:
    """Publish the generation in force. repair: read what the store has, and upload again what is damaged there.

    Raises StoreError where the store has a generation that this folder does not know, CatalogueError for what
    cannot be published. Changes nothing in the data folder but a note in the catalogue.
    """
    sealed = reading.in_force(data)
    if sealed is None:
        raise CatalogueError(
            "{data}: no dictionary was ever loaded here; load one, or name another folder with --data", data=data
        )
    places = published_places(objects)
    last = _last(objects, places, skip_damaged=repair)
    unchanged = last is not None and last.seal == sealed.seal and last.place == places[-1]
    if last is not None and last.seal != sealed.seal and last.seal not in reading.seals(data):
        raise _ahead(objects, last, data)
    if not places and not dry_run:
        _check_conditions(objects)
    if unchanged and last is not None:
        target = last
    else:
        target = _described(data, sealed, last, (places[-1] if places else 0) + 1)
    missing = _missing(objects, target, read=repair)
    done = Pushed(
        sealed.number,
        target.place,
        unchanged and not missing,
        tuple(folder for folder in target.folders if any(f"/{folder}/" in name for name in missing)),
        len(missing),
        sum(file.size for file in missing.values()),
    )
    if dry_run:
        return done
    _upload(data, objects, missing, progress)
    if not unchanged:
        _publish(objects, target, data)
        # What this push found in the store may have been pruned by somebody else before it was named.
        _upload(data, objects, _missing(objects, target), nothing_moved)
    with suppress(CatalogueError), writer(data, "push") as catalogue:  # where it cannot be noted, the history tells
        catalogue.exchanged(sealed.seal)
    pruned = _prune(objects, keep) if prune else ()
    return replace(done, pruned=pruned)


def published_places(objects: Objects) -> list[int]:
    """The places that have a generation, in order."""
    found = (generations.place_of(one.name) for one in objects.names(generations.GENERATIONS))
    return [place for place in found if place is not None]


def published(objects: Objects, place: int) -> Published | None:
    """The generation of a place; None where there is none. Raises StoreError: damaged, newer."""
    name = generations.generation_name(place)
    content = objects.read(name, generations.MOST)
    return None if content is None else generations.decode(content, place, f"{objects.url} ({name})")


def if_sound(objects: Objects, place: int, *kinds: str) -> Published | None:
    """The generation of a place, None also where it is damaged, or where StoreError is of one of these kinds."""
    try:
        return published(objects, place)
    except StoreError as error:
        if error.kind not in ("damaged", *kinds):
            raise
        return None


def _last(objects: Objects, places: Iterable[int], *, skip_damaged: bool) -> Published | None:
    look = if_sound if skip_damaged else published
    return next((found for place in reversed(list(places)) if (found := look(objects, place)) is not None), None)


def _ahead(objects: Objects, last: Published, data: Path) -> StoreError:
    theirs = last.generation
    return StoreError(
        "{url}: holds generation {number} ({action}, {made_at}), which {data} has not; fetch it with `dictsvc pull` "
        "into an empty folder (--data) and make your change there",
        url=objects.url,
        number=theirs.number,
        action=theirs.action,
        made_at=theirs.made_at,
        data=data,
        kind="conflict",
    )


def _check_conditions(objects: Objects) -> None:
    """Raise StoreError unless the store refuses to create an object a second time, on which all order here rests."""
    name = f"probe-{secrets.token_hex(8)}"
    first = objects.create(name, b"1")
    second = objects.create(name, b"2")
    kept = objects.read(name, 1)
    objects.delete(name)
    if not first or second or kept != b"1":
        raise StoreError(
            "{url}: this store writes over an object though it is told to create it (If-None-Match: *), so that two "
            "admins could undo each other's work; use another store, or a newer version of it",
            url=objects.url,
            kind="unfit",
        )


def _files(data: Path, folder: str) -> dict[str, File]:
    """The files of an index, read against what was published. Raises CatalogueError where they are not that."""
    path = layout.index(data, folder)
    if fault := next(integrity.faults(path), None):
        raise CatalogueError("{fault}; nothing was pushed, run `dictsvc verify`", fault=fault)
    sections, _ = integrity.sections(path)
    names = sorted({*(section.file for section in sections), NAME}, key=lambda name: (name == NAME, name))
    return {name: File(*index_files.digest(path / name, 0, (path / name).stat().st_size)) for name in names}


def _described(data: Path, sealed: Sealed, last: Published | None, place: int) -> Published:
    """The generation in force as it will stand in the store. last: the one there, whose files are not read again."""
    generation = reading.generation(data, sealed.number)
    before = last.folders if last is not None else {}
    indexes = {folder: before.get(folder) or _files(data, folder) for folder in folders(data, generation)}
    counts = {}
    for name in generation.frequencies.values():
        path = layout.frequencies(data) / name
        if fault := word_counts.damage(path):
            raise CatalogueError("{path}: {fault}; nothing was pushed, run `dictsvc verify`", path=path, fault=fault)
        counts[name] = File(*index_files.digest(path, 0, path.stat().st_size))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Published(place, now, sealed.document, sealed.seal, indexes, counts)


def _stored_objects(objects: Objects) -> dict[str, Object]:
    found = (*objects.names(generations.INDEXES), *objects.names(generations.COUNTS))
    return {one.name: one for one in found}


def _missing(objects: Objects, target: Published, *, read: bool = False) -> dict[str, File]:
    """What the store has not, or not with that size. read: or not with those bytes."""
    there = _stored_objects(objects)
    return {
        name: file
        for name, file in target.objects().items()
        if name not in there or there[name].size != file.size or (read and not _is_whole(objects, name, file))
    }


def _is_whole(objects: Objects, name: str, file: File) -> bool:
    digest = hashlib.sha256()
    try:
        for block in objects.download(name):
            digest.update(block)
    except StoreError as error:
        if error.kind != "damaged":
            raise
        return False
    return digest.hexdigest() == file.digest


def _upload(data: Path, objects: Objects, missing: Mapping[str, File], progress: Progress) -> None:
    done, total = 0, sum(file.size for file in missing.values())

    def moved(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    uploaded: Moved = moved
    for name, file in missing.items():
        room, _, rest = name.partition("/")
        path = (layout.frequencies(data) if room == generations.COUNTS else layout.indexes(data)) / rest
        try:
            if index_files.digest(path, 0, path.stat().st_size) != tuple(file):
                raise CatalogueError(
                    "{path}: is not what was published; nothing was pushed, run `dictsvc verify`", path=path
                )
            objects.upload(name, path, uploaded)
        except FileNotFoundError as error:
            raise CatalogueError("{path}: has gone; nothing was pushed, try again", path=path) from error


def _publish(objects: Objects, target: Published, data: Path) -> None:
    content = generations.encode(target)
    name = generations.generation_name(target.place)
    if objects.create(name, content) or objects.read(name, generations.MOST) == content:
        return  # the second where an answer was lost and the request sent again met its own success
    theirs = published(objects, target.place)
    if theirs is not None and theirs.seal != target.seal:
        raise _ahead(objects, theirs, data)


def _prune(objects: Objects, keep: int) -> tuple[int, ...]:
    """Forget all but the newest generations, then delete what none of the others names; returns their places."""
    places = published_places(objects)
    gone, kept = places[: -keep - 1], places[-keep - 1 :]
    named = {name for place in kept if (one := published(objects, place)) is not None for name in one.objects()}
    newest = objects.names(generations.GENERATIONS)[-1].modified
    forgotten = [one for place in gone if (one := if_sound(objects, place, "newer")) is not None]
    named_before = {name for one in forgotten for name in one.objects()}
    for place in gone:
        objects.delete(generations.generation_name(place))
    for found in _stored_objects(objects).values():
        if found.name not in named and (found.name in named_before or newest - found.modified > SETTLED):
            objects.delete(found.name)
    return tuple(gone)


def survey(objects: Objects, *, read: bool = False, progress: Progress = nothing_moved) -> Stored:
    """What is there, and what is wrong with it: missing files, wrong sizes; read: also wrong bytes."""
    places = published_places(objects)
    if not places:
        raise StoreError(
            "{url}: nothing was published there; `dictsvc push` does, or correct the address",
            url=objects.url,
            kind="empty",
        )
    found: list[Published] = []
    faults: list[str] = []
    for place in reversed(places):
        try:
            if (publication := published(objects, place)) is not None:
                found.append(publication)
        except StoreError as error:
            if error.kind != "damaged":
                raise
            faults.append(str(error))
    there = _stored_objects(objects)
    expected = {name: file for publication in found for name, file in publication.objects().items()}
    done, total = 0, sum(file.size for file in expected.values())
    for name, file in expected.items():
        if name not in there:
            faults.append(Message("{name}: is missing", name=name))
        elif there[name].size != file.size:
            faults.append(
                Message(
                    "{name}: has {size:,} bytes, expected {expected:,}",
                    name=name,
                    size=there[name].size,
                    expected=file.size,
                )
            )
        elif read and not _is_whole(objects, name, file):
            faults.append(Message("{name}: its bytes are not those that were published", name=name))
        done += file.size
        progress(done, total)
    unnamed = tuple(file for name, file in there.items() if name not in expected)
    return Stored(tuple(found), there, tuple(faults), unnamed, done if read else 0)

"""A replica's side of an object store: take the newest generation into the data folder, again and again.

A generation is taken as a load is: its missing indexes arrive in temporary folders, each file's SHA-256 is computed
while it arrives, then they get their names, then the catalogue gets the generation, letter by letter; the workers see
it as after a local load. Whatever goes wrong, what is in force stays in force, and the next try goes on from the
indexes that have arrived.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dictsvc.catalogue import layout, reading, word_counts
from dictsvc.catalogue.reading import Sealed
from dictsvc.catalogue.writing import Catalogue, writer
from dictsvc.errors import DictsvcError, Message, StoreError
from dictsvc.index.manifest import FORMAT_VERSION, NAME, flush
from dictsvc.operations import joining
from dictsvc.operations.publishing import Progress, if_sound, nothing_moved, published, published_places
from dictsvc.records import Generation
from dictsvc.store import generations
from dictsvc.store.follower_status import FollowerStatus
from dictsvc.store.generations import File, Published
from dictsvc.store.objects import Objects
from dictsvc.vietnamese.fold import FOLD_VERSION

INTERVAL = 1.0
"""Seconds between two looks into the store: one small request, which finds nothing as a rule."""
LONGEST_PAUSE = 30.0
"""Seconds at the most between two tries while something is wrong."""
LISTING = 60
"""Looks after which everything is listed, since the next place may have been pruned away before it was seen."""
KEEP = 2
"""Generations before the one in force that a replica keeps."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a round took. fetched: folders. bytes: that came for them. seconds: from the look to the catalogue."""

    generation: Generation
    fetched: tuple[str, ...]
    bytes: int
    seconds: float

    @property
    def sentence(self) -> Message:
        """The same for people."""
        return Message(
            "Generation {number} is in force; {indexes} indexes were fetched, {megabytes:,.1f} MB, {seconds:.1f} s.",
            number=self.generation.number,
            indexes=len(self.fetched),
            megabytes=self.bytes / 1e6,
            seconds=self.seconds,
        )


class Follower:
    """Follows one store into one data folder. keep: earlier generations that are left here; None: all.

    seen: called with a generation's number as soon as it is known, before it is fetched.
    """

    def __init__(
        self,
        data: Path,
        objects: Objects,
        *,
        keep: int | None = None,
        seen: Callable[[int], None] = lambda number: None,
    ) -> None:
        self.data = data
        self._objects = objects
        self._keep = keep
        self._seen = seen
        self._place: int | None = None  # of the generation in force, where it is known
        self._looks = 0

    def round(self, progress: Progress = nothing_moved) -> Taken | None:
        """Take what is new; None where nothing is. Raises StoreError, CatalogueError; then nothing was changed, or an
        older generation than the newest was taken because that one is damaged."""
        self._looks += 1
        place, self._place = self._place, None  # where anything goes wrong, the next round lists
        if place is not None and self._looks % LISTING and published(self._objects, place + 1) is None:
            self._place = place
            return None
        places = published_places(self._objects)
        if not places:
            raise StoreError(
                "{url}: nothing was published there; `dictsvc push` does, or correct the address",
                url=self._objects.url,
                kind="empty",
            )
        current = reading.in_force(self.data)
        trouble: StoreError | None = None
        taken: Taken | None = None
        for candidate in reversed(places):
            try:
                found = published(self._objects, candidate)
                if found is None:  # pruned since
                    continue
                if not self._is_wanted(found, current, places, first=trouble is None):
                    place = candidate
                    break
                taken, place = self._take(found, progress), candidate
                break
            except StoreError as error:
                if error.kind != "damaged":
                    raise
                trouble = trouble or error
        if trouble is not None:
            raise trouble
        self._place = place
        return taken

    def _is_wanted(self, found: Published, current: Sealed | None, places: list[int], *, first: bool) -> bool:
        """Whether a generation goes before the one in force here. first: it is the store's newest sound one."""
        number = found.generation.number
        if first:
            self._seen(number)
        if current is None:
            return True
        if found.seal == current.seal:
            return False
        if number <= current.number and not first:
            return False  # what goes before the damaged one is in force already, or older
        if current.seal != reading.exchanged(self.data) and not self._is_published(current, places):
            raise StoreError(
                "{data}: generation {number} was made here and is not in {url}; follow the store into an empty folder",
                data=self.data,
                number=current.number,
                url=self._objects.url,
                kind="conflict",
            )
        if number <= current.number:
            raise StoreError(
                "{url}: its newest generation is {number}, older than {current}, which is in force here and stays; "
                "push the newest again",
                url=self._objects.url,
                number=number,
                current=current.number,
                kind="older",
            )
        return True

    def _is_published(self, current: Sealed, places: list[int]) -> bool:
        found = (if_sound(self._objects, place) for place in reversed(places))
        return any(publication is not None and publication.seal == current.seal for publication in found)

    def _take(self, found: Published, progress: Progress) -> Taken:
        began = time.monotonic()
        number = found.generation.number
        missing = {
            folder: files
            for folder, files in found.folders.items()
            if not (layout.index(self.data, folder) / NAME).exists()
        }
        counts = {
            name: file
            for name, file in found.counts.items()
            if word_counts.damage(layout.frequencies(self.data) / name)
        }
        done, total = 0, sum(file.size for files in (*missing.values(), counts) for file in files.values())

        def moved(count: int) -> None:
            nonlocal done
            done += count
            progress(done, total)

        with writer(self.data, "follow", create=True, spared=found.folders.keys()) as catalogue:
            needed = {dictionary.folder for dictionary in found.generation.dictionaries}
            for folder, files in missing.items():
                try:
                    if not (layout.index(self.data, folder) / NAME).exists():
                        self._fetch(catalogue, folder, dict(files), moved, derived=folder not in needed)
                except StoreError as error:  # a derived one is made here, as it is where it was not pushed
                    if folder in needed or error.kind not in ("damaged", "newer"):
                        raise
            for name, file in counts.items():
                with catalogue.building() as temporary:
                    self._download(generations.count_name(name), file, temporary / name, moved)
                    catalogue.take_counts(temporary / name)
            taken = catalogue.adopt(Sealed(number, found.seal, found.document))
            if self._keep is not None:
                catalogue.forget(catalogue.numbers()[self._keep + 1 :])
        return Taken(taken, tuple(missing), done, time.monotonic() - began)

    def _fetch(
        self, catalogue: Catalogue, folder: str, files: dict[str, File], moved: Callable[[int], None], *, derived: bool
    ) -> None:
        """Bring an index; what it is made of first, which tells whether this version can read it."""
        with catalogue.building() as temporary:
            for name in sorted(files, key=lambda name: (name != NAME, name)):
                self._download(generations.file_name(folder, name), files[name], temporary / name, moved)
                if name == NAME:
                    self._check_versions((temporary / name).read_bytes(), folder)
            flush(temporary)
            catalogue.place(temporary, folder, derived=derived)

    def _download(self, name: str, file: File, path: Path, moved: Callable[[int], None]) -> None:
        """An object into a file, flushed. Raises StoreError where its bytes are not those that were published."""
        digest, came = hashlib.sha256(), 0
        with path.open("wb") as opened:
            for block in self._objects.download(name):
                digest.update(block)
                came += len(block)
                if came > file.size:
                    break
                opened.write(block)
                moved(len(block))
        if (came, digest.hexdigest()) != tuple(file):
            raise StoreError(
                "{url}: {name} is not what was published; `dictsvc push --repair` mends it",
                url=self._objects.url,
                name=name,
                kind="damaged",
            )
        flush(path)

    def _check_versions(self, description: bytes, folder: str) -> None:
        """Raise StoreError unless this version reads the index that an index.json describes."""
        try:
            values = json.loads(description)
            found = int(values["format"]), int(values["fold"])
        except (ValueError, KeyError, TypeError):
            found = (0, 0)
        known = (FORMAT_VERSION, FOLD_VERSION)
        if found == known:
            return
        elsewhere = Message("upgrade dictsvc where it was pushed from, and push again")
        remedy = elsewhere if found < known else Message("upgrade dictsvc here")
        raise StoreError(
            "{folder}: pushed by another version of dictsvc (format {format}, fold {fold}; this one reads "
            "{known_format} and {known_fold}); {remedy}",
            folder=folder,
            format=found[0],
            fold=found[1],
            known_format=known[0],
            known_fold=known[1],
            remedy=remedy,
            kind="newer",
        )


def follow(
    data: Path,
    objects: Objects,
    *,
    show: Callable[[FollowerStatus], None] = lambda followed: None,
    say: Callable[[str], None] = lambda sentence: None,
    keep: int = KEEP,
    ended: Callable[[], bool] = lambda: False,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Follow a store until `ended`. show: told of every change of state. say: what was taken, and once what is wrong.

    Any DictsvcError or OSError is taken as passing; the pauses between tries grow up to LONGEST_PAUSE.
    """
    current = reading.generation(data).number
    state = FollowerStatus()
    last = ""
    failed = 0.0
    pauses = INTERVAL

    def seen(number: int) -> None:
        nonlocal state
        if number != state.known:
            fetching = "fetching" if number > current else state.state
            state = replace(state, state=fetching, known=number, since=time.time())
            show(state)

    follower = Follower(data, objects, keep=keep, seen=seen)
    joiners: list[subprocess.Popen[bytes]] = []
    joined = False  # whether it was looked, since the last change, what is to be joined
    while not ended():
        try:
            taken = follower.round()
        except (DictsvcError, OSError) as error:
            kind = error.kind if isinstance(error, StoreError) else "folder"
            state = replace(state, state=kind, trouble=time.time(), failures=state.failures + 1)
            if str(error) != last:
                trouble = str(error).rstrip(".")
                say(Message("following: {trouble}; what is in force goes on being served", trouble=trouble))
                failed = failed or time.monotonic()
            last = str(error)
            waiting = pauses * random.uniform(0.8, 1.2)
            pauses = min(pauses * 2, LONGEST_PAUSE)
        else:
            if last:
                say(Message("following: well again after {seconds:.0f} s", seconds=time.monotonic() - failed))
            last, failed, pauses = "", 0.0, INTERVAL
            if taken is not None:
                current, joined = taken.generation.number, False
                say(taken.sentence)
            state = replace(state, state="ok", success=time.time())
            waiting = INTERVAL
        show(state)
        joiners = [joiner for joiner in joiners if joiner.poll() is None]
        if not joined and (joiner := joining.start(data)):
            joiners.append(joiner)
        joined = True
        pause(waiting)

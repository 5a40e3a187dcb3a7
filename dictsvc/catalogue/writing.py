"""Changes the catalogue, as a command does: every change is one step that adds a generation, or forgets old ones.

A generation is never altered; going back to an earlier one publishes its state again under a new, higher number. A
change is made in a copy that takes the catalogue's name when it is on disk (see the package).
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from dictsvc.catalogue import joined, layout, reading, schema, word_counts
from dictsvc.catalogue.lock import exclusive, turn
from dictsvc.catalogue.reading import Sealed
from dictsvc.catalogue.rights import building, copy_rights, inherit, make_folder
from dictsvc.errors import CatalogueError, Message
from dictsvc.frequency import counts
from dictsvc.index import integrity
from dictsvc.index.manifest import flush
from dictsvc.records import Dictionary, Generation


class Catalogue:
    """The catalogue of a data folder, opened for writing; made by `writer`, which holds the lock meanwhile."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.done = Message("nothing was changed")
        """What there is to say of this writer's changes where something goes wrong now."""

    def generation(self, number: int | None = None) -> Generation:
        """The generation in force, or an earlier one."""
        return reading.generation(self.data, number)

    def numbers(self) -> list[int]:
        """The numbers of all generations that can be returned to, newest first."""
        return reading.numbers(self.data)

    def publish(
        self,
        action: str,
        dictionaries: tuple[Dictionary, ...],
        report: dict[str, object] | None = None,
        *,
        frequencies: Mapping[str, str] | None = None,
    ) -> Generation:
        """Put a new state in force, in one step. The indexes it names are on disk already, flushed.

        frequencies: as in `Generation`; those in force where nothing is said.
        """
        before = self.generation()
        frequencies = before.frequencies if frequencies is None else frequencies
        number = before.number + 1  # never used before, since the newest is never forgotten
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        in_order = tuple(sorted(dictionaries, key=lambda dictionary: (dictionary.position, dictionary.id)))
        with self._changed(Message("generation {number} is in force", number=number)) as database:
            self._add(database, Generation(number, made_at, action, in_order, report or {}, frequencies))
        self._unmark()
        self._sweep_joined()
        return self.generation(number)

    def adopt(self, sealed: Sealed) -> Generation:
        """Put a generation of a store in force, letter by letter; its number is higher than any here.

        The indexes it names are on disk already, flushed.
        """
        with self._changed(Message("generation {number} is in force", number=sealed.number)) as database:
            self._insert(database, sealed)
            self._exchange(database, sealed.seal)
        self._unmark()
        self._sweep_joined()
        return self.generation(sealed.number)

    def exchanged(self, seal: str) -> None:
        """Note that the generation of this seal stands in a store, so that it is known when it is forgotten here."""
        if reading.exchanged(self.data) != seal:
            with self._changed(Message("nothing was changed")) as database:
                self._exchange(database, seal)

    def _exchange(self, database: Database, seal: str) -> None:
        database.execute("CREATE TABLE IF NOT EXISTS exchanged (seal TEXT NOT NULL)")
        database.execute("DELETE FROM exchanged")
        database.execute("INSERT INTO exchanged VALUES (?)", [seal])

    def forget(self, numbers: Collection[int]) -> list[int]:
        """Delete generations, never the one in force; returns their numbers, newest first.

        The indexes that only they name go with them. Raises CatalogueError where one that is kept cannot be read, since
        nothing says then which indexes it needs.
        """
        known = self.numbers()
        gone = [number for number in known[1:] if number in numbers]
        whole, faults = reading.survey(self.data)
        for number in faults.keys() - gone:
            raise CatalogueError(reading.damaged(layout.database(self.data), number, faults[number]))
        kept = {
            dictionary.folder
            for generation in whole
            if generation.number not in gone
            for dictionary in generation.dictionaries
        }
        for folder in {dictionary.folder for generation in whole for dictionary in generation.dictionaries} - kept:
            self._mark(folder)
        flush(layout.indexes(self.data))
        if gone:
            with self._changed(Message("generations forgotten: {count}", count=len(gone))) as database:
                for number in gone:
                    database.table("generations").delete(number)
        named = {
            name for generation in whole if generation.number not in gone for name in generation.frequencies.values()
        }
        for file in layout.frequencies(self.data).glob("*.tsv"):
            if file.name not in named and re.fullmatch("[a-z]+-[0-9a-f]{12}", file.stem):
                file.unlink()
        left = set(known).difference(gone)
        for file in layout.document(self.data, 0).parent.glob("*.json"):
            if re.fullmatch("[0-9]+", file.stem) and int(file.stem) not in left:
                file.unlink()
        self.sweep()
        return gone

    def place_counts(self, language: str, rows: Iterable[tuple[str, int]]) -> str:
        """Store word counts, flushed, for a generation to name; returns that name."""
        content = word_counts.written(counts.gathered(rows))
        with self.building() as folder:
            file = folder / word_counts.name(language, content)
            file.write_bytes(content)
            self.take_counts(file)
        return file.name

    def take_counts(self, file: Path) -> None:
        """Move a file of word counts, under the name that generations give it, to where they stand."""
        folder = layout.frequencies(self.data)
        make_folder(folder)
        copy_rights(file, folder)
        flush(file)
        file.rename(folder / file.name)
        flush(folder)

    def building(self) -> AbstractContextManager[Path]:
        """A folder to build an index in; whatever is left of it afterwards is deleted."""
        return building(self.data, layout.BUILDING)

    def place(self, folder: Path, name: str, *, derived: bool = False) -> None:
        """Give a built folder, flushed by its builder, its final name, so that the name survives a power cut.

        Until a generation names it, it is marked as one that the next command may sweep; a derived one never is named.
        """
        final = layout.index(self.data, name)
        if not derived:
            self._mark(name)
        if final.exists():  # the same content, built in the same microsecond of a clock that jumped
            if found := next(integrity.faults(final), None):
                raise CatalogueError("{found}; nothing was changed, try again", found=found)
            shutil.rmtree(folder)
        else:
            for file in folder.iterdir():
                copy_rights(file, folder)
            folder.rename(final)
        flush(layout.indexes(self.data))

    def sweep(self, spared: Collection[str] = ()) -> None:
        """Delete what earlier commands left: dead builds, indexes that were marked and are not named.

        spared: folders that the command needs, though they were marked by one that was cut short. Foreign files and
        folders stay.
        """
        found = [path.name for path in layout.indexes(self.data).iterdir()]
        marked = {name.removeprefix(layout.DOOMED) for name in found if name.startswith(layout.DOOMED)} - {*spared}
        swept = [name for name in found if name.startswith(layout.BUILDING)]
        self._sweep_joined()
        whole, faults = reading.survey(self.data) if marked else ([], {})
        if faults:
            marked = set()  # a generation that cannot be read now may name them
        for name in marked - {dictionary.folder for generation in whole for dictionary in generation.dictionaries}:
            if name in found:
                # Out of the way first: a half-deleted index must not bear a published name.
                doomed = f"{layout.BUILDING}{name}"
                layout.index(self.data, name).rename(layout.index(self.data, doomed))
                swept.append(doomed)
        for name in swept:
            shutil.rmtree(layout.index(self.data, name), ignore_errors=True)
        for name in marked:
            layout.index(self.data, f"{layout.DOOMED}{name}").unlink(missing_ok=True)
        layout.fresh(self.data).unlink(missing_ok=True)

    def _sweep_joined(self) -> None:
        """Delete joined indexes that are not wanted any more, and builds of them that nobody goes on with."""

        def busy() -> None:
            raise BlockingIOError

        for name in joined.outlived(self.data):
            with suppress(OSError):
                doomed = layout.index(self.data, f"{layout.BUILDING}{name}")
                layout.index(self.data, name).rename(doomed)
                shutil.rmtree(doomed, ignore_errors=True)
        if dead := list(layout.indexes(self.data).glob(f"{layout.JOINING}*")):
            with suppress(OSError), turn(layout.indexes(self.data), busy):
                for folder in dead:
                    shutil.rmtree(folder, ignore_errors=True)

    def _begin(self, database: Database) -> None:
        """Make the table, and bring into it what the catalogue of an earlier schema says."""
        database.execute(
            "CREATE TABLE generations (number INTEGER PRIMARY KEY, seal TEXT NOT NULL, document TEXT NOT NULL)"
        )
        database.execute(f"PRAGMA application_id = {layout.APPLICATION_ID}")
        for generation in reversed(reading.history(self.data)):
            self._add(database, generation)

    def _add(self, database: Database, generation: Generation) -> None:
        document = schema.encode(generation)
        self._insert(database, Sealed(generation.number, schema.seal(document), document))

    def _insert(self, database: Database, sealed: Sealed) -> None:
        """Make a generation the one in force; what the one before says moves out of the catalogue into a file."""
        table = database.table("generations")
        for before in list(table.rows_where("document <> ''")):
            file = layout.document(self.data, before["number"])
            make_folder(file.parent)
            file.write_text(before["document"], encoding="utf-8")
            inherit(file)
            flush(file)
            flush(file.parent)
            table.update(before["number"], {"document": ""})
        table.insert({"number": sealed.number, "seal": sealed.seal, "document": sealed.document})

    def _mark(self, folder: str) -> None:
        layout.index(self.data, f"{layout.DOOMED}{folder}").touch()

    def _unmark(self) -> None:
        """Take the marks off what the generation in force names."""
        for dictionary in self.generation().dictionaries:
            layout.index(self.data, f"{layout.DOOMED}{dictionary.folder}").unlink(missing_ok=True)

    @contextmanager
    def _changed(self, done: Message) -> Iterator[Database]:
        """A copy of the catalogue in one transaction; in force, flushed, when the block ends well. done: a clause."""
        path, fresh = layout.database(self.data), layout.fresh(self.data)
        fresh.unlink(missing_ok=True)
        try:
            connection = sqlite3.connect(str(fresh))
            try:
                # A copy that fails is thrown away, and one that is whole is flushed below.
                connection.execute("PRAGMA journal_mode = MEMORY")
                connection.execute("PRAGMA synchronous = OFF")
                version = _copy(path, connection)
                database = Database(connection)
                with database.atomic():
                    if version < schema.DOCUMENTS:
                        self._begin(database)
                    database.execute(f"PRAGMA user_version = {schema.VERSION}")
                    yield database
            finally:
                connection.close()
            copy_rights(fresh, path if path.exists() else self.data)
            flush(fresh)
            fresh.rename(path)
            self.done = done
        except BaseException:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise
        flush(self.data)


def _copy(path: Path, connection: sqlite3.Connection) -> int:
    """Copy the catalogue into a new one and return its schema version; 0, and no copy, where it is to be made anew."""
    if not path.exists():
        return 0
    before = sqlite3.connect(str(path), timeout=10)
    try:
        version = int(before.execute("PRAGMA user_version").fetchone()[0])
        if version >= schema.DOCUMENTS:
            before.backup(connection)  # not a copy of the file: a journal that another program left is honoured
        return version
    finally:
        before.close()


@contextmanager
def writer(
    data: Path, action: str, *, create: bool = False, patience: float = 10.0, spared: Collection[str] = ()
) -> Iterator[Catalogue]:
    """The catalogue of a data folder under its lock, leftovers swept. create: make the folder where it is missing.

    spared: folders that are no leftovers for this command.

    Raises CatalogueError: not a data folder, from a newer version, no right to write, being changed by someone else.
    """
    path, catalogue = layout.database(data), Catalogue(data)
    if data.exists() and not data.is_dir():
        raise CatalogueError("{data}: is a file; name a folder with --data", data=data)
    if not path.exists():
        _check_empty(data, create=create)
    try:
        if create:
            data.mkdir(parents=True, exist_ok=True)
            for folder in (layout.indexes(data), layout.document(data, 0).parent):
                make_folder(folder)
        with exclusive(data, action, patience=patience):
            if path.exists():
                with reading.opened(path):  # or it is not ours, or a newer version's
                    pass
            elif lost := _unmarked(data):
                raise CatalogueError(
                    "{path}: missing, though there are indexes ({name}); restore it from a backup, or "
                    "name another folder with --data",
                    path=path,
                    name=lost[0],
                )
            catalogue.sweep(spared)
            yield catalogue
    except sqlite3.Error as error:
        raise CatalogueError(
            "{path}: {error}; {done}, check its rights and the free space", path=path, error=error, done=catalogue.done
        ) from error
    except OSError as error:
        raise CatalogueError(
            "{where}: {reason}; {done}",
            where=error.filename or data,
            reason=error.strerror or error,
            done=catalogue.done,
        ) from error


_OURS = ("lock", "indexes", "generations", "catalogue.db-journal", "catalogue.db.new", "catalogue.db.new-journal")


def _check_empty(data: Path, *, create: bool) -> None:
    """Raise CatalogueError where a folder without a catalogue is not one in which a first dictionary may be loaded."""
    if create:
        if data.exists() and any(child.name not in _OURS for child in data.iterdir()):
            raise CatalogueError(
                "{data}: holds other files and is no data folder; name an empty one with --data", data=data
            )
    elif not layout.indexes(data).exists() or not _unmarked(data):
        raise CatalogueError(
            "{data}: no dictionary was ever loaded here; load one, or name another folder with --data", data=data
        )


def _unmarked(data: Path) -> list[str]:
    """Indexes that no command has marked as its leftovers."""
    names = {one.name for one in layout.indexes(data).iterdir()}
    return sorted(
        name
        for name in names
        if not name.startswith(".")
        and f"{layout.DOOMED}{name}" not in names
        and (layout.index(data, name) / "index.json").is_file()
    )

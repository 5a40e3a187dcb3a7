"""Changes the catalogue, as a command does: every change is one transaction that adds a generation.

A generation is never altered; going back to an earlier one publishes its state again under a new, higher number.
"""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from dictsvc.catalogue import layout, reading
from dictsvc.catalogue.lock import exclusive
from dictsvc.errors import CatalogueError
from dictsvc.index.manifest import flush
from dictsvc.records import Dictionary, Generation


class Catalogue:
    """The catalogue of a data folder, opened for writing; made by `writer`, which holds the lock meanwhile."""

    def __init__(self, data: Path, database: Database) -> None:
        self.data = data
        self._database = database

    def generation(self, number: int | None = None) -> Generation:
        """The generation in force, or an earlier one."""
        return reading.read(self._database.conn, layout.database(self.data), number)

    def history(self) -> list[Generation]:
        """All generations that can be returned to, newest first."""
        return [
            self.generation(row["number"]) for row in self._database.table("generations").rows_where(order_by="number desc")
        ]

    def publish(
        self, action: str, dictionaries: tuple[Dictionary, ...], report: dict[str, object] | None = None
    ) -> Generation:
        """Put a new state in force: one transaction. The indexes it names are on disk already, flushed."""
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.atomic():
            number = (
                self._database.table("generations")
                .insert({"made_at": made_at, "action": action, "report": json.dumps(report or {}, ensure_ascii=False)})
                .last_pk
            )
            self._database.table("dictionaries").insert_all(
                {"generation": number, **asdict(dictionary)} for dictionary in dictionaries
            )
        return self.generation(number)

    def forget(self, keep: Callable[[Generation], bool]) -> list[int]:
        """Delete generations other than the one in force that `keep` does not want; returns their numbers."""
        current = self.generation().number
        gone = [one.number for one in self.history() if one.number != current and not keep(one)]
        with self._database.atomic():
            for number in gone:
                self._database.table("dictionaries").delete_where("generation = ?", [number])
                self._database.table("generations").delete(number)
        return gone

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A folder to build an index in; whatever is left of it afterwards is deleted."""
        folder = layout.index(self.data, f"{layout.BUILDING}{secrets.token_hex(6)}")
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def place(self, folder: Path, name: str) -> str:
        """Give a built folder, flushed by its builder, its final name, so that the name survives a power cut."""
        folder.rename(layout.index(self.data, name))
        flush(layout.indexes(self.data))
        return name

    def sweep(self) -> list[str]:
        """Delete what no generation names: indexes of dead builds and of forgotten generations. Foreign files stay."""
        named = {row["folder"] for row in self._database.query("SELECT DISTINCT folder FROM dictionaries")}
        swept = []
        for folder in layout.indexes(self.data).iterdir():
            ours = folder.name.startswith(layout.BUILDING) or (folder / "index.json").exists()
            if folder.is_dir() and folder.name not in named and ours:
                # Out of the way first: a half-deleted index must not bear a published name.
                doomed = folder
                if not folder.name.startswith(layout.BUILDING):
                    doomed = folder.rename(folder.with_name(f"{layout.BUILDING}{folder.name}"))
                shutil.rmtree(doomed, ignore_errors=True)
                swept.append(folder.name)
        return swept


@contextmanager
def writer(data: Path, action: str, *, create: bool = False, patience: float = 10.0) -> Iterator[Catalogue]:
    """The catalogue of a data folder under its lock, leftovers swept. create: make the folder where it is missing.

    Raises CatalogueError: not a data folder, from a newer version, no right to write, being changed by someone else.
    """
    path = layout.database(data)
    if data.exists() and not data.is_dir():
        raise CatalogueError(f"{data}: is a file; name a folder with --data")
    if not path.exists():
        if not create:
            raise CatalogueError(
                f"{data}: no dictionary was ever loaded here; load one, or name another folder with --data"
            )
        if data.exists() and any(
            child.name not in ("lock", "indexes", "catalogue.db-journal") for child in data.iterdir()
        ):
            raise CatalogueError(f"{data}: holds other files and is no data folder; name an empty one with --data")
    try:
        if create:
            layout.indexes(data).mkdir(parents=True, exist_ok=True)
        with exclusive(data, action, patience=patience):
            database = _open(path)
            try:
                catalogue = Catalogue(data, database)
                catalogue.sweep()
                yield catalogue
            finally:
                database.close()
    except sqlite3.Error as error:
        raise CatalogueError(f"{path}: {error}; nothing was changed, check its rights and the free space") from error
    except OSError as error:
        where = error.filename or data
        raise CatalogueError(f"{where}: {error.strerror or error}; nothing was changed") from error


def _open(path: Path) -> Database:
    connection = sqlite3.connect(str(path), timeout=10)
    database = Database(connection)
    if path.stat().st_size:
        reading.check(connection, path)
    if not database["generations"].exists():
        with database.atomic():
            # A number is never used again, so that it only rises: AUTOINCREMENT remembers the highest.
            database.execute(
                "CREATE TABLE generations (number INTEGER PRIMARY KEY AUTOINCREMENT, made_at TEXT NOT NULL, "
                "action TEXT NOT NULL, report TEXT NOT NULL)"
            )
            columns = ", ".join(
                f"{name} {'INTEGER' if isinstance(value, int) else 'TEXT'} NOT NULL"
                for name, value in asdict(Dictionary("", "", "")).items()
            )
            database.execute(
                f"CREATE TABLE dictionaries (generation INTEGER NOT NULL REFERENCES generations(number), {columns}, "
                "PRIMARY KEY (generation, id)) WITHOUT ROWID"
            )
            database.execute(f"PRAGMA application_id = {layout.APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {layout.SCHEMA_VERSION}")
    return database

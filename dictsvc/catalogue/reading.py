"""Reads the catalogue as a server does: plain sqlite3 on a read-only connection, cheap to ask again and again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from dictsvc.catalogue import earlier, layout, schema
from dictsvc.errors import CatalogueDamaged, CatalogueError, Message
from dictsvc.records import Generation

EMPTY = Generation(0, "", "", (), {})


class Reader:
    """A connection to one data folder's catalogue, for one thread at a time. A missing catalogue reads as empty."""

    def __init__(self, data: Path) -> None:
        self._path = layout.database(data)
        self._connection: sqlite3.Connection | None = None
        self._seen: tuple[tuple[int, int], tuple[int, int]] | None = None  # which file, and when it was written
        self._version: int | None = None

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = self._version = None

    @property
    def is_open(self) -> bool:
        """Whether there was a catalogue at the last look."""
        return self._connection is not None

    def changed(self) -> bool:
        """Whether another state may be there than at the last call: two system calls and one PRAGMA, some 10 µs."""
        status = self._status()
        if status is None:
            was = self._connection is not None
            self.close()
            return was
        file, written = (status.st_dev, status.st_ino), (status.st_size, status.st_mtime_ns)
        if self._seen != (file, written):  # a new state, or a backup that was put in its place
            if self._seen is not None and self._seen[0] == file:
                # dictsvc never changes it in place, so somebody else did.
                check_whole(self._path.parent)
                for number, what in survey(self._path.parent)[1].items():
                    found = f"generation {number} {what}"
                    raise CatalogueDamaged(
                        "{path}: damaged ({found}); restore it from a backup", path=self._path, found=found
                    )
            self.close()
            self._seen = file, written
        if self._connection is None:
            self._connect()
        assert self._connection is not None
        version = _integer(self._connection, "PRAGMA data_version", self._path)
        if version == self._version:
            return False
        self._version = version
        return True

    def _status(self) -> os.stat_result | None:
        """The catalogue file's status; None where there is none, or one that its first writer has not filled yet."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CatalogueError(
                "{path}: cannot be read ({reason}); check its owner and rights", path=self._path, reason=error.strerror
            ) from error
        return status if status.st_size else None

    def _connect(self) -> None:
        connection = connect(self._path)
        try:
            check(connection, self._path)
        except CatalogueError:
            connection.close()
            raise
        self._connection = connection

    def generation(self, number: int | None = None) -> Generation:
        """The generation in force, or an earlier one; EMPTY where there is no catalogue yet.

        Raises CatalogueError for a number that is not there.
        """
        if self._connection is None:
            if self._status() is None:
                return EMPTY
            self._connect()
        assert self._connection is not None
        return read(self._connection, self._path, number)


def generation(data: Path, number: int | None = None) -> Generation:
    """The generation in force in a data folder, or an earlier one, for whoever asks once. Raises CatalogueError."""
    reader = Reader(data)
    try:
        return reader.generation(number)
    finally:
        reader.close()


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection inside a `with`. Raises CatalogueError unless this version can read the catalogue."""
    with closing(connect(path)) as connection:
        check(connection, path)
        yield connection


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise CatalogueError unless the file is a catalogue that this version can read."""
    application = _integer(connection, "PRAGMA application_id", path)
    if application != layout.APPLICATION_ID:
        raise CatalogueError("{path}: not a catalogue of dictsvc; name another data folder with --data", path=path)
    version = _integer(connection, "PRAGMA user_version", path)
    if version > schema.VERSION:
        raise CatalogueError(
            "{path}: written by a newer dictsvc (schema {version}, this one knows {known}); upgrade "
            "dictsvc, nothing was changed",
            path=path,
            version=version,
            known=schema.VERSION,
        )


def check_whole(data: Path) -> None:
    """Raise CatalogueError unless the catalogue is there, ours, and whole as SQLite and as its seals see it."""
    path = layout.database(data)
    if not path.exists():
        raise CatalogueError("{data}: no dictionary was ever loaded here; name another folder with --data", data=data)
    with opened(path) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.Error as error:
            found = str(error)
    if found != "ok":
        raise CatalogueDamaged("{path}: damaged ({found}); restore it from a backup", path=path, found=found)
    generation(data)


def read(connection: sqlite3.Connection, path: Path, number: int | None = None) -> Generation:
    """One generation in one read transaction: the newest, or the one named."""
    which = "ORDER BY number DESC LIMIT 1" if number is None else "WHERE number = ?"
    found = _select(connection, path, which, () if number is None else (number,))
    if not found and number is not None:
        raise CatalogueError(
            "{path}: there is no generation {number}; `dictsvc history` lists them", path=path, number=number
        )
    for of, read in found:
        if isinstance(read, str):
            raise CatalogueDamaged(damaged(path, of, read))
        return read
    return EMPTY


def history(data: Path) -> list[Generation]:
    """All generations that can be returned to, newest first; none where there is no catalogue yet.

    Raises CatalogueError where one of them cannot be read.
    """
    whole, faults = survey(data)
    for number, fault in faults.items():
        raise CatalogueDamaged(damaged(layout.database(data), number, fault))
    return whole


def survey(data: Path) -> tuple[list[Generation], dict[int, str]]:
    """All generations that can be read, newest first, and of the others what is wrong: number -> one clause."""
    path = layout.database(data)
    if not path.exists():
        return [], {}
    with opened(path) as connection:
        found = _select(connection, path, "ORDER BY number DESC", ())
    faults = {number: read for number, read in found if isinstance(read, str)}
    if faults:  # what was pruned meanwhile is no fault
        there = numbers(data)
        faults = {number: fault for number, fault in faults.items() if number in there}
    return [read for _, read in found if isinstance(read, Generation)], faults


def numbers(data: Path) -> list[int]:
    """The numbers of all generations, newest first; cheap, since what they say is not read."""
    path = layout.database(data)
    if not path.exists():
        return []
    with opened(path) as connection:
        try:
            return [number for (number,) in connection.execute("SELECT number FROM generations ORDER BY number DESC")]
        except sqlite3.Error as error:
            raise CatalogueDamaged(
                "{path}: cannot be read ({error}); restore it from a backup", path=path, error=error
            ) from error


@dataclass(frozen=True, slots=True)
class Sealed:
    """A generation as it is written down: its number, the document, and the seal over it (`schema`)."""

    number: int
    seal: str
    document: str


def in_force(data: Path) -> Sealed | None:
    """The generation in force as it is written down; None where there is no catalogue yet. Raises CatalogueError."""
    current = generation(data)  # which looks at its seal
    if not current.number:
        return None
    with closing(connect(layout.database(data))) as connection:
        if _integer(connection, "PRAGMA user_version", layout.database(data)) >= schema.DOCUMENTS:
            row = connection.execute("SELECT number, seal, document FROM generations ORDER BY number DESC").fetchone()
            return Sealed(*row)
    document = schema.encode(current)
    return Sealed(current.number, schema.seal(document), document)


def seals(data: Path) -> set[str]:
    """The seals of all generations, and of the one that was exchanged with a store last, though it may be forgotten."""
    if not layout.database(data).exists():
        return set()
    with closing(connect(layout.database(data))) as connection:
        if _integer(connection, "PRAGMA user_version", layout.database(data)) < schema.DOCUMENTS:
            return set()
        found = {seal for (seal,) in connection.execute("SELECT seal FROM generations")}
    return found | ({seal} if (seal := exchanged(data)) else set())


def exchanged(data: Path) -> str | None:
    """The seal of the generation that was pushed to a store or came from one last; None where none ever was."""
    if not layout.database(data).exists():
        return None
    with closing(connect(layout.database(data))) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'exchanged'").fetchone():
            return None
        row = connection.execute("SELECT seal FROM exchanged").fetchone()
    return str(row[0]) if row else None


def damaged(path: Path, number: int, fault: str) -> str:
    """The sentence on a generation that cannot be read. path: the catalogue."""
    return Message(
        "{path}: generation {number} {fault}; restore it from a backup", path=path, number=number, fault=fault
    )


def connect(path: Path) -> sqlite3.Connection:
    """A read-only connection. Raises CatalogueError."""
    try:
        address = f"file:{quote(str(path.resolve()))}?mode=ro"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=2)
        connection.isolation_level = None
    except sqlite3.Error as error:
        raise CatalogueError(
            "{path}: cannot be opened ({error}); check its owner and rights", path=path, error=error
        ) from error
    return connection


def _select(
    connection: sqlite3.Connection, path: Path, which: str, arguments: Sequence[object]
) -> list[tuple[int, Generation | str]]:
    """Number and generation, or what is wrong with it, as it was written: by whichever version."""
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        connection.execute("BEGIN")
        try:
            if version < schema.DOCUMENTS:
                return list(earlier.read(connection, version, which, arguments))
            return list(_documents(connection, path.parent, which, arguments))
        finally:
            connection.execute("COMMIT")
    except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
        raise CatalogueDamaged(
            "{path}: cannot be read ({error}); restore it from a backup", path=path, error=error
        ) from error


def _documents(
    connection: sqlite3.Connection, data: Path, which: str, arguments: Sequence[object]
) -> Iterator[tuple[int, Generation | str]]:
    rows = connection.execute(f"SELECT number, seal, document FROM generations {which}", arguments).fetchall()
    for number, seal, document in rows:
        file = layout.document(data, number)
        name = f"({file.parent.name}/{file.name})"
        try:
            document = document or file.read_text(encoding="utf-8")
        except FileNotFoundError:
            yield number, Message("is not there {name}", name=name)
            continue
        except OSError as error:
            yield number, Message("cannot be read {name}: {reason}", name=name, reason=error.strerror)
            continue
        except ValueError:
            document = ""
        if schema.seal(document) != seal:
            yield number, Message("is not what was written (its seal is broken)")
        else:
            yield number, schema.decode(document)


def _integer(connection: sqlite3.Connection, statement: str, path: Path) -> int:
    try:
        return int(connection.execute(statement).fetchone()[0])
    except sqlite3.Error as error:
        if "not a database" in str(error):
            raise CatalogueDamaged("{path}: not an SQLite file; restore it from a backup", path=path) from error
        raise CatalogueError(
            "{path}: cannot be read ({error}); check its owner and rights", path=path, error=error
        ) from error

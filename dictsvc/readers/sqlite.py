"""A table of an SQLite database, opened so that nothing in it can run or be changed: no trigger, no view, no extension.

Columns are known by their names, as those of a CSV file, or named with `--columns`; a table of two columns of text
needs neither. Where several tables could be one, they are listed and one is chosen with `--table`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dictsvc.errors import Message, SourceError
from dictsvc.readers import columns, delimited, encodings
from dictsvc.readers.delimited import Layout
from dictsvc.readers.encodings import Line
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata, brief

MAGIC = b"SQLite format 3\0"
_SAMPLE = 200
_MOST_TABLES = 200  # that are looked at
_MOST_COLUMNS = 200


def open_sqlite(path: Path, *, encoding: str | None, limits: Limits, table: str = "", named: str = "") -> Source:
    """A table of a database. table: its name, '' to find it; named: its columns, as `headword=…,definition=…`.

    SourceError where no table, or more than one, can be a dictionary.
    """
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.is_file() and beside.stat().st_size:
            raise SourceError(
                "{file} is in use, or was not closed: {beside} beside it holds changes; close the program that "
                "uses it.",
                file=path.name,
                beside=beside.name,
            )
    with _opened(path, limits) as database:
        names = _tables(database)
        if table and table not in names:
            raise SourceError(
                "{file} has no table {table!r}; it has {tables}.",
                file=path.name,
                table=table,
                tables=_listed(list(names)),
            )
        usable: dict[str, Layout] = {}
        reasons: list[SourceError] = []
        for name in [table] if table else names:
            try:
                if layout := _layout(path, database, name, names[name], named):
                    usable[name] = layout
            except SourceError as error:
                reasons.append(error)
    if len(usable) > 1:
        raise SourceError(
            "{file} has several tables that may be dictionaries ({tables}); choose one with --table.",
            file=path.name,
            tables=_listed(list(usable)),
        )
    if not usable:
        if reasons:
            raise reasons[0]
        raise SourceError(
            "{file} has no table with columns for headword and definition ({tables}); name the table with --table and "
            "its columns with --columns headword=…,definition=….",
            file=path.name,
            tables=_listed([f"{name}: {', '.join(names[name])[:80]}" for name in names]) or Message("it is empty"),
        )
    ((chosen, layout),) = usable.items()
    return Source(
        format="sqlite",
        encoding="utf-8",
        why=Message(
            "table {table!r}, columns {columns}", table=chosen, columns=", ".join(filter(None, map(str, names[chosen])))
        ),
        files=(path,),
        metadata=SourceMetadata(markup="plain" if layout.whole_rows else "lines"),
        limits=limits,
        read=lambda source: _items(source, path, chosen, layout),
    )


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names[:8])) + (", …" if len(names) > 8 else "")


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[sqlite3.Connection]:
    try:
        where = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(where, uri=True)) as database:
            database.text_factory = bytes
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * limits.definition + 65536)
            database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            database.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0)
            for setting in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "mmap_size=0"):
                database.execute(f"PRAGMA {setting}")
            yield database
    except (sqlite3.Error, OverflowError, MemoryError, UnicodeDecodeError) as error:
        # Names of columns, and of tables in SQLite's own messages, are decoded whatever `text_factory` says.
        unreadable = isinstance(error, UnicodeDecodeError)
        raise SourceError(
            "{file} is a damaged SQLite database, or no honest one ({error}); copy or download it again.",
            file=path.name,
            error=Message("a name in it is not UTF-8") if unreadable else brief(error),
        ) from error


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return encodings.mended(value)[0]
    return "" if value is None else str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _tables(database: sqlite3.Connection) -> dict[str, list[str]]:
    """The real tables, with their columns; views and virtual tables are programs."""
    found = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' LIMIT ?", (_MOST_TABLES,)
    ).fetchall()
    tables = [_text(name) for name, sql in found if not _text(sql).upper().lstrip().startswith("CREATE VIRTUAL")]
    return {
        name: [_text(row[1]) for row in database.execute(f"PRAGMA table_info({_quoted(name)})")][:_MOST_COLUMNS]
        for name in tables
        if not name.startswith("sqlite_")
    }


def _layout(path: Path, database: sqlite3.Connection, table: str, names: list[str], named: str) -> Layout | None:
    """How the columns of a table are to be read; None where they cannot be a dictionary's."""
    sample = [
        [_text(value) for value in row]
        for row in database.execute(f"SELECT * FROM {_quoted(table)} LIMIT ?", (_SAMPLE,))
    ]
    roles = _named_roles(path, table, names, named) if named else _roles(names, sample)
    if not sample or roles is None:
        return None
    layout = Layout(",", True, tuple(roles), True, False)
    delimited.refuse_lists(path, [names, *sample], layout)
    return layout


def _roles(names: list[str], sample: list[list[str]]) -> list[str] | None:
    """By name; or, where two columns hold text and the others numbers, these two."""
    roles = [columns.role(name) for name in names]
    says = {"definition", "equivalent", "html", "text"}
    if roles.count("headword") == 1 and says.intersection(roles):
        return roles
    filled = [
        column
        for column in range(len(names))
        if any(row[column].strip() and not delimited.is_number(row[column]) for row in sample)
    ]
    if len(filled) != 2:
        return None
    return [
        "headword" if column == filled[0] else "definition" if column == filled[1] else ""
        for column in range(len(names))
    ]


def _named_roles(path: Path, table: str, names: list[str], named: str) -> list[str]:
    """`headword=tu,definition=nghia` -> the role of each column."""
    roles = [""] * len(names)
    for part in named.split(","):
        role, mark, column = part.partition("=")
        role, column = role.strip(), column.strip()
        if not mark or role not in columns.ROLES:
            raise SourceError(
                "--columns {part!r}: expected headword=COLUMN,definition=COLUMN, and others of {roles}.",
                part=part[:40],
                roles=", ".join(columns.ROLES),
            )
        if column not in names:
            raise SourceError(
                "{file}: table {table!r} has no column {column!r}; it has {columns}.",
                file=path.name,
                table=table,
                column=column[:40],
                columns=_listed(names),
            )
        roles[names.index(column)] = role
    if roles.count("headword") != 1 or not {"definition", "equivalent", "html", "text"}.intersection(roles):
        raise SourceError(
            "--columns: expected one headword and a definition, such as headword=word,definition=meaning."
        )
    return roles


def _items(source: Source, path: Path, table: str, layout: Layout) -> Iterator[Item]:
    with _opened(path, source.limits) as database:
        size = source.size
        (count,) = database.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()

        def rows() -> Iterator[tuple[Line, list[str]]]:
            yield Line(0, "", False), []  # the names of the columns stand in for a header
            found: Iterator[tuple[Any, ...]] = database.execute(f"SELECT * FROM {_quoted(table)}")
            for number, row in enumerate(found, 1):
                source.progress.at = min(size, size * number // max(1, count))
                cells = [_text(value) for value in row]
                yield Line(number, " ".join(cell[:80] for cell in cells[:20]), False), cells

        yield from delimited.items_of(source, rows(), layout)

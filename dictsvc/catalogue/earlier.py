"""Reads generations as schemas 1 and 2 kept them: rows of the tables `generations` and `dictionaries`."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence

from dictsvc.catalogue.schema import FIELDS, dictionary
from dictsvc.errors import Message
from dictsvc.records import Dictionary, Generation


def read(
    connection: sqlite3.Connection, version: int, which: str, arguments: Sequence[object]
) -> Iterator[tuple[int, Generation | str]]:
    """Number and generation, or what is wrong with it, of the rows that the SQL clause `which` chooses.

    Raises sqlite3.Error.
    """
    fields = FIELDS[version]
    sealed = version >= 2
    heads = connection.execute(
        f"SELECT number, made_at, action, report, {'seal' if sealed else 'NULL'} FROM generations {which}", arguments
    ).fetchall()
    for *head, seal in heads:
        rows = connection.execute(
            f"SELECT {', '.join(fields)} FROM dictionaries WHERE generation = ? ORDER BY position, id", (head[0],)
        ).fetchall()
        number, made_at, action, report = head
        if seal and seal != _seal(head, rows):
            yield number, Message("is not what was written (its seal is broken)")
            continue
        dictionaries = tuple(_dictionary(dict(zip(fields, row, strict=True))) for row in rows)
        yield number, Generation(number, made_at, action, dictionaries, json.loads(report or "{}"))


def _seal(head: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    text = json.dumps([list(head), [list(row) for row in rows]], ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _dictionary(values: dict[str, object]) -> Dictionary:
    values["hidden"] = bool(values["hidden"])
    return dictionary(values)

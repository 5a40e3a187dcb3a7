"""What is measured over HTTP, each as a WSGI application under this project's own gunicorn settings.

`python -m bench.apps NAME PORT [ARGUMENT]` serves one of them with one worker:

wsgi SIZE       does nothing: a reply of SIZE bytes
flask SIZE      the same in a Flask view
lookup DATA     the service on a data folder (settings from the environment)
fts FILE        prefix search in an SQLite FTS5 table, as one would write it in an afternoon
tantivy FOLDER  the same in tantivy, whose terms are the prefixes of each headword
xapian FOLDER   the same in Xapian, by its parser's partial matching
postgres DSN    the same in PostgreSQL with unaccent and pg_trgm

BENCH_GUNICORN=name=value,… changes options of gunicorn.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import orjson

from dictsvc import config
from dictsvc.server.master import Server

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def wsgi(size: str) -> App:
    body = b"x" * int(size)
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Access-Control-Allow-Origin", "*"),
    ]

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return (body,)

    return app


def flask(size: str) -> App:
    from flask import Flask, Response

    app = Flask("nothing")
    body = b"x" * int(size)

    @app.get("/lookup")
    def view() -> Response:
        return Response(body, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})

    return app


def _answering(search: Callable[[str], list[tuple[str, str, str]]]) -> App:
    """The same kind of endpoint around another search. search: rows of (headword, dictionary, gloss)."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)["q"][0]
        results = [
            {"headword": word, "entries": [{"dictionary": name, "gloss": gloss, "href": f"/entries/{name}/{word}"}]}
            for word, name, gloss in search(query)
        ]
        body = orjson.dumps({"query": query, "results": results})
        start_response(
            "200 OK",
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
                ("Access-Control-Allow-Origin", "*"),
            ],
        )
        return (body,)

    return app


def fts(path: str) -> App:
    connections: dict[int, sqlite3.Connection] = {}

    def search(query: str) -> list[tuple[str, str, str]]:
        import threading

        me = threading.get_ident()
        if me not in connections:
            connections[me] = sqlite3.connect(f"file:{path}?immutable=1", uri=True, check_same_thread=False)
        words = [word.replace('"', '""') for word in query.split()]
        match = " ".join(f'"{word}"' for word in words) + ("" if query.endswith(" ") else "*")
        return (
            connections[me]
            .execute(
                "SELECT headword, dictionary, gloss FROM words WHERE words MATCH '^' || ? ORDER BY rank LIMIT 10",
                (match,),
            )
            .fetchall()
        )

    return _answering(search)


def postgres(dsn: str) -> App:
    import threading

    import psycopg

    connections: dict[int, psycopg.Connection[Any]] = {}

    def search(query: str) -> list[tuple[str, str, str]]:
        me = threading.get_ident()
        if me not in connections:
            connections[me] = psycopg.connect(dsn, autocommit=True, prepare_threshold=1)
        pattern = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        rows: list[tuple[str, str, str]] = (
            connections[me]
            .execute(
                "SELECT headword, dictionary, gloss FROM words WHERE key LIKE lower(unaccent(%s)) "
                "ORDER BY length(key), key LIMIT 10",
                (pattern,),
            )
            .fetchall()
        )
        if not rows:
            rows = (
                connections[me]
                .execute(
                    "SELECT headword, dictionary, gloss FROM words WHERE key %% lower(unaccent(%s)) "
                    "ORDER BY key <-> lower(unaccent(%s)) LIMIT 10",
                    (query, query),
                )
                .fetchall()
            )
        return rows

    return _answering(search)


def tantivy(path: str) -> App:
    from pathlib import Path

    from tantivy import Query

    from bench import rivals

    index = rivals.tantivy_index(Path(path))
    searcher, schema = index.searcher(), rivals.tantivy_schema()

    def search(query: str) -> list[tuple[str, str, str]]:
        term = Query.term_query(schema, "key", rivals.folded(query)[: rivals.LONGEST])
        found = [searcher.doc(address) for _, address in searcher.search(term, 10, count=False).hits]
        return [(row["headword"][0], row["dictionary"][0], row["gloss"][0]) for row in found]

    return _answering(search)


def xapian(path: str) -> App:
    import threading

    from bench import rivals

    library = rivals.xapian_library()
    opened: dict[int, tuple[Any, Any]] = {}

    def search(query: str) -> list[tuple[str, str, str]]:
        me = threading.get_ident()
        if me not in opened:
            database, parser = library.Database(path), library.QueryParser()
            parser.set_database(database)
            parser.set_default_op(library.Query.OP_AND)
            opened[me] = library.Enquire(database), parser
        enquire, parser = opened[me]
        enquire.set_query(parser.parse_query(rivals.folded(query), library.QueryParser.FLAG_PARTIAL))
        rows = [match.document.get_data().decode().split("\t", 2) for match in enquire.get_mset(0, 10)]
        return [(word, name, gloss) for word, name, gloss in rows]

    return _answering(search)


class Measured(Server):
    """The project's server around another application."""

    def __init__(self, settings: config.Config, app: App | None) -> None:
        self._app = app
        super().__init__(settings)

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("loglevel", "error")
        for setting in filter(None, os.environ.get("BENCH_GUNICORN", "").split(",")):
            name, _, value = setting.partition("=")
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._app or super().load()


def main(name: str, port: str, argument: str) -> None:
    """Serve until stopped."""
    settings = replace(config.load(), bind=f"127.0.0.1:{port}", workers=1)
    if name == "lookup":
        from pathlib import Path

        Measured(replace(settings, data=Path(argument)), None).run()
    else:
        Measured(settings, globals()[name](argument)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])

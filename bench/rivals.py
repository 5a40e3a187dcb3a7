"""The solutions a user would write instead, filled with the same headwords: SQLite FTS5, PostgreSQL with pg_trgm."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.inputs import CACHE, built_by
from dictsvc.library import Library

Row = tuple[str, str, str]


def rows(data: Path) -> Iterator[Row]:
    """(headword, dictionary, gloss) of everything in a data folder."""
    for name, opened in Library(data).current().opened.items():
        for card in opened.index.browse(0, len(opened.index)):
            yield card.headword, name, card.gloss


def fts(data: Path) -> Path:
    """An SQLite file with one FTS5 table, prefix indexes included."""
    path = CACHE / f"fts-{built_by()}.db"
    if not path.exists():
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with sqlite3.connect(part) as database:
            database.execute(
                "CREATE VIRTUAL TABLE words USING fts5(headword, dictionary UNINDEXED, gloss UNINDEXED, "
                "tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
            )
            database.executemany("INSERT INTO words VALUES (?, ?, ?)", rows(data))
            database.execute("INSERT INTO words(words) VALUES ('optimize')")
        database.close()
        part.rename(path)
    return path


def programs() -> Path | None:
    """Folder of PostgreSQL's programs, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    other = shutil.which("postgres")
    return Path(other).resolve().parent if other else None


@contextmanager
def postgres(data: Path, port: int, core: int) -> Iterator[str | None]:
    """A server on a temporary folder, filled, bound to one core; gives its connection string, None without PostgreSQL.

    PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`.
    """
    folder = programs()
    if folder is None:
        yield None
        return
    import psycopg

    who: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="dictsvc-pg-") as place:
        if os.getuid() == 0:
            names = {one.pw_name: one for one in pwd.getpwall()}
            user = names.get("postgres") or names["nobody"]
            os.chown(place, user.pw_uid, user.pw_gid)
            who = {"user": user.pw_uid, "group": user.pw_gid}
        base = Path(place) / "base"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": place, **who}
        subprocess.run(
            [folder / "initdb", "-D", base, "-U", "bench", "-E", "UTF8", "--locale=C", "-A", "trust"],
            check=True,
            **quiet,  # type: ignore[call-overload]
        )
        options = ["-p", str(port), "-k", place, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        process = subprocess.Popen(
            ["taskset", "-c", str(core), folder / "postgres", "-D", base, *options, "-c", "shared_buffers=256MB"],
            **quiet,  # type: ignore[call-overload]
        )
        dsn = f"host=127.0.0.1 port={port} user=bench dbname=postgres"
        try:
            _fill(psycopg, dsn, data)
            yield dsn
        finally:
            process.terminate()
            process.wait(30)


def _fill(psycopg: object, dsn: str, data: Path) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            connection = psycopg.connect(dsn, autocommit=True)  # type: ignore[attr-defined]
            break
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
    with connection, connection.cursor() as cursor:
        for statement in (
            "CREATE EXTENSION unaccent",
            "CREATE EXTENSION pg_trgm",
            "CREATE TABLE words (headword text, dictionary text, gloss text, key text)",
        ):
            cursor.execute(statement)
        with cursor.copy("COPY words (headword, dictionary, gloss) FROM STDIN") as copy:
            for row in rows(data):
                copy.write_row(row)
        for statement in (
            "UPDATE words SET key = lower(unaccent(headword))",
            "CREATE INDEX ON words (key text_pattern_ops)",
            "CREATE INDEX ON words USING gist (key gist_trgm_ops)",
            "VACUUM ANALYZE words",
        ):
            cursor.execute(statement)

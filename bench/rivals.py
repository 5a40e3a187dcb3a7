"""What a user would take instead, filled with the same headwords: SQLite FTS5, PostgreSQL, tantivy, Xapian.

Xapian's Python package comes from Debian (python3-xapian) and is used where it fits this Python.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.inputs import CACHE, built_by, rows
from dictsvc.vietnamese.fold import bare, normalise

LONGEST = 20
"""Letters of the longest prefix that is a term of tantivy."""
DEBIAN = "/usr/lib/python3/dist-packages"


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


def folded(text: str) -> str:
    """What tantivy and Xapian are given of headwords and of queries: small letters without marks."""
    return bare(normalise(text))


def tantivy_there() -> bool:
    """Whether tantivy is installed."""
    return importlib.util.find_spec("tantivy") is not None


def tantivy_schema() -> Any:
    """Prefixes of the whole headword are terms; the rest is only stored."""
    from tantivy import SchemaBuilder

    fields = SchemaBuilder().add_text_field("key", tokenizer_name="prefixes", index_option="freq")
    for name in ("headword", "dictionary", "gloss"):
        fields.add_text_field(name, stored=True, tokenizer_name="raw")
    return fields.build()


def tantivy_index(path: Path) -> Any:
    """The index in a folder, with the tokenizer that makes its keys."""
    from tantivy import Index, TextAnalyzerBuilder, Tokenizer

    index = Index(tantivy_schema(), path=str(path))
    index.register_tokenizer("prefixes", TextAnalyzerBuilder(Tokenizer.ngram(1, LONGEST, True)).build())
    return index


def tantivy(data: Path) -> Path:
    """An index of tantivy."""
    from tantivy import Document

    path = CACHE / f"tantivy-{built_by()}"
    if not path.exists():
        part = path.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        index = tantivy_index(part)
        writer = index.writer(heap_size=200_000_000, num_threads=1)
        for word, name, gloss in rows(data):
            writer.add_document(Document(key=folded(word), headword=word, dictionary=name, gloss=gloss))
        writer.commit()
        writer.wait_merging_threads()
        part.rename(path)
    return path


def xapian_library() -> Any:
    """Xapian's module, or None where Debian's package is missing or made for another Python."""
    if DEBIAN not in sys.path:
        sys.path.append(DEBIAN)  # last, so that nothing of this environment is hidden
    try:
        return importlib.import_module("xapian")
    except ImportError:
        return None


def xapian(data: Path) -> Path:
    """A database of Xapian: the syllables of a headword are terms."""
    library = xapian_library()
    path = CACHE / f"xapian-{built_by()}"
    if not path.exists():
        part = path.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        database = library.WritableDatabase(str(part), library.DB_CREATE_OR_OVERWRITE)
        generator = library.TermGenerator()
        for word, name, gloss in rows(data):
            document = library.Document()
            generator.set_document(document)
            generator.index_text(folded(word))
            document.set_data("\t".join((word, name, gloss)))
            database.add_document(document)
        database.commit()
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
    """A server on a temporary folder, filled, bound to one core; gives its connection string, None without PostgreSQL
    or psycopg.

    PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`.
    """
    folder = programs()
    if folder is None or importlib.util.find_spec("psycopg") is None:
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

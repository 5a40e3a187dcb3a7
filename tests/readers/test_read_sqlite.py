"""Tables of SQLite databases: found, named, and nothing in a database is run or changed."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from made import read

from dictsvc import readers
from dictsvc.errors import SourceError

WORDS = [("đi", "to go"), ("học", "to learn"), ("nhà", "house")]


def database(path: Path, *statements: str, rows: list[tuple[str, str]] = WORDS, into: str = "words") -> Path:
    with closing(sqlite3.connect(path)) as made:
        for statement in statements:
            made.execute(statement)
        made.executemany(f"INSERT INTO {into} VALUES (NULL, ?, ?)", rows)
        made.commit()
    return path


TABLE = "CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT, meaning TEXT)"


@pytest.mark.parametrize("table", [TABLE, TABLE.replace("word ", "tu ").replace("meaning", "abc")])
def test_a_table_is_read_by_the_names_of_its_columns_or_by_what_they_hold(tmp_path: Path, table: str) -> None:
    entries, problems, source = read(database(tmp_path / "a.db", table, "CREATE TABLE settings (name TEXT, value INT)"))
    assert [(entry.headword, entry.definition) for entry in entries] == WORDS
    assert (problems, source.format) == ([], "sqlite")
    assert source.position() == source.size
    assert "table 'words'" in source.why


def test_of_several_tables_one_is_named_and_its_columns_too(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", TABLE, TABLE.replace("words", "more"))
    database(path, rows=[("ăn", "to eat")], into="more")
    with pytest.raises(SourceError, match=r"several tables.*'words', 'more'.*--table"):
        readers.open_source(path)
    assert [entry.headword for entry in read(path, table="more")[0]] == ["ăn"]
    reverse = read(path, table="words", columns="headword=meaning, definition=word")[0]
    assert (reverse[0].headword, reverse[0].definition) == ("to go", "đi")
    for named, says in (("word", "expected headword=COLUMN"), ("headword=x,definition=word", "no column 'x'"),
                        ("headword=word", "expected one headword")):  # fmt: skip
        with pytest.raises(SourceError, match=says):
            readers.open_source(path, table="words", columns=named)
    with pytest.raises(SourceError, match="no table 'none'; it has 'words', 'more'"):
        readers.open_source(path, table="none")
    (tmp_path / "a.tsv").write_text("a\tb\n")
    with pytest.raises(SourceError, match="has no tables"):
        readers.open_source(tmp_path / "a.tsv", table="words")


def test_columns_of_senses_make_entries_of_runs_of_a_headword(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE w (word, pos, definition, example)")
        made.executemany(
            "INSERT INTO w VALUES (?, ?, ?, ?)", [("đi", "v", "to go", "đi học"), ("đi", "v", "to leave", None)]
        )
        made.commit()
    ((entry,), _, _) = read(path)
    assert entry.definition == "*v\n-to go\n=đi học\n-to leave"


def test_nothing_in_a_database_runs_or_changes(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.db",
        TABLE,
        "CREATE VIEW endless (word, meaning) AS "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i FROM n",
        "CREATE TRIGGER t AFTER INSERT ON words BEGIN DELETE FROM words WHERE id > 1000; END",
        "CREATE VIRTUAL TABLE v USING fts5(word, meaning)",
    )
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(SourceError, match="no table 'endless'"):
        readers.open_source(path, table="endless")
    assert len(read(path, table="words")[0]) == 3
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.db"]


def test_broken_pages_end_in_one_sentence(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", TABLE, rows=[(f"từ {n}", "nghĩa " * 40) for n in range(400)])
    whole = path.read_bytes()
    chance = random.Random(1)
    refused = 0
    for _ in range(60):
        raw = bytearray(whole)
        for _ in range(40):
            raw[chance.randrange(20, len(raw))] = chance.randrange(256)
        path.write_bytes(raw if chance.random() < 0.7 else raw[: chance.randrange(100, len(raw))])
        try:
            list(readers.open_source(path).items())
        except SourceError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 20


@pytest.mark.parametrize(("name", "bad"), [(b"ngh\xc4\xa9a", b"ngh\xc4\xffa"), (b"CREATE TABLE", b"CREATE TAB\xc5E")])
def test_a_name_that_is_no_utf_8_ends_in_one_sentence(tmp_path: Path, name: bytes, bad: bytes) -> None:
    path = database(tmp_path / "a.db", TABLE.replace("meaning", '"nghĩa"'))
    path.write_bytes(path.read_bytes().replace(name, bad))
    with pytest.raises(SourceError, match=r"a\.db is a damaged SQLite database.*a name in it is not UTF-8"):
        list(readers.open_source(path).items())


def test_a_database_that_is_in_use_is_not_read_by_half(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", TABLE)
    (tmp_path / "a.db-wal").write_bytes(b"x")
    with pytest.raises(SourceError, match=r"a\.db-wal beside it holds changes"):
        readers.open_source(path)


def test_frequencies_and_word_lists_in_a_table_are_no_dictionary(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", TABLE, rows=[("đi", "5"), ("ăn", "4"), ("học", "3")])
    with pytest.raises(SourceError, match="frequency list"):
        readers.open_source(path)
    path = database(tmp_path / "b.db", TABLE, rows=[("đi", ""), ("ăn", ""), ("học", "")])
    with pytest.raises(SourceError, match="without definitions"):
        readers.open_source(path)
    with closing(sqlite3.connect(tmp_path / "c.db")) as made:
        made.execute("CREATE TABLE x (a)")
        made.commit()
    with pytest.raises(SourceError, match=r"no table with columns.*'x: a'"):
        readers.open_source(tmp_path / "c.db")

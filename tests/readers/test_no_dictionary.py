"""Files that look like dictionaries to a reader and are none end in one sentence, never in a success."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made import read, term, xlsx, yomitan

from dictsvc import readers
from dictsvc.errors import SourceError

WORDS = ["đi", "học", "đường", "nhà", "cây", "nước"]
DUMP = "-- MySQL dump 10.13\nCREATE TABLE `w` (`id` int, `word` text, `mean` text);\n" + "".join(
    f"INSERT INTO `w` VALUES ({number},'{word}','to go, {word}');\n" for number, word in enumerate(WORDS)
)
INDEX = json.dumps({"title": "Thử", "format": 3, "revision": "1", "sequenced": True, "author": "x"}, indent=1)
FILES = {
    "dump.sql": (DUMP, "is an SQL dump"),
    "dump.txt": ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n" + DUMP[20:], "is an SQL dump"),
    "index.json": (INDEX, "describes a Yomitan dictionary"),
    "package.json": (json.dumps({"name": "x", "version": "1.0.0", "description": "d"}), "describes a package"),
    "counts.json": (json.dumps({word: number + 1 for number, word in enumerate(WORDS)}), "frequency list"),
    "counts.jsonl": ("".join(json.dumps({"word": word, "count": 7}) + "\n" for word in WORDS), "without definitions"),
    "counts.csv": (
        "word,count\n" + "".join(f"{word},{number}\n" for number, word in enumerate(WORDS)),
        "frequency list",
    ),
    "counts.tsv": (
        "từ\tsố lần\n" + "".join(f"{word}\t{number}\n" for number, word in enumerate(WORDS)),
        "frequency list",
    ),
    "ranks.tsv": ("".join(f"{n}\t{word}\n" for n, word in enumerate(WORDS, 1)), "numbers its words"),
    "ranks.csv": ("".join(f"{n};{word};{9 - n}\n" for n, word in enumerate(WORDS, 1)), "frequency list"),
    "shares.tsv": ("".join(f"{word}\t{n}\t{n / 7:.5f}%\n" for n, word in enumerate(WORDS, 1)), "frequency list"),
    "words.json": (json.dumps(WORDS), "no JSON objects"),
    "words2.json": (json.dumps({"words": WORDS}), "one entry"),
    "words.tsv": ("".join(f"{word}\t\n" for word in WORDS), "without definitions"),
    "page.html": ("<!DOCTYPE html>\n<html><body><p>a\tb</p></body></html>\n", "is a web page"),
    "text.rtf": ("{\\rtf1\\ansi\\deff0 {\\fonttbl}\nđi\tto go\\par\n}", "is a document"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_dictionary_is_refused_by_what_it_is(tmp_path: Path, name: str) -> None:
    text, says = FILES[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=says):
        readers.open_source(tmp_path / name)


def test_frequencies_in_a_workbook_are_no_dictionary(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="frequency list"):
        readers.open_source(xlsx(tmp_path / "a.xlsx", [["Từ", "Nghĩa"], *([word, "7"] for word in WORDS)]))


@pytest.mark.parametrize("key", ["words", "data", "từ"])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_records_under_a_key_is_found_and_said(tmp_path: Path, key: str, indent: int | None) -> None:
    whole = {
        "version": "1.0",
        "meta": {"title": "Thử", "tags": ["x", {"word": "không"}]},
        key: [{"word": word, "definition": f"nghĩa {word}", "pos": "v"} for word in WORDS],
        "end": [1, 2],
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=indent), encoding="utf-8")
    entries, problems, source = read(path)
    assert [entry.headword for entry in entries] == WORDS
    assert not problems and f"under {key!r}" in source.why
    assert source.position() == source.size


def test_an_unpacked_yomitan_dictionary_is_read_by_any_of_its_files(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(yomitan(tmp_path / "y.zip", [[term("học", "to learn")]])) as archive:
        archive.extractall(tmp_path / "nôm")
    for name in ("index.json", "term_bank_1.json"):
        entries, _, source = read(tmp_path / "nôm" / name)
        assert [entry.headword for entry in entries] == ["học"]
        assert source.format == "yomitan"

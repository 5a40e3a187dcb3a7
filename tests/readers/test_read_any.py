"""Opening a file of any format: found by itself, sensible when it is none, unharmed by damage."""

from __future__ import annotations

import pickle
import random
from collections import Counter
from pathlib import Path

import pytest
from made import WORDS, every, read

from dictsvc import clean, readers
from dictsvc.errors import SourceError
from torture.files import survives

FORMATS = [name for name in readers.FORMATS if name not in ("mdx", "bgl", "slob", "pyglossary")]


def headwords(format_: str) -> list[str]:
    """Those of the small file of a format; CC-CEDICT knows no spaces in one."""
    return [word.replace(" ", "") if format_ == "cedict" else word for word in WORDS]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_found_and_its_entries_are_the_same(tmp_path: Path, format_: str) -> None:
    path = every(tmp_path)[format_]
    entries, problems, source = read(path)
    assert source.format == format_
    assert [entry.headword for entry in entries] == headwords(format_)
    assert not problems
    assert source.why.endswith(".")
    assert all(file.is_file() for file in source.files)
    assert source.position() == source.size == sum(file.stat().st_size for file in source.files)
    assert [clean.gloss(clean.entry(entry).article) for entry in entries][1] == "pupil; student"
    assert list(source.items()) == entries, "a source can be read again"
    assert pickle.loads(pickle.dumps(entries)) == entries


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_that_is_named_is_taken(tmp_path: Path, format_: str) -> None:
    path = every(tmp_path)[format_]
    assert [entry.headword for entry in read(path, format=format_)[0]] == headwords(format_)


def test_what_cannot_be_a_dictionary_is_told_by_what_it_is(tmp_path: Path) -> None:
    cases = {
        "a.pdf": (b"%PDF-1.4 x", "a PDF"),
        "a.db": (b"SQLite format 3\0" + bytes(100), "damaged SQLite database"),
        "a.bin": (bytes(range(256)) * 20, "its encoding is not certain"),
        "b.bin": (bytes(300), "binary file of no kind known"),
        "a.gz": (b"not gzip", "not compressed"),
        "a.ifo": (b"StarDict's dict ifo file\nversion=3.0.0\n", "needs a.idx"),
        "b.ifo": (b"x\ny\n", "needs b.idx or .idx.gz beside it"),
        "leer.txt": (b"", "empty"),
    }
    for name, (raw, says) in cases.items():
        path = tmp_path / name
        path.write_bytes(raw)
        with pytest.raises(SourceError, match=says):
            readers.open_source(path)
    with pytest.raises(SourceError, match="does not exist"):
        readers.open_source(tmp_path / "nowhere.tsv")
    with pytest.raises(SourceError, match="no format named"):
        readers.open_source(tmp_path / "a.pdf", format="pdf")
    with pytest.raises(SourceError, match="holds 7 files and no dictionary that can be read"):
        readers.open_source(tmp_path)


@pytest.mark.parametrize("format_", FORMATS)
def test_damaged_files_end_in_entries_or_in_one_clear_error(tmp_path: Path, format_: str) -> None:
    chance = random.Random(format_)
    path = every(tmp_path)[format_]
    names = list(readers.open_source(path).files)
    ends = Counter(survives(path, names, chance) for _ in range(500 // len(FORMATS) + 1))
    assert ends["read"] and (ends["refused"] or format_ in ("tsv", "fvdp"))

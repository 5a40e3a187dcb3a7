"""dictd: an index in any order, numbers in base 64, and what the database says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from made import WORDS, base64, dictd, limits, read

from dictsvc import readers
from dictsvc.errors import SourceError
from dictsvc.readers.dictd import number


def test_numbers_of_the_index_are_read_as_they_are_written() -> None:
    for value in (0, 1, 63, 64, 920, 2**32):
        assert number(base64(value).encode()) == value
    for bad in (b"", b"A=", b"A" * 11, b"\xff"):
        with pytest.raises(ValueError):
            number(bad)


@pytest.mark.parametrize("packed", [False, True])
def test_an_index_in_any_order_is_read(tmp_path: Path, packed: bool) -> None:
    words = [(word, f"@{word}\n{text}\n") for word, text in WORDS.items()]
    path = dictd(tmp_path, words, packed=packed)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(reversed(lines)), encoding="utf-8")
    entries, problems, source = read(path)
    assert [entry.headword for entry in entries] == list(reversed(WORDS))
    assert not problems
    assert source.position() == source.size
    other = "d.dict.dz" if packed else "d.dict"
    assert len(read(tmp_path / other)[0]) == 3, "either file names the dictionary"


def test_several_names_of_one_definition_are_one_entry(tmp_path: Path) -> None:
    path = dictd(tmp_path, [("go", "go\n  đi\n")])
    line = path.read_text(encoding="utf-8")
    path.write_text(line + line.replace("go", "went"), encoding="utf-8")
    entries, _, _ = read(path)
    assert [(e.headword, e.alternates, e.definition.strip()) for e in entries] == [("go", ("went",), "đi")]


def test_one_line_repeated_takes_time_that_grows_with_its_number(tmp_path: Path) -> None:
    """This takes minutes where each line is compared with all the others; the suite's timeout is the test."""
    path = dictd(tmp_path, [("go", "đi")])
    path.write_text(path.read_text(encoding="utf-8") * 60_000, encoding="utf-8")
    path = path.with_suffix(".dict")
    entries, problems, _ = read(path, limits=limits(free=1_000_000))
    assert (len(entries), problems) == (60_000, [])


def test_the_database_describes_itself_in_pseudo_entries(tmp_path: Path) -> None:
    path = dictd(
        tmp_path,
        [
            ("00-database-short", "@00-database-short\n- Từ điển thử\n"),
            ("00-database-info", "@00-database-info\n- Free: CC0\n"),
            ("00-database-url", "@00-database-url\n- http://example.org/\n"),
            *WORDS.items(),
        ],
    )
    entries, problems, source = read(path)
    assert len(entries) == 3
    assert len(problems) == 3
    metadata = source.metadata
    assert (metadata.title, metadata.licence, metadata.source) == ("Từ điển thử", "CC0-1.0", "http://example.org/")


def test_lines_that_are_none_are_reported_and_a_cut_index_is_an_error(tmp_path: Path) -> None:
    path = dictd(tmp_path, WORDS.items())
    path.write_text(path.read_text(encoding="utf-8") + "x\ty\nz\t!!\tB\n", encoding="utf-8")
    _, problems, _ = read(path)
    assert [p.reason for p in problems] == ["no index line"] * 2
    path.write_text(path.read_text(encoding="utf-8") + "cut", encoding="utf-8")
    with pytest.raises(SourceError, match="ends within"):
        read(path)


def test_a_cut_data_file_is_an_error_and_a_wild_offset_is_not(tmp_path: Path) -> None:
    path = dictd(tmp_path, WORDS.items())
    path.write_text(path.read_text(encoding="utf-8") + f"x\t{base64(2**40)}\tB\n", encoding="utf-8")
    _, problems, _ = read(path)
    assert [p.reason for p in problems] == ["definition outside the file"]
    data = tmp_path / "d.dict"
    data.write_bytes(data.read_bytes()[:-1])
    with pytest.raises(SourceError, match="cut short"):
        read(path)


def test_a_missing_half_is_named(tmp_path: Path) -> None:
    path = dictd(tmp_path, WORDS.items())
    (tmp_path / "d.dict").unlink()
    with pytest.raises(SourceError, match=r"needs d\.dict or \.dict\.dz"):
        readers.open_source(path)


def test_of_very_many_names_of_one_definition_the_first_are_kept_and_the_rest_is_reported(tmp_path: Path) -> None:
    path = dictd(tmp_path, [("go", "đi")])
    _, block = path.read_text(encoding="utf-8").split("\t", 1)
    names = [f"name{number}\t{block}" for number in range(20)]
    path.write_text(f"go\t{block}" + "".join(names * 2), encoding="utf-8")
    entries, _, source = read(path, limits=limits(alternates=5))
    assert [(entry.headword, entry.alternates) for entry in entries] == [("go", tuple(f"name{n}" for n in range(5)))]
    assert [finding.name for finding in source.findings] == ["spellings beyond the first 5 left out"]

"""Yomitan archives: structured content flattened, pictures left out, bombs and climbing names harmless."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from made import limits, read, term, yomitan

from dictsvc import clean, readers
from dictsvc.errors import SourceError


def content(*parts: object) -> dict[str, object]:
    return {"type": "structured-content", "content": list(parts)}


def test_terms_of_all_banks_are_entries_in_their_order(tmp_path: Path) -> None:
    banks = [[term(f"w{number}", "x")] for number in range(1, 12)]
    entries, problems, source = read(yomitan(tmp_path / "a.zip", banks))
    assert [e.headword for e in entries] == [f"w{number}" for number in range(1, 12)]
    assert not problems
    assert source.metadata.title == "Thử"
    assert source.position() == source.size


def test_strings_texts_readings_and_tags(tmp_path: Path) -> None:
    rows = [
        term("đảo", "hòn đảo\nVí dụ:\n- đảo Cát Bà", tags="N Nt"),
        term("読む", "đọc", {"type": "text", "text": "xem"}, reading="よむ"),
    ]
    entries, _, _ = read(yomitan(tmp_path / "a.zip", [rows], tags=[["N", "pos", 0, "danh từ", 0]]))
    assert [(e.headword, e.definition, e.markup, e.pronunciation, e.part_of_speech) for e in entries] == [
        ("đảo", "hòn đảo\nVí dụ:\n- đảo Cát Bà", "plain", "", "danh từ, Nt"),
        ("読む", "đọc\nxem", "plain", "よむ", ""),
    ]


def test_structured_content_is_flattened_with_its_text_escaped(tmp_path: Path) -> None:
    structured = content(
        {"tag": "span", "content": "<script>"},
        {"tag": "ol", "content": [{"tag": "li", "content": "một"}, {"tag": "li", "content": "hai"}]},
        {"tag": "img", "path": "x.png"},
        {"tag": "a", "href": "javascript:x", "content": "liên kết"},
        {"tag": "script", "content": "x()"},
    )
    entries, _, _ = read(yomitan(tmp_path / "a.zip", [[term("x", structured, "a < b")]]))
    assert entries[0].markup == "html"
    assert clean.entry(entries[0]).article.split("\n") == [" <script>", "-một", "-hai", " liên kếtx()", " a < b"]


def test_pictures_and_what_is_no_term_are_reported(tmp_path: Path) -> None:
    rows = [
        term("a", {"type": "image", "path": "x.png"}),
        "no row",
        [1, 2],
        term("d", content(*json.loads("[" * 300 + "]" * 300))),
    ]
    entries, problems, _ = read(yomitan(tmp_path / "a.zip", [rows]))
    assert not entries
    assert [p.reason for p in problems] == [
        "no text, only pictures",
        "no term",
        "no term",
        "definition nested too deep",
    ]


def test_the_first_format_has_its_definitions_at_the_end_of_the_row(tmp_path: Path) -> None:
    path = yomitan(tmp_path / "a.zip", [[["a", "", "", "", 0, "một", "hai"]]], index={"title": "x", "version": 1})
    assert read(path)[0][0].definition == "một\nhai"


@pytest.mark.parametrize(
    ("index", "banks", "says"),
    [
        ({"title": "x", "format": 9}, [[]], "format 9"),
        ([], [[]], "expected an object"),
        ({"title": "x", "format": 3}, [], "no term_bank_1.json"),
    ],
)
def test_an_archive_that_is_something_else_says_so(
    tmp_path: Path, index: object, banks: list[object], says: str
) -> None:
    with pytest.raises(SourceError, match=says):
        readers.open_source(yomitan(tmp_path / "a.zip", banks, index=index))


def test_an_archive_without_an_index_and_a_damaged_one_are_told_apart(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(SourceError, match="holds no dictionary file"):
        readers.open_source(tmp_path / "a.zip")
    path = yomitan(tmp_path / "b.zip", [[term("a", "x" * 5000)]])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceError, match="damaged zip"):
        readers.open_source(path)


@pytest.mark.parametrize("format_", [None, "excel", "yomitan"])
def test_an_archive_whose_names_are_no_text_is_a_damaged_one(tmp_path: Path, format_: str | None) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("é.json", "{}")
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xff"))
    with pytest.raises(SourceError, match=r"a\.zip is a damaged"):
        readers.open_source(path, format=format_)


def test_a_bank_whose_bytes_are_damaged_ends_in_one_error(tmp_path: Path) -> None:
    path = yomitan(tmp_path / "a.zip", [[term(f"w{n}", str(n * 7919)) for n in range(3000)]])
    raw = bytearray(path.read_bytes())
    at = raw.index(b"term_bank_1.json") + 2000
    raw[at : at + 8] = bytes(8)
    path.write_bytes(raw)
    with pytest.raises(SourceError, match=r"a\.zip"):
        read(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.json", json.dumps({"title": "x", "format": 3}))
        archive.writestr("term_bank_1.json", "[" + " " * 30_000_000 + "]")
    with pytest.raises(SourceError, match="times its size"):
        read(path, limits=limits(free=1_000_000))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.json", " " * 6_000_000 + "{}")
        archive.writestr("term_bank_1.json", "[]")
    with pytest.raises(SourceError, match="more than 4 MB"):
        read(path)


def test_names_that_climb_out_of_the_archive_write_nothing(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    path = inner / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../index.json", json.dumps({"title": "x", "format": 3}))
        archive.writestr("../../term_bank_1.json", json.dumps([term("a", "một")]))
        archive.writestr("/etc/term_bank_2.json", json.dumps([term("b", "hai")]))
    assert [e.headword for e in read(path)[0]] == ["a", "b"]
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["a.zip", "inner"]


def test_a_pair_refers_to_the_word_that_this_one_is_a_form_of(tmp_path: Path) -> None:
    rows = [term("went", ["go", ["past"]], tags="non-lemma"), term("a", "x", ["b", ["a"]], ["a", []])]
    entries, problems, _ = read(yomitan(tmp_path / "a.zip", [rows]))
    assert not problems
    assert [(e.headword, e.definition, e.see, e.part_of_speech) for e in entries] == [
        ("went", "", ("go",), ""),
        ("a", "x", ("b",), ""),
    ]
    assert [clean.entry(entry).article for entry in entries] == ["~go", " x\n~b"]


def test_a_part_of_speech_of_two_syllables_is_one(tmp_path: Path) -> None:
    rows = [term("a", "x", tags="danh từ"), term("b", "x", tags="tính từ non-lemma"), term("c", "x", tags="N Nt")]
    entries, _, _ = read(yomitan(tmp_path / "a.zip", [rows]))
    assert [entry.part_of_speech for entry in entries] == ["danh từ", "tính từ", "N, Nt"]


def test_what_dictd_says_of_a_database_is_no_entry(tmp_path: Path) -> None:
    rows = [term("00-database-url", "http://example.org"), term("a", "x")]
    entries, problems, _ = read(yomitan(tmp_path / "a.zip", [rows]))
    assert [entry.headword for entry in entries] == ["a"]
    assert [problem.reason for problem in problems] == ["database information, no entry"]

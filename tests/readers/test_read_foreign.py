"""MDX and its kind through PyGlossary in a process of its own, and Excel workbooks."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path

import pytest
from made import read, xlsx

from dictsvc import readers
from dictsvc.errors import SourceError
from dictsvc.readers import foreign

needs_pyglossary = pytest.mark.skipif(not foreign.available(), reason="PyGlossary is not installed (extra formats)")


@pytest.mark.parametrize("name", ["a.mdx", "a.bgl", "a.slob"])
def test_without_the_extra_the_message_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_bytes(b"\x00\x00\x04\x00<\x00D\x00i\x00c\x00t\x00")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"pip install 'dictsvc\[formats\]'.*GPL"):
        readers.open_source(tmp_path / name)


@needs_pyglossary
@pytest.mark.parametrize("name", ["a.mdx", "a.bgl"])
def test_a_file_that_pyglossary_cannot_read_is_one_clear_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00\x00\x04\x00" + bytes(range(256)) * 40)
    with pytest.raises(SourceError, match=name):
        readers.open_source(tmp_path / name)


@needs_pyglossary
def test_pyglossary_leaves_nothing_in_the_home_folder(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    entries, problems, source = read(shared / "data/converted/star_vietduc.mdx")
    assert len(entries) == 11_922
    assert (problems, source.findings) == ([], [])
    assert entries[0].definition == "- [Abigail] Zofe - [maidservant] Dienstmädchen", "the headword in bold is gone"
    assert list(tmp_path.iterdir()) == []


@needs_pyglossary
def test_a_reading_that_is_broken_off_ends_the_process(shared: Path) -> None:
    items = readers.open_source(shared / "data/converted/star_vietduc.mdx").items()
    assert next(items) is not None
    items.close()  # type: ignore[attr-defined]


def test_a_workbook_has_a_title_a_header_and_numbers_in_front(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        [["", "THUẬT NGỮ"], ["STT", "Tiếng Anh", "Tiếng Việt"], ["1", "tax", "thuế"], [], ["2", "fee", "phí <i>"]],
    )
    entries, problems, source = read(path)
    assert [(e.headword, e.definition, e.where) for e in entries] == [
        ("tax", "thuế", "line 3"),
        ("fee", "phí <i>", "line 5"),
    ]
    assert not problems
    assert (source.metadata.source_language, source.metadata.target_language) == ("en", "vi")
    assert "Từ vựng" in source.why


def test_a_workbook_of_words_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no sheet with a headword and a definition"):
        readers.open_source(xlsx(tmp_path / "a.xlsx", [["một"], ["hai"]]))


def test_an_old_workbook_is_read_from_its_first_sheet(shared: Path) -> None:
    entries, _, source = read(shared / "data/xls/338_Thuat_ngu_QLHC.xls")
    assert len(entries) == 338
    assert (entries[2].headword, entries[2].definition) == ("Administrative assistant", "Trợ lý hành chính")
    assert [f.name for f in source.findings] == ["other sheets not read"]


def test_an_old_workbook_that_is_damaged_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(SourceError, match=r"cannot read a\.xls"):
        readers.open_source(tmp_path / "a.xls")


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(path: Path, xml: str) -> Path:
    """A workbook whose only sheet has this inside."""
    plain = xlsx(path.with_name("plain.xlsx"), [["a"]])
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            inside = f"<worksheet {MAIN}>{xml}</worksheet>".encode() if "sheet1" in name else old.read(name)
            new.writestr(name, inside)
    return path


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_cells_merged_over_rows_count_for_each_and_formulas_for_what_they_show(tmp_path: Path) -> None:
    rows = (
        f'<row r="3">{cell("B3", "Từ")}{cell("C3", "Từ loại")}{cell("D3", "Nghĩa")}</row>'
        f'<row r="4">{cell("B4", "đi")}{cell("C4", "v")}{cell("D4", "to go")}</row>'
        f'<row r="5">{cell("C5", "n")}<c r="D5" t="str"><f>1+1</f><v>a walk</v></c></row>'
        f'<row r="6">{cell("B6", "nước")}<c r="D6"><v>2</v></c></row>'
    )
    path = sheet(
        tmp_path / "a.xlsx",
        f'<sheetData>{rows}</sheetData><mergeCells count="1"><mergeCell ref="B4:B5"/></mergeCells>',
    )
    entries, problems, _ = read(path)
    assert [(entry.headword, entry.definition, entry.where) for entry in entries] == [
        ("đi", "to go", "line 4"),
        ("đi", "a walk", "line 5"),
        ("nước", "2", "line 6"),
    ]
    assert not problems


def test_a_small_workbook_that_asks_for_all_memory_is_refused(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", "a")}</row><row r="1048576">{cell("XFD1048576", "b")}</row>'
    with pytest.raises(SourceError, match=r"broke off|more memory"):
        readers.open_source(sheet(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>"))


def ods(path: Path, *sheets: tuple[str, list[list[str]]]) -> Path:
    """An OpenDocument workbook by the book."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    tables = ""
    for name, rows in sheets:
        body = ""
        for row in rows:
            cells = [
                f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
                if text
                else "<table:table-cell/>"
                for text in row
            ]
            body += f"<table:table-row>{''.join(cells)}</table:table-row>"
        tables += f'<table:table table:name="{name}">{body}</table:table>'
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_an_opendocument_workbook_is_read_and_a_sheet_can_be_named(tmp_path: Path) -> None:
    rows = [["Từ", "Nghĩa"], ["học", "to learn &amp; study"], ["", ""], ["đi", "to go"]]
    path = ods(tmp_path / "a.ods", ("Ghi chú", [["x"]]), ("Từ vựng", rows), ("Khác", [["nhà", "house"]]))
    entries, problems, source = read(path)
    assert [(entry.headword, entry.definition, entry.where) for entry in entries] == [
        ("học", "to learn & study", "line 2"),
        ("đi", "to go", "line 4"),
    ]
    assert not problems and source.format == "excel" and "'Từ vựng', not 'Ghi chú', 'Khác'" in source.why
    assert [entry.headword for entry in read(path, table="Khác")[0]] == ["nhà"]
    with pytest.raises(SourceError, match="no sheet 'x'; it has 'Ghi chú', 'Từ vựng', 'Khác'"):
        readers.open_source(path, table="x")

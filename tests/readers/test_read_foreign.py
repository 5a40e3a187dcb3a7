"""MDX and its kind through PyGlossary in a process of its own, and Excel workbooks."""

from __future__ import annotations

import importlib.util
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


@pytest.mark.skipif(importlib.util.find_spec("xlrd") is None, reason="xlrd is not installed (extra formats)")
def test_an_old_workbook_is_read_from_its_first_sheet(shared: Path) -> None:
    entries, _, source = read(shared / "data/xls/338_Thuat_ngu_QLHC.xls")
    assert len(entries) == 338
    assert (entries[2].headword, entries[2].definition) == ("Administrative assistant", "Trợ lý hành chính")
    assert [f.name for f in source.findings] == ["other sheets not read"]


def test_an_old_workbook_without_xlrd_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"dictsvc\[formats\].*\.xlsx"):
        readers.open_source(tmp_path / "a.xls")

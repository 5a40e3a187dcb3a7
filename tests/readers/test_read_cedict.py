"""CC-CEDICT and its kind, and formats that are known by name only."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from made import folder, read, zipped

from dictsvc import readers
from dictsvc.errors import SourceError
from dictsvc.readers.cedict import pinyin

CEDICT = """# CC-CEDICT
# Community maintained free Chinese-English dictionary.
#! version=1
#! license=https://creativecommons.org/licenses/by-sa/4.0/
學習 学习 [xue2 xi2] /to learn/to study/CL:門|门[men2]/
女 女 [nu:3] /female/woman/
3C 3C [san1 C] /computers, communications and consumer electronics/
龍 龙 [[long2]] /dragon/
broken line
"""


@pytest.mark.parametrize("name", ["cedict_ts.u8", "a.txt", "cedict_1_0_ts_utf-8_mdbg.txt.gz"])
def test_cedict_is_read_by_its_traditional_forms(tmp_path: Path, name: str) -> None:
    raw = CEDICT.encode()
    (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    entries, problems, source = read(tmp_path / name)
    assert source.format == "cedict"
    assert [(e.headword, e.alternates, e.pronunciation) for e in entries] == [
        ("學習", ("学习",), "xué xí"),
        ("女", (), "nǚ"),
        ("3C", (), "sān C"),
        ("龍", ("龙",), "lóng"),
    ]
    assert entries[0].definition == "-to learn\n-to study\n-CL:門|门[mén]"
    assert [problem.reason for problem in problems] == ["no line of CC-CEDICT"]
    stated = source.metadata
    assert (stated.title, stated.source_language, stated.target_language) == ("CC-CEDICT", "zh", "en")
    assert stated.licence.startswith("https://creativecommons.org")


def test_tones_stand_where_pinyin_puts_them() -> None:
    assert pinyin("gui4 liu2 dou1 xiong2 lu:e4 er5 r5 m2 Ou1 A1") == "guì liú dōu xióng lüè er r m2 Ōu Ā".replace(
        "m2", "m"
    )


KNOWN = {
    "enwiki.xml": (b'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/">\n<page>', "MediaWiki"),
    "JMdict_e": (b'<?xml version="1.0"?>\n<!DOCTYPE JMdict [\n<!ELEMENT JMdict (entry*)>', "JMdict"),
    "a.xml": (
        b'<?xml version="1.0"?>\n<stardict><info><version>3.0.0</version></info></stardict>',
        "StarDict dictionary as",
    ),
    "a.ld2": (b"?LD2" + bytes(200), "Lingoes"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_other_formats_are_told_by_name(tmp_path: Path, name: str) -> None:
    raw, says = KNOWN[name]
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(SourceError, match=says):
        readers.open_source(tmp_path / name)


ZIPPED = {
    "a.epub": ({"mimetype": b"application/epub+zip", "OEBPS/a.html": b"x"}, "EPUB"),
    "a.odt": ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}, "ODT"),
    "a.apkg": ({"collection.anki2": b"x", "media": b"{}"}, "Anki"),
    "a.docx": ({"word/document.xml": b"x", "[Content_Types].xml": b"x"}, "DOCX"),
    "a.dictionary.zip": ({"a.dictionary/Contents/Body.data": b"x", "a.dictionary/Contents/Info.plist": b"x"}, "Apple"),
}


@pytest.mark.parametrize("name", ZIPPED)
def test_archives_that_are_another_format_are_told_by_name(tmp_path: Path, name: str) -> None:
    members, says = ZIPPED[name]
    with pytest.raises(SourceError, match=says):
        readers.open_source(zipped(tmp_path / name, members))
    if "Apple" in says:
        with pytest.raises(SourceError, match=says):
            readers.open_source(folder(tmp_path / "f", members))

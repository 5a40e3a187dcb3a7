"""TEI and XDXF: nothing is fetched, nothing expanded, and what the elements say becomes structure."""

from __future__ import annotations

from pathlib import Path

import pytest
from made import limits, read

from dictsvc import clean, readers
from dictsvc.errors import SourceError

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
TEI = (
    HEAD + '<!DOCTYPE TEI SYSTEM "freedict-P5.dtd">\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>'
    "<titleStmt><title>Thử</title></titleStmt><extent>9 headwords</extent><publicationStmt><availability><p>GNU General"
    " Public License ver. 3 (or any later version)</p></availability></publicationStmt></fileDesc></teiHeader>"
    "<text><body>%s</body></text></TEI>"
)
ENTRY = (
    "<entry><form><orth>mắt</orth><pron>mat</pron><form type='infl'><orth>đôi mắt</orth></form></form>"
    "<gramGrp><pos>n</pos><gen>f</gen></gramGrp>"
    "<sense><usg>y</usg><cit type='trans' xml:lang='en'><quote>eye</quote></cit>"
    "<cit type='trans'><quote>orb</quote></cit><def>bộ phận để nhìn</def>"
    "<cit type='example'><quote>mắt xanh</quote><cit type='trans'><quote>blue eye</quote></cit></cit>"
    "<xr>mi</xr></sense><sense><gramGrp><pos>v</pos></gramGrp><def>nhìn</def></sense></entry>"
)


def tei(folder: Path, body: str) -> Path:
    path = folder / "a.tei"
    path.write_text(TEI % body, encoding="utf-8")
    return path


def test_a_tei_entry_becomes_lines_with_marks(tmp_path: Path) -> None:
    entries, problems, source = read(tei(tmp_path, ENTRY))
    assert not problems
    assert (entries[0].headword, entries[0].alternates, entries[0].pronunciation) == ("mắt", ("đôi mắt",), "mat")
    assert entries[0].definition.split("\n") == [
        "*n, f",
        "-(y) eye; orb",
        " bộ phận để nhìn",
        "=mắt xanh",
        "+blue eye",
        "~mi",
        "*v",
        "-nhìn",
    ]
    assert (source.metadata.title, source.metadata.licence) == ("Thử", "GPL-3.0-or-later")
    assert source.metadata.target_language == "en"
    assert [f.name for f in source.findings] == ["number of headwords differs"]
    assert source.position() == source.size


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ("<xr>mi</xr>", "~mi"),
        ("<xr type='see'><lbl>See also</lbl> <ref>mi</ref></xr>", "~mi"),
        ("<xr>xem <ref target='#mi'>mi</ref>, <ref>mày</ref></xr>", "~mi; mày"),
        ("<xr type='syn'><ref>nhãn</ref></xr>", "~đồng nghĩa: nhãn"),
        ("<xr type='ant'><ref>sáng</ref></xr>", "~trái nghĩa: sáng"),
    ],
)
def test_a_cross_reference_names_the_other_headwords_and_what_they_are(
    tmp_path: Path, reference: str, line: str
) -> None:
    body = f"<entry><form><orth>mắt</orth></form><sense><def>để nhìn</def>{reference}</sense></entry>"
    (entry,), problems, _ = read(tei(tmp_path, body))
    assert not problems and entry.definition.split("\n") == ["-để nhìn", line]


def test_a_part_of_speech_at_the_end_of_a_sense_is_that_of_the_next(tmp_path: Path) -> None:
    """So some converters write it; in document order it comes out right."""
    body = (
        "<entry><form><orth>a</orth></form><sense><cit type='trans'><quote>oh</quote></cit>"
        "<gramGrp><pos>noun</pos></gramGrp></sense><sense><cit type='trans'><quote>acre</quote></cit></sense></entry>"
    )
    assert read(tei(tmp_path, body))[0][0].definition == "-oh\n*noun\n-acre"


def test_entries_without_headword_or_meaning_are_reported(tmp_path: Path) -> None:
    body = "<entry><sense><def>x</def></sense></entry><entry><form><orth>a</orth></form></entry>" + ENTRY
    _, problems, _ = read(tei(tmp_path, body))
    assert [p.reason for p in problems] == ["no headword", "no definition"]


def test_xdxf_articles_keep_their_markup_for_the_cleaner(tmp_path: Path) -> None:
    path = tmp_path / "a.xdxf"
    path.write_text(
        HEAD + '<!DOCTYPE xdxf SYSTEM "http://x/xdxf.dtd"><xdxf format="logical"><full_name>Thử</full_name>'
        "<ar><head><k>đi</k><k>đi bộ</k></head><def><gr>v</gr><deftext>go &lt;walk&gt;</deftext>"
        "<ex>đi học</ex></def></ar>"
        "<ar><def>x</def></ar></xdxf>",
        encoding="utf-8",
    )
    entries, problems, source = read(path)
    assert (entries[0].headword, entries[0].alternates, entries[0].markup) == ("đi", ("đi bộ",), "xdxf")
    assert clean.entry(entries[0]).article == "*v\n-go <walk>\n=đi học"
    assert [p.reason for p in problems] == ["no headword"]
    assert source.metadata.title == "Thử"


LAUGHS = (
    '<!DOCTYPE TEI [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    "doctype",
    [
        LAUGHS,
        '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE TEI [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    ],
)
def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path, doctype: str) -> None:
    path = tmp_path / "a.tei"
    path.write_text(
        HEAD + doctype + "<TEI><entry><form><orth>a</orth></form><sense><def>&c;&x;</def></sense></entry></TEI>",
        encoding="utf-8",
    )
    with pytest.raises(SourceError, match="declares the entity"):
        readers.open_source(path)


def test_characters_named_as_in_html_are_understood_without_a_declaration(tmp_path: Path) -> None:
    body = "<entry><form><orth>caf&eacute;</orth></form><sense><def>qu&aacute;n</def></sense></entry>"
    entries, _, _ = read(tei(tmp_path, body))
    assert (entries[0].headword, entries[0].definition) == ("café", "-quán")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<entry><form>", "broken"),
        ("<a>" * 5000 + "</a>" * 5000, "nested more than"),
        ("<entry><form><orth>" + "x" * 9000 + "</orth></form></entry>", "more than 4,000 characters"),
        ("<p>x</p>", "without an <entry>"),
    ],
)
def test_broken_or_absurd_xml_says_where(tmp_path: Path, body: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read(tei(tmp_path, body), limits=limits(definition=1000))


@pytest.mark.parametrize("encoding", ["UTF-F", "utf-7", "shift_jis", "x"])
def test_an_encoding_that_is_unknown_says_what_to_do(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.tei"
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?><TEI><entry/></TEI>', encoding="utf-8")
    with pytest.raises(SourceError, match=r"a\.tei"):
        readers.open_source(path, format="tei")

"""StarDict: every field type, every file beside it, and what contradicts itself."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from made import WORDS, limits, read, stardict

from dictsvc import readers
from dictsvc.errors import SourceError

PLAIN = [(word, text.encode()) for word, text in WORDS.items()]


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_packed_and_unpacked_with_offsets_of_either_width(tmp_path: Path, packed: bool, wide: bool) -> None:
    entries, problems, source = read(stardict(tmp_path, PLAIN, packed=packed, wide=wide))
    assert {entry.headword: entry.definition for entry in entries} == WORDS
    assert (problems, source.findings) == ([], [])
    assert source.metadata.title == "Từ điển thử"
    assert source.position() == source.size


@pytest.mark.parametrize("ending", [".ifo", ".idx", ".dict", ".syn"])
def test_any_of_its_files_names_the_dictionary(tmp_path: Path, ending: str) -> None:
    path = stardict(tmp_path, PLAIN, syn=[("hoc", 0)])
    entries, _, source = read(path.with_suffix(ending))
    assert len(entries) == 3
    assert {file.suffix for file in source.files} == {".ifo", ".idx", ".dict", ".syn"}
    assert len(read(tmp_path)[0]) == 3, "the folder does too"


def test_synonyms_are_further_spellings_of_their_entry(tmp_path: Path) -> None:
    path = stardict(tmp_path, PLAIN, syn=[("học tập", 0), ("hs", 1), ("sinh viên", 1), ("x", 99)])
    entries, _, _ = read(path)
    assert [entry.alternates for entry in entries] == [("học tập",), ("hs", "sinh viên"), ()]


@pytest.mark.parametrize(
    ("kind", "markup"),
    [("m", "plain"), ("l", "plain"), ("h", "html"), ("g", "pango"), ("x", "xdxf"), ("k", "xdxf"), ("n", "xdxf")],
)
def test_the_type_says_how_a_definition_is_to_be_understood(tmp_path: Path, kind: str, markup: str) -> None:
    entries, _, source = read(stardict(tmp_path, [("a", b"<b>x</b>\0")], types=kind))
    assert (entries[0].definition, entries[0].markup) == ("<b>x</b>", markup)
    assert source.metadata.markup == markup


def test_phonetic_text_is_the_pronunciation(tmp_path: Path) -> None:
    entries, _, _ = read(stardict(tmp_path, [("go", b"gou\0" + "đi".encode())], types="tm"))
    assert (entries[0].pronunciation, entries[0].definition) == ("gou", "đi")
    entries, _, _ = read(stardict(tmp_path, [("go", b"gou")], types="t", name="b"))
    assert (entries[0].definition, entries[0].markup) == ("gou", "phonetic")


def test_fields_with_their_types_before_them_are_read_and_media_left_out(tmp_path: Path) -> None:
    block = b"tgou\0" + b"W" + struct.pack(">I", 4) + b"RIFF" + b"m" + "đi".encode() + b"\0" + b"h<i>go</i>\0"
    entries, problems, _ = read(
        stardict(tmp_path, [("go", block), ("p", b"P" + struct.pack(">I", 3) + b"abc"), ("z", b"!x")], types="")
    )
    assert [(e.pronunciation, e.definition, e.markup) for e in entries] == [("gou", "đi<br><i>go</i>", "html")]
    assert [p.reason for p in problems] == ["no text, only pictures or sounds", "unknown field type"]


def test_wiki_marks_are_taken_off(tmp_path: Path) -> None:
    entries, _, _ = read(stardict(tmp_path, [("a", b"'''a''' [[b|see b]] [[c]]")], types="w"))
    assert entries[0].definition == "a see b c"


def test_a_field_larger_than_its_entry_is_reported(tmp_path: Path) -> None:
    _, problems, _ = read(stardict(tmp_path, [("a", b"P" + struct.pack(">I", 99) + b"x"), ("b", b"mx\0")], types=""))
    assert [(p.reason, p.sample) for p in problems] == [("field cut short", "a")]


def test_bytes_that_are_not_utf_8_cost_no_more_than_themselves(tmp_path: Path) -> None:
    entries, problems, source = read(stardict(tmp_path, [("a", b"x\xff"), *PLAIN]))
    assert len(entries) == 4
    assert entries[0].definition == "x\ufffd"
    assert not problems
    assert [(f.name, f.where) for f in source.findings] == [("undecodable bytes", "entry 1")]


def test_a_dictionary_in_another_encoding_is_read_when_it_is_named(tmp_path: Path) -> None:
    path = stardict(tmp_path, [("a", "§éc lËp".encode("latin-1"))])
    assert read(path, encoding="tcvn3")[0][0].definition == "Độc lập"


def test_counts_that_differ_are_told(tmp_path: Path) -> None:
    _, _, source = read(stardict(tmp_path, PLAIN, ifo={"wordcount": 7, "idxfilesize": 3}))
    assert {finding.name for finding in source.findings} == {"wordcount differs", "idxfilesize differs"}


@pytest.mark.parametrize("ending", [".idx", ".dict"])
def test_a_file_that_is_cut_short_is_an_error(tmp_path: Path, ending: str) -> None:
    path = stardict(tmp_path, PLAIN).with_suffix(ending)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(SourceError, match="cut short"):
        read(path)


@pytest.mark.parametrize("ending", [".idx.gz", ".dict.dz"])
def test_a_packed_file_that_is_cut_short_or_damaged_is_an_error(tmp_path: Path, ending: str) -> None:
    path = stardict(tmp_path, PLAIN, packed=True)
    packed = path.with_name("d" + ending)
    whole = packed.read_bytes()
    packed.write_bytes(whole[:-9])
    with pytest.raises(SourceError, match="cut short"):
        read(path)
    packed.write_bytes(whole[:-8] + bytes([whole[-8] ^ 255]) + whole[-7:])  # its checksum
    with pytest.raises(SourceError, match="is damaged"):
        read(path)


def test_a_wild_offset_costs_its_own_entry_only(tmp_path: Path) -> None:
    path = stardict(tmp_path, PLAIN)
    idx = path.with_suffix(".idx")
    raw = bytearray(idx.read_bytes())
    at = raw.index(0) + 1
    raw[at : at + 4] = b"\xff\xff\xff\x00"
    idx.write_bytes(raw)
    entries, problems, _ = read(path)
    assert len(entries) == 2
    assert [p.reason for p in problems] == ["definition outside the file"]


def test_pseudo_entries_are_metadata_and_counted(tmp_path: Path) -> None:
    info = "@00-database-info\n- Made by X under the GNU General Public License; either version 2 or any later version"
    path = stardict(
        tmp_path,
        [("00-database-info", info.encode()), ("00-database-short", b"@00-database-short\n- FVDP dictionary"), *PLAIN],
        ifo={"bookname": ""},
    )
    entries, problems, source = read(path)
    assert len(entries) == 3
    assert [p.reason for p in problems] == ["database information, no entry"] * 2
    assert (source.metadata.title, source.metadata.licence) == ("FVDP dictionary", "GPL-2.0-or-later")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = stardict(tmp_path, PLAIN)
    path.with_suffix(".dict").unlink()
    with pytest.raises(SourceError, match=r"needs d\.dict or \.dict\.dz"):
        readers.open_source(path)


def test_dictzip_bombs_are_not_unpacked(tmp_path: Path) -> None:
    import gzip

    path = stardict(tmp_path, PLAIN, packed=True)
    (tmp_path / "d.dict.dz").write_bytes(gzip.compress(bytes(50_000_000)))
    with pytest.raises(SourceError, match="times its size"):
        read(path, limits=limits(free=1_000_000))
    with pytest.raises(SourceError, match="more than 2,000,000 bytes"):
        read(path, limits=limits(unpacked=2_000_000))

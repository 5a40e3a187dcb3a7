"""The encoding of a file is found by evidence, said with its reason, and not guessed where it is not certain."""

from __future__ import annotations

from pathlib import Path

import pytest
from made import read

from dictsvc import readers
from dictsvc.errors import SourceError
from dictsvc.readers import encodings

SENTENCE = "đường phố Hà Nội rộng rãi và người dân thân thiện quá nhiều chỗ đẹp"
ROWS = "\n".join(f"{word}\tnghĩa của {word}: {SENTENCE}" for word in SENTENCE.split())

_MARKS = {"\u0300": 0xCC, "\u0309": 0xD2, "\u0303": 0xDE, "\u0301": 0xEC, "\u0323": 0xF2}


def windows_1258(text: str) -> bytes:
    """As Windows writes it: the shape in the letter, the tone behind it."""
    import unicodedata

    out = b""
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tones = [part for part in parts if part in _MARKS]
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _MARKS))
        out += base.encode("cp1258") + bytes(_MARKS[tone] for tone in tones)
    return out


def in_charset(text: str, name: str) -> bytes:
    """Text written in a charset by searching its table."""
    table = {}
    for first in range(256):
        for raw in (bytes([first]), *(bytes([first, second]) for second in range(0x80, 256))):
            decoded = encodings.decoder(name)(raw)
            if len(decoded) == 1:
                table.setdefault(decoded, raw)
    return b"".join(table[char] for char in text)


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii", "windows-1258"])
def test_a_vietnamese_file_in_an_old_charset_is_recognised_and_says_why(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(windows_1258(ROWS) if name == "windows-1258" else in_charset(ROWS, name))
    entries, _, source = read(path)
    assert source.encoding == name
    assert entries[0].headword == "đường"
    assert entries[0].definition.endswith(SENTENCE)
    assert "Vietnamese syllables" in source.why


@pytest.mark.parametrize("name", ["tcvn3", "VNI-Win", "VISCII", "cp1258"])
def test_a_charset_that_is_named_is_used_without_looking(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.tsv"
    known = encodings.named(name).name
    path.write_bytes((windows_1258 if known == "windows-1258" else lambda t: in_charset(t, known))("đá\tstone\n"))
    entries, _, source = read(path, encoding=name)
    assert [(e.headword, e.definition) for e in entries] == [("đá", "stone")]
    assert "named" in source.why


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_shows_itself(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(ROWS.encode(name))
    entries, problems, source = read(path)
    assert len(entries) == len(SENTENCE.split())
    assert entries[0].headword == "đường"
    assert not problems
    assert source.encoding.startswith(name[:6] if "16" in name else "utf-8")


@pytest.mark.parametrize("text", ["été\tmùa hè\n", "caf\u00e9\tquán\nfa\u00e7ade\tmặt\n"])
def test_bytes_that_make_no_sense_in_any_charset_are_refused_with_the_remedy(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(text.encode("latin-1", "replace"))
    with pytest.raises(SourceError, match="--encoding") as refused:
        readers.open_source(path)
    assert "a.tsv" in str(refused.value)
    entries, _, _ = read(path, encoding="windows-1252")
    assert entries[0].headword == text.split("\t")[0]


def test_an_unknown_name_of_an_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("a\tb\n")
    for name in ("utf-9", "hex", "\0"):
        with pytest.raises(SourceError, match="no encoding named"):
            readers.open_source(tmp_path / "a.tsv", encoding=name)


def test_one_broken_line_of_a_utf_8_file_is_mended_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(("đá\tstone\n" * 50).encode() + b"ba\tth\xffree \xbb\xbf@ba\n" + "núi\tmountain\n".encode())
    entries, problems, source = read(path)
    assert len(entries) == 52
    assert not problems
    assert entries[50].definition == "th\ufffdree @ba"
    assert [(f.name, f.where) for f in source.findings] == [("undecodable bytes", "line 51")]


def test_a_file_that_turns_out_not_to_be_utf_8_is_refused_and_not_mended_throughout(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(b"word\tmeaning\n" * 100_000 + windows_1258("đường\tphố rộng rãi\n") * 40_000)
    with pytest.raises(SourceError, match=r"(?i)are not utf-8"):
        read(path)

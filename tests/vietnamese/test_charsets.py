"""Vietnamese charsets from before Unicode are decoded by table, and told apart by the syllables they make."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.vietnamese import charsets
from dictsvc.vietnamese.charsets import CHARSETS, recompose, vietnamese_share

NAMES = {"TCVN3": "tcvn3", "VNI-WIN": "vni", "VISCII": "viscii", "CP1258": "windows-1258"}
FONTS_HAVE_NO_CAPITAL = {"tcvn3", "viscii"}  # the public table gives a few small letters for both cases


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[1:] if line]


def test_every_letter_of_the_public_tables_is_decoded(shared: Path) -> None:
    checked = 0
    for charset, raw, letter in rows(shared / "vectors/unikey_legacy_charsets.tsv"):
        if name := NAMES.get(charset):
            got = CHARSETS[name].decode(bytes.fromhex(raw))
            assert got == letter or (name in FONTS_HAVE_NO_CAPITAL and got == letter.lower()), (charset, raw)
            checked += 1
    assert checked == 4 * 134


def test_phrases_of_real_documents_come_out_right(shared: Path) -> None:
    checked = 0
    for charset, seen, phrase in rows(shared / "vectors/viparse_real_document_phrases.tsv"):
        raw = b"".join(char.encode("cp1252") for char in seen.replace("\\u00ad", "\u00ad"))
        assert CHARSETS[NAMES[charset]].decode(raw) == phrase
        checked += 1
    assert checked == 24


def test_a_whole_word_list_in_tcvn3_is_the_list_in_utf_8(shared: Path) -> None:
    decoded = CHARSETS["tcvn3"].decode((shared / "data/converted/Viet11K.tcvn5712-1.txt").read_bytes())
    assert decoded == (shared / "data/wordlist/Viet11K.txt").read_text(encoding="utf-8")


def test_capitals_with_a_tone_that_tcvn3_cannot_write_are_told_by_their_neighbours() -> None:
    decode = CHARSETS["tcvn3"].decode
    assert decode("§¡NG Ký KINH DOANH".encode("latin-1")) == "ĐĂNG KÝ KINH DOANH"
    assert decode("Ký tªn".encode("latin-1")) == "Ký tên"


def test_marks_that_stand_in_the_wrong_order_or_twice_are_composed() -> None:
    assert recompose("tie\u0301\u0302ng") == "tiếng"
    assert recompose("co\u0323\u0302ng") == "cộng"
    assert recompose("c\u1ed9\u0323ng") == "cộng"
    assert recompose("học") == "học"


def test_a_pile_of_marks_is_cut_and_not_sorted_for_minutes() -> None:
    assert len(recompose("a" + "\u0301\u0323" * 100_000)) < 12


def test_the_right_charset_makes_syllables_and_the_others_do_not(shared: Path) -> None:
    raw = (shared / "data/converted/338_Thuat_ngu_QLHC.cp1258.csv").read_bytes()
    shares = {name: vietnamese_share(charset.decode(raw))[0] for name, charset in CHARSETS.items()}
    assert shares.pop("windows-1258") > 0.99
    assert max(shares.values()) < 0.5


@pytest.mark.parametrize(("asked", "name"), [("CP1258", "windows-1258"), ("TCVN5712-1", "tcvn3"), ("VNI_WIN", "vni")])
def test_charsets_have_the_names_that_people_use(asked: str, name: str) -> None:
    found = charsets.charset(asked)
    assert found is not None and found.name == name
    assert charsets.charset("utf-8") is None


@examples()
@given(st.binary(max_size=200), st.sampled_from(sorted(CHARSETS)))
def test_any_bytes_decode_to_normal_text(raw: bytes, name: str) -> None:
    text = CHARSETS[name].decode(raw)
    assert unicodedata.is_normalized("NFC", text) or name in ("tcvn3", "viscii")
    text.encode("utf-8")

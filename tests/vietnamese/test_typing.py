"""Raw typing is read as the input methods of people's keyboards would have shown it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.vietnamese.fold import marks, normalise
from dictsvc.vietnamese.syllable import detone, placement, split
from dictsvc.vietnamese.typing import MAX_LENGTH, MAX_READINGS, decode, telex, viqr, vni


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]


def same_word(one: str, other: str) -> bool:
    """Equal but for where the tone mark stands."""
    return detone(normalise(one)) == detone(normalise(other))


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("hocj sinh", "học sinh"),
        ("ddax", "đã"),
        ("dax", "dã"),
        ("tieengs vieetj", "tiếng việt"),
        ("tiengse", "tiếng"),
        ("dduwowngf", "đường"),
        ("duongwfd", "đường"),
        ("dduongwf", "đường"),
        ("ngwowif", "người"),
        ("cuoocj soongs", "cuộc sống"),
        ("quoocs", "quốc"),
        ("gif", "gì"),
        ("giuwx", "giữ"),
        ("hoaf binhf", "hòa bình"),
        ("thuyr", "thủy"),
        ("khuyur", "khuỷu"),
        ("mufa", "mùa"),
        ("rwowuj", "rượu"),
        ("gi[f", "giờ"),
        ("xooong", "xoong"),
        ("gooongf", "goòng"),
        ("DDaij Hocj", "Đại Học"),
        ("dduongwf-sats", "đường-sát"),
        ("cano", None),
        ("canoo", "canô"),
        ("hocj sinh.", "học sinh."),
        ("d9u7o7ng2", "đường"),
        ("d9uong72", "đường"),
        ("tie6ng1 vie6t5", "tiếng việt"),
        ("tieng61", "tiếng"),
        ("chu7o7ng tri2nh", "chương trình"),
        ("thuo73", "thuở"),
        ("a8n", "ăn"),
        ("ddu+o+`ng", "đường"),
        ("ddu*o*`ng", "đường"),
        ("tie^'ng Vie^.t", "tiếng Việt"),
        ("tie^’ng", "tiếng"),
        ("ca?", "cả"),
        ("nho?", "nhỏ"),
        ("la.", "lạ"),
        ("a(n", "ăn"),
        # half of it typed with the input method already on
        ("đuwowngf", "đường"),
        ("tốif", "tồi"),
        ("đươngf", "đường"),
        # what is not Vietnamese stays as it is
        ("hocj system", "học system"),
    ],
)
def test_a_typed_phrase_reads_as_meant(typed: str, reading: str | None) -> None:
    assert decode(typed)[:1] == ((reading,) if reading else ())


NO_SIGN = """hoc sinh|học sinh|duong|đường|system|flow|Google|generators|khoeo|anh em|s|w|ff|漢字|Ελλάδα|привет|🙂
c++|c#|2024|covid19|1 + 1 = 2|100%|a?b|anh?|.|-|http://example.org/"""


@pytest.mark.parametrize("text", ["", " ", "\0", "e\u0301" * 50, "\u202eabc", *NO_SIGN.replace("\n", "|").split("|")])
def test_text_without_a_sign_of_an_input_method_has_no_reading(text: str) -> None:
    assert decode(text) == ()


def test_a_phrase_also_reads_with_one_of_its_words_left_raw() -> None:
    assert decode("xoong nhoom") == ("xông nhôm", "xoong nhôm", "xông nhoom")
    assert "taxi vàng" in decode("taxi vangf")


def test_a_question_mark_or_full_stop_counts_only_right_after_a_vowel() -> None:
    assert viqr("anh? em.") == "anh? em."
    assert viqr("ba? ma.") == "bả mạ"
    assert decode("sinh vien?") == ()


def test_readings_are_bounded_for_the_longest_query() -> None:
    typed = ("as " * 40)[:MAX_LENGTH]
    assert 0 < len(decode(typed)) <= MAX_READINGS
    assert decode(typed + "s") == ()
    assert decode("s" * MAX_LENGTH) == ()


def test_the_same_key_twice_undoes_its_mark() -> None:
    assert [telex(keys) for keys in ("aaa", "ass", "ddd", "uww", "ww", "[[", "tosos")] == [
        "aa", "as", "dd", "uw", "w", "[", "tôs"
    ]  # fmt: skip
    assert [vni(keys) for keys in ("o55", "a66", "d99", "u77", "a88")] == ["o5", "a6", "d9", "u7", "a8"]
    assert [vni(keys) for keys in ("o50", "a60")] == ["o", "â0"]


def test_capitals_stay_where_they_were_typed() -> None:
    assert [telex(keys) for keys in ("DDaij", "QUOWR", "loAnj", "{s")] == ["Đại", "QUỞ", "loẠn", "Ớ"]


@examples()
@given(st.text(max_size=MAX_LENGTH + 5))
def test_any_text_is_answered_with_few_readings_each_another_text_in_nfc(text: str) -> None:
    readings = decode(text)
    assert len(readings) <= MAX_READINGS
    assert len(readings) == len(set(readings))
    assert all(unicodedata.is_normalized("NFC", reading) and reading != text for reading in readings)


@examples()
@given(st.text(st.sampled_from("aeoduwfszj[]'`^+(?.*~1697 gqhưnơđấ-"), max_size=30))
def test_any_keys_are_answered_by_every_method(keys: str) -> None:
    for method in (telex, vni, viqr):
        assert unicodedata.is_normalized("NFC", method(keys))
    assert len(decode(keys)) <= MAX_READINGS


SHAPES = {  # telex, vni, viqr
    "ă": ("aw", "a8", "a("),
    "â": ("aa", "a6", "a^"),
    "đ": ("dd", "d9", "dd"),
    "ê": ("ee", "e6", "e^"),
    "ô": ("oo", "o6", "o^"),
    "ơ": ("ow", "o7", "o+"),
    "ư": ("uw", "u7", "u+"),
}
TONES = ("frxsj", "23415", "`?~'.")
METHODS = (telex, vni, viqr)


def spelt(syllable: str, method: int, *, tone_last: bool) -> str:
    """A syllable as keys: shape keys at their letter, the tone key at its letter or at the end."""
    keys, at_end = "", ""
    for char in syllable:
        _, shaped, tone = marks(char)
        keys += SHAPES[shaped][method] if shaped in SHAPES else shaped
        key = TONES[method][tone - 1] if tone else ""
        if tone_last and key not in ("?", "."):
            at_end += key
        else:
            keys += key
    return keys + at_end


@pytest.mark.parametrize("tone_last", [True, False])
@pytest.mark.parametrize("method", [0, 1, 2], ids=["telex", "vni", "viqr"])
def test_every_syllable_of_a_public_list_survives_being_spelt_and_read(
    shared: Path, method: int, tone_last: bool
) -> None:
    """All that are well formed (more than 5,500), by every method, tone key last or at its vowel."""
    listed = (shared / "vectors" / "bogo_syllables_old_style.txt").read_text("utf-8").split()
    syllables = [word for word in listed if split(word) and placement(word) != "new"]
    syllables = [
        word for word in syllables if "oo" not in "".join(marks(char)[1] for char in word)
    ]  # undone: o three times
    assert len(syllables) > 5500
    lost = [word for word in syllables if METHODS[method](spelt(word, method, tone_last=tone_last)) != word]
    assert not lost, lost[:20]


def test_bogo_sequences_decode(shared: Path) -> None:
    """At least 98.5% of the Telex sequences of bogo-python, its old-style syllable the first reading."""
    vectors = rows(shared / "vectors" / "bogo_telex_sequences.tsv")
    wrong = [(keys, want, decode(keys)) for keys, want in vectors if decode(keys)[:1] != (want,)]
    share = 1 - len(wrong) / len(vectors)
    assert len(vectors) == 2904
    assert share >= 0.985, f"{share:.2%}, such as {wrong[:5]}"


def test_unikey_rows_that_end_in_a_syllable_decode(shared: Path) -> None:
    """At least 97% of fcitx5-unikey's rows that undo nothing and end in a valid syllable."""
    vectors = rows(shared / "vectors" / "fcitx5_unikey_telex.tsv")
    valid = [(keys, want) for keys, want in vectors if split(want) and keys != want]
    wrong = [(keys, want, decode(keys)) for keys, want in valid if decode(keys)[:1] != (want,)]
    share = 1 - len(wrong) / len(valid)
    assert len(valid) > 580
    assert share >= 0.97, f"{share:.2%}, such as {wrong[:5]}"


def test_unikey_rows_that_undo_show_what_unikey_shows(shared: Path) -> None:
    """At least 99% of all its rows, double keys and unfinished syllables too, letter for letter."""
    vectors = rows(shared / "vectors" / "fcitx5_unikey_telex.tsv")
    wrong = [(keys, want, telex(keys)) for keys, want in vectors if telex(keys) != want]
    share = 1 - len(wrong) / len(vectors)
    assert share >= 0.99, f"{share:.2%}, such as {wrong[:5]}"


def test_bogo_engine_rows(shared: Path) -> None:
    """Every row; the words it passes through as not Vietnamese have no reading here."""
    for keys, want, mode in rows(shared / "vectors" / "bogo_engine_tests.tsv"):
        if "must pass through" in mode:
            assert decode(keys) == (), keys
        else:
            assert telex(keys) == want, keys


# bamboo-core rows that say something else than how keys are read
BAMBOO_OTHER = {
    "112": "an input method of its own (Microsoft layout)",
    "afq": "a word of the macro table",
    "tốizx": "follows the row before it within one session",
    "tooi oo HIEEUR": "only the last word is shown",
    "duwongwj": "undoes ươ at the second w, where bogo's sequences take that w for the o",
    "kimso": "two syllables run together, tone on the first",
}


def test_bamboo_core_rows(shared: Path) -> None:
    """Every row that is about Telex or VNI keys, tone position aside."""
    seen = set()
    for method, _, keys, want, _ in rows(shared / "vectors" / "bamboo_core_tests.tsv"):
        if keys in BAMBOO_OTHER:
            seen.add(keys)
        else:
            assert same_word((vni if method == "VNI" else telex)(keys), want), keys
    assert seen == set(BAMBOO_OTHER)

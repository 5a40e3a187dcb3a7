"""Misspellings lead to the word that was meant: by what sounds alike, by one slip of the finger, likeliest first."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from wordfreq import zipf_frequency

from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.sound import MAX_LENGTH, confusion, deletes, edits, sound_key


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()]


def key_of(text: str) -> str:
    return sound_key(bare(normalise(text)))


CONFUSED = """trung chung|sao xao|giang dang|rang dang|lan nan|nghanh nganh|ghong gong|ca ka|qua kua|ly li|bang ban
banh ban|mac mat|mach mat|gi di|gi ri|giet diet|giet det|gieng dieng|gieu dieu|zo do|dzo do|fo pho|wa qua"""
DIFFERENT = "tha ta|pha ba|kha ka|nga na|nha na|am an|ap at|gen den"


@pytest.mark.parametrize("pair", CONFUSED.replace("\n", "|").split("|"))
def test_what_people_confuse_has_one_key(pair: str) -> None:
    one, other = pair.split()
    assert sound_key(one) == sound_key(other)


@pytest.mark.parametrize("pair", DIFFERENT.split("|"))
def test_what_nobody_confuses_has_different_keys(pair: str) -> None:
    one, other = pair.split()
    assert sound_key(one) != sound_key(other)


def test_a_key_has_a_syllable_for_each_syllable_hyphens_as_spaces() -> None:
    assert sound_key("a-xit") == sound_key("a xit") == "a xit"
    assert sound_key("") == ""
    assert sound_key(" - ") == ""


def test_every_generated_confusion_shares_its_key(shared: Path) -> None:
    """All 750 of hỏi/ngã, d/gi/r, s/x, ch/tr and i/y."""
    pairs = [row for row in rows(shared / "data" / "queries" / "misspelt_kinds.tsv") if row[2] != "typo"]
    assert len(pairs) == 750
    assert [(wrong, right) for wrong, right, _ in pairs if key_of(wrong) != key_of(right)] == []


def test_generated_slips_are_within_one_edit(shared: Path) -> None:
    """At least 98% of 250: the folded text meant is the typed one, sounds like it or is one edit away."""
    pairs = [row for row in rows(shared / "data" / "queries" / "misspelt_kinds.tsv") if row[2] == "typo"]
    lost = []
    for wrong, right, _ in pairs:
        typed, meant = bare(normalise(wrong)), bare(normalise(right))
        if typed != meant and sound_key(typed) != sound_key(meant) and meant not in set(edits(typed)):
            lost.append((wrong, right))
    assert len(lost) <= 0.02 * len(pairs), lost


def test_each_listed_confusion_costs_less_than_any_other_letter(shared: Path) -> None:
    """Every pair of initials in the hunspell replacement table; its ou for uo is two letters swapped."""
    pairs = [row[1].split() for row in rows(shared / "vectors" / "hunspell_vi_confusions.tsv") if row[0] == "REP"]
    assert len(pairs) > 15
    for one, other in pairs:
        ending = "" if one[-1] in "aeiouơư" and one != "gi" else "ang"
        if (one, other) != ("j", "g"):
            assert 0 < confusion(one + ending, other + ending) < 1, (one, other)


ORDERED = [  # typed; headwords, likeliest first
    ("sữa chữa", ["sửa chữa", "lứa chữa"]),
    ("nghành", ["ngành", "ngạnh", "ngang", "nghiêng"]),
    ("dể dàng", ["dễ dàng", "rễ ràng", "bể dàng"]),
    ("xử lí", ["xử lý", "sử lý", "xử li", "xử lồ"]),
    ("thơi gian", ["thời gian", "thớ gian", "thời giá"]),
    ("hoc snih", ["học sinh", "học sĩ"]),
    ("hocsinh", ["học sinh", "họ sinh"]),
    ("đàm pán", ["đàm phán", "đàm đạo"]),
    ("ềđ nghị", ["đề nghị", "kiến nghị"]),
    ("cơ sởở", ["cơ sở", "cơ sự"]),
    ("chia ky", ["chia ly", "chia tay"]),
]


@pytest.mark.parametrize(("typed", "likeliest_first"), ORDERED)
def test_likelier_confusions_cost_less(typed: str, likeliest_first: list[str]) -> None:
    costs = [confusion(typed, headword) for headword in likeliest_first]
    assert costs == sorted(costs)
    assert len(set(costs)) == len(costs)


def test_nothing_but_the_text_itself_costs_nothing() -> None:
    assert confusion("học sinh", "học sinh") == 0
    assert 0 < confusion("hoc sinh", "học sinh") < confusion("hóc sinh", "học sinh") < 1


def test_text_typed_without_marks_is_not_charged_for_each_it_lacks() -> None:
    assert confusion("duong", "đường") == confusion("duong", "dương")
    assert confusion("duogn", "đường") < confusion("đuogn", "đường")


@examples()
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_have_a_cost_above_nothing(one: str, other: str) -> None:
    one, other = normalise(one), normalise(other)
    assert confusion(one, one) == 0
    assert confusion(one, other) > 0 or one.replace("-", " ") == other.replace("-", " ")


FOLDED = st.text(st.sampled_from("abcdeghiknostuy "), min_size=1, max_size=12).map(lambda text: " ".join(text.split()))


@examples()
@given(FOLDED.filter(bool), st.data())
def test_any_single_slip_is_among_the_edits(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz "))
    slips = {
        text[:at] + text[at + 1 :],
        text[:at] + letter + text[at:],
        text + letter,
        text[:at] + letter + text[at + 1 :],
        text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
    }
    wanted = {slip for slip in slips if slip and slip == " ".join(slip.split()) and slip != text}
    assert wanted <= set(edits(text))


@examples()
@given(FOLDED.filter(bool))
def test_edits_are_distinct_phrases_other_than_the_text_and_few(text: str) -> None:
    found = list(edits(text))
    assert len(found) == len(set(found)) < 56 * len(text) + 27
    assert text not in found
    assert all(edit == " ".join(edit.split()) != "" for edit in found)


def test_likely_slips_come_first() -> None:
    assert list(islice(edits("trogn"), 5)) == ["rtogn", "torgn", "trgon", "trong", "rogn"]
    found = list(edits("chia ky"))
    assert found.index("chia ly") < found.index("chia sky") < found.index("chia ny")


def test_deletes_are_the_text_with_one_letter_less_each_once() -> None:
    assert list(deletes("boong")) == ["oong", "bong", "boog", "boon"]
    assert list(deletes("a")) == []


@pytest.mark.parametrize("text", ["", "a" * (MAX_LENGTH + 1)])
def test_blank_and_overlong_text_has_no_edits(text: str) -> None:
    assert list(edits(text)) == []
    assert list(deletes(text)) == []


def headwords(shared: Path) -> list[str]:
    lines = (shared / "data" / "tab" / "star_vietanh.tab").read_text("utf-8").splitlines()
    return sorted({normalise(line.split("\t")[0]).replace("-", " ") for line in lines})


@pytest.mark.parametrize(("name", "first", "first_five"), [("generated", 0.94, 0.98), ("public", 0.88, 0.95)])
def test_the_word_meant_is_among_the_first_five_of_42_000_headwords(
    shared: Path, name: str, first: float, first_five: float
) -> None:
    """Candidates by folded form, sound key and one edit, ordered by confusion and frequency."""
    if name == "public":
        pairs = [row[:2] for row in rows(shared / "vectors" / "misspellings_public.tsv")[1:]]
    else:
        pairs = [row[:2] for row in rows(shared / "data" / "queries" / "misspelt_kinds.tsv")]
    by_folded, by_sound = defaultdict(list), defaultdict(list)
    for headword in headwords(shared):
        by_folded[bare(headword)].append(headword)
        by_sound[sound_key(bare(headword))].append(headword)
    places = []
    for wrong, right in ((normalise(wrong), normalise(right)) for wrong, right in pairs):
        if right in by_folded[bare(right)]:
            typed = bare(wrong)
            found = {*by_folded.get(typed, ()), *by_sound.get(sound_key(typed), ())}
            found.update(headword for edit in edits(typed) for headword in by_folded.get(edit, ()))
            found.discard(wrong)  # a misspelling may be a headword itself (sát nhập); it has no suggestions then
            order = sorted(found, key=lambda word: confusion(wrong, word) - 0.06 * zipf_frequency(word, "vi"))
            places.append(order.index(right) if right in order else len(order))
    assert len(places) > 60
    assert sum(place == 0 for place in places) >= first * len(places)
    assert sum(place < 5 for place in places) >= first_five * len(places)

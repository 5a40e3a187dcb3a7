"""What is in no dictionary as it was typed: other forms and spellings of English words, names, Han phrases."""

from __future__ import annotations

import pytest
from asking import ask
from loaded import load_headwords

from dictsvc.languages import MAX_GUESSES, guesses
from dictsvc.library import Library, Snapshot

ENGLISH = (
    "write, big, councillor, color, organize, centre, travel, happy, make, numb, defense, analyze, theatre, run, "
    "large, try, watch, labour"
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data = tmp_path_factory.mktemp("forms") / "data"
    load_headwords(data, "en", ENGLISH, "en")
    vietnamese = "a, văn, anh, nguyên, học, hoc sinh, number"
    load_headwords(data, "vi", vietnamese)
    load_headwords(data, "han", ("學", "生", "學校", "國"), "zh")
    return Library(data).current()


@pytest.mark.parametrize(
    ("typed", "headword"),
    [
        ("writing", "write"), ("bigger", "big"), ("biggest", "big"), ("councillors", "councillor"),
        ("councilors", "councillor"), ("colour", "color"), ("Colours", "color"), ("organise", "organize"),
        ("organising", "organize"), ("organised", "organize"), ("center", "centre"), ("travelling", "travel"),
        ("traveling", "travel"), ("happiest", "happy"), ("happier", "happy"), ("making", "make"), ("running", "run"),
        ("defence", "defense"), ("analysed", "analyze"), ("theater", "theatre"), ("largest", "large"),
        ("tries", "try"), ("watches", "watch"), ("labor", "labour"),
    ],
)  # fmt: skip
def test_an_inflected_or_otherwise_spelt_english_word_finds_its_headword(
    snapshot: Snapshot, typed: str, headword: str
) -> None:
    for ids in ((), ("en",)):
        found = {result.headword: result.match for result in ask(snapshot, typed, *ids).results}
        assert found.get(headword) == "inflected", (typed, found)


def test_a_word_that_another_dictionary_has_is_not_guessed_at(snapshot: Snapshot) -> None:
    assert [result.headword for result in ask(snapshot, "number").results] == ["number"]


@pytest.mark.parametrize("word", ["sing", "bed", "her", "les", "xqzing", "a" * 33 + "ing", "co-op", ""])
def test_short_and_odd_words_give_nothing_or_little(word: str) -> None:
    assert len(guesses(word, "en")) <= MAX_GUESSES
    assert "" not in guesses(word, "en") and word not in guesses(word, "en")
    assert guesses(word, "fr") == guesses(word, "vi") == ()


@pytest.mark.parametrize("name", ["Nguyễn Văn A", "Trần Thị Bê A", "Lê A"])
def test_a_proper_name_is_not_answered_with_its_syllables(snapshot: Snapshot, name: str) -> None:
    answer = ask(snapshot, name)
    assert not {"a", "văn"} & {result.headword for result in (*answer.results, *answer.suggestions)}


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [("學生", ["學", "生"]), ("學校國", ["學校", "國"]), ("國學生", ["國", "學", "生"]), ("犬馬", [])],
)
def test_a_han_phrase_is_cut_into_headwords(snapshot: Snapshot, typed: str, pieces: list[str]) -> None:
    for ids in ((), ("han",)):
        answer = ask(snapshot, typed, *ids)
        assert answer.results == [] and [result.headword for result in answer.suggestions] == pieces

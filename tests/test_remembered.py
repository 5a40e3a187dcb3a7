"""What a search remembers changes no answer, stays within its bounds, and is written out as it would be afresh."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from loaded import load_words

from dictsvc.library import Library, Snapshot
from dictsvc.search import results
from dictsvc.search.lookup import checked, lookup
from dictsvc.search.wire import body, plain
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.sound import sound_key

TYPED = (
    "h, ho, hoc, hoc , hoc s, hoc sinh, hòa, hoà, hoa, th, the, thơ, d, đ, đường, duong, ky, kỳ, c, c++, hmong, study, "
    "studies, cafe, qwrt, hocj, sinh"
).split(", ")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return load_words(tmp_path_factory.mktemp("remembered") / "data")


def answers(snapshot: Snapshot, choices: list[list[str]]) -> Iterator[bytes]:
    for ids in choices:
        for typed in TYPED:
            for limit in (1, 3, 10, 50):
                answer = lookup(snapshot, snapshot.choose(ids), checked(typed), limit)
                for mount in ("", "/tu-dien"):
                    written = body(answer, mount)
                    assert written == orjson.dumps(plain(answer, mount)), typed
                    yield written


CHOICES = [[], ["viet-anh"], ["anh-viet", "viet-viet"], ["viet-anh", "viet-viet"]]


def test_a_snapshot_that_remembers_answers_as_a_fresh_one(data: Path) -> None:
    snapshot = Library(data).current()
    first = list(answers(snapshot, CHOICES))
    assert list(answers(snapshot, CHOICES)) == first
    assert list(answers(snapshot, CHOICES[::-1])) == [*answers(Library(data).current(), CHOICES[::-1])]


def test_a_small_memory_forgets_and_answers_alike(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = list(answers(Library(data).current(), CHOICES))
    monkeypatch.setattr(results, "MOST", 64)
    monkeypatch.setattr(results, "DEFINED", 8000)
    monkeypatch.setattr(results, "CHOICES", 2)
    snapshot = Library(data).current()
    assert list(answers(snapshot, CHOICES)) == expected
    memory = snapshot.caches[results.Memory]
    assert isinstance(memory, results.Memory)
    assert 0 < len(memory.results) <= 64 and 0 < len(memory.headwords) <= 64 and 0 < len(memory.defined) <= 40


def test_a_headword_has_an_entry_of_each_chosen_dictionary_wherever_it_was_met(data: Path) -> None:
    snapshot = Library(data).current()

    def dictionaries(typed: str, headword: str, *ids: str) -> list[str]:
        answer = lookup(snapshot, snapshot.choose(list(ids)), typed, 10)
        (found,) = [result for result in answer.results if result.headword == headword]
        return [entry.dictionary for entry in found.entries]

    for typed in ("hoc sinh", "học sinh", "hoc si"):
        assert dictionaries(typed, "học sinh") == ["viet-anh", "viet-viet"]
        assert dictionaries(typed, "học sinh", "viet-viet") == ["viet-viet"]
        assert dictionaries(typed, "học sinh", "viet-viet", "anh-viet") == ["viet-viet"]


def test_syllables_that_no_language_has_are_not_remembered() -> None:
    def read(numbers: range) -> None:
        for number in numbers:
            long = f"{number}x" + "ấ" * 2000
            key(long)
            key(long, tonal=False)
            sound_key(f"{number}x" + "a" * 2000)

    read(range(5))
    tracemalloc.start()
    try:
        read(range(5, 25))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept / 20 < 2000  # bytes

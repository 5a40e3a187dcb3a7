"""What a search remembers changes no answer, and threads that share a snapshot get each their own answer."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from dictsvc.library import DEFINITIONS, Library, Snapshot
from dictsvc.search.lookup import checked, lookup
from dictsvc.search.wire import body
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.sound import sound_key

TYPED = (
    "h, ho, hoc, hoc , hoc s, hoc sinh, hòa, hoà, hoa, th, the, thơ, d, đ, đường, duong, ky, kỳ, c, c++, hmong, study, "
    "studies, cafe, qwrt, hocj, sinh, hoc sinh tho, tho hoc sinh, duong study hoc, ky hoc tho ky"
).split(", ")
CHOICES: list[list[str]] = [[], ["viet-anh"], ["anh-viet", "viet-viet"], ["viet-anh", "viet-viet"]]


def answers(snapshot: Snapshot, choices: list[list[str]]) -> Iterator[bytes]:
    for ids in choices:
        for typed in TYPED:
            for limit in (1, 3, 10, 50):
                yield body(lookup(snapshot, snapshot.choose(ids), checked(typed), limit), "/tu-dien")


def test_a_snapshot_that_remembers_answers_as_a_fresh_one(data: Path) -> None:
    snapshot = Library(data).current()
    first = list(answers(snapshot, CHOICES))
    assert list(answers(snapshot, CHOICES)) == first
    assert list(answers(snapshot, CHOICES[::-1])) == [*answers(Library(data).current(), CHOICES[::-1])]


def test_eight_threads_on_fresh_snapshots_mix_nothing(data: Path) -> None:
    """Each meets a snapshot that no choice of dictionaries was asked of before, at the same moment as the others."""
    current = Library(data).current()

    def fresh() -> Snapshot:
        return Snapshot(current.generation, current.opened, current.damaged, current.dictionaries)

    def ask(snapshot: Snapshot, number: int) -> bytes:
        return body(lookup(snapshot, snapshot.choose(CHOICES[number % len(CHOICES)]), checked("ho"), 10), "")

    expected = [ask(fresh(), number) for number in range(8)]
    snapshots, together = [fresh() for _ in range(400)], Barrier(8)

    def work(number: int) -> int:
        mixed = 0
        for snapshot in snapshots:
            together.wait(60)
            mixed += [ask(snapshot, number), ask(snapshot, number)] != [expected[number]] * 2
        return mixed

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(work, range(8))) == [0] * 8
    finally:
        sys.setswitchinterval(before)


def test_definitions_are_remembered_within_a_bound(data: Path) -> None:
    snapshot = Library(data).current()
    for _ in answers(snapshot, CHOICES):
        pass
    kept = snapshot.definitions
    assert 0 < len(kept) <= DEFINITIONS // 200


def test_as_many_definitions_are_remembered_as_typing_asks_22_dictionaries_for() -> None:
    """Typed letter by letter, 8,000 texts show 14,000 definitions of 6 MB. Asked in turn, all stay."""
    kept = Snapshot(0).definitions
    keys = [(f"dictionary {number % 22}", str(number)) for number in range(14_000)]
    for key_ in keys:
        kept.put(key_, b"", 430)
    assert [key_ for key_ in keys if kept.get(key_) is None] == []


def test_the_answer_for_a_smaller_limit_is_the_beginning_of_the_answer_for_the_largest(data: Path) -> None:
    snapshot = Library(data).current()
    for ids in CHOICES:
        chosen = snapshot.choose(ids)
        for typed in [*TYPED, "kho", "k", "studying", "hoa hoc"]:
            most = lookup(snapshot, chosen, checked(typed), 50)
            for limit in range(1, 51):
                answer = lookup(snapshot, chosen, checked(typed), limit)
                assert answer.results == most.results[:limit], (ids, typed, limit)
                assert answer.more is (most.more or len(most.results) > limit), (ids, typed, limit)


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

"""An index on disk answers as if every key had been compared, and touches a bounded number of them."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from brute_force import BruteForce
from building import build
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.index import articles, blocks, crowding, prefixes, writing
from dictsvc.index.build import Builder
from dictsvc.index.crowded import BEST
from dictsvc.index.opened import Index
from dictsvc.library import Library
from dictsvc.vietnamese import order
from dictsvc.vietnamese.fold import marks
from dictsvc.vietnamese.match import Query, query

SYLLABLES = st.sampled_from(
    "hòa hoà hoa hoá hóa hoài hoang thuỷ thủy thuy quý quí quy qui kỳ kì ky đường dương duong đuong bước bưóc lý lí"
    " a ă â a-xít H'Mông résumé piñata 學 校 C++ ba ná nã Ba BA Đương 目 ⽬ ss ß".split()
)
HEADWORDS = st.lists(st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=40, unique=True)


def ways_to_type(headword: str, chance: random.Random) -> Iterator[str]:
    """Prefixes of a headword with some marks left out, some of them ending in a space."""
    for _ in range(3):
        share = chance.random()
        typed = ""
        for char in headword[: chance.randint(1, len(headword))]:
            roll = chance.random()
            bare, shaped, _ = marks(char.lower())
            typed += char if roll < share else bare if roll < share + (1 - share) / 2 else shaped
        yield typed + (" " if chance.random() < 0.1 else "")


@examples(20)
@given(headwords=HEADWORDS, seed=st.integers(0, 1000))
def test_any_small_dictionary_answers_as_its_meaning_says(
    headwords: list[str], seed: int, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefixes, "CROWDED", 3)
    index = build(tmp_path_factory.mktemp("index"), headwords)
    meaning = BruteForce(index)
    chance = random.Random(seed)
    for headword in headwords:
        for typed in ways_to_type(headword, chance):
            asked = query(typed)
            if asked.folded.strip():
                assert index.find_keys(asked) == meaning.find(asked), (typed, headwords)
                written = meaning.as_written(asked)
                assert written is None or index.find(asked, 2)[0].document == written, (typed, headwords)


@pytest.mark.parametrize("crowded", [3, 64])
def test_words_with_several_tones_in_a_syllable_are_found_by_the_first_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crowded: int
) -> None:
    monkeypatch.setattr(prefixes, "CROWDED", crowded)
    words = ["résumé", "hóaná"]
    index = build(tmp_path / "index", [*words, *(f"{word} {end}" for word in words for end in ("quý quý", "kỳ", "lý"))])
    meaning = BruteForce(index)
    for typed in ("résume", "résumé", "résum", "hóa", "hoá", "hóan", "hóana", "hóaná"):
        assert len(index.find_keys(query(typed))) == 4 and meaning.find(query(typed)) == index.find_keys(query(typed))
    for typed in ("resumé", "résume ", "hoaná", "hòa", "hóana k"):
        assert index.find_keys(query(typed)) == meaning.find(query(typed)), typed


@examples(15)
@given(headwords=HEADWORDS)
def test_what_goes_into_an_index_comes_out_of_it(
    headwords: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    index = build(tmp_path_factory.mktemp("index"), headwords)
    assert len(index) == len(headwords)
    for headword in headwords:
        document = index.document(headword)
        assert document is not None
        assert index.cards[document].headword == headword
        assert index.articles[document] == [f"-{headword}"]
    assert [card.headword for card in index.browse(0, len(index))] == sorted(headwords, key=order.key)


def test_long_articles_are_known_without_being_unpacked(tmp_path: Path) -> None:
    draw = random.Random(5)
    sizes = [draw.choice((10, 50, 100, 200, 3_000, 20_000)) for _ in range(300)]
    (tmp_path / "articles").mkdir()
    writer = articles.Writer(tmp_path / "articles", b"\n")
    for size in sizes:
        writer.add(["".join(draw.choices("aăâeêioôơuưy bcdđghklmnpqrstvx", k=size)).encode()])
    writer.finish()
    files = {name: memoryview((tmp_path / "articles" / name).read_bytes()) for name in articles.NAMES}
    made = articles.Articles(files)
    assert [made.is_long(document) for document in range(300)] == [size >= 3_000 for size in sizes]


@pytest.fixture(scope="session")
def viet_anh(real_data: Path) -> Index:
    """The index of 42,151 real headwords."""
    return Library(real_data).current().opened["star-vietanh"].index


def test_a_real_dictionary_answers_as_its_meaning_says(viet_anh: Index, shared: Path) -> None:
    meaning = BruteForce(viet_anh)
    chance = random.Random(20)
    typed = chance.sample((shared / "data/queries/typed.txt").read_text(encoding="utf-8").split("\n"), 400)
    for document in chance.sample(range(len(viet_anh)), 300):
        typed += ways_to_type(viet_anh.cards[document].headword, chance)
    for text in typed:
        asked = query(text)
        if asked.folded.strip():
            found = meaning.find(asked)
            for most in (BEST, 1, 2, 3, 7):
                assert viet_anh.find_keys(asked)[:most] == found[:most], (text, most)
            written = meaning.as_written(asked)
            assert written is None or viet_anh.find(asked, 2)[0].document == written, text


def test_no_lookup_touches_more_than_a_constant_number_of_keys(
    viet_anh: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts keys compared, for every prefix of one and two letters and every keystroke of a sample of headwords."""
    touched = 0
    plain, marked = blocks._plain, blocks._marked

    def counting_plain(asked: Query, text: bytes, *rest: Any) -> Any:
        nonlocal touched
        touched += text.count(b"\n")
        return plain(asked, text, *rest)

    def counting_marked(asked: Query, prefix: str, text: bytes, *rest: Any) -> Any:
        nonlocal touched
        touched += text.count(b"\n")
        return marked(asked, prefix, text, *rest)

    monkeypatch.setattr(blocks, "_plain", counting_plain)
    monkeypatch.setattr(blocks, "_marked", counting_marked)
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy "
    typed = {first + second for first in letters for second in ("", *letters)}
    for document in range(0, len(viet_anh), 301):
        headword = viet_anh.cards[document].headword
        typed |= {headword[:end] for end in range(1, len(headword) + 1)}
    for text in typed:
        asked = query(text)
        if asked.folded.strip():
            touched = 0
            hits = viet_anh.find_keys(asked)
            assert touched <= prefixes.CROWDED, text
            assert len(hits) <= prefixes.CROWDED, text


def test_a_thinned_prefix_still_finds_by_any_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long shared beginnings have more ways to type them than are stored."""
    start = "độc lập tự do hạnh phúc muôn đời bền vững"
    index = build(
        tmp_path / "index",
        [f"{start} {word}" for word in ("ba", "bà", "bá", "bạ", "bả")]
        + [
            f"{start} {first}{second}"
            for first in "bcdghklmnt"
            for second in ("an", "en", "in", "on", "un", "ang", "ong")
        ],
    )
    assert index.manifest.thinned
    asked = query("độc lap tự do hanh phúc muon đoi bền vung bá")
    assert [index.headword(hit.document) for hit in index.find(asked)] == [f"{start} bá"]
    assert index.find(query("đốc lap tự do hanh phúc muon đoi bền vung bá")) == []


def test_stored_answers_are_the_same_however_many_are_made_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headwords = [f"{first} {second}" for first in "học hoà đường".split() for second in map(str, range(100, 180))]
    sections = build(tmp_path / "together", headwords).manifest.sections
    monkeypatch.setattr(crowding, "_CHUNK", 60)
    assert build(tmp_path / "apart", headwords).manifest.sections == sections


def test_work_that_two_processes_share_is_done_once(tmp_path: Path) -> None:
    def piece(number: int) -> tuple[str, ...]:
        with (tmp_path / "done").open("a") as file:
            file.write(f"{number} ")
        return (f"{number}.file",)

    with closing(writing._Further(*(partial(piece, number) for number in range(40)))) as further:
        fork = multiprocessing.get_context("fork")
        receiver, sender = fork.Pipe(duplex=False)
        beside = fork.Process(target=lambda: sender.send(further.do(lambda: None)))
        beside.start()
        done = further.do(lambda: None)
        done_beside = receiver.recv()
        beside.join()
        assert further.do(lambda: None) == {}
    assert done.keys().isdisjoint(done_beside)
    assert done | done_beside == {number: (f"{number}.file",) for number in range(40)}
    assert sorted(map(int, (tmp_path / "done").read_text().split())) == list(range(40))


def test_a_large_dictionary_is_written_half_by_half_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headwords = [f"{one} {other}" for one in "học hoà đường a-xít kỳ".split() for other in "sinh hóa phố lý".split()]
    together = build(tmp_path / "together", headwords).manifest.sections
    monkeypatch.setattr(writing, "TOGETHER", 3)
    assert build(tmp_path / "apart", headwords).manifest.sections == together

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Builder, "_write_texts", broken)
    monkeypatch.setattr(writing, "_write_keys", lambda *_, **__: pytest.fail("goes on without its texts"))
    with pytest.raises(OSError, match="No space"):
        build(tmp_path / "broken", headwords)

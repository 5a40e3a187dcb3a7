"""The part `definitions`: words lead to the documents that hold them, as a look at every article would."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.index import crosscheck, definitions, integrity
from dictsvc.index.build import Batch, Builder
from dictsvc.index.definitions import COMPLETIONS, Definitions, words_of
from dictsvc.index.opened import Index
from dictsvc.vietnamese.text_words import agrees, named, word

WORDS = (
    "họp hộp hợp kín kinh cơ quan quyền lực nhà nước nha nuoc ở địa phương the study studies student stud đường "
    "duong dương hoà hòa hoa kỹ kĩ “ngoặc” a—b a-b don't 3.5 学校 pupil Pupil PUPIL é e résumé và ăn an"
).split()
ARTICLES = st.lists(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), min_size=1, max_size=2),
    min_size=1,
    max_size=30,
)


def build(folder: Path, documents: list[list[str]]) -> Index:
    """An index of documents ranked as they come, each with its articles."""
    folder.mkdir(parents=True, exist_ok=True)
    builder = Builder(folder, language="vi", tonal=True)
    for number, articles in enumerate(documents):
        headword, count = f"w{number:06}", len(articles)
        texts = [article.encode() for article in articles]
        builder.add(Batch.of([headword] * count, [100] * count, texts, texts))
    _, name = builder.finish()
    return Index(folder.rename(folder.with_name(f"{folder.name}-{name}")))


def part(index: Index) -> Definitions:
    assert index.definitions is not None
    return index.definitions


def holding(held: Definitions, groups: list[list[int]]) -> list[int]:
    return [document for found in held.find(groups) for document in found]


def found(index: Index, *typed: str, finished: bool = True) -> list[int]:
    held = part(index)
    return holding(held, [held.meant(word(one), finished=finished or one != typed[-1]) for one in typed])


@examples(20)
@given(documents=ARTICLES, seed=st.integers(0, 1000))
def test_any_words_lead_to_what_a_look_at_every_article_finds(
    documents: list[list[str]], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    documents = [[f"-{article}" for article in articles] for articles in documents]
    index = build(tmp_path_factory.mktemp("definitions") / "index", documents)
    held = [words_of([article.encode() for article in articles]) for articles in documents]
    assert part(index).sizes() == {name: sum(name in one for one in held) for name in set().union(*held)}
    chance = random.Random(seed)
    for _ in range(10):
        typed = [
            word(one) for one in chance.sample("hop họp kin kín the stud study nha nuoc hoa kỹ é don 学".split(), 2)
        ]
        finished = chance.random() < 0.5
        expected = [
            number
            for number, names in enumerate(held)
            if all(
                any(
                    agrees(one, named(name), finished=finished or one is not typed[-1] or len(one.folded) < 3)
                    for name in names
                )
                for one in typed
            )
        ]
        groups = [part(index).meant(one, finished=finished or one is not typed[-1]) for one in typed]
        assert holding(part(index), groups) == expected
    assert list(crosscheck.contradictions(index.folder)) == []


def test_pronunciations_and_tags_are_no_definitions(tmp_path: Path) -> None:
    index = build(tmp_path / "index", [["/pronounced/\n-said", "</b class><i>shown</i> word"], ["<p>first</p>\n/ab/"]])
    assert sorted(part(index).sizes()) == ["first|", "said|", "shown|", "word|"]


def test_labels_and_parts_of_speech_are_no_definitions(tmp_path: Path) -> None:
    references = "~đồng nghĩa: học trò\n~trái nghĩa: giáo viên\n~xem thêm: trường\n~lớp\n&viết tắt: HS"
    index = build(
        tmp_path / "index", [[f"*danh từ\n-người học\n{references}\n*động từ"], ["-đồng: danh từ\n=xem +thêm"]]
    )
    assert found(index, "đồng") == found(index, "danh", "từ") == found(index, "xem", "thêm") == [1]
    for held in ("học trò", "giáo viên", "trường", "lớp", "hs", "người học"):
        assert found(index, *held.split()) == [0]
    assert [found(index, word) for word in ("nghĩa", "trái", "động", "viết", "tắt")] == [[]] * 5
    assert list(crosscheck.contradictions(index.folder)) == []


def test_many_documents_are_found_in_order_near_and_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "NEAR", 100)
    monkeypatch.setattr(definitions, "_STEP", 500)
    documents = [[f"-và số {number} {'chẵn' if number % 2 == 0 else 'lẻ'} —{number % 7}—x"] for number in range(1000)]
    index = build(tmp_path / "index", documents)
    assert found(index, "và") == [*range(1000)]
    assert found(index, "chan", "và") == [*range(0, 1000, 2)]
    assert found(index, "777") == [777] and found(index, "777", "le") == [777] and not found(index, "777", "chẵn")
    assert found(index, "lẻ", "5") == [
        number for number in range(1000) if (number % 2 and number % 7 == 5) or number == 5
    ]
    assert found(index, "không") == []
    assert holding(part(index), [part(index).meant(word("so"))])[0] == 0
    assert list(crosscheck.contradictions(index.folder)) == []


def test_an_unfinished_word_stands_for_its_commonest_completions(tmp_path: Path) -> None:
    rare = [[f"-construct{chr(97 + number % 26)}{chr(97 + number // 26)}"] for number in range(2 * COMPLETIONS)]
    index = build(tmp_path / "index", [["-conduct"], ["-conduct"], *rare, ["-con"], ["-con"], ["-con"], ["-cò"]])
    last = len(rare) + 2
    completed = found(index, "con", finished=False)
    assert {0, 1, last, last + 1, last + 2} <= {*completed} and len(completed) == COMPLETIONS - 2 + 5
    assert found(index, "constructa", finished=False) == [number for number in range(2, last) if (number - 2) % 26 == 0]
    assert found(index, "co", finished=False) == [last + 3]  # two letters stand for themselves
    assert list(crosscheck.contradictions(index.folder)) == []


def test_a_changed_byte_is_seen_and_a_wrong_record_is_no_crash(tmp_path: Path) -> None:
    chance = random.Random(5)
    documents = [[f"-chung {chance.randrange(300)} {chance.randrange(30)}"] for _ in range(3000)]
    index = build(tmp_path / "index", documents)
    groups = [part(index).meant(word(one)) for one in ("chung", "7", "12", "200")]
    sections = dict(index.sections)
    for _ in range(300):
        damaged = bytearray(index.sections["definitions.in"])
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        sections["definitions.in"] = memoryview(bytes(damaged))
        for group in groups:
            with suppress(*crosscheck.DAMAGE):
                holding(Definitions(sections), [group])
    archive = index.folder / "index.tar"
    data = bytearray(archive.read_bytes())
    place = index.manifest.sections["definitions.in"].first + 1000
    data[place] ^= 1
    archive.write_bytes(data)
    assert [fault.name for fault in integrity.faults(index.folder)] == ["definitions.in"]


def test_verify_says_where_words_lead_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = build(tmp_path / "index", [["-họp kín"], ["-họp"], ["-họp mở"]])
    assert list(crosscheck.contradictions(index.folder)) == []
    with monkeypatch.context() as patch:
        patch.setattr(definitions, "_LISTED", 2)
        patch.setattr(
            definitions.Writer,
            "add",
            lambda writer, articles, add=definitions.Writer.add: add(
                writer, [articles[0].replace("kín".encode(), b"xa")]
            ),
        )
        wrong = build(tmp_path / "wrong", [["-họp kín"], ["-họp"], ["-họp mở"]])
    assert list(crosscheck.contradictions(wrong.folder)) == [
        "2 words lead to other definitions than hold them (xa, kin)"
    ]


def test_without_the_part_an_index_opens_and_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "AVAILABLE", False)
    index = build(tmp_path / "index", [["-họp kín"]])
    assert index.definitions is None and not [name for name in index.sections if name.startswith("definitions")]
    assert list(crosscheck.contradictions(index.folder)) == []


def test_words_of_other_tones_are_not_compared_and_a_missing_word_ends_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = part(build(tmp_path / "index", [["-đầu đấu đậu đẩu đẫu đâu dâu dầu dấu dậu"]]))
    compared: list[str] = []
    monkeypatch.setattr(
        definitions, "agrees", lambda *words, **more: compared.append(words[1].name) or agrees(*words, **more)
    )
    assert len(held.meant(word("đầu"))) == 1 and len(compared) == 2
    counted: list[int] = []
    monkeypatch.setattr(Definitions, "_size", lambda self, number: counted.append(number))
    assert holding(held, [held.meant(word("dau")), []]) == [] and not counted

"""A joined index has what its members have: each headword once, as one dictionary that held them all would."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import build

from dictsvc.errors import DictsvcError
from dictsvc.index import cards, definitions, integrity, joined, lists, meanings, neighbours
from dictsvc.index.build import Batch, Builder
from dictsvc.index.cards import Card
from dictsvc.index.cards import entries as entries_of
from dictsvc.index.manifest import joined_prefix
from dictsvc.index.opened import Index
from dictsvc.vietnamese import order
from dictsvc.vietnamese.match import query

Rows = list[tuple[str, int, list[str]]]
"""Headword, zipf in hundredths, articles."""

VIETNAMESE: Rows = [
    ("học", 600, ["-study", "-learn"]),
    ("hoà bình", 400, ["-peace"]),
    ("hóa học", 300, ["-chemistry"]),
    ("a-xít", 200, ["-acid"]),
    ("the", 100, ["-gauze"]),
    ("目", 1, ["-eye", " mục\n-mắt"]),
]
OWN: Rows = [
    ("học sinh", 500, ["-người đi học"]),
    ("hoá học", 300, ["-khoa học"]),
    ("học", 550, ["-thu nhận kiến thức"]),
    ("A-xít", 200, ["-chất chua"]),
    ("the", 150, ["-vải"]),
    ("學", 1, [" học\n-học"]),
]
ENGLISH: Rows = [
    ("the", 800, ["-cái", "-những"]),
    ("hoc", 10, ["-này"]),
    ("theme", 450, ["-chủ đề"]),
    ("học", 1, ["-a loan"]),
]


def made(folder: Path, rows: Rows, *, tonal: bool) -> Index:
    folder.mkdir()
    builder = Builder(folder, language="vi" if tonal else "en", tonal=tonal)
    for headword, zipf, articles in rows:
        count = len(articles)
        texts = [article.encode() for article in articles]
        glosses = [article[1:].partition("\n")[0].encode() for article in articles]
        builder.add(Batch.of([headword] * count, [zipf] * count, texts, glosses))
    _, name = builder.finish()
    return Index(folder.rename(folder.with_name(f"{folder.name}-{name}")))


def join(folder: Path, members: list[Index], *, tonal: bool) -> Index:
    folder.mkdir()
    _, name = joined.join(folder, members, tonal=tonal)
    return Index(folder.rename(folder.with_name(f"{folder.name}-{name}")))


@pytest.fixture
def members(tmp_path: Path) -> list[Index]:
    """In the admin's order: the first is of another kind than the second and third."""
    return [
        made(tmp_path / "anh-viet", ENGLISH, tonal=False),
        made(tmp_path / "viet-anh", VIETNAMESE, tonal=True),
        made(tmp_path / "viet-viet", OWN, tonal=True),
    ]


def test_each_headword_stands_once_with_its_highest_frequency(members: list[Index], tmp_path: Path) -> None:
    index = join(tmp_path / "tonal", members, tonal=True)
    wanted: dict[str, int] = {}
    for headword, zipf, _ in VIETNAMESE + OWN:
        wanted[headword] = max(zipf, wanted.get(headword, 0))
    assert {card.headword: card.zipf for card in map(index.cards.__getitem__, range(len(index)))} == wanted
    ranked = sorted(wanted, key=lambda headword: (-wanted[headword], order.key(headword)))
    assert [index.cards.headword(document) for document in range(len(index))] == ranked
    assert index.manifest.documents == len(wanted)
    other = join(tmp_path / "other", members, tonal=False)
    assert [other.cards.headword(document) for document in range(len(other))] == ["the", "theme", "hoc", "học"]
    assert other.cards[0].zipf == 800


def test_a_card_has_the_entries_of_all_dictionaries_in_their_order(members: list[Index], tmp_path: Path) -> None:
    index = join(tmp_path / "tonal", members, tonal=True)

    def entries(headword: str) -> list[tuple[int, str, int]]:
        document = index.exact(headword)
        assert document is not None
        return entries_of(index.record(document))

    assert entries("học") == [(0, "a loan", 1), (1, "study", 2), (2, "thu nhận kiến thức", 1)]
    assert entries("the") == [(0, "cái", 2), (1, "gauze", 1), (2, "vải", 1)]
    assert entries("hoá học") == [(2, "khoa học", 1)]
    assert index.exact("theme") is None
    assert index.manifest.entries == sum(len(entries_of(index.record(document))) for document in range(len(index)))
    document = index.exact("học")
    assert document is not None
    assert index.cards[document] == Card("học", "a loan", 600, 1)
    assert entries_of(members[1].record(members[1].exact("học") or 0)) == [(0, "study", 2)]


def test_keys_are_those_of_one_dictionary_with_all_headwords(members: list[Index], tmp_path: Path) -> None:
    """Every section but the cards' texts, byte for byte, and so every answer."""
    for tonal, rows in ((True, VIETNAMESE + OWN), (False, ENGLISH)):
        index = join(tmp_path / f"joined{tonal}", members, tonal=tonal)
        highest = {headword: max(zipf for name, zipf, _ in rows if name == headword) for headword, *_ in rows}
        whole = made(tmp_path / f"whole{tonal}", [(name, highest[name], texts) for name, _, texts in rows], tonal=tonal)
        # The neighbours of all members are in the tonal one; the trie of meanings gets its keys in another order;
        # definitions are asked of each member.
        of_texts = {*neighbours.NAMES, *lists.names(meanings.MEANINGS)}
        of_texts |= {name for name in whole.sections if name.startswith(definitions.DEFINITIONS)}
        assert said(index) == said(whole) != {}
        assert set(whole.sections) - set(index.sections) - of_texts == {
            "articles.bin",
            "articles.sample",
            "articles.first",
            "articles.off",
            "order.u32",
        }
        for name in set(index.sections) - {"cards.bin", "cards.off"} - of_texts:
            assert bytes(index.sections[name]) == bytes(whole.sections[name]), name
        own = {neighbours.NEIGHBOURS, definitions.DEFINITIONS}
        assert {*index.manifest.parts, *own} == {*whole.manifest.parts, *own}
        for typed in ("h", "hoc", "học", "hoa hoc", "axit", "the", "them", "mục", "hóa học "):
            asked = query(typed, tonal=tonal)
            assert [hit[1:] for hit in index.find(asked)] == [hit[1:] for hit in whole.find(asked)], typed


def said(index: Index) -> dict[str, list[tuple[int, str]]]:
    """Items of the definitions -> (place, headword) of each that has it."""
    assert index.meanings is not None
    found = {}
    for item in index.meanings.lists.keys():  # noqa: SIM118 - no mapping
        rows = index.meanings.lists.get(item)
        found[item] = [(row >> meanings.PLACE, index.headword(row & meanings.DOCUMENT)) for row in rows]
    return found


def test_an_item_in_two_dictionaries_stands_at_its_earliest_place(tmp_path: Path) -> None:
    rows: list[Rows] = [
        [("học", 600, ["-study; learn"]), ("học hỏi", 300, ["-learn"])],
        [("học", 600, ["-read", "-learn; study"])],
    ]
    members = [made(tmp_path / f"vi{number}", some, tonal=True) for number, some in enumerate(rows)]
    found = said(join(tmp_path / "tonal", members, tonal=True))
    assert found["learn"] == [(0, "học"), (0, "học hỏi")]
    assert found["study"] == [(0, "học")]


def test_readings_are_joined(members: list[Index], tmp_path: Path) -> None:
    assert members[1].readings is not None
    index = join(tmp_path / "tonal", members, tonal=True)
    assert index.readings is not None
    found = [index.readings.get(name) for name in ("muc", "hoc")]
    assert [[index.cards.headword(document) for document in documents] for documents in found] == [["目"], ["學"]]


def test_it_is_a_pure_function_of_its_members(members: list[Index], tmp_path: Path) -> None:
    first, second = (join(tmp_path / name, members, tonal=True) for name in ("first", "second"))
    assert first.folder.name.rpartition("-")[2] == second.folder.name.rpartition("-")[2]
    assert first.manifest.members == tuple(member.folder.name for member in members)
    assert not list(integrity.faults(first.folder))
    assert not integrity.foreign(first.folder)
    names = first.manifest.members
    beginnings = {
        joined_prefix(those, tonal=tonal) for tonal in (True, False) for those in (names, names[::-1], names[:2])
    }
    assert len(beginnings) == 6


def test_the_progress_ends_it(members: list[Index], tmp_path: Path) -> None:
    steps = []

    def progress(done: int, total: int) -> None:
        steps.append((done, total))
        if done == total:
            raise DictsvcError("no longer wanted")

    (tmp_path / "ended").mkdir()
    with pytest.raises(DictsvcError, match="no longer wanted"):
        joined.join(tmp_path / "ended", members, tonal=True, progress=progress)
    assert steps[0] == (0, 28)
    assert steps == sorted(steps)


def test_a_dictionary_says_nothing_of_members(tmp_path: Path) -> None:
    """Its description can be read by a program that knows of no joined index."""
    index = build(tmp_path / "index", ["học"])
    assert index.manifest.members == ()
    assert '"members"' not in (index.folder / "index.json").read_text(encoding="utf-8")
    assert cards.ENTRY % (0, "x", 1) == "\x1f0\x1fx\x1f1"

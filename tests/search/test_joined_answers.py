"""The joined index, a merge of the members, and every order of the admin's: the same answers, byte for byte."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from loaded import load_rows

from dictsvc import readers
from dictsvc.clean.items import items
from dictsvc.index import joined
from dictsvc.index.opened import Index
from dictsvc.library import DictionarySet, Library, OpenDictionary, Snapshot
from dictsvc.operations import bundled
from dictsvc.records import Entry
from dictsvc.search.lookup import LONGEST, checked, lookup
from dictsvc.search.sentence import segment
from dictsvc.search.wire import body, sentence
from dictsvc.vietnamese.fold import bare
from dictsvc.vietnamese.match import NAMES

PHRASES = ("hoc sinh gioi", "học sinh gioỉ", "toi di hoc", "các bạn đi học rồi studies", "kinh te thi truong")


@pytest.fixture(scope="module")
def snapshot(words: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The three small dictionaries, and 700 headwords each of three bundled ones of both kinds."""
    data = tmp_path_factory.mktemp("answers") / "data"
    for one in bundled.available():
        if one.id in ("viet-anh", "anh-viet", "thanh-ngu"):
            entries = [entry for entry in readers.open_source(one.path).items() if isinstance(entry, Entry)]
            drawn = random.Random(1).sample(entries, 700)
            language = "en" if one.id == "anh-viet" else "vi"
            rows = [(entry.headword, entry.definition.replace("\n", "\\n")) for entry in drawn]
            load_rows(data, f"more-{one.id}", rows, source_language=language)
    small = list(Library(words).current().opened.values())
    large = list(Library(data).current().opened.values())
    opened = {one.dictionary.id: one for one in (small[0], large[1], small[1], *large[::2], small[2])}
    return Snapshot(7, opened)


def with_joined(members: list[OpenDictionary], folder: Path) -> DictionarySet:
    indexes = {}
    for tonal in (True, False):
        made = folder / f"{tonal}"
        made.mkdir()
        _, name = joined.join(made, [one.index for one in members], tonal=tonal)
        indexes[tonal] = Index(made.rename(folder / f"{tonal}-{name}"))
    return DictionarySet(members, indexes)


def said(members: list[OpenDictionary], count: int) -> list[str]:
    """Items of their definitions, every other one without its marks."""
    texts = []
    for member in members:
        for document in random.Random(3).sample(range(len(member.index)), min(count // 5, len(member.index))):
            texts += [item[:LONGEST] for article in member.index.articles[document] for item, _ in items(article)]
    return [bare(text) if number % 2 else text for number, text in enumerate(random.Random(4).sample(texts, count))]


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "in another order"])
def test_joined_and_merged_answer_alike(snapshot: Snapshot, shared: Path, tmp_path: Path, backwards: bool) -> None:
    members = list(snapshot.opened.values())[:: -1 if backwards else 1]
    merged, join = DictionarySet(members), with_joined(members, tmp_path)
    assert all(isinstance(group, Index) for group in join.groups) and len(join.groups) == len(merged.groups) == 2
    typed = (shared / "data/queries/typed.txt").read_text(encoding="utf-8").split("\n")
    misspelt = (shared / "data/queries/misspelt.tsv").read_text(encoding="utf-8").split("\n")
    texts = [*random.Random(2).sample(typed, 250), *(row.partition("\t")[0] for row in misspelt[:25]), *PHRASES]
    texts += said(members, 60)
    found = set()
    for text in filter(str.strip, texts):
        for limit in (1, 10, 50):
            answers = [body(lookup(snapshot, chosen, checked(text), limit), "") for chosen in (merged, join)]
            assert answers[0] == answers[1], (text, limit)
            found |= {name for name in NAMES if f'"match":"{name}"'.encode() in answers[0]}
    assert found >= {"exact", "tone", "unmarked", "meaning", "inside", "similar"}
    for text in PHRASES:
        cut = [sentence(segment(snapshot, chosen, text), "") for chosen in (merged, join)]
        assert cut[0] == cut[1], text

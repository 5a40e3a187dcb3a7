"""The form of the optional parts: what was given row by row comes back, each key's best documents first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import marisa_trie
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dictsvc.index import files, lists, meanings
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import syllables

KEYS = st.sampled_from("a b ab học sinh|J hoc 学 x\ty".split(" "))


def written(folder: Path, rows: list[tuple[str, int]], best: int, distinct: int) -> lists.Lists:
    writer = lists.Writer(folder, "part", best=best, distinct=distinct)
    for key, document in rows:
        writer.add(key, document)
    return lists.Lists({name: files.mapped(folder / name) for name in writer.finish()}, "part")


def everything(part: lists.Lists) -> dict[str, list[int]]:
    keys = list(part.keys())
    return {key: part.get(key) for key in keys}


def best_of(documents: Iterable[int], best: int) -> list[int]:
    return sorted(documents)[:best]


@pytest.mark.parametrize("recent", [2, 1000], ids=["keys forgotten early", "keys known again"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(KEYS, st.integers(0, 63)), min_size=1, max_size=60), best=st.integers(1, 5))
def test_each_key_leads_to_its_best_documents(
    rows: list[tuple[str, int]],
    best: int,
    recent: int,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists, "_RECENT", recent)
    folder = tmp_path_factory.mktemp("lists")
    given_rows = defaultdict(set)
    for key, document in rows:
        given_rows[key].add(document)
    part = written(folder, rows, best, 0xFFFF_FFFF)
    assert everything(part) == {key: best_of(documents, best) for key, documents in given_rows.items()}
    # The trie is the one of all rows, so that an index does not depend on how many keys were known again.
    assert (folder / "part.marisa").read_bytes() == marisa_trie.Trie([key for key, _ in rows]).tobytes()

    smallest: dict[str, dict[int, int]] = defaultdict(dict)  # by the lowest three bits
    for key, document in sorted(rows, key=lambda row: -row[1]):
        smallest[key][document & 7] = document
    part = written(folder, rows, best, 7)
    assert everything(part) == {key: best_of(documents.values(), best) for key, documents in smallest.items()}


@given(st.text(st.sampled_from("aàảăâđeêiyklmqutơư ,-'.…“”ß²\u0301\u00a0Ａ学1"), max_size=12))
@settings(max_examples=300, deadline=None)
def test_a_meaning_read_beside_others_is_stored_under_its_own_name(item: str) -> None:
    item = item.lower()
    spelt = " ".join(syllables(normalise(item)))
    folded = bare(spelt)
    names = [folded, f"{folded}\t{spelt}"] if folded != spelt else [folded]
    found = meanings._names(["xa, gần", item, "anh"])
    assert found["anh"] == ["anh"]
    assert found["xa, gần"] == ["xa gan", "xa gan\txa gần"]
    assert found[item][: len(names)] == [name for name in names if name]


def test_a_meaning_is_stored_under_both_spellings_wherever_its_tone_mark_stands() -> None:
    for written in ("quỹ đen", "qũy đen"):
        names = meanings._names([written])[written]
        assert "qui den" in names
        assert names[:2] == ["quy den", f"quy den\t{written}"]

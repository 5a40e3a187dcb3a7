"""Among equals the headword in the very letter case and code points that were typed stands first (docs/matching.md)."""

from __future__ import annotations

from pathlib import Path

import pytest
from loaded import load_rows

from dictsvc.config import Config
from dictsvc.library import Library, Snapshot
from dictsvc.search.lookup import checked, lookup
from dictsvc.search.sentence import segment
from dictsvc.web import create_app

ALIKE = ["đức", "Đức", "ĐỨC", "目", "⽬", "ss", "ß", "SS", "hoc", "Hoc", "a-xít", "A-xít", "bưóc", "bước", "kỳ", "kì"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dictionaries that write the same words in different ways."""
    data = tmp_path_factory.mktemp("written") / "data"
    for name, words in (("one", ALIKE), ("two", ["đức", "Hoc", "ß"]), ("three", ["Đức", "⽬", "hoc", "SS"])):
        rows = [(word, f"- {word} in {name}") for word in words]
        load_rows(data, name, rows, source_language="de" if name == "three" else "vi")
    return data


@pytest.fixture(scope="module")
def snapshot(data: Path) -> Snapshot:
    return Library(data).current()


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
@pytest.mark.parametrize("ids", [["one"], ["one", "two"], ["two", "three"], []], ids=lambda ids: "+".join(ids) or "all")
def test_the_headword_as_typed_stands_first_at_every_limit(snapshot: Snapshot, ids: list[str], limit: int) -> None:
    chosen = snapshot.choose(ids)
    wrong = {}
    for typed in ALIKE:
        if any(opened.index.exact(typed) is not None for opened in chosen):
            first = lookup(snapshot, chosen, checked(typed), limit).results[0]
            if first.headword != typed:
                wrong[typed] = first.headword
    assert wrong == {}


def test_an_order_that_it_does_not_touch_stays(snapshot: Snapshot) -> None:
    chosen = snapshot.choose(["one"])
    for typed in ALIKE:
        results = lookup(snapshot, chosen, checked(typed), 10).results
        others = [result.headword for result in results if result.headword != typed]
        loose = lookup(snapshot, chosen, checked(f"{typed} "), 10).results
        assert others == [result.headword for result in loose if result.headword != typed], typed


def test_each_spelling_has_a_reply_of_its_own(data: Path) -> None:
    client = create_app(Config(data=data)).test_client()
    for _ in range(2):
        for typed in ("đức", "Đức", "ĐỨC"):
            assert client.get("/lookup", query_string={"q": typed}).get_json()["results"][0]["headword"] == typed


def test_a_name_in_a_sentence_leads_to_its_own_headword(snapshot: Snapshot) -> None:
    words = segment(snapshot, snapshot.choose(["one"]), "nước Đức và chữ đức").words
    assert [word.headword for word in words if word.text.lower() == "đức"] == ["Đức", "đức"]

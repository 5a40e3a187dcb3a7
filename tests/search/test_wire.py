"""The JSON of an answer is written from stored bytes: whatever headword, gloss or mount hold, it parses to that."""

from __future__ import annotations

from contextlib import nullcontext

import orjson
import pytest
from loaded import load_rows

from dictsvc.library import Library, Snapshot
from dictsvc.operations import joining
from dictsvc.search.lookup import checked, lookup
from dictsvc.search.several import words
from dictsvc.search.wire import body, plain, several

HEADWORD = 'ab "c" \\ d/e %s'
GLOSS = 'say "%s" 100% học'
PLACE = "ab%20%22c%22%20%5C%20d%2Fe%20%25s"
MOUNT = "/t%E1%BB%AB"


@pytest.fixture(scope="module", params=["merged", "joined"])
def snapshot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data = tmp_path_factory.mktemp("wire")
    for name in ("first", "second"):
        load_rows(data, name, [(HEADWORD, f"{GLOSS} {name}"), ("/abc", "- slash"), ("ab", "- plain")])
    if request.param == "joined":
        joining.make(data, counter=lambda label: nullcontext(lambda done, total: None))
    current = Library(data).current()
    assert bool(current.joined) is (request.param == "joined")
    return current


def test_an_answer_says_what_is_stored(snapshot: Snapshot) -> None:
    answer = lookup(snapshot, snapshot.shown, checked(HEADWORD))
    (result,) = orjson.loads(body(answer, MOUNT))["results"]
    gloss = answer.results[0].entries[0].gloss
    assert (result["headword"], result["match"], result["whole"]) == (HEADWORD, "exact", True)
    assert gloss.startswith(GLOSS)
    assert [list(entry) for entry in result["entries"]] == [
        ["dictionary", "gloss", "homographs", "href", "page", "definition"]
    ] * 2
    assert result["entries"][1] == {
        "dictionary": "second",
        "gloss": gloss.replace("first", "second"),
        "homographs": 1,
        "href": f"{MOUNT}/entries/second/{PLACE}",
        "page": f"{MOUNT}/tra/second/{PLACE}",
        "definition": f"{GLOSS} second",
    }


def test_a_completion_has_no_definition(snapshot: Snapshot) -> None:
    shown = plain(lookup(snapshot, snapshot.shown, checked("a")), "")["results"]
    assert {result["headword"] for result in shown} >= {HEADWORD, "ab"}
    assert all(entry["homographs"] == 1 and "definition" not in entry for row in shown for entry in row["entries"])


def test_what_begins_with_a_slash_is_a_parameter_of_its_address(snapshot: Snapshot) -> None:
    shown = plain(lookup(snapshot, snapshot.shown, checked("/abc")), "")["results"]
    assert shown[0]["entries"][0]["href"] == "/entries/first?headword=%2Fabc"


def test_several_words_have_their_headword_in_each_entry(snapshot: Snapshot) -> None:
    shown = orjson.loads(several(3, words(snapshot, snapshot.shown, (HEADWORD, "nothing", "ab")), MOUNT))
    assert shown["generation"] == 3
    assert [word["query"] for word in shown["words"]] == [HEADWORD, "nothing", "ab"]
    first, nothing, plain_word = [word["entries"] for word in shown["words"]]
    assert nothing == [] and [entry["dictionary"] for entry in plain_word] == ["first", "second"]
    assert list(first[1])[:2] == ["headword", "dictionary"] and first[1]["headword"] == HEADWORD
    assert first[1]["definition"] == f"{GLOSS} second"

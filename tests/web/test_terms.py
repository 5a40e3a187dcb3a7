"""GET /terms: a dictionary's headwords as one list that is kept for ever under its versioned address."""

from __future__ import annotations

import pytest
from asking import WORDS
from flask.testing import FlaskClient

from dictsvc.web import terms


def linked(client: FlaskClient, dictionary: str) -> str:
    """The address that /dictionaries names."""
    shown = client.get("/dictionaries").json["dictionaries"]
    return next(each["terms"] for each in shown if each["id"] == dictionary)


def test_every_headword_stands_there_in_order(client: FlaskClient) -> None:
    answer = client.get(linked(client, "thu"))
    listed = answer.json["terms"]
    about = next(each for each in client.get("/dictionaries").json["dictionaries"] if each["id"] == "thu")
    assert len(listed) == len(set(listed)) == about["headwords"] > 0
    assert set(WORDS) <= set(listed)


def test_the_named_address_is_kept_for_ever_and_others_are_not(client: FlaskClient) -> None:
    address = linked(client, "thu")
    assert "immutable" in client.get(address).headers["Cache-Control"]
    for other in ("/terms?dict=thu", "/terms?dict=thu&v=000000"):
        answer = client.get(other)
        assert "immutable" not in answer.headers["Cache-Control"]
        assert client.get(other, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("query", "status"), [("", 400), ("?dict=", 400), ("?dict=thu&dict=hai", 400), ("?dict=none", 404)]
)
def test_a_bad_question_is_told(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/terms{query}")
    assert answer.status_code == status and answer.json["detail"]


def test_a_large_dictionary_is_no_list(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST", 1)
    assert linked(client, "thu") == ""
    assert "quá nhiều" in client.get("/terms?dict=thu").json["detail"]

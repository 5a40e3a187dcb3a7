"""GET /words: of several words the entries of the headwords that are written so."""

from __future__ import annotations

import gzip
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from loaded import load_rows

from dictsvc.config import Config
from dictsvc.web import create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    data = tmp_path_factory.mktemp("words") / "data"
    rows = [(word, f"- meaning of {word}") for word in "học sinh, hoc, hòa, hoà, hoá, kỳ, kì, a/b, địt".split(", ")]
    load_rows(data, "viet-anh", [*rows, ("dài", "- " + "word " * 500)], source_language="vi", target_language="en")
    load_rows(data, "anh-viet", [("hoc", "- này"), ("study", "- học")], source_language="en", target_language="vi")
    return create_app(Config(data=data)).test_client()


def address(*words: str, further: str = "") -> str:
    return "/words?" + "&".join(f"q={quote(word, safe='')}" for word in words) + further


def asked(client: FlaskClient, *words: str, further: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    answer = client.get(address(*words, further=further)).get_json()
    shown = [(one["query"], [(e["headword"], e["dictionary"]) for e in one["entries"]]) for one in answer["words"]]
    assert [query for query, _ in shown] == list(words)
    return shown


def test_each_word_has_the_entries_of_a_whole_exact_result(client: FlaskClient) -> None:
    (found,) = client.get("/words?q=a/b", base_url="http://localhost/tra").get_json()["words"]
    (looked,) = client.get("/lookup?q=a/b", base_url="http://localhost/tra").get_json()["results"]
    assert found == {"query": "a/b", "entries": [{"headword": "a/b", **entry} for entry in looked["entries"]]}
    assert found["entries"][0]["definition"] == "- meaning of a/b"
    (long,) = client.get("/words?q=" + quote("dài")).get_json()["words"]
    assert long["entries"][0]["truncated"] is True
    assert client.get("/words?q=hoc").get_json()["generation"] == 2


def test_whole_words_as_written_or_in_another_spelling_and_nothing_else(client: FlaskClient) -> None:
    both = [("hoc", "viet-anh"), ("hoc", "anh-viet")]
    assert asked(client, "học sinh", "hoc sinh", "hoc", "học", "nothing", "hoc") == [
        ("học sinh", [("học sinh", "viet-anh")]),
        ("hoc sinh", []),
        ("hoc", both),
        ("học", []),
        ("nothing", []),
        ("hoc", both),
    ]
    ((_, spelt),) = asked(client, "hòa")
    assert spelt == [("hòa", "viet-anh"), ("hoà", "viet-anh")]
    ((_, spelt),) = asked(client, "kì")
    assert spelt == [("kì", "viet-anh"), ("kỳ", "viet-anh")]
    assert asked(client, "địt", "dit", "study.") == [
        ("địt", [("địt", "viet-anh")]),
        ("dit", []),
        ("study.", [("study", "anh-viet")]),
    ]
    assert all("definition" in e for one in client.get(address("kì")).get_json()["words"] for e in one["entries"])


def test_dictionaries_are_chosen_as_in_a_lookup(client: FlaskClient) -> None:
    assert asked(client, "hoc", "study", further="&dict=anh-viet&dict=") == [
        ("hoc", [("hoc", "anh-viet")]),
        ("study", [("study", "anh-viet")]),
    ]
    assert client.get("/words?q=hoc&dict=none").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=hoc&q=", "q=hoc&q=%00", "q=hoc&q=%FF", f"q=hoc&q={'x' * 101}", "&".join(["q=hoc"] * 51)],
    ids=["none", "empty", "one empty", "control", "no UTF-8", "long", "many"],
)
def test_what_cannot_be_asked_is_said_in_one_vietnamese_sentence(client: FlaskClient, query: str) -> None:
    reply = client.get(f"/words?{query}")
    assert reply.status_code == 400
    assert reply.content_type == "application/problem+json"
    assert reply.get_json()["detail"].endswith(".")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_fifty_words_are_answered_kept_and_compressed_as_a_lookup_is(client: FlaskClient) -> None:
    words = [f"{word}{number}" for number in range(24) for word in ("a", "học")] + ["học sinh", "study"]
    plain = client.get(address(*words))
    assert [len(one["entries"]) for one in plain.get_json()["words"]] == [0] * 48 + [1, 1]
    packed = client.get(address(*words), headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    looked = client.get("/lookup?q=hoc")
    for name in ("Cache-Control", "Access-Control-Allow-Origin", "X-Content-Type-Options", "Content-Type"):
        assert plain.headers[name] == looked.headers[name]
    again = client.get(address(*words), headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert client.head(address("hoc")).headers["Content-Length"] == str(len(client.get(address("hoc")).get_data()))
    assert 'route="/words"' in client.get("/metrics").get_data(as_text=True)
    assert client.post(address("hoc")).status_code == 405

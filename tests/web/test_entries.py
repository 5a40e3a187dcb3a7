"""GET /entries?headword=: the entries of one headword from several dictionaries in one answer."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient
from loaded import load_file, load_rows

from dictsvc import config
from dictsvc.vietnamese import match
from dictsvc.vietnamese.fold import normalise
from dictsvc.web import create_app, entries


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Three dictionaries that share *đường*; one also writes *Đường*, one refers to other headwords."""
    folder = tmp_path_factory.mktemp("entries") / "data"
    load_rows(
        folder, "mot", [("đường", "- road; sugar"), ("Đường", "- Tang")], source_language="vi", target_language="en"
    )
    source = folder.parent / "hai.tsv"
    rows = "đường\tlối đi\t", "phố\tđường trong thành phố\t", "quốc lộ\tđường lớn\tđường; xa lộ"
    source.write_text("\n".join(("headword\tdefinition\tsee", *rows)) + "\n", encoding="utf-8")
    load_file(folder, source, source_language="vi", target_language="vi")
    load_rows(folder, "ba", [("đường", "- " + "rất dài " * 20_000), ("ĐI", "- go")], source_language="vi")
    return create_app(config.Config(data=folder)).test_client()


def test_one_answer_has_what_each_dictionary_says_in_the_admins_order(three: FlaskClient) -> None:
    answer = three.get("/entries", query_string={"headword": "đường"}).get_json()
    assert answer["headword"] == "đường" and answer["generation"] > 0
    assert [part["dictionary"]["id"] for part in answer["results"]] == ["mot", "hai", "ba"]
    for part in answer["results"][:2]:
        alone = three.get(f"/entries/{part['dictionary']['id']}/đường").get_json()
        assert part == alone
    assert (
        answer["results"][0]["gloss"] == "road; sugar"
        and answer["results"][1]["page"] == "/tra/hai/%C4%91%C6%B0%E1%BB%9Dng"
    )


def test_some_dictionaries_may_be_named(three: FlaskClient) -> None:
    asked = [("headword", "đường"), ("dict", "hai"), ("dict", "mot"), ("dict", "")]
    answer = three.get("/entries", query_string=asked).get_json()
    assert [part["dictionary"]["id"] for part in answer["results"]] == ["mot", "hai"]


def test_a_headword_is_the_one_that_is_written_so_else_in_another_letter_case(three: FlaskClient) -> None:
    for asked, found in (
        ("Đường", ["Đường"]),
        ("ĐƯỜNG", ["đường"] * 3),
        ("đi", ["ĐI"]),
        ("đươ\u0300ng", ["đường"] * 3),
    ):
        answer = three.get("/entries", query_string={"headword": asked}).get_json()
        assert [part["headword"] for part in answer["results"]] == found


def test_what_would_make_it_too_long_is_left_to_its_own_address(
    three: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "LONGEST_ARTICLES", 100_000)
    last = three.get("/entries", query_string={"headword": "đường"}).get_json()["results"][-1]
    assert last["entries"] == [] and last["gloss"] and last["homographs"] == 1
    following = three.get(last["next"]).get_json()
    assert len(following["entries"]) == 1 and following["dictionary"] == last["dictionary"]
    alone = three.get("/entries", query_string={"headword": "đường", "dict": "ba"}).get_json()
    assert len(alone["results"][0]["entries"]) == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("headword=", 400),
        ("headword=a&headword=b", 400),
        ("headword=%FF", 400),
        ("headword=" + "x" * 1500, 404),
        ("headword=duong", 404),
        ("headword=ph%E1%BB%91&dict=mot", 404),
        ("headword=ph%E1%BB%91&dict=khong-co", 404),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_sentence(three: FlaskClient, query: str, status: int) -> None:
    answer = three.get(f"/entries?{query}")
    assert answer.status_code == status and answer.mimetype == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and answer.get_json()["detail"]
    if query == "headword=duong":
        assert "đường" in [one["headword"] for one in answer.get_json()["suggestions"]]


def test_it_is_kept_compressed_and_open_to_every_site_as_other_answers(three: FlaskClient) -> None:
    path = "/entries?headword=%C4%91%C6%B0%E1%BB%9Dng"
    plain, packed = three.get(path), three.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert "max-age" in plain.headers["Cache-Control"] and plain.headers["Access-Control-Allow-Origin"] == "*"
    assert three.get(path, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304
    mounted = three.get(path, environ_overrides={"SCRIPT_NAME": "/tu"}).get_json()
    assert mounted["results"][0]["page"].startswith("/tu/tra/mot/")


def test_pieces_say_their_language_and_references_lead_to_headwords_that_are_there(three: FlaskClient) -> None:
    html = three.get("/entries/mot/đường").get_json()["entries"][0]["html"]
    assert '<li lang="en">road; sugar' in html
    entry = three.get("/entries/hai/quốc lộ").get_json()["entries"][0]
    assert [(one["label"], one["headword"]) for one in entry["see"]] == [("xem thêm:", "đường")]
    assert three.get(entry["see"][0]["href"]).get_json()["headword"] == "đường"
    assert three.get(entry["see"][0]["page"]).status_code == 200


def test_a_headword_is_taken_apart_once_however_many_dictionaries_are_asked(
    three: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def noted(text: str) -> str:
        texts.append(text)
        return normalise(text)

    monkeypatch.setattr(match, "normalise", noted)
    headword = "chữ-viết-dài-" * 20
    assert three.get("/entries", query_string={"headword": headword}).status_code == 404
    assert texts == [headword]

"""What the HTTP contract promises for every request, the bad ones most of all."""

from __future__ import annotations

import gzip
import json
import unicodedata
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from asking import ODD
from flask.testing import FlaskClient
from running import Server
from werkzeug.test import TestResponse

BAD = {
    "no query": ("/lookup", 400),
    "blank query": ("/lookup?q=%20+", 400),
    "spaces that are no ASCII": ("/lookup?q=%E3%80%80%C2%A0", 400),
    "too long": ("/lookup?q=" + "a" * 101, 400),
    "too long by far": ("/lookup?q=" + "a" * 8000, 400),
    "control character": ("/lookup?q=a%00b", 400),
    "newline": ("/lookup?q=a%0Ab", 400),
    "no UTF-8": ("/lookup?q=%FF", 400),
    "Windows-1258": ("/lookup?q=" + quote("đư".encode("cp1258")), 400),
    "half a letter": ("/lookup?q=%E1%BB", 400),
    "a surrogate": ("/lookup?q=%ED%A0%80", 400),
    "two queries": ("/lookup?q=a&q=b", 400),
    "two limits": ("/lookup?q=a&limit=1&limit=2", 400),
    "limit 0": ("/lookup?q=a&limit=0", 400),
    "limit 51": ("/lookup?q=a&limit=51", 400),
    "limit a word": ("/lookup?q=a&limit=ten", 400),
    "limit in other digits": ("/lookup?q=a&limit=%D9%A3", 400),
    "no UTF-8 in dict": ("/lookup?q=a&dict=%FF", 400),
    "unknown dictionary": ("/lookup?q=a&dict=nope", 404),
    "unknown besides a known one": ("/lookup?q=a&dict=thu&dict=nope", 404),
    "suggest without query": ("/suggest", 400),
    "no entry": ("/entries/thu/kh%C3%B4ng%20c%C3%B3", 404),
    "no such dictionary": ("/entries/nope/h%E1%BB%8Dc", 404),
    "no headword": ("/entries/thu", 400),
    "no headword behind the slash": ("/entries/thu/", 400),
    "empty headword": ("/entries/thu?headword=", 400),
    "no UTF-8 in a headword": ("/entries/thu?headword=%E1%BB", 400),
    "control characters in a path": ("/entries/thu/%00%01", 404),
    "very long headword": ("/entries/thu/" + "%E1%BB%8D" * 850, 404),
    "no such path": ("/nope", 404),
    "trailing slash": ("/lookup/?q=a", 404),
    "a slash too many": ("/%2Flookup?q=a", 404),
    "a slash too many, encoded": ("/%2Fmetrics", 404),
    "static folder left": ("/static/../lookup.py", 404),
}


def problem(answer: TestResponse, status: int) -> dict[str, object]:
    """The answer's problem, after looking at what all problems have in common."""
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said: dict[str, object] = json.loads(answer.get_data())
    assert said["status"] == status
    assert str(said["detail"]).endswith(".") and said["title"]
    return said


@pytest.mark.parametrize(("path", "status"), BAD.values(), ids=BAD.keys())
def test_a_bad_request_gets_its_status_as_a_problem_that_any_origin_may_read(
    client: FlaskClient, path: str, status: int
) -> None:
    problem(client.get(path), status)
    assert client.head(path).status_code == status


@pytest.mark.parametrize(
    "path", ["/lookup?q=h%E1%BB%8Dc", "/entries/thu/h%E1%BB%8Dc", "/dictionaries", "/healthz", "/"]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_any_other_method_is_refused_with_what_is_allowed(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    problem(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path", ["/lookup?q=h%E1%BB%8Dc", "/entries/thu/h%E1%BB%8Dc", "/dictionaries", "/openapi.json"]
)
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == 200 and head.get_data() == b""
    assert dict(head.headers) == dict(got.headers)


def test_a_preflight_is_answered_for_every_origin(client: FlaskClient) -> None:
    answer = client.options(
        "/lookup?q=a", headers={"Origin": "https://cong.example", "Access-Control-Request-Method": "GET"}
    )
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]


def test_a_decomposed_query_is_the_composed_one(client: FlaskClient) -> None:
    asked = unicodedata.normalize("NFD", "học sinh")
    answer = client.get("/lookup", query_string={"q": asked}).get_json()
    assert answer["query"] == "học sinh"
    assert answer["results"][0]["headword"] == "học sinh"
    assert client.get("/entries/thu/" + quote(asked)).get_json()["headword"] == "học sinh"


def test_a_percent_sign_that_starts_no_code_stands_for_itself(client: FlaskClient) -> None:
    assert client.get("/lookup?q=50%").get_json()["results"][0]["headword"] == "50%"
    assert client.get("/lookup?q=%zz").get_json()["query"] == "%zz"


def test_parameter_names_may_be_encoded_and_unknown_ones_do_not_matter(client: FlaskClient) -> None:
    plain = client.get("/lookup?q=h%E1%BB%8Dc").get_data()
    assert client.get("/lookup?%71=h%E1%BB%8Dc").get_data() == plain
    assert client.get("/lookup?utm=%FF&q=h%E1%BB%8Dc&dict=").get_data() == plain


@pytest.mark.parametrize("headword", ODD)
def test_the_links_of_a_result_lead_to_its_entry(client: FlaskClient, headword: str) -> None:
    results = client.get("/lookup", query_string={"q": headword}).get_json()["results"]
    links = [entry["href"] for result in results if result["headword"] == headword for entry in result["entries"]]
    assert len(links) == 1
    assert client.get(links[0]).get_json()["headword"] == headword


@pytest.mark.parametrize("headword", ODD)
def test_a_server_takes_the_links_as_they_are(server: Server, headword: str) -> None:
    status, _, body = server.get("/lookup?q=" + quote(headword, safe=""))
    assert status == 200
    links = [
        e["href"] for result in json.loads(body)["results"] if result["headword"] == headword for e in result["entries"]
    ]
    status, _, body = server.get(links[0])
    assert status == 200 and json.loads(body)["headword"] == headword


def test_a_missing_headword_is_answered_with_what_may_have_been_meant(client: FlaskClient) -> None:
    said = problem(client.get("/entries/thu/hoc%20sin"), 404)
    assert "học sinh" in [one["headword"] for one in said["suggestions"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path", ["/lookup?q=h%E1%BB%8Dc", "/entries/thu/d%C3%A0i%20d%C3%B2ng", "/dictionaries", "/opensearch.xml"]
)
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.get_data() == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ["/lookup?q=d%C3%A0i", "/entries/thu/d%C3%A0i%20d%C3%B2ng", "/openapi.json"])
def test_a_large_reply_is_compressed_where_asked_for_and_has_a_tag_of_its_own(client: FlaskClient, path: str) -> None:
    if path.startswith("/lookup"):
        path = "/lookup?q=d%C3%A0i%20d%C3%B2ng"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers and packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert len(packed.get_data()) == int(packed.headers["Content-Length"]) < len(plain.get_data())
    assert packed.headers["ETag"] != plain.headers["ETag"]
    both = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(path, headers=both).status_code == 304
    assert client.get(path, headers={"If-None-Match": packed.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("accept", ["identity", "gzip;q=0", "gzip;q=0.2, identity", "br", "*;q=0"])
def test_who_does_not_want_gzip_does_not_get_it(client: FlaskClient, accept: str) -> None:
    answer = client.get("/openapi.json", headers={"Accept-Encoding": accept})
    assert "Content-Encoding" not in answer.headers


def test_replies_may_be_kept_for_a_while_and_shown_while_they_are_renewed(client: FlaskClient) -> None:
    assert "stale-while-revalidate" in client.get("/lookup?q=a").headers["Cache-Control"]
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"
    assert client.get("/lookup").headers["Cache-Control"] == "no-store"


def test_text_is_utf_8_as_written(client: FlaskClient) -> None:
    assert "học sinh".encode() in client.get("/lookup?q=hoc+sinh").get_data()
    assert "học sinh".encode() in client.get("/entries/thu/h%E1%BB%8Dc%20sinh").get_data()


def test_licence_and_source_stand_with_dictionaries_and_entries_and_wordfreq_is_credited(client: FlaskClient) -> None:
    said = client.get("/dictionaries").get_json()
    assert (said["dictionaries"][0]["licence"], said["dictionaries"][0]["source"]) == ("CC0-1.0", "tests")
    assert [one["licence"] for one in said["credits"] if one["name"] == "wordfreq"] == ["CC-BY-SA-4.0"]
    assert client.get("/entries/thu/h%E1%BB%8Dc").get_json()["dictionary"]["licence"] == "CC0-1.0"


def test_suggestions_have_the_shape_that_browsers_read(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=hoc")
    assert answer.content_type == "application/x-suggestions+json"
    asked, words, glosses, pages = json.loads(answer.get_data())
    assert asked == "hoc" and "học sinh" in words
    assert len(words) == len(glosses) == len(pages)
    assert client.get(pages[words.index("học sinh")]).status_code == 200


def test_the_search_description_names_where_browsers_ask(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml", base_url="https://tra.example/tu-dien")
    assert answer.content_type == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(answer.get_data())
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(root.findtext(f"{space}ShortName") or "") <= 16
    urls = {url.get("type"): url.get("template") for url in root.findall(f"{space}Url")}
    assert urls["text/html"] == "https://tra.example/tu-dien/?q={searchTerms}"
    assert urls["application/x-suggestions+json"] == "https://tra.example/tu-dien/suggest?q={searchTerms}"
    assert b'rel="search"' in client.get("/").get_data()


@pytest.mark.parametrize("path", ["/lookup?q=h%E1%BB%8Dc", "/lookup?q=h%E1%BB%8Dc&limit=3"])
def test_links_start_with_the_mount_point(client: FlaskClient, path: str) -> None:
    answer = client.get(path, base_url="http://localhost/tu-%C4%91i%E1%BB%83n").get_json()
    for result in answer["results"]:
        for entry in result["entries"]:
            assert entry["href"].startswith("/tu-%C4%91i%E1%BB%83n/entries/")


def test_pages_forbid_foreign_scripts_and_frames_and_only_the_widget_may_be_framed(client: FlaskClient) -> None:
    for path in ("/", "/tra/thu/h%E1%BB%8Dc", "/nope", "/widget"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.mimetype == "text/html"
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert ("frame-ancestors *" in policy) == (path == "/widget")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"]
        assert "X-Frame-Options" not in answer.headers
        text = answer.get_data(as_text=True)
        assert " style=" not in text and "<style" not in text and "onclick" not in text

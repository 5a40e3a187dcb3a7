"""GET /search and `dictsvc search`: headwords by words of their definitions, with a snippet each."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from loaded import load_rows
from running import dictsvc

from dictsvc.config import Config
from dictsvc.web import create_app, definitions_page

ROWS = [
    ("pupil", "- học sinh"),
    ("student", "- sinh viên, học sinh"),
    ("a/b?c", "- học sinh của <b>trường</b> & lớp"),
    *((f"word{number}", f"- nghĩa chung của từ {number}") for number in range(60)),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search") / "data"
    load_rows(folder, "anh-viet", ROWS, source_language="en", target_language="vi")
    load_rows(folder, "viet-anh", [("học sinh", "- pupil, student")], source_language="vi", target_language="en")
    return folder


@pytest.fixture(scope="module")
def client(data: Path) -> FlaskClient:
    return create_app(Config(data=data)).test_client()


def test_an_answer_has_headwords_links_and_places_of_the_words(client: FlaskClient) -> None:
    reply = client.get("/search?q=truong+lop", base_url="http://localhost/tra")
    assert reply.get_json() == {
        "query": "truong lop",
        "generation": 2,
        "more": False,
        "results": [
            {
                "headword": "a/b?c",
                "dictionary": "anh-viet",
                "href": "/tra/entries/anh-viet/a%2Fb%3Fc",
                "page": "/tra/tra/anh-viet/a%2Fb%3Fc",
                "snippet": {"text": "học sinh của trường & lớp", "matches": [[13, 19], [22, 25]]},
            }
        ],
        "suggestions": [],
    }
    assert "trường".encode() in reply.get_data()


def test_it_comes_in_pages_from_all_dictionaries_or_those_named(client: FlaskClient) -> None:
    found = [client.get(f"/search?q=nghia+chung&limit=50&offset={offset}").get_json() for offset in (0, 50)]
    assert [(len(answer["results"]), answer["more"]) for answer in found] == [(50, True), (10, False)]
    assert len({result["headword"] for answer in found for result in answer["results"]}) == 60
    assert client.get("/search?q=pupil").get_json()["results"][0]["headword"] == "học sinh"
    assert client.get("/search?q=pupil&dict=anh-viet").get_json()["results"] == []
    assert client.get("/search?q=" + quote("học xyz")).get_json()["results"] == []


def test_what_holds_most_of_the_words_is_suggested_with_the_words_that_it_lacks(client: FlaskClient) -> None:
    answer = client.get("/search?q=" + quote("sinh viên trường lớp xyz ")).get_json()
    assert answer["results"] == []
    assert [(one["headword"], one["missing"]) for one in answer["suggestions"]] == [
        ("a/b?c", ["viên", "xyz"]),
        ("student", ["trường", "lớp", "xyz"]),
    ]
    assert set(answer["suggestions"][0]) == {"headword", "dictionary", "href", "page", "snippet", "missing"}
    assert client.get("/search?q=" + quote("sinh viên trường") + "&offset=1").get_json()["suggestions"] == []


def test_it_is_kept_compressed_and_open_to_all_as_a_lookup_is(client: FlaskClient) -> None:
    address = "/search?q=nghia"
    plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.get_data()) == plain.get_data() and packed.headers["Vary"] == "Accept-Encoding"
    asked = client.get("/lookup?q=word")
    for name in ("Cache-Control", "Access-Control-Allow-Origin", "X-Content-Type-Options", "Content-Type"):
        assert plain.headers[name] == asked.headers[name]
    assert plain.headers["ETag"] != packed.headers["ETag"]
    for reply in (plain, packed):
        again = client.get(
            address,
            headers={
                "If-None-Match": reply.headers["ETag"],
                "Accept-Encoding": reply.headers.get("Content-Encoding", "identity"),
            },
        )
        assert again.status_code == 304 and not again.get_data()
    assert client.head(address).headers["Content-Length"] == plain.headers["Content-Length"]
    assert client.options(address).status_code == 204 and client.post(address).status_code == 405
    metrics = client.get("/metrics").get_data(as_text=True)
    assert 'dictsvc_requests_total{route="/search",status="200"}' in metrics
    hits = next(line for line in metrics.splitlines() if line.startswith('dictsvc_reply_cache_total{outcome="hit"}'))
    client.get(address)
    after = client.get("/metrics").get_data(as_text=True)
    assert hits not in after.splitlines()


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("", 400, "hãy nhập ít nhất một từ"),
        ("?q=%20", 400, "hãy nhập ít nhất một từ"),
        ("?q=" + "a" * 201, 400, "hãy rút ngắn lại"),
        ("?q=a%00b", 400, "ký tự điều khiển"),
        ("?q=%FF", 400, "UTF-8"),
        ("?q=a&q=b", 400, "một lần"),
        ("?q=a&limit=51", 400, "từ 1 đến 50"),
        ("?q=a&limit=0", 400, "từ 1 đến 50"),
        ("?q=a&limit=1&limit=2", 400, "một lần"),
        ("?q=a&offset=-1", 400, "từ 0 đến 1000"),
        ("?q=a&offset=1001", 400, "từ 0 đến 1000"),
        ("?q=a&dict=nope", 404, "Không có từ điển"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_in_vietnamese(
    client: FlaskClient, query: str, status: int, sentence: str
) -> None:
    reply = client.get(f"/search{query}")
    assert reply.status_code == status and reply.content_type == "application/problem+json"
    assert sentence in reply.get_json()["detail"] and reply.headers["Access-Control-Allow-Origin"] == "*"


def test_the_command_says_the_same(data: Path, client: FlaskClient) -> None:
    ran = dictsvc(data, "search", "hoc sinh", "--dict", "anh-viet", "--json")
    assert json.loads(ran.stdout) == client.get("/search?q=hoc+sinh&dict=anh-viet").get_json()
    shown = dictsvc(data, "search", "sinh vien").stdout.splitlines()
    assert shown[:2] == ["student  anh-viet", "    sinh viên, học sinh"]
    assert dictsvc(data, "search", "nghia", "--limit", "1").stdout.splitlines()[-1] == "…"
    assert "No definition" in dictsvc(data, "search", "khongco").stdout
    near = dictsvc(data, "search", "sinh vien truong").stdout.splitlines()
    assert near[:2] == ["No definition holds all of “sinh vien truong”.", "These hold most of the words:"]
    assert "student  anh-viet" in near
    refused = dictsvc(data, "search", "a" * 300)
    assert refused.returncode == 2 and "200 characters" in refused.stderr


def page(client: FlaskClient, query: str, status: int = 200) -> str:
    reply = client.get(f"/{query}", headers={"Accept": "text/html"})
    assert reply.status_code == status
    return reply.get_data(as_text=True)


def test_the_page_shows_what_was_found_with_the_words_marked(client: FlaskClient) -> None:
    shown = page(client, "?q=truong+lop&in=definitions")
    assert "học sinh của <mark>trường</mark> &amp; <mark>lớp</mark>" in shown
    assert '<a class="name" href="/tra/anh-viet/a%2Fb%3Fc" lang="en">a/b?c</a>' in shown
    assert 'value="truong lop"' in shown and 'name="in" value="definitions"' in shown
    assert 'href="/?q=truong+lop"' in shown  # back to the word
    empty = page(client, "?in=definitions")
    assert "đặt trong ngoặc kép" in empty and "<mark>" not in empty


def test_one_click_leads_from_an_answer_and_from_none_to_the_search_in_definitions(client: FlaskClient) -> None:
    for query in ("?q=pupil", "?q=khongco&dict=anh-viet", ""):
        shown = page(client, query)
        asked = query.removeprefix("?").replace("&", "&amp;")
        assert f'href="/?{asked}{"&amp;" if asked else ""}in=definitions"' in shown
    assert "Tìm “khongco” trong định nghĩa" in page(client, "?q=khongco")


def test_the_page_leads_on_and_back(client: FlaskClient) -> None:
    first, last = page(client, "?q=nghia+chung&in=definitions"), page(client, "?q=nghia+chung&in=definitions&offset=40")
    assert "offset=20" in first and "Kết quả trước" not in first and first.count('class="name"') == 20
    assert "offset=20" in last and "Kết quả sau" not in last and 'start="41"' in last
    for offset in ("x", "-5", "999999999999"):
        page(client, f"?q=nghia&in=definitions&offset={offset}")


def test_the_page_says_where_its_results_end(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    beyond = page(client, "?q=nghia+chung&in=definitions&offset=200")
    assert "Không có định nghĩa nào" not in beyond and "Không còn kết quả nào nữa." in beyond
    assert 'href="/?in=definitions&amp;q=nghia+chung"' in beyond
    monkeypatch.setattr(definitions_page, "DEEPEST", 20)
    last = page(client, "?q=nghia+chung&in=definitions&offset=20")
    assert "Còn nhiều kết quả khác; hãy thêm từ để tìm sát hơn." in last and "Kết quả sau" not in last
    assert "Còn nhiều kết quả" not in page(client, "?q=nghia+chung&in=definitions")


def test_the_page_says_what_is_missing_and_what_cannot_be_asked(client: FlaskClient) -> None:
    near = page(client, "?q=" + quote("sinh viên xyz ") + "&in=definitions")
    assert "Không có định nghĩa nào chứa đủ “sinh viên xyz " in near and "Không có: <s>xyz</s>" in near
    nothing = page(client, "?in=definitions&q=khongco")
    assert "Không có định nghĩa nào chứa “khongco”." in nothing and "Hãy thử một từ khác gần nghĩa." in nothing
    assert "Hãy bỏ bớt từ" in page(client, "?in=definitions&q=khongco+khongthe")
    assert "200 ký tự" in page(client, "?in=definitions&q=" + "a" * 201, 400)
    assert "No definition has all of" in page(client, "?in=definitions&q=khongco+khongthe&lang=en")
    hostile = page(client, "?in=definitions&q=" + quote('"><script>alert(1)</script>'))
    assert "<script>alert" not in hostile
    assert client.get("/?in=definitions&q=a&dict=nope", headers={"Accept": "text/html"}).status_code == 404

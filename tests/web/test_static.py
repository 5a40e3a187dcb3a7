"""Files that never change under their address: packed, and never asked for again."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from dictsvc.web.static_files import STATIC

YEAR = "public, max-age=31536000, immutable"
NAMES = ("page.css", "page.js", "icon.svg")


def linked(client: FlaskClient, name: str) -> str:
    """The address of a file as pages have it."""
    found = re.search(rf'"(/static/{re.escape(name)}\?v=\w+)"', client.get("/").get_data(as_text=True))
    assert found
    return found[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_whose_address_names_its_version_is_never_asked_for_again(client: FlaskClient, name: str) -> None:
    answer = client.get(linked(client, name))
    assert answer.get_data() == (STATIC / name).read_bytes()
    assert answer.headers["Cache-Control"] == YEAR
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000", "?v=%FF"])
def test_under_any_other_address_it_is_looked_at_again(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/static/page.css{query}")
    assert answer.status_code == 200 and "immutable" not in answer.headers["Cache-Control"]
    again = client.get(f"/static/page.css{query}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.get_data() == b""


@pytest.mark.parametrize("path", ["/static/page.css", "/static/widget.js", "/widget.js"])
def test_a_large_file_is_packed_as_far_as_gzip_goes_and_each_form_has_its_tag(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert gzip.decompress(packed.get_data()) == plain.get_data() == (STATIC / path.split("/")[-1]).read_bytes()
    assert len(packed.get_data()) == len(gzip.compress(plain.get_data(), 9, mtime=0))
    assert int(packed.headers["Content-Length"]) == len(packed.get_data())
    assert client.head(path, headers={"Accept-Encoding": "gzip"}).headers == packed.headers


def test_each_file_says_what_it_is(client: FlaskClient) -> None:
    kinds = {name: client.get(f"/static/{name}").content_type for name in (*NAMES, "widget.js")}
    assert kinds == {
        "page.css": "text/css; charset=utf-8",
        "page.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
        "widget.js": "text/javascript; charset=utf-8",
    }


@pytest.mark.parametrize("path", ["", "nothing.css", "../pages.py", "%2e%2e%2fpages.py", "released/", "page.css/", "."])
def test_what_is_no_such_file_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404

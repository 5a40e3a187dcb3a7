"""The short way past Flask says exactly what Flask's way says."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from asking import ODD, WORDS
from examples import examples
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from dictsvc import config
from dictsvc.web import create_app
from dictsvc.web.lookup import Reply


class Ways:
    """One application, asked with the short way and without it."""

    def __init__(self, data: Path, **settings: int) -> None:
        self.whole = create_app(config.Config(data=data, **settings))
        flask = Flask.wsgi_app.__get__(create_app(config.Config(data=data, **settings)))
        self.short, self.long = Client(self.whole), Client(flask)

    def both(self, path: str, **headers: str) -> tuple[TestResponse, TestResponse]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.short.get(path, headers=named), self.long.get(path, headers=named)

    def assert_same(self, path: str, **headers: str) -> TestResponse:
        """The answer, which is the same both ways: status, headers in their order, bytes."""
        short, long = self.both(path, **headers)
        assert short.status == long.status
        assert list(short.headers) == list(long.headers)
        assert short.get_data() == long.get_data()
        return short


@pytest.fixture(scope="module", params=[0, 64], ids=["no cache", "cache"])
def ways(request: pytest.FixtureRequest, data: Path) -> Iterator[Ways]:
    return Ways(data, reply_cache=request.param)


QUERIES = [*WORDS, *ODD, "hoc sinh", "duong", "d", "h", "hoc ", "dài dòng", "zzz", "dduwowngf", "%zz", "nghành"]


def test_status_headers_and_bytes_are_the_same_over_many_queries(ways: Ways) -> None:
    for query, rest in product(
        QUERIES, ["", "&limit=1", "&dict=thu", "&dict=hai&dict=thu&limit=50", "&x=%FF", "&text=%FF"]
    ):
        for _ in range(2):
            assert ways.assert_same(f"/lookup?q={quote(query, safe='')}{rest}").status_code == 200


@pytest.mark.parametrize(
    "accept", ["gzip", "gzip, deflate, br, zstd", "br", "gzip;q=0", "*", "identity;q=0, *", "x;;;,,"]
)
def test_the_same_encoding_is_chosen(ways: Ways, accept: str) -> None:
    for query in ("dài dòng", "học", "h"):
        ways.assert_same("/lookup?q=" + quote(query), Accept_Encoding=accept)


def test_conditions_are_met_the_same_way(ways: Ways) -> None:
    tag = ways.short.get("/lookup?q=hoc").headers["ETag"]
    assert ways.assert_same("/lookup?q=hoc", If_None_Match=tag).status_code == 304
    assert ways.assert_same("/lookup?q=hoc", If_None_Match='"x"').status_code == 200
    ways.assert_same("/lookup?q=hoc", If_Match='"x"')
    ways.assert_same("/lookup?q=hoc", Range="bytes=0-3")


@examples(150)
@given(asked=st.text(alphabet="abcdhocưđọ %&=+;q/?#\x00\xff", max_size=24))
def test_whatever_the_query_string_both_ways_agree(ways: Ways, asked: str) -> None:
    ways.assert_same("/lookup?" + quote(asked, safe="%&=+;/?"))


def test_the_mount_point_stands_in_the_links_of_both(ways: Ways) -> None:
    for base in ("http://localhost/", "http://localhost/tra", "http://localhost/t%E1%BB%AB"):
        short, long = (one.get("/lookup?q=hoc", base_url=base) for one in (ways.short, ways.long))
        assert short.get_data() == long.get_data()


def test_a_new_generation_is_answered_from(tmp_path: Path) -> None:
    from loaded import load_rows
    from running import until

    load_rows(tmp_path, "mot", [("học", "- cũ")])
    client: FlaskClient = create_app(config.Config(data=tmp_path)).test_client()

    def gloss() -> str:
        said: str = client.get("/lookup?q=học").get_json()["results"][0]["entries"][0]["gloss"]
        return said

    assert gloss() == "cũ"
    load_rows(tmp_path, "mot", [("học", "- mới")])
    until(lambda: gloss() == "mới", "the new one is in force")


def test_a_kept_reply_takes_little_beside_its_body() -> None:
    bodies = [f"{number}".encode() * 500 for number in range(1000)]
    tracemalloc.start()
    kept = [Reply(body) for body in bodies]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 250 * len(kept), size / len(kept)

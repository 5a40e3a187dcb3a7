"""On the page of a word, what refers to another headword is a link, and nothing else becomes one."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from loaded import load_rows

from dictsvc import config
from dictsvc.web import create_app

PLAIN = {
    "đăng kí": "- xem đăng ký",
    "đăng kỳ": "- x. đăng ký1.",
    "ghi tên": "- Như Đăng ký",
    "vào sổ": "- cũng như đăng ký",
    "đăng bạ": "- ghi\\n=như đăng ký",
    "xem trọng": "- xem trọng",
    "coi": "- xem phim",
    "giống": "- như đăng ký vậy",
    "thẻ": "- xem <b>đăng ký</b>",
}


@pytest.fixture(scope="module")
def referring(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("references") / "data"
    rows = [("đăng ký", "- register"), *PLAIN.items()]
    load_rows(folder, "mot", rows, source_language="vi", target_language="vi")
    return create_app(config.Config(data=folder)).test_client()


def links(client: FlaskClient, headword: str) -> list[tuple[str, str]]:
    """Address and text of the links of an article."""
    text = unescape(client.get(f"/tra/mot/{headword}").text)
    article = text.partition("<h1")[2].partition("<footer")[0]
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', article)


@pytest.mark.parametrize("headword", ["đăng kí", "đăng kỳ", "ghi tên", "vào sổ", "đăng bạ"])
def test_a_line_that_only_refers_to_a_headword_is_a_link(referring: FlaskClient, headword: str) -> None:
    (found,) = links(referring, headword)
    assert found[1].lower() == "đăng ký" and found[0] == "/tra/mot/%C4%91%C4%83ng%20k%C3%BD"
    assert referring.get(found[0]).status_code == 200


@pytest.mark.parametrize("headword", ["xem trọng", "coi", "giống"])
def test_what_only_begins_like_a_reference_or_leads_to_itself_is_none(referring: FlaskClient, headword: str) -> None:
    assert links(referring, headword) == []

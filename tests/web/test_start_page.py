"""The start page's term of the day, and where an entry's mistakes are reported."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from loaded import load_rows

from dictsvc import config
from dictsvc.errors import DictsvcError
from dictsvc.library import Library
from dictsvc.web import create_app, terms


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start") / "data"
    rows = [(f"thuật ngữ {number}", f"- nghĩa {number}") for number in range(40)]
    load_rows(folder, "hanh-chinh", rows, source_language="vi", target_language="vi")
    return folder


def client(data: Path, **settings: str) -> FlaskClient:
    environment = {"DICTSVC_DATA": str(data), **{f"DICTSVC_{name}": value for name, value in settings.items()}}
    return create_app(config.load(environment)).test_client()


def term(page: str) -> list[str]:
    return re.findall(r'<section class="term">.*?<a class="name" href="([^"]*)"', page, re.DOTALL)


def test_a_term_is_shown_each_day_and_leads_to_its_page(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = client(data)
    first = term(asking.get("/").text)
    assert len(first) == 1 and first == term(asking.get("/").text)
    assert asking.get(first[0]).status_code == 200

    class Later(terms.datetime):
        days = 0

        @classmethod
        def now(cls, tz: object = None) -> Later:
            return cls(2031, 1, 1 + cls.days)

    monkeypatch.setattr(terms, "datetime", Later)
    shown = set()
    for Later.days in range(20):
        shown |= set(term(asking.get("/").text))
    assert len(shown) > 8


def test_no_abbreviation_and_nothing_that_is_never_offered_is_the_term_of_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("THPT", "UBND xã", "KT-XH", "ThS", "Q.", "VP ĐĐBQH&HĐND", "địt")
    rows = [(name, f"- {name}") for name in (*names, "Sở Nội vụ", "xã")]
    load_rows(tmp_path / "data", "hanh-chinh", rows, source_language="vi", target_language="vi")
    current = Library(tmp_path / "data").current()
    days = [terms.of_the_day(replace(current, generation=number)) for number in range(99)]
    assert {day["headword"] for day in days if day} == {"Sở Nội vụ", "xã"}
    load_rows(tmp_path / "short", "hanh-chinh", rows[:5], source_language="vi", target_language="vi")
    assert term(client(tmp_path / "short").get("/").text) == []


def test_without_its_dictionary_there_is_none(tmp_path: Path) -> None:
    load_rows(tmp_path / "data", "mot", [("học", "- study")])
    assert term(client(tmp_path / "data").get("/").text) == []


@pytest.mark.parametrize("path", ["/tra/hanh-chinh/thu%E1%BA%ADt%20ng%E1%BB%AF%201", "/?q=thu%E1%BA%ADt+ng%E1%BB%AF+1"])
def test_an_entry_has_a_link_to_report_a_mistake_where_the_setting_says_so(data: Path, path: str) -> None:
    template = "mailto:tudien@portal.example?subject={dictionary}:%20{headword}&body={page}"
    page = client(data, REPORT=template).get(path).text
    (address,) = map(unescape, re.findall(r'<a href="([^"]*)">Báo lỗi mục từ này</a>', page))
    assert unquote(address).startswith(
        "mailto:tudien@portal.example?subject=hanh-chinh: thuật ngữ 1&body=/tra/hanh-chinh/"
    )
    assert "Báo lỗi" not in client(data).get(path).text


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "tudien@portal.example", "https://x.example/{user}", "https://x.example/{"]
)
def test_what_is_no_such_address_is_refused_in_one_sentence(data: Path, text: str) -> None:
    with pytest.raises(DictsvcError, match="DICTSVC_REPORT"):
        config.load({"DICTSVC_DATA": str(data), "DICTSVC_REPORT": text})

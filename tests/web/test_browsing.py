"""Walking a dictionary on its page: each link leads where it says, and a page costs what is on it."""

from __future__ import annotations

import re
from html import unescape
from string import ascii_lowercase as letters

import pytest
from flask.testing import FlaskClient
from loaded import load_headwords

from dictsvc.config import Config
from dictsvc.index.cards import Cards
from dictsvc.web import create_app
from torture import dearest


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A dictionary of 26 beginnings with 60 headwords each, and one whose beginning is not a headword's."""
    data = tmp_path_factory.mktemp("browsing") / "data"
    words = [f"a{second}{third}{fourth}" for second in letters for third in letters for fourth in "bcd"]
    load_headwords(data, "d", [*words, "A-b", "a'z"], "en")
    return create_app(Config(data=data, reply_cache=0)).test_client()


def beginnings(client: FlaskClient) -> dict[str, str]:
    """What the beginnings of the letter are called, and their addresses."""
    page = client.get("/tu-dien/d?from=a").get_data(as_text=True)
    (shown,) = re.findall(r'class="syllables">.*?</nav>', page, re.DOTALL)
    return {unescape(label): unescape(href) for href, label in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', shown)}


def test_each_beginning_leads_to_the_first_headword_that_has_it(client: FlaskClient) -> None:
    for label, address in beginnings(client).items():
        page = client.get(address).get_data(as_text=True)
        first = re.findall(r'<ol class="leaf".*?class="name"[^>]*>([^<]*)</a>', page, re.DOTALL)[0]
        assert unescape(first).lower().startswith(label.lower()), (label, address)


def test_a_page_reads_the_headwords_on_it_and_few_others(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(beginnings(client)) >= 26  # and what is found out once is known
    read: list[int] = []
    record = Cards.record

    def counting(cards: Cards, document: int) -> list[str]:
        read.append(document)
        return record(cards, document)

    monkeypatch.setattr(Cards, "record", counting)
    assert client.get("/tu-dien/d?from=am").status_code == 200
    assert len(read) < 150


def test_the_dearest_request_of_every_route_is_searched_for(client: FlaskClient) -> None:
    asked = {route.name for route in dearest.ROUTES} | dearest.WITHOUT_TEXT
    rules = {rule.rule.removesuffix("/<path:headword>") for rule in client.application.url_map.iter_rules()}
    rules = {rule for rule in rules if not rule.startswith(("/static", "/widget")) and not rule.endswith(">/")}
    assert rules <= asked, rules - asked

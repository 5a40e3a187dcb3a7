"""Pages in English: `?lang=en` or Accept-Language; every sentence translated, what stays Vietnamese says so."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import messages
import pytest
from babel.messages.mofile import read_mo
from flask.testing import FlaskClient
from loaded import load_file

from dictsvc import config
from dictsvc.web import create_app
from dictsvc.web.problems import DETAILS, HttpProblem

PATHS = (
    "/",
    "/?q=hoc",
    "/?q=h%E1%BB%8Dc",
    "/?q=duong&limit=50",
    "/?q=xyzzyxq",
    "/?q=%20",
    "/?q=" + "a" * 101,
    "/?q=hoc+sinh+xyzzy+di+hoc",
    "/tra/thu/h%E1%BB%8Dc",
    "/tra/thu/d%C3%A0i%20d%C3%B2ng",
    "/tra/thu/hoc",
    "/tra/thu/h%E1%BB%8Dc?offset=7",
    "/tra/khong-co/a",
    "/tu-dien/thu",
    "/tu-dien/thu?from=hoc",
    "/tu-dien/thu?from=zzz",
    "/tu-dien/thu?from=" + "a" * 101,
    "/nhung",
    "/widget",
    "/widget-000000000000.js",
    "/khong-co",
    "/?q=%FF",
)
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Spoken(HTMLParser):
    """Collects (language, text) of everything that a page says, attributes included."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = [("", "")]
        self.said: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        language = named.get("lang") or self.stack[-1][1]
        for name in ("aria-label", "title", "placeholder", "alt"):
            self.said.append((language, named.get(name) or ""))
        if tag not in VOID:
            self.stack.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while len(self.stack) > 1 and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.stack[-1][0] not in ("title", "script", "style", "pre", "code"):
            self.said.append((self.stack[-1][1], data.strip()))


def said(page: str) -> list[tuple[str, str]]:
    """What a page says, in the order in which it does."""
    parser = Spoken()
    parser.feed(page)
    return [(language, text) for language, text in parser.said if text]


HTML = {"Accept": "text/html"}
OF_DICTIONARIES = re.compile("“[^”]*”|Từ điển thử|[Mm]eaning of .*|nghĩa thứ .*|/tra/.*", re.DOTALL)
"""What was asked, title and definitions of the test's dictionaries, addresses."""


@pytest.mark.parametrize("path", PATHS)
def test_an_english_page_says_nothing_in_vietnamese_that_is_not_marked_so(client: FlaskClient, path: str) -> None:
    answer = client.get(path + ("&" if "?" in path else "?") + "lang=en", headers=HTML)
    assert '<html lang="en"' in answer.text
    vietnamese = [
        text
        for language, text in said(answer.text)
        if language == "en" and messages.LETTERS.search(OF_DICTIONARIES.sub("", text))
    ]
    assert vietnamese == []


def test_every_message_of_the_pages_is_in_the_catalogue_and_translated_with_its_values() -> None:
    translations = {message.id: message.string for message in messages.pages() if message.id}
    assert set(translations) == set(messages.of_pages()), (
        "run python tests/support/messages.py and translate what is empty"
    )
    for message, translation in translations.items():
        assert translation, message
        for names in (
            lambda text: sorted(re.findall(r"%\(\w+\)s", text)),
            lambda text: sorted(name or "" for _, name, _, _ in Formatter().parse(text)) if "%(" not in text else [],
            lambda text: sorted(re.findall(r"<[^>]*>", text)),
        ):
            assert names(message) == names(translation), message
    with messages.PAGES.with_suffix(".mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    assert compiled == translations, "run python tests/support/messages.py"


@pytest.mark.parametrize(
    ("query", "accepted", "expected"),
    [
        ("", "", "vi"),
        ("", "vi-VN,vi;q=0.9,en;q=0.5", "vi"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr,de;q=0.5", "vi"),
        ("", "en;q=0.3, vi;q=0.8", "vi"),
        ("?lang=en", "vi", "en"),
        ("?lang=vi", "en", "vi"),
        ("?lang=xx", "en", "en"),
        ("?lang=", "", "vi"),
    ],
)
def test_the_address_decides_else_the_browser_else_vietnamese(
    client: FlaskClient, query: str, accepted: str, expected: str
) -> None:
    answer = client.get(f"/{query}", headers={"Accept-Language": accepted})
    assert f'<html lang="{expected}"' in answer.text
    by_header = query in ("", "?lang=", "?lang=xx")
    assert ("Accept-Language" in answer.headers.get("Vary", "")) is by_header
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_frame_on_a_portal_goes_by_its_address_alone(client: FlaskClient) -> None:
    assert '<html lang="vi"' in client.get("/widget", headers={"Accept-Language": "en"}).text
    page = client.get("/widget?lang=en").text
    assert '<html lang="en"' in page and '<tra-tu lang="en"' in page


@pytest.mark.parametrize("path", ["/", "/?q=h%E1%BB%8Dc", "/tra/thu/h%E1%BB%8Dc", "/tu-dien/thu", "/khong-co"])
def test_links_and_forms_go_on_in_the_language_that_was_chosen(client: FlaskClient, path: str) -> None:
    page = client.get(path + ("&" if "?" in path else "?") + "lang=en", headers=HTML).text
    pages = re.findall(r'<a [^>]*href="(/[^"]*)"', page)
    pages = [address for address in pages if address.startswith(("/?", "/tra/", "/tu-dien/", "/nhung"))]
    kept = [address for address in pages if "lang=en" in address]
    permanent = re.findall(r'class="address" href="([^"]*)"', page)
    assert [address for address in pages if address not in kept and address not in permanent] == [] and kept
    assert '<input type="hidden" name="lang" value="en">' in page
    assert 'lang=vi" lang="vi"' in page  # the way back
    plain = client.get(path, headers=HTML).text
    assert not re.search(r'<a (?!href="\?)[^>]*lang=(?:en|vi)&?', plain.replace('lang="', ""))


def test_problems_have_vietnamese_sentences_for_programs_and_the_page_s_language_for_people(
    client: FlaskClient,
) -> None:
    assert client.get("/entries/thu/hoc?lang=en").get_json()["detail"] == "Không có “hoc” trong từ điển này."
    assert "“hoc” is not in" in client.get("/tra/thu/hoc?lang=en", headers=HTML).text
    assert "There is no dictionary “khong-co”." in client.get("/tra/khong-co/a?lang=en", headers=HTML).text
    assert HttpProblem(400).detail == DETAILS[400]


@pytest.mark.parametrize("path", ["/tra/hai/qu%E1%BB%91c%20l%E1%BB%99", "/?q=qu%E1%BB%91c+l%E1%BB%99"])
def test_labels_in_articles_are_said_in_the_language_of_the_page(tmp_path: Path, path: str) -> None:
    """What the service itself says before cross references; the words of the dictionary stay as they are."""
    source = tmp_path / "hai.tsv"
    columns = ("headword", "definition", "see", "synonym")
    rows = (("quốc lộ", "- đường lớn", "đường; xa lộ", "lộ"), ("đường", "- lối", "", ""))
    source.write_text("".join("\t".join(row) + "\n" for row in (columns, *rows)), encoding="utf-8")
    load_file(tmp_path / "data", source, source_language="vi", target_language="vi")
    pages = create_app(config.Config(data=tmp_path / "data")).test_client()
    english = pages.get(path + ("&" if "?" in path else "?") + "lang=en").text
    labels = re.findall(r'<p class="see"><span lang="en">([^<]*)</span> <span class="headword" lang="vi">', english)
    assert sorted(labels) == ["see also:", "synonyms:"]
    assert 'class="see">xem thêm: <' in pages.get(path).text
    html = pages.get("/entries/hai/qu%E1%BB%91c%20l%E1%BB%99?lang=en", headers={"Accept-Language": "en"}).get_json()
    assert 'class="see">xem thêm: <' in html["entries"][0]["html"], "programs get it as it is"


def test_a_value_that_looks_like_a_place_for_one_stays_what_it_is(client: FlaskClient) -> None:
    for language in ("vi", "en"):
        page = client.get(f"/tra/thu/%7Bword%7D%25(query)s?lang={language}", headers=HTML)
        assert page.status_code == 404 and "“{word}%(query)s”" in page.text

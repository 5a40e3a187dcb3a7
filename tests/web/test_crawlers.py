"""What search engines and browsers ask for unasked: robots.txt, the sitemap, favicon.ico."""

from __future__ import annotations

import gzip
import re
from html import unescape
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from asking import ODD, WORDS
from flask.testing import FlaskClient

from dictsvc.web import crawlers

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "application/xml"
    return [found.text or "" for found in ElementTree.fromstring(answer.text).iter(LOC)]


def test_the_sitemap_leads_to_the_page_of_every_headword_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawlers, "PER_PART", 7)
    parts = locations(client, "/sitemap.xml")
    pages = [page for part in parts for page in locations(client, urlsplit(part).path)]
    assert len(pages) == len(set(pages)) and all(part.startswith("http://localhost/sitemap/") for part in parts)
    shown = client.get("/dictionaries").get_json()["dictionaries"]
    assert len(pages) == sum(dictionary["headwords"] for dictionary in shown)
    for page in pages:
        address = urlsplit(page)
        answer = client.get(f"{address.path}?{address.query}", headers={"Accept": "text/html"})
        assert answer.status_code == 200
        canonical = re.search(r'<link rel="canonical" href="([^"]*)"', answer.text)
        assert canonical and page.endswith(unescape(canonical[1]))
    named = {unquote(page).partition("/thu")[2].removeprefix("/").removeprefix("?headword=") for page in pages}
    assert {*WORDS, *ODD} <= named


@pytest.mark.parametrize("path", ["/sitemap/thu/99.xml", "/sitemap/khong-co/0.xml", "/sitemap/thu/x.xml", "/sitemap"])
def test_what_is_no_part_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sitemap/thu/0.xml", "/sitemap.xml", "/robots.txt", "/favicon.ico"])
def test_it_may_be_kept_for_a_day_and_asked_for_again(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200 and "max-age=86400" in answer.headers["Cache-Control"]
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    if len(answer.get_data()) > 1024 and path != "/favicon.ico":
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.get_data()) == answer.get_data()


@pytest.mark.parametrize("mount", ["", "/tu-vung"])
def test_robots_may_read_pages_and_find_the_sitemap(client: FlaskClient, mount: str) -> None:
    text = client.get("/robots.txt", environ_overrides={"SCRIPT_NAME": mount}).text
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    assert robots.site_maps() == [f"http://localhost{mount}/sitemap.xml"]
    for path in ("/", "/tra/thu/h%E1%BB%8Dc", "/tu-dien/thu", "/sitemap/thu/0.xml", "/widget.js"):
        assert robots.can_fetch("anybot", mount + path), path
    for path in ("/?q=hoc", "/lookup?q=hoc", "/segment?text=hoc"):
        assert not robots.can_fetch("anybot", mount + path), path


def test_the_icon_is_one(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.mimetype == "image/x-icon" and answer.get_data()[:6] == b"\x00\x00\x01\x00\x03\x00"

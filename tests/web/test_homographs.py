"""A headword with any number of entries: every answer is bounded, and links lead to all of them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from loaded import load_rows

from dictsvc import config
from dictsvc.web import create_app

MANY, LONG = 1130, 30
LARGEST = 500_000
"""Bytes of the largest answer."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """`nhieu` has 1,130 short entries under `a` and 120 under `..`; `dai` has 30 of 60,000 letters under `a`."""
    folder = tmp_path_factory.mktemp("homographs")
    rows = [*(("a", f"- nghĩa {number}.") for number in range(MANY)), *(("..", f"- chấm {n}.") for n in range(120))]
    load_rows(folder, "nhieu", rows, source_language="vi", target_language="vi")
    long = [("a", f"- nghĩa {number}. " + "dài dòng " * 7000) for number in range(LONG)]
    load_rows(folder, "dai", long, source_language="vi", target_language="vi")
    load_rows(folder, "it", [("a", "- một"), ("a", "- hai")], source_language="vi", target_language="vi")
    return create_app(config.Config(data=folder)).test_client()


def numbers(text: str) -> list[int]:
    """Which of the entries a text holds."""
    return [int(found) for found in re.findall(r"(?:nghĩa|chấm) (\d+)\.", text)]


@pytest.mark.parametrize(
    ("path", "count"),
    [("/entries/nhieu/a", MANY), ("/entries/dai/a", LONG), ("/entries/nhieu?headword=..", 120)],
)
def test_the_entries_of_a_headword_come_in_bounded_answers_that_lead_on(
    client: FlaskClient, path: str, count: int
) -> None:
    seen: list[int] = []
    while path:
        answer = client.get(path)
        assert answer.status_code == 200 and len(answer.get_data()) < LARGEST
        said = answer.get_json()
        assert said["homographs"] == count and said["entries"]
        seen += [numbers(entry["text"])[0] for entry in said["entries"]]
        path = said.get("next", "")
    assert seen == list(range(count))


@pytest.mark.parametrize(
    ("path", "count"), [("/tra/nhieu/a", MANY), ("/tra/dai/a", LONG), ("/tra/nhieu?headword=..", 120)]
)
def test_the_page_of_a_word_is_bounded_and_leads_to_the_next(client: FlaskClient, path: str, count: int) -> None:
    seen: list[int] = []
    shown = ""
    while path:
        answer = client.get(path)
        assert answer.status_code == 200 and len(answer.get_data()) < LARGEST
        shown = answer.get_data(as_text=True)
        seen += numbers(shown.partition("<article")[2].partition("</article>")[0])
        found = re.search(r'<a rel="next" href="([^"]+)">Các mục sau', shown)
        path = unescape(found[1]) if found else ""
    assert seen == list(range(count))
    assert re.search(r'<a rel="prev" href="[^"]+">← Các mục trước', shown)


def test_each_page_of_a_word_is_its_own_canonical_address(client: FlaskClient) -> None:
    page = client.get("/tra/nhieu/a?offset=50").get_data(as_text=True)
    assert '<link rel="canonical" href="/tra/nhieu/a?offset=50">' in page
    assert "51–100 trong số 1.130" in page


def test_the_search_page_shows_the_first_entries_and_where_the_others_are(client: FlaskClient) -> None:
    answer = client.get("/?q=a")
    assert len(answer.get_data()) < LARGEST
    page = answer.get_data(as_text=True)
    assert 'href="/tra/nhieu/a?offset=' in page and 'href="/tra/dai/a?offset=' in page
    assert 'href="/tra/it/a?offset=' not in page


def test_few_entries_stand_together_as_ever(client: FlaskClient) -> None:
    said = client.get("/entries/it/a").get_json()
    assert [entry["text"] for entry in said["entries"]] == ["- một", "- hai"]
    assert said["homographs"] == 2 and "next" not in said
    assert "trong số" not in client.get("/tra/it/a").get_data(as_text=True)


@pytest.mark.parametrize("offset", ["-1", "x", "", "1.5", "٣", "99999999999999999999", "0&offset=1"])
@pytest.mark.parametrize("path", ["/entries/it/a", "/tra/it/a"])
def test_an_offset_that_cannot_be_is_refused(client: FlaskClient, path: str, offset: str) -> None:
    answer = client.get(f"{path}?offset={offset}")
    assert answer.status_code == 400 and "offset" in answer.get_json()["detail"]


@pytest.mark.parametrize("path", ["/entries/it/a", "/tra/it/a"])
def test_behind_the_last_entry_there_is_nothing(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?offset=2")
    assert answer.status_code == 404 and "chỉ có 2 mục" in answer.get_json()["detail"]

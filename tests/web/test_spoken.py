"""The pronunciation by rule, where an entry is shown: /entries and the page of a word."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from loaded import load_rows

from dictsvc import config
from dictsvc.web import create_app


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A Vietnamese and an English dictionary that share the headword `ban`."""
    folder = tmp_path_factory.mktemp("spoken") / "data"
    words = [("ban", "- board"), ("học sinh", "- pupil"), ("UBND", "- people's committee")]
    load_rows(folder, "viet", words, source_language="vi")
    load_rows(folder, "anh", [("ban", "- cấm")], source_language="en")
    return create_app(config.Config(data=folder)).test_client()


def test_a_vietnamese_phrase_has_it_in_three_dialects_in_the_answer_and_on_its_page(two: FlaskClient) -> None:
    found = two.get("/entries/viet/h%E1%BB%8Dc%20sinh").get_json()["pronunciation"]
    assert found == {"hanoi": "hawk͡p̚˧˨ʔ sïŋ˧˧", "hue": "hawk͡p̚˨˩ʔ ʂɨn˧˧", "saigon": "hawk͡p̚˨˩˨ ʂɨn˧˧"}
    page = two.get("/tra/viet/h%E1%BB%8Dc%20sinh").get_data(as_text=True)
    assert all(f"[{ipa}]" in page for ipa in found.values())


@pytest.mark.parametrize("path", ["viet/UBND", "anh/ban"])
def test_what_is_no_vietnamese_phrase_has_none(two: FlaskClient, path: str) -> None:
    assert "pronunciation" not in two.get(f"/entries/{path}").get_json()
    assert "[" not in two.get(f"/tra/{path}").get_data(as_text=True).partition("<h1")[2].partition("<footer")[0]

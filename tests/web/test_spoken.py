"""The pronunciation by rule, where an entry is shown: /entries and the page of a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from loaded import load_file, load_rows

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


def test_an_english_word_has_it_as_uk_and_us_in_the_answer_and_on_its_page(tmp_path: Path) -> None:
    rows = (
        "second\tˈsekənd\t\tdanh từ\tgiây",
        "second\tsɪˈkɒnd\tsəˈkɑːnd\tđộng từ\tbiệt phái",
        "second\tˈsekənd\t\tphó từ\tthứ hai",
        "water\tˈwɔːtə\tˈwɔːtər\tdanh từ\tnước",
    )
    source = tmp_path / "anh.tsv"
    source.write_text("\n".join(("headword\tuk\tus\tpart_of_speech\tequivalent", *rows)) + "\n", "utf-8")
    load_file(tmp_path / "data", source, source_language="en")
    client = create_app(config.Config(data=tmp_path / "data")).test_client()
    assert client.get("/entries/anh/water").get_json()["pronunciation"] == {"uk": "ˈwɔːtə", "us": "ˈwɔːtər"}
    assert "UK /ˈwɔːtə/ · US /ˈwɔːtər/" in client.get("/tra/anh/water").get_data(as_text=True)
    found = client.get("/entries/anh/second").get_json()
    assert found["pronunciation"] == {"uk": "ˈsekənd", "us": "ˈsekənd"}
    assert found["entries"][0]["text"].split("\n") == [
        "UK, US /ˈsekənd/",
        "danh từ",
        "- giây",
        "động từ",
        "UK /sɪˈkɒnd/ · US /səˈkɑːnd/",
        "- biệt phái",
        "phó từ",
        "UK, US /ˈsekənd/",
        "- thứ hai",
    ]

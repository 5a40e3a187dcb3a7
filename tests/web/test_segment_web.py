"""GET /segment and `dictsvc segment`: a pasted sentence as words, each with the address of its headword."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from loaded import load_headwords, load_rows
from running import dictsvc, get, serving

from dictsvc.config import Config
from dictsvc.vietnamese.segmentation import words as segmented
from dictsvc.web import create_app

WORDS = (
    "học, học sinh, sinh, đi, đi học, ở, trường, trường học, hôm nay, trời, đẹp, quá, hoà bình, yêu, chúng tôi, đất, "
    "đất nước, nước, nhân dân, là, chính phủ, nghị định, ban hành, đã, về, giảng dạy, tiếng, Việt, tiếng Việt, ở truồng"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("segment") / "data"
    load_headwords(folder, "viet-anh", WORDS)
    load_rows(folder, "anh-viet", [("study", "- học"), ("student", "- học sinh")], source_language="en")
    return folder


@pytest.fixture(scope="module")
def client(data: Path) -> FlaskClient:
    return create_app(Config(data=data)).test_client()


def words(client: FlaskClient, text: str, more: str = "") -> list[dict[str, Any]]:
    reply = client.get(f"/segment?text={quote(text)}{more}")
    assert reply.status_code == 200, reply.get_data(as_text=True)
    found: list[dict[str, Any]] = reply.get_json()["words"]
    return found


def cut(client: FlaskClient, text: str) -> list[tuple[str, str | None]]:
    return [(word["text"], word.get("headword")) for word in words(client, text)]


def test_a_sentence_with_marks_is_cut_into_words_with_their_headwords(client: FlaskClient) -> None:
    assert cut(client, "Học sinh đi học, hôm nay trời đẹp quá!") == [
        ("Học sinh", "học sinh"),
        ("đi học", "đi học"),
        (",", None),
        ("hôm nay", "hôm nay"),
        ("trời", "trời"),
        ("đẹp", "đẹp"),
        ("quá", "quá"),
        ("!", None),
    ]


def test_a_sentence_without_marks_is_cut_by_the_headwords(client: FlaskClient) -> None:
    assert cut(client, "Hoc sinh di hoc, hom nay troi dep qua!") == [
        ("Hoc sinh", "học sinh"),
        ("di hoc", "đi học"),
        (",", None),
        ("hom nay", "hôm nay"),
        ("troi", "trời"),
        ("dep", "đẹp"),
        ("qua", "quá"),
        ("!", None),
    ]


def test_a_long_run_that_the_segmenter_takes_for_one_word_is_cut_into_headwords(client: FlaskClient) -> None:
    text = "học sinh " * 60
    assert segmented(text.strip()) == [text.strip()]
    assert cut(client, text) == [("học sinh", "học sinh")] * 60
    assert cut(client, "á" * 101 + " học sinh") == [("á" * 101, None), ("học sinh", "học sinh")]


def test_frequency_decides_between_ways_to_cut(client: FlaskClient) -> None:
    assert cut(client, "o truong") == [("o", "ở"), ("truong", "trường")]


def test_either_tone_position_finds_the_headword(client: FlaskClient) -> None:
    assert cut(client, "hòa bình") == [("hòa bình", "hoà bình")]
    assert cut(client, "hoà bình") == [("hoà bình", "hoà bình")]


def test_a_word_that_no_dictionary_has_is_cut_further(client: FlaskClient) -> None:
    """The model takes `học viên` for one word; of its parts the dictionary has the first."""
    assert segmented("học viên") == ["học viên"]
    assert cut(client, "học viên") == [("học", "học"), ("viên", None)]


def test_an_inflected_foreign_word_has_its_lemma(client: FlaskClient) -> None:
    assert ("studies", "study") in cut(client, "chúng tôi studies")
    assert cut(client, "students study") == [("students", "student"), ("study", "study")]


@pytest.mark.parametrize(
    "text",
    [
        "Học sinh (lớp 3/2) đạt 9,5 điểm… “Giỏi” – 100%!",
        "hoc sinh (lop 3/2) dat 9,5 diem... 'gioi' - 100%!",
        "xem https://vi.wikipedia.org/wiki/Học_sinh hoặc a@b.vn",
        "dòng một\r\ndòng\thai\n\n",
        "😀 học 👩‍👩‍👧 sinh ‮ngược‬",
        "ho\u0323c sinh",
    ],
)
def test_nothing_is_lost_and_nothing_added(client: FlaskClient, text: str) -> None:
    import unicodedata

    plain = unicodedata.normalize("NFC", text)
    assert "".join("".join(word["text"].split()) for word in words(client, text)) == "".join(plain.split())


def test_addresses_lead_to_the_entries_and_include_the_mount_point(client: FlaskClient) -> None:
    word = words(client, "học sinh")[0]
    assert word["dictionary"] == "viet-anh"
    assert word["gloss"]
    reply = client.get(word["href"])
    assert reply.status_code == 200
    assert reply.get_json()["headword"] == "học sinh"
    assert client.get(word["page"]).status_code == 200
    mounted = client.get(f"/segment?text={quote('học sinh')}", base_url="http://localhost/tra").get_json()["words"][0]
    assert mounted["href"].startswith("/tra/entries/viet-anh/")


def test_dictionaries_can_be_named(client: FlaskClient) -> None:
    assert words(client, "học", "&dict=anh-viet") == [{"text": "học"}]
    assert client.get("/segment?text=a&dict=khong-co").status_code == 404


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Chưa có đoạn văn"),
        ("?text=", "Chưa có đoạn văn"),
        ("?text=%20%0A", "Chưa có đoạn văn"),
        ("?text=" + quote("học " * 251), "dài quá 1.000 ký tự"),
        ("?text=a%00b", "ký tự điều khiển"),
        ("?text=a%1Bb", "ký tự điều khiển"),
        ("?text=%FF", "UTF-8"),
        ("?text=a&text=b", "một lần"),
    ],
)
def test_a_text_that_cannot_be_cut_is_refused_with_a_vietnamese_sentence(
    client: FlaskClient, query: str, says: str
) -> None:
    reply = client.get(f"/segment{query}")
    assert reply.status_code == 400
    assert reply.content_type == "application/problem+json"
    assert says in reply.get_json()["detail"]


@pytest.mark.parametrize(
    "text",
    ["a" * 1000, "a@" * 500, "." * 1000, "nghiêng " * 125, "hoc " * 250, "😀" * 1000, "á" + "\u0301" * 999, "[" * 1000],
)
def test_a_thousand_characters_of_anything_are_cut(client: FlaskClient, text: str) -> None:
    assert words(client, text)


def test_the_command_gives_what_the_web_gives(data: Path, client: FlaskClient) -> None:
    ran = dictsvc(data, "segment", "Học sinh đi học.", "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["words"] == words(client, "Học sinh đi học.")
    shown = dictsvc(data, "segment", "Học sinh đi học.").stdout.splitlines()
    assert [line.split("  ")[0] for line in shown] == ["Học sinh", "đi học", "."]
    refused = dictsvc(data, "segment", "học " * 300)
    assert refused.returncode == 2
    assert "1,000 characters" in refused.stderr


def test_it_works_in_every_worker_while_workers_come_and_go(data: Path) -> None:
    """pyvi deletes its model at a process's exit unless it is taken into memory before; workers here end often."""
    with serving(data, workers=2, RECYCLE="3") as running:
        address = running.address
        for _ in range(20):
            status, body = get(f"{address}/segment?text={quote('Học sinh đi học.')}")
            assert status == 200
            assert [word["text"] for word in body["words"]] == ["Học sinh", "đi học", "."]


def test_only_text_with_marks_imports_pyvi(data: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from dictsvc.config import Config
from dictsvc.web import create_app
client = create_app(Config(data=Path({str(data)!r}))).test_client()
assert client.get("/segment?text=hoc+sinh+di+hoc").status_code == 200
print("pyvi" in sys.modules or "sklearn" in sys.modules)
assert client.get("/segment?text=h%E1%BB%8Dc+sinh").status_code == 200
print("pyvi" in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["False", "True"]

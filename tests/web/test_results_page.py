"""The page of an answer: what stands open, what is folded, other readings, sentences, and where it leads on."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from loaded import load_rows

from dictsvc import config
from dictsvc.web import create_app
from dictsvc.web.page_section import SHOWN_AT_ONCE


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Three dictionaries that share *đi*; in the first its article is long; 120 words begin with *ba*."""
    folder = tmp_path_factory.mktemp("results") / "data"
    long = "\\n".join(
        line
        for part in ("động từ", "phó từ")
        for line in (f"*{part}", *(f"- sense {number}, said at some length, of {part}" for number in range(30)))
    )
    beginning = [(f"ba {chr(97 + number // 10)}{chr(97 + number % 10)}", "- some word") for number in range(120)]
    rows = [("đi", long), *beginning, ("bé", "- small")]
    load_rows(folder, "mot", rows, title="Một", source_language="vi", target_language="en")
    words = ["lượng", "lương", "lường", "đi", "học sinh", "đi học", "chăm chỉ", "nói xấu"]
    load_rows(folder, "hai", [(word, f"- nghĩa của {word}") for word in words], title="Hai", source_language="vi")
    load_rows(folder, "ba", [("đi", "- go away")], title="Ba", source_language="vi", target_language="en")
    return create_app(config.Config(data=folder)).test_client()


def page(client: FlaskClient, address: str) -> str:
    return unescape(client.get(address).text)


def test_the_first_dictionary_stands_open_and_the_others_are_folded_behind_their_gloss(shelf: FlaskClient) -> None:
    text = page(shelf, "/?q=%C4%91i")
    assert re.findall(r'<(article|details) class="entry"', text) == ["article", "details", "details"]
    folded = re.findall(r"<summary><h3>(\w+)</h3> <span class=\"gloss\"><span[^>]*>([^<]*)</span>", text)
    assert folded == [("Hai", "nghĩa của đi"), ("Ba", "go away")]


def test_a_long_article_is_parted_between_senses_and_nothing_of_it_is_lost(shelf: FlaskClient) -> None:
    text = page(shelf, "/?q=%C4%91i")
    shown, _, rest = text.partition('<details class="more">')
    rest = rest.partition("</details>")[0]
    senses = [re.findall(r"<li[^>]*>(sense [^<]*)", part) for part in (shown, rest)]
    assert all(senses) and len(shown) - shown.index("<article") < 3 * SHOWN_AT_ONCE
    whole = re.findall(r"<li[^>]*>(sense [^<]*)", page(shelf, "/tra/mot/%C4%91i"))
    assert senses[0] + senses[1] == whole and len(whole) == 60
    start = re.search(r'<ol class="senses" start="(\d+)">', rest)
    assert start and int(start[1]) == len(senses[0]) + 1 and rest.count("start=") == 1


def test_other_readings_of_what_was_typed_stand_above_the_answer(shelf: FlaskClient) -> None:
    text = page(shelf, "/?q=luong&dict=hai")
    readings = re.search(r'<p class="readings">(.*?)</p>', text)
    assert readings and readings[1].startswith("Cũng có thể là:")
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', readings[1])
    heading = re.search(r"<h2[^>]*>([^<]*)</h2>", text)
    assert heading and {heading[1], *(word for _, word in links)} == {"lượng", "lương", "lường"}
    assert 'value="luong"' in text
    for address, word in links:
        assert "dict=hai" in address and re.search(rf"<h2[^>]*>{word}</h2>", page(shelf, address))


@pytest.mark.parametrize(
    "text", ["Học sinh đi học, chăm chỉ.", "hoc sinh di hoc cham chi", "học sinh đi học, " * 8 + "chăm chỉ"]
)
def test_a_sentence_is_shown_word_by_word(shelf: FlaskClient, text: str) -> None:
    answer = shelf.get("/", query_string={"q": text})
    shown = unescape(answer.text)
    assert answer.status_code == 200 and "Các từ trong câu" in shown and "Không tìm thấy" not in shown
    running = re.search(r'<p class="running"[^>]*>(.*?)</p>', shown, re.DOTALL)
    assert running and re.sub("<[^>]*>", "", running[1]).strip() == text.strip()
    words = re.findall(r'<dt><a class="name" href="([^"]*)"[^>]*>([^<]*)</a></dt><dd><span[^>]*>([^<]+)</span>', shown)
    assert {"học sinh", "đi"} <= {word[:8].removesuffix(" học") for _, word, _ in words} and len(words) == len(
        set(words)
    )
    assert shelf.get(words[0][0]).status_code == 200


@pytest.mark.parametrize("path", ["/?q={}", "/?in=definitions&q={}", "/tu-dien/hai?from={}"])
def test_tabs_and_line_ends_of_copied_text_are_spaces(shelf: FlaskClient, path: str) -> None:
    """As they come along from the cells of a table; programs that ask `/lookup` are told of them."""
    reply = shelf.get(path.format("%09h%E1%BB%8Dc%0D%0Asinh%09"))
    assert reply.status_code == 200
    assert "ký tự điều khiển" not in unescape(reply.text)
    assert "học sinh" in unescape(reply.text)
    assert shelf.get("/lookup?q=h%E1%BB%8Dc%09sinh").status_code == 400


def test_a_text_that_fills_the_box_is_said_to_be_cut_and_a_longer_one_to_be_too_long(shelf: FlaskClient) -> None:
    assert "phần sau đã bị cắt" in page(shelf, "/?q=" + "đi học+" * 142 + "đi học")
    assert "phần sau đã bị cắt" not in page(shelf, "/?q=" + "đi học+" * 100)
    answer = shelf.get("/?q=" + "đi học+" * 200)
    assert answer.status_code == 400 and "1.000 ký tự" in answer.text and 'role="alert"' in answer.text


def test_more_results_lead_to_a_longer_list_and_that_to_browsing(shelf: FlaskClient) -> None:
    text = page(shelf, "/?q=ba")
    more = re.search(r'<a href="([^"]*)">Xem thêm kết quả</a>', text)
    assert more and text.count('<a class="name"') == 20
    longer = page(shelf, more[1])
    assert longer.count('<a class="name"') == 50 and "Xem thêm kết quả" not in longer
    onward = re.search(r'Xem tiếp theo thứ tự trong: <a href="([^"]*)">Một</a>', longer)
    assert onward and "Các từ bắt đầu bằng “ba”" in page(shelf, onward[1])
    assert "Xem thêm kết quả" not in page(shelf, "/?q=%C4%91i")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ba", "Các từ bắt đầu bằng “ba”"),
        ("BA", "Các từ bắt đầu bằng “BA”"),
        ("xyz", "Không có từ nào bắt đầu bằng “xyz”."),
    ],
)
def test_browsing_says_what_it_lists(shelf: FlaskClient, typed: str, said: str) -> None:
    text = page(shelf, f"/tu-dien/mot?from={typed}")
    assert said in text and f'value="{typed}"' in text
    assert "bắt đầu bằng" not in page(shelf, "/tu-dien/mot?start=ba+aa")
    first = page(shelf, "/tu-dien/mot")
    syllable = re.search(r'<a href="([^"]*)"[^>]*>ba</a>', first)
    assert syllable and "Các từ bắt đầu bằng “ba”" in page(shelf, syllable[1])


@pytest.mark.parametrize("path", ["/tra/mot/%C4%91i", "/tra/mot/x%C3%BD", "/tu-dien/mot?from=ba", "/khong-co"])
def test_every_page_has_the_box_around_what_it_shows(shelf: FlaskClient, path: str) -> None:
    text = unescape(shelf.get(path, headers={"Accept": "text/html"}).text)
    box, slot = text.index("<tra-tu"), text.index('slot="answer"')
    assert box < slot < text.index("<h1") < text.index("</tra-tu>")
    value = {"/tra/mot/%C4%91i": "đi", "/tra/mot/x%C3%BD": "xý", "/tu-dien/mot?from=ba": "ba"}.get(path, "")
    assert f'name="q" value="{value}"' in text
    assert 'id="tu-dien"' not in text and "/openapi.json" not in text


def test_the_page_for_frames_is_the_box_alone(shelf: FlaskClient) -> None:
    text = shelf.get("/widget").text
    assert "<tra-tu" in text and "<nav" not in text
    assert "<nav" in shelf.get("/", headers={"Accept": "text/html"}).text

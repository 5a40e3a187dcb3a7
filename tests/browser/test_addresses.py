"""Each look-up on the service's own pages has an address: Back, Reload and a shared address show it again."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from portal import VOICES
from steps import answer, box, choice, define, violations

TITLE = re.compile("^(.*) – Từ điển trực tuyến$")


def shown(page, headword: str) -> None:
    """The page shows a headword, by the server's hand or the widget's."""
    expect(page.get_by_role("heading", name=headword, exact=True).first).to_be_visible()


def back(page) -> None:
    """Go back, and wait until the server's page is there."""
    page.evaluate("window.earlier = true")
    page.evaluate("history.back()")
    page.wait_for_function("!window.earlier && document.readyState === 'complete'")


@pytest.mark.parametrize(
    "start", ["/", "/?q=h%E1%BB%8Dc", "/tra/viet-anh/h%E1%BB%8Dc", "/tu-dien/viet-anh", "/khong-co"]
)
def test_a_look_up_gets_an_address_and_a_title_and_back_undoes_it(visit, service, start):
    page = visit(service.url + start)
    before = page.url
    define(page, "nhà")
    expect(page).to_have_url(re.compile(r"/\?q=nh%C3%A0(&dict=viet-anh)?$"))
    expect(page).to_have_title("nhà – Từ điển trực tuyến")
    define(page, "sông")
    expect(page).to_have_title("sông – Từ điển trực tuyến")
    back(page)
    expect(page).to_have_url(re.compile(r"/\?q=nh%C3%A0(&dict=viet-anh)?$"))
    shown(page, "nhà")
    expect(box(page)).to_have_value("nhà")
    back(page)
    expect(page).to_have_url(before)
    page.go_forward()
    shown(page, "nhà")


def test_an_address_that_is_shared_or_loaded_again_shows_the_same_with_its_dictionary(visit, service):
    page = visit(f"{service.url}/?lang=en")
    page.get_by_role("combobox", name="Dictionary", exact=True).select_option("viet-anh")
    field = page.get_by_role("combobox", name="Word", exact=True)
    field.fill("nhà")
    field.press("Enter")
    shown(page, "nhà")
    assert "lang=en" in page.url and "q=nh%C3%A0" in page.url and "dict=viet-anh" in page.url
    page.reload()
    shown(page, "nhà")
    other = visit(page.url)
    shown(other, "nhà")
    expect(other.get_by_role("combobox", name="Dictionary", exact=True)).to_have_value("viet-anh")
    assert other.locator("html").get_attribute("lang") == "en"


def test_the_sample_on_the_page_for_webmasters_keeps_the_address(visit, service):
    page = visit(f"{service.url}/nhung")
    define(page, "nhà")
    assert page.url.endswith("/nhung")


SENTENCE = "Hôm nay học sinh đi học ở trường."


@pytest.mark.parametrize(
    ("text", "dictionary"), [(SENTENCE, ""), (SENTENCE, "viet-anh"), (SENTENCE + " Học sinh." * 96, "")]
)
def test_a_sentence_has_an_address_as_a_word_has(visit, service, text, dictionary):
    """Address, title, Back, Reload and a shared address show a pasted sentence again, in the dictionary asked."""
    page = visit(f"{service.url}/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choice(page).select_option(dictionary)
    define(page, "nhà")
    box(page).fill("")
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")
    shown(page, "Các từ trong câu")
    expect(page).to_have_title(re.compile(f"^{re.escape(text[:60])}.* – Từ điển trực tuyến$"))
    address = page.url
    assert parse_qs(urlsplit(address).query) == {"q": [text]} | ({"dict": [dictionary]} if dictionary else {})
    define(page, "sông")
    back(page)
    for other in (page, visit(address)):
        expect(other).to_have_url(address)
        shown(other, "Các từ trong câu")
        expect(box(other)).to_have_value(text)
        expect(other).to_have_title(page.title())
    back(page)
    shown(page, "nhà")


def test_the_address_of_another_reading_shows_that_reading(visit, service):
    """What is typed is *luong*; who chooses another reading gets the address of that one."""
    page = visit(f"{service.url}/")
    define(page, "luong")
    first = answer(page).locator("h2").text_content()
    reading = answer(page).locator(".readings").get_by_role("button").first
    chosen = reading.text_content()
    reading.click()
    expect(page).to_have_title(f"{chosen} – Từ điển trực tuyến")
    page.reload()
    shown(page, chosen)
    back(page)
    shown(page, first)


@pytest.mark.parametrize("path", ["/", "/tra/viet-anh/h%E1%BB%8Dc", "/tu-dien/viet-anh"])
def test_a_slash_goes_to_the_box_and_is_a_slash_in_a_field(visit, service, path):
    page = visit(service.url + path)
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    box(page).fill("")
    page.keyboard.type("km/h")
    expect(box(page)).to_have_value("km/h")


def test_folded_dictionaries_open_by_keyboard_and_everything_is_printed(visit, service):
    page = visit(f"{service.url}/?q=h%E1%BB%8Dc", java_script_enabled=False)
    page.goto(f"{service.url}/?q=h%E1%BB%99i+%C4%91%E1%BB%93ng")
    folded = page.locator("details.entry")
    summary = folded.first.locator("summary")
    inside = folded.first.locator("footer")
    expect(inside).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(inside).to_be_visible()
    page.keyboard.press("Enter")
    expect(inside).to_be_hidden()
    page.emulate_media(media="print")
    expect(inside).to_be_visible()


def test_a_long_article_shows_its_beginning_and_the_rest_by_a_button(visit, service):
    page = visit(f"{service.url}/?q=%C4%91%E1%BB%8Bnh+ngh%C4%A9a+d%C3%A0i", java_script_enabled=False)
    rest = page.locator("details.more > div")
    expect(rest).to_be_hidden()
    page.get_by_text("Xem thêm", exact=True).focus()
    page.keyboard.press("Space")
    expect(rest).to_be_visible()
    page.reload()
    page.emulate_media(media="print")
    expect(rest).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_answers(visit, service, scheme):
    page = visit("about:blank", color_scheme=scheme, bypass_csp=True)
    found = {}
    for path in (
        "/?q=luong",
        "/?q=hoc+sinh+di+hoc",
        "/?q=h%E1%BB%99i+%C4%91%E1%BB%93ng&lang=en",
        "/tu-dien/viet-anh?from=hoc",
    ):
        page.goto(service.url + path)
        for section in page.locator("details").all():
            section.evaluate("one => one.open = true")
        if wrong := violations(page):
            found[path] = wrong
    assert found == {}


def test_recent_look_ups_are_kept_by_the_browser_alone_and_only_for_those_who_ask(visit, service):
    page = visit(f"{service.url}/")
    define(page, "nhà")
    assert page.evaluate("localStorage.getItem('tra-tu.recent')") is None
    page.goto(f"{service.url}/")
    page.get_by_role("button", name="Ghi nhớ các từ đã tra trên máy này").click()
    for word in ("sông", "nhà", "sông"):
        define(page, word)
    page.goto(f"{service.url}/tra/viet-anh/h%E1%BB%8Dc")
    page.goto(f"{service.url}/")
    expect(page.locator("section.recent a")).to_have_text(["học", "sông", "nhà"])
    page.locator("section.recent").get_by_role("link", name="sông").click()
    shown(page, "sông")
    page.goto(f"{service.url}/")
    page.get_by_role("button", name="Xóa và thôi ghi nhớ").press("Enter")
    expect(page.get_by_role("button", name="Ghi nhớ các từ đã tra trên máy này")).to_be_focused()
    assert page.evaluate("localStorage.getItem('tra-tu.recent')") is None


@pytest.mark.parametrize("kept", ["{", "7", '[1, {"a": 2}, "nhà"]', '["<img src=x onerror=window.caught=1>"]'])
def test_what_somebody_else_stored_there_does_no_harm(visit, service, kept):
    page = visit(f"{service.url}/")
    page.evaluate("text => localStorage.setItem('tra-tu.recent', text)", kept)
    page.reload()
    expect(page.locator("section.recent button")).to_be_visible()
    assert page.troubles == [] and page.evaluate("window.caught") is None


def test_a_word_can_be_heard_where_the_browser_has_a_voice_for_its_language(visit, service):
    page = visit(f"{service.url}/tra/viet-anh/h%E1%BB%8Dc")
    expect(page.locator("button.say")).to_have_count(0)
    page.add_init_script(VOICES)
    page.reload()
    page.get_by_role("button", name="Nghe phát âm: học").press("Enter")
    assert page.evaluate("window.spoken") == [["học", "vi-VN"]]
    page.goto(f"{service.url}/tra/anh-viet/run")
    expect(page.locator("button.say")).to_have_count(0)


def test_the_permanent_link_can_be_copied(visit, service):
    page = visit(f"{service.url}/tra/viet-anh/h%E1%BB%8Dc", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Chép liên kết").click()
    expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{service.url}/tra/viet-anh/h%E1%BB%8Dc"

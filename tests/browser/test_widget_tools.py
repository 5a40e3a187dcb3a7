"""What can be done with an answer: hear it, copy and share its address, report a mistake, search in definitions."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from portal import VOICES, webforms
from steps import answer, box, choice, define, note

SENTENCE = "Hôm nay học sinh đi học."


@pytest.fixture
def portal(site, line):
    """Address of a portal's page, of another origin than the service, under a strict policy."""
    policy = (
        f"default-src 'none'; script-src 'self' {line.url}; connect-src {line.url}; style-src 'self'; "
        "form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return site.page("/viec", webforms("<tra-tu></tra-tu>", f"{line.url}/widget.js"), Content_Security_Policy=policy)


def asked(address: str) -> dict[str, list[str]]:
    """What an address of the service asks for."""
    parts = urlsplit(address)
    assert parts.path == "/"
    return parse_qs(parts.query)


def test_a_word_can_be_heard_where_the_browser_has_a_voice_for_its_language(visit, portal, site):
    """A Vietnamese word by the Vietnamese voice; no button where there is no voice, and none beside an English word."""
    page = visit(portal)
    define(page, "học")
    expect(answer(page).get_by_role("button", name="Chép liên kết")).to_be_visible()
    heard = page.get_by_role("button", name="Nghe phát âm")
    expect(heard).to_have_count(0)
    page.add_init_script(VOICES)
    page.reload()
    define(page, "học")
    site.submitted.clear()
    page.get_by_role("button", name="Nghe phát âm: học").press("Enter")
    assert page.evaluate("window.spoken") == [["học", "vi-VN"]]
    define(page, "pupil")
    expect(answer(page).get_by_role("button", name="Chép liên kết")).to_be_visible()
    expect(heard).to_have_count(0)
    assert site.submitted == [] and page.troubles == []


def test_voices_that_come_late_are_used(visit, portal):
    """Browsers know their voices only some time after the page was loaded."""
    page = visit("about:blank")
    page.add_init_script(VOICES.replace("let voices = [voice]", "let voices = []"))
    page.goto(portal)
    define(page, "học")
    expect(answer(page).get_by_role("button", name="Chép liên kết")).to_be_visible()
    page.evaluate("window.voicesCame()")
    expect(page.get_by_role("button", name="Nghe phát âm: học")).to_be_visible()


def test_the_address_of_an_answer_is_copied(visit, portal, line):
    """Of a word in all dictionaries, in one, and of a sentence: on the service's own pages, where it shows the same."""
    page = visit(portal, permissions=["clipboard-read", "clipboard-write"])

    def copied() -> str:
        answer(page).get_by_role("button", name="Chép liên kết").click()
        expect(answer(page).get_by_role("button", name="Đã chép")).to_be_visible()
        return str(page.evaluate("navigator.clipboard.readText()"))

    define(page, "học")
    address = copied()
    assert address.startswith(line.url) and asked(address) == {"q": ["học"]}
    choice(page).select_option("viet-anh")
    expect(answer(page).locator("h2")).to_have_text("học")
    assert asked(copied()) == {"q": ["học"], "dict": ["viet-anh"]}
    choice(page).select_option("")
    define(page, SENTENCE)
    address = copied()
    assert asked(address) == {"q": [SENTENCE]}
    page.goto(address)
    expect(page.get_by_role("heading", name="Các từ trong câu")).to_be_visible()


def test_where_copying_is_forbidden_the_address_is_shown(visit, site, line):
    """In a frame of another origin, say."""
    page = visit(
        site.page("/khung", f'<title>.</title><iframe src="{line.url}/widget" title="a" height="700"></iframe>')
    )
    frame = page.frame_locator("iframe")
    box(frame).fill("học")
    box(frame).press("Enter")
    frame.get_by_role("button", name="Chép liên kết").click()
    expect(frame.locator(".acts").get_by_role("link", name=f"{line.url}/?q=học")).to_be_visible()


def test_the_address_of_an_answer_is_shared_where_the_system_can(visit, portal, line):
    """Headless Chromium cannot: this one keeps what it was asked to share."""
    page = visit(portal)
    define(page, "học")
    expect(answer(page).get_by_role("button", name="Chia sẻ")).to_have_count(0)
    page.add_init_script("navigator.share = async (what) => { window.shared = [what.title, what.url]; };")
    page.reload()
    define(page, "học")
    answer(page).get_by_role("button", name="Chia sẻ").press("Enter")
    assert page.evaluate("window.shared") == ["học", f"{line.url}/?q=h%E1%BB%8Dc"]


def test_a_mistake_is_reported_where_the_setting_says(visit, portal):
    """A link at each dictionary's part, which names the word and where it stands."""
    page = visit(portal)
    define(page, "thuế")
    first = answer(page).locator("article").first.get_by_role("link", name="Báo lỗi mục từ này")
    assert unquote(first.get_attribute("href")).startswith("mailto:tudien@portal.example?subject=viet-anh: thuế&body=")


def test_the_search_in_definitions_is_one_link_away(visit, portal, line):
    """From an answer, and from the sentence that nothing was found; in the dictionary that is asked."""
    page = visit(portal)
    define(page, "học")
    link = page.get_by_role("link", name="Tìm trong định nghĩa")
    assert asked(link.get_attribute("href")) == {"q": ["học"], "in": ["definitions"]}
    choice(page).select_option("viet-anh")
    box(page).fill("xyzzyxq")
    expect(note(page)).to_contain_text("Không tìm thấy")
    link = note(page).get_by_role("link", name="Tìm trong định nghĩa")
    assert asked(link.get_attribute("href")) == {"q": ["xyzzyxq"], "in": ["definitions"], "dict": ["viet-anh"]}
    link.click()
    page.wait_for_url(f"{line.url}/?q=xyzzyxq*")
    expect(page.get_by_role("textbox", name="Các từ trong định nghĩa")).to_have_value("xyzzyxq")


def test_without_the_further_file_the_answer_stands_all_the_same(visit, portal, line):
    """What cannot be loaded is not offered, and nothing is thrown."""
    line.behave(static={"status": 502})
    page = visit(portal)
    define(page, "học")
    page.wait_for_timeout(300)
    expect(answer(page).get_by_role("button", name="Chép liên kết")).to_have_count(0)
    expect(page.get_by_role("link", name="Tìm trong định nghĩa")).to_be_visible()
    assert not [trouble for trouble in page.troubles if "502" not in trouble]

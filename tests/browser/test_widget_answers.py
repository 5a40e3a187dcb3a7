"""What the widget answers: all dictionaries in one request, other readings, sentences, and nothing out of date."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from portal import webforms
from stage import LONG
from steps import answer, ask, box, choice, define, headwords, note, options

SENTENCE = "Hôm nay học sinh đi học."


def asked(line, room: str) -> list[str]:
    return [path for path in line.seen() if path.startswith(f"/{room}")]


def paste(page, text: str) -> None:
    """Put a text into the box as from the clipboard."""
    box(page).focus()
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def test_an_answer_is_one_request_with_the_first_dictionary_open(visit, line):
    """All dictionaries come in one answer; the others are closed, show their gloss, and open by keyboard."""
    page = visit(line.url)
    define(page, "thuế")
    assert len(asked(line, "entries")) == 1
    parts = answer(page).locator("article")
    assert parts.count() > 1
    first, second = parts.nth(0), parts.nth(1)
    expect(first.get_by_role("button").first).to_have_attribute("aria-expanded", "true")
    expect(first.locator(".senses").first).to_be_visible()
    other = second.get_by_role("button").first
    expect(other).to_have_attribute("aria-expanded", "false")
    expect(second.locator(".gloss")).to_be_visible()
    expect(second.get_by_role("link", name="Mở trang riêng của từ")).to_have_count(0)
    other.focus()
    page.keyboard.press("Enter")
    expect(other).to_have_attribute("aria-expanded", "true")
    expect(second.get_by_role("link", name="Mở trang riêng của từ")).to_be_visible()
    expect(second.locator(".gloss")).to_be_hidden()
    assert len(asked(line, "entries")) == 1


def test_a_long_entry_is_short_until_asked_for(visit, site, line):
    """The rest stands behind “Xem thêm”, which moves the focus on to it and takes it away again; paper has it all."""
    page = visit(site.page("/dai", webforms("<tra-tu></tra-tu>", f"{line.url}/widget.js")))
    define(page, LONG)
    senses = answer(page).locator(".senses > li, ol > li")
    expect(senses.first).to_be_visible()
    expect(senses.last).to_be_hidden()
    assert answer(page).evaluate("section => section.getBoundingClientRect().height") < 900
    page.emulate_media(media="print")
    expect(senses.last).to_be_visible()
    assert senses.last.bounding_box()["height"] > 10
    page.emulate_media(media="screen")
    more = answer(page).get_by_role("button", name="Xem thêm")
    more.focus()
    page.keyboard.press("Enter")
    expect(senses.last).to_be_visible()
    inside = "section => section.contains(section.getRootNode().activeElement)"
    assert answer(page).evaluate(inside), "the focus goes to what is new"
    answer(page).get_by_role("button", name="Thu gọn").click()
    expect(senses.last).to_be_hidden()


def test_other_readings_stand_above_the_answer(visit, line):
    """Enter on unmarked text keeps what was typed, answers its first reading, and names the others as buttons."""
    page = visit(line.url)
    define(page, "luong")
    first = answer(page).locator("h2").text_content()
    assert box(page).input_value() == "luong"
    readings = answer(page).locator(".readings")
    expect(readings).to_contain_text("Cũng có thể là:")
    names = readings.get_by_role("button").all_text_contents()
    assert {*names, first} >= {"lương", "lượng"} and first not in names
    readings.get_by_role("button", name=names[0], exact=True).click()
    expect(answer(page).locator("h2")).to_have_text(names[0])
    expect(answer(page).locator("h2")).to_be_focused()
    assert first in answer(page).locator(".readings").get_by_role("button").all_text_contents()
    page.keyboard.press("Tab")
    define(page, "học sinh")
    expect(answer(page).locator(".readings")).to_have_count(0)


def test_a_sentence_is_shown_word_by_word(visit, line):
    """Nothing is found for a sentence, so its words stand there in order, each a link with its gloss."""
    page = visit(line.url)
    box(page).fill(SENTENCE)
    box(page).press("Enter")
    expect(answer(page).get_by_role("heading", name="Các từ trong câu")).to_be_visible()
    words = answer(page).locator("li")
    names = words.locator(".name").all_text_contents()
    assert names[:2] == ["Hôm nay", "học sinh"] or "học sinh" in names
    expect(words.filter(has_text="học sinh").first).to_contain_text("pupil")
    link = answer(page).get_by_role("link", name="học sinh").first
    assert "/tra/viet-anh/h" in link.get_attribute("href")
    expect(note(page)).to_be_hidden()
    link.click()
    expect(answer(page).locator("h2")).to_have_text("học sinh")
    assert "/tra/" not in page.url


def test_a_pasted_text_that_is_too_long_says_so(visit, line):
    """A pasted paragraph is shown word by word at once, and that it was cut."""
    page = visit(line.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    paste(page, "học sinh đi học ở trường. " * 60)
    expect(answer(page).get_by_role("heading", name="Các từ trong câu")).to_be_visible()
    expect(answer(page)).to_contain_text("chỉ giữ 1.000 ký tự đầu")
    assert len(box(page).input_value()) == 1000
    box(page).fill("")
    paste(page, SENTENCE)
    expect(answer(page).get_by_role("link", name="học sinh")).to_be_visible()
    expect(answer(page)).not_to_contain_text("ký tự đầu")


def test_no_definition_stands_under_another_word(visit, line):
    """What was answered goes as soon as the box says something else; it is not back while a slow server is asked."""
    page = visit(line.url)
    define(page, "học")
    line.behave(lookup={"delay": 1.5})
    box(page).fill("xyzzyxq")
    expect(answer(page)).to_have_count(0)
    box(page).press("Enter")
    expect(note(page)).to_contain_text("Không tìm thấy")
    expect(answer(page)).to_have_count(0)


def test_enter_in_an_empty_box_says_what_to_do(visit, line):
    """For the eye as for the ear; and it goes with the first letter."""
    page = visit(line.url)
    box(page).press("Enter")
    expect(note(page)).to_have_text("Hãy gõ từ cần tra.")
    expect(note(page)).to_be_visible()
    expect(page.locator("tra-tu [role=status]")).to_have_text("Hãy gõ từ cần tra.")
    line.behave(lookup={"delay": 1})
    box(page).fill("h")
    expect(note(page)).not_to_have_text("Hãy gõ từ cần tra.", timeout=400)


def test_a_list_never_answers_an_older_question_for_long(visit, line):
    """While a slow server is asked anew, the earlier list gives way to a sentence that says so."""
    page = visit(line.url)
    ask(page, "hoc")
    page.keyboard.press("ArrowDown")
    line.behave(lookup={"delay": 2.5})
    box(page).fill("nha")
    assert box(page).get_attribute("aria-activedescendant") is None
    expect(note(page)).to_have_text("Đang tra…")
    expect(options(page)).to_have_count(0)
    expect(options(page).first).to_be_visible()
    assert all("nh" in word.lower() for word in headwords(page))


def test_the_value_may_change_while_the_page_lives(visit, line):
    """A script of the page sets the attribute, and the word is looked up."""
    page = visit(line.url)
    page.locator("tra-tu").first.evaluate("element => element.setAttribute('value', 'học')")
    expect(answer(page).locator("h2")).to_have_text("học")
    assert box(page).input_value() == "học"


def test_a_reference_is_a_link_that_is_looked_up_in_place(visit, line):
    """Only what has a page is a link; a click answers under the box, and the address of the link is the word's page."""
    page = visit(line.url)
    define(page, "Hội đồng nhân dân")
    link = answer(page).get_by_role("link", name="Ủy ban nhân dân")
    assert "/tra/hanh-chinh/" in link.get_attribute("href")
    link.click()
    expect(answer(page).locator("h2")).to_have_text("Ủy ban nhân dân")
    assert "/tra/" not in page.url


def test_enter_on_a_text_that_is_no_headword_says_so_above_what_there_is(visit, line):
    """A text that headwords only begin with, or mean: Enter leaves the list open and says what to do."""
    page = visit(line.url)
    for text in ("viện k", "run away"):
        ask(page, text)
        page.keyboard.press("Enter")
        expect(note(page)).to_have_text(f"Không có mục từ “{text}”. Mời bạn chọn trong danh sách dưới đây.")
        expect(options(page).first).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("Không có mục từ")
        box(page).press("ArrowDown")
        page.keyboard.press("Enter")
        expect(answer(page)).to_be_visible()
    box(page).fill("viện ki")
    expect(note(page)).to_be_hidden()


def test_enter_in_a_dictionary_without_the_word_leads_to_all(visit, line):
    """A Vietnamese word asked of the English dictionary: its meanings are listed, and the way to all is offered."""
    page = visit(line.url)
    choice(page).select_option("anh-viet")
    ask(page, "học")
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text("Không có mục từ “học”.")
    note(page).get_by_role("button", name="Tìm trong tất cả từ điển").click()
    expect(choice(page)).to_have_value("")
    expect(options(page).locator(".name").first).to_have_text("học")


def test_a_cell_copied_from_a_table_is_looked_up(visit, line):
    """Tabs around and inside are spaces; the address that the page gets can be opened again."""
    page = visit(line.url, permissions=["clipboard-read", "clipboard-write"])
    paste(page, "học\tsinh\t")
    expect(options(page).first).to_contain_text("học sinh")
    expect(box(page)).to_have_value("học sinh ")
    box(page).press("Enter")
    expect(answer(page).locator("h2")).to_have_text("học sinh")
    expect(page).to_have_url(re.compile(r"\?q=h%E1%BB%8Dc\+sinh"))

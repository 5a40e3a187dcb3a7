"""The box by keyboard alone, by touch, and by pointer."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from stage import CHOICES
from steps import answer, ask, box, choice, define, headwords, note, options


def marked(page) -> str:
    return page.locator("[role=option][aria-selected=true] .name").text_content()


def test_arrows_walk_the_list_around(visit, line):
    """Down and Up go through the options and around; the field keeps the focus and its text."""
    page = visit(f"{line.url}/")
    ask(page, "hoc")
    words = headwords(page)
    page.keyboard.press("ArrowDown")
    assert marked(page) == words[0]
    assert box(page).get_attribute("aria-activedescendant") == options(page).first.get_attribute("id")
    page.keyboard.press("ArrowUp")
    assert marked(page) == words[-1]
    page.keyboard.press("ArrowDown")
    assert marked(page) == words[0]
    assert box(page).input_value() == "hoc"
    expect(box(page)).to_be_focused()


@pytest.mark.parametrize(("key", "place"), [("Home", 0), ("End", 3), ("ArrowLeft", 2)])
def test_keys_of_the_text_leave_the_list(visit, line, key, place):
    """Home, End and Left move in the text again, and no option is marked any more."""
    page = visit(f"{line.url}/")
    ask(page, "hoc")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(key)
    assert box(page).get_attribute("aria-activedescendant") is None
    assert box(page).evaluate("input => input.selectionStart") == place


def test_escape_closes_and_then_clears(visit, line):
    """The first Escape closes the list, the second empties the field."""
    page = visit(f"{line.url}/")
    ask(page, "hoc")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    assert box(page).input_value() == "hoc"
    page.keyboard.press("Escape")
    assert box(page).input_value() == ""
    expect(box(page)).to_be_focused()


def test_alt_down_opens_without_marking(visit, line):
    """Alt+Down opens the list that was closed and marks nothing; Alt+Up closes it."""
    page = visit(f"{line.url}/")
    ask(page, "hoc")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowDown")
    expect(options(page).first).to_be_visible()
    assert box(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("Alt+ArrowUp")
    expect(options(page)).to_have_count(0)


def test_enter_takes_the_marked_option(visit, line):
    """Enter on an option shows its definition, with the field saying which."""
    page = visit(f"{line.url}/")
    ask(page, "hoc")
    word = headwords(page)[1]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(answer(page).locator("h2")).to_have_text(word)
    assert box(page).input_value() == word
    expect(options(page)).to_have_count(0)


def test_enter_on_free_text_takes_the_first_whole_word(visit, line):
    """Enter right after the last key, before any answer, shows the first word that is whole."""
    page = visit(f"{line.url}/")
    define(page, "hoc sinh")
    expect(answer(page).locator("h2")).to_have_text("học sinh")


def test_enter_without_a_whole_word_shows_the_list(visit, line):
    """Where nothing is a whole word, Enter leaves the list open to choose from."""
    page = visit(f"{line.url}/")
    box(page).fill("hoc sin")
    page.keyboard.press("Enter")
    expect(options(page).first).to_be_visible()
    assert answer(page).count() == 0


def test_all_of_the_box_is_reached_by_tab(visit, line):
    """Tab goes from the field to its buttons and on to the select; leaving the field closes the list."""
    page = visit(f"{line.url}/")
    ask(page, "hoc")
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.shadowRoot?.activeElement?.outerHTML.slice(0, 60)"))
    assert [re.match(r"<(\w+)", one)[1] for one in reached] == ["button", "button", "select"]
    expect(options(page)).to_have_count(0)


def test_a_finger_chooses(visit, line):
    """A tap on an option shows its definition."""
    page = visit(f"{line.url}/", has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    box(page).tap()
    box(page).fill("hoc")
    options(page).nth(1).tap()
    expect(answer(page)).to_be_visible()
    expect(options(page)).to_have_count(0)


def test_the_buttons_look_up_and_clear(visit, line):
    """“Tra” does what Enter does; the cross empties the field."""
    page = visit(f"{line.url}/")
    box(page).fill("học")
    page.locator("tra-tu").get_by_role("button", name="Tra", exact=True).click()
    expect(answer(page).locator("h2")).to_have_text("học")
    page.get_by_role("button", name="Xóa từ đang gõ").click()
    assert box(page).input_value() == ""


def test_the_dictionary_chosen_is_asked_and_remembered(visit, line):
    """“Tất cả từ điển” comes first; another choice goes with every question, and is there again after a reload."""
    page = visit(f"{line.url}/")
    expect(choice(page).locator("option").first).to_have_text("Tất cả từ điển")
    expect(choice(page).locator("option")).to_have_count(CHOICES)
    choice(page).select_option("anh-viet")
    ask(page, "run")
    assert any("q=run&" in path and "dict=anh-viet" in path for path in line.seen())
    page.reload()
    expect(choice(page)).to_have_value("anh-viet")


def test_another_dictionary_is_asked_at_once(visit, line):
    """Choosing a dictionary while a word stands in the field looks it up there."""
    page = visit(f"{line.url}/")
    define(page, "hội đồng nhân dân")
    choice(page).select_option("viet-anh")
    expect(note(page)).to_contain_text("trong từ điển này")
    page.get_by_role("button", name="Tìm trong tất cả từ điển").click()
    expect(options(page).first).to_contain_text("Hội đồng nhân dân")
    expect(choice(page)).to_have_value("")


def test_a_definition_says_where_it_is_from(visit, line):
    """Headword, part of speech, sense, example, dictionary, source, licence, and a link to the word's page."""
    page = visit(f"{line.url}/")
    define(page, "học")
    part = answer(page).locator("article").first
    expect(part.locator("h3")).to_have_text("Việt–Anh thông dụng")
    expect(part.locator(".pos").first).to_have_text("động từ")
    expect(part.locator(".senses li").first).to_contain_text("learn")
    expect(part.locator(".senses li").first).to_have_attribute("lang", "en")
    expect(part.locator(".example").first).to_have_attribute("lang", "vi")
    expect(part.locator("footer")).to_contain_text("Giấy phép: CC0-1.0")
    link = part.get_by_role("link", name="Mở trang riêng của từ")
    assert link.get_attribute("href").startswith(f"{line.url}/tra/viet-anh/h")


def test_suggestions_can_be_chosen(visit, line):
    """Where nothing is found, near words are offered in the list and can be chosen by keyboard."""
    page = visit(f"{line.url}/")
    box(page).fill("nghành")
    expect(note(page)).to_contain_text("Có phải bạn muốn tìm?")
    expect(options(page).first).to_contain_text("ngành")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(answer(page).locator("h2")).to_have_text("ngành")

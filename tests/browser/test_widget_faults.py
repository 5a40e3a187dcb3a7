"""A service that is slow, fails, breaks off or is gone: a sentence each, with a way on, and never an exception."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from portal import VOICES
from stage import CHOICES
from steps import answer, ask, box, choice, define, note, options


def errors(page) -> list[str]:
    """What the page complained of, except for the network's own words."""
    return [said for said in page.troubles if "Failed to load resource" not in said and "CORS" not in said]


@pytest.mark.parametrize("fault", [{"status": 502}, {"status": 503}, {"cut": True}, {"status": 200}, {"json": {}}])
def test_a_failure_is_a_sentence_with_a_way_on(visit, line, fault):
    """A gateway's error page, a broken connection, an answer that is none: the box says so, and can be asked again."""
    page = visit(f"{line.url}/")
    line.behave(lookup=fault)
    box(page).fill("hoc")
    expect(note(page)).to_contain_text("Chưa kết nối được tới máy chủ từ điển.")
    assert page.get_by_role("link", name="Mở trang từ điển").get_attribute("href") == f"{line.url}/?q=hoc"
    expect(page.locator("tra-tu [role=status]")).to_contain_text("Chưa kết nối được")
    line.behave()
    page.get_by_role("button", name="Thử lại").click()
    expect(options(page).first).to_be_visible()
    expect(box(page)).to_be_focused()
    assert errors(page) == []


def test_enter_asks_again_after_a_failure(visit, line):
    """By keyboard the way on is Enter, which also takes the whole word."""
    page = visit(f"{line.url}/")
    line.behave(lookup={"status": 502, "times": 1})
    box(page).fill("hoc")
    expect(note(page)).to_contain_text("Chưa kết nối được")
    page.keyboard.press("Enter")
    expect(answer(page).locator("h2")).to_have_text("học")


def test_a_slow_answer_is_announced_and_then_shown(visit, line):
    """After a while the box says that it is loading, then that it is slow; the answer still comes."""
    page = visit(f"{line.url}/")
    line.behave(lookup={"delay": 4.5})
    box(page).fill("hoc")
    expect(note(page)).to_have_text("Đang tra…")
    expect(note(page)).to_contain_text("Từ điển trả lời chậm")
    expect(page.get_by_role("button", name="Thử lại")).to_be_visible()
    expect(options(page).first).to_be_visible()
    expect(note(page)).to_be_hidden()


def test_a_server_that_is_gone_is_found_again(visit, service):
    """With the server stopped the box says so; once it is back, the same box works."""
    page = visit(f"{service.url}/")
    expect(choice(page).locator("option")).to_have_count(CHOICES)
    service.stop()
    try:
        box(page).fill("hoc")
        expect(note(page)).to_contain_text("Chưa kết nối được tới máy chủ từ điển.")
    finally:
        service.start()
    page.get_by_role("button", name="Thử lại").click()
    expect(options(page).first).to_be_visible()
    assert errors(page) == []


def test_no_network_is_told_as_such(visit, line):
    """A device without a connection is told so, to the eye and to screen readers."""
    page = visit(f"{line.url}/")
    page.context.set_offline(True)
    box(page).fill("hoc")
    for sentence in (note(page), page.locator("tra-tu [role=status]")):
        expect(sentence).to_contain_text("Thiết bị chưa có kết nối mạng.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Thử lại").click()
    expect(options(page).first).to_be_visible()


def test_a_definition_that_does_not_come_leaves_the_gloss(visit, line):
    """Where the full definition fails, its short form stays, with a link and another try."""
    page = visit(f"{line.url}/")
    line.behave(entries={"status": 500})
    define(page, "học")
    expect(answer(page)).to_contain_text("learn; study")
    expect(answer(page)).to_contain_text("Chưa tải được đầy đủ nghĩa.")
    expect(answer(page).get_by_role("link", name="Mở trang riêng của từ")).to_be_visible()
    line.behave()
    answer(page).get_by_role("button", name="Thử lại").first.click()
    expect(answer(page).locator(".example").first).to_be_visible()


def test_the_dictionaries_are_asked_for_again(visit, line):
    """A list of dictionaries that failed at first is there after the next question."""
    line.behave(dictionaries={"status": 502, "times": 1})
    page = visit(f"{line.url}/")
    expect(choice(page).locator("option")).to_have_count(1)
    ask(page, "hoc")
    expect(choice(page).locator("option")).to_have_count(CHOICES)


def test_what_comes_before_the_dictionaries_gets_their_titles_and_languages(visit, line):
    """On a slow line a list or an answer may be there first: what follows from them comes later and moves nothing."""
    page = visit("about:blank")
    page.add_init_script(VOICES)
    waiting = []
    page.route("**/dictionaries", lambda route: waiting.append(route))
    page.goto(f"{line.url}/")
    ask(page, "pupil")
    assert options(page).first.locator(".name").get_attribute("lang") is None
    waiting.pop().continue_()
    expect(options(page).first.locator(".name")).to_have_attribute("lang", "en")
    page.reload()
    define(page, "thuế")
    folded = answer(page).locator("h3 button").last
    folded.click()
    expect(folded).to_have_text("hanh-chinh")
    waiting.pop().continue_()
    expect(folded).to_have_text("Thuật ngữ hành chính")
    expect(folded).to_have_attribute("aria-expanded", "true")
    expect(folded).to_be_focused()
    expect(answer(page).locator("h2")).to_have_attribute("lang", "vi")
    expect(answer(page).locator("article > .gloss").first).to_have_attribute("lang", "en")
    expect(answer(page).get_by_role("button", name="Nghe phát âm: thuế")).to_be_visible()
    assert page.troubles == []


def test_a_question_that_is_refused_is_told_in_the_service_s_words(visit, line):
    """What the service says of a bad query is shown as it says it."""
    page = visit(f"{line.url}/")
    box(page).evaluate("input => { input.removeAttribute('maxlength'); }")
    box(page).fill("a" * 101)
    expect(note(page)).to_contain_text("Từ cần tra dài quá 100 ký tự")


def test_a_dictionary_that_went_away_means_all(visit, line):
    """A remembered dictionary that is there no more does not stand in the way."""
    page = visit(f"{line.url}/")
    choice(page).select_option("thu-nghiem")
    page.evaluate("localStorage.setItem('tra-tu.dict', 'da-go-bo')")
    page.reload()
    ask(page, "hoc")
    expect(choice(page)).to_have_value("")


def test_what_is_typed_before_the_script_came_is_kept(visit, line):
    """On a slow line visitors type into the plain form: text, dictionary, focus and caret go over to the widget."""
    line.behave(widget={"delay": 2.5})
    page = visit(f"{line.url}/", wait_until="commit")
    plain = page.locator("#q")
    page.locator("#dict").select_option("viet-anh")
    plain.press_sequentially("hc sinh")
    plain.press("Home")
    plain.press("ArrowRight")
    expect(page.locator("tra-tu .root")).to_be_visible()
    expect(box(page)).to_have_value("hc sinh")
    expect(box(page)).to_be_focused()
    page.keyboard.type("o")
    expect(box(page)).to_have_value("hoc sinh")
    expect(options(page).first).to_contain_text("học sinh")
    expect(choice(page)).to_have_value("viet-anh")

"""Words of the host page: what the visitor selects, and the terms of a dictionary; by pointer and keyboard."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from portal import webforms
from steps import violations

TEXT = """<h2>Hội đồng nhân dân họp</h2>
<p id="a">Sáng nay, <b>Hội đồng nhân dân</b> tỉnh bàn về thuế và Hội đồng nhân dân huyện.</p>
<p id="b"><a href="#">Ủy ban nhân dân</a> <code>thuế</code> và ủy ban nhân dân các cấp &lt;b&gt;x&lt;/b&gt;.</p>
<textarea id="field">học sinh</textarea><p id="c">Các học sinh đi học.</p>"""
PAGE = {"viewport": {"width": 768, "height": 800}}


@pytest.fixture
def portal(site, line):
    """portal(attributes, text): address of a portal's page with a strict policy, its widget and an article."""

    def made(attributes: str, text: str = TEXT) -> str:
        page = webforms(f'<tra-tu {attributes}></tra-tu><div id="content">{text}</div>', f"{line.url}/widget.js")
        policy = (
            f"default-src 'none'; script-src 'self' {line.url}; connect-src {line.url}; style-src 'self'; "
            "form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
        return site.page("/bai", page, Content_Security_Policy=policy)

    return made


def card(page):
    return page.get_by_role("dialog", name="Nghĩa của từ")


def offer(page):
    return page.locator(".offer")


def ready(page) -> None:
    """Wait for the second file."""
    expect(offer(page)).to_be_attached()


SELECT = """([element, from, to]) => { const node = document.querySelector(element).firstChild;
  getSelection().setBaseAndExtent(node, from, node, to); }"""


def test_a_selected_word_is_offered_and_explained(visit, portal, line):
    """A double click offers a button beside the word; on it the meaning opens beside it, and Escape takes it away."""
    page = visit(portal("select"), **PAGE)
    ready(page)
    assert not any(path.startswith("/lookup") for path in line.seen())
    page.evaluate(SELECT, ["#c", 4, 12])
    expect(offer(page)).to_have_text("Tra “học sinh”")
    assert not any(path.startswith("/lookup") for path in line.seen()), "nothing is asked without the visitor's act"
    offer(page).click()
    expect(card(page).locator("h2")).to_have_text("học sinh")
    expect(card(page)).to_contain_text("pupil")
    expect(offer(page)).to_be_hidden()
    assert page.evaluate("getSelection().toString()") == "học sinh"
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    page.locator("#c").dblclick(position={"x": 12, "y": 8})
    expect(offer(page)).to_have_text("Tra “Các”")
    page.locator("h1").click()
    expect(offer(page)).to_be_hidden()
    assert page.troubles == []


def test_a_selection_is_explained_by_keyboard(visit, portal, site):
    """Enter on a selection opens the meaning, and reaches no form of the page; Escape gives the focus back."""
    page = visit(portal("select"), **PAGE)
    ready(page)
    site.submitted.clear()
    page.evaluate(SELECT, ["#c", 4, 12])
    expect(page.locator("tra-tu [role=status]")).to_have_text("Nhấn Enter để tra “học sinh”.")
    page.keyboard.press("Enter")
    expect(card(page).locator("h2")).to_be_focused()
    assert site.submitted == []


def test_fields_and_long_selections_are_left_alone(visit, portal):
    """In a field, over many words, or of signs alone, nothing is offered."""
    page = visit(portal("select"), **PAGE)
    ready(page)
    page.locator("#field").select_text()
    page.wait_for_timeout(500)
    expect(offer(page)).to_be_hidden()
    page.evaluate("document.activeElement.blur(); getSelection().selectAllChildren(document.querySelector('#content'))")
    page.wait_for_timeout(500)
    expect(offer(page)).to_be_hidden()


def test_terms_are_marked_once_and_open_on_click_or_enter(visit, portal, line, site):
    """The longest term at its first place outside headings, links and code; one request for the terms of a page."""
    page = visit(portal('explain="#content" dict="hanh-chinh"'), **PAGE)
    terms = page.locator("#content .tra-tu-term")
    expect(terms.first).to_be_visible()
    texts = terms.all_text_contents()
    assert texts[0] == "Hội đồng nhân dân" and "thuế" in texts and "ủy ban nhân dân" in texts
    assert len({text.lower() for text in texts}) == len(texts)
    assert page.locator("h2 .tra-tu-term, a .tra-tu-term, code .tra-tu-term").count() == 0
    assert sum(path.startswith("/terms") for path in line.seen()) == 1
    assert not any(path.startswith(("/lookup", "/entries")) for path in line.seen())
    site.submitted.clear()
    terms.first.focus()
    page.keyboard.press("Enter")
    expect(card(page).locator("h2")).to_have_text("Hội đồng nhân dân")
    expect(card(page).locator(".senses").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(terms.first).to_be_focused()
    terms.filter(has_text="thuế").click()
    expect(card(page).locator("h2")).to_have_text("thuế")
    assert site.submitted == [] and page.troubles == []


def test_the_page_is_put_back_when_the_widget_goes(visit, portal):
    """Text and elements of the article are as they were, also where the page changed them meanwhile."""
    page = visit(portal('explain="#content" dict="hanh-chinh"'), **PAGE)
    nodes = """() => { const all = [];
      const walk = document.createTreeWalker(document.querySelector('#content'));
      while (walk.nextNode()) { const node = walk.currentNode; all.push(node.nodeName + (node.data ?? '')); }
      return all; }"""
    expect(page.locator(".tra-tu-term").first).to_be_visible()
    plain = visit(portal(""), **PAGE)
    page.evaluate("window.widget = document.querySelector('tra-tu'); widget.remove()")
    assert page.evaluate(nodes) == plain.evaluate(nodes)
    page.evaluate("document.querySelector('form').append(widget)")
    expect(page.locator(".tra-tu-term").first).to_be_visible()
    page.evaluate("document.querySelector('#a').append(' thêm'); widget.remove()")
    expect(page.locator(".tra-tu-term")).to_have_count(0)
    assert page.locator("#a").text_content().endswith("huyện. thêm")


def test_at_most_forty_terms_are_marked(visit, portal, service):
    """A page full of terms stays a page to read."""
    import json
    import urllib.request

    with urllib.request.urlopen(f"{service.url}/terms?dict=hanh-chinh") as reply:
        words = json.load(reply)["terms"]
    page = visit(portal('explain="#content" dict="hanh-chinh"', f"<p>{'. '.join(words[:300])}</p>"), **PAGE)
    expect(page.locator(".tra-tu-term")).to_have_count(40)


@pytest.mark.parametrize(
    "attributes", ['explain="#none" dict="hanh-chinh"', 'explain="[" dict="x"', 'explain="#content"']
)
def test_what_cannot_be_explained_is_left_as_it_is(visit, portal, attributes):
    """A selector or dictionary that is not there breaks nothing."""
    page = visit(portal(attributes), **PAGE)
    page.wait_for_timeout(500)
    expect(page.locator(".tra-tu-term")).to_have_count(0)
    assert page.troubles == []


def test_the_second_file_is_loaded_only_where_it_is_used(visit, portal, line):
    """A plain widget does not load what it does not need."""
    page = visit(portal(""), **PAGE)
    page.wait_for_timeout(300)
    assert not any("widget-page" in path for path in line.seen())
    ready(visit(portal("select"), **PAGE))
    assert any("widget-page.js?v=" in path for path in line.seen())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_card_has_no_violation(visit, portal, scheme):
    """axe on an explained page with its card."""
    page = visit(portal('explain="#content" dict="hanh-chinh"'), **PAGE, bypass_csp=True, color_scheme=scheme)
    page.locator(".tra-tu-term").first.click()
    expect(card(page).locator(".senses").first).to_be_visible()
    assert [each for each in violations(page) if "tra-tu" in each or "dialog" in each] == []

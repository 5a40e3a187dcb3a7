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


IN_SIGHT = """button => { const at = button.getBoundingClientRect(), seen = visualViewport;
  const left = at.left - seen.offsetLeft, top = at.top - seen.offsetTop, below = seen.height - top - at.height;
  return { inside: left >= 0 && top >= 0 && left + at.width <= seen.width && below >= 0, below }; }"""
"""Whether the button is within what is seen of a page that was zoomed into, and how far above its lower edge."""
TOUCH = {"viewport": {"width": 390, "height": 740}, "has_touch": True, "is_mobile": True}


def press_long(page, element: str) -> None:
    """Rest a finger on an element's middle until the system selects a word, which takes the touch over.

    The finger is real; the selection, which headless Chromium leaves to a phone's system, is made as that makes it.
    """
    where = page.locator(element).bounding_box()
    point = {"x": where["x"] + where["width"] / 2, "y": where["y"] + where["height"] / 2}
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    page.evaluate(SELECT, [element, 8, 12])
    finger.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})


def test_what_a_finger_selects_is_offered_at_the_lower_edge(visit, portal):
    """Clear of the system's own menu and handles, which drag the selection on after the finger was lifted; a tap on the
    button opens the meaning, a tap elsewhere takes it away."""
    page = visit(portal("select"), **TOUCH)
    ready(page)
    page.locator("#c").scroll_into_view_if_needed()
    press_long(page, "#c")
    expect(offer(page)).to_have_text("Tra “sinh”")
    page.evaluate(SELECT, ["#c", 4, 12])  # as a handle does that is dragged on
    expect(offer(page)).to_have_text("Tra “học sinh”")
    for scale in (1, 2):  # as it is, and zoomed into
        page.context.new_cdp_session(page).send("Emulation.setPageScaleFactor", {"pageScaleFactor": scale})
        page.wait_for_timeout(200)
        place = offer(page).evaluate(IN_SIGHT)
        assert place["inside"] and place["below"] < 60, place
    offer(page).tap()
    expect(card(page).locator("h2")).to_have_text("học sinh")
    assert page.evaluate("getSelection().toString()") == "học sinh", "the selection stays, so that it can be copied"
    page.locator("h1").tap()
    expect(card(page)).to_be_hidden()
    page.wait_for_timeout(400)
    expect(offer(page)).to_be_hidden()
    assert page.troubles == []


def test_a_finger_that_only_taps_or_selects_in_a_field_is_offered_nothing(visit, portal):
    page = visit(portal("select"), **TOUCH)
    ready(page)
    page.locator("#c").tap()
    page.locator("#field").tap()
    page.locator("#field").evaluate("field => field.select()")
    page.wait_for_timeout(500)
    expect(offer(page)).to_be_hidden()


def test_on_an_enlarged_page_the_offer_stands_beside_the_selection(visit, portal):
    """Portals offer “A+”, which sets `zoom`: the button stands right under what is selected."""
    page = visit(portal("select"), viewport={"width": 1000, "height": 800})
    ready(page)
    page.evaluate("document.body.style.zoom = 1.5")
    page.evaluate(SELECT, ["#c", 4, 12])
    expect(offer(page)).to_be_visible()
    last = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().toJSON()")
    button = offer(page).bounding_box()
    assert abs(button["x"] - last["right"]) < 2 and 0 <= button["y"] - last["bottom"] < 8

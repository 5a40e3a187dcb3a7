"""Rough hosts: what a page may do to the element and to the browser's own objects breaks nothing, and is not broken."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from steps import answer, ask, define, options, popup


def page_with(site, line, before: str = "", doctype: str = "<!doctype html>"):
    """A page with a widget, and a script of its own that runs before the widget's."""
    site.page("/truoc.js", before, Content_Type="text/javascript")
    return site.page(
        "/tho",
        f'{doctype}<html lang="vi"><meta charset="utf-8"><title>.</title><script src="/truoc.js"></script>'
        f'<div id="here"><tra-tu><a href="{line.url}/">Tra từ điển</a></tra-tu></div><div id="there"></div>'
        f'<script src="{line.url}/widget.js"></script>',
    )


def test_it_may_be_moved_removed_and_cloned(visit, site, line):
    """In the middle of a question as well; what was removed asks no more, a clone is a box of its own."""
    page = visit(page_with(site, line))
    ask(page, "hoc")
    page.evaluate("there.append(document.querySelector('tra-tu'))")
    expect(options(page)).to_have_count(0)
    define(page, "học")
    expect(answer(page).locator("h2")).to_have_text("học")
    page.evaluate("here.append(document.querySelector('tra-tu').cloneNode(true))")
    define(page.locator("#here"), "nhà")
    expect(page.locator("#there h2")).to_have_text("học")
    line.behave(lookup={"delay": 0.5})
    page.locator("#here input").fill("hoc s")
    page.evaluate("window.gone = here.firstElementChild; gone.remove()")
    page.wait_for_timeout(900)
    assert not page.evaluate("gone.shadowRoot.querySelector('.popup').matches(':popover-open')")
    assert page.troubles == []


def test_a_page_may_freeze_and_extend_prototypes(visit, site, line):
    """As old libraries and careful ones do."""
    before = """
      Array.prototype.first = function () { return this[0]; };
      Object.prototype.tra = 1;
      String.prototype.at = undefined;
      for (const one of [HTMLElement, Element, Node, Array, Map, Set, Promise, EventTarget]) {
        Object.freeze(one.prototype);
      }"""
    page = visit(page_with(site, line, before))
    define(page, "thuế")
    expect(answer(page).locator("h2")).to_have_text("thuế")
    assert page.troubles == []


def test_another_element_of_that_name_is_left_alone(visit, site, line):
    """Who came first keeps the name, and the script ends quietly."""
    before = (
        "customElements.define('tra-tu', class extends HTMLElement { connectedCallback() { this.title = 'mine'; } })"
    )
    page = visit(page_with(site, line, before))
    page.wait_for_timeout(300)
    assert page.locator("tra-tu").get_attribute("title") == "mine"
    expect(page.get_by_role("link", name="Tra từ điển")).to_be_visible()
    assert page.troubles == []


def test_quirks_mode_is_no_trouble(visit, site, line):
    """The list is on the screen and under its box where the page has no doctype."""
    page = visit(page_with(site, line, doctype=""), viewport={"width": 390, "height": 700})
    assert page.evaluate("document.compatMode") == "BackCompat"
    ask(page, "hoc")
    box = popup(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["height"] > 100
    define(page, "học")
    assert page.troubles == []


@pytest.mark.parametrize(
    "lie",
    [
        {"results": [{"headword": "học"}], "query": "học"},
        {"results": [None], "query": "học"},
        {"results": "học"},
        [],
        "học",
        {"results": [{"headword": "học", "whole": True, "entries": 5}], "query": "học"},
    ],
)
def test_a_server_that_answers_nonsense_is_a_failure_that_is_told(visit, site, line, lie):
    """JSON of another shape gives the sentence of a failure, no exception in the page's console, and no dead box."""
    page = visit(page_with(site, line))
    line.behave(lookup={"json": lie})
    page.get_by_role("combobox", name="Tra từ", exact=True).fill("học")
    page.keyboard.press("Enter")
    expect(page.locator(".popup > .note")).to_contain_text("Chưa kết nối được")
    line.behave()
    page.get_by_role("button", name="Thử lại").click()
    expect(answer(page).locator("h2")).to_have_text("học")
    assert page.troubles == []


@pytest.mark.parametrize("address", ["javascript:window.caught=1", "http://[", "data:text/html,x"])
def test_an_address_that_leads_elsewhere_is_none(visit, site, line, address):
    """A link of an answer leads to the web and nowhere else, whatever the service says."""
    page = visit(page_with(site, line))
    entry = {"dictionary": "viet-anh", "gloss": "learn", "page": address}
    line.behave(
        lookup={"json": {"query": "hoc", "results": [{"headword": "học", "whole": False, "entries": [entry]}]}},
        entries={"status": 500},
    )
    ask(page, "hoc")
    options(page).first.click()
    expect(answer(page)).to_contain_text("learn")
    hrefs = answer(page).get_by_role("link").evaluate_all("links => links.map(link => link.href)")
    assert hrefs and all(href.startswith(line.url) for href in hrefs)
    assert [said for said in page.troubles if "500" not in said] == []

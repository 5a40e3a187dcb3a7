"""The widget in English: every sentence of it, where the tag says `lang="en"`."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from portal import webforms
from steps import options, violations

VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
LABELS = """element => [...element.shadowRoot.querySelectorAll('*')].flatMap(part => {
  const own = [...part.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join('');
  return [part.ariaLabel ?? '', part.closest('[lang]').lang === 'en' ? own : ''];
}).filter(Boolean)"""


def box(page):
    return page.get_by_role("combobox", name="Word", exact=True)


def test_no_sentence_is_forgotten(visit, site, line):
    """At rest, in the list, with an answer, with nothing, on a failure: what is the widget's own is English."""
    page = visit(site.page("/en", webforms('<tra-tu lang="en"></tra-tu>', f"{line.url}/widget.js")), bypass_csp=True)
    widget = page.locator("tra-tu")

    def all_english() -> None:
        # Headwords in buttons and labels are Vietnamese, and what they stand in says so or quotes them.
        said = [text for text in widget.evaluate(LABELS) if VIETNAMESE.search(re.sub("“[^”]*”|of .*", "", text))]
        assert said == []

    expect(page.get_by_role("combobox", name="Dictionary").locator("option").first).to_have_text("All dictionaries")
    all_english()
    box(page).press("Enter")
    expect(page.locator(".note")).to_have_text("Type a word to look up.")
    box(page).fill("thuế")
    expect(options(page).first).to_be_visible()
    box(page).press("Enter")
    expect(page.get_by_role("link", name="Open the word’s own page")).to_be_visible()
    expect(page.locator("footer").first).to_contain_text("Licence: CC0-1.0.")
    all_english()
    assert [each for each in violations(page) if "tra-tu" in each] == []
    box(page).fill("xyzzyxq")
    expect(page.locator(".note")).to_contain_text("“xyzzyxq” was not found. Check the spelling")
    all_english()
    line.behave(lookup={"status": 502})
    box(page).fill("hoc s")
    expect(page.locator(".note")).to_contain_text("The dictionary cannot be reached.")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    all_english()


def test_labels_in_articles_are_english_too(visit, site, line):
    """What the service says before cross references; without the catalogue all of it stays Vietnamese."""
    for path, label in (("/nhan", "see also:"), ("/nhan?", "xem thêm:")):
        if path.endswith("?"):
            line.behave(static={"status": 502})
        page = visit(
            site.page(path.rstrip("?"), webforms('<tra-tu lang="en"></tra-tu>', f"{line.url}/widget.js")) + path[5:]
        )
        field = page.locator("#word")
        field.fill("hội đồng nhân dân")
        field.press("Enter")
        reference = page.locator(".see").first
        expect(reference).to_contain_text(label)
        assert page.locator(".root").get_attribute("lang") == ("en" if label == "see also:" else "vi")
        expect(reference.locator(":scope > span").first).to_have_attribute(
            "lang", "en" if label == "see also:" else "vi"
        )


def test_the_language_may_change_while_the_page_lives(visit, site, line):
    """A switch on the page is followed at once."""
    page = visit(site.page("/vi", webforms("<tra-tu></tra-tu>", f"{line.url}/widget.js")))
    expect(page.get_by_role("button", name="Tra", exact=True)).to_be_visible()
    page.locator("tra-tu").evaluate("element => element.lang = 'en'")
    expect(page.get_by_role("button", name="Look up")).to_be_visible()
    expect(page.get_by_role("combobox", name="Dictionary")).to_be_visible()
    assert page.locator(".root").get_attribute("lang") == "en"

"""axe-core on every page and every state of the widget, light and dark, wide and narrow."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="the Python package axe-playwright-python is not installed")

from playwright.sync_api import expect
from stage import LONG
from steps import answer, ask, box, define, note, violations
from test_pages import PATHS

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
    "forced": {"forced_colors": "active", "color_scheme": "dark", "viewport": {"width": 320, "height": 740}},
}


def wrong(page, look: str) -> list[str]:
    """Violations of all rules on a wide and on a narrow screen, and of those about colours in light and dark.

    In forced colours axe knows only those of the style sheet, so contrast is left out there.
    """
    if look == "dark":
        return violations(page, "color-contrast", "link-in-text-block")
    return violations(page, without=["color-contrast"] if look == "forced" else [])


@pytest.mark.parametrize("look", LOOKS)
def test_no_violation_on_any_page(visit, service, look):
    """Every page, with the widget at rest."""
    page = visit("about:blank", **LOOKS[look], bypass_csp=True)
    found = {}
    for path in PATHS:
        page.goto(service.url + path)
        if violated := wrong(page, look):
            found[path] = violated
    assert found == {}


@pytest.mark.parametrize("look", LOOKS)
def test_no_violation_in_any_state(visit, line, look):
    """The list, an option marked, suggestions, a definition short and long, nothing found, a failure."""
    page = visit(f"{line.url}/", **LOOKS[look], bypass_csp=True)
    found = {}

    def look_at(state: str) -> None:
        if violated := wrong(page, look):
            found[state] = violated

    ask(page, "hoc")
    look_at("list")
    page.keyboard.press("ArrowDown")
    look_at("marked")
    define(page, "học")
    look_at("definition")
    define(page, LONG)
    look_at("long definition")
    define(page, "thuế")
    look_at("several dictionaries")
    answer(page).get_by_role("button", name="Thuật ngữ hành chính").click()
    look_at("another dictionary opened")
    define(page, "luong")
    look_at("other readings")
    define(page, "Hôm nay học sinh đi học xyzzyxq.")
    look_at("sentence")
    box(page).fill("")
    box(page).press("Enter")
    look_at("empty")
    box(page).fill("nghành")
    expect(note(page)).to_contain_text("Có phải")
    look_at("suggestions")
    box(page).fill("xyzzyxq")
    expect(note(page)).to_contain_text("Không tìm thấy “xyzzyxq”")
    look_at("nothing")
    line.behave(lookup={"status": 502})
    box(page).fill("hoc s")
    expect(note(page)).to_contain_text("Chưa kết nối")
    look_at("failure")
    assert found == {}


def test_the_box_says_what_it_is(visit, service):
    """Names, roles and states as assistive technology reads them."""
    page = visit(f"{service.url}/")
    ask(page, "hoc")
    page.keyboard.press("ArrowDown")
    expect(page.locator("tra-tu")).to_match_aria_snapshot(
        """
        - text: Tra từ
        - combobox "Tra từ" [expanded] [active]: hoc
        - button "Xóa từ đang gõ"
        - button "Tra"
        - text: Từ điển
        - combobox "Từ điển":
          - option "Tất cả từ điển" [selected]
        - listbox "Các từ tìm được":
          - option /học learn/ [selected]
        """
    )
    assert box(page).get_attribute("aria-autocomplete") == "list"
    expect(page.get_by_role("combobox", name="Tra từ", exact=True)).to_have_accessible_description(
        "Gõ có dấu hoặc không dấu. Khi hiện danh sách, dùng phím mũi tên để chọn, Enter để xem nghĩa."
    )


def test_an_answer_says_what_it_is(visit, line):
    """Readings, headword, dictionaries open and closed, in this order, as assistive technology reads them."""
    page = visit(line.url)
    define(page, "thue")
    expect(answer(page)).to_match_aria_snapshot(
        """
        - region "Nghĩa của thuế":
          - paragraph:
            - text: "Cũng có thể là:"
            - button "thuê"
          - heading "thuế" [level=2]
          - article:
            - heading "Việt–Anh thông dụng" [level=3]:
              - button "Việt–Anh thông dụng" [expanded]
            - paragraph: danh từ
            - list:
              - listitem: tax; duty
          - article:
            - heading "Thuật ngữ hành chính" [level=3]:
              - button "Thuật ngữ hành chính"
            - paragraph: /Khoản tiền/
        """
    )

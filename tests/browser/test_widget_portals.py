"""The widget where portals are hardest: coloured and narrow columns, tables, clipped boxes, screen edges, fingers."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from portal import webforms
from stage import LONG
from steps import answer, ask, box, choice, define, note, options, popup, violations

UNBROKEN = "liềncảmộtchữkhôngcókhoảngtrắngnàocảđểxemcótrànrangoàikhông"
WIDTHS = (320, 390, 768, 1280)


@pytest.fixture
def portal(site, line):
    """portal(widgets, css): address of a portal's page whose style sheet is css."""

    def made(widgets: str, css: str = "") -> str:
        site.page("/vo.css", css, Content_Type="text/css")
        return site.page("/vo", webforms(widgets, f"{line.url}/widget.js", style="/vo.css"))

    return made


@pytest.mark.parametrize("colour", ["#b00", "#0b5394", "#333"])
def test_text_can_be_read_in_a_coloured_column(visit, portal, colour):
    """The widget stands on paper of its own, whatever the column's colour and its text's."""
    css = f"body{{margin:0;color:#fff}}#column{{width:200px;background:{colour};color:#fff;padding:8px}}"
    page = visit(portal("<tra-tu></tra-tu>", css), bypass_csp=True)
    define(page, "học")
    assert violations(page, "color-contrast") == []
    define(page, "Hội đồng nhân dân")
    assert violations(page, "color-contrast") == []


CONTRAST = """(element) => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (colour) => channels(colour).reduce((sum, c, i) =>
    sum + [0.2126, 0.7152, 0.0722][i] * (c <= 10 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4), 0);
  const ground = getComputedStyle(element.closest('.popup')).backgroundColor;
  const [a, b] = [light(getComputedStyle(element).color), light(ground)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05); }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_vanishes_in_forced_colours(visit, line, scheme):
    """Matched letters keep a contrast, and the select keeps its arrow, which the system draws."""
    page = visit(line.url, forced_colors="active", color_scheme=scheme)
    ask(page, "hoc")
    assert options(page).locator("mark").first.evaluate(CONTRAST) > 4.5
    assert choice(page).evaluate("select => getComputedStyle(select).appearance") != "none"


@pytest.mark.parametrize("column", ['td width="204"', "td", 'div style="float:left"'])
def test_the_list_of_dictionaries_never_widens_its_column(visit, portal, line, column):
    """A column has the same width before and after the dictionaries' titles have come; a floating one has room for both
    fields side by side."""
    line.behave(dictionaries={"delay": 2})
    tag = column.split()[0]
    inside, beside = f'<{column} id="cell"><tra-tu></tra-tu></{tag}>', f"<td>{'chữ ' * 300}</td>"
    page = visit(portal(inside if tag == "div" else f"<table><tr>{inside}{beside}</tr></table>"))
    width = "cell => cell.getBoundingClientRect().width"
    expect(choice(page).locator("option")).to_have_count(1)
    before = page.locator("#cell").evaluate(width)
    expect(choice(page).locator("option").nth(1)).to_be_attached()
    assert page.locator("#cell").evaluate(width) == before
    assert (choice(page).bounding_box()["y"] < box(page).bounding_box()["y"] + 10) is (tag == "div")


@pytest.mark.parametrize("cell", ['width="204"', ""])
def test_an_answer_never_widens_its_column(visit, portal, cell):
    """A table's column has the same width before and after an answer with a word as long as it can be."""
    table = f'<table><tr><td {cell} id="cell"><tra-tu></tra-tu></td><td>{"chữ " * 300}</td></tr></table>'
    page = visit(portal(table))
    width = "cell => cell.getBoundingClientRect().width"
    before = page.locator("#cell").evaluate(width)
    for word in (UNBROKEN, LONG):
        define(page, word)
        assert page.locator("#cell").evaluate(width) == before


def inside(page) -> bool:
    """Whether all of the open list is on the screen."""
    return popup(page).evaluate(
        """popup => { const box = popup.getBoundingClientRect();
             return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth; }"""
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_is_on_the_screen_wherever_the_box_stands(visit, portal, width):
    """Under the box where there is room, above it near the lower edge, never over it; and it scrolls within."""
    page = visit(
        portal("<tra-tu></tra-tu>", "#column{width:200px;margin-top:var(--top)} h1{display:none}"),
        viewport={"width": width, "height": 600},
    )
    for top, above in ((0, False), (380, True)):
        page.evaluate(f"document.documentElement.style.setProperty('--top', '{top}px')")
        ask(page, "hoc")
        assert inside(page)
        field, shown = box(page).bounding_box(), popup(page).bounding_box()
        assert (shown["y"] + shown["height"] <= field["y"]) is above
        assert above or shown["y"] >= field["y"] + field["height"]
        for _ in range(8):
            page.keyboard.press("ArrowDown")
        last = options(page).last
        expect(last).to_have_attribute("aria-selected", "true")
        assert last.bounding_box()["y"] + last.bounding_box()["height"] <= shown["y"] + shown["height"] + 1
        box(page).fill("")


def test_a_sentence_leaves_the_select_free(visit, portal):
    """After a change of dictionary on a phone, the popup that says what happened does not cover the focused select."""
    page = visit(portal("<tra-tu></tra-tu>", "body{margin:0}"), viewport={"width": 390, "height": 740})
    define(page, "hội đồng nhân dân")
    choice(page).focus()
    choice(page).select_option("viet-anh")
    expect(note(page)).to_contain_text("trong từ điển này")
    field, shown = choice(page).bounding_box(), popup(page).bounding_box()
    assert shown["y"] >= field["y"] + field["height"] or shown["y"] + shown["height"] <= field["y"]


def test_the_keyboard_goes_after_a_tap(visit, line):
    """A finger that chooses an option or taps “Tra” leaves the field, so that the screen's keyboard makes room."""
    page = visit(line.url, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 740})
    box(page).tap()
    box(page).fill("hoc")
    options(page).first.tap()
    expect(answer(page)).to_be_visible()
    expect(box(page)).not_to_be_focused()
    box(page).tap()
    box(page).fill("nhà")
    page.locator("tra-tu").get_by_role("button", name="Tra", exact=True).tap()
    expect(answer(page).locator("h2")).to_have_text("nhà")
    expect(box(page)).not_to_be_focused()


def test_a_column_that_clips_does_not_clip_the_answer(visit, portal):
    """Where the page would cut the answer off, it stands above the page, scrolls, and is closed by button or Escape."""
    page = visit(
        portal("<tra-tu></tra-tu>", "#column{width:210px;height:200px;overflow:hidden}"),
        viewport={"width": 390, "height": 700},
    )
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.get_by_role("button", name="Đóng").click()):
        define(page, LONG)
        last = answer(page).get_by_role("link", name="Mở trang riêng của từ").last
        last.scroll_into_view_if_needed()
        assert last.evaluate(
            """link => { const at = link.getBoundingClientRect();
                 return link.getRootNode().elementFromPoint(at.x + at.width / 2, at.y + at.height / 2) === link; }"""
        )
        assert page.locator("#column").evaluate("column => column.scrollTop") == 0
        close()
        expect(answer(page)).to_be_hidden()
        expect(box(page)).to_be_focused()


EDGES = "element => { const { left, right } = element.getBoundingClientRect(); return [left, right].map(Math.round); }"


@pytest.mark.parametrize("enlarged", ["html", "body", "#column"])
def test_a_page_that_enlarges_itself_keeps_the_list_under_the_box(visit, portal, enlarged):
    """Portals offer “A+”, which sets `zoom`: the list spans the box, right under it, and does not widen the page."""
    page = visit(portal("<tra-tu></tra-tu>", f"{enlarged}{{zoom:1.5}}#column{{width:300px}}"))
    ask(page, "hoc")
    fields = page.locator(".root > .box")
    assert popup(page).evaluate(EDGES) == fields.evaluate(EDGES)
    field, shown = box(page).bounding_box(), popup(page).bounding_box()
    assert 0 <= shown["y"] - field["y"] - field["height"] < 12
    assert inside(page)


def test_the_list_is_as_wide_as_the_box_on_the_narrowest_phones(visit, line):
    """On the service's own pages, at 320 px."""
    page = visit(line.url, viewport={"width": 320, "height": 640})
    ask(page, "hoc")
    assert popup(page).evaluate(EDGES) == page.locator(".root > .box").evaluate(EDGES)


def test_a_page_written_from_right_to_left_leaves_the_widget_as_it_is(visit, site, line):
    """Vietnamese runs from left to right: full stops stand at the end, the button stands after the field."""
    page = visit(site.page("/rtl", f'<html dir="rtl"><tra-tu></tra-tu><script src="{line.url}/widget.js"></script>'))
    define(page, "học")
    assert answer(page).locator(".example").first.evaluate("example => getComputedStyle(example).direction") == "ltr"
    go = page.get_by_role("button", name="Tra", exact=True)
    assert go.bounding_box()["x"] > box(page).bounding_box()["x"]


def test_escape_closes_the_answer_and_not_the_dialog_around_it(visit, portal):
    """In a small `<dialog>` the answer is lifted: the first Escape closes it, only the next one the dialog."""
    dialog = '<dialog style="width:300px;height:180px;overflow:hidden"><tra-tu></tra-tu></dialog>'
    page = visit(portal(dialog), viewport={"width": 390, "height": 700})
    page.evaluate("document.querySelector('dialog').showModal()")
    define(page, "học")
    expect(page.get_by_role("button", name="Đóng")).to_be_visible()
    page.keyboard.press("Escape")
    expect(answer(page)).to_be_hidden()
    expect(page.locator("dialog")).to_have_attribute("open", "")
    box(page).fill("")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_have_attribute("open", "")


@pytest.mark.parametrize("scale", [1, 2])
def test_letters_are_as_large_as_the_visitor_sets_them(visit, line, scale):
    """Up to twice the usual size, as large in the widget as in the text around it, without widening a phone's page."""
    page = visit(f"{line.url}/tra/viet-anh/h%E1%BB%8Dc", viewport={"width": 390, "height": 800})
    page.evaluate(f"document.documentElement.style.fontSize = '{16 * scale}px'")
    for element in (page.locator(".senses").first, choice(page)):
        assert element.evaluate("element => getComputedStyle(element).fontSize") == f"{16 * scale}px"
    ask(page, "hoc")
    assert inside(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") == 390


def test_what_a_visitor_asked_for_comes_into_view(visit, portal):
    """On a low screen the page scrolls to the answer of Enter, but not to one that is there from the start."""
    low = {"viewport": {"width": 390, "height": 360}, "has_touch": True}
    page = visit(portal('<tra-tu value="học"></tra-tu>', "#column{margin-top:200px}"), **low)
    expect(answer(page).locator("h2")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    box(page).tap()
    for text, keys in (("thuế", ["Enter"]), ("nha", ["ArrowDown", "Enter"])):
        box(page).fill("")
        box(page).evaluate("box => scrollBy(0, box.getBoundingClientRect().bottom - innerHeight + 4)")
        page.keyboard.insert_text(text)
        expect(options(page).filter(has_text={"thuế": "tax", "nha": "house"}[text]).first).to_be_visible()
        for key in keys:
            page.keyboard.press(key)
        expect(answer(page).locator("h2")).to_have_text(text.replace("nha", "nhà"))
        expect(answer(page).locator("h2")).to_be_in_viewport(ratio=1)

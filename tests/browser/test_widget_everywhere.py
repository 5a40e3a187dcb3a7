"""Every feature of the widget on three portals at four widths, by keyboard alone: what holds in each cell of the table.

The portals: an old one that is one large form, with a column of 200 px and styles for every element; a modern one; one
with a strict policy, Trusted Types and a table for its layout. A portal's page is loaded once and its screen changed in
place. Each portal is seen in light, dark and forced colours, a look a width.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="the Python package axe-playwright-python is not installed")

from playwright.sync_api import Locator, Page, expect
from portal import VOICES, webforms
from stage import LONG, Line, Site
from steps import answer, box, choice, note, options, popup, violations

WIDTHS = (320, 390, 768, 1280)
LOOKS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "active"},
)
ARTICLE = """<div id="content"><h2>Tin tức</h2>
<p>Hội đồng nhân dân tỉnh bàn về thuế.</p><p id="c">Các học sinh đi học.</p></div>"""
WIDGETS = """<div id="column"><tra-tu id="box"></tra-tu><tra-tu id="english" lang="en"></tra-tu></div>
<tra-tu id="reader" select explain="#content" dict="hanh-chinh"></tra-tu>"""
MODERN = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Cổng dịch vụ</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
*{margin:0;box-sizing:border-box} body{font:18px/1.5 system-ui}
header{position:sticky;top:0;z-index:100000;background:#fff}
.page{display:grid;gap:24px;padding:16px} #column{min-width:0;overflow-x:clip}
@media (min-width:700px){.page{grid-template-columns:1fr 280px}}
@media (prefers-color-scheme:dark){body,header{background:#111;color:#eee}}
</style></head><body><header><h1>Cổng dịch vụ công</h1></header><div class="page"><main>%s</main><aside>%s</aside></div>
<script type="module" src="%s"></script></body></html>"""


@dataclass
class Portal:
    """A portal's page that stays open, and what it complained of."""

    page: Page
    site: Site
    line: Line
    looks: int
    troubles: list[str] = field(default_factory=list)
    at_rest: dict[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def widget(self) -> Locator:
        return self.page.locator("#box")

    @property
    def card(self) -> Locator:
        return self.page.locator("#reader [role=dialog]")

    def widths(self) -> tuple[float, float]:
        """Of the column and of all that can be scrolled to."""
        column, whole = self.page.evaluate(
            "[document.querySelector('#column').getBoundingClientRect().width, document.scrollingElement.scrollWidth]"
        )
        return column, whole

    def resize(self, width: int) -> None:
        """Another screen, with the look that belongs to it, and the widget as it was at first."""
        self.line.behave()
        for each in (self.widget.locator("#word"), self.page.locator("#english #word")):
            each.fill("")
            each.press("Escape")
        if (self.page.viewport_size or {}).get("width") != width or not self.at_rest:
            self.page.set_viewport_size({"width": width, "height": 740})
            self.page.emulate_media(**LOOKS[(WIDTHS.index(width) + self.looks) % len(LOOKS)])
        self.at_rest.setdefault(width, self.widths())
        self.troubles.clear()
        self.site.submitted.clear()

    def enter(self, text: str) -> None:
        """Look a text up by Enter, and wait for all of its answer."""
        field = box(self.widget)
        field.fill(text)
        field.press("Enter")
        expect(answer(self.widget)).to_be_visible()
        expect(self.widget.locator("[aria-busy=true]")).to_have_count(0)

    def tab_to(self, target: Locator) -> None:
        """Go on by the Tab key until the focus is there."""
        for _ in range(25):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element.getRootNode().activeElement === element"):
                return
        raise AssertionError(f"the Tab key does not lead to {target}")

    def seen(self, part: Locator, tree: str) -> None:
        """What must hold wherever something is shown. part: the widget or the card; tree: for a screen reader."""
        expect(part).to_match_aria_snapshot(tree)
        column, whole = self.widths()
        width = (self.page.viewport_size or {})["width"]
        assert column == self.at_rest[width][0], "the host's box has another width"
        assert whole <= self.at_rest[width][1], "the page is wider than before"
        assert part.evaluate(OUTSIDE) == []
        forced = self.page.evaluate("matchMedia('(forced-colors: active)').matches")
        # axe knows the style sheet's colours only
        without = ("color-contrast",) if forced else ()
        name = part.get_attribute("id") or "reader"  # whose card it is
        assert violations(self.page, without=without, include=f"#{name}") == []

    def unharmed(self) -> None:
        """The page's form was not sent, no key of the box reached its script, nobody complained."""
        assert self.site.submitted == []
        assert [trouble for trouble in self.troubles if "502" not in trouble] == []


OUTSIDE = """async part => {
  // As it is painted: an observer of sizes that is made in a frame is called after all others, at the end of it.
  await new Promise(done => requestAnimationFrame(() => new ResizeObserver((_, observer) => {
    observer.disconnect();
    done();
  }).observe(document.body)));
  const found = [];
  const root = part.shadowRoot ?? part;
  for (const panel of part.matches(':popover-open') ? [part] : root.querySelectorAll(':popover-open')) {
    const { top, left, right, bottom } = panel.getBoundingClientRect();
    if (top < 0 || left < 0 || right > innerWidth || bottom > innerHeight) found.push(['screen', panel.className]);
  }
  for (const element of root.querySelectorAll('*')) {
    if (element.closest('table, .unseen') || !element.checkVisibility()) continue;
    const within = element.closest(':popover-open') ?? root.querySelector('.root') ?? part;
    const { left, right } = element.getBoundingClientRect();
    const edge = within.getBoundingClientRect();
    if (left < edge.left - 4 || right > edge.right + 4) found.push(['column', element.outerHTML.slice(0, 80)]);
  }
  return found; }"""
"""What of a part is beyond the screen, or beyond the edges of what it stands in."""


def listed(portal: Portal) -> None:
    """The list, an option marked, and one chosen."""
    box(portal.widget).fill("hoc")
    expect(options(portal.widget).first).to_be_visible()
    portal.page.keyboard.press("ArrowDown")
    portal.seen(
        portal.widget,
        """
        - combobox "Tra từ" [expanded] [active]: hoc
        - button "Tra"
        - combobox "Từ điển"
        - listbox "Các từ tìm được":
          - option /học learn/ [selected]
        """,
    )
    portal.page.keyboard.press("Enter")
    expect(answer(portal.widget).locator("h2")).to_have_text("học")


def several(portal: Portal) -> None:
    """An answer of several dictionaries, of which the second is opened."""
    portal.enter("thuế")
    second = answer(portal.widget).get_by_role("button", name="Thuật ngữ hành chính")
    portal.tab_to(second)
    portal.page.keyboard.press("Enter")
    portal.seen(
        portal.widget,
        """
        - region "Nghĩa của thuế":
          - heading "thuế" [level=2]
          - article:
            - heading "Việt–Anh thông dụng" [level=3]:
              - button "Việt–Anh thông dụng" [expanded]
          - article:
            - heading "Thuật ngữ hành chính" [level=3]:
              - button "Thuật ngữ hành chính" [expanded]
            - list:
              - listitem: /Khoản tiền/
            - link "Báo lỗi mục từ này"
          - paragraph:
            - link "Tìm trong định nghĩa"
        """,
    )


def long(portal: Portal) -> None:
    """A long entry, and its rest."""
    portal.enter(LONG)
    portal.tab_to(answer(portal.widget).get_by_role("button", name="Xem thêm"))
    portal.page.keyboard.press("Enter")
    expect(answer(portal.widget).locator("table")).to_be_visible()
    portal.seen(
        portal.widget,
        f"""
        - region "Nghĩa của {LONG}":
          - heading "{LONG}" [level=2]
          - article:
            - list
            - table
            - button "Thu gọn" [expanded]
        """,
    )


def readings(portal: Portal) -> None:
    """Other readings of what was typed without marks; one is chosen."""
    portal.enter("thue")
    portal.seen(
        portal.widget,
        """
        - combobox "Tra từ" [active]: thue
        - region "Nghĩa của thuế":
          - paragraph:
            - text: "Cũng có thể là:"
            - button "thuê"
          - heading "thuế" [level=2]
        """,
    )
    portal.tab_to(answer(portal.widget).get_by_role("button", name="thuê", exact=True))
    portal.page.keyboard.press("Enter")
    expect(answer(portal.widget).locator("h2")).to_have_text("thuê")
    expect(answer(portal.widget).locator("h2")).to_be_focused()


def sentence(portal: Portal) -> None:
    """A sentence word by word; one is looked up in place."""
    portal.enter("Hôm nay học sinh đi học xyzzyxq.")
    portal.seen(
        portal.widget,
        """
        - heading "Các từ trong câu" [level=2]
        - list:
          - listitem:
            - link "học sinh"
          - listitem: xyzzyxq chưa có trong từ điển
        """,
    )
    portal.tab_to(answer(portal.widget).get_by_role("link", name="học sinh"))
    portal.page.keyboard.press("Enter")
    expect(answer(portal.widget).locator("h2")).to_have_text("học sinh")


def nothing(portal: Portal) -> None:
    """Nothing found, in one dictionary: ways on, and the one to all dictionaries."""
    choice(portal.widget).select_option("viet-anh")
    box(portal.widget).fill("hanh chinh quoc xyzzyxq")
    expect(note(portal.widget)).to_contain_text("Không tìm thấy")
    portal.seen(
        portal.widget,
        """
        - combobox "Tra từ" [expanded] [active]
        - paragraph:
          - text: /Không tìm thấy “hanh chinh quoc xyzzyxq” trong từ điển này/
          - button "Tìm trong tất cả từ điển"
          - link "Tìm trong định nghĩa"
        """,
    )
    portal.tab_to(note(portal.widget).locator("a"))
    expect(popup(portal.widget)).to_be_visible()
    portal.page.keyboard.press("Shift+Tab")
    expect(note(portal.widget).locator("button")).to_be_focused()
    portal.page.keyboard.press("Enter")
    expect(choice(portal.widget)).to_have_value("")


def failing(portal: Portal) -> None:
    """The service cannot be reached, and then it can."""
    portal.line.behave(lookup={"status": 502})
    text = "hoc " + "stvb"[WIDTHS.index((portal.page.viewport_size or {})["width"])]  # the browser keeps good answers
    box(portal.widget).fill(text)
    expect(note(portal.widget)).to_contain_text("Chưa kết nối")
    portal.seen(
        portal.widget,
        f"""
        - combobox "Tra từ" [expanded] [active]: {text}
        - paragraph:
          - text: Chưa kết nối được tới máy chủ từ điển.
          - button "Thử lại"
          - link "Mở trang từ điển"
        """,
    )
    portal.line.behave()
    portal.tab_to(note(portal.widget).locator("button"))
    portal.page.keyboard.press("Enter")
    expect(options(portal.widget).first).to_be_visible()


def empty(portal: Portal) -> None:
    """Enter in an empty box."""
    box(portal.widget).press("Enter")
    portal.seen(
        portal.widget,
        """
        - combobox "Tra từ" [expanded] [active]
        - paragraph: Hãy gõ từ cần tra.
        """,
    )


def english(portal: Portal) -> None:
    """The widget that speaks English."""
    widget = portal.page.locator("#english")
    widget.get_by_role("combobox", name="Word", exact=True).fill("hội đồng nhân dân")
    portal.page.keyboard.press("Enter")
    expect(widget.locator("[aria-busy=true]")).to_have_count(0)
    portal.seen(
        widget,
        """
        - combobox "Word" [active]: hội đồng nhân dân
        - button "Look up"
        - combobox "Dictionary"
        - region "Meaning of Hội đồng nhân dân":
          - heading "Hội đồng nhân dân" [level=2]
          - article:
            - link "Open the word’s own page"
            - link "Report a mistake"
          - paragraph:
            - link "Search in definitions"
        """,
    )


CARD = """
- dialog "Nghĩa của từ":
  - button "Đóng"
  - region "Nghĩa của {word}":
    - heading "{word}" [level=2] [active]
    - article
    - paragraph:
      - link "Tìm trong định nghĩa"
"""


def select(portal: Portal) -> None:
    """A word of the page that is selected."""
    portal.page.evaluate(
        """() => { document.activeElement.blur(); const node = document.querySelector('#c').firstChild;
             getSelection().setBaseAndExtent(node, 4, node, 12); }"""
    )
    portal.page.locator("#c").scroll_into_view_if_needed()
    offer = portal.page.locator("#reader .offer")
    expect(offer).to_be_visible()
    expect(offer).to_have_text("Tra “học sinh”")
    assert portal.page.locator("#reader").evaluate(OUTSIDE) == []
    portal.page.keyboard.press("Enter")
    expect(portal.card.locator("h2")).to_be_focused()
    portal.seen(portal.card, CARD.format(word="học sinh"))
    portal.page.keyboard.press("Escape")
    expect(portal.card).to_be_hidden()
    portal.page.evaluate("getSelection().removeAllRanges()")


def explain(portal: Portal) -> None:
    """A term of the page that is marked."""
    term = portal.page.locator(".tra-tu-term", has_text="thuế")
    term.focus()
    portal.page.keyboard.press("Enter")
    expect(portal.card.locator("h2")).to_be_focused()
    expect(portal.card.locator(".senses").first).to_be_visible()
    portal.seen(portal.card, CARD.format(word="thuế"))
    portal.page.keyboard.press("Escape")
    expect(portal.card).to_be_hidden()
    expect(term).to_be_focused()


def speaker(portal: Portal) -> None:
    """The word is heard."""
    portal.enter("học")
    heard = answer(portal.widget).get_by_role("button", name="Nghe phát âm")
    expect(heard).to_be_visible()
    portal.seen(
        portal.widget,
        """
        - region "Nghĩa của học":
          - heading "học" [level=2]
          - 'button "Nghe phát âm: học"'
          - article
        """,
    )
    portal.tab_to(heard)
    portal.page.keyboard.press("Enter")
    assert portal.page.evaluate("window.spoken.splice(0)") == [["học", "vi-VN"]]


FEATURES = (listed, several, long, readings, sentence, nothing, failing, empty, english, select, explain, speaker)


def pages(site: Site, script: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The portals' pages and headers."""
    origin = script.rpartition("/")[0]
    strict = (
        f"default-src 'none'; script-src 'self' {origin}; connect-src {origin}; style-src 'self'; form-action 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    table = f"<table><tr><td width='240'>{WIDGETS}</td></tr></table>{ARTICLE}"
    site.page("/column.css", "#column{width:200px}", Content_Type="text/css")
    old = webforms(WIDGETS, script, style="/hostile.css").replace("</form>", f"</form>{ARTICLE}")
    column = '<link rel="stylesheet" href="/column.css"></head>'
    return {
        "webforms": (old.replace("</head>", column), {}),
        "modern": (MODERN % (ARTICLE, WIDGETS, script), {}),
        "strict": (webforms(table, script).replace('id="column" class=""', ""), {"Content_Security_Policy": strict}),
    }


@pytest.fixture(scope="module", params=["webforms", "modern", "strict"])
def portal(request, chromium, site, _line) -> Iterator[Portal]:  # type: ignore[no-untyped-def]
    """A portal's page, loaded once."""
    _line.behave()
    made = pages(site, f"{_line.url}/widget.js")
    body, headers = made[request.param]
    address = site.page(f"/{request.param}", body, **headers)
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 740})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.add_init_script(VOICES)
    opened = Portal(page, site, _line, list(made).index(request.param))
    page.on("pageerror", lambda error: opened.troubles.append(str(error)))
    page.on("console", lambda said: opened.troubles.append(said.text) if said.type == "error" else None)
    page.goto(address)
    expect(page.locator(".tra-tu-term").first).to_be_visible()
    expect(page.locator("#english").get_by_role("button", name="Look up")).to_be_visible()
    yield opened
    context.close()


@pytest.mark.parametrize("feature", FEATURES, ids=[feature.__name__ for feature in FEATURES])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_feature_works_on_a_portal(portal, width, feature):
    portal.resize(width)
    feature(portal)
    portal.unharmed()

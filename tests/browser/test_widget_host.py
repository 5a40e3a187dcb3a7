"""The widget on a portal of another origin: a page-wide form, a hostile style sheet, a strict policy, a frame."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from portal import webforms
from stage import ATTEMPTS, HOSTILE
from steps import answer, ask, box, choice, define, headwords, note, options


def strict(line) -> str:
    """The policy that the embedding page names, on a page that allows nothing else."""
    return (
        f"default-src 'none'; script-src 'self' {line.url}; connect-src {line.url}; style-src 'self'; "
        "form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def embedded(site, line, widgets: str = "<tra-tu></tra-tu>", *, style: str = "", path: str = "/cong") -> str:
    page = webforms(widgets, f"{line.url}/widget.js", style=style)
    return site.page(path, page, Content_Security_Policy=strict(line))


def test_a_strict_policy_is_kept(visit, site, line):
    """Under a policy without unsafe-inline, and with Trusted Types, all of it works and nothing is reported."""
    page = visit(embedded(site, line))
    ask(page, "hoc")
    page.keyboard.press("Enter")
    expect(answer(page).locator(".senses").first).to_be_visible()
    assert page.troubles == []
    assert box(page).evaluate("input => getComputedStyle(input).borderRadius") != "0px"


def test_enter_never_submits_the_page(visit, site, line):
    """No key that the box uses reaches the page's form or its scripts, on the field or on the buttons."""
    page = visit(embedded(site, line))
    site.submitted.clear()
    ask(page, "hoc")
    for key in ("ArrowDown", "Enter", "Escape", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Tra", exact=True).focus()
    page.keyboard.press("Enter")
    choice(page).focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert site.submitted == []
    assert not {"Enter", "Escape", "ArrowDown"} & set(page.evaluate("window.keys"))
    assert page.url.endswith("/cong")
    page.locator("#hostsearch").press("Enter")
    page.wait_for_timeout(200)
    assert "/submitted" in site.submitted[0], "the page's own form works as before"


LOOK = """element => { const style = getComputedStyle(element); const wanted = {};
  for (const name of ["fontFamily", "fontSize", "fontStyle", "fontWeight", "letterSpacing", "textTransform",
    "lineHeight", "color", "backgroundColor", "borderTopWidth", "borderTopStyle", "height", "display", "float",
    "marginTop", "textAlign"])
    wanted[name] = style[name];
  return wanted; }"""
PARTS = ("label", "#word", "#dictionary", ".go", "[role=option]", ".name", "mark", ".gloss")


def test_styles_of_the_page_do_not_reach_in(visit, site, line):
    """Every part looks the same on a page without styles and on one whose style sheet reaches for all elements."""
    looks = []
    for path, style in (("/sach", ""), ("/ban", "/hostile.css")):
        page = visit(embedded(site, line, style=style, path=path))
        ask(page, "hoc")
        looks.append({part: page.locator(f"tra-tu {part}").first.evaluate(LOOK) for part in PARTS})
    assert looks[0] == looks[1]


def test_the_widget_does_not_reach_out(visit, site, line):
    """The page's own field looks the same with and without the widget's script."""
    bare = site.page("/khong", webforms("", "/host.js"))
    looks = [visit(address).locator("#hostsearch").evaluate(LOOK) for address in (bare, embedded(site, line))]
    assert looks[0] == looks[1]


def test_a_page_that_clips_its_columns_does_not_clip_the_list(visit, site, line):
    """In a narrow column with hidden overflow, every option can be seen and clicked."""
    site.page("/hep.css", "#column{width:210px;height:90px;overflow:hidden}", Content_Type="text/css")
    page = visit(embedded(site, line, style="/hep.css", path="/hep"))
    ask(page, "hoc")
    word = headwords(page)[4]
    options(page).nth(4).click()
    assert box(page).input_value() == word


def test_several_widgets_do_not_disturb_each_other(visit, site, line):
    """Two widgets hold different texts, lists and answers; the dictionaries are asked for once."""
    page = visit(embedded(site, line, '<tra-tu id="a"></tra-tu><tra-tu id="b" dict="anh-viet" limit="3"></tra-tu>'))
    first, second = page.locator("#a"), page.locator("#b")
    define(first, "học")
    box(second).fill("run")
    expect(options(second)).to_have_count(3)
    expect(first.locator("h2")).to_have_text("học")
    assert box(first).input_value() == "học"
    asked = line.seen()
    assert sum(path.startswith("/dictionaries") for path in asked) == 1
    assert any("q=run&limit=3&dict=anh-viet" in path for path in asked)


def test_the_script_twice_is_the_script_once(visit, site, line):
    """Two editors may each have pasted the script."""
    twice = f'<script src="{line.url}/widget.js"></script><tra-tu></tra-tu>'
    page = visit(embedded(site, line, twice, path="/hai"))
    ask(page, "hoc")
    assert page.troubles == []


def test_attributes_do_what_they_promise(visit, site, line):
    """limit, dict, theme and definition, also when they change later."""
    page = visit(embedded(site, line, '<tra-tu limit="2" dict="viet-anh" theme="dark" definition="link"></tra-tu>'))
    expect(choice(page)).to_have_value("viet-anh")
    dark = box(page).evaluate("input => getComputedStyle(input).backgroundColor")
    ask(page, "hoc")
    expect(options(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(answer(page).get_by_role("link", name="Xem nghĩa đầy đủ")).to_be_visible()
    assert not any(path.startswith("/entries") for path in line.seen())
    page.locator("tra-tu").evaluate(
        "one => { one.setAttribute('dict', 'anh-viet'); one.setAttribute('theme', 'light'); }"
    )
    expect(choice(page)).to_have_value("anh-viet")
    assert box(page).evaluate("input => getComputedStyle(input).backgroundColor") == "rgb(255, 255, 255)" != dark


def test_a_dictionary_that_is_not_there_means_all(visit, site, line):
    """A misspelt dict attribute does not break the box."""
    page = visit(embedded(site, line, '<tra-tu dict="khong-co"></tra-tu>'))
    ask(page, "hoc")
    expect(choice(page)).to_have_value("")


def test_a_versioned_script_is_vouched_for(visit, site, service):
    """The code of the embedding page loads with its integrity hash; with another hash the link in the tag remains."""
    page = visit(f"{service.url}/nhung")
    code = page.locator("pre").filter(has_text="integrity").text_content()
    good = visit(site.page("/khoa", f"<!doctype html><title>.</title>{code}"))
    ask(good, "hoc")
    bad = visit(site.page("/hong", f"<!doctype html><title>.</title>{code.replace('sha384-', 'sha384-AAAA')}"))
    expect(bad.get_by_role("link", name="Tra từ điển")).to_be_visible()


def test_the_plain_code_and_the_form_of_the_embedding_page_work(visit, site, service):
    """What an editor copies from the page works as it stands: script, form."""
    page = visit(f"{service.url}/nhung")
    codes = page.locator("pre").all_text_contents()
    script = next(code for code in codes if "widget.js" in code)
    ask(visit(site.page("/ma", f"<!doctype html><title>.</title>{script}")), "hoc")
    form = next(code for code in codes if "<form" in code)
    portal = visit(site.page("/bieu-mau", f"<!doctype html><title>.</title>{form}"))
    portal.get_by_label("Tra từ").fill("học")
    with portal.expect_popup() as opened:
        portal.get_by_role("button", name="Tra").click()
    expect(opened.value.locator("h2", has_text="học").first).to_be_visible()


def test_the_frame_can_be_framed_and_the_pages_cannot(visit, site, service):
    """/widget works in a frame of another origin; the pages refuse to be framed."""
    code = f'<iframe id="f" src="{service.url}/widget?dict=viet-anh" width="400" height="480"></iframe>'
    page = visit(site.page("/khung", f"<!doctype html><title>.</title>{code}"))
    frame = page.frame_locator("#f")
    box(frame).fill("học")
    box(frame).press("Enter")
    expect(frame.locator("tra-tu h2")).to_have_text("học")
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="Mở trang riêng của từ").click()
    assert "/tra/viet-anh/" in opened.value.url
    other = visit(site.page("/cam", f'<!doctype html><title>.</title><iframe id="f" src="{service.url}/"></iframe>'))
    other.wait_for_timeout(500)
    assert any("frame-ancestors" in said for said in other.troubles)
    expect(other.frame_locator("#f").locator("tra-tu")).to_have_count(0)


def test_hostile_definitions_stay_text(visit, service):
    """Scripts, handlers, SVG and javascript: addresses do nothing, in the widget and on the word's page."""
    page = visit(f"{service.url}/")
    define(page, HOSTILE)
    expect(answer(page)).to_contain_text("chữ lành")
    word = visit(f"{service.url}/tra/thu-nghiem/{HOSTILE}")
    expect(word.locator("article")).to_contain_text("chữ lành")
    for one, inside in ((page, "tra-tu article"), (word, "article.entry")):
        one.mouse.move(300, 400)
        one.wait_for_timeout(300)
        assert one.evaluate("window.caught") is None
        found = one.locator(inside).locator("script,img,svg,iframe,math,style,[style],[onclick],a[href^='javascript']")
        assert found.count() == 0


def test_a_hostile_server_cannot_run_anything_either(visit, site, line):
    """Definition HTML that was never cleaned is still only elements from a short list; the rest is shown as text."""
    hostile = {"html": "".join(ATTEMPTS) + '<li class="senses x" id="y">chữ lành &amp; &lt;b&gt;</li>', "text": ""}
    about = {
        "id": "viet-anh",
        "title": "<b>x</b>",
        "from": "vi",
        "to": "vi",
        "licence": "javascript:window.caught=9",
        "source": "",
    }
    line.behave(entries={"json": {"results": [{"dictionary": about, "entries": [hostile]}]}})
    page = visit(embedded(site, line))
    define(page, "học")
    part = answer(page)
    expect(part).to_contain_text("chữ lành & <b>")
    expect(part).to_contain_text("<svg onload=window.caught=3>")
    page.wait_for_timeout(300)
    assert page.evaluate("window.caught") is None
    assert part.locator("script,img,svg,iframe,style,[style],[onclick],[id],a[href^='javascript']").count() == 0
    assert page.troubles == []


def test_a_page_in_an_old_encoding_shows_vietnamese(visit, site, line):
    """On a page that is not UTF-8 the widget's own words are as they should be."""
    body = f'<!doctype html><title>.</title><tra-tu></tra-tu><script src="{line.url}/widget.js"></script>'
    page = visit(site.page("/cu", body, Content_Type="text/html; charset=windows-1258"))
    define(page, "Hội đồng nhân dân")
    expect(answer(page).locator("h3").first).to_have_text("Thuật ngữ hành chính")


def test_where_the_script_cannot_run_a_link_remains(visit, site, line):
    """What stands between the tags is shown while the widget is not there."""
    line.behave(**{"widget.js": {"status": 502}})
    page = visit(embedded(site, line, f'<tra-tu><a href="{line.url}/">Tra từ điển</a></tra-tu>'))
    expect(page.get_by_role("link", name="Tra từ điển")).to_be_visible()
    assert note(page).count() == 0

"""Pages for people: with and without JavaScript, in order, in their languages, for search engines and on paper."""

from __future__ import annotations

import gzip
import re
import urllib.error
import urllib.request
from html import unescape
from urllib.parse import quote, urljoin

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from portal import VOICES
from stage import LONG

LONGEST_NAME = "rất dài " * 7 + "hết"
UNBROKEN = "liềncảmộtchữkhôngcókhoảngtrắngnàocảđểxemcótrànrangoàikhông"
PATHS = (
    "/",
    "/?q=hoc",
    "/?q=xyzzyxq",
    "/?in=definitions&q=nghia+hoc",
    "/?in=definitions&q=khongco+hoc",
    "/tra/viet-anh/h%E1%BB%8Dc",
    f"/tra/thu-nghiem/{quote(LONG)}",
    f"/tra/thu-nghiem/{quote(LONGEST_NAME)}",
    f"/tra/thu-nghiem/{quote(UNBROKEN)}",
    "/tra/thu-nghiem/%E1%BB%84%20%C6%B0%C6%A1n",
    "/tra/viet-anh/ngh%C3%A0nh",
    "/tu-dien/viet-anh",
    "/tu-dien/viet-anh?from=hoc",
    "/?q=luong",
    "/?q=hoc+sinh+di+hoc+cham+chi",
    "/tu-dien/anh-viet?from=run",
    "/nhung",
    "/widget",
)


def get(url: str, accept: str = "text/html", **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of an address."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers={"Accept": accept, **headers}), timeout=30
        ) as reply:
            return reply.status, dict(reply.headers), reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def test_search_works_without_scripts(visit, service):
    """Without JavaScript: type without marks, choose a dictionary, read the definition, go on to the word's page."""
    page = visit(f"{service.url}/", java_script_enabled=False)
    page.get_by_label("Tra từ", exact=True).fill("hoc sinh")
    page.get_by_label("Từ điển", exact=True).select_option("viet-anh")
    page.get_by_role("button", name="Tra", exact=True).click()
    assert "dict=viet-anh" in page.url
    expect(page.locator("section.word h2")).to_have_text("học sinh")
    expect(page.get_by_label("Từ điển", exact=True)).to_have_value("viet-anh")
    page.get_by_role("link", name="Mở trang riêng của từ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("học sinh")
    expect(page.locator("article.entry")).to_contain_text("pupil")


def test_what_was_typed_goes_along_to_the_search_in_definitions(visit, service):
    """The word in the box by now, not the one that the page was asked for; found words are marked."""
    page = visit(f"{service.url}/?q=hoc")
    box = page.get_by_role("combobox", name="Tra từ", exact=True)
    box.fill("student")
    page.get_by_role("link", name="Tìm trong định nghĩa", exact=True).click()
    expect(page).to_have_url(f"{service.url}/?q=student&in=definitions")
    expect(page.get_by_label("Các từ trong định nghĩa")).to_have_value("student")
    expect(page.locator("mark").first).to_contain_text("student")
    page.get_by_label("Các từ trong định nghĩa").fill("pupil")
    page.keyboard.press("Enter")
    expect(page.locator("ol.found")).to_contain_text("học sinh")
    page.get_by_role("link", name="Tra từ", exact=True).click()
    expect(page).to_have_url(f"{service.url}/?q=pupil")


def test_a_misspelling_is_met_without_scripts(visit, service):
    """Nothing found is said, and near words are links."""
    page = visit(f"{service.url}/?q=ngh%C3%A0nh", java_script_enabled=False)
    expect(page.get_by_text("Không tìm thấy “nghành”")).to_be_visible()
    page.get_by_role("link", name="ngành", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ngành")


def test_results_of_the_server_stand_under_the_widget(visit, service):
    """An address with a question shows its answer under the box; looking up another word replaces it."""
    page = visit(f"{service.url}/?q=hoc")
    box = page.get_by_role("combobox", name="Tra từ", exact=True)
    assert box.input_value() == "hoc"
    expect(page.locator("section.word h2")).to_have_text("học")
    box.fill("nhà")
    box.press("Enter")
    expect(page.locator(".answer section h2")).to_have_text("nhà")
    expect(page.locator("[slot=answer]")).to_be_hidden()


def test_a_blank_or_long_question_is_told(service):
    """A bad question gives a page with one Vietnamese sentence."""
    for query in ("%20%20", "a" * 101):
        status, _, text = get(f"{service.url}/?q={query}")
        assert status == 400 and 'role="alert"' in text and "tham số" not in text


def heads(service, path: str) -> dict[str, str]:
    _, _, text = get(f"{service.url}{path}")
    found = {name: unescape(value) for name, value in re.findall(r'<meta name="(\w+)" content="([^"]*)"', text)}
    found["title"] = unescape(re.search(r"<title>([^<]*)</title>", text)[1])
    if canonical := re.search(r'<link rel="canonical" href="([^"]*)"', text):
        found["canonical"] = unescape(canonical[1])
    return found


def test_search_engines_are_told_what_a_page_is(service):
    """Each kind of page has its own title and description and one canonical address, whatever way led there."""
    pages = [heads(service, path) for path in ("/", "/tra/viet-anh/h%E1%BB%8Dc", "/tu-dien/viet-anh?from=h", "/nhung")]
    assert len({page["title"] for page in pages}) == len({page["description"] for page in pages}) == 4
    assert "học" in pages[1]["title"] and "learn" in pages[1]["description"]
    address = f"{service.url}/tra/viet-anh/h%E1%BB%8Dc"
    for path in (
        "/tra/viet-anh/h%E1%BB%8Dc",
        "/tra/viet-anh/H%E1%BB%8CC",
        "/tra/viet-anh/ho%CC%A3c",
        "/tra/viet-anh?headword=h%E1%BB%8Dc",
    ):
        assert urljoin(service.url, heads(service, path)["canonical"]) == address
    assert "noindex" in heads(service, "/?q=hoc")["robots"]


def test_foreign_text_says_its_language(visit, service):
    """Glosses, examples and translations carry the language they are in, on the page as in lists."""
    page = visit(f"{service.url}/tra/viet-anh/h%E1%BB%8Dc")
    assert page.locator("html").get_attribute("lang") == "vi"
    expect(page.locator(".senses li").first).to_have_attribute("lang", "en")
    expect(page.locator(".example").first).to_have_attribute("lang", "vi")
    expect(page.locator(".translation").first).to_have_attribute("lang", "en")
    english = visit(f"{service.url}/tra/anh-viet/run")
    expect(english.get_by_role("heading", level=1)).to_have_attribute("lang", "en")
    expect(english.locator(".senses li").first).to_have_attribute("lang", "vi")
    term = visit(f"{service.url}/tra/hanh-chinh/H%E1%BB%99i%20%C4%91%E1%BB%93ng%20nh%C3%A2n%20d%C3%A2n")
    expect(term.locator(".senses li").first).to_have_attribute("lang", "vi")
    expect(term.locator(".note").first).to_have_attribute("lang", "en")


@pytest.mark.parametrize("dictionary", ["viet-anh", "anh-viet", "thanh-ngu"])
def test_browsing_passes_every_headword_once_in_order(service, dictionary):
    """From the first page on, “Trang sau” leads through the whole dictionary in its order, and back again."""
    from dictsvc.vietnamese import order

    path, words, pages = f"/tu-dien/{dictionary}", [], 0
    backward = []
    while path:
        _, _, text = get(service.url + path)
        shown = [unescape(word) for word in re.findall(r'<li><a class="name"[^>]*>([^<]*)</a>', text)]
        words += shown
        pages += 1
        before = re.search(r'<a rel="prev" href="([^"]*)"', text)
        backward.append(unescape(before[1]) if before else "")
        onward = re.search(r'<a rel="next" href="([^"]*)"', text)
        last, path = path, unescape(onward[1]) if onward else ""
        assert not backward[-1] or pages > 1
    assert len(words) == len(set(words)) > 400
    assert words == sorted(words, key=order.key)
    assert backward[1] == f"/tu-dien/{dictionary}" and last


def test_letters_and_syllables_lead_to_their_words(visit, service):
    """A letter leads to its first word, a syllable to the words that begin with it, whatever their tone."""
    page = visit(f"{service.url}/tu-dien/viet-anh", java_script_enabled=False)
    page.get_by_role("navigation", name="Chữ cái").get_by_role("link", name="đ", exact=True).click()
    assert page.locator(".leaf .name").first.text_content().lower().startswith("đ")
    page.get_by_role("navigation", name="Vần").get_by_role("link", name="đi", exact=True).click()
    assert page.locator(".leaf .name").first.text_content().lower().split()[0] in ("đi", "đì", "đĩ", "đỉ", "đí", "đị")
    expect(page.get_by_role("navigation", name="Chữ cái").locator("[aria-current]")).to_have_text("đ")
    expect(page.get_by_role("navigation", name="Vần").locator("[aria-current]")).to_have_text("đi")


def test_a_place_in_a_dictionary_is_reached_by_typing(visit, service):
    """“Chuyển đến từ” opens the page that begins where the word stands or would stand."""
    page = visit(f"{service.url}/tu-dien/anh-viet", java_script_enabled=False)
    page.get_by_label("Chuyển đến từ").fill("ruma")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    assert page.locator(".leaf .name").first.text_content() > "ruma"
    for odd in ("%F0%9F%98%80", "~", "0", "%E4%B8%AD", "zzzz"):
        assert get(f"{service.url}/tu-dien/anh-viet?from={odd}")[0] == 200
    assert get(f"{service.url}/tu-dien/anh-viet?from={'a' * 200}")[0] == 400


def test_a_word_leads_to_its_neighbours_and_to_other_dictionaries(visit, service):
    """The page of a word names the words around it, other dictionaries that have it, and what its references mean."""
    page = visit(f"{service.url}/tra/hanh-chinh/H%E1%BB%99i%20%C4%91%E1%BB%93ng%20nh%C3%A2n%20d%C3%A2n")
    near = page.get_by_role("navigation", name="Các từ đứng trước và sau")
    expect(near.locator("[aria-current=page]")).to_have_text("Hội đồng nhân dân")
    expect(near.get_by_role("link")).to_have_count(8)
    page.locator(".see").get_by_role("link", name="Ủy ban nhân dân").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ủy ban nhân dân")


def test_what_is_not_there_is_a_page_with_a_way_on(visit, service):
    """A missing word, dictionary or page answers 404 in words, and offers near words."""
    page = visit(f"{service.url}/tra/viet-anh/ngh%C3%A0nh")
    expect(page.get_by_role("link", name="ngành", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Tìm “nghành” trong tất cả từ điển")).to_be_visible()
    for path in ("/tra/khong-co/a", "/tu-dien/khong-co", "/khong-co", "/widget-000000000000.js"):
        status, headers, text = get(service.url + path)
        assert status == 404 and headers["Content-Type"].startswith("text/html") and "Về trang tra từ" in text
    status, _, _ = get(f"{service.url}/tra/viet-anh/{quote('x' * 1500)}")
    assert status == 404


def test_addresses_of_odd_headwords_lead_back(service):
    """A page links to a word with slashes, dots or percent signs by an address that answers with that word."""
    from dictsvc.web.article_html import page_address

    assert page_address("/m", "d", "..") == "/m/tra/d?headword=.."
    assert page_address("", "d", "/x") == "/tra/d?headword=%2Fx"
    assert page_address("", "d", "a/b?c#d%") == "/tra/d/a%2Fb%3Fc%23d%25"


def test_every_link_includes_the_mount_point(words):
    """Below a sub-path every link, form, style sheet and script stays below it."""
    from dictsvc import config
    from dictsvc.web import create_app

    client = create_app(config.load({"DICTSVC_DATA": str(words)})).test_client()
    dictionary = client.get("/dictionaries").json["dictionaries"][0]["id"]
    for path in ("/", "/?q=a", f"/tu-dien/{dictionary}", "/nhung", "/widget", "/khong-co", f"/tra/{dictionary}/zzzz"):
        text = client.get(path, environ_overrides={"SCRIPT_NAME": "/tu-vung"}, headers={"Accept": "text/html"}).text
        local = re.findall(r'(?:href|src|action)="(/[^"]*)"', text)
        assert local and all(one.startswith("/tu-vung/") for one in local), path
        assert text.count("/tu-vung/tu-vung") == 0


def test_the_first_page_is_light(visit, service):
    """All that the first page loads is under 25 kB as it travels, and the widget under 13 kB of it."""
    sizes: dict[str, int] = {}
    page = visit("about:blank")
    page.on("response", lambda reply: sizes.__setitem__(reply.url, len(gzip.compress(reply.body(), 9))))
    page.goto(f"{service.url}/", wait_until="networkidle")
    assert len(sizes) >= 4 and all(url.startswith(service.url) for url in sizes)
    assert sum(sizes.values()) < 25_000, sizes
    assert next(size for url, size in sizes.items() if "widget-" in url) < 13_000


def test_scripts_are_kept_as_their_address_promises(service):
    """The versioned script never changes under its address, the plain one is asked for again; any site reads both."""
    from dictsvc.web import static_files

    for path, kept in (("/widget.js", "max-age=3600"), (f"/{static_files.current().name}", "immutable")):
        status, headers, text = get(service.url + path)
        assert status == 200 and kept in headers["Cache-Control"]
        assert headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert static_files.static_file(text.encode()).integrity == static_files.current().integrity
        assert get(service.url + path, **{"If-None-Match": headers["ETag"]})[0] == 304
    for one in static_files.versions().values():
        assert get(f"{service.url}/{one.name}")[0] == 200


@pytest.mark.parametrize("path", PATHS)
def test_nothing_runs_off_a_narrow_screen(visit, service, path):
    """At 320 pixels no page scrolls sideways, whatever it holds, and every line leaves room for stacked marks."""
    page = visit(f"{service.url}{path}", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    tight = page.evaluate(
        """() => { const found = []; const look = root => { for (const one of root.querySelectorAll("*")) {
             if (one.shadowRoot) look(one.shadowRoot);
             const style = getComputedStyle(one);
             const text = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
             if (text && style.display !== "none" && !["OPTION", "SCRIPT", "STYLE"].includes(one.tagName)
                 && parseFloat(style.lineHeight) < 1.35 * parseFloat(style.fontSize))
               found.push(one.outerHTML.slice(0, 80));
           } }; look(document.body); return found; }"""
    )
    assert tight == []


def test_a_word_is_printed_without_what_is_for_screens(visit, service):
    """On paper stand the word, its meaning, its source and its address; no box, no navigation."""
    page = visit(f"{service.url}/tra/viet-anh/h%E1%BB%8Dc")
    page.emulate_media(media="print")
    for shown in ("h1", "article.entry .senses", "article.entry footer", ".address"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in ("tra-tu [role=combobox]", "tra-tu select", "header.site", "footer.site", "nav.near"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_a_word_is_printed_dark_on_white(visit, service):
    """Also where the screen is dark: browsers leave the background out, and light letters would be lost on paper."""
    page = visit(f"{service.url}/tra/viet-anh/h%E1%BB%8Dc", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    brightest = """texts => Math.max(
      ...texts.flatMap((text) => getComputedStyle(text).color.match(/[0-9.]+/g).slice(0, 3)))"""
    assert page.locator("h1, article.entry .pos, article.entry .senses, .address").evaluate_all(brightest) < 128
    paper = page.locator("tra-tu .root").evaluate("root => getComputedStyle(root).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_what_is_current_can_be_told_in_forced_colours(visit, service):
    """The way to ask and the letter that are current are marked by a line: the system takes backgrounds away."""
    page = visit(f"{service.url}/tu-dien/viet-anh?from=hoc", forced_colors="active")
    lines = """links => links.filter((link) => { const style = getComputedStyle(link);
      return [style.outlineStyle, style.borderBottomStyle].some((line) => line !== 'none');
    }).map((link) => link.textContent)"""
    assert page.locator(".modes a").evaluate_all(lines) == ["Tra từ"]
    assert page.locator(".letters a").evaluate_all(lines) == ["h"]


def test_the_address_on_paper_says_the_host(visit, service):
    """Also where no setting tells the server its name; it is written as people read it."""
    page = visit(f"{service.url}/tra/viet-anh/h%E1%BB%8Dc")
    expect(page.locator("a.address")).to_have_text(f"{service.url}/tra/viet-anh/học")


def test_the_box_says_once_what_to_do(visit, service):
    """Under the link “Tra từ” the field's label is for screen readers, with the widget and without."""
    for scripts in (True, False):
        page = visit(service.url, java_script_enabled=scripts)
        label = page.locator("label:visible", has_text=re.compile("^Tra từ$")).first
        assert label.bounding_box()["width"] == 1
        assert page.locator("main input:visible").first.bounding_box()["width"] > 100
    page = visit(f"{service.url}/widget")
    assert page.locator("label:visible", has_text=re.compile("^Tra từ$")).first.bounding_box()["width"] > 50


@pytest.mark.parametrize("path", ["/tra/viet-anh/h%E1%BB%8Dc", "/?q=hoc", "/?q=hoc%20sinh#again"])
def test_the_loudspeaker_stands_beside_its_word(visit, service, path):
    """On the line of the headword, at the height of its letters: on pages, and in the widget's answer."""
    page = visit("about:blank", viewport={"width": 390, "height": 800})
    page.add_init_script(VOICES)
    page.goto(service.url + path)
    if path.endswith("#again"):
        page.get_by_role("combobox", name="Tra từ", exact=True).press("Enter")
        expect(page.locator("tra-tu .answer section")).to_be_visible()
    speaker = page.locator(".say:visible")
    expect(speaker).to_be_visible()
    word, button = page.locator("main :is(h1, h2):visible", has_text="học").first.bounding_box(), speaker.bounding_box()
    assert 0 <= button["x"] - word["x"] - word["width"] < 16
    assert abs(button["y"] + button["height"] / 2 - word["y"] - word["height"] / 2) < 6


def test_the_code_to_embed_is_copied_by_a_button(visit, service):
    """Each piece of code on the page for webmasters, whole and as it stands; the button says so."""
    page = visit(f"{service.url}/nhung", permissions=["clipboard-read", "clipboard-write"])
    buttons = page.get_by_role("button", name=re.compile("^Chép mã: "))
    expect(buttons).to_have_count(page.locator("pre").count())
    page.get_by_role("button", name="Chép mã: Mã nhúng", exact=True).click()
    expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("pre").first.text_content()

"""Every page and every state of the widget as pictures: `python tests/support/pictures.py [FOLDER]`.

Four widths; light, dark and forced colours; from a real server with the bundled dictionaries; to look at.
`--data FOLDER` shows another data folder; `--only NAME` takes the pictures whose name holds NAME.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from portal import HOST_SCRIPT, webforms
from stage import CHROMIUM, FLAGS, LONG, Line, Service, Site, data_folder, missing

WIDTHS = (320, 390, 768, 1280)
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}


ARTICLE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Kỳ họp</title>
<link rel="stylesheet" href="/bai.css"></head><body>
<h1>Khai mạc kỳ họp Hội đồng nhân dân tỉnh</h1><div id="content">
<p>Sáng nay, Hội đồng nhân dân tỉnh khai mạc kỳ họp thường lệ, bàn về thuế, ngân sách nhà nước và quy hoạch. Ủy ban
nhân dân các cấp báo cáo việc giải quyết khiếu nại, tố cáo của công dân.</p>
<p>Nhiều <b>học sinh</b> đến dự phiên họp. Kỳ họp sẽ xem xét các tờ trình về đầu tư công, biên chế và thủ tục hành
chính, rồi chất vấn các thành viên của Ủy ban nhân dân.</p></div>
<tra-tu select explain="#content" dict="hanh-chinh"></tra-tu><script src="{script}" defer></script></body></html>"""


def states(line: Line, site: Site) -> dict[str, tuple[str, Callable]]:
    """Name -> (address, what to do there)."""

    def typing(text: str, *keys: str, settle: int = 700, **behaviour: object) -> Callable:
        def act(page) -> None:
            line.behave(**behaviour)
            box = page.get_by_role("combobox", name="Tra từ").first
            box.click()
            box.press_sequentially(text, delay=20)
            if text and not behaviour:
                page.locator(".popup [role=option]:visible, .popup .acts:visible").first.wait_for()
            page.wait_for_timeout(settle)
            for key in keys:
                page.keyboard.press(key)
                page.wait_for_timeout(150)
            if text and "Enter" in keys:
                page.locator(".answer section:visible").first.wait_for()
                page.locator(".answer:not(:has([aria-busy=true]))").first.wait_for()
            page.wait_for_timeout(300 if keys else 0)

        return act

    def nothing(page) -> None:
        page.wait_for_timeout(200)

    def printed(page) -> None:
        page.emulate_media(media="print")

    script = f"{line.url}/widget.js"
    frame = (
        f'<h2>Từ điển trực tuyến</h2><iframe src="{line.url}/widget" title="Tra từ điển" width="100%" height="480" '
        'style="border:0"></iframe>'
    )
    side = "<h2>Từ điển trực tuyến</h2><tra-tu definition='link'></tra-tu>"
    portal = site.page("/cong", webforms(side, script, style="/cong.css"))
    framing = site.page("/khung", webforms(frame, script, style="/cong.css"))
    site.page("/host.js", HOST_SCRIPT, Content_Type="text/javascript")
    site.page(
        "/cong.css",
        "body{margin:0 auto;max-width:1000px;padding:12px;font:14px Arial}h1{color:#b5121b}"
        "#column{width:300px;max-width:100%;overflow:hidden;border:1px solid #ccc;padding:10px}",
        Content_Type="text/css",
    )
    site.page(
        "/bai.css",
        "body{margin:0 auto;max-width:640px;padding:12px 24px;font:17px/1.7 Arial,sans-serif;color:#222}"
        "h1{font-size:25px;line-height:1.35;color:#b5121b;margin:.5em 0}tra-tu{margin:2em -9px}",
        Content_Type="text/css",
    )
    columns = "".join(
        f'<div style="background:{colour};color:#fff;width:200px;padding:8px;float:left"><tra-tu></tra-tu></div>'
        for colour in ("#b00", "#0b5394", "#333")
    )
    coloured = site.page("/mau", webforms(columns, script))
    english = site.page("/anh", webforms('<tra-tu lang="en"></tra-tu>', script, style="/cong.css"))
    article = site.page("/bai", ARTICLE.format(script=script))

    def explained(page) -> None:
        page.locator(".tra-tu-term").first.click()
        page.wait_for_timeout(900)

    def selected(page) -> None:
        page.locator(".tra-tu-term").first.wait_for()
        page.evaluate("getSelection().selectAllChildren(document.querySelector('b'))")
        page.wait_for_timeout(700)

    home = f"{line.url}/"
    return {
        "home": (home, nothing),
        "open-list": (home, typing("hoc")),
        "open-list-marked": (home, typing("hoi dong", "ArrowDown", "ArrowDown")),
        "definition-short": (home, typing("học", "Enter")),
        "definition-term": (home, typing("hội đồng nhân dân", "Enter")),
        "definition-long": (home, typing(LONG, "Enter")),
        "several-dictionaries": (home, typing("thuế", "Enter")),
        "other-readings": (home, typing("luong", "Enter")),
        "sentence": (home, typing("Hôm nay học sinh đi học ở trường.", "Enter")),
        "empty": (home, typing("", "Enter")),
        "nothing-found": (home, typing("xyzzyx")),
        "suggestions": (home, typing("nghành")),
        "loading": (home, typing("hoc", settle=1200, lookup={"delay": 6})),
        "slow": (home, typing("hoc", settle=3600, lookup={"delay": 8})),
        "failed": (home, typing("hoc", lookup={"status": 502})),
        "entry": (f"{home}tra/viet-anh/h%E1%BB%8Dc", nothing),
        "entry-term": (f"{home}tra/hanh-chinh/H%E1%BB%99i%20%C4%91%E1%BB%93ng%20nh%C3%A2n%20d%C3%A2n", nothing),
        "entry-english": (f"{home}tra/anh-viet/run", nothing),
        "entry-long": (f"{home}tra/thu-nghiem/{LONG}", nothing),
        "entry-print": (f"{home}tra/viet-anh/h%E1%BB%8Dc", printed),
        "entry-missing": (f"{home}tra/viet-anh/ngh%C3%A0nh", nothing),
        "browse": (f"{home}tu-dien/viet-anh", nothing),
        "browse-syllable": (f"{home}tu-dien/hanh-chinh?from=h%E1%BB%99i", nothing),
        "browse-english": (f"{home}tu-dien/anh-viet?from=run", nothing),
        "embedding": (f"{home}nhung", nothing),
        "plain-results": (f"{home}?q=hoc", nothing),
        "plain-nothing": (f"{home}?q=xyzzyx", nothing),
        "plain-readings": (f"{home}?q=luong", nothing),
        "plain-folded": (f"{home}?q=h%E1%BB%99i+%C4%91%E1%BB%93ng", nothing),
        "plain-sentence": (f"{home}?q=hoc+sinh+di+hoc+cham+chi", nothing),
        "plain-english": (f"{home}?q=luong&lang=en", nothing),
        "browse-prefix": (f"{home}tu-dien/viet-anh?from=hoc", nothing),
        "frame": (f"{home}widget", typing("học", "Enter")),
        "frame-several-dictionaries": (f"{home}widget", typing("thuế", "Enter")),
        "frame-sentence": (f"{home}widget", typing("Hội đồng nhân dân tỉnh họp bàn về thuế.", "Enter")),
        "portal": (portal, nothing),
        "portal-open": (portal, typing("hoc")),
        "portal-link": (portal, typing("học", "Enter")),
        "portal-frame": (framing, nothing),
        "portal-coloured": (coloured, typing("học", "Enter")),
        "portal-english": (english, nothing),
        "portal-explained": (article, explained),
        "portal-selected": (article, selected),
    }


def take(folder: Path, data: Path | None, only: str) -> int:
    """Write the pictures; how many."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        service = Service(data or data_folder(Path(scratch) / "data"))
        line, site = Line(service.url), Site()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            for look, settings in LOOKS.items():
                for width in WIDTHS:
                    for name, (address, act) in states(line, site).items():
                        if only not in f"{name}-{width}-{look}":
                            continue
                        line.behave()
                        scripts = not name.startswith("plain-")
                        context = browser.new_context(
                            viewport={"width": width, "height": 800},
                            **settings,
                            java_script_enabled=scripts,
                            locale="vi-VN",
                        )
                        page = context.new_page()
                        page.goto(address)
                        act(page)
                        page.screenshot(path=folder / f"{name}-{width}-{look}.png", full_page=True)
                        context.close()
                        count += 1
        finally:
            browser.close()
            line.stop()
            site.stop()
            service.stop()
    return count


README = {
    "widget": ("open-list", 720, 700),
    "widget-answer": ("frame-several-dictionaries", 420, 620),
    "widget-sentence": ("frame-sentence", 420, 620),
    "widget-explained": ("portal-explained", 720, 740),
}
"""Pictures for the README: name of the file, state, width and height."""


def shots(folder: Path) -> None:
    """The pictures for the README."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        service = Service(data_folder(Path(scratch) / "data"))
        line, site = Line(service.url), Site()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            for name, (state, width, height) in README.items():
                address, act = states(line, site)[state]
                page = browser.new_page(viewport={"width": width, "height": height}, locale="vi-VN")
                page.goto(address)
                act(page)
                page.screenshot(path=folder / f"{name}.png")
                page.close()
        finally:
            browser.close()
            line.stop()
            site.stop()
            service.stop()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("pictures"))
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--readme", type=Path, metavar="FOLDER", help="take only the pictures for the README")
    wishes = parser.parse_args()
    if reason := missing():
        sys.exit(f"No pictures: {reason}.")
    if wishes.readme:
        shots(wishes.readme)
    else:
        print(f"{take(wishes.folder, wishes.data, wishes.only)} pictures in {wishes.folder}/")


if __name__ == "__main__":
    main()

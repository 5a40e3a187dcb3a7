"""Fixtures of the browser tests: one Chromium, one service, one faulty line, one portal for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from loaded import once
from portal import HOST_SCRIPT, HOSTILE_STYLE
from stage import CHROMIUM, FLAGS, Line, Service, Site, data_folder, missing


@pytest.fixture(scope="session")
def service(bundled_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service itself, with the bundled dictionaries and a hostile one."""
    made = Service(once(tmp_path_factory, "browser", partial(data_folder, bundled_data=bundled_data)))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def _line(service: Service) -> Iterator[Line]:
    made = Line(service.url)
    yield made
    made.stop()


@pytest.fixture
def line(_line: Line) -> Iterator[Line]:
    """A proxy before the service; behaves well again after each test."""
    _line.behave()
    yield _line
    _line.behave()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A portal of another origin, with its style sheet and script."""
    made = Site()
    made.page("/host.js", HOST_SCRIPT, Content_Type="text/javascript")
    made.page("/hostile.css", HOSTILE_STYLE, Content_Type="text/css")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def chromium():  # type: ignore[no-untyped-def]
    """A real headless Chromium."""
    if reason := missing():
        pytest.skip(reason)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # of waiting, on a busy machine
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):  # type: ignore[no-untyped-def]
    """visit(address, **context): a page in a context of its own; `page.troubles` gets what the console complains of."""
    contexts = []

    def opened(address: str, wait_until: str = "load", **wishes: object):  # type: ignore[no-untyped-def]
        context = chromium.new_context(**{"viewport": {"width": 1000, "height": 800}, "locale": "vi-VN", **wishes})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("console", lambda said: page.troubles.append(said.text) if said.type == "error" else None)
        page.goto(address, wait_until=wait_until)
        return page

    yield opened
    for context in contexts:
        context.close()

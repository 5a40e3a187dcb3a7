"""What a visitor does with the box, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect


def box(page: Page | Locator) -> Locator:
    """The text field of the (first) widget."""
    return page.get_by_role("combobox", name="Tra từ", exact=True).first


def choice(page: Page | Locator) -> Locator:
    """The select of the dictionaries."""
    return page.get_by_role("combobox", name="Từ điển", exact=True).first


def options(page: Page | Locator) -> Locator:
    """The options of the list that is open."""
    return page.locator("[role=option]:visible")


def note(page: Page | Locator) -> Locator:
    """The sentence in the list's place."""
    return page.locator(".popup > .note")


def popup(page: Page | Locator) -> Locator:
    """What opens at the box: the list and its sentence."""
    return page.locator(".root > .popup").first


def answer(page: Page | Locator) -> Locator:
    """What stands under the box after a choice."""
    return page.locator(".answer section")


def ask(page: Page | Locator, text: str) -> None:
    """Type a text and wait for the list."""
    box(page).fill(text)
    expect(options(page).first).to_be_visible()


def headwords(page: Page | Locator) -> list[str]:
    """Headwords in the open list."""
    return options(page).locator(".name").all_text_contents()


def define(page: Page | Locator, text: str) -> None:
    """Look a word up by Enter, and wait until all of its definition is there."""
    box(page).fill(text)
    box(page).press("Enter")
    expect(answer(page)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def violations(page: Page, *rules: str, without: Sequence[str] = (), include: str = "") -> list[str]:
    """What axe-core finds wrong, by rule and element. rules: which; none: all but `without`. include: where."""
    from pathlib import Path

    import axe_playwright_python

    if not page.evaluate("'axe' in window"):
        source = Path(axe_playwright_python.__file__).parent / "axe.min.js"
        page.evaluate(source.read_text(encoding="utf-8"))
    wishes: dict[str, Any] = {
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    if rules:
        wishes["runOnly"] = list(rules)
    found: dict[str, Any] = page.evaluate("([where, wishes]) => axe.run(where || document, wishes)", [include, wishes])
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found["violations"]]

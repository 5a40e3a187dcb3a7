"""Typing into the widget: when it asks, what it shows, and that it leaves the text alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="the Python package playwright is not installed")

from playwright.sync_api import expect
from running import until
from steps import answer, ask, box, headwords, options

ROOT = Path(__file__).resolve().parents[2]


def lookups(line) -> list[str]:
    return [path for path in line.seen() if path.startswith("/lookup")]


def test_keys_pressed_in_a_row_are_one_question(visit, line):
    """Three keys without a pause between them ask once, with what stands there in the end."""
    page = visit(f"{line.url}/")
    box(page).focus()
    box(page).evaluate(
        """input => { for (const text of ["h", "ho", "hoc"]) {
             input.value = text; input.dispatchEvent(new InputEvent("input", {bubbles: true})); } }"""
    )
    expect(options(page).first).to_be_visible()
    asked = lookups(line)
    assert len(asked) == 1 and "q=hoc&" in asked[0]


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(visit, line):
    """The question for `tin` is given up when `tinh` is typed; its answer, which comes later, is not shown."""
    line.behave(lookup={"delays": {"q=tin&": 1.5}})
    page = visit(f"{line.url}/")
    given_up: list[str] = []
    page.on("requestfailed", lambda request: given_up.append(request.url))
    box(page).press_sequentially("tin")
    until(lambda: any("q=tin&" in path for path in lookups(line)), "the first question is asked")
    box(page).press_sequentially("h")
    expect(options(page).first).to_be_visible()
    shown = headwords(page)
    page.wait_for_timeout(1800)
    assert headwords(page) == shown
    assert len(given_up) == 1 and "q=tin&" in given_up[0]
    assert all(word.lower().startswith(("tin", "tì", "tí", "tỉ", "tĩ", "tị")) for word in shown)
    assert box(page).input_value() == "tinh"


def test_letters_that_were_typed_are_marked(visit, line):
    """`hoc` is marked in học, `dai` in đại biểu, and in a word inside another."""
    page = visit(f"{line.url}/")
    ask(page, "hoc")
    assert options(page).first.locator("mark").text_content() == "học"
    box(page).fill("dai bi")
    expect(options(page).filter(has_text="đại biểu").first.locator("mark")).to_have_text("đại bi")


def test_words_found_by_their_meaning_say_so(visit, line):
    """Where a Việt–Anh dictionary is asked for *pupil*, the words offered say of what they are the meaning."""
    page = visit(f"{line.url}/")
    page.get_by_role("combobox", name="Từ điển").select_option("viet-anh")
    ask(page, "pupil")
    first = options(page).first
    expect(first.locator(".name")).to_have_text("học sinh")
    expect(first.locator(".gloss")).to_have_text("nghĩa: pupil pupil; student")
    assert first.locator(".gloss span").last.get_attribute("lang") == "en"
    box(page).press("Enter")
    expect(first).to_be_visible()  # a word that nobody typed is not opened unasked
    ask(page, "học sinh")
    expect(options(page).first.locator(".meaning")).to_have_count(0)


def test_nothing_is_chosen_beforehand_and_each_headword_stands_once(visit, line):
    """An open list has no selected option, and no headword twice."""
    page = visit(f"{line.url}/")
    ask(page, "an")
    assert page.locator("[role=option][aria-selected=true]").count() == 0
    assert box(page).get_attribute("aria-activedescendant") is None
    words = headwords(page)
    assert len(words) == len(set(words)) == 8


def test_screen_readers_hear_how_many_there_are(visit, line):
    """The live region tells the number of results in Vietnamese, and that there is none."""
    page = visit(f"{line.url}/")
    ask(page, "học sinh")
    expect(page.locator("tra-tu [role=status]")).to_contain_text("kết quả")
    box(page).fill("xyzzyxq")
    expect(page.locator("tra-tu [role=status]")).to_contain_text("Không tìm thấy “xyzzyxq”")


def typed_states(shared: Path) -> list[tuple[str, list[str]]]:
    """Some words of the bundled dictionary, each with the states an input method passes through."""
    with (ROOT / "dictionaries/viet-anh.tsv").open(encoding="utf-8") as file:
        known = {row["headword"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    sessions: dict[tuple[str, str], list[str]] = {}
    for row in (shared / "data/queries/typed_sessions.tsv").read_text(encoding="utf-8").splitlines():
        number, mode, target, text = row.split("\t")
        if mode == "ime" and target in known:
            sessions.setdefault((number, target), []).append(text)
    whole = [(target, states) for (_, target), states in sessions.items() if states[-1] == target and len(states) > 3]
    marked = [one for one in whole if any(ord(letter) > 0x1E9F for letter in one[0])]
    return marked[:10]


def test_an_input_method_composes_undisturbed(visit, line, shared):
    """Through every state of Telex typing the text stays as the input method has it, and the word is found."""
    words = typed_states(shared)
    assert len(words) == 10
    page = visit(f"{line.url}/")
    keyboard = page.context.new_cdp_session(page)
    for target, states in words:
        box(page).fill("")
        box(page).focus()
        for state in states:
            keyboard.send(
                "Input.imeSetComposition", {"text": state, "selectionStart": len(state), "selectionEnd": len(state)}
            )
            page.wait_for_timeout(60)
            assert box(page).input_value() == state
        expect(options(page).filter(has_text=target).first).to_be_visible()
        assert box(page).input_value() == target
        keyboard.send("Input.insertText", {"text": target})
        assert box(page).input_value() == target
    assert page.troubles == []


def test_keys_that_belong_to_the_input_method_do_nothing(visit, line):
    """Enter and arrows pressed while composing choose nothing."""
    page = visit(f"{line.url}/")
    ask(page, "hoc")
    for key in ("ArrowDown", "Enter", "Escape"):
        box(page).evaluate(
            """(input, key) => input.dispatchEvent(
                 new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true}))""",
            key,
        )
    assert box(page).get_attribute("aria-expanded") == "true"
    assert box(page).get_attribute("aria-activedescendant") is None
    assert answer(page).count() == 0


def test_a_trailing_space_is_asked_with(visit, line):
    """A space at the end says that the syllable is finished, so it goes along."""
    page = visit(f"{line.url}/")
    ask(page, "hoc ")
    assert any("q=hoc%20&" in path for path in lookups(line))

"""Pages for people, made on the server and useful without JavaScript: search, words, browsing, embedding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.records import Dictionary
from dictsvc.search.lookup import LONGEST, MOST, checked
from dictsvc.search.sentence import LONGEST as LONGEST_TEXT
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.web import (
    article_html,
    browsing,
    conditional,
    definitions_page,
    language,
    parameters,
    results_page,
    static_files,
    terms,
)
from dictsvc.web.credits import CREDITS
from dictsvc.web.definitions_page import DefinitionsPage
from dictsvc.web.entries import near, report, spoken
from dictsvc.web.homographs import offset
from dictsvc.web.page_section import page_section
from dictsvc.web.problems import HttpProblem
from dictsvc.web.results_page import ResultsPage
from dictsvc.web.service import choose, here, mount, origin, snapshot

blueprint = Blueprint("pages", __name__)
static_files.register(blueprint)

HTML = "text/html; charset=utf-8"
NEIGHBOURS = 4
"""Headwords shown before and after a word."""
THEMES, DEFINITIONS = ("light", "dark", "auto"), ("below", "link")


@blueprint.app_context_processor
def everywhere() -> dict[str, Any]:
    """What every template may use."""
    return {
        "mount": mount(),
        "here": here,
        "origin": origin(),
        "asset": asset,
        "readable": unquote,
        "page_of": lambda dictionary, headword: language.kept(article_html.page_address(mount(), dictionary, headword)),
        "credits": CREDITS,
        "thousands": thousands,
        "report": report,
        "licence": article_html.licence,
        "source": article_html.source,
        "language": article_html.language,
        "widget": static_files.current(),
        "spoken": language.spoken(),
        "language_chosen": language.chosen(),
        "elsewhere": language.elsewhere,
        "kept": language.kept,
        "form_action": f"{mount()}/",
        "longest": LONGEST_TEXT,
        "all_dictionaries": lambda: visible(snapshot()),
    }


@blueprint.app_url_defaults
def in_the_language_chosen(endpoint: str, values: dict[str, Any]) -> None:
    """Links to pages go on in the language that ?lang= has chosen."""
    if endpoint.startswith("pages.") and endpoint not in static_files.ENDPOINTS and language.chosen():
        values.setdefault("lang", language.chosen())


def thousands(number: int) -> str:
    """A number as the page's language writes it."""
    return f"{number:,}" if language.spoken() == "en" else f"{number:,}".replace(",", ".")


def asset(name: str) -> str:
    """Address of a static file that changes when the file does."""
    return url_for("pages.static_file", name=name, v=static_files.files()[name].version)


def visible(current: Snapshot) -> list[Dictionary]:
    """The dictionaries that are shown, in the admin's order."""
    return [opened.dictionary for opened in current.choose([])]


def reply(template: str, status: int = 200, **values: Any) -> Response:
    """A page; with status 200 it may be kept, and asked for again conditionally."""
    page = render_template(template, **values).encode()
    if status != 200:
        return Response(page, status, content_type=HTML)
    return conditional.reply(page, HTML)


@blueprint.get("/")
def home() -> Response:
    """The start page: a box, the dictionaries, addresses for programs; or the answer to ?q= where it is asked."""
    current = snapshot()
    text = _typed("q")
    ids = parameters.dictionary_ids()
    if request.args.get("in") == "definitions":
        return _answered(current, "definitions.html", definitions_page.page(current, text, ids))
    if not text:
        return reply("home.html", dictionaries=visible(current), term=terms.of_the_day(current))
    return _answered(current, "results.html", results_page.page(current, text, ids, request.args.get("limit")))


def _answered(current: Snapshot, template: str, page: ResultsPage | DefinitionsPage) -> Response:
    return reply(
        template,
        400 if page.trouble else 200,
        page=page,
        dictionaries=visible(current),
        titles={dictionary.id: dictionary for dictionary in current.dictionaries},
    )


@blueprint.get("/tra/<dictionary>")
@blueprint.get("/tra/<dictionary>/<path:headword>")
def entry(dictionary: str, headword: str | None = None) -> Answer:
    """The permanent page of a word."""
    current = snapshot()
    opened = choose(current, [dictionary])[0]
    asked = headword if headword is not None else request.args.get("headword", "")
    if not asked:
        return redirect(url_for("pages.browse", dictionary=dictionary))
    found = page_section(opened, asked, offset())
    if found is None:
        raise HttpProblem(
            404,
            "Không có “{word}” trong {title}.",
            word=asked[:100],
            title=opened.dictionary.title,
            members={"suggestions": near(current, DictionarySet([opened]), asked), "query": asked[:100]},
        )
    name, own = found
    place = opened.index.place(name)
    return reply(
        "entry.html",
        headword=name,
        pronunciation=spoken(opened, name),
        section=own,
        others=list(_elsewhere(current, opened, name)),
        before=list(opened.index.browse(max(place - NEIGHBOURS, 0), place)),
        after=list(opened.index.browse(place + 1, place + 1 + NEIGHBOURS)),
        dictionaries=visible(current),
    )


def _elsewhere(current: Snapshot, here: OpenDictionary, headword: str) -> Iterator[dict[str, object]]:
    """Other dictionaries that have a headword just so, each with its gloss."""
    for opened in current.choose([]):
        document = opened.index.exact(headword) if opened is not here else None
        if document is not None:
            yield {"dictionary": opened.dictionary, "gloss": opened.index.cards[document].gloss}


@blueprint.get("/tu-dien/<dictionary>")
def browse(dictionary: str) -> Response:
    """A dictionary in its order: letters, the syllables of one letter, a page of headwords.

    ?start= is the headword that the page begins with; ?from= what somebody types, of which is said what begins with it.
    """
    current = snapshot()
    opened = choose(current, [dictionary])[0]
    index = opened.index
    prefix, start = _text("from").strip(), _text("start")
    asked = prefix or start
    first = min(index.place(asked), max(len(index) - 1, 0)) if asked.strip() else 0
    letters = browsing.letters(index)
    letter = browsing.around(letters, first)
    groups = browsing.groups(index, letter) if letter else []
    leaf = browsing.leaf(index, first)
    base = url_for("pages.browse", dictionary=dictionary)

    def from_(position: int | None) -> str:
        if not position:
            return "" if position is None else base
        return url_for("pages.browse", dictionary=dictionary, start=browsing.headword(index, position))

    def of_group(group: browsing.Group) -> str:
        if not group.start:
            return results_page.browsing_from(dictionary, group.label)
        return url_for("pages.browse", dictionary=dictionary, start=group.start) if group.first else base

    return reply(
        "browse.html",
        dictionary=opened.dictionary,
        letters=letters,
        letter=letter,
        groups=groups,
        tonal=index.tonal,
        group=browsing.around(groups, first),
        leaf=leaf,
        from_=from_,
        of_group=of_group,
        prefix=prefix,
        beginning=_beginning(leaf, prefix) if prefix else 0,
        dictionaries=visible(current),
    )


def _text(name: str) -> str:
    text = _typed(name)
    return checked(text) if text else ""


def _typed(name: str) -> str:
    """What a visitor typed or pasted; in a word, tabs and line ends are spaces: a table's cells bring them along."""
    text = request.args.get(name, "")
    return re.sub(r"[\t\r\n]+", " ", text) if len(text) <= LONGEST else text


def _beginning(leaf: browsing.Leaf, prefix: str) -> int:
    """How many headwords at the beginning of a page begin with a text, marks and letter case aside."""
    letters = bare(normalise(prefix))
    differing = (at for at, card in enumerate(leaf.cards) if not bare(normalise(card.headword)).startswith(letters))
    return next(differing, len(leaf.cards))


@blueprint.get("/nhung")
def embedding() -> Response:
    """How to put the widget on a page, with the widget at work."""
    return reply("embedding.html", dictionaries=visible(snapshot()))


@blueprint.get("/widget")
def framed() -> Response:
    """The widget alone, to be framed by any page; its attributes as parameters."""
    wishes = {
        "theme": _known_or_empty(THEMES, request.args.get("theme", "")) or "light",  # most portals are
        "definition": _known_or_empty(DEFINITIONS, request.args.get("definition", "")),
        "limit": _limit_or_empty(request.args.get("limit", "")),
    }
    chosen = request.args.get("dict", "")[:100]
    return reply("framed.html", chosen=chosen, wishes=wishes, dictionaries=visible(snapshot()))


def _limit_or_empty(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 3 and 1 <= int(text) <= MOST else ""


def _known_or_empty(known: tuple[str, ...], text: str) -> str:
    return text if text in known else ""

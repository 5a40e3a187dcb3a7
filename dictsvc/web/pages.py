"""Pages for people, made on the server and useful without JavaScript: search, words, browsing, embedding."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from dictsvc.errors import BadQuery
from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.records import Dictionary
from dictsvc.search.lookup import MOST, checked, lookup
from dictsvc.search.wire import plain
from dictsvc.web import article_html, browsing, conditional, delivery
from dictsvc.web.credits import CREDITS
from dictsvc.web.entries import near, spoken, under
from dictsvc.web.homographs import Stretch, offset, stretch
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, here, mount, origin, snapshot

blueprint = Blueprint("pages", __name__)
delivery.register(blueprint)

HTML = "text/html; charset=utf-8"
NOTHING = "Hãy gõ từ cần tra."
"""To a visitor who typed blanks; who asks for JSON is told of the parameter."""
SHOWN = 20
"""Results of a search page."""
NEIGHBOURS = 4
"""Headwords shown before and after a word."""
THEMES, DEFINITIONS = ("light", "dark", "auto"), ("below", "link")


class PageSection(NamedTuple):
    """One dictionary's articles under a headword, as HTML: a stretch of them. Addresses: '' where there is none."""

    dictionary: Dictionary
    articles: list[str]
    page: str
    stretch: Stretch
    next: str
    previous: str


@blueprint.app_context_processor
def everywhere() -> dict[str, Any]:
    """What every template may use."""
    return {
        "mount": mount(),
        "here": here,
        "origin": origin(),
        "asset": asset,
        "readable": unquote,
        "page_of": lambda dictionary, headword: article_html.page_address(mount(), dictionary, headword),
        "credits": CREDITS,
        "thousands": lambda number: f"{number:,}".replace(",", "."),
        "licence": article_html.licence,
        "source": article_html.source,
        "language": article_html.language,
        "widget": delivery.current(),
    }


def asset(name: str) -> str:
    """Address of a static file that changes when the file does."""
    return url_for("pages.static_file", name=name, v=delivery.files()[name].version)


def visible(current: Snapshot) -> list[Dictionary]:
    """The dictionaries that are shown, in the admin's order."""
    return [opened.dictionary for opened in current.choose([])]


def reply(template: str, status: int = 200, **values: Any) -> Response:
    """A page; with status 200 it may be kept, and asked for again conditionally."""
    page = render_template(template, **values).encode()
    if status != 200:
        return Response(page, status, content_type=HTML)
    return conditional.reply(page, HTML)


def page_section(opened: OpenDictionary, headword: str, first: int = 0) -> tuple[str, PageSection] | None:
    """A headword as its dictionary writes it, and what stands under it there, from an article on."""
    found = under(opened, headword)
    if found is None:
        return None
    name, texts = found

    def address(word: str) -> str | None:
        document = opened.index.document(word) if word else None
        if document is None:
            return None
        return article_html.page_address(mount(), opened.dictionary.id, opened.index.cards[document].headword)

    def from_(position: int | None) -> str:
        return "" if position is None else article_html.page_address(mount(), opened.dictionary.id, name, position)

    some = stretch(texts, first)
    made = [article_html.article(text, opened.dictionary, address) for text in some.articles]
    return name, PageSection(opened.dictionary, made, from_(first), some, from_(some.next), from_(some.previous))


@blueprint.get("/")
def home() -> Response:
    """The start page: a box, the dictionaries, addresses for programs; or the answer to ?q= where it is asked."""
    current = snapshot()
    text = request.args.get("q", "")
    if not text:
        return reply("home.html", dictionaries=visible(current))
    ids = [one for one in request.args.getlist("dict") if one]
    answer, trouble, sections = None, "", []
    try:
        chosen = choose(current, ids)
        answer = plain(lookup(current, chosen, checked(text), SHOWN), mount())
    except BadQuery as error:
        trouble = error.vietnamese if text.strip() else NOTHING
    if answer and (first := _first_whole(answer)):
        found = [page_section(current.opened[entry["dictionary"]], first["headword"]) for entry in first["entries"]]
        sections = [one[1] for one in found if one]
    return reply(
        "results.html",
        400 if trouble else 200,
        query=text,
        chosen=ids[0] if ids else "",
        answer=answer,
        sections=sections,
        trouble=trouble,
        dictionaries=visible(current),
        titles={dictionary.id: dictionary for dictionary in current.dictionaries},
    )


def _first_whole(answer: dict[str, Any]) -> dict[str, Any] | None:
    first = answer["results"][0] if answer["results"] else None
    return first if first and first["whole"] else None


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
            f"Không có “{asked[:100]}” trong {opened.dictionary.title}.",
            suggestions=near(current, DictionarySet([opened]), asked),
            query=asked[:100],
        )
    name, own = found
    others = [
        other.dictionary
        for other in current.opened.values()
        if other is not opened and not other.dictionary.hidden and _has(other, name)
    ]
    place = opened.index.place(name)
    before = list(opened.index.browse(max(place - NEIGHBOURS, 0), place))
    after = list(opened.index.browse(place + 1, place + 1 + NEIGHBOURS))
    document = opened.index.document(name)
    return reply(
        "entry.html",
        headword=name,
        spoken=spoken(opened, name),
        section=own,
        others=others,
        before=before,
        after=after,
        gloss=opened.index.cards[document].gloss if document is not None else "",
        dictionaries=visible(current),
    )


def _has(opened: OpenDictionary, headword: str) -> bool:
    document = opened.index.document(headword)
    return document is not None and opened.index.cards[document].headword == headword


@blueprint.get("/tu-dien/<dictionary>")
def browse(dictionary: str) -> Response:
    """A dictionary in its order: letters, the syllables of one letter, a page of headwords from ?from= on."""
    current = snapshot()
    opened = choose(current, [dictionary])[0]
    index = opened.index
    start = request.args.get("from", "")
    if start:
        try:
            start = checked(start)
        except BadQuery as error:
            raise HttpProblem(400, error.vietnamese) from error
    first = min(index.place(start), max(len(index) - 1, 0)) if start.strip() else 0
    letters = browsing.letters(index)
    letter = browsing.around(letters, first)
    groups = browsing.groups(index, letter) if letter else []
    leaf = browsing.leaf(index, first)

    def from_(position: int | None) -> str:
        if position is None:
            return ""
        here = url_for("pages.browse", dictionary=dictionary)
        return f"{here}?from={quote(browsing.headword(index, position), safe='')}" if position else here

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
        start=start,
        dictionaries=visible(current),
    )


@blueprint.get("/nhung")
def embedding() -> Response:
    """How to put the widget on a page, with the widget at work."""
    return reply("embedding.html", dictionaries=visible(snapshot()))


@blueprint.get("/widget")
def framed() -> Response:
    """The widget alone, to be framed by any page; its attributes as parameters."""
    wishes = {
        "theme": _one_of(THEMES, request.args.get("theme", "")) or "light",  # most portals are
        "definition": _one_of(DEFINITIONS, request.args.get("definition", "")),
        "limit": _limit(request.args.get("limit", "")),
    }
    chosen = request.args.get("dict", "")[:100]
    return reply("framed.html", chosen=chosen, wishes=wishes, dictionaries=visible(snapshot()))


def _limit(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 3 and 1 <= int(text) <= MOST else ""


def _one_of(known: tuple[str, ...], text: str) -> str:
    return text if text in known else ""

"""What the page of a search in definitions shows: headwords, each with a piece of its definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask import request, url_for

from dictsvc.errors import BadQuery, NotIndexed
from dictsvc.library import Snapshot
from dictsvc.search.answer import DefinitionResult, Snippet
from dictsvc.search.definitions import DEEPEST, LONGEST, parsed, search
from dictsvc.web import article_html, language
from dictsvc.web.problems import HttpProblem
from dictsvc.web.search import NOT_INDEXED
from dictsvc.web.service import choose, mount

SHOWN = 20
"""Results of a page."""


class Found(NamedTuple):
    """A headword and its dictionary's id; the snippet in pieces, (text, whether it was asked for); missing: words that
    the definition lacks."""

    headword: str
    dictionary: str
    href: str
    snippet: str
    pieces: tuple[tuple[str, bool], ...]
    missing: tuple[str, ...]


class DefinitionsPage(NamedTuple):
    """trouble: why there is no answer, else ''. chosen: id of the dictionary asked, '' for all.

    first: number of the first result. previous, next: addresses of further results, '' where there are none; start: of
    the first ones. cut: whether there are more than may be passed over.
    """

    query: str
    chosen: str
    trouble: str = ""
    first: int = 1
    results: tuple[Found, ...] = ()
    suggestions: tuple[Found, ...] = ()
    start: str = ""
    previous: str = ""
    next: str = ""
    cut: bool = False
    longest: int = LONGEST


def page(current: Snapshot, text: str, ids: list[str]) -> DefinitionsPage:
    """The page for a text as it was typed. Raises HttpProblem for a dictionary that is unknown or out of order."""
    chosen = choose(current, ids)
    made = DefinitionsPage(text, ids[0] if ids else "")
    if not text.strip():
        return made
    offset = min(request.args.get("offset", 0, type=int), DEEPEST)
    offset = max(offset - offset % SHOWN, 0)
    try:
        answer = search(current, chosen, parsed(text), SHOWN, offset)
    except BadQuery as error:
        return made._replace(trouble=HttpProblem.of(error).sentence)
    except NotIndexed:
        return made._replace(trouble=language.translated(NOT_INDEXED))

    def address(first: int) -> str:
        values = {"in": "definitions", "q": text, "dict": ids or None, "offset": first or None}
        return url_for("pages.home", **values)  # type: ignore[arg-type]

    deeper = offset + SHOWN <= DEEPEST
    return made._replace(
        first=offset + 1,
        results=tuple(map(_found, answer.results)),
        suggestions=tuple(map(_found, answer.suggestions)),
        start=address(0),
        previous=address(offset - SHOWN) if offset else "",
        next=address(offset + SHOWN) if answer.more and deeper else "",
        cut=answer.more and not deeper,
    )


def _found(result: DefinitionResult) -> Found:
    href = language.kept(article_html.page_address(mount(), result.dictionary, result.headword))
    pieces = tuple(_pieces(result.snippet))
    return Found(result.headword, result.dictionary, href, result.snippet.text, pieces, result.missing)


def _pieces(snippet: Snippet) -> Iterator[tuple[str, bool]]:
    """A snippet as (text, whether it was asked for); words asked for that follow each other are one piece."""
    runs: list[tuple[int, int]] = []
    for start, end in snippet.matches:
        if runs and snippet.text[runs[-1][1] : start] == " ":
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    place = 0
    for start, end in runs:
        yield snippet.text[place:start], False
        yield snippet.text[start:end], True
        place = end
    yield snippet.text[place:], False

"""GET /search: headwords whose definitions hold the words asked for, each with a snippet."""

from __future__ import annotations

from typing import NamedTuple

import orjson
from flask import Blueprint, Response, request

from dictsvc.errors import BadQuery, NotIndexed
from dictsvc.library import Snapshot
from dictsvc.search.answer import DefinitionAnswer
from dictsvc.search.definitions import DEEPEST, MOST, DefinitionQuery, parsed, search
from dictsvc.search.wire import definitions
from dictsvc.web.conditional import kept_reply
from dictsvc.web.lookup import BETWEEN, LIMIT, ONCE
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, mount, snapshot

blueprint = Blueprint("search", __name__)

NOT_INDEXED = "Các từ điển này chưa được lập chỉ mục để tìm trong định nghĩa."


class Asked(NamedTuple):
    """A valid request: the text taken apart, ids (none: all), how many results from which on."""

    query: DefinitionQuery
    ids: tuple[str, ...]
    limit: int
    offset: int


def asked() -> Asked:
    """What the request asks for. Raises HttpProblem 400."""
    try:
        query = parsed(_once("q", ""))
    except BadQuery as error:
        raise HttpProblem.of(error) from error
    ids = tuple(id for id in request.args.getlist("dict") if id)
    return Asked(query, ids, _number("limit", 1, MOST, LIMIT), _number("offset", 0, DEEPEST, 0))


def _once(name: str, default: str) -> str:
    given = request.args.getlist(name)
    if len(given) > 1:
        raise HttpProblem(400, ONCE, name=name)
    return given[0] if given else default


def _number(name: str, least: int, most: int, default: int) -> int:
    text = _once(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise HttpProblem(400, BETWEEN, name=name, least=least, most=most)
    return int(text)


def found(current: Snapshot, wanted: Asked) -> DefinitionAnswer:
    """The answer. Raises HttpProblem for a dictionary that is unknown, out of order or not indexed."""
    try:
        return search(current, choose(current, list(wanted.ids)), wanted.query, wanted.limit, wanted.offset)
    except NotIndexed as error:
        raise HttpProblem(404, NOT_INDEXED) from error


@blueprint.get("/search")
def view() -> Response:
    """Search in definitions."""
    current, wanted = snapshot(), asked()
    return kept_reply(current, wanted, lambda: orjson.dumps(definitions(found(current, wanted), mount())) + b"\n")

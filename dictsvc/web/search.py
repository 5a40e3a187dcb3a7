"""GET /search: headwords whose definitions hold the words asked for, each with a snippet."""

from __future__ import annotations

from typing import NamedTuple

import orjson
from flask import Blueprint, Response

from dictsvc.errors import NotIndexed
from dictsvc.library import Snapshot
from dictsvc.search.answer import DefinitionAnswer
from dictsvc.search.definitions import DEEPEST, MOST, DefinitionQuery, parsed, search
from dictsvc.search.wire import definitions
from dictsvc.web.conditional import kept_reply
from dictsvc.web.lookup import LIMIT
from dictsvc.web.parameters import dictionary_ids, number, once
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
    """What the request asks for. Raises HttpProblem 400, BadQuery."""
    query, ids = parsed(once("q")), tuple(dictionary_ids())
    return Asked(query, ids, number("limit", 1, MOST, LIMIT), number("offset", 0, DEEPEST, 0))


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

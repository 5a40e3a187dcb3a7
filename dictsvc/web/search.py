"""GET /search: headwords whose definitions hold the words asked for, each with a snippet."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response

from dictsvc.errors import NotIndexed
from dictsvc.search.definitions import DEEPEST, MOST, parsed, search
from dictsvc.search.wire import definitions
from dictsvc.web.conditional import kept_reply
from dictsvc.web.lookup import LIMIT
from dictsvc.web.parameters import dictionary_ids, number, once
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, mount, snapshot

blueprint = Blueprint("search", __name__)

NOT_INDEXED = "Các từ điển này chưa được lập chỉ mục để tìm trong định nghĩa."


@blueprint.get("/search")
def view() -> Response:
    """Search in definitions. Raises HttpProblem for a dictionary that is unknown, out of order or not indexed."""
    current, query, ids = snapshot(), parsed(once("q")), dictionary_ids()
    limit, offset = number("limit", 1, MOST, LIMIT), number("offset", 0, DEEPEST, 0)

    def body() -> bytes:
        try:
            answer = search(current, choose(current, ids), query, limit, offset)
        except NotIndexed as error:
            raise HttpProblem(404, NOT_INDEXED) from error
        return orjson.dumps(definitions(answer, mount())) + b"\n"

    return kept_reply(current, ("search", query, tuple(ids), limit, offset), body)

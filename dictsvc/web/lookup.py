"""GET /lookup: one function makes the reply, the view only reads the request and hands it on."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

import orjson
from flask import Blueprint, Response, request

from dictsvc import __version__
from dictsvc.errors import BadQuery
from dictsvc.library import Snapshot
from dictsvc.search.lookup import MOST, checked, lookup
from dictsvc.search.wire import plain
from dictsvc.web.problems import Problem
from dictsvc.web.service import choose, mount, service

blueprint = Blueprint("lookup", __name__)

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
JSON = "application/json"


class Asked(NamedTuple):
    """A valid request: query in NFC, ids ([] = all), limit."""

    query: str
    ids: tuple[str, ...]
    limit: int


class Reply(NamedTuple):
    """A finished reply: body and strong entity tag."""

    body: bytes
    etag: str


def parse(query_string: bytes) -> Asked:
    """The parameters from the raw query string, where bytes that are no UTF-8 can still be seen.

    Raises Problem 400.
    """
    values: dict[str, list[str]] = {"q": [], "dict": [], "limit": []}
    for pair in query_string.split(b"&"):
        name, _, value = pair.partition(b"=")
        key = name.decode("latin-1")
        if key in values:
            try:
                values[key].append(unquote_to_bytes(value.replace(b"+", b" ")).decode("utf-8"))
            except UnicodeDecodeError:
                raise Problem(400, f"Tham số {key} không phải là UTF-8 hợp lệ; hãy mã hóa lại bằng UTF-8.") from None
    if len(values["q"]) > 1:
        raise Problem(400, "Tham số q chỉ được xuất hiện một lần.")
    try:
        query = checked(values["q"][0] if values["q"] else "")
    except BadQuery as error:
        raise Problem(400, str(error)) from error
    return Asked(query, tuple(one for one in values["dict"] if one), _limit(values["limit"]))


def _limit(given: list[str]) -> int:
    if not given:
        return 10
    text = given[-1]
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST):
        raise Problem(400, f"Tham số limit phải là một số từ 1 đến {MOST}.")
    return int(text)


def reply(current: Snapshot, asked: Asked, mounted: str) -> Reply:
    """The reply to a valid request. Raises Problem for a dictionary that is unknown or out of order."""
    shelves = choose(current, list(asked.ids))
    answer = lookup(current, shelves, asked.query, asked.limit)
    body = orjson.dumps(plain(answer, mounted)) + b"\n"
    return Reply(body, etag(body))


def etag(body: bytes) -> str:
    """Entity tag made of content and code version."""
    return f'"{blake2b(body, digest_size=10, salt=__version__.encode()[:16]).hexdigest()}"'


@blueprint.get("/lookup")
def view() -> Response:
    """Prefix lookup with tone-insensitive matching."""
    found = reply(service().library.current(), parse(request.query_string), mount())
    response = Response(found.body, content_type=JSON)
    response.headers["ETag"] = found.etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.make_conditional(request)
    return response

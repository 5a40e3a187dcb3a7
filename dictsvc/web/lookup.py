"""GET /lookup: one function makes the finished reply, for Flask's view and for the short way past Flask alike.

`answer` reads the raw query string, asks, and gives body and headers; what it cannot give with status 200 it raises as
an HttpProblem or BadQuery, which only Flask's way turns into a response. It knows nothing of the request besides query
string, mount point and Accept-Encoding.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, request

from dictsvc import __version__
from dictsvc.caching import cached_if_short
from dictsvc.library import Snapshot
from dictsvc.search.answer import Answer
from dictsvc.search.lookup import MOST, checked, lookup
from dictsvc.search.wire import body
from dictsvc.web import compress
from dictsvc.web.parameters import BETWEEN, NO_UTF_8, ONCE
from dictsvc.web.problems import HttpProblem
from dictsvc.web.replies import LEAST, ReplyCache
from dictsvc.web.service import choose, mounted, service

blueprint = Blueprint("lookup", __name__)

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
JSON = "application/json"
LIMIT = 10
"""Results where no limit is asked for."""

Headers = list[tuple[str, str]]


class Asked(NamedTuple):
    """A valid request: query in NFC, ids (none = all), limit."""

    query: str
    ids: tuple[str, ...]
    limit: int


class Reply:
    """A finished reply. missed: the query, where it has no result, else ''. Kept by the thousand, so headers are put
    around it when it goes out, and the compressed body is made when it is first asked for."""

    __slots__ = ("_packed", "_tag", "body", "missed")

    def __init__(self, body: bytes, missed: str = "") -> None:
        self.body, self.missed = body, missed
        self._tag, self._packed = digest(body), b""

    def encoded(self, accept: str | None) -> tuple[Headers, bytes]:
        """(headers, body) for an Accept-Encoding header: compressed where that is wanted and worth it."""
        body = self.body
        if len(body) < compress.SMALLEST:
            return _headers(self._tag, body, ()), body
        if not (accept and compress.wanted(accept)):
            return _headers(self._tag, body, compress.VARY), body
        packed = self._packed = self._packed or compress.packed(body)
        return _headers(compress.tag(self._tag), packed, compress.PACKED), packed


def _headers(tag: str, body: bytes, further: Headers | tuple[()]) -> Headers:
    return [
        ("Content-Type", JSON),
        ("Content-Length", str(len(body))),
        ("ETag", tag),
        ("Cache-Control", CACHE_CONTROL),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
        *further,
    ]


@cached_if_short(4096, longest=250)
def parse(query_string: str) -> Asked:
    """The parameters from the raw query string (its bytes as Latin-1, as WSGI hands it over).

    Bytes that are no UTF-8 can be seen only there. A percent sign that starts no code stands for itself, as in
    browsers. Raises HttpProblem 400, BadQuery. Cached, since it takes longer than to find a finished reply.
    """
    queries: list[str] = []
    ids: list[str] = []
    limits: list[str] = []
    for pair in query_string.split("&"):
        name, _, value = pair.partition("=")
        if "%" in name:
            name = unquote_to_bytes(name).decode("latin-1")
        if name == "q":
            queries.append(_decoded(name, value))
        elif name == "dict":
            if value:
                ids.append(_decoded(name, value))
        elif name == "limit":
            limits.append(_decoded(name, value))
    if len(queries) > 1:
        raise HttpProblem(400, ONCE, name="q")
    if len(limits) > 1:
        raise HttpProblem(400, ONCE, name="limit")
    query = checked(queries[0] if queries else "")
    return Asked(query, tuple(ids), _limit(limits[0]) if limits else LIMIT)


def _decoded(name: str, value: str) -> str:
    if "+" in value:
        value = value.replace("+", " ")
    if "%" not in value and value.isascii():
        return value
    try:
        return unquote_to_bytes(value.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        raise HttpProblem(400, NO_UTF_8, name=name) from None


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST):
        raise HttpProblem(400, BETWEEN, name="limit", least=1, most=MOST)
    return int(text)


def reply(current: Snapshot, asked: Asked, mount: str) -> Reply:
    """The reply to a valid request. Raises HttpProblem and BadQuery, as `found`."""
    made = found(current, asked, mount)
    return Reply(body(made, mount) + b"\n", "" if made.results else asked.query)


def found(current: Snapshot, asked: Asked, mount: str) -> Answer:
    """What is found for a valid request. Raises HttpProblem for a dictionary that is unknown or out of order,
    BadQuery for a text that says nothing."""
    chosen = choose(current, list(asked.ids), mount)
    return lookup(current, chosen, asked.query, asked.limit)


def answer(current: Snapshot, replies: ReplyCache[Reply] | None, query_string: str, script_name: str) -> Reply:
    """The reply to a raw query string, from the cache of finished replies where there is one. Raises as `found`.

    The cache goes by what is asked, not by how it is encoded: `hoc+sinh` and `hoc%20sinh` share a reply.
    """
    asked, mount = parse(query_string), mounted(script_name)
    if replies is None:
        return reply(current, asked, mount)
    kept = replies.of(current)
    key = (asked, mount)
    found = kept.get(key)
    replies.looked(found is not None)
    if found is None:
        found = reply(current, asked, mount)
        kept.put(key, found, max(len(found.body) + len(query_string), LEAST))
    return found


def digest(body: bytes) -> str:
    """Entity tag made of content and code version. SHA-256 is what processors have instructions for: half the time of
    BLAKE2b for an answer."""
    return f'"{sha256(body).hexdigest()[:20]}-{__version__}"'


@blueprint.get("/lookup")
def view() -> Response:
    """Prefix lookup with tone-insensitive matching."""
    here = service()
    found = answer(
        here.library.current(), here.replies, request.environ.get("QUERY_STRING", ""), request.environ["SCRIPT_NAME"]
    )
    if found.missed:
        here.missed(found.missed)
    headers, body = found.encoded(request.headers.get("Accept-Encoding"))
    return Response(body, headers=headers)

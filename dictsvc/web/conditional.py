"""Responses that may be kept for a while, and asked for again with the entity tag of the copy at hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import orjson
from flask import Response, request

from dictsvc.library import Snapshot
from dictsvc.web.lookup import CACHE_CONTROL, JSON, Reply, digest
from dictsvc.web.replies import LEAST
from dictsvc.web.service import mount, service


def reply(body: bytes, content_type: str, cache: str = CACHE_CONTROL) -> Response:
    """A response of status 200. cache: its `Cache-Control`."""
    response = Response(body, content_type=content_type)
    response.headers["ETag"] = digest(body)
    response.headers["Cache-Control"] = cache
    return response


def json_reply(value: object) -> Response:
    """A plain value as JSON, text as it is written."""
    return reply(orjson.dumps(value) + b"\n", JSON)


def kept_reply(current: Snapshot, asked: Hashable, body: Callable[[], bytes]) -> Response:
    """JSON from the cache of finished replies, made and kept there where it is not yet. asked: what it answers."""
    replies = service().replies
    key = (asked, mount())
    found: Reply | None = replies.of(current).get(key) if replies else None
    if replies:
        replies.looked(found is not None)
    if found is None:
        found = Reply(body())
        if replies:
            replies.of(current).put(key, found, max(len(found.body), LEAST))
    headers, data = found.encoded(request.headers.get("Accept-Encoding"))
    return Response(data, headers=headers)

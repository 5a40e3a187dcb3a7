"""Responses that may be kept for a while, and asked for again with the entity tag of the copy at hand."""

from __future__ import annotations

import orjson
from flask import Response

from dictsvc.web.lookup import CACHE_CONTROL, JSON, digest


def reply(body: bytes, content_type: str, cache: str = CACHE_CONTROL) -> Response:
    """A response of status 200. cache: its `Cache-Control`."""
    response = Response(body, content_type=content_type)
    response.headers["ETag"] = digest(body)
    response.headers["Cache-Control"] = cache
    return response


def json_reply(value: object) -> Response:
    """A plain value as JSON, text as it is written."""
    return reply(orjson.dumps(value) + b"\n", JSON)

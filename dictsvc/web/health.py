"""GET /healthz: the process answers. GET /readyz: it has something to answer with, and what is out of order."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response

from dictsvc.web.lookup import JSON
from dictsvc.web.service import service

blueprint = Blueprint("health", __name__)


def _reply(value: object, status: int) -> Response:
    response = Response(orjson.dumps(value) + b"\n", status, content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/healthz")
def healthz() -> Response:
    """Liveness."""
    return _reply({"status": "ok"}, 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Readiness: 503 until a dictionary can be asked. Names what is damaged, without paths of the machine."""
    library = service().library
    current = library.current()
    ready = bool(current.shelves)
    return _reply(
        {
            "status": "ok" if ready else "unavailable",
            "generation": current.generation,
            "dictionaries": list(current.shelves),
            "damaged": list(current.damaged),
            "catalogue": "unreadable" if library.trouble else "ok",
        },
        200 if ready else 503,
    )

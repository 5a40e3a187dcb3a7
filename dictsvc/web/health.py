"""/healthz: the process answers. /readyz: it has something to answer with, and what is out of order. /metrics."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import orjson
from flask import Blueprint, Response

from dictsvc import __version__
from dictsvc.store.follower_status import FollowerStatus
from dictsvc.web.lookup import JSON
from dictsvc.web.service import service

blueprint = Blueprint("health", __name__)

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def _reply(body: bytes, status: int, content_type: str = JSON) -> Response:
    response = Response(body, status, content_type=content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/healthz")
def healthz() -> Response:
    """Liveness."""
    return _reply(orjson.dumps({"status": "ok", "version": __version__}) + b"\n", 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Readiness: 503 until a dictionary can be asked. Names what is damaged, without paths of the machine."""
    library = service().library
    current = library.current()
    ready = bool(current.opened)
    state: dict[str, object] = {
        "status": "ok" if ready else "unavailable",
        "generation": current.generation,
        "dictionaries": list(current.opened),
        "damaged": list(current.damaged),
        "catalogue": "unreadable" if library.trouble else "ok",
        "reading": "failed" if library.fault else "ok",
        "joined": current.joining,
    }
    if (follower_status := service().follower_status) is not None:
        followed = follower_status.read()
        state["store"] = {
            "state": followed.state,
            "generation": followed.known or None,
            "lag": _lag(followed, current.generation),
            "success": _moment(followed.success),
            "trouble": _moment(followed.trouble),
        }
    return _reply(orjson.dumps(state) + b"\n", 200 if ready else 503)


def _lag(followed: FollowerStatus, generation: int) -> int:
    """Whole seconds for which the store is known to have a newer generation than the one in service."""
    return int(time.time() - followed.since) if followed.known > generation else 0


def _moment(seconds: float) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else None


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counters of all workers, and the state of the library as this worker sees it, for Prometheus."""
    here = service()
    current = here.library.current()
    gauges: dict[str, tuple[str, float]] = {
        "dictsvc_generation": ("Generation of the catalogue in force.", current.generation),
        "dictsvc_dictionaries": ("Dictionaries in service.", len(current.opened)),
        "dictsvc_dictionaries_damaged": ("Dictionaries that cannot be opened.", len(current.damaged)),
        "dictsvc_headwords": (
            "Headwords in service, over all dictionaries.",
            sum(opened.dictionary.headwords for opened in current.opened.values()),
        ),
        "dictsvc_catalogue_readable": ("1: the catalogue could be read at the last look.", not here.library.trouble),
    }
    if here.follower_status is not None:
        followed = here.follower_status.read()
        gauges |= {
            "dictsvc_store_generation": ("Newest generation that the store is known to have.", followed.known),
            "dictsvc_store_lag_seconds": (
                "Since when a newer generation than the one in service is known.",
                _lag(followed, current.generation),
            ),
            "dictsvc_store_success_timestamp_seconds": ("When the store was last followed.", followed.success),
            "dictsvc_store_trouble_timestamp_seconds": ("When that last failed; 0: never.", followed.trouble),
            "dictsvc_store_failures": ("How often it failed since the start.", followed.failures),
        }
    return _reply(here.metrics.text(gauges).encode(), 200, PROMETHEUS)

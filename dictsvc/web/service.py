"""What every view needs: the settings and the library of the application, and how it names itself in links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from flask import current_app, request

from dictsvc.config import Config
from dictsvc.errors import IndexDamaged, UnknownDictionary
from dictsvc.library import Library, Shelf, Snapshot
from dictsvc.web.metrics import Metrics
from dictsvc.web.problems import Problem
from dictsvc.web.replies import Replies


@dataclass(frozen=True, slots=True)
class Service:
    """One application's settings and library; its finished replies, None where they are not kept; its counters."""

    config: Config
    library: Library
    replies: Replies[Any] | None
    metrics: Metrics


def service() -> Service:
    """The service of the request's application."""
    return cast(Service, current_app.extensions["dictsvc"])


def snapshot() -> Snapshot:
    """The snapshot that answers this request; taken once."""
    return service().library.current()


def mount() -> str:
    """Path below which the service is mounted, percent-encoded, without a final slash."""
    return quote(request.root_path, safe="/:@!$&'()*+,;=~").rstrip("/")


def choose(current: Snapshot, ids: list[str], mounted: str | None = None) -> list[Shelf]:
    """Shelves by id. Raises the problem that says which one is unknown (404) or out of order (503)."""
    try:
        return current.choose(ids)
    except UnknownDictionary as error:
        where = mount() if mounted is None else mounted
        raise Problem(404, f"Không có từ điển “{error}”; xem danh sách tại {where}/dictionaries.") from error
    except IndexDamaged as error:
        raise Problem(503, "Từ điển này đang tạm ngừng phục vụ; xin chọn từ điển khác hoặc thử lại sau.") from error

"""What every view needs: the settings and the library of the application, and how it names itself in links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, request

from dictsvc.config import Config
from dictsvc.errors import IndexDamaged, UnknownDictionary
from dictsvc.library import Library, Shelf, Snapshot
from dictsvc.web.problems import Problem


@dataclass(frozen=True, slots=True)
class Service:
    """One application's settings and library."""

    config: Config
    library: Library


def service() -> Service:
    """The service of the request's application."""
    return cast(Service, current_app.extensions["dictsvc"])


def snapshot() -> Snapshot:
    """The snapshot that answers this request; taken once."""
    return service().library.current()


def mount() -> str:
    """Path below which the service is mounted, without a final slash."""
    return request.root_path.rstrip("/")


def choose(current: Snapshot, ids: list[str]) -> list[Shelf]:
    """Shelves by id. Raises the problem that says which one is unknown (404) or out of order (503)."""
    try:
        return current.choose(ids)
    except UnknownDictionary as error:
        raise Problem(404, f"Không có từ điển “{error}”; xem danh sách tại {mount()}/dictionaries.") from error
    except IndexDamaged as error:
        raise Problem(503, "Từ điển này đang tạm ngừng phục vụ; xin chọn từ điển khác hoặc thử lại sau.") from error

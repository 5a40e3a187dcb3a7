"""What every view needs: the settings and the library of the application, and how it names itself in links."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

from flask import current_app, g, request
from werkzeug.sansio.utils import host_is_trusted

from dictsvc.config import Config
from dictsvc.errors import IndexDamaged, UnknownDictionary
from dictsvc.library import DictionarySet, Library, Snapshot
from dictsvc.search.misses import Misses
from dictsvc.store.follower_status import SharedStatus
from dictsvc.web.metrics import Metrics
from dictsvc.web.problems import HttpProblem
from dictsvc.web.replies import ReplyCache


@dataclass(frozen=True, slots=True)
class Service:
    """One application's settings and library; its finished replies, None where they are not kept; its counters; how
    following a store fares, None where none is followed; where misses are counted, None where they are not."""

    config: Config
    library: Library
    replies: ReplyCache[Any] | None
    metrics: Metrics
    follower_status: SharedStatus | None = None
    misses: Misses | None = None

    def missed(self, query: str) -> None:
        """Count a query that had no result."""
        self.metrics.missed()
        if self.misses is not None:
            self.misses.count(query)


def service() -> Service:
    """The service of the request's application."""
    return cast(Service, current_app.extensions["dictsvc"])


def snapshot() -> Snapshot:
    """The snapshot that answers this request; taken once."""
    return service().library.current()


def mount() -> str:
    """Path below which the service is mounted, as links write it: percent-encoded, without a final slash."""
    return mounted(request.environ.get("SCRIPT_NAME", ""))


@lru_cache(maxsize=64)
def mounted(script_name: str) -> str:
    """The same of a SCRIPT_NAME, which WSGI decodes as Latin-1."""
    return quote(script_name.encode("latin-1"), safe="/:@!$&'()*+,;=~").rstrip("/")


@lru_cache(maxsize=64)
def answers_to(host: str | None, hosts: tuple[str, ...]) -> bool:
    """Whether a Host header names one of the hosts of the setting; none there: any will do."""
    return not hosts or host_is_trusted((host or "").lower(), [name.lower() for name in hosts])


def here() -> str:
    """Scheme and host as the request names them, '' where it names none.

    Whoever asks chooses the name. Where no setting vouches for it, the answer is marked: no shared cache may give it to
    somebody else (`headers`).
    """
    if not service().config.hosts:
        g.names_host = True
    return f"{request.scheme}://{request.host}" if request.host else ""


def origin() -> str:
    """Scheme and host for links that everybody gets; '' unless the setting HOSTS vouches for them."""
    return here() if service().config.hosts else ""


def choose(current: Snapshot, ids: list[str], mounted: str | None = None) -> DictionarySet:
    """Open dictionaries by id. Raises the problem that says which one is unknown (404) or out of order (503)."""
    try:
        return current.choose(ids)
    except UnknownDictionary as error:
        where = mount() if mounted is None else mounted
        raise HttpProblem(
            404,
            "Không có từ điển “{id}”; xem danh sách tại {where}/dictionaries.",
            page="Không có từ điển “{id}”.",
            id=error,
            where=where,
        ) from error
    except IndexDamaged as error:
        raise HttpProblem(503, "Từ điển này đang tạm ngừng phục vụ; xin chọn từ điển khác hoặc thử lại sau.") from error

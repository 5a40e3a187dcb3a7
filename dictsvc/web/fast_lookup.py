"""What stands before Flask: the short way of the plain lookup, and the watch over every request.

A GET of /lookup whose answer has status 200 and needs no condition is finished here by the same function that Flask's
view calls, with the same bytes and headers; whatever raises, or asks for more than that, goes on to Flask as if this
were not here. Every request is counted and, where there is a log, written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from dictsvc.errors import BadQuery
from dictsvc.web.access_log import AccessLog
from dictsvc.web.lookup import answer
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import Service, answers_to

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

ROUTE = "dictsvc.route"
"""Key of the environment under which Flask's way leaves the rule that matched."""


class FastLookup:
    """The WSGI application around Flask's."""

    def __init__(self, rest: Application, service: Service, access_log: AccessLog | None) -> None:
        self._rest = rest
        self._current = service.library.current
        self._replies = service.replies
        self._hosts = service.config.hosts
        self._observe = service.metrics.observe
        self._missed = service.missed
        self._access_log = access_log

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or let Flask answer."""
        began = perf_counter()
        if (
            environ.get("PATH_INFO") == "/lookup"
            and environ["REQUEST_METHOD"] == "GET"
            and not ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MATCH" in environ)
            and not ("HTTP_IF_MODIFIED_SINCE" in environ or "HTTP_IF_UNMODIFIED_SINCE" in environ)
            and (not self._hosts or answers_to(environ.get("HTTP_HOST"), self._hosts))
        ):
            try:
                found = answer(
                    self._current(), self._replies, environ.get("QUERY_STRING", ""), environ.get("SCRIPT_NAME", "")
                )
                headers, body = found.encoded(environ.get("HTTP_ACCEPT_ENCODING"))
            except (HttpProblem, BadQuery):
                pass  # Flask's way says what is wrong
            except Exception:
                environ[ROUTE] = "/lookup"  # Flask's way meets it again, tells the log and answers 500
            else:
                if found.missed:
                    self._missed(found.missed)
                start_response("200 OK", headers)
                seconds = perf_counter() - began
                self._observe("/lookup", 200, seconds)
                if self._access_log:
                    self._access_log.write(environ, "/lookup", 200, len(body), seconds)
                return (body,)
        return self._watched(environ, start_response, began)

    def _watched(self, environ: Environ, start_response: StartResponse, began: float) -> Iterable[bytes]:
        status, size = 500, 0

        def noting(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            nonlocal status, size
            status = int(line[:3])
            size = next((int(value) for name, value in headers if name == "Content-Length"), 0)
            return start_response(line, headers, exc_info) if exc_info else start_response(line, headers)

        try:
            return self._rest(environ, noting)
        finally:
            seconds = perf_counter() - began
            route = environ.get(ROUTE, "other")
            self._observe(route, status, seconds)
            if self._access_log:
                self._access_log.write(environ, route, status, size, seconds)


class Mounted:
    """Takes the mount point off a path that a proxy passed on as it came.

    A proxy that cuts the prefix off itself decodes the path on the way: `a%2Fb` would arrive as `a/b`.
    """

    def __init__(self, rest: Application) -> None:
        self._rest = rest

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        prefix, path = environ.get("SCRIPT_NAME", "").rstrip("/"), environ.get("PATH_INFO", "")
        if prefix and (path == prefix or path.startswith(prefix + "/")):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        environ["SCRIPT_NAME"] = prefix
        return self._rest(environ, start_response)

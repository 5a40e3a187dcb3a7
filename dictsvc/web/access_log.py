"""The access log: one JSON object a line, each written by one system call, so that workers never mix their lines.

Without LOG_QUERIES a line names the route that answered, never what was asked: neither query string nor headword.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from dictsvc.errors import DictsvcError


class AccessLog:
    """where: `-` standard output, otherwise a file that is added to (and may be moved away: it is opened anew)."""

    def __init__(self, where: str, *, queries: bool) -> None:
        self._where = where
        self._queries = queries
        self._file = sys.__stdout__.fileno() if where == "-" and sys.__stdout__ else self._opened()

    def _opened(self) -> int:
        try:
            return os.open(self._where, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise DictsvcError(
                "{path}: the access log cannot be written ({reason}); set DICTSVC_ACCESS_LOG otherwise",
                path=self._where,
                reason=error.strerror,
            ) from error

    def _moved(self) -> bool:
        try:
            return not os.path.samestat(os.fstat(self._file), Path(self._where).stat())
        except OSError:
            return True

    def write(self, environ: dict[str, Any], route: str, status: int, size: int, seconds: float) -> None:
        """Add a line; a failure never stops an answer. route: the rule that matched. size: of the body."""
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": environ.get("REMOTE_ADDR", ""),
            "method": environ.get("REQUEST_METHOD", ""),
            "route": route,
            "status": status,
            "bytes": size,
            "ms": round(seconds * 1000, 2),
        }
        if self._queries:
            line["path"] = _text(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""))
            line["query"] = _text(environ.get("QUERY_STRING", ""))
        try:
            if self._where != "-" and self._moved():
                self._open_anew()
            os.write(self._file, orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        except OSError:
            pass

    def _open_anew(self) -> None:
        """Under the same descriptor: closed first, its number could be a client's when another thread writes to it."""
        try:
            opened = self._opened()
        except DictsvcError:
            return  # the old one is better than none
        os.dup2(opened, self._file, inheritable=False)
        os.close(opened)


def _text(value: str) -> str:
    """A WSGI string, whose characters are bytes, as text."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace")

"""gunicorn's threaded worker, with two promises more: patience ends, and its own refusals look like ours.

A thread reads one request. gunicorn lets it wait for ever once a first byte has come, so that as many half requests as
there are threads would stop a worker; here a request has PATIENCE seconds to arrive, then it is answered with 408 and
the thread is free. What gunicorn refuses before the application sees it (malformed lines, addresses or headers too
long) is answered as a problem that any origin may read, and logged without the address, which holds what was asked.
"""

from __future__ import annotations

import errno
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from gunicorn.http import errors, message
from gunicorn.workers import gthread

from dictsvc.web.problems import TYPE, body

LONGEST_LINE = 14_000
"""Bytes of a request line. A pasted text of 1,000 characters has up to 12,000 when it is percent-encoded; gunicorn
takes no more than 8,190 for this setting unless its bound is raised, or none at all."""
message.MAX_REQUEST_LINE = max(message.MAX_REQUEST_LINE, LONGEST_LINE + 1)  # type: ignore[misc]
PATIENCE = 10.0
"""Seconds in which a request must have arrived, from its first byte on."""
GLANCE = 0.005
"""Seconds that a thread waits for the first byte of a new connection; gunicorn's five would let silent ones hold all
threads, and browsers open connections ahead of use."""
PAUSE = 5
"""Seconds without a byte after which a request that has begun, or a reader of an answer, is given up."""

_STATUS: tuple[tuple[tuple[type[Exception], ...], int, str], ...] = (
    ((errors.LimitRequestLine,), 414, "URI Too Long"),
    ((errors.LimitRequestHeaders,), 431, "Request Header Fields Too Large"),
    ((errors.ExpectationFailed,), 417, "Expectation Failed"),
    ((errors.UnsupportedTransferCoding,), 501, "Not Implemented"),
    ((errors.ForbiddenProxyRequest,), 403, "Forbidden"),
    ((errors.ConfigurationProblem, errors.InvalidHeaderName, errors.InvalidHeader), 400, "Bad Request"),
    ((errors.ParseException,), 400, "Bad Request"),
)
_AFTERWARDS = (errors.InvalidChunkSize, errors.ChunkMissingTerminator, errors.InvalidChunkExtension)
"""Broken bodies. No view reads a body, so these are found when it is thrown away, and the answer has been sent."""


class Slow(Exception):
    """A request did not arrive in time."""


class PatientSocket(socket.socket):
    """A socket whose reader and writer give up. deadline: time.monotonic() until which a request must be there."""

    deadline = 0.0

    def recv(self, *arguments: Any) -> bytes:
        try:
            received = super().recv(*arguments)
        except BlockingIOError:
            if self.getblocking():
                raise Slow from None
            raise
        if received and self.deadline and time.monotonic() > self.deadline:
            raise Slow
        return received

    def sendall(self, *arguments: Any) -> None:
        try:
            super().sendall(*arguments)
        except BlockingIOError:
            if not self.getblocking():
                raise
            raise OSError(errno.ECONNRESET, "the reader is gone") from None


class Worker(gthread.ThreadWorker):
    """See the module."""

    _look: Callable[[], object] | None = None

    def load_wsgi(self) -> None:
        """The application; where it is this project's, its library is looked after between requests as well."""
        super().load_wsgi()
        service = getattr(self.wsgi, "extensions", {}).get("dictsvc")
        self._look = service.library.current if service else None

    def notify(self) -> None:
        """Called at least once a second: a worker that nobody asks goes over to a new generation all the same."""
        super().notify()
        if self._look:
            self._look()

    def handle(self, conn: Any) -> Any:
        """One request on a connection, in a thread. A connection that says nothing waits outside, in the poller."""
        if not conn.initialized and not conn.data_ready and not conn.wait_for_data(GLANCE):
            return gthread._DEFER  # type: ignore[attr-defined]
        if not isinstance(conn.sock, PatientSocket):
            plain = conn.sock
            conn.sock = PatientSocket(plain.family, plain.type, plain.proto, plain.detach())
            conn.sock.setblocking(True)
            pause = struct.pack("ll", PAUSE, 0)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, pause)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, pause)
        conn.sock.deadline = time.monotonic() + PATIENCE
        return super().handle(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what the application never saw, as a problem."""
        if isinstance(exc, _AFTERWARDS):
            return
        status, reason = 500, "Internal Server Error"
        if isinstance(exc, Slow):
            status, reason = 408, "Request Timeout"
        for kinds, code, phrase in _STATUS:
            if isinstance(exc, kinds):
                status, reason = code, phrase
                break
        if status == 500:
            self.log.error("unexpected error before the application", exc_info=exc)
        else:
            self.log.info("refused a request with %d: %s", status, type(exc).__name__)
        content = body(status)
        head = (
            f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: {TYPE}\r\n"
            f"Content-Length: {len(content)}\r\nCache-Control: no-store\r\nAccess-Control-Allow-Origin: *\r\n"
            "X-Content-Type-Options: nosniff\r\n\r\n"
        )
        try:
            client.setblocking(False)
            client.sendall(head.encode("ascii") + content)
        except OSError:
            self.log.debug("the asker is gone")
        finally:
            client.setblocking(True)

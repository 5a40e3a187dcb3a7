"""A gunicorn worker in which only a request that has arrived gets a thread; who is slow waits outside, at no cost.

One loop accepts, reads the heads of requests and writes on answers that their readers are slow to take; threads parse,
ask the application and hand a whole answer to the kernel, or what the kernel does not take back to the loop. So a
thread is never held by a client, however many of them send a byte now and then, leave bodies unfinished, do not read or
say nothing. What a client may hold is a descriptor and memory, both bounded: see the constants, and where there are
too many connections the one that has waited longest gives way.

No view reads a body: a request that has one is answered at once, and its connection closed. What gunicorn's parser
refuses is answered as a problem that any origin may read, and logged without the address, which holds what was asked.

gunicorn gives the process its life (`workers.base`), the parser (`http.message`) and WSGI (`http.wsgi`). Its own
threaded worker gives a thread to half a request and to a slow reader.
"""

from __future__ import annotations

import errno
import os
import re
import resource
import selectors
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import BytesIO
from queue import SimpleQueue
from typing import Any

from gunicorn.http import errors, message, wsgi
from gunicorn.http.unreader import IterUnreader
from gunicorn.workers import base

from dictsvc.system.processes import exit_with_parent
from dictsvc.web.problems import TYPE, body

LONGEST_LINE = 14_000
"""Bytes of a request line. A pasted text of 1,000 characters has up to 12,000 when it is percent-encoded; gunicorn
takes no more than 8,190 for this setting unless its bound is raised, or none at all."""
message.MAX_REQUEST_LINE = max(message.MAX_REQUEST_LINE, LONGEST_LINE + 1)  # type: ignore[misc]
LONGEST_HEAD = 32_768
"""Bytes of a request line and all headers; more is answered with 431."""
MOST_QUEUED = 32_768
"""Bytes of answers that the kernel keeps for one reader, beyond those under way: megabytes, if it were left to it."""
MOST_UNSENT = 64 * 2**20
"""Bytes of answers that wait for their readers, in one worker; above, the longest waiting are closed."""
SWEEP = 0.1
"""Seconds between two looks for connections that have waited too long; if it were more, many would be closed at once
while all others wait."""

# Seconds that a connection may wait
SILENT = 5.0
"""between two requests, or before the first;"""
ARRIVING = 10.0
"""from the first byte of a request to the end of its headers, which is answered with 408;"""
TAKING = 10.0
"""for its reader to take any more of an answer;"""
CLOSING = 2.0
"""for the other side to close as well, while what it still sends is thrown away: else the last answer could be lost.
So long, too, may connections without a request stay open in a worker that stops."""
MOST_DISCARDED = 65_536
"""Bytes thrown away before a connection is closed regardless."""

_STATUS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], int, str], ...] = (
    (errors.LimitRequestLine, 414, "URI Too Long"),
    ((errors.LimitRequestHeaders, errors.NoMoreData), 431, "Request Header Fields Too Large"),
    (errors.ExpectationFailed, 417, "Expectation Failed"),
    (errors.UnsupportedTransferCoding, 501, "Not Implemented"),
    (errors.ForbiddenProxyRequest, 403, "Forbidden"),
    ((errors.ConfigurationProblem, errors.ParseException), 400, "Bad Request"),
)


def _problem(status: int, reason: str) -> list[bytes]:
    """An answer that the application has no part in; the connection closes after it."""
    content = body(status)
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: {TYPE}\r\n"
        f"Content-Length: {len(content)}\r\nCache-Control: no-store\r\nAccess-Control-Allow-Origin: *\r\n"
        "X-Content-Type-Options: nosniff\r\n\r\n"
    )
    return [head.encode("ascii"), content]


_NO_ASCII = re.compile(rb"[\x80-\xff]")


def _encoded(head: bytes) -> bytes:
    """A request's head with the bytes of its target that are not ASCII percent-encoded.

    RFC 3986 leaves that to the client, but what people type into curl or a mail arrives as raw UTF-8, and can be read
    in one way only; gunicorn refuses it.
    """
    line, end, fields = head.partition(b"\r\n")
    if line.isascii():
        return head
    method, space, target = line.partition(b" ")
    return method + space + _NO_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], target) + end + fields


class _Written(list[bytes]):
    """Stands where gunicorn's Response expects a socket, and keeps what is written."""

    sendall = list.append


class Connection:
    """A client's connection. Between `Worker.work` and `Worker.done` a thread has it, else the loop.

    received: bytes not yet given to a thread. head: the request being answered. unsent: parts of its answer that the
    kernel has not taken. last: no request follows. discarded: bytes thrown away since this side has closed.
    watched: the event for which the loop looks at it, 0 for none. deadline: when it is closed, by `time.monotonic`.
    """

    __slots__ = ("client", "deadline", "discarded", "head", "last", "received", "server", "sock", "unsent", "watched")

    def __init__(self, sock: socket.socket, client: Any, server: Any) -> None:
        self.sock, self.client, self.server = sock, client, server
        self.received = self.head = b""
        self.unsent: list[bytes] | list[memoryview] = []
        self.last = False
        self.discarded: int | None = None
        self.watched = 0
        self.deadline = 0.0

    def send(self) -> None:
        """Give the kernel as much of the answer as it takes. Raises OSError when the other side is gone."""
        while self.unsent:
            try:
                sent = self.sock.sendmsg(self.unsent[:64])  # fewer than any system's most
            except (BlockingIOError, InterruptedError):
                return
            while self.unsent and sent >= len(self.unsent[0]):
                sent -= len(self.unsent.pop(0))
            if sent:
                self.unsent[0] = memoryview(self.unsent[0])[sent:]  # type: ignore[call-overload]


class Worker(base.Worker):
    """See the module. All methods but `_serve` and what it calls run in the main thread, the loop."""

    def init_process(self) -> None:
        """Called once, in the new process; returns when the worker has stopped."""
        self.poller = selectors.DefaultSelector()
        self.waiting: dict[Connection, None] = {}  # in the order in which they began to wait
        self.busy = 0  # connections that threads have
        self.work: SimpleQueue[Connection] = SimpleQueue()
        self.done: SimpleQueue[Connection] = SimpleQueue()
        self.listening = False
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.most = min(self.cfg.worker_connections, files // 2)  # the other half is for indexes
        super().init_process()

    def load_wsgi(self) -> None:
        """The application; where it is this project's, its library is looked after between requests as well."""
        super().load_wsgi()
        service = getattr(self.wsgi, "extensions", {}).get("dictsvc")
        self._look: Callable[[], object] = service.library.current if service else lambda: None

    def run(self) -> None:
        """The loop, until told to stop and `graceful_timeout` seconds at most after that."""
        exit_with_parent(self.ppid, signal.SIGTERM)
        for _ in range(self.cfg.threads):
            threading.Thread(target=self._serve, daemon=True).start()
        self.poller.register(self.PIPE[0], selectors.EVENT_READ, self._wake)
        for listener in self.sockets:
            with suppress(OSError, AttributeError):  # a Unix socket, another system; accepted ones inherit it
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_QUEUED)
        look, sweep, end = 0.0, 0.0, None
        while True:
            now = time.monotonic()
            if now >= look:
                look = now + 1
                self.notify()
                self._look()  # a worker that nobody asks goes over to a new generation all the same
                self.alive = self.alive and os.getppid() == self.ppid
                self._set_listening(self.alive)
            if not self.alive:
                if end is None:
                    end = now + (self.cfg.graceful_timeout if os.getppid() == self.ppid else CLOSING)
                    self._stop_listening(now)
                if now >= end or not (self.waiting or self.busy):
                    break
            if now >= sweep:
                sweep = now + SWEEP
                self._close_overdue(now)
            for key, _ in self.poller.select(max(0.0, min(look, sweep) - now if self.waiting else look - now)):
                key.data()

    # Connections come

    def _set_listening(self, listening: bool) -> None:
        if listening == self.listening:
            return
        self.listening = listening
        for listener in self.sockets:
            if listening:
                listener.setblocking(False)
                self.poller.register(listener, selectors.EVENT_READ, partial(self._accept, listener))
            else:
                self.poller.unregister(listener)

    def _stop_listening(self, now: float) -> None:
        """Before the end: accept who has connected already, nobody else; who says nothing now is closed soon."""
        for listener in self.sockets:
            self._accept(listener)
        self._set_listening(False)
        for listener in self.sockets:
            listener.close()
        for connection in self.waiting:
            if not connection.received and not connection.unsent:
                connection.deadline = min(connection.deadline, now + CLOSING)

    def _accept(self, listener: Any) -> None:
        for _ in range(64):
            if len(self.waiting) + self.busy >= self.most and not self._close_longest_waiting():
                return self._set_listening(False)  # until a thread is done, or for a second
            try:
                sock, client = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in (errno.EMFILE, errno.ENFILE):
                    raise
                if self._close_longest_waiting():
                    continue
                return self._set_listening(False)
            sock.setblocking(False)
            self._wait(Connection(sock, client, listener.getsockname()), SILENT)

    # Connections wait

    def _wait(self, connection: Connection, seconds: float) -> None:
        """From now on, for bytes, or to write where there is anything unsent."""
        connection.deadline = time.monotonic() + seconds
        self.waiting[connection] = None
        if connection.unsent:
            self._watch(connection, selectors.EVENT_WRITE)
        else:
            self._watch(connection, selectors.EVENT_READ)

    def _watch(self, connection: Connection, event: int) -> None:
        """Have the loop look at a connection for this event only; 0: for none."""
        if connection.watched == event:
            return
        if connection.watched:
            self.poller.unregister(connection.sock)
        if event:
            call = self._writable if event == selectors.EVENT_WRITE else self._readable
            self.poller.register(connection.sock, event, partial(call, connection))
        connection.watched = event

    def _close(self, connection: Connection) -> None:
        self.waiting.pop(connection, None)
        self._watch(connection, 0)
        connection.sock.close()

    def _close_longest_waiting(self) -> bool:
        for connection in self.waiting:
            self._close(connection)
            return True
        return False

    def _close_overdue(self, now: float) -> None:
        """Close connections whose time is over, and old ones where more than MOST_UNSENT bytes wait in newer ones."""
        unsent = late = 0
        for connection in reversed(list(self.waiting)):
            unsent += sum(map(len, connection.unsent))
            if now < connection.deadline and unsent <= MOST_UNSENT:
                continue
            if connection.received and not connection.unsent:
                late += 1
                connection.unsent = _problem(408, "Request Timeout")
                with suppress(OSError):
                    connection.send()
            self._close(connection)
        if late:
            self.log.info("refused requests with 408, which did not arrive in time: %d", late)

    def _readable(self, connection: Connection) -> None:
        if connection not in self.waiting:  # a thread has it: what comes meanwhile waits in the kernel
            return self._watch(connection, 0)
        try:
            received = connection.sock.recv(LONGEST_HEAD)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            received = b""
        if not received:
            self._close(connection)
        elif connection.discarded is None:
            if not connection.received:
                connection.deadline = time.monotonic() + ARRIVING  # and it keeps its place among those that wait
            connection.received += received
            self._request(connection)
        else:
            connection.discarded += len(received)
            if connection.discarded > MOST_DISCARDED:
                self._close(connection)

    def _request(self, connection: Connection) -> None:
        """Give the connection to a thread if a request has arrived, or what can never become one."""
        received = connection.received
        end = received.find(b"\r\n\r\n") + 4
        if end == 3:
            if len(received) < LONGEST_HEAD and received.count(b"\n") == received.count(b"\r\n"):
                return
            end = LONGEST_HEAD
        end = min(end, LONGEST_HEAD)
        connection.head, connection.received = received[:end], received[end:]
        del self.waiting[connection]
        self.busy += 1
        self.work.put(connection)

    def _writable(self, connection: Connection) -> None:
        if connection not in self.waiting:
            return  # closed since the poller looked
        del self.waiting[connection]
        try:
            connection.send()
        except OSError:
            return self._close(connection)
        self._answered(connection)

    # Requests are answered

    def _serve(self) -> None:
        """What each thread does for ever: answer a request that has arrived, and wake the loop to see to the rest."""
        while True:
            connection = self.work.get()
            try:
                self._answer(connection)
                connection.send()
            except OSError:  # the other side is gone, as the loop will find
                connection.unsent, connection.last = [], True
            self.done.put(connection)
            with suppress(BlockingIOError):  # full of earlier wake-ups
                os.write(self.PIPE[1], b".")

    def _answer(self, connection: Connection) -> None:
        written = _Written()
        try:
            request = message.Request(self.cfg, IterUnreader((_encoded(connection.head),)), connection.client)
            if any(
                name == "TRANSFER-ENCODING" or (name == "CONTENT-LENGTH" and value != "0")
                for name, value in request.headers
            ):
                request.force_close()
            request._expected_100_continue = False  # type: ignore[attr-defined]  # nobody waits for the body
            response, environ = wsgi.create(request, written, connection.client, connection.server, self.cfg)  # type: ignore[call-overload]
        except Exception as error:
            connection.last = True
            for kinds, status, reason in _STATUS:
                if isinstance(error, kinds):
                    self.log.info("refused a request with %d: %s", status, type(error).__name__)
                    connection.unsent = _problem(status, reason)
                    return
            self.log.exception("unexpected error before the application")
            connection.unsent = _problem(500, "Internal Server Error")
            return
        environ["wsgi.input"] = BytesIO()
        environ["wsgi.multithread"] = True
        self.nr += 1
        if self.nr >= self.max_requests and self.alive:
            self.log.info("Autorestarting worker after current request.")
            self.alive = False
        if not self.alive:
            response.force_close()
        try:
            parts = self.wsgi(environ, response.start_response)
            try:
                for part in parts:
                    response.write(part)
                response.close()
            finally:
                if hasattr(parts, "close"):
                    parts.close()
        except Exception:
            self.log.exception("unexpected error in the application")
            connection.last = True
            connection.unsent = _problem(500, "Internal Server Error")
            return
        connection.last = response.should_close()
        connection.unsent = written

    def _wake(self) -> None:
        """A thread is done, or a signal has come."""
        os.read(self.PIPE[0], 4096)
        while not self.done.empty():
            self.busy -= 1
            self._answered(self.done.get())
        self._set_listening(self.alive)

    def _answered(self, connection: Connection) -> None:
        """What is next after an answer: send the rest of it, close, or take the next request."""
        if connection.unsent:
            self._wait(connection, TAKING)
        elif connection.last:
            connection.received, connection.discarded = b"", 0
            try:
                connection.sock.shutdown(socket.SHUT_WR)
            except OSError:
                self._close(connection)
            else:
                self._wait(connection, CLOSING)
        else:
            self._wait(connection, ARRIVING if connection.received else SILENT)
            if connection.received:
                self._request(connection)

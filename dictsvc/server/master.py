"""gunicorn, embedded for `dictsvc serve`, with this project's configuration.

Chosen by measurement; `python -m bench server` measures anew and writes the figures into bench/RESULTS.md. gunicorn's
`sync` worker cannot keep connections, and its `gthread` gives a thread to each slow client, so the worker is our own.
Threads are for requests that take long beside those that do not: no client holds one, so eight are plenty. The
application is loaded before the fork and left out of the garbage collector's rounds from then on. Workers are not
replaced by default, since none of them grows. The control socket is off: nobody asked for it, and it is one more file
to protect.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.util import parse_address

from dictsvc.config import Config
from dictsvc.errors import DictsvcError
from dictsvc.server.follower import FollowerProcess
from dictsvc.server.worker import LONGEST_LINE
from dictsvc.store.follower_status import SharedStatus
from dictsvc.vietnamese import segmentation
from dictsvc.web import create_app

_ARENA_MAX = -8
"""glibc's name for the parameter in malloc.h."""


def options(settings: Config) -> dict[str, Any]:
    """gunicorn's options by name."""
    return {
        "bind": settings.bind,
        "workers": settings.workers,
        "worker_class": "dictsvc.server.worker.Worker",
        "threads": settings.threads,
        "worker_connections": 4000,
        "preload_app": True,
        "pre_fork": _before_fork,
        "max_requests": settings.recycle,
        "max_requests_jitter": settings.recycle // 10,
        "graceful_timeout": settings.grace,
        "timeout": 30,
        "limit_request_line": LONGEST_LINE,
        # Only what trusted_proxies says is believed, and the application sees to that. gunicorn would believe whoever
        # connects from this machine or over a Unix socket.
        "forwarded_allow_ips": "",
        "forwarder_headers": "",
        "secure_scheme_headers": {},
        "accesslog": None,
        "control_socket_disable": True,
        "proc_name": "dictsvc",
    }


def _before_fork(arbiter: Any, worker: Any) -> None:
    """Leave what is loaded to all workers: the collector looks at it no more, and its pages stay shared."""
    gc.freeze()


def check(settings: Config) -> str:
    """The address as a browser opens it, or a Unix socket's path.

    Raises DictsvcError unless it can be listened on; gunicorn would try five times and print traces.
    """
    try:
        address = parse_address(settings.bind)
        if isinstance(address, str):
            _check_socket(Path(address))
        if not isinstance(address, tuple):
            return settings.bind  # a Unix socket or an inherited one
        host, port = address
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
        shown = f"[{host}]" if ":" in host else host or "0.0.0.0"
        return f"http://{shown}:{port}/"
    except (OSError, OverflowError, RuntimeError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise DictsvcError(
            "{address}: cannot listen there ({reason}); give --bind or DICTSVC_BIND another address",
            address=settings.bind,
            reason=reason,
        ) from error


def _check_socket(path: Path) -> None:
    """Raise OSError unless a Unix socket can be made there."""
    if path.exists() and not path.is_socket():
        raise FileExistsError(errno.EEXIST, "something else stands there")
    if not path.parent.is_dir():
        raise NotADirectoryError(errno.ENOENT, "there is no such folder")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


class Server(BaseApplication):
    """One master, several workers, the application loaded before the fork."""

    def __init__(self, settings: Config, status: SharedStatus | None = None) -> None:
        self._settings = settings
        self._status = status
        super().__init__()

    def load_config(self) -> None:
        for name, value in options(self._settings).items():
            if name in self.cfg.settings:  # the control socket is younger than the oldest gunicorn that serves
                self.cfg.set(name, value)

    def load(self) -> Any:
        app = create_app(self._settings, self._status)
        for name, what in app.extensions["dictsvc"].library.latest.damaged.items():
            print(f"{name} is left out: {what}", file=sys.stderr)
        try:
            segmentation.preload()  # a quarter of a second here, against as much and 13 MB in each worker
        except DictsvcError as error:
            print(f"sentences with marks cannot be cut into words: {error}", file=sys.stderr)
        return app


class _Master(Arbiter):
    """gunicorn's master, which also keeps the process running that follows a store."""

    def __init__(self, app: BaseApplication, follower: FollowerProcess) -> None:
        super().__init__(app)
        self._follower = follower

    def manage_workers(self) -> None:
        super().manage_workers()
        self._follower.look()


def _few_arenas() -> None:
    """Let glibc keep two heaps instead of one for each thread: threads take turns in any case, and less lies idle."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def serve(settings: Config, follower: FollowerProcess | None = None) -> None:
    """Serve until told to stop. follower: what fetches meanwhile, where a store is followed."""
    _few_arenas()
    if follower is None:
        Server(settings).run()
    else:
        _Master(Server(settings, follower.status), follower).run()

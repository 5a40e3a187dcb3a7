"""gunicorn, embedded for `dictsvc serve`, with this project's configuration."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication

from dictsvc.config import Config
from dictsvc.web import create_app


class Server(BaseApplication):
    """One master, several workers, the application loaded before the fork."""

    def __init__(self, settings: Config) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        values: dict[str, Any] = {
            "bind": self._settings.bind,
            "workers": self._settings.workers,
            "worker_class": "gthread",
            "threads": 4,
            "preload_app": True,
            "accesslog": None,
            "graceful_timeout": 10,
            "control_socket_disable": True,
        }
        for name, value in values.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._settings)


def serve(settings: Config) -> None:
    """Serve until told to stop."""
    Server(settings).run()

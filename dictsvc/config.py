"""One table of settings: the source for the environment, for the command line's help and for the documents."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dictsvc.errors import DictsvcError


@dataclass(frozen=True, slots=True)
class Setting:
    """name: without the prefix DICTSVC_. kind: how its text is read. default: its value, as text."""

    name: str
    kind: type
    default: str
    help: str


SETTINGS = (
    Setting("DATA", Path, "", "Data folder; empty: the platform's folder for application data."),
    Setting("BIND", str, "127.0.0.1:8000", "Address and port that `dictsvc serve` listens on."),
    Setting("WORKERS", int, "2", "Worker processes of `dictsvc serve`."),
    Setting("REPLY_CACHE", int, "20000", "Finished replies of /lookup kept by each worker; 0 switches the cache off."),
    Setting("LOG_QUERIES", bool, "0", "1: the access log holds what was asked; 0: only which address was called."),
    Setting("TRUSTED_PROXIES", int, "0", "Number of proxies in front whose X-Forwarded-… headers are believed."),
)
"""Every setting there is."""


@dataclass(frozen=True, slots=True)
class Config:
    """Settings as read: one attribute each, in lower case."""

    data: Path
    bind: str
    workers: int
    reply_cache: int
    log_queries: bool
    trusted_proxies: int


def load(environment: Mapping[str, str] = os.environ) -> Config:
    """Settings from DICTSVC_… variables. Raises DictsvcError naming the variable that cannot be read."""
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        name = f"DICTSVC_{setting.name}"
        text = environment.get(name, "").strip() or setting.default
        try:
            values[setting.name.lower()] = _read(setting, text)
        except ValueError:
            raise DictsvcError(f"{name}={text!r}: expected {_EXPECTED[setting.kind]}") from None
    return Config(**values)


_EXPECTED = {int: "a whole number, 0 or more", bool: "0 or 1", str: "text", Path: "a folder"}


def _read(setting: Setting, text: str) -> object:
    if setting.kind is bool:
        return (
            {"0": False, "1": True, "false": False, "true": True}[text.lower()] if text.lower() in _BOOLEAN else _no()
        )
    if setting.kind is int:
        return int(text) if int(text) >= 0 else _no()
    if setting.kind is Path:
        return Path(text).expanduser() if text else _default_data()
    return text


_BOOLEAN = ("0", "1", "false", "true")


def _no() -> object:
    raise ValueError


def _default_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("dictsvc")

"""The widget's script and what vouches for it: its plain address, its versioned one, its integrity hash.

A versioned address answers the bytes its name was made of, or 404; so that pages that embed a released version go on
working after an upgrade, each released script stays in `static/released/`. Knows nothing of what the script does.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha384
from pathlib import Path

from flask import Blueprint, Response

from dictsvc.web import conditional
from dictsvc.web.problems import Problem

STATIC = Path(__file__).parent / "static"
SCRIPT = "text/javascript; charset=utf-8"
"""With its charset: a classic script is otherwise read in that of the page."""
DAY, YEAR = 86_400, 31_536_000


@dataclass(frozen=True, slots=True)
class Script:
    """body: the bytes. version: first 12 hexadecimal digits of their SHA-384. integrity: as the attribute has it."""

    body: bytes
    version: str
    integrity: str

    @property
    def name(self) -> str:
        """Last part of the versioned address."""
        return f"widget-{self.version}.js"


def script(body: bytes) -> Script:
    """A script with what follows from its bytes."""
    made = sha384(body)
    return Script(body, made.hexdigest()[:12], f"sha384-{b64encode(made.digest()).decode()}")


@lru_cache(maxsize=1)
def current() -> Script:
    """The script of this version of the service."""
    return script((STATIC / "widget.js").read_bytes())


@lru_cache(maxsize=1)
def versions() -> dict[str, Script]:
    """All scripts that can be asked for by version: the current one and those of earlier releases."""
    kept = [script(path.read_bytes()) for path in sorted((STATIC / "released").glob("*.js"))]
    return {one.version: one for one in [*kept, current()]}


def register(blueprint: Blueprint) -> None:
    """Add the script's two addresses to a blueprint."""
    blueprint.add_url_rule("/widget.js", "widget_script", plain)
    blueprint.add_url_rule("/widget-<version>.js", "widget_version", versioned)


def plain() -> Response:
    """The current script; looked at again after an hour."""
    return _reply(current(), f"public, max-age=3600, stale-while-revalidate={DAY}, stale-if-error={7 * DAY}")


def versioned(version: str) -> Response:
    """A script that never changes under its address."""
    found = versions().get(version)
    if found is None:
        raise Problem(404, "Không có phiên bản này của hộp tra từ; mã nhúng hiện hành ở trang /nhung.")
    return _reply(found, f"public, max-age={YEAR}, immutable")


def _reply(found: Script, cache: str) -> Response:
    response = conditional.reply(found.body, SCRIPT, cache)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

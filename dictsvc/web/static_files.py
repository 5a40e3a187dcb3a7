"""Files that are served as they are: the widget's script, the pages' style sheet, pictures.

All that can be made beforehand is made once: packed forms, entity tags, versions, the integrity hash. An address that
names a version is kept for ever: `/widget-<version>.js` answers the bytes its name was made of, or 404, so that pages
that embed a released version go on working after an upgrade (each released script stays in `static/released/`);
`/static/<name>?v=<version>` answers the file of today, for ever only where that is the one asked for.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha384
from pathlib import Path

from flask import Blueprint, Response, request

from dictsvc.web import compress
from dictsvc.web.problems import HttpProblem

STATIC = Path(__file__).parent / "static"
DAY, YEAR = 86_400, 31_536_000
FOR_EVER = f"public, max-age={YEAR}, immutable"
AN_HOUR = f"public, max-age=3600, stale-while-revalidate={DAY}, stale-if-error={7 * DAY}"
"""For addresses without a version: looked at again after an hour."""
A_DAY = f"public, max-age={DAY}, stale-while-revalidate={DAY}, stale-if-error={7 * DAY}"

ENDPOINTS = frozenset(("pages.widget_script", "pages.widget_version", "pages.static_file", "pages.icon"))
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",  # a classic script is otherwise read in the charset of the page
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """body: the bytes. packed: the same in gzip, None where that gains too little.

    version: first 12 hexadecimal digits of their SHA-384. integrity: as the attribute has it.
    """

    body: bytes
    packed: bytes | None
    content_type: str
    version: str
    integrity: str

    @property
    def name(self) -> str:
        """Last part of the versioned address, of a widget's script."""
        return f"widget-{self.version}.js"


def static_file(body: bytes, suffix: str = ".js") -> StaticFile:
    """A file with what follows from its bytes. suffix: of its name, which says what it is."""
    digest = sha384(body)
    integrity = f"sha384-{b64encode(digest.digest()).decode()}"
    packed = gzip.compress(body, 9, mtime=0) if len(body) >= compress.SMALLEST else None
    return StaticFile(body, packed, _TYPES[suffix], digest.hexdigest()[:12], integrity)


@cache
def files() -> dict[str, StaticFile]:
    """The files by name."""
    paths = sorted(path for path in STATIC.iterdir() if path.is_file())
    return {path.name: static_file(path.read_bytes(), path.suffix) for path in paths}


def current() -> StaticFile:
    """The widget's script of this version of the service."""
    return files()["widget.js"]


@cache
def versions() -> dict[str, StaticFile]:
    """All scripts that can be asked for by version: the current one and those of earlier releases."""
    kept = [static_file(path.read_bytes()) for path in sorted((STATIC / "released").glob("*.js"))]
    return {script.version: script for script in [*kept, current()]}


def register(blueprint: Blueprint) -> None:
    """Add the files' addresses to a blueprint."""
    blueprint.add_url_rule("/widget.js", "widget_script", current_script)
    blueprint.add_url_rule("/widget-<version>.js", "widget_version", released_script)
    blueprint.add_url_rule("/static/<name>", "static_file", static)
    blueprint.add_url_rule("/favicon.ico", "icon", icon)


def current_script() -> Response:
    """The current script."""
    return _reply(current(), AN_HOUR)


def released_script(version: str) -> Response:
    """A script that never changes under its address."""
    found = versions().get(version)
    if found is None:
        raise HttpProblem(404, "Không có phiên bản này của ô tra từ; mã nhúng hiện hành ở trang /nhung.")
    return _reply(found, FOR_EVER)


def static(name: str) -> Response:
    """A file by its name."""
    found = files().get(name)
    if found is None:
        raise HttpProblem(404)
    return _reply(found, FOR_EVER if request.args.get("v") == found.version else AN_HOUR)


def icon() -> Response:
    """The picture that browsers ask for without being told of it."""
    return _reply(files()["favicon.ico"], A_DAY)


def _reply(file: StaticFile, cache_control: str) -> Response:
    response = Response(file.body, content_type=file.content_type)
    tag = f'"{file.version}"'
    if file.packed is not None:
        response.headers["Vary"] = "Accept-Encoding"
        if compress.wanted(request.headers.get("Accept-Encoding")):
            response.set_data(file.packed)
            response.headers["Content-Encoding"] = "gzip"
            tag = compress.tag(tag)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = cache_control
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

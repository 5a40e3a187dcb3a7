"""gzip for replies that are large enough to gain from it; each encoding has an entity tag of its own.

What is smaller than SMALLEST fits into one packet with its headers and goes out as it is, with no `Vary`, since there
is one form of it.

Levels and tables are chosen by `python -m bench compression`, whose figures stand in bench/RESULTS.md. Most replies
have 1 to 6 kB: level 3 takes a fifth less time than 5 and saves 1% less. A window of 4 kB shrinks them as far within 1%
with a tenth of the memory, which the C library may otherwise fetch anew from the system for each reply. Long pages gain
a fifth by the usual window.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

from flask import Request, Response
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

SMALLEST = 1024
"""Bytes of the smallest body that is compressed."""
LARGE = 16384
"""Bytes of a body from which zlib's own window pays."""
SMALL_TABLES = (3, zlib.DEFLATED, 16 + 12, 5)
USUAL_TABLES = (5, zlib.DEFLATED, 16 + 15, 8)
"""Level, method, binary logarithm of the window (16 more: as gzip, its time always 0) and zlib's memLevel."""
VARY = [("Vary", "Accept-Encoding")]
PACKED = [("Content-Encoding", "gzip"), *VARY]

_TYPES = (
    "application/json",
    "application/problem+json",
    "application/xml",
    "application/opensearchdescription+xml",
    "application/x-suggestions+json",
    "image/svg+xml",
)


@lru_cache(maxsize=256)
def wanted(accept: str | None) -> bool:
    """Whether an Accept-Encoding header prefers gzip over the bytes as they are."""
    if not accept:
        return False
    qualities = parse_accept_header(accept, Accept)
    packed = _quality(qualities, "gzip")
    return packed > 0 and packed >= qualities.quality("identity")


def _quality(qualities: Accept, name: str) -> float:
    exact = [quality for value, quality in qualities if value.lower() == name]
    return exact[0] if exact else float(qualities.quality(name))


def packed(body: bytes) -> bytes:
    """Compressed, the same bytes for the same content."""
    packing = zlib.compressobj(*(SMALL_TABLES if len(body) < LARGE else USUAL_TABLES))
    return packing.compress(body) + packing.flush()


def tag(plain: str) -> str:
    """Entity tag of the compressed form, from that of the plain one."""
    return f'{plain[:-1]}-gz"'


def apply(request: Request, response: Response) -> None:
    """Compress a response of Flask's way where it is large, of a type that shrinks, and gzip is asked for."""
    if response.status_code in (204, 206, 304) or "Content-Encoding" in response.headers or "Vary" in response.headers:
        return
    if not ((response.mimetype or "").startswith("text/") or response.mimetype in _TYPES) or response.is_streamed:
        return
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < SMALLEST:
        return
    response.headers["Vary"] = "Accept-Encoding"
    if not wanted(request.headers.get("Accept-Encoding")):
        return
    response.set_data(packed(body))
    response.headers["Content-Encoding"] = "gzip"
    plain = response.headers.get("ETag", "")
    if plain.endswith('"'):
        response.headers["ETag"] = tag(plain)

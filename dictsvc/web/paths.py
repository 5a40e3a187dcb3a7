"""Addresses that end in a headword: whatever stands there, further slashes included, is the headword."""

from __future__ import annotations

from werkzeug.routing import PathConverter


class HeadwordConverter(PathConverter):
    """Like werkzeug's path, but it may begin with a slash: `/entries/d//etc` asks for `/etc`."""

    regex = ".+?"
    part_isolating = False

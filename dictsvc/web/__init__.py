"""The service on the web: the home of flask.

create_app puts the rooms together: lookup (the answer), entries, dictionaries, health, pages and problems. The web only
reads; it has no route that changes anything.
"""

from __future__ import annotations

from flask import Flask

from dictsvc import config
from dictsvc.library import Library
from dictsvc.web import entries, health, lookup, pages, policy, problems
from dictsvc.web.service import Service


def create_app(settings: config.Config | None = None) -> Flask:
    """The WSGI application. settings: read from the environment where none are given."""
    settings = settings or config.load()
    app = Flask(__name__, static_url_path="/static")
    app.extensions["dictsvc"] = Service(settings, Library(settings.data))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False  # a headword may hold them
    app.register_blueprint(lookup.blueprint)
    app.register_blueprint(entries.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(pages.blueprint)
    problems.register(app)
    policy.register(app)
    return app

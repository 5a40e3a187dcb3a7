"""The service on the web: the home of flask.

create_app puts the modules together. What answers in JSON has the name of its path: `lookup`, `words`, `search`,
`entries`, `suggest`, `segment`, `terms`, `openapi`, `health`. `pages` has the views of the pages for people, each page
put together in a module of its own: `results_page`, `page_section` (one dictionary's part of it), `definitions_page`,
`browsing`. Before Flask stands the short way of the plain lookup (`fast_lookup`). The web only reads: no route changes
anything.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from dictsvc import config
from dictsvc.library import Library
from dictsvc.search.misses import Misses
from dictsvc.store.follower_status import SharedStatus
from dictsvc.web import (
    crawlers,
    entries,
    headers,
    health,
    language,
    lookup,
    openapi,
    pages,
    problems,
    search,
    segment,
    static_files,
    suggest,
    terms,
    words,
)
from dictsvc.web.access_log import AccessLog
from dictsvc.web.fast_lookup import FastLookup, Mounted
from dictsvc.web.metrics import Metrics
from dictsvc.web.paths import HeadwordConverter
from dictsvc.web.replies import ReplyCache
from dictsvc.web.service import Service


def create_app(settings: config.Config | None = None, follower_status: SharedStatus | None = None) -> Flask:
    """The WSGI application. settings: read from the environment where none are given.

    follower_status: where the process that follows a store shows how it fares.
    """
    settings = settings or config.load()
    app = Flask(__name__, static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False  # a headword may hold them
    app.url_map.converters["path"] = HeadwordConverter
    for room in (lookup, words, search, entries, suggest, segment, terms, openapi, health, crawlers, pages):
        app.register_blueprint(room.blueprint)
    language.register(app)
    problems.register(app)
    headers.register(app)

    routes = tuple(sorted({rule.rule for rule in app.url_map.iter_rules()}))
    static_files.files()  # read and packed before a server forks
    metrics = Metrics(routes)
    cache = settings.reply_cache
    replies: ReplyCache[lookup.Reply] | None = ReplyCache(cache, metrics.cached) if cache else None
    library = Library(settings.data)
    library.prepare()  # before a server forks, and before it answers
    misses = Misses(Path(settings.misses)) if settings.misses else None
    service = Service(settings, library, replies, metrics, follower_status, misses)
    app.extensions["dictsvc"] = service
    access_log = AccessLog(settings.access_log, queries=settings.log_queries) if settings.access_log else None
    app.wsgi_app = FastLookup(app.wsgi_app, service, access_log)  # type: ignore[method-assign]
    if proxies := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            Mounted(app.wsgi_app), x_for=proxies, x_proto=proxies, x_host=proxies, x_port=0, x_prefix=proxies
        )
    return app

"""GET /suggest and /opensearch.xml: the dictionary in a browser's search box."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import orjson
from flask import Blueprint, Response, request

from dictsvc.search.wire import plain
from dictsvc.web.conditional import reply
from dictsvc.web.lookup import found, parse
from dictsvc.web.service import here, mount, snapshot

blueprint = Blueprint("suggest", __name__)

SUGGESTIONS = "application/x-suggestions+json"
DESCRIPTION = "application/opensearchdescription+xml"


@blueprint.get("/suggest")
def suggest() -> Response:
    """OpenSearch suggestions 1.1: query, headwords, glosses, addresses of their pages."""
    current = snapshot()
    asked = parse(request.environ.get("QUERY_STRING", ""))
    shown = plain(found(current, asked, mount()), "")
    root = here() + mount()
    words, glosses, pages = [], [], []
    for result in [*shown["results"], *shown["suggestions"]]:
        first = result["entries"][0]
        words.append(result["headword"])
        glosses.append(first["gloss"])
        pages.append(root + first["page"])
    body = orjson.dumps([asked.query, words, glosses, pages]) + b"\n"
    return reply(body, SUGGESTIONS)


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """The description by which a browser adds the dictionary to its search box."""
    root = here() + mount()
    addresses = (
        ("text/html", "results", f"{root}/?q={{searchTerms}}"),
        (SUGGESTIONS, "suggestions", f"{root}/suggest?q={{searchTerms}}"),
        (DESCRIPTION, "self", f"{root}/opensearch.xml"),
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{escape('Tra từ')}</ShortName>",
        f"<Description>{escape('Tra từ điển tiếng Việt trực tuyến, gõ có dấu hay không dấu đều được')}</Description>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "<OutputEncoding>UTF-8</OutputEncoding>",
        "<Language>vi</Language>",
        *(
            f"<Url type={quoteattr(kind)} rel={quoteattr(rel)} template={quoteattr(template)}/>"
            for kind, rel, template in addresses
        ),
        "</OpenSearchDescription>",
        "",
    ]
    return reply("\n".join(lines).encode(), DESCRIPTION, "public, max-age=86400")

"""What search engines ask for: /robots.txt, and /sitemap.xml with the page of every headword, in parts.

A part is cut by document number, so it reads a bounded number of headwords whatever the size of its dictionary; which
headwords it has changes with the dictionary only, and its entity tag with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from dictsvc.library import OpenDictionary
from dictsvc.web.article_html import page_address
from dictsvc.web.conditional import reply
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, here, mount, snapshot

blueprint = Blueprint("crawlers", __name__)

PER_PART = 5000
"""Addresses of a part; the protocol allows 50,000, which would take a third of a second to make."""
CACHE_CONTROL = "public, max-age=86400"
XML = "application/xml; charset=utf-8"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ANSWERS = ("?q=", "lookup", "suggest", "segment", "search", "words")
"""Beginnings of addresses that answer what somebody typed: without end, and nothing that the sitemap does not have."""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Pages may be read, answers to queries need not be; where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {mount()}/{beginning}" for beginning in _ANSWERS)]
    text = "\n".join([*lines, "", f"Sitemap: {here()}{mount()}/sitemap.xml", ""])
    return reply(text.encode(), "text/plain; charset=utf-8", CACHE_CONTROL)


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The parts of all dictionaries that are shown."""
    root = here() + mount()
    entries = [
        f"<sitemap><loc>{root}/sitemap/{opened.dictionary.id}/{part}.xml</loc>{_changed(opened)}</sitemap>"
        for opened in snapshot().choose([])
        for part in range(-(-len(opened.index) // PER_PART))
    ]
    return _xml("sitemapindex", entries)


@blueprint.get("/sitemap/<dictionary>/<int:part>.xml")
def part_of_sitemap(dictionary: str, part: int) -> Response:
    """Addresses of the pages of a dictionary's headwords, the commonest in the first part."""
    opened = choose(snapshot(), [dictionary])[0]
    documents = range(len(opened.index))[part * PER_PART : (part + 1) * PER_PART]
    if not documents:
        raise HttpProblem(404)
    root, headword = here() + mount(), opened.index.headword
    changed = _changed(opened)
    addresses = (page_address(root, dictionary, headword(document)) for document in documents)
    return _xml("urlset", (f"<url><loc>{escape(address)}</loc>{changed}</url>" for address in addresses))


def _changed(opened: OpenDictionary) -> str:
    return f"<lastmod>{opened.dictionary.loaded_at[:10]}</lastmod>"


def _xml(root: str, entries: Iterable[str]) -> Response:
    text = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">', *entries, f"</{root}>", ""]
    )
    return reply(text.encode(), XML, CACHE_CONTROL)

"""One dictionary's part of a page under a headword: its articles as HTML, long ones in two pieces."""

from __future__ import annotations

from typing import NamedTuple

from dictsvc.library import OpenDictionary
from dictsvc.records import Dictionary
from dictsvc.web import article_html
from dictsvc.web.entries import under
from dictsvc.web.homographs import Stretch, stretch
from dictsvc.web.language import kept, spoken, translated
from dictsvc.web.service import mount

SHOWN_AT_ONCE = 1200
"""Characters of stored articles that are shown at once, where the rest stands behind “Xem thêm”."""


class PageSection(NamedTuple):
    """articles: those that are shown at once; rest: what stands behind a button. gloss: of the headword.

    page, next, previous: addresses in the visitor's language, '' where there is none. canonical: the page's for all.
    """

    dictionary: Dictionary
    gloss: str
    articles: list[str]
    rest: list[str]
    stretch: Stretch
    canonical: str
    page: str
    next: str
    previous: str


def page_section(
    opened: OpenDictionary, headword: str, first: int = 0, *, shown: int | None = None
) -> tuple[str, PageSection] | None:
    """A headword as its dictionary writes it, and what stands under it there, from an article on; None without any.

    shown: characters of stored articles to show at once; None: all.
    """
    found = under(opened, headword)
    if found is None:
        return None
    name, texts = found
    dictionary = opened.dictionary
    document = opened.index.exact(name)

    def address(word: str) -> str | None:
        document = opened.index.document(word) if word else None
        if document is None or opened.index.headword(document) == name:
            return None
        return kept(article_html.page_address(mount(), dictionary.id, opened.index.headword(document)))

    def from_(position: int | None) -> str:
        return "" if position is None else article_html.page_address(mount(), dictionary.id, name, position)

    some = stretch(texts, first)
    at_once: list[str] = []
    rest: list[str] = []
    room = shown if shown is not None else sum(map(len, some.articles))
    for text in some.articles:
        head, tail = article_html.parted(text, dictionary, address, room) if room > 0 else ("", text)
        room -= len(text)
        if head:
            at_once.append(head)
        if tail:
            rest.append(tail if head else article_html.article(tail, dictionary, address))
    if spoken() != "vi":
        at_once, rest = (
            [article_html.labelled(html, translated, spoken()) for html in part] for part in (at_once, rest)
        )
    return name, PageSection(
        dictionary,
        opened.index.cards[document].gloss if document is not None else "",
        at_once,
        rest,
        some,
        from_(first),
        kept(from_(first)),
        kept(from_(some.next)),
        kept(from_(some.previous)),
    )

"""What the page of an answer shows: the word, its other readings, what else there is, and a sentence word by word."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for

from dictsvc.errors import BadQuery
from dictsvc.library import DictionarySet, Snapshot
from dictsvc.search.lookup import LONGEST, MOST, checked, lookup
from dictsvc.search.sentence import LONGEST as LONGEST_TEXT
from dictsvc.search.sentence import checked as checked_text
from dictsvc.search.sentence import segment
from dictsvc.search.wire import plain
from dictsvc.vietnamese.pronunciation import Pronunciation
from dictsvc.web import entries
from dictsvc.web.language import translated
from dictsvc.web.page_section import SHOWN_AT_ONCE, PageSection, page_section
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, mount, service

SHOWN = 20
"""Results of a page that asks for no other limit."""
NOTHING = "Hãy gõ từ cần tra."
"""To a visitor who typed blanks; who asks for JSON is told of the parameter."""
WORDS = 4
"""Words between spaces from which a text that no dictionary has is read as a sentence."""
ONWARD = 4
"""Dictionaries that are offered for browsing on."""


class Reading(NamedTuple):
    """Another headword that what was typed may mean, its language, and where it is looked up."""

    text: str
    language: str
    href: str


class Link(NamedTuple):
    """What is shown, and where it leads."""

    text: str
    href: str


class Piece(NamedTuple):
    """A piece of a sentence: what stands between it and the one before, the text, where its word leads or ''."""

    before: str
    text: str
    href: str


class Word(NamedTuple):
    """A word of a sentence that a dictionary has."""

    headword: str
    dictionary: str
    gloss: str
    href: str


class ResultsPage(NamedTuple):
    """trouble: why there is no answer, else ''. chosen: id of the dictionary asked, '' for all.

    sections: of the headword, where one was typed whole. beginning, meaning, inside: results of each kind, as /lookup
    has them. more: address of a longer list; onward: dictionaries in which to browse on, after the longest.
    sentence: all pieces in order; words: each word once; cut: the text is as long as the box takes.
    """

    query: str
    chosen: str
    trouble: str = ""
    headword: str = ""
    pronunciation: Pronunciation | None = None
    sections: tuple[PageSection, ...] = ()
    readings: tuple[Reading, ...] = ()
    beginning: tuple[dict[str, Any], ...] = ()
    meaning: tuple[dict[str, Any], ...] = ()
    inside: tuple[dict[str, Any], ...] = ()
    suggestions: tuple[dict[str, Any], ...] = ()
    nothing: bool = False
    more: str = ""
    onward: tuple[Link, ...] = ()
    sentence: tuple[Piece, ...] = ()
    words: tuple[Word, ...] = ()
    cut: bool = False


def browsing_from(dictionary: str, text: str) -> str:
    """Address of what begins with a text in a dictionary."""
    values: dict[str, Any] = {"dictionary": dictionary, "from": text}
    return url_for("pages.browse", **values)


def page(current: Snapshot, text: str, ids: list[str], limit: str | None) -> ResultsPage:
    """The page for a text as it was typed. Raises HttpProblem for a dictionary that is unknown or out of order."""
    chosen = choose(current, ids)
    empty = ResultsPage(text, ids[0] if ids else "")
    try:
        if len(text.strip()) > LONGEST and len(text.split()) > 1:
            return _sentence(current, chosen, empty)
        shown = MOST if limit == str(MOST) else SHOWN
        answer = plain(lookup(current, chosen, checked(text), shown), mount())
    except BadQuery as error:
        trouble = HttpProblem.of(error).sentence if text.strip() else translated(NOTHING)
        return empty._replace(trouble=trouble)
    results: list[dict[str, Any]] = answer["results"]
    suggestions: list[dict[str, Any]] = answer["suggestions"]
    if not results and len(text.split()) >= WORDS:
        made = _sentence(current, chosen, empty)
        if made.words:
            return made
    if not results:
        service().missed(text)
    made = empty._replace(nothing=not results, suggestions=tuple(suggestions))
    whole = [result for result in results if result["whole"] and result["match"] not in ("inside", "meaning")]
    if whole and whole[0] is results[0]:
        made = _with_word(current, made, whole[0])
        made = made._replace(readings=tuple(_reading(current, result, ids) for result in whole[1:]))
        results = [result for result in results if result not in whole]
    if answer["more"]:
        if shown < MOST:
            made = made._replace(more=url_for("pages.home", q=text, dict=ids or None, limit=MOST))
        else:
            made = made._replace(onward=tuple(_onward(chosen, text, results)))
    return made._replace(
        beginning=tuple(result for result in results if result["match"] not in ("inside", "meaning")),
        meaning=tuple(result for result in results if result["match"] == "meaning"),
        inside=tuple(result for result in results if result["match"] == "inside"),
    )


def _with_word(current: Snapshot, made: ResultsPage, result: dict[str, Any]) -> ResultsPage:
    """With what the dictionaries say of a headword: long articles in two pieces, as many as fit into one page."""
    room = entries.LONGEST_ARTICLES
    shown: list[PageSection] = []
    pronunciation = None
    for entry in result["entries"]:
        opened = current.opened[entry["dictionary"]]
        found = page_section(opened, result["headword"], shown=SHOWN_AT_ONCE)
        if found is None:
            continue
        section = found[1]
        room -= sum(map(len, section.stretch.articles))
        if room < 0 and shown:
            section = section._replace(articles=[], rest=[], next="")
        pronunciation = pronunciation if shown else entries.spoken(opened, found[0])
        shown.append(section)
    return made._replace(headword=result["headword"], pronunciation=pronunciation, sections=tuple(shown))


def _reading(current: Snapshot, result: dict[str, Any], ids: list[str]) -> Reading:
    """Another word that was perhaps meant, with the address where it is looked up in the same dictionaries."""
    dictionary = current.opened[result["entries"][0]["dictionary"]].dictionary
    address = url_for("pages.home", q=result["headword"], dict=ids or None)
    return Reading(result["headword"], dictionary.source_language, address)


def _onward(chosen: DictionarySet, text: str, results: list[dict[str, Any]]) -> list[Link]:
    """Browsing from a text on, in the dictionaries that have most of the results."""
    counts: dict[str, int] = {}
    for result in results:
        for entry in result["entries"]:
            counts[entry["dictionary"]] = counts.get(entry["dictionary"], 0) + 1
    most = sorted(counts, key=lambda name: -counts[name])[:ONWARD]
    return [
        Link(opened.dictionary.title, browsing_from(opened.dictionary.id, text))
        for opened in chosen
        if opened.dictionary.id in most
    ]


def _sentence(current: Snapshot, chosen: DictionarySet, made: ResultsPage) -> ResultsPage:
    """A text word by word. Raises BadQuery."""
    text = checked_text(made.query)
    pieces: list[Piece] = []
    words: dict[str, Word] = {}
    place = 0
    for word in segment(current, chosen, text).words:
        at = text.find(word.text, place)
        before = text[place:at] if at >= 0 else " "
        place = at + len(word.text) if at >= 0 else place
        href = ""
        if word.headword:
            href = url_for("pages.home", q=word.headword, dict=made.chosen or None)
            words.setdefault(word.headword, Word(word.headword, word.dictionary, word.gloss, href))
        pieces.append(Piece(before, word.text, href))
    pieces.append(Piece(text[place:], "", ""))
    return made._replace(
        sentence=tuple(pieces), words=tuple(words.values()), cut=len(text) >= LONGEST_TEXT, nothing=not words
    )

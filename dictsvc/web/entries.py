"""GET /entries…: everything under one headword, in one dictionary or several; GET /dictionaries: what can be asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from flask import Blueprint, Response, request

from dictsvc import clean
from dictsvc.errors import BadQuery
from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.records import Dictionary
from dictsvc.search.lookup import articles, checked, lookup
from dictsvc.search.wire import plain
from dictsvc.vietnamese.match import TypedQuery
from dictsvc.vietnamese.pronunciation import Pronunciation, pronunciation
from dictsvc.web import article_html, terms
from dictsvc.web.article_html import page_address
from dictsvc.web.conditional import json_reply
from dictsvc.web.credits import CREDITS
from dictsvc.web.homographs import Stretch, offset, stretch
from dictsvc.web.parameters import dictionary_ids, once
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, mount, origin, service, snapshot

blueprint = Blueprint("entries", __name__)

LONGEST = 1000
"""Characters of the longest text that is looked for as a headword."""
LONGEST_ARTICLES = 200_000
"""Characters of articles in one answer over several dictionaries; one part at least is there in any case."""


def described(dictionary: Dictionary) -> dict[str, object]:
    """A dictionary as the API shows it."""
    return {
        "id": dictionary.id,
        "title": dictionary.title,
        "from": dictionary.source_language,
        "to": dictionary.target_language,
        "entries": dictionary.entries,
        "headwords": dictionary.headwords,
        "licence": dictionary.licence,
        "source": dictionary.source,
        "description": dictionary.description,
        "loaded_at": dictionary.loaded_at,
    }


@blueprint.get("/dictionaries")
def dictionaries() -> Response:
    """The dictionaries in the admin's order; hidden and damaged ones are left out."""
    current = snapshot()
    shown = [described(opened.dictionary) | {"terms": terms.address(opened)} for opened in current.choose([])]
    return json_reply({"generation": current.generation, "dictionaries": shown, "credits": CREDITS})


@blueprint.get("/entries")
def entries_of_headword() -> Response:
    """The entries of ?headword= in all dictionaries, or those of ?dict=, in the admin's order, in one answer.

    Dictionaries that write it just so, else those that have it in another letter case. What would make the answer
    longer than LONGEST_ARTICLES stays out: such a dictionary's part has the address of its entries as `next`.
    """
    current = snapshot()
    asked = unicodedata.normalize("NFC", once("headword"))
    if not asked:
        raise HttpProblem(400, "Chưa có từ cần tra; hãy thêm từ đó vào tham số headword.")
    chosen = choose(current, dictionary_ids())
    found = found_in(chosen, asked)
    if not found:
        suggestions = near(current, chosen, asked)
        sentence = "Không có “{word}” trong từ điển nào được hỏi."
        raise HttpProblem(404, sentence, word=asked[:100], members={"suggestions": suggestions})
    room = LONGEST_ARTICLES
    results: list[dict[str, object]] = []
    for opened, name, texts in found:
        shown = stretch(texts, 0)
        room -= sum(map(len, shown.articles))
        if room < 0 and results:
            shown = Stretch([], 0, shown.total, 0, None)
        results.append(_in_dictionary(opened, name, shown))
    return json_reply({"headword": found[0][1], "generation": current.generation, "results": results})


def found_in(chosen: Iterable[OpenDictionary], headword: str) -> list[tuple[OpenDictionary, str, list[str]]]:
    """Each dictionary that has a headword (NFC), with how it writes it and its articles: those that write it just so,
    else all that have it in another letter case. None for what is too long for a headword."""
    if not 0 < len(headword) <= LONGEST:
        return []
    asked = TypedQuery(headword)
    found = [(opened, *there) for opened in chosen if (there := articles(opened, headword, asked))]
    return [each for each in found if each[1] == headword] or found


@blueprint.get("/entries/<dictionary>")
@blueprint.get("/entries/<dictionary>/")
@blueprint.get("/entries/<dictionary>/<path:headword>")
def entries(dictionary: str, headword: str | None = None) -> Response:
    """The entries under a headword (NFC exactly, else casefolded) from ?offset= on, with the address of the next."""
    current = snapshot()
    opened = choose(current, [dictionary])[0]
    asked = headword if headword is not None else request.args.get("headword", "")
    if not asked:
        raise HttpProblem(400, "Chưa có từ cần tra; hãy thêm từ đó vào sau dấu / hoặc vào tham số headword.")
    found = under(opened, asked)
    if found is None:
        suggestions = near(current, DictionarySet([opened]), asked)
        sentence = "Không có “{word}” trong từ điển này."
        raise HttpProblem(404, sentence, word=asked[:100], members={"suggestions": suggestions})
    name, texts = found
    return json_reply(_in_dictionary(opened, name, stretch(texts, offset())))


def _in_dictionary(opened: OpenDictionary, headword: str, shown: Stretch) -> dict[str, object]:
    dictionary = opened.dictionary
    document = opened.index.exact(headword)
    answer: dict[str, object] = {
        "headword": headword,
        "dictionary": described(dictionary),
        "gloss": opened.index.cards[document].gloss if document is not None else "",
        "page": page_address(mount(), dictionary.id, headword),
        "homographs": shown.total,
        "entries": [_entry(opened, article) for article in shown.articles],
    }
    if by_rule := spoken(opened, headword):
        answer["pronunciation"] = by_rule._asdict()
    elif english := next((each for each in map(clean.parts, shown.articles) if each.uk), None):
        answer["pronunciation"] = {"uk": english.uk, "us": english.us}
    if address := report(dictionary.id, headword, str(answer["page"])):
        answer["report"] = address
    if shown.next is not None:
        answer["next"] = page_address(mount(), dictionary.id, headword, shown.next, room="entries")
    return answer


def report(dictionary: str, headword: str, page: str) -> str:
    """The address at which a mistake in an entry is reported; '' where the setting names none. page: of the entry."""
    values = {"headword": headword, "dictionary": dictionary, "page": origin() + page}
    return service().config.report.format_map({name: quote(value, safe="") for name, value in values.items()})


def _entry(opened: OpenDictionary, article: str) -> dict[str, object]:
    parts = clean.parts(article)
    html = article_html.article(article, opened.dictionary)
    entry: dict[str, object] = {"text": clean.text(article), "html": html}
    if parts.pronunciation:
        entry["pronunciation"] = parts.pronunciation
    if parts.parts_of_speech:
        entry["parts_of_speech"] = list(parts.parts_of_speech)
    if references := _references(opened, article):
        entry["see"] = references
    return entry


def _references(opened: OpenDictionary, article: str) -> list[dict[str, str]]:
    """The cross references that lead to a headword of the same dictionary."""
    named = [(label, headword) for label, headwords in clean.references(article) for headword in headwords]
    found = []
    for label, headword in named[: article_html.SEEN]:
        if (document := opened.index.document(headword)) is not None:
            name = opened.index.headword(document)
            found.append(
                {
                    "label": label,
                    "headword": name,
                    "href": page_address(mount(), opened.dictionary.id, name, room="entries"),
                    "page": page_address(mount(), opened.dictionary.id, name),
                }
            )
    return found


def under(opened: OpenDictionary, headword: str) -> tuple[str, list[str]] | None:
    """A headword as its dictionary writes it, and its articles; None for what is none there."""
    return next(((name, texts) for _, name, texts in found_in([opened], headword)), None)


def spoken(opened: OpenDictionary, headword: str) -> Pronunciation | None:
    """How a headword of a Vietnamese dictionary is pronounced, by rule; None where it is no Vietnamese phrase."""
    return pronunciation(headword) if opened.dictionary.source_language.partition("-")[0] == "vi" else None


def near(current: Snapshot, chosen: DictionarySet, headword: str) -> list[object]:
    """What may have been meant by a headword that is not there, as suggestions."""
    try:
        answer = lookup(current, chosen, checked(headword), 5)
    except BadQuery:
        return []
    shown = plain(answer, mount())
    return [*shown["results"], *shown["suggestions"]]

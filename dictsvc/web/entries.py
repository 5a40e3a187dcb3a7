"""GET /entries/…: everything under one headword; GET /dictionaries: what can be asked."""

from __future__ import annotations

from flask import Blueprint, Response, request

from dictsvc import clean
from dictsvc.errors import BadQuery
from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.records import Dictionary
from dictsvc.search.lookup import articles, checked, lookup
from dictsvc.search.wire import plain
from dictsvc.vietnamese.pronunciation import Pronunciation, pronunciation
from dictsvc.web.article_html import page_address
from dictsvc.web.conditional import json_reply
from dictsvc.web.credits import CREDITS
from dictsvc.web.homographs import offset, stretch
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, mount, snapshot

blueprint = Blueprint("entries", __name__)

LONGEST = 1000
"""Characters of the longest text that is looked for as a headword."""


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
    shown = [described(opened.dictionary) for opened in current.choose([])]
    return json_reply({"generation": current.generation, "dictionaries": shown, "credits": CREDITS})


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
        detail = f"Không có “{asked[:100]}” trong từ điển này."
        raise HttpProblem(404, detail, suggestions=near(current, opened, asked))
    name, texts = found
    shown = stretch(texts, offset())
    answer: dict[str, object] = {
        "headword": name,
        "dictionary": described(opened.dictionary),
        "homographs": shown.total,
        "entries": [_entry(article) for article in shown.articles],
    }
    if by_rule := spoken(opened, name):
        answer["pronunciation"] = by_rule._asdict()
    elif english := next((each for each in map(clean.parts, shown.articles) if each.uk), None):
        answer["pronunciation"] = {"uk": english.uk, "us": english.us}
    if shown.next is not None:
        answer["next"] = page_address(mount(), dictionary, name, shown.next, room="entries")
    return json_reply(answer)


def _entry(article: str) -> dict[str, object]:
    parts = clean.parts(article)
    entry: dict[str, object] = {"text": clean.text(article), "html": clean.html(article)}
    if parts.pronunciation:
        entry["pronunciation"] = parts.pronunciation
    if parts.parts_of_speech:
        entry["parts_of_speech"] = list(parts.parts_of_speech)
    return entry


def under(opened: OpenDictionary, headword: str) -> tuple[str, list[str]] | None:
    """A headword as its dictionary writes it, and its articles; None for what is none there or is too long for one."""
    return articles(opened, headword) if 0 < len(headword) <= LONGEST else None


def spoken(opened: OpenDictionary, headword: str) -> Pronunciation | None:
    """How a headword of a Vietnamese dictionary is pronounced, by rule; None where it is no Vietnamese phrase."""
    return pronunciation(headword) if opened.dictionary.source_language.partition("-")[0] == "vi" else None


def near(current: Snapshot, opened: OpenDictionary, headword: str) -> list[object]:
    """What may have been meant by a headword that is not there, as suggestions."""
    try:
        answer = lookup(current, DictionarySet([opened]), checked(headword), 5)
    except BadQuery:
        return []
    shown = plain(answer, mount())
    return [*shown["results"], *shown["suggestions"]]  # type: ignore[misc]

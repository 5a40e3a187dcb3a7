"""Terms of a dictionary: GET /terms, all headwords of a small one, for pages that mark them in their own text; and the
term of the day.

A page asks once for the whole list instead of sending its text: nothing of what visitors read goes to the service, all
pages share one copy, and under the address that /dictionaries names it never changes.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from hashlib import sha256

from flask import Blueprint, Response, request

from dictsvc.library import OpenDictionary, Snapshot
from dictsvc.web.conditional import json_reply
from dictsvc.web.parameters import dictionary_ids
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, mount, snapshot
from dictsvc.web.static_files import FOR_EVER

blueprint = Blueprint("terms", __name__)

MOST = 20_000
"""Headwords of the largest dictionary that is given as a list."""

DAILY = "hanh-chinh"
"""The dictionary of which the start page shows a term each day."""
DRAWS = 100
"""Headwords among which the term of a day is looked for; the first that is no abbreviation is it."""
_WORD = re.compile(r"\w+")


def address(opened: OpenDictionary) -> str:
    """Where the headwords of a dictionary stand, as they are now; '' for one that has too many."""
    if len(opened.index) > MOST:
        return ""
    return f"{mount()}/terms?dict={opened.dictionary.id}&v={_version(opened)}"


def _version(opened: OpenDictionary) -> str:
    return opened.dictionary.folder.rpartition("-")[2]


@blueprint.get("/terms")
def view() -> Response:
    """The headwords of ?dict= in dictionary order; kept for ever where ?v= is the dictionary's present version."""
    names = dictionary_ids()
    if len(names) != 1:
        raise HttpProblem(400, "Hãy nêu đúng một từ điển trong tham số dict.")
    current = snapshot()
    opened = choose(current, names)[0]
    count = len(opened.index)
    if count > MOST:
        raise HttpProblem(400, "Từ điển này có quá nhiều mục từ, không lấy được thành một danh sách; hãy dùng /lookup.")
    terms = [card.headword for card in opened.index.browse(0, count)]
    reply = json_reply({"dictionary": opened.dictionary.id, "generation": current.generation, "terms": terms})
    if request.args.get("v") == _version(opened):
        reply.headers["Cache-Control"] = FOR_EVER
    return reply


def of_the_day(current: Snapshot) -> dict[str, object] | None:
    """A term with its gloss, another one each day in Vietnam; the same for everybody while a generation lasts. None
    where the dictionary is not there or seems to have abbreviations only."""
    opened = next((opened for opened in current.choose([]) if opened.dictionary.id == DAILY), None)
    if opened is None or not opened.index.offered:
        return None
    today = datetime.now(timezone(timedelta(hours=7))).date().isoformat()
    for draw in range(DRAWS):
        number = int(sha256(f"{today} {current.generation} {draw}".encode()).hexdigest(), 16) % opened.index.offered
        headword, gloss, _ = opened.index.cards.fields(number)
        if not is_abbreviation(headword):
            return {"headword": headword, "gloss": gloss, "dictionary": opened.dictionary}
    return None


def is_abbreviation(headword: str) -> bool:
    """Whether it looks like one: a capital inside a word (THPT, UBND xã, ThS), or a full stop at its end (Q.)."""
    return headword.endswith(".") or any(char.isupper() for part in _WORD.findall(headword) for char in part[1:])

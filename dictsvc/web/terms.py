"""GET /terms: all headwords of a small dictionary, for pages that mark its terms in their own text.

A page asks once for the whole list instead of sending its text: nothing of what visitors read goes to the service, all
pages share one copy, and under the address that /dictionaries names it never changes.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from dictsvc.library import OpenDictionary
from dictsvc.web.conditional import json_reply
from dictsvc.web.delivery import FOR_EVER
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, mount, snapshot

blueprint = Blueprint("terms", __name__)

MOST = 20_000
"""Headwords of the largest dictionary that is given as a list."""


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
    names = [name for name in request.args.getlist("dict") if name]
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

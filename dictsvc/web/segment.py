"""GET /segment: a pasted sentence as words, each with the address of its headword where there is one."""

from __future__ import annotations

from flask import Blueprint, Response, request

from dictsvc.errors import BadQuery
from dictsvc.search.sentence import checked, segment
from dictsvc.search.wire import sentence
from dictsvc.web.conditional import json_reply
from dictsvc.web.lookup import ONCE
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, mount, snapshot

blueprint = Blueprint("segment", __name__)


@blueprint.get("/segment")
def view() -> Response:
    """The words of ?text= in order, punctuation among them; ?dict= names the dictionaries, none: all."""
    current = snapshot()
    given = request.args.getlist("text")
    if len(given) > 1:
        raise HttpProblem(400, ONCE, name="text")
    try:
        text = checked(given[0] if given else "")
    except BadQuery as error:
        raise HttpProblem.of(error) from error
    chosen = choose(current, [one for one in request.args.getlist("dict") if one])
    return json_reply(sentence(segment(current, chosen, text), mount()))

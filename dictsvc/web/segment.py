"""GET /segment: a pasted sentence as words, each with the address of its headword where there is one."""

from __future__ import annotations

from flask import Blueprint, Response

from dictsvc.search.sentence import checked, segment
from dictsvc.search.wire import sentence
from dictsvc.web.conditional import json_reply
from dictsvc.web.parameters import dictionary_ids, once
from dictsvc.web.service import choose, mount, snapshot

blueprint = Blueprint("segment", __name__)


@blueprint.get("/segment")
def view() -> Response:
    """The words of ?text= in order, punctuation among them; ?dict= names the dictionaries, none: all."""
    current, text = snapshot(), checked(once("text"))
    return json_reply(sentence(segment(current, choose(current, dictionary_ids()), text), mount()))

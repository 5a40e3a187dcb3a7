"""GET /words: several words in one request, of each the entries of its headwords."""

from __future__ import annotations

from flask import Blueprint, Response, request

from dictsvc.search.lookup import checked
from dictsvc.search.several import WORDS, words
from dictsvc.search.wire import several
from dictsvc.web.conditional import kept_reply
from dictsvc.web.parameters import dictionary_ids
from dictsvc.web.problems import HttpProblem
from dictsvc.web.service import choose, mount, snapshot

blueprint = Blueprint("words", __name__)


@blueprint.get("/words")
def view() -> Response:
    """The entries of each ?q=, in their order; ?dict= names the dictionaries, none: all."""
    current = snapshot()
    given = request.args.getlist("q")
    if not 0 < len(given) <= WORDS:
        raise HttpProblem(400, "Mỗi lần hãy hỏi từ 1 đến {most} từ, mỗi từ một tham số q.", most=WORDS)
    texts, ids = tuple(map(checked, given)), dictionary_ids()
    chosen = choose(current, ids)

    def body() -> bytes:
        return several(current.generation, words(current, chosen, texts), mount()) + b"\n"

    return kept_reply(current, ("words", texts, tuple(ids)), body)

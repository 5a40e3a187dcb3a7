"""Pages for people, made on the server and useful without JavaScript."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, send_from_directory

from dictsvc import clean
from dictsvc.errors import BadQuery
from dictsvc.search.lookup import articles, checked, lookup
from dictsvc.search.wire import plain
from dictsvc.web.problems import Problem
from dictsvc.web.service import choose, mount, snapshot

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """Search: a box, the dictionaries, and the answer to ?q= where it is asked."""
    current = snapshot()
    text = request.args.get("q", "")
    ids = [one for one in request.args.getlist("dict") if one]
    answer, trouble = None, None
    if text:
        try:
            answer = plain(lookup(current, choose(current, ids), checked(text), 20), mount())
        except BadQuery as error:
            trouble = str(error)
    shown = [shelf.dictionary for shelf in current.shelves.values() if not shelf.dictionary.hidden]
    return render_template("home.html", query=text, chosen=ids, answer=answer, trouble=trouble, dictionaries=shown)


@blueprint.get("/tra/<dictionary>")
@blueprint.get("/tra/<dictionary>/<path:headword>")
def entry(dictionary: str, headword: str | None = None) -> str:
    """The permanent page of a word."""
    current = snapshot()
    shelf = choose(current, [dictionary])[0]
    wanted = headword if headword is not None else request.args.get("headword", "")
    found = articles(shelf, wanted)
    if found is None:
        raise Problem(404, f"Không có “{wanted}” trong {shelf.dictionary.title}.")
    name, texts = found
    return render_template(
        "entry.html", headword=name, dictionary=shelf.dictionary, articles=[clean.html(text) for text in texts]
    )


@blueprint.get("/widget.js")
def widget() -> Response:
    """The portal's widget."""
    return send_from_directory(str(current_app.static_folder), "widget.js", mimetype="text/javascript", max_age=3600)

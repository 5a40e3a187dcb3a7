"""The way of a lookup: a checked text, taken apart once; what matches, in order; the answer, cut last.

Order is decided in `index.hits`. One result per headword, with an entry from each dictionary that has it, in the
admin's order.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby
from operator import itemgetter

from dictsvc.errors import BadQuery, Message
from dictsvc.index.hits import Hit, place
from dictsvc.library import DictionarySet, OpenDictionary, Snapshot
from dictsvc.search import texts
from dictsvc.search.answer import Answer, Result
from dictsvc.search.fallbacks import complete
from dictsvc.search.results import results
from dictsvc.vietnamese import order
from dictsvc.vietnamese.match import VARIANT, TypedQuery

LONGEST = 100
"""Characters of a query, after NFC."""
MOST = 50
"""Results an asker may ask for."""

_STOPS = " .…?!/"
_RULE = texts.Rule(
    LONGEST,
    texts.CONTROLS,
    (
        Message("The word has more than {longest} characters; shorten it.", longest=LONGEST),
        f"Từ cần tra dài quá {LONGEST} ký tự; hãy rút ngắn lại.",
    ),
    (
        Message("The word holds control characters; type it again."),
        "Từ cần tra chứa ký tự điều khiển; hãy gõ lại từ đó.",
    ),
    (Message("There is no word to look up; type one."), "Chưa có từ cần tra; hãy nhập một từ (tham số q)."),
)


def checked(text: str) -> str:
    """The query in NFC. Raises BadQuery."""
    return texts.checked(text, _RULE)


def lookup(snapshot: Snapshot, chosen: DictionarySet, text: str, limit: int = 10) -> Answer:
    """The answer to a checked text from some dictionaries of the snapshot; the first `limit` of the answer for MOST.

    Raises BadQuery for full stops alone, where no headword is written so.
    """
    asked, found = hits(chosen, text, limit + 1)
    if not found and not text.strip(" .…"):
        raise BadQuery(
            "There are only full stops; type a word.",
            vietnamese="Từ cần tra chỉ có dấu chấm; hãy nhập một từ.",
        )
    shown = results(snapshot, chosen, found[:limit])
    suggestions: list[Result] = []
    more = len(found) > limit
    if not more or (chosen.forms and not shown[-1].whole):
        shown, suggestions, more = complete(chosen, asked, shown, limit, more)
    return Answer(text, snapshot.generation, more, shown, suggestions)


def hits(chosen: DictionarySet, text: str, most: int) -> tuple[TypedQuery, list[Hit]]:
    """A checked text taken apart, and the best `most` whole words and completions of it over both kinds, or more.

    What ends a sentence, or was put there by a phone's keyboard, binds only where a headword has it (TP.); one that
    goes on so (TP.HCM) does not hide the word before it.
    """
    asked = TypedQuery(text)
    found = _found(chosen, asked, most)
    best = found[0] if found else None
    if not best or (text.rstrip(" ")[-1] in _STOPS and (not best.whole or best.match == VARIANT)):
        shorter = TypedQuery(text.rstrip(_STOPS))
        without = _found(chosen, shorter, most) if 0 < len(shorter.text) < len(text) else []
        if without and (not found or without[0].whole):
            asked = shorter
            whole = [hit for hit in without if hit.whole]
            found = list({(hit.group, hit.document): hit for hit in [*whole, *found, *without]}.values())
    return asked, found


def _found(chosen: DictionarySet, asked: TypedQuery, most: int) -> list[Hit]:
    """The best `most` hits over both kinds, each headword once."""
    found = [hits for group in chosen.groups if (hits := group.find(asked.reading(tonal=group.tonal), most))]
    if len(found) < 2:
        return found[0] if found else []
    return _merged(found, asked, most)


def _merged(found: list[list[Hit]], asked: TypedQuery, most: int) -> list[Hit]:
    """The best `most` over all groups. Headwords are read as far as they are needed: equals of one group stand in
    dictionary order already, but for the hyphens in them."""
    typed = " ".join(asked.text.split())
    rows: list[tuple[int, Hit]] = []
    for hits in found:
        group, first = hits[0].group, len(rows)
        query = asked.reading(tonal=group.tonal)
        rows += [(place(query, hit, group.zipf(hit.document)), hit) for hit in hits]
        # The first may be the headword as it was typed, which stands before its equals in both.
        if hits[0].whole and group.zipf(hits[0].document) and group.headword(hits[0].document) == typed:
            rows[first] = -1, hits[0]
    rows.sort(key=itemgetter(0))
    best: dict[str, Hit] = {}
    for _, tied in groupby(rows, key=itemgetter(0)):
        equals = [(hit.group.headword(hit.document), hit) for _, hit in tied]
        if "-" in typed or any(hit.group is not equals[0][1].group for _, hit in equals):
            equals.sort(key=lambda row: order.key(row[0]))
        for headword, hit in equals:
            best.setdefault(headword, hit)
        if len(best) >= most:
            break
    return list(best.values())[:most]


def articles(opened: OpenDictionary, headword: str, asked: TypedQuery | None = None) -> tuple[str, list[str]] | None:
    """The headword as it is written in a dictionary, and its articles in the source's order; None where it has none.

    asked: the headword taken apart, where more than one dictionary is asked for it.
    """
    document = opened.index.document(unicodedata.normalize("NFC", headword), asked)
    if document is None:
        return None
    return opened.index.headword(document), opened.index.articles[document]

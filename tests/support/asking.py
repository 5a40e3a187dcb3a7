"""How the tests ask a snapshot, and the headwords of the web's test dictionaries."""

from __future__ import annotations

from dictsvc.library import Snapshot
from dictsvc.search.answer import Answer
from dictsvc.search.lookup import MOST, checked, lookup

ODD = [
    ".",
    "..",
    "/",
    "/etc",
    "a/b",
    "a//b",
    "a/",
    "50%",
    "a?b",
    "a#b",
    "a&b=c",
    "x+y",
    "C++",
    'nói "đùa"',
    "<b>",
    "😀 cười",
]
"""Headwords that an address has to hold."""
WORDS = "học, học sinh, học hành, học phí, đường, đương, dương, hoà, hóa, hoa, Đường, thuỷ, lý, kỳ, xã hội".split(", ")


def ask(snapshot: Snapshot, text: str, *ids: str, limit: int = MOST) -> Answer:
    """What is answered to some text; ids: of these dictionaries only."""
    return lookup(snapshot, snapshot.choose(list(ids)), checked(text), limit)

"""What an article says in a word or two: the items of its gloss, by which a headword is found from its meaning.

    -pupil; student (at school)   ->   pupil, student

An item stands between semicolons, commas, full stops and sense numbers, without what is in brackets, labels and
quotation marks; two that one comma parts are one as well (`khám bệnh, chữa bệnh`). Where it begins with an article,
`to`, or a word that only makes it a Vietnamese noun (sự, con), what follows is an item too. Senses count, text before
them, and notes just below one without a label (renderings in a second language); idioms, examples and references do
not.
"""

from __future__ import annotations

import re

from dictsvc.clean.markup import text_of

LONGEST = 60
"""Characters of an item; what is longer explains, and nobody types it whole."""
WORDS = 6
"""Words of an item. Longer ones are parts of explanations, and would be every third of an explanatory dictionary."""
MOST = 100
"""Items of an article."""
NESTED = 3
"""Brackets within brackets; a line is cut where there are more."""
BEHIND = 3
"""Places by which what follows sự or con stands behind: *tin* is a poor word for a hostage (con tin)."""

_PLAIN = re.compile(r"[^.:()\[\]{}/|–—；，、0-9①-⑳]*").fullmatch
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_OPEN = re.compile(r"[(\[{].*")
_EXAMPLE = re.compile(r":(?!\S).*")
_BORDER = re.compile(
    r"""[;；，、|①-⑳./–—\d-](?:  # the next of these is a border as it is, or by what is around it
        (?<=[;；，、|①-⑳])
        | (?<=\.)(?!\S)
        | (?<=\s[/–—-])(?=\s)
        | (?<=\d)(?<!\S\d)\d?[.)]\s  # a numbered sense
        | (?<=\d)(?:(?<=\.\s\d)|(?<![\s\S]\d))\d?\s(?=[^\W\d_])  # the same without a sign: first, or after a full stop
    )""",
    re.VERBOSE,
)
_OUTER = " \t()[]{},;.:!?…*=~+-–—'\"“”„«»‘’/"
_NOTHING = frozenset(
    " d dt đ đg đgt đt t tt p ph pht trt tr k kt l lt c x id h nh gt st cv cn cg vt tht ng "
    "n v a adj adv prep conj pron int interj num abbr pl sg vb i ii iii etc vv v.v".split(" ")
)  # '' among them
_SPEECH = re.compile(r"(?:dt|đgt|đg|đt|tt|pht|trt|lt|tht)\.? +")
_SPEECH_BEGINNINGS = frozenset(
    ("dt ", "dt.", "đgt", "đg ", "đg.", "đt ", "đt.", "tt ", "tt.", "pht", "trt", "lt ", "lt.", "tht")
)
ARTICLES = ("to ", "a ", "an ", "the ")
"""Words of English before which an item is looked for too."""
_VIETNAMESE = ("sự ", "việc ", "cuộc ", "cái ", "con ")


def items(article: str) -> list[tuple[str, int]]:
    """(item in lower case, its place from 0 on) of a canonical article; an item may come again.

    None of an article that stands under a further spelling: the entry itself has them.
    """
    found: list[tuple[str, int]] = []
    if article[:1] == "~":
        return found
    place = 0
    sense = skipped = False  # below a sense; what follows an idiom belongs to it
    for line in article.split("\n"):
        mark = line[:1]
        if mark == "-":
            sense = True
            if not skipped:
                place = _add(line[1:].lower(), place, found)
        elif mark == " ":
            if not (skipped or (sense and ": " in line)):
                place = _add(line[1:].lower(), place, found)
        elif mark == "<":
            for text in text_of(line).split("\n"):
                place = _add(text.lower(), place, found)
        else:
            skipped = mark == "!" or (skipped and mark != "*")
        if place == MOST:
            break
    return found


def _add(text: str, place: int, found: list[tuple[str, int]]) -> int:
    """Add the items of a line, of which the first stands at a place; returns the place of what follows."""
    english = text.isascii()
    if _PLAIN(text):
        pieces = text.split(";")
    else:
        if "(" in text or "[" in text or "{" in text:
            for _ in range(NESTED):
                text, count = _BRACKETS.subn(" ", text)
                if not count:
                    break
            text = _OPEN.sub("", text)
        if ":" in text:
            text = _EXAMPLE.sub("", text)
        pieces = text.split(";") if _PLAIN(text) and "-" not in text else _BORDER.split(text)
    particles, behind = (ARTICLES, 0) if english else (_VIETNAMESE, BEHIND)
    for piece in pieces:
        if "," not in piece:
            parts = [piece]
        else:
            parts = piece.split(",")
            if len(parts) == 2 and place < MOST and _fits(whole := piece.strip(_OUTER)):
                found.append((whole, place))  # `khám bệnh, chữa bệnh`: one item or two, so both
        for part in parts:
            item = part.strip(_OUTER)
            if item[:3] in _SPEECH_BEGINNINGS and not english and (speech := _SPEECH.match(item)):
                item = item[speech.end() :]
            if place == MOST or not _fits(item):
                continue
            if item.startswith(particles):
                found.append((item.partition(" ")[2].lstrip(), place + behind))
            found.append((item, place))
            place += 1
    return place


def _fits(item: str) -> bool:
    return item not in _NOTHING and len(item) <= LONGEST and item.count(" ") < WORDS

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
from collections.abc import Iterator

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
    r"[;；，、|①-⑳]|\.(?:\s|$)|\s[/–—-]\s|(?:^|(?<=\s))\d{1,2}[.)]\s|(?:^|(?<=\.\s))\d{1,2}\s(?=[^\W\d_])"
)
_OUTER = " \t()[]{},;.:!?…*=~+-–—'\"“”„«»‘’/"
_LABELS = frozenset(
    "d dt đ đg đgt đt t tt p ph pht trt tr k kt l lt c x id h nh gt st cv cn cg vt tht ng "
    "n v a adj adv prep conj pron int interj num abbr pl sg vb i ii iii etc vv v.v".split()
)
_SPEECH = re.compile(r"(?:dt|đgt|đg|đt|tt|pht|trt|lt|tht)\.? +")
ARTICLES = ("to ", "a ", "an ", "the ")
"""Words of English before which an item is looked for too."""
_VIETNAMESE = ("sự ", "việc ", "cuộc ", "cái ", "con ")


def items(article: str) -> Iterator[tuple[str, int]]:
    """(item in lower case, its place from 0 on) of a canonical article; an item may come again.

    None of an article that stands under a further spelling: the entry itself has them.
    """
    if article[:1] == "~":
        return
    place = 0
    sense = skipped = False  # below a sense; what follows an idiom belongs to it
    for line in article.split("\n"):
        mark = line[:1]
        if mark == "-":
            sense = True
            if skipped:
                continue
            texts = [line[1:]]
        elif mark == " ":
            if skipped or (sense and ": " in line):
                continue
            texts = [line[1:]]
        elif mark == "<":
            texts = text_of(line).split("\n")
        else:
            skipped = mark == "!" or (skipped and mark != "*")
            continue
        for text in texts:
            for item, behind, step in _split(text.lower()):
                yield item, place + behind
                place += step
                if place == MOST:
                    return


def _split(text: str) -> Iterator[tuple[str, int, int]]:
    """(item, how many places it stands further back, how many places further the next one stands) of a line."""
    english = text.isascii()
    if _PLAIN(text):
        pieces = text.split(";")
    else:
        for _ in range(NESTED):
            text = _BRACKETS.sub(" ", text)
        text = _OPEN.sub("", text)
        if ":" in text:
            text = _EXAMPLE.sub("", text)
        pieces = _BORDER.split(text)
    particles = ARTICLES if english else _VIETNAMESE
    for piece in pieces:
        parts = piece.split(",")
        if len(parts) == 2 and _fits(whole := piece.strip(_OUTER)):
            yield whole, 0, 0  # `khám bệnh, chữa bệnh`: one item or two, so both
        for part in parts:
            item = part.strip(_OUTER)
            if not english and (speech := _SPEECH.match(item)):
                item = item[speech.end() :]
            if not _fits(item):
                continue
            if item.startswith(particles):
                yield item.partition(" ")[2].lstrip(), 0 if english else BEHIND, 0
            yield item, 0, 1


def _fits(item: str) -> bool:
    return 0 < len(item) <= LONGEST and item.count(" ") < WORDS and item not in _LABELS

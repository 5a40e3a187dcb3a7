"""What in an article looks like a mark left over: counted and shown when a dictionary is loaded, never removed.

A maker's marks that no row of `makers` knows are found by it, so that an admin sees them before visitors do.
"""

from __future__ import annotations

import re

MARKS, BRACKETS, TAGS, ENDS, REPEATED = (
    f"debris: {kind}" for kind in ("marks", "brackets", "tags", "ends", "one gloss for many")
)
SHORT = 24
"""Bytes of a gloss; that many headwords have a shorter one is odd."""

_RARE = re.compile(r"[`{}\\|▶►■□◆●①-⑳\ue000-\uf8ff→<&\[]")
_MARK = re.compile(r"[`{}\\▶►■□◆●①-⑳\ue000-\uf8ff→]|\S\s?\|\s?\S|---|===|\*\*\*")
_TAG = re.compile(
    r"\[/[a-z!*']+\]|\[(?:m\d|trn|com|ref|ex|url|color|lang)(?:(?: id)?=[^\]]*)?\]"
    r"|&(?:#x?\w+|nbsp|amp|lt|gt|quot|apos|\w+(?:acute|grave|circ|tilde|uml));"
    r"|<(?:/[a-z]+|br|dir|div|font|img|span|sub|sup|p|b|i)\b[^<>]*>",
    re.IGNORECASE,
)
_START = re.compile(r"[-=*+.!?#%&@/]\s|[,;:=|>})\]\\_^`→▶►]")
_END = frozenset("=|<{([\\^`→▶►")
_LONE = frozenset("-*.:/")


def of(article: str, gloss: str) -> tuple[str, ...]:
    """Kinds of debris in a canonical article and its gloss; nearly always none."""
    found = []
    if _RARE.search(article) or "---" in article or "===" in article or "***" in article:
        lines = "\n".join(line[1:] for line in article.split("\n") if line[0] != "<")  # safe HTML has its tags
        if _TAG.search(lines):
            found.append(TAGS)
        if _MARK.search(lines):
            found.append(MARKS)
    cut = gloss[-1:] == "…"
    round_ = gloss.count("(") - gloss.count(")")
    square = gloss.count("[") - gloss.count("]")
    if (round_ or square) and (round_ < 0 or square < 0 or not cut):
        found.append(BRACKETS)
    if _START.match(gloss) or gloss[-1:] in _END or (gloss[-2:-1] == " " and gloss[-1] in _LONE):
        found.append(ENDS)
    return tuple(found)

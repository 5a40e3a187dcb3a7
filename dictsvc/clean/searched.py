"""What of an article a search in definitions looks at, and how its snippets show it.

Senses, idioms, examples, notes and the headwords referred to are searched; pronunciations, parts of speech and the
labels before references and forms (*đồng nghĩa:*, *viết tắt:*) are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dictsvc.clean.article import reference
from dictsvc.clean.markup import text_of
from dictsvc.records import RELATIONS

_UNSEARCHED = re.compile(rf"\n(?:[/*][^\n]*|&[^\n]+?: |~(?:{'|'.join(RELATIONS.values())}): )".encode())
_SPOKEN = re.compile(r"\n/[^\n]*")
_HTML = re.compile(r"\n(<[^\n]*)")


def text(articles: Iterable[bytes]) -> bytes:
    """All of the articles under a headword that is searched, and marks."""
    searched = _UNSEARCHED.sub(b"\n", b"\n" + b"\n".join(articles))
    return _HTML.sub(_as_text, searched.decode()).encode() if b"\n<" in searched else searched


def lines(articles: Iterable[str]) -> str:
    """The same as lines, with a line end before each: parts of speech and labels still in it, a translation beside its
    example. An empty part of speech parts articles."""
    found = "\n" + "\n*\n".join(articles)
    if "/" in found:
        found = _SPOKEN.sub("", found)
    if "<" in found:
        found = _HTML.sub(_as_text, found)
    return found.replace("\n+", " – ") if "+" in found else found


def _as_text(line: re.Match[str]) -> str:
    return "".join(f"\n {part}" for part in text_of(line[1]).split("\n"))


def labelled(line: str) -> tuple[str, str]:
    """One of the lines as the label to show before it, '' or with a space at its end, and what of it is searched."""
    mark, rest = line[:1], line[1:]
    if mark == "*":
        return rest, ""
    if mark == "~":
        label, headwords = reference(rest)
        return f"{label} ", headwords
    if mark == "&" and (colon := rest.find(": ")) > 0:
        return rest[: colon + 2], rest[colon + 2 :]
    return "", rest

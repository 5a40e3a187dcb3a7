"""The stored article shown: as plain text, as safe HTML, as one line, and its parts.

Works on canonical articles only (see `dictsvc.clean.marks` for the marks), as `dictsvc.clean.entry` makes them; needs
no sanitiser, since whatever is not a line of HTML is escaped here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from dictsvc.clean.markup import text_of
from dictsvc.records import RELATIONS

SEE = "xem"
LABELS = (SEE, *(f"{name}:" for name in RELATIONS.values()))
"""What is said before cross references."""
"""The word before a cross reference; dictionaries here are read by Vietnamese people."""


@dataclass(frozen=True, slots=True)
class Parts:
    """pronunciation as shown ('' where the article has none), parts_of_speech in their order, each once; uk and us the
    first of each, '' where the article does not say whose it is."""

    pronunciation: str
    parts_of_speech: tuple[str, ...]
    uk: str = ""
    us: str = ""


_UK_AND_US = re.compile("UK(?:, US)? /([^/]+)/(?: · US /([^/]+)/)?")


def parts(article: str) -> Parts:
    """The pronunciation and the parts of speech of an article."""
    pronunciations: list[str] = []
    speech: list[str] = []
    for line in article.split("\n"):
        if line[:1] == "/":
            pronunciations.append(_pronounced(line[1:]))
        elif line[:1] == "*":
            speech.append(line[1:])
    first = next(filter(None, map(_UK_AND_US.fullmatch, pronunciations)), None)
    uk, us = (first[1], first[2] or first[1]) if first else ("", "")
    return Parts(", ".join(dict.fromkeys(pronunciations)), tuple(dict.fromkeys(speech)), uk, us)


def references(article: str) -> list[tuple[str, list[str]]]:
    """The cross references of an article: what is said before them (`xem`, `đồng nghĩa:`), and the headwords named."""
    lines = [reference(line[1:]) for line in article.split("\n") if line[:1] == "~"]
    return [(label, headwords.split("; ")) for label, headwords in lines]


def text(article: str) -> str:
    """Plain text for people: one thing a line, senses numbered within their part of speech."""
    out: list[str] = []
    lines = article.split("\n")
    numbered = _numbers(lines)
    indent = ""
    for at, line in enumerate(lines):
        mark, rest = line[:1], line[1:]
        if mark == "-":
            number = numbered[at]
            out.append(f"{number}. {rest}" if number else f"- {rest}")
            indent = "   "
        elif mark == "=":
            out.append(f"{indent}• {rest}")
        elif mark == "+":
            out[-1] += f" – {rest}"
        elif mark == "/":
            out.append(_pronounced(rest))
        elif mark == "~":
            out.append(f"{indent}{' '.join(reference(rest))}")
        elif mark == "<":
            out.append(text_of(line))
            indent = ""
        elif mark in ("*", "!"):
            out.append(f"{'◆ ' if mark == '!' else ''}{rest}")
            indent = ""
        elif mark:
            out.append(f"{indent}{rest}")
    return "\n".join(out)


def html(article: str) -> str:
    """Safe HTML with classes that say what each thing is; no style, no script, no identifier."""
    out: list[str] = []
    in_list = in_item = False
    spoken = ""  # of the sense to come

    def close(*, whole: bool = True) -> None:
        nonlocal in_list, in_item
        if in_item:
            out.append("</li>")
            in_item = False
        if whole and in_list:
            out.append("</ol>")
            in_list = False

    lines = article.split("\n")
    for position, line in enumerate(lines):
        mark, rest = line[:1], escape(line[1:], quote=False)
        if mark == "-":
            close(whole=False)
            if not in_list:
                out.append('<ol class="senses">')
                in_list = True
            out.append(f"<li>{spoken}{rest}")
            spoken = ""
            in_item = True
        elif mark == "=":
            after = lines[position + 1] if position + 1 < len(lines) else ""
            shown = f' <span class="translation">{escape(after[1:], quote=False)}</span>' if after[:1] == "+" else ""
            out.append(f'<p class="example">{rest}{shown}</p>')
        elif mark == "+":
            continue
        elif mark == "~":
            label, headwords = reference(rest)
            out.append(f'<p class="see">{label} <span class="headword">{headwords}</span></p>')
        elif mark == " ":
            out.append(f'<p class="{"note" if in_item else "text"}">{rest}</p>')
        elif mark == "<":
            close()
            out.append(line)
        elif mark == "/" and in_list and _is_between_senses(lines, position):
            spoken += f'<span class="pronunciation">{escape(_pronounced(line[1:]), quote=False)}</span> '
        elif mark in _CLASSES:
            close()
            shown = escape(_pronounced(line[1:]), quote=False) if mark == "/" else rest
            out.append(f'<p class="{_CLASSES[mark]}">{shown}</p>')
    close()
    return "".join(out)


def _is_between_senses(lines: list[str], position: int) -> bool:
    """Whether the line is the pronunciation of the next sense, with earlier senses of the same list above it."""
    below = next((line[:1] for line in lines[position + 1 :] if line[:1] not in ("/", "&")), "")
    above = next((line[:1] for line in reversed(lines[:position]) if line[:1] in "-*!<"), "")
    return (above, below) == ("-", "-")


_CLASSES = {"/": "pronunciation", "*": "pos", "!": "idiom", "&": "forms"}


def gloss(article: str, limit: int = 120) -> str:
    """One line of at most `limit` UTF-8 bytes: the senses joined by `; `, else the other text, cut at a word with ….

    Text before the first sense and part of speech counts as one. What follows an idiom belongs to it, not to the word.
    What several senses say (learn; study as a verb, science; study as a noun) stands once.
    """
    senses: dict[str, None] = {}
    others: list[str] = []
    examples: list[str] = []
    size = 0
    leading = True
    for line in article.split("\n"):
        mark = line[:1]
        if mark == "-" or (mark == " " and leading):
            piece = line[1:].rstrip(" ;,")
            piece = piece[:-1] if piece[-1:] == "." != piece[-2:-1] else piece
            if mark == "-":
                senses |= dict.fromkeys([piece] if "(" in piece else piece.split("; "))
                size = sum(map(len, senses)) + 2 * len(senses)
            else:
                others.append(piece)
                size += len(piece) + 2
        elif mark == "!" and (senses or others):
            break
        elif mark == "<":
            others.append(text_of(line).replace("\n", " "))
        elif mark == "~":
            others.append(" ".join(reference(line[1:])))
        elif mark in ("!", "="):
            examples.append(line[1:])
        elif mark == " ":
            others.append(line[1:])
        leading = leading and mark in (" ", "/", "&")
        if size > limit:
            break
    before = others[:1] if senses and article[:1] == " " else []
    return _cut("; ".join([*before, *senses] or others[:3] or examples[:1]), limit)


def _cut(line: str, limit: int) -> str:
    data = line.encode()
    if len(data) <= limit:
        return line
    kept = data[: limit - 3].decode(errors="ignore")
    at = kept.rfind(" ")
    if at > len(kept) // 2:
        kept = kept[:at]
    return kept.rstrip(" ;,.:(") + "…"


def _numbers(lines: list[str]) -> dict[int, int]:
    """Line -> its sense number where its part of speech has several senses, else 0."""
    numbers: dict[int, int] = {}
    group: list[int] = []
    for at, line in enumerate([*lines, "*"]):
        if line[:1] == "-":
            group.append(at)
        elif line[:1] in ("*", "!", "<"):
            numbers |= {where: number if len(group) > 1 else 0 for number, where in enumerate(group, 1)}
            group = []
    return numbers


def reference(rest: str) -> tuple[str, str]:
    """A line of cross references as the label to show and the headwords, parted by `; `."""
    label, colon, headwords = rest.partition(": ")
    return (f"{label}:", headwords) if colon and label in RELATIONS.values() else (SEE, rest)


def _pronounced(pronunciation: str) -> str:
    delimited = pronunciation[:1] in ("/", "[", "(") or _UK_AND_US.fullmatch(pronunciation)
    return pronunciation if delimited else f"/{pronunciation}/"

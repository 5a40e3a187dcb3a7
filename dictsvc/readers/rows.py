"""Rows and records whose parts are named (see `columns`) into entries.

A row that holds a whole definition is an entry by itself. Rows that describe senses belong together by headword, and
their article is made of line marks here, since the parts are known already.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import cast, get_args

from dictsvc.readers.source import Item
from dictsvc.records import RELATIONS, Entry, Markup, Rejected

_STRUCTURE = frozenset(
    ("sense", "equivalent", "abbreviation", "forms", "classifier", "example", "translation", "uk", "us", *RELATIONS)
)
_WHOLE = frozenset(("html", "text", "markup"))
_BREAK = re.compile(r"</?(?:br|p|div)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:b|i|u|em|strong|sup|sub|span|font|a)>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|sup|sub|span|font|a)(?:\s[^<>]*)?>", re.IGNORECASE)


def is_structured(roles: Iterable[str]) -> bool:
    """Whether columns of these roles describe senses, so that rows of one headword make one entry."""
    found = set(roles)
    # A language in the heading makes its column an equivalent; by itself that is a word list with two columns.
    return bool((found - {"equivalent"} if "definition" not in found else found) & _STRUCTURE) and not found & _WHOLE


def entry_of(values: dict[str, str], where: str) -> Item:
    """One row (role -> text) as an entry by itself."""
    markup = values.get("markup", "html" if "html" in values and "text" not in values else "plain")
    if markup not in get_args(Markup):
        return Rejected(where, "unknown markup", markup[:80])
    definition = values.get("text") or values.get("html") or values.get("definition") or values.get("equivalent", "")
    if note := values.get("note"):
        definition += f"\n{note}"
    if source := values.get("source"):
        definition += f"\nnguồn: {source}"
    return Entry(
        values.get("headword", ""),
        definition,
        markup=cast(Markup, markup),
        pronunciation=values.get("pronunciation", ""),
        part_of_speech=values.get("part_of_speech", ""),
        alternates=alternates_of(values.get("alternates", "")),
        where=where,
    )


def alternates_of(cell: str) -> tuple[str, ...]:
    """Spellings in one cell, parted by line ends where it has any, else by `; `."""
    parts = cell.split("\n") if "\n" in cell else cell.split("; ")
    return tuple(part.strip() for part in parts if part.strip())


def one_line(cell: str) -> str:
    """A cell without line ends, runs of spaces, and the few HTML tags that office programs leave in one."""
    if "<" in cell:
        cell = _BREAK.sub(" ", cell)
        if _CLOSING.search(cell):
            cell = html.unescape(_INLINE.sub("", cell))
    return " ".join(cell.split())


def article_of(rows: list[dict[str, str]], where: str) -> Entry:
    """Rows of one headword (role -> cell) as an entry whose definition has line marks.

    Of a definition and an equivalent, the one whose column comes first is the sense, the other stands below it. The
    abbreviation and the irregular forms lead to the entry too.
    """
    lines: list[str] = []
    others: list[str] = []
    speech = pronounced = ""
    written: set[str] = set()

    def once(line: str) -> None:
        if line not in written:
            written.add(line)
            lines.append(line)

    for row in rows:
        heading: list[str] = []
        if (now := row.get("pronunciation", "") or _spoken(row)) and now != pronounced:
            pronounced = now
            heading.append("/" + (now[1:-1] if len(now) > 2 and now[0] == now[-1] == "/" else now))
        if (now := row.get("part_of_speech", "")) and now != speech:
            speech = now
            heading.insert(0 if lines else 1, "*" + now)  # a further pronunciation is of this part of speech only
        lines += heading
        if forms := row.get("forms", ""):
            once("&" + forms)
            others += alternates_of(forms)
        if short := row.get("abbreviation", ""):
            once("&viết tắt: " + short)
            others += alternates_of(short)
        others += alternates_of(row.get("alternates", ""))
        lines += _sense(row)
    word = rows[0]["headword"]
    alternates = tuple(other for other in dict.fromkeys(others) if other != word)
    return Entry(word, "\n".join(lines), markup="lines", alternates=alternates, where=where)


def _sense(row: dict[str, str]) -> list[str]:
    """The lines of what a row says of its meaning: what it means, notes, example, other headwords."""
    meanings = [cell for role, cell in row.items() if role in ("equivalent", "definition") and cell]
    lines = [f"{' ' if place else '-'}{meaning}" for place, meaning in enumerate(meanings)]
    if note := row.get("note", ""):
        lines.append(" " + note)
    if (classifier := row.get("classifier", "")).strip("-–—"):  # a dash: the noun takes none
        lines.append(" loại từ: " + classifier)
    if source := row.get("source", ""):
        lines.append(" nguồn: " + source)
    if example := row.get("example", ""):
        lines.append("=" + example)
        if translation := row.get("translation", ""):
            lines.append("+" + translation)
    for relation, label in RELATIONS.items():
        if named := row.get(relation, ""):
            lines.append(f"~{label}: {named}" if meanings else "~" + named)
    return lines


def _spoken(row: dict[str, str]) -> str:
    """British and American pronunciation on one line (see `clean.article`), one alone without saying whose it is."""
    uk, us = (row.get(role, "").strip("/") for role in ("uk", "us"))
    if uk and "us" in row:
        return f"UK /{uk}/ · US /{us}/" if us and us != uk else f"UK, US /{uk}/"
    return uk or us

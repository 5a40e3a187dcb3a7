"""The report of a load in words: what was read, kept, merged, skipped and why, and what is unusual in what was kept.

Works on the report as plain values, as a load hands it over and as the catalogue keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dictsvc.cli import console
from dictsvc.errors import Message, joined

WORDS = {
    "debris: brackets": Message("glosses with a bracket that nothing opens or closes"),
    "debris: ends": Message("glosses that begin or end with a mark"),
    "debris: marks": Message("entries with marks of their maker that no rule explains (backquotes, bars, arrows)"),
    "debris: one gloss for many": Message("entries with the same short gloss"),
    "debris: tags": Message("entries in which tags or codes of characters are left"),
    "definition repeated as a headword": Message("definition repeated as a headword; read once"),
    "definition says nothing": Message("definition says nothing (only - or the like), shown as –"),
    "eth for đ": Message("look-alike letter repaired: Ð (eth) where Vietnamese has Đ"),
    "headword found in the first line below": Message("no headword on its own line; the line below begins with it"),
    "hidden text removed": Message("text removed that was made invisible (white on white, no size)"),
    "html removed": Message("HTML removed: scripts, forms, handlers, styles or pictures"),
    "idxfilesize differs": Message("size of the .idx file is not what the .ifo file says"),
    "invisible characters removed": Message("invisible characters removed (soft hyphens, zero-width spaces, U+FEFF)"),
    "marks recomposed": Message("separate or misordered marks composed with their letters"),
    "number of entries differs": Message("number of entries is not what the file says"),
    "number of headwords differs": Message("number of headwords is not what the file says"),
    "quoted cell over several lines": Message(
        "a cell in quotes goes on in the next lines, and each line was read as a row; name the file .csv to join them"
    ),
    "spelling too long left out": Message("further spelling left out, being too long"),
    "undecodable bytes": Message("bytes that are no text in this encoding, shown as \ufffd"),
    "underscores between syllables": Message("underscores between syllables made spaces"),
    "unreadable characters": Message("a character was lost before (U+FFFD stands in the file)"),
    "wordcount differs": Message("number of words is not what the .ifo file says"),
}
"""Finding -> what it means; others are shown by their name."""
_OLD, _NEW = "tone placement hòa", "tone placement hoà"
_FURTHER = "further spellings"
_DEBRIS = "debris: "
_LABEL, _NUMBER = 10, 9
_INDENT = _LABEL + _NUMBER + 2


def print_report(report: Mapping[str, Any]) -> None:
    """Print a report on standard output: aligned, within the terminal's width; piped, samples are whole."""
    _row(Message("read"), report["read"])
    _row(Message("kept"), report["kept"], Message("entries"))
    if report["merged"]:
        _row(Message("merged"), report["merged"], Message("of them under a headword that an earlier entry has"))
    further = report["findings"].get(_FURTHER, 0)
    words = Message("further spellings among them: {count:,}", count=further) if further else ""
    _row(Message("headwords"), report["headwords"], words)
    for reason, number in sorted(report["skipped"].items(), key=lambda row: -row[1]):
        _row(Message("skipped"), number, Message(reason))
        for where, sample in report["samples"].get(reason, ()):
            _below(joined(": ", (part for part in (_place(where), sample) if part)))
    for label, number, words, places in _unusual(report):
        _row(label, number, words)
        if places:
            _below(places)
    if report["replaced"]:
        counts = Message("headwords; {came:,} came, {went:,} went", came=report["came"], went=report["went"])
        _row(Message("changed"), report["changed"], counts)
        if gone := report.get("gone"):  # reports of earlier versions do not name them
            _below(
                Message("gone: {headwords}", headwords=", ".join(gone) + (" …" if report["went"] > len(gone) else ""))
            )
        print_metadata(report)


def print_metadata(report: Mapping[str, Any]) -> None:
    """What is said of the dictionary and was replaced, on standard output."""
    for name, (before, after) in report.get("metadata", {}).items():
        console.out.print(joined("", (label(name), ": ", before or "–", " → ", after or "–")))


def print_drawn(drawn: Sequence[tuple[str, str]]) -> None:
    """Entries drawn at random, as visitors will read them, on standard output."""
    if not drawn:
        return
    console.out.print()
    console.announce("{count} entries drawn at random, as they will be read:", count=len(drawn))
    for headword, text in drawn:
        console.out.print()
        console.line(headword, style="bold")
        for line in text.split("\n"):
            console.paragraph(line, indent=2)


def _unusual(report: Mapping[str, Any]) -> Iterator[tuple[str, int, str, str]]:
    """Label, number, meaning and first places of what is unusual. One way of placing tone marks is not.

    What looks like marks left over stands last, under a label of its own.
    """
    found: dict[str, int] = dict(report["findings"])
    found.pop(_FURTHER, None)
    old, new = found.pop(_OLD, 0), found.pop(_NEW, 0)
    if old and new:
        rarer: str = _OLD if old < new else _NEW
        words = Message(
            "tone marks placed both ways: {old:,} headwords as in hòa, {new:,} as in hoà; each finds the other",
            old=old,
            new=new,
        )
        yield Message("unusual"), old + new, words, _places(report, rarer)
    for name, number in sorted(found.items(), key=lambda item: (item[0].startswith(_DEBRIS), -item[1])):
        label = Message("debris") if name.startswith(_DEBRIS) else Message("unusual")
        yield label, number, WORDS.get(name) or Message(name), _places(report, name)


def _places(report: Mapping[str, Any], name: str) -> str:
    found = [(_place(where), headword[:30]) for where, headword in report.get("places", {}).get(name, ())]
    shown = [joined("", (where, " (", word, ")")) if where and word else where or word for where, word in found]
    return joined(", ", (place for place in shown if place))


_PLACES = {"line": Message("line {number}"), "entry": Message("entry {number}"), "item": Message("item {number}")}


def _place(where: str) -> str:
    """A place in a file, which reports keep in English."""
    kind, _, number = where.partition(" ")
    return Message(_PLACES[kind].template, number=number) if kind in _PLACES and number.isdigit() else where


LABELS = {
    "id": Message("id"),
    "title": Message("title"),
    "folder": Message("folder"),
    "position": Message("position"),
    "source_language": Message("source language"),
    "target_language": Message("target language"),
    "licence": Message("licence"),
    "source": Message("source"),
    "description": Message("description"),
    "hidden": Message("hidden"),
    "entries": Message("entries"),
    "headwords": Message("headwords"),
    "loaded_at": Message("loaded at"),
    "fingerprint": Message("fingerprint"),
    "bundled": Message("bundled"),
    "read_by": Message("read by"),
    "file": Message("file"),
    "set_fields": Message("set by hand"),
}
"""Field of a dictionary -> its name for people."""


def label(field: str) -> str:
    """The name of a dictionary's field for people."""
    return LABELS.get(field) or field.replace("_", " ")


def _row(label: str, number: int, words: str = "") -> None:
    count = console.shown(Message("{count:,}", count=number))
    console.paragraph(words, indent=_INDENT, label=f"{console.shown(label):<{_LABEL}}{count:>{_NUMBER}}")


def _below(words: str) -> None:
    console.line(words, style="dim", indent=_INDENT)

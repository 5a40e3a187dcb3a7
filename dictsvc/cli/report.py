"""The report of a load in words: what was read, kept, merged, skipped and why, and what is unusual in what was kept.

Works on the report as plain values, as a load hands it over and as the catalogue keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dictsvc.cli import console

_WORDS = {
    "definition repeated as a headword": "definition repeated as a headword; read once",
    "definition says nothing": "definition says nothing (only - or the like); kept as it is",
    "eth for đ": "look-alike letter repaired: Ð (eth) where Vietnamese has Đ",
    "headword found in the first line below": "no headword on its own line; the line below begins with it",
    "hidden text removed": "text removed that was made invisible (white on white, no size)",
    "html removed": "HTML removed: scripts, forms, handlers, styles or pictures",
    "idxfilesize differs": "size of the .idx file is not what the .ifo file says",
    "invisible characters removed": "invisible characters removed (soft hyphens, zero-width spaces, U+FEFF)",
    "marks recomposed": "separate or misordered marks composed with their letters",
    "number of entries differs": "number of entries is not what the file says",
    "number of headwords differs": "number of headwords is not what the file says",
    "spelling too long left out": "further spelling left out, being too long",
    "undecodable bytes": "bytes that are no text in this encoding, shown as \ufffd",
    "underscores between syllables": "underscores between syllables made spaces",
    "unreadable characters": "a character was lost before (U+FFFD stands in the file)",
    "wordcount differs": "number of words is not what the .ifo file says",
}
"""Finding -> what it means; others are shown by their name."""
_OLD, _NEW = "tone placement hòa", "tone placement hoà"
_FURTHER = "further spellings"
_LABEL, _NUMBER = 10, 9
_INDENT = _LABEL + _NUMBER + 2


def print_report(report: Mapping[str, Any]) -> None:
    """Print a report on standard output: aligned, within the terminal's width; piped, samples are whole."""
    _row("read", report["read"])
    _row("kept", report["kept"], "entries")
    if report["merged"]:
        _row("merged", report["merged"], "of them under a headword that an earlier entry has")
    further = report["findings"].get(_FURTHER, 0)
    _row("headwords", report["headwords"], f"further spellings among them: {further:,}" if further else "")
    for number, reason, samples in _skipped(report):
        _row("skipped", number, reason)
        for where, sample in samples:
            _below(f"{where}: {sample}" if where and sample else where or sample)
    for number, words, places in _unusual(report):
        _row("unusual", number, words)
        if places:
            _below(places)
    if report["replaced"]:
        _row("changed", report["changed"], f"headwords; {report['came']:,} came, {report['went']:,} went")
        if gone := report.get("gone"):  # reports of earlier versions do not name them
            _below("gone: " + ", ".join(gone) + (" …" if report["went"] > len(gone) else ""))
        print_metadata(report)


def print_metadata(report: Mapping[str, Any]) -> None:
    """What is said of the dictionary and was replaced, on standard output."""
    for name, (before, after) in report.get("metadata", {}).items():
        console.out.print(f"{name.replace('_', ' ')}: {before or '–'} → {after or '–'}")


def _skipped(report: Mapping[str, Any]) -> Iterator[tuple[int, str, Sequence[Sequence[str]]]]:
    """Number, reason and first places of what was left out, most frequent first."""
    for reason, number in sorted(report["skipped"].items(), key=lambda one: -one[1]):
        yield number, reason, report["samples"].get(reason, ())


def _unusual(report: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Number, meaning and first places of what is unusual. One way of placing tone marks is not."""
    found: dict[str, int] = dict(report["findings"])
    found.pop(_FURTHER, None)
    old, new = found.pop(_OLD, 0), found.pop(_NEW, 0)
    if old and new:
        rarer: str = _OLD if old < new else _NEW
        words = f"tone marks placed both ways: {old:,} headwords as in hòa, {new:,} as in hoà; each finds the other"
        yield old + new, words, _places(report, rarer)
    for name, number in sorted(found.items(), key=lambda one: -one[1]):
        yield number, _WORDS.get(name) or name, _places(report, name)


def _places(report: Mapping[str, Any], name: str) -> str:
    found = [(where, headword[:30]) for where, headword in report.get("places", {}).get(name, ())]
    shown = [f"{where} ({headword})" if where and headword else where or headword for where, headword in found]
    return ", ".join(one for one in shown if one)


def _row(label: str, number: int, words: str = "") -> None:
    console.paragraph(words, indent=_INDENT, label=f"{label:<{_LABEL}}{number:>{_NUMBER},}")


def _below(words: str) -> None:
    console.line(words, style="dim", indent=_INDENT)

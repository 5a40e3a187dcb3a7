"""Lingvo DSL: headwords at the line start, their card indented below, tags in square brackets; UTF-16 or UTF-8.

    #NAME "…"                          headers, before the first card
    headword                           several lines of them share one card
    <tab>[m1][trn]text[/trn][/m]       ~ stands for the headword; \\[ is a bracket; {{…}} a comment; <<…>> a reference

Some converters write the whole definition at the line start too, which makes it a second headword by the book. A line
there that the card repeats is taken for what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dictsvc.errors import SourceError
from dictsvc.readers import encodings
from dictsvc.readers.encodings import Line
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.records import Entry, Rejected

_LINE = 50  # characters that take as much memory as a line does by itself
_HEADER = re.compile(r"#([A-Z_]+)\s+(.*)")
_COMMENT = re.compile(r"\{\{.*?\}\}")
_MEDIA = re.compile(r"\[(s|video)\](?:[^\[\]]*)\[/\1\]")
_SAID = re.compile(r"\[t\]([^\[\]]*)\[/t\]")
_TAG = re.compile(r"(?<!\\)\[/?(?:[a-z!*'][^\[\]]*|\*)\]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_REFERENCE = re.compile(r"<<([^<>]*)>>")
_REF = re.compile(r"\[ref[^\[\]]*\]([^\[\]]*)\[/ref\]|<<([^<>]*)>>")
_SEE = re.compile(r"\b(?:see(?: also)?|cf|xem(?: thêm)?|см|ср|тж)\b|[=→]", re.IGNORECASE)
_LABEL = re.compile(r"\[p\][^\[\]]*\[/p\]")
_ESCAPE = re.compile(r"\\(.)")
_UNSORTED = re.compile(r"(?<!\\)\{[^{}]*\}")
_ACCENT = re.compile(r"\['\](.*?)\[/'\]")


def open_dsl(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """A DSL file, plain or .dz. SourceError where it has no card."""
    chosen = encodings.choose(path, encoding, limits)
    headers: dict[str, str] = {}
    cards = False
    for line in islice(encodings.lines(path, chosen.name, limits), 2000):
        if match := _HEADER.match(line.text):
            headers.setdefault(match[1], match[2].strip().removeprefix('"').removesuffix('"'))
        cards = cards or line.text[:1] in ("\t", " ")
    if not cards:
        raise SourceError(
            "{file} has no indented line; a DSL dictionary indents the text below each headword.", file=path.name
        )
    return Source(
        format="dsl",
        encoding=chosen.name,
        why=chosen.why,
        files=(path,),
        metadata=SourceMetadata(
            title=headers.get("NAME", ""),
            source_language=headers.get("INDEX_LANGUAGE", ""),
            target_language=headers.get("CONTENTS_LANGUAGE", ""),
        ),
        limits=limits,
        read=lambda source: _items(source, path),
    )


def _cards(lines: Iterator[Line], longest: int) -> Iterator[tuple[list[Line], list[Line], bool]]:
    """(headword lines, card lines, whether there are more of them than `longest` characters, which are left out).

    A card line without a headword comes by itself.
    """
    heads: list[Line] = []
    body: list[Line] = []
    top = True
    held = 0
    for line in lines:
        text = line.text
        if not text.strip():
            continue
        if top and text.startswith("#"):
            continue
        top = False
        if text[0] not in "\t " and body:
            yield heads, body, held > longest
            heads, body, held = [], [], 0
        if text[0] in "\t " and not heads:
            yield [], [line], False
            continue
        if held <= longest:
            (body if text[0] in "\t " else heads).append(line)
        held += len(text) + _LINE
    if heads:
        yield heads, body, held > longest


def _items(source: Source, path: Path) -> Iterator[Item]:
    repeated = 0
    limits = source.limits
    # Tags and a headword that is written out make a card longer or shorter than it is shown.
    longest = 2 * limits.definition
    for heads, body, beyond in _cards(encodings.lines(path, source.encoding, limits, source.progress), longest):
        if not heads:
            yield Rejected(f"line {body[0].number}", "text before the first headword", body[0].text[:80])
            continue
        where = f"line {heads[0].number}"
        if any(line.mended for line in (*heads, *body)):
            source.found("undecodable bytes", where)
        word = _headword(heads[0].text)
        if beyond or sum(line.text.count("~") for line in body) * len(word) > longest:
            yield Rejected(where, "definition too long", word[:80])
            continue
        lines: list[str] = []
        see: list[str] = []
        for line in body:
            if referred := _referred(line.text):
                see += referred
            else:
                lines += _lines(line.text, word)
        told = {_bare(line) for line in lines}
        others = []
        for line in heads[1:]:
            if body and _bare("\n".join(_shown(line.text, word))) in told:
                repeated += 1
            else:
                others.append(_headword(line.text))
        if lines and _bare(lines[0]) == _bare(word):
            del lines[0]
        alternates = tuple(dict.fromkeys(other for other in others if other and other != word))
        yield Entry(word, "\n".join(lines), alternates=alternates, see=tuple(dict.fromkeys(see)), where=where)
    if repeated:
        source.found("definition repeated as a headword", f"{path.name}: {repeated} times")


def _bare(text: str) -> str:
    return "".join(_BREAK.sub("", text).split()).lstrip("-=").casefold()


def _headword(text: str) -> str:
    text = _UNSORTED.sub("", _sub_closed(_ACCENT, r"\1", text, "[/']"))
    return " ".join(_ESCAPE.sub(r"\1", _TAG.sub("", text)).split())


def _referred(text: str) -> list[str]:
    """The headwords that a line of a card refers to, where it does nothing else; else none."""
    if "[ref" not in text and "<<" not in text:
        return []
    rest = _SEE.sub("", _TAG.sub("", _REF.sub("", text)))
    if rest.strip(" \t,;:.·"):
        return []
    return [name for match in _REF.finditer(text) if (name := _headword(match[1] or match[2] or ""))]


def _lines(text: str, word: str) -> list[str]:
    """One line of a card as lines of plain text with FVDP marks where its tags say what they are.

    A transcription is the headword's where nothing but labels and the headword stands before it.
    """
    mark = ""
    if "[ex]" in text:
        mark = "= "
    elif "[trn]" in text:
        mark = "- "
    transcription = _SAID.search(text)
    if transcription and _headword(_LABEL.sub("", text[: transcription.start()])) not in ("", word):
        transcription = None
    shown = _shown(text[: transcription.start()] + text[transcription.end() :] if transcription else text, word)
    if mark and shown:
        if mark == "= " and shown[0].count(" — ") == 1 and "+" not in shown[0]:
            shown[0] = shown[0].replace(" — ", "+")
        shown[0] = mark + shown[0]
    return [f"/{transcription[1].strip()}/", *shown] if transcription else shown


def _sub_closed(pattern: re.Pattern[str], by: str, text: str, closing: str) -> str:
    """`pattern.sub` for a pattern that ends in `closing`, without a look for it from each opening behind the last."""
    before, mark, after = text.rpartition(closing)
    return pattern.sub(by, before + mark) + after if mark else text


def _shown(text: str, word: str) -> list[str]:
    text = _MEDIA.sub("", _sub_closed(_COMMENT, "", text, "}}"))
    text = _TAG.sub("", _REFERENCE.sub(r"\1", text))
    text = re.sub(r"(?<!\\)~", lambda _: word, text)
    text = _ESCAPE.sub(r"\1", text)
    return ["\n".join(part)] if (part := [p.strip() for p in _BREAK.split(text) if p.strip()]) else []

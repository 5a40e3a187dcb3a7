"""MDX, BGL, slob and others through PyGlossary, which the extra `dictsvc[formats]` brings.

PyGlossary is licensed under the GPL, version 3 or later, and this program is not: it is no part of it, and runs in a
process of its own (`pyglossary_child`) with bounded memory and a home folder that is thrown away. Its entries are
counted here, and what it only logs becomes Rejected.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from dictsvc.errors import Message, SourceError
from dictsvc.readers import bounded, pseudo
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.records import Entry, Markup, Rejected

PLUGINS = {"mdx": "OctopusMdict", "bgl": "BabylonBgl", "slob": "Aard2Slob", "pyglossary": ""}
"""Format -> PyGlossary's name for it; '' lets it decide by the file's name."""

_MARKUP: dict[str, Markup] = {"h": "html", "m": "plain", "x": "xdxf"}


def opener(format_: str) -> Callable[..., Source]:
    """The function that opens files of one of these formats."""
    return partial(_open, format_)


def available() -> bool:
    """Whether PyGlossary is installed."""
    return importlib.util.find_spec("pyglossary") is not None


def _open(format_: str, path: Path, *, encoding: str | None, limits: Limits) -> Source:
    if not available():
        raise SourceError(
            "{file} is {format}, which needs PyGlossary: install it with pip install 'dictsvc[formats]' "
            "(it is licensed under the GPL, version 3 or later).",
            file=path.name,
            format=format_,
        )
    if format_ == "slob" and importlib.util.find_spec("icu") is None:
        raise SourceError(
            "{file} is slob, which needs PyICU beside PyGlossary: install it with pip install PyICU (and Debian's "
            "libicu-dev), or convert the file to a tab file or StarDict first.",
            file=path.name,
        )
    messages = _messages(path, PLUGINS[format_], limits)
    info: dict[str, str] = {}
    found = False
    try:
        for message in messages:
            if "info" in message:
                info = {str(name).lower(): str(value) for name, value in message["info"].items()}
            if "words" in message:
                found = True
                break
    finally:
        messages.close()
    if not found:
        raise SourceError("{file} holds no entry that PyGlossary can find.", file=path.name)
    description = info.get("description", "")
    return Source(
        format=format_,
        encoding="as the file says",
        why=Message("PyGlossary reads it"),
        files=(path,),
        metadata=SourceMetadata(
            title=info.get("name") or info.get("title", ""),
            source_language=info.get("sourcelang", ""),
            target_language=info.get("targetlang", ""),
            licence=info.get("license", "") or pseudo.licence_in(info.get("copyright", "") or description),
            description=description,
            source=info.get("website", ""),
            author=info.get("author", ""),
            markup="html" if format_ in ("mdx", "bgl", "slob") else "plain",
        ),
        limits=limits,
        read=lambda source: _items(source, path),
    )


def _messages(path: Path, plugin: str, limits: Limits) -> Generator[Any, None, None]:
    """What PyGlossary says of a file, message by message. SourceError where it fails."""
    return bounded.messages(
        "pyglossary_child.py",
        path.absolute(),
        plugin,
        limits.definition + 1,
        limits.alternates + 2,
        file=path.name,
        library="PyGlossary",
        memory=limits.memory,
        seconds=limits.seconds_for(path),
        longest=64 * (limits.definition + limits.alternates),
    )


def _items(source: Source, path: Path) -> Iterator[Item]:
    messages = _messages(path, PLUGINS[source.format], source.limits)
    number = stated = 0
    try:
        for message in messages:
            if "log" in message:
                yield Rejected("", "reported by PyGlossary", str(message["log"]))
            elif "data" in message:
                yield Rejected("", "picture or sound", str(message["data"])[:80])
            elif "words" in message:
                number += 1
                yield _entry(message, f"entry {number}", source.metadata.markup)
            elif "end" in message:
                stated = int(message["end"])
    finally:
        messages.close()
    if stated != number:
        source.found("number of entries differs", f"{path.name}: {stated} read, {number} received")


def _entry(message: dict[str, Any], where: str, markup: Markup) -> Item:
    words = [str(word) for word in message["words"] if str(word).strip()]
    text = str(message["text"])
    if not words:
        return Rejected(where, "no headword", text[:80])
    kind = _MARKUP.get(str(message["kind"]), markup)
    if kind == "plain" and markup == "html":
        kind = "html"  # PyGlossary calls a text plain if it does not begin with a tag it knows
    return Entry(words[0], _without_headword(text, words[0]), kind, alternates=tuple(words[1:]), where=where)


def _without_headword(text: str, word: str) -> str:
    """A definition without the headword in bold that makers of MDX put before it."""
    for opening, closing in (("<b>", "</b>"), ("<h1>", "</h1>"), ("<h3>", "</h3>")):
        if text.startswith(f"{opening}{word}{closing}"):
            return text[len(opening) + len(word) + len(closing) :].removeprefix("<br>").removeprefix("<br/>").lstrip()
    return text

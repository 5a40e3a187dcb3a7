"""Yomitan (and Yomichan) archives: a zip with index.json, term_bank_1.json …, tag_bank_1.json ….

A term is [expression, reading, definition tags, rules, score, definitions, sequence, term tags] (format 3) or
[expression, reading, tags, rules, score, definition, …] (format 1). A definition is a string, an object of type
text, image or structured-content, or a pair that refers to an uninflected word. Structured content becomes HTML for
the cleaner; pictures are left out. After the schemas that Yomitan publishes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

from dictsvc.errors import Message, SourceError
from dictsvc.readers import archives, jsonstream, pseudo
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata, brief
from dictsvc.records import Entry, Rejected

_BANK = re.compile(r"term_bank_(\d+)\.json")
_TAGS = re.compile(r"tag_bank_\d+\.json")
_DEPTH = 100
_SMALL = 4 * 1024 * 1024
_MOST_TAGS = 10_000
_FORM = "non-lemma"
"""A tag that says of a word that it leads to another one, and nothing of its part of speech."""
_ELEMENTS = frozenset(
    "br ruby rt rp table thead tbody tfoot tr td th span div ol ul li a details summary b i em strong p".split()
)


def open_yomitan(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """A Yomitan archive. SourceError where it has no index.json or no term bank."""
    with archives.opened(path, limits) as archive:
        names = archive.names
        index_name = _named(names, "index.json")
        if index_name is None:
            raise SourceError("{file} has no index.json; is it a Yomitan dictionary?", file=path.name)
        index = _small_json(archive, index_name, path)
        banks = [name for name in names if _BANK.fullmatch(PurePosixPath(name).name)]
        if not banks:
            kind = Message("no dictionary")
            if any("_bank_" in name for name in names):
                kind = Message("only frequencies or kanji")
            raise SourceError(
                "{file} has no term_bank_1.json: it holds {kind}, and no words with definitions.",
                file=path.name,
                kind=kind,
            )
    if not isinstance(index, dict):
        raise SourceError(
            "{file}: index.json is {found}, expected an object.", file=path.name, found=type(index).__name__
        )

    def stated(name: str) -> str:
        value = index.get(name, "")
        return value if isinstance(value, str) else ""

    version = index.get("format", index.get("version", 1))
    if version not in (1, 2, 3):
        raise SourceError(
            "{file} is in Yomitan format {version}; formats 1 to 3 can be read.",
            file=path.name,
            version=str(version)[:20],
        )
    return Source(
        format="yomitan",
        encoding="utf-8",
        why=Message("index.json says Yomitan format {version}", version=version),
        files=(path,),
        metadata=SourceMetadata(
            title=stated("title"),
            source_language=stated("sourceLanguage"),
            target_language=stated("targetLanguage"),
            description=stated("description"),
            source=stated("url"),
            author=stated("author"),
            licence=stated("attribution"),
        ),
        limits=limits,
        read=lambda source: _items(source, path, version),
    )


def _named(names: Iterable[str], wanted: str) -> str | None:
    return next((name for name in sorted(names, key=len) if PurePosixPath(name).name == wanted), None)


def _small_json(archive: archives.Archive, name: str, path: Path) -> Any:
    raw = archive.open(name).read(_SMALL + 1)
    if len(raw) > _SMALL:
        raise SourceError(
            "{file}: {name} unpacks to more than 4 MB, expected a short description.", file=path.name, name=name
        )
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SourceError(
            "{file}: {name} is no JSON ({error}).", file=path.name, name=name, error=brief(error)
        ) from error


def _items(source: Source, path: Path, version: int) -> Iterator[Item]:
    limits, size = source.limits, source.size
    done = 0

    def moved(packed: int) -> None:
        source.progress.at = min(size, done + packed)

    with archives.opened(path, limits) as archive:
        tags = _tags(archive, path)
        speech = lru_cache(1024)(lambda named: _speech(named, tags))  # a few dozen in real files
        banks = [
            (int(match[1]), name) for name in archive.names if (match := _BANK.fullmatch(PurePosixPath(name).name))
        ]
        for _, name in sorted(banks):
            member = archive.open(name, moved)
            bank = PurePosixPath(name).name
            rows = jsonstream.items(member, f"{path.name}, {bank}", largest=4 * limits.definition + 65536)
            for number, (_, row) in enumerate(rows, 1):
                yield _term(row, f"{bank} item {number}", speech, version)
            done += member.packed


def _tags(archive: archives.Archive, path: Path) -> dict[str, str]:
    """Tag -> what it means, for tags of parts of speech."""
    meanings: dict[str, str] = {}
    for name in archive.names:
        if not _TAGS.fullmatch(PurePosixPath(name).name):
            continue
        bank = _small_json(archive, name, path)
        for tag in bank if isinstance(bank, list) else []:
            if isinstance(tag, list) and len(tag) >= 4 and all(isinstance(tag[i], str) for i in (0, 1, 3)):
                meanings[tag[0]] = tag[3] or tag[0]
                if len(meanings) > _MOST_TAGS:
                    raise SourceError(
                        "{file} explains more than {most_tags:,} tags; no dictionary has so many.",
                        file=path.name,
                        most_tags=_MOST_TAGS,
                    )
    return meanings


def _term(row: Any, where: str, speech: Callable[[str], str], version: int) -> Item:
    if not isinstance(row, list) or len(row) < 6 or not isinstance(row[0], str):
        return Rejected(where, "no term", str(row)[:80])
    word, reading = row[0], row[1] if isinstance(row[1], str) else ""
    if pseudo.is_pseudo(word):
        return Rejected(where, pseudo.REASON, word)
    definitions = row[5] if version > 1 and isinstance(row[5], list) else row[5:]
    texts: list[tuple[str, bool]] = []
    see: list[str] = []
    for definition in definitions:
        if version > 1 and isinstance(definition, list) and definition and isinstance(definition[0], str):
            see.append(definition[0])  # the word that this one is a form of, and how
            continue
        try:
            text, marked = _definition(definition)
        except RecursionError:
            return Rejected(where, "definition nested too deep", word[:80])
        if text:
            texts.append((text, marked))
    part_of_speech = speech(row[2]) if isinstance(row[2], str) else ""
    if not texts and not see and definitions:
        return Rejected(where, "no text, only pictures", word[:80])
    rich = any(marked for _, marked in texts)
    if rich:
        body = "<br>".join(
            text if marked else escape(text, quote=False).replace("\n", "<br>") for text, marked in texts
        )
    else:
        body = "\n".join(text for text, _ in texts)
    said = reading if reading != word else ""
    see = [other for other in dict.fromkeys(see) if other.strip() and other != word]
    return Entry(word, body, "html" if rich else "plain", said, part_of_speech, see=tuple(see), where=where)


def _speech(named: str, tags: dict[str, str]) -> str:
    """The part of speech that tags name. `danh từ`, of which the bank of tags knows neither half, is one name."""
    names = [name for name in named.split() if not name.isdigit() and name != _FORM]
    if not any(name in tags for name in names) and not "".join(names).isascii():
        return " ".join(names)
    return ", ".join(dict.fromkeys(tags.get(name, name) for name in names))


def _definition(value: Any) -> tuple[str, bool]:
    """(text, whether it is HTML) of one definition."""
    if isinstance(value, str):
        return value, False
    if isinstance(value, dict):
        kind = value.get("type")
        if kind == "text" and isinstance(value.get("text"), str):
            return value["text"], False
        if kind == "structured-content":
            return _content(value.get("content"), 0), True
    return "", False


def _content(value: Any, depth: int) -> str:
    """Structured content as HTML, every text escaped."""
    if depth > _DEPTH:
        raise RecursionError
    if isinstance(value, str):
        return escape(value, quote=False).replace("\n", "<br>")
    if isinstance(value, list):
        return "".join([_content(part, depth + 1) for part in value])
    if not isinstance(value, dict):
        return ""
    tag = value.get("tag")
    inner = _content(value.get("content", ""), depth + 1)
    if tag == "br":
        return "<br>"
    if tag not in _ELEMENTS or tag in ("span", "details", "summary"):
        return inner
    href = value.get("href")
    attribute = f' href="{escape(href)}"' if tag == "a" and isinstance(href, str) else ""
    return f"<{tag}{attribute}>{inner}</{tag}>"

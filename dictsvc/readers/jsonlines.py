"""JSON: one object a line, an array of objects, or one object of words.

    plain        {"headword": …, "definition": …} under the names of `columns`, one record a line
    Wiktextract  {"word", "pos", "lang_code", "senses": [{"glosses", "examples"}], "sounds", "forms", "translations"}
    under a key  {"version": …, "words": [{"headword": …, "definition": …}, …]}
    by word      {word: [{"definition", "pos", "sub_pos", "example"}, …]} or {word: definition}, as one object

Objects without definitions are no dictionary. Wiktextract's shape is that of its documentation (kaikki.org).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from dictsvc import language_tags
from dictsvc.errors import Message, SourceError
from dictsvc.readers import columns, encodings, files, jsonstream, rows
from dictsvc.readers.source import Item, Limits, Progress, Source, SourceMetadata
from dictsvc.records import RELATIONS, Entry, Rejected

Shape = Literal["lines", "array", "under a key", "by word"]
_SAMPLE = 300
_MOST_FORMS = 12
_GIVEN_LATER = frozenset(("table-tags", "inflection-template", "class", "romanization", "canonical"))


def open_json(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """A JSON file of one of these shapes. SourceError where it has no definitions."""
    chosen = encodings.choose(path, encoding, limits)
    shape, key = _shape(path, chosen.name, limits)
    defined = False
    values: list[Any] = []
    words: list[str] = []
    kind = "records"
    reasons: Counter[str] = Counter()
    first = ""
    codes: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for where, word, value in islice(_values(path, shape, key, chosen.name, limits, None), _SAMPLE):
        values.append(value)
        words.append(word)
        item = value if isinstance(value, Rejected) else _item(word, value, where, "")
        if isinstance(item, Entry):
            defined = defined or bool(item.definition.strip())
        first = first or (item.headword if isinstance(item, Entry) else item.sample)
        reasons[item.reason if isinstance(item, Rejected) else ""] += 1
        if isinstance(value, dict):
            codes.update(code for code in (value.get("lang_code"),) if isinstance(code, str))
            names.update(name for name in (value.get("lang"),) if isinstance(name, str))
            kind = "Wiktextract records" if _is_wiktextract(value) else kind
    if not reasons:
        raise SourceError("{file} is empty; expected JSON objects with words and definitions.", file=path.name)
    if shape == "by word":
        _refuse_settings(path, words, values)
    if not defined:
        if set(reasons) == {"no JSON object"}:
            raise SourceError(
                "{file} holds no JSON objects; the first line is {text!r}.", file=path.name, text=first[:40]
            )
        raise SourceError(
            "{file} holds words without definitions, which is no dictionary (expected a word and a "
            "definition in each object, found {text}).",
            file=path.name,
            text=first[:60],
        )
    metadata, mixed = _languages(codes, names)
    return Source(
        format="jsonlines",
        encoding=chosen.name,
        why=Message("{kind} under {key!r}; {why}", kind=kind, key=key, why=chosen.why)
        if key
        else Message("{kind} in the form {shape!r}; {why}", kind=kind, shape=shape, why=chosen.why),
        files=(path,),
        metadata=metadata,
        limits=limits,
        read=lambda source: _items(source, path, shape, key, mixed),
    )


def _shape(path: Path, encoding: str, limits: Limits) -> tuple[Shape, str]:
    """The shape of a file, and the key under which its records are where they are under one."""
    shape = _outer_shape(path, encoding, limits)
    if shape != "by word":
        return shape, ""
    stream = files.opened(path, limits)
    largest = 4 * limits.definition + 65536
    key = jsonstream.key_of_records(stream, path.name, encoding=encoding, largest=largest, known=_is_record)
    return ("under a key", key) if key else (shape, "")


def _refuse_settings(path: Path, words: list[str], values: list[Any]) -> None:
    """Objects of names and values that are no words and definitions."""
    if {"title", "revision"} <= set(words) or {"title", "format"} <= set(words):
        raise SourceError(
            "{file} describes a Yomitan dictionary whose term_bank_1.json is not beside it; name its archive or "
            "folder.",
            file=path.name,
        )
    if {"name", "version"} <= set(words):
        raise SourceError("{file} describes a package and is no dictionary.", file=path.name)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        raise SourceError(
            "{file} gives each word a number and no definition: it is a frequency list and no dictionary.",
            file=path.name,
        )
    if len(values) == 1 and isinstance(values[0], list) and all(isinstance(part, str) for part in values[0]):
        raise SourceError(
            "{file} would be read as one entry, {word!r} with {count:,} definitions; if these are words, they have no "
            "definitions, and it is no dictionary.",
            file=path.name,
            word=words[0][:40],
            count=len(values[0]),
        )


def _outer_shape(path: Path, encoding: str, limits: Limits) -> Shape:
    head = files.head(path, 4 * 1024 * 1024, limits)
    text = encodings.decoder(encoding)(head).lstrip("\ufeff \t\r\n")
    if text.startswith("["):
        return "array"
    first, newline, after = text.partition("\n")
    try:
        value = json.loads(first, strict=False)
    except (ValueError, RecursionError):
        return "by word" if not newline or first.strip() == "{" or len(head) == 4 * 1024 * 1024 else "lines"
    if isinstance(value, dict) and value and not after.strip() and not _known(value):
        return "by word"
    return "lines"


def _known(value: dict[str, Any]) -> bool:
    """Whether an object is a record and not one of words: it names its headword."""
    named = any(columns.role(key) == "headword" and isinstance(word, str) for key, word in value.items())
    roles = [columns.role(key) for key in value]
    return _is_wiktextract(value) or all(roles) or (named and any(role not in ("", "headword") for role in roles))


def _is_record(value: dict[str, Any]) -> bool:
    """The same of an object under some key, which may be the word that it is about: it must name its own."""
    return _known(value) and (_is_wiktextract(value) or any(columns.role(key) == "headword" for key in value))


def _is_wiktextract(record: dict[str, Any]) -> bool:
    return any(key in record for key in ("lang_code", "redirect")) or (
        isinstance(record.get("senses"), list) and ("word" in record or "pos" in record)
    )


def _values(
    path: Path, shape: Shape, key: str, encoding: str, limits: Limits, progress: Progress | None
) -> Iterator[tuple[str, str, Any]]:
    """(where, word or '', value) of each record; a line that is no object comes as Rejected."""
    if shape != "lines":
        stream = files.opened(path, limits, progress)
        largest = 4 * limits.definition + 65536
        for number, (word, value) in enumerate(
            jsonstream.items(stream, path.name, encoding=encoding, largest=largest, under=key), 1
        ):
            yield f"item {number}", word, value
        return
    for line in encodings.lines(path, encoding, limits, progress):
        if not line.text.strip():
            continue
        where = f"line {line.number}"
        try:
            value = json.loads(line.text, strict=False)
        except (ValueError, RecursionError):
            yield where, "", Rejected(where, "no JSON", line.text[:80])
            continue
        yield where, "", value if isinstance(value, dict) else Rejected(where, "no JSON object", line.text[:80])


def _items(source: Source, path: Path, shape: Shape, key: str, mixed: bool) -> Iterator[Item]:
    for where, word, value in _values(path, shape, key, source.encoding, source.limits, source.progress):
        if isinstance(value, Rejected):
            yield value
            continue
        language = value.get("lang", "") if mixed and isinstance(value, dict) else ""
        yield _item(word, value, where, language if isinstance(language, str) else "")


def _item(word: str, value: Any, where: str, language: str) -> Item:
    if word:
        return _by_word(word, value, where)
    if not isinstance(value, dict):
        return Rejected(where, "no JSON object", str(value)[:80])
    if _is_wiktextract(value):
        return _wiktextract(value, where, language)
    return _record(value, where)


def _string(value: Any) -> str:
    """A value as text: strings, numbers, and lists of those, one a line."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "\n".join(text for part in value if (text := _string(part)))
    return ""


def _record(record: dict[str, Any], where: str) -> Item:
    """A plain object by the names of its keys."""
    values: dict[str, str] = {}
    nested: list[dict[str, Any]] = []
    for key, value in record.items():
        if isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
            nested = nested or value
            continue
        role = columns.role(key) or ("equivalent" if language_tags.heading(key) and values else "")
        if role and (text := _string(value)) and role not in values:
            values[role] = text
    word = values.get("headword", "")
    if nested and not values.get("definition") and word:
        return _by_word(word, nested, where)
    if not word:
        return Rejected(where, "no headword", json.dumps(record, ensure_ascii=False)[:80])
    if not rows.is_structured(values):
        item = rows.entry_of(values, where)
        if isinstance(item, Entry) and not item.definition.strip():
            return Rejected(where, "no definition", word[:80])
        return item
    lists = {"forms", "abbreviation", "equivalent", "alternates", "classifier", *RELATIONS}
    row = {role: "; ".join(text.split("\n")) if role in lists else rows.one_line(text) for role, text in values.items()}
    return rows.article_of([row], where)


def _by_word(word: str, value: Any, where: str) -> Item:
    """{word: senses}: a string, a list of strings, or a list of objects by the names of their keys."""
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list) or not any(isinstance(part, dict) for part in value):
        text = _string(value)
        return Entry(word, text, where=where) if text else Rejected(where, "no definition", word[:80])
    lines: list[str] = []
    before = None
    for part in value:
        if not isinstance(part, dict):
            continue
        named = {columns.role(key): rows.one_line(_string(text)) for key, text in part.items()}
        speech = " ".join(dict.fromkeys(filter(None, (named.get("part_of_speech", ""), _string(part.get("sub_pos"))))))
        if speech and speech != before:
            lines.append("*" + speech)
            before = speech
        if meaning := named.get("definition") or named.get("equivalent"):
            lines.append("-" + meaning)
        if example := named.get("example"):
            # several examples in one string are parted by a swung dash
            lines += ("=" + one for text in example.split(" ~ ") if (one := text.strip(" ~")))
    if not any(line[0] in "-=" for line in lines):
        return Rejected(where, "no definition", word[:80])
    return Entry(word, "\n".join(lines), markup="lines", where=where)


def _texts(value: Any) -> list[str]:
    return [rows.one_line(part) for part in value if isinstance(part, str)] if isinstance(value, list) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _wiktextract(record: dict[str, Any], where: str, language: str) -> Item:
    """A record of Wiktextract as an entry with line marks."""
    word = _string(record.get("word"))
    if not word:
        reason = "redirect" if "redirect" in record else "no headword"
        return Rejected(where, reason, json.dumps(record, ensure_ascii=False)[:80])
    lines: list[str] = []
    if language:
        lines.append(f" {language}")
    vietnamese = dict.fromkeys(
        rows.one_line(_string(part.get("word")))
        for part in _objects(record.get("translations"))
        if "vi" in (part.get("lang_code"), part.get("code"))
    )
    if shown := ", ".join(filter(None, vietnamese)):
        lines.append(f" Tiếng Việt: {shown}")
    for sound in _objects(record.get("sounds")):
        if ipa := rows.one_line(_string(sound.get("ipa"))):
            lines.append("/" + (ipa.strip("/") or ipa))
            break
    speech = rows.one_line(_string(record.get("pos_title")) or _string(record.get("pos")))
    if speech:
        lines.append("*" + speech)
    forms, alternates = _forms(record, word)
    if forms:
        lines.append("&" + "; ".join(forms))
    meant = 0
    for sense in _objects(record.get("senses")):
        glosses = _texts(sense.get("raw_glosses")) or _texts(sense.get("glosses"))
        if not glosses:
            continue
        meant += 1
        lines.append("-" + ": ".join(glosses))
        lines += _examples(sense)
    lines += _examples(record)
    if not meant and not vietnamese:
        return Rejected(where, "no definition", word[:80])
    for relation in ("synonym", "antonym"):
        others = [rows.one_line(_string(part.get("word"))) for part in _objects(record.get(relation + "s"))[:10]]
        if named := "; ".join(filter(None, others)):
            lines.append(f"~{RELATIONS[relation]}: {named}")
    return Entry(word, "\n".join(lines), markup="lines", alternates=tuple(alternates), where=where)


def _examples(holder: dict[str, Any]) -> list[str]:
    lines = []
    for example in _objects(holder.get("examples")):
        if text := rows.one_line(_string(example.get("text")) or _string(example.get("example"))):
            lines.append("=" + text)
            if translated := rows.one_line(_string(example.get("translation")) or _string(example.get("english"))):
                lines.append("+" + translated)
    return lines


def _forms(record: dict[str, Any], word: str) -> tuple[list[str], list[str]]:
    """(forms to show, spellings that lead to the entry): other spellings, and a short list of inflections."""
    shown: dict[str, None] = {}
    leading: dict[str, None] = {}
    for part in _objects(record.get("forms")):
        form = rows.one_line(_string(part.get("form")))
        tags = set(_texts(part.get("tags")))
        if not form or form in (word, "-") or tags & _GIVEN_LATER:
            continue
        shown[form] = None
        if "alternative" in tags or (record.get("lang_code") == "en" and " " not in form):
            leading[form] = None
    return list(shown)[:_MOST_FORMS], list(leading)[:_MOST_FORMS]


def _languages(codes: Counter[str], names: Counter[str]) -> tuple[SourceMetadata, bool]:
    """What the first records say of languages, by code and by name, and whether they are of several."""
    if not codes:
        return SourceMetadata(), False
    target = ""
    if names:
        target = "vi" if any(name.startswith("Tiếng ") for name in names) else ""
        target = "en" if not target and set(names) & {"English", "Vietnamese", "French", "Translingual"} else target
    source = next(iter(codes)) if len(codes) == 1 else ""
    stated = SourceMetadata(source_language=source, target_language=target, source="Wiktionary", markup="lines")
    return stated, len(codes) > 1

"""TEI P5 dictionaries as FreeDict publishes them: `<entry>` with `<form>`, `<gramGrp>`, `<sense>`, `<cit>`.

    form/orth                       headword; further ones lead to the entry
    form/pron                       pronunciation
    gramGrp/pos …                   part of speech of what follows
    sense/cit type="trans"/quote    equivalents of one sense
    sense/def, sense/usg, note      explanation, label, remark
    xr/ref                          other headwords; its type says whether they mean the same or the opposite
    cit type="example"/quote        example, its own cit type="trans" the translation

After the FreeDict documentation of its TEI subset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dictsvc.errors import Message, SourceError
from dictsvc.readers import files, pseudo, xmlstream
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.readers.xmlstream import Element
from dictsvc.records import RELATIONS, Entry, Rejected

_ENTRIES = frozenset(("entry", "superEntry", "entryFree"))
_RELATIONS = {"syn": "synonym", "ant": "antonym"}


def open_tei(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """A TEI file. SourceError where it has no entry."""
    header: Element | None = None
    language = ""
    found = False
    stream = files.opened(path, limits)
    for element in xmlstream.elements(stream, path.name, _ENTRIES | {"teiHeader"}, 4 * limits.definition):
        if element.name == "teiHeader":
            header = element
        else:
            found = True
            language = _target(element)
            break
    if not found:
        raise SourceError(
            "{file} is XML without an <entry>; a TEI dictionary has one for each headword.", file=path.name
        )
    return Source(
        format="tei",
        encoding="as its XML declaration says",
        why=Message("XML says its own encoding") if encoding else Message("its XML declaration says the encoding"),
        files=(path,),
        metadata=_metadata(header, language),
        limits=limits,
        read=lambda source: _items(source, path, header),
    )


def _metadata(header: Element | None, target: str) -> SourceMetadata:
    if header is None:
        return SourceMetadata(target_language=target, markup="lines")

    def text_of(*where: str) -> str:
        element = header.find("fileDesc", *where) if header is not None else None
        return element.text() if element is not None else ""

    licence = text_of("publicationStmt", "availability")
    languages: dict[str, str] = {}
    use = header.find("profileDesc", "langUsage")
    for language in use.elements("language") if use is not None else ():
        code = next((i.text() for i in language.elements("idno") if i.attributes.get("type") == "iso639-1"), "")
        languages[language.attributes.get("n", "")] = code or language.attributes.get("ident", "")
    return SourceMetadata(
        title=text_of("titleStmt", "title"),
        source_language=languages.get("source", ""),
        target_language=languages.get("target", "") or target,
        licence=pseudo.licence_in(licence) or licence[:200],
        description=text_of("notesStmt") or text_of("sourceDesc"),
        source=text_of("sourceDesc")[:300],
        author=text_of("titleStmt", "author") or text_of("titleStmt", "respStmt", "name"),
        markup="lines",
    )


def _target(entry: Element) -> str:
    for element in entry.elements():
        if element.name == "cit" and element.attributes.get("type") in ("trans", "translation"):
            return element.attributes.get("xml:lang", "")
        if found := _target(element):
            return found
    return ""


def _within(element: Element, *names: str) -> Iterator[Element]:
    """The elements of these names at any depth; what is inside of one that was found is part of it."""
    for part in element.elements():
        if part.name in names:
            yield part
        else:
            yield from _within(part, *names)


def _items(source: Source, path: Path, header: Element | None) -> Iterator[Item]:
    stream = files.opened(path, source.limits, source.progress)
    count = 0
    for element in xmlstream.elements(stream, path.name, _ENTRIES, 4 * source.limits.definition):
        inner = list(element.elements("entry")) if element.name == "superEntry" else [element]
        for entry in inner:
            count += 1
            yield _entry(entry)
    extent = header.find("fileDesc", "extent") if header is not None else None
    if extent is not None and (stated := re.search(r"\d[\d,. ]*", extent.text())):
        said = int(re.sub(r"\D", "", stated[0]))
        if said != count:
            source.found("number of headwords differs", f"{path.name}: {said} said, {count} found")


def _entry(entry: Element) -> Item:
    where = f"line {entry.line}"
    words: list[str] = []
    pronunciations: list[str] = []
    for form in entry.elements("form"):
        for part in _within(form, "orth", "pron"):
            if text := part.text():
                (words if part.name == "orth" else pronunciations).append(text)
    if not words:
        return Rejected(where, "no headword", entry.text()[:80])
    lines: list[str] = []
    for part in entry.elements():
        lines += _grammar(part) if part.name == "form" else _lines(part)
    if not any(line[0] in "- ~" for line in lines):
        return Rejected(where, "no definition", words[0][:80])
    others = tuple(word for word in dict.fromkeys(words) if word != words[0])
    return Entry(
        words[0], "\n".join(lines), "lines", ", ".join(dict.fromkeys(pronunciations)), alternates=others, where=where
    )


def _grammar(holder: Element) -> list[str]:
    """The parts of speech inside an element, as one line."""
    named = dict.fromkeys(text for part in _within(holder, "pos", "gen", "subc") if (text := part.text()))
    return ["*" + ", ".join(named)] if named else []


def _lines(part: Element) -> list[str]:
    if part.name == "sense":
        return _sense(part)
    if part.name == "gramGrp":
        return _grammar(part)
    if part.name in ("cit", "def"):
        return _sense(Element("sense", {}, part.line, [part]))
    if part.name in ("note", "etym", "usg") and (text := part.text()):
        return [" " + text]
    if part.name == "xr":
        return _reference(part)
    if part.name in ("hom", "re", "dictScrap"):
        return [line for inner in part.elements() for line in _lines(inner)]
    return []


def _reference(part: Element) -> list[str]:
    named = "; ".join(text for inner in _within(part, "ref", "ptr") if (text := inner.text())) or part.text()
    relation = _RELATIONS.get(part.attributes.get("type", ""))
    return [f"~{RELATIONS[relation]}: {named}" if relation else "~" + named] if named else []


def _sense(sense: Element) -> list[str]:
    """One sense in document order: a part of speech inside it comes where it stands."""
    before: list[str] = []
    equivalents: list[str] = []
    defined: list[str] = []
    labels: list[str] = []
    after: list[str] = []
    for part in sense.elements():
        if part.name == "cit" and part.attributes.get("type") in (
            "trans",
            "translation",
            "translationEquivalent",
            None,
        ):
            before += _grammar(part)
            equivalents += [quote.text() for quote in part.elements("quote", "orth") if quote.text()]
        elif part.name == "cit":
            after += _example(part)
        elif part.name == "def":
            defined.append(part.text())
        elif part.name == "usg":
            labels.append(f"({part.text()})")
        elif part.name == "gramGrp":
            (after if equivalents or defined else before).extend(_grammar(part))
        else:
            after += _lines(part)
    text = " ".join([*labels, "; ".join(equivalents)]) if equivalents else " ".join([*labels, "; ".join(defined)])
    lines = [*before, *(["-" + text.strip()] if text.strip() else [])]
    if equivalents:
        lines += [" " + definition for definition in defined if definition]
    return lines + after


def _example(cit: Element) -> list[str]:
    quote = next((part.text() for part in cit.elements("quote", "q")), "")
    if not quote:
        return []
    translated = next((q.text() for part in cit.elements("cit") for q in part.elements("quote", "q")), "")
    return ["=" + quote, "+" + translated] if translated else ["=" + quote]

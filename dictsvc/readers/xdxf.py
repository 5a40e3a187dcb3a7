"""XDXF: one `<ar>` for each article, its headwords in `<k>`, the rest in XDXF's own elements for the cleaner.

After the drafts of the XDXF standard; visual and logical files both.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from dictsvc.errors import Message, SourceError
from dictsvc.readers import files, pseudo, xmlstream
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.readers.xmlstream import Element
from dictsvc.records import Entry, Rejected

_ABOUT = frozenset(("full_name", "full_title", "title", "description", "author", "publisher"))


def open_xdxf(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """An XDXF file. SourceError where it has no article."""
    about: dict[str, str] = {}
    root: dict[str, str] = {}
    found = False
    stream = files.opened(path, limits)
    for element in xmlstream.elements(stream, path.name, _ABOUT | {"ar"}, 4 * limits.definition, root):
        if element.name == "ar":
            found = True
            break
        about.setdefault(element.name, element.text())
    if not found:
        raise SourceError("{file} is XML without an <ar>; an XDXF dictionary has one for each article.", file=path.name)
    description = about.get("description", "")
    return Source(
        format="xdxf",
        encoding="as its XML declaration says",
        why=Message("XML says its own encoding") if encoding else Message("its XML declaration says the encoding"),
        files=(path,),
        metadata=SourceMetadata(
            title=about.get("full_name") or about.get("full_title") or about.get("title", ""),
            source_language=root.get("lang_from", ""),
            target_language=root.get("lang_to", ""),
            description=description,
            licence=pseudo.licence_in(description),
            author=about.get("author", ""),
            markup="xdxf",
        ),
        limits=limits,
        read=lambda source: _items(source, path),
    )


def _items(source: Source, path: Path) -> Iterator[Item]:
    stream = files.opened(path, source.limits, source.progress)
    for article in xmlstream.elements(stream, path.name, frozenset(("ar",)), 4 * source.limits.definition):
        where = f"line {article.line}"
        words = [key.text() for key in _keys(article) if key.text()]
        if not words:
            yield Rejected(where, "no headword", article.text()[:80])
            continue
        others = tuple(word for word in dict.fromkeys(words) if word != words[0])
        yield Entry(words[0], _markup(article).strip(), markup="xdxf", alternates=others, where=where)


def _keys(element: Element) -> Iterator[Element]:
    """The headwords of an article, those in its `<head>` too."""
    for part in element.elements():
        if part.name == "k":
            yield part
        elif part.name == "head":
            yield from _keys(part)


def _markup(element: Element) -> str:
    """The content of an element as markup again, its text escaped; headwords are left out."""
    out = []
    for part in element.content:
        if isinstance(part, str):
            out.append(escape(part, quote=False))
        elif part.name != "k":
            out.append(f"<{part.name}>{_markup(part)}</{part.name}>")
    return "".join(out)

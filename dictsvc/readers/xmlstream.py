"""XML read element by element, with nothing fetched and nothing expanded.

A document type may be named (FreeDict names one); it is never looked at. A document that declares entities of its
own is refused, since they are how a small file becomes a large one or reads others. Named characters of HTML
(`&eacute;`) are understood without a declaration.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from dictsvc.errors import SourceError
from dictsvc.readers.files import Binary
from dictsvc.readers.source import brief

_PIECE = 64 * 1024
_DEEPEST = 200


@dataclass(slots=True)
class Element:
    """One element: name without namespace, attributes (`xml:lang` as such), text and elements in document order."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list[Element | str] = field(default_factory=list)

    def elements(self, *names: str) -> Iterator[Element]:
        """The elements directly inside, of these names or all."""
        for part in self.content:
            if isinstance(part, Element) and (not names or part.name in names):
                yield part

    def find(self, *path: str) -> Element | None:
        """The first element at that path below this one."""
        for part in self.elements(path[0]):
            if len(path) == 1:
                return part
            if (found := part.find(*path[1:])) is not None:
                return found
        return None

    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join(self._text().split())

    def _text(self) -> str:
        return "".join([part if isinstance(part, str) else part._text() for part in self.content])


def elements(
    stream: Binary, name: str, wanted: frozenset[str], largest: int, root: dict[str, str] | None = None
) -> Iterator[Element]:
    """Each element of a wanted name, whole, in document order; what is outside of them is passed over.

    largest: characters of text that one of them may hold. root: filled with the attributes of the outermost element.
    SourceError, with the line, where the XML is broken.
    """
    parser = expat.ParserCreate(namespace_separator=None)
    parser.buffer_text = True
    done: list[Element] = []
    stack: list[Element] = []
    held = 0
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal held, depth
        depth += 1
        if depth == 1 and root is not None:
            root.update(attributes)
        local = tag.rpartition(":")[2]
        if depth > _DEEPEST:
            raise SourceError(
                f"{name}, line {parser.CurrentLineNumber}: elements are nested more than {_DEEPEST} deep."
            )
        if stack:
            element = Element(local, attributes, parser.CurrentLineNumber)
            stack[-1].content.append(element)
            stack.append(element)
            held += 1
        elif local in wanted:
            held = 0
            stack.append(Element(local, attributes, parser.CurrentLineNumber))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1
        if stack:
            element = stack.pop()
            if not stack:
                done.append(element)

    def text(data: str) -> None:
        nonlocal held
        if stack:
            held += len(data)
            if held > largest:
                raise SourceError(
                    f"{name}, line {stack[0].line}: one entry holds more than {largest:,} characters of text."
                )
            stack[-1].content.append(data)

    def entity(entity_name: str, *_: object) -> None:
        raise SourceError(
            f"{name}, line {parser.CurrentLineNumber}: the document declares the entity {entity_name[:40]!r}; "
            "entities are not expanded here, take the declaration out."
        )

    def skipped(entity_name: str, is_parameter: bool) -> None:
        if not is_parameter:
            text(html.unescape(f"&{entity_name};"))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    parser.SkippedEntityHandler = skipped
    parser.UseForeignDTD(True)  # so that unknown entities are skipped and not errors; nothing is fetched
    try:
        while raw := stream.read(_PIECE):
            parser.Parse(raw, False)
            yield from done
            done.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceError(
            f"{name}, line {error.lineno}: the XML is broken there ({expat.ErrorString(error.code)}); "
            "the file may be cut short or damaged."
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or of several bytes a letter
        raise SourceError(f"{name}: {brief(error)}; save it as UTF-8.") from error
    yield from done

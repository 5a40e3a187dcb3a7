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
_COST = 64  # characters that take as much memory as an element or attribute does
_MOST_NAMES = 10_000  # the parser keeps each name that it has met
_DOCTYPE = 1024 * 1024  # bytes, likewise


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
        texts: list[str] = []
        self._gather(texts)
        return " ".join("".join(texts).split())

    def _gather(self, texts: list[str]) -> None:
        for part in self.content:
            if isinstance(part, str):
                texts.append(part)
            else:
                part._gather(texts)


def elements(
    stream: Binary, name: str, wanted: frozenset[str], largest: int, root: dict[str, str] | None = None
) -> Iterator[Element]:
    """Each element of a wanted name, whole, in document order; what is outside of them is passed over.

    largest: characters of text that one of them may hold, an element or attribute counted as `_COST` of them; bytes
    that one tag or comment may have. root: filled with the attributes of the outermost element. SourceError, with the
    line, where the XML is broken or beyond that.
    """
    names: dict[str, str] = {}
    parser = expat.ParserCreate(intern=names)
    parser.buffer_text = True
    done: list[Element] = []
    stack: list[Element] = []
    held = depth = read = 0
    declaring = False

    def hold(size: int) -> None:
        nonlocal held
        held += size
        if held > largest:
            raise SourceError(
                "{name}, line {line}: one entry holds more than {largest:,} characters of text and elements.",
                name=name,
                line=stack[0].line,
                largest=largest,
            )

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal held, depth
        depth += 1
        if depth == 1 and root is not None:
            root.update(attributes)
        local = tag.rpartition(":")[2]
        if depth > _DEEPEST:
            raise SourceError(
                "{name}, line {line}: elements are nested more than {deepest} deep.",
                name=name,
                line=parser.CurrentLineNumber,
                deepest=_DEEPEST,
            )
        if stack:
            element = Element(local, attributes, parser.CurrentLineNumber)
            stack[-1].content.append(element)
            stack.append(element)
            hold(len(local) + _COST * (1 + len(attributes)) + sum(map(len, attributes.values())))
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
        if stack:
            hold(len(data))
            stack[-1].content.append(data)

    def entity(entity_name: str, *_: object) -> None:
        raise SourceError(
            "{name}, line {line}: the document declares the entity {entity!r}; entities are not expanded "
            "here, take the declaration out.",
            name=name,
            line=parser.CurrentLineNumber,
            entity=entity_name[:40],
        )

    def declare(*_: object) -> None:
        nonlocal declaring
        declaring = not declaring

    def skipped(entity_name: str, is_parameter: bool) -> None:
        if not is_parameter:
            text(html.unescape(f"&{entity_name};"))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    parser.StartDoctypeDeclHandler = declare
    parser.EndDoctypeDeclHandler = declare
    parser.SkippedEntityHandler = skipped
    parser.UseForeignDTD(True)  # so that unknown entities are skipped and not errors; nothing is fetched
    try:
        while raw := stream.read(_PIECE):
            parser.Parse(raw, False)
            read += len(raw)
            if len(names) > _MOST_NAMES:
                raise SourceError(
                    "{name}: more than {most_names:,} names of elements; that is no dictionary.",
                    name=name,
                    most_names=_MOST_NAMES,
                )
            if read - max(0, parser.CurrentByteIndex) > largest + 2 * _PIECE or (declaring and read > _DOCTYPE):
                raise SourceError(
                    "{name}, line {line}: one tag, comment or declaration is longer than {largest:,} bytes.",
                    name=name,
                    line=parser.CurrentLineNumber,
                    largest=largest,
                )
            yield from done
            done.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceError(
            "{name}, line {line}: the XML is broken there ({error}); the file may be cut short or damaged.",
            name=name,
            line=error.lineno,
            error=expat.ErrorString(error.code),
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or of several bytes a letter
        raise SourceError("{name}: {error}; save it as UTF-8.", name=name, error=brief(error)) from error
    yield from done

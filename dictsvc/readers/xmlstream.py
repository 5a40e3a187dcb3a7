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
    stream: Binary, name: str, names: frozenset[str], largest: int, root: dict[str, str] | None = None
) -> Iterator[Element]:
    """Each element of one of the names, whole, in document order; what is outside of them is passed over.

    largest: characters of text that one of them may hold, an element or attribute counted as `_COST` of them; bytes
    that one tag or comment may have. root: filled with the attributes of the outermost element. SourceError, with the
    line, where the XML is broken or beyond that.
    """
    parsing = _Parsing(name, names, largest, {} if root is None else root)
    try:
        while raw := stream.read(_PIECE):
            parsing.parse(raw)
            yield from parsing.done
            parsing.done.clear()
        parsing.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceError(
            "{name}, line {line}: the XML is broken there ({error}); the file may be cut short or damaged.",
            name=name,
            line=error.lineno,
            error=expat.ErrorString(error.code),
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or of several bytes a letter
        raise SourceError("{name}: {error}; save it as UTF-8.", name=name, error=brief(error)) from error
    yield from parsing.done


class _Parsing:
    """What expat calls, and the elements that have come of it: `done`."""

    def __init__(self, name: str, entries: frozenset[str], largest: int, root: dict[str, str]) -> None:
        self.done: list[Element] = []
        self._name, self._entries, self._largest, self._root = name, entries, largest, root
        self._stack: list[Element] = []
        self._held = self._depth = self._read = 0
        self._declaring = False
        self._names: dict[str, str] = {}
        self.parser = parser = expat.ParserCreate(intern=self._names)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.StartDoctypeDeclHandler = parser.EndDoctypeDeclHandler = self._declare
        parser.SkippedEntityHandler = self._skipped
        parser.UseForeignDTD(True)  # so that unknown entities are skipped and not errors; nothing is fetched

    def parse(self, raw: bytes) -> None:
        self.parser.Parse(raw, False)
        self._read += len(raw)
        if len(self._names) > _MOST_NAMES:
            raise SourceError(
                "{name}: more than {most_names:,} names of elements; that is no dictionary.",
                name=self._name,
                most_names=_MOST_NAMES,
            )
        pending = self._read - max(0, self.parser.CurrentByteIndex)
        if pending > self._largest + 2 * _PIECE or (self._declaring and self._read > _DOCTYPE):
            raise SourceError(
                "{name}, line {line}: one tag, comment or declaration is longer than {largest:,} bytes.",
                name=self._name,
                line=self.parser.CurrentLineNumber,
                largest=self._largest,
            )

    def _hold(self, size: int) -> None:
        self._held += size
        if self._held > self._largest:
            raise SourceError(
                "{name}, line {line}: one entry holds more than {largest:,} characters of text and elements.",
                name=self._name,
                line=self._stack[0].line,
                largest=self._largest,
            )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._root.update(attributes)
        elif self._depth > _DEEPEST:
            raise SourceError(
                "{name}, line {line}: elements are nested more than {deepest} deep.",
                name=self._name,
                line=self.parser.CurrentLineNumber,
                deepest=_DEEPEST,
            )
        local = tag.rpartition(":")[2]
        if self._stack:
            element = Element(local, attributes, self.parser.CurrentLineNumber)
            self._stack[-1].content.append(element)
            self._stack.append(element)
            self._hold(len(local) + _COST * (1 + len(attributes)) + sum(map(len, attributes.values())))
        elif local in self._entries:
            self._held = 0
            self._stack.append(Element(local, attributes, self.parser.CurrentLineNumber))

    def _end(self, _: str) -> None:
        self._depth -= 1
        if self._stack:
            element = self._stack.pop()
            if not self._stack:
                self.done.append(element)

    def _text(self, data: str) -> None:
        if self._stack:
            self._hold(len(data))
            self._stack[-1].content.append(data)

    def _entity(self, entity_name: str, *_: object) -> None:
        raise SourceError(
            "{name}, line {line}: the document declares the entity {entity!r}; entities are not expanded "
            "here, take the declaration out.",
            name=self._name,
            line=self.parser.CurrentLineNumber,
            entity=entity_name[:40],
        )

    def _declare(self, *_: object) -> None:
        self._declaring = not self._declaring

    def _skipped(self, entity_name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(html.unescape(f"&{entity_name};"))

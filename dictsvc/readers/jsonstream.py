"""JSON too large to hold: the items of one array or object, or of many values in a row, one at a time.

Only the piece of text that holds the item at hand is in memory. An item larger than the limits allow, or nested too
deep, ends the reading with a SourceError that says where.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from dictsvc.errors import Message, SourceError
from dictsvc.readers.files import Binary
from dictsvc.readers.source import brief

_PIECE = 256 * 1024
_SPACE = re.compile(r"[ \t\r\n]*")


class _Text:
    """Text read piece by piece, with the place reached and as much unread text as was asked for."""

    def __init__(self, stream: Binary, name: str, encoding: str, largest: int) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder(encoding)("replace")
        self.name = name
        self.largest = largest
        self.buffer = ""
        self.at = 0
        self.passed = 0
        self.ended = False

    def more(self) -> bool:
        """Read on; False at the end."""
        if self.ended:
            return False
        if self.at > _PIECE:
            self.passed += self.at
            self.buffer = self.buffer[self.at :]
            self.at = 0
        size = max(
            _PIECE, (len(self.buffer) - self.at)
        )  # twice as much each time, so that a long item is not quadratic
        raw = self._stream.read(size)
        self.ended = not raw
        self.buffer += self._decode.decode(raw, final=self.ended)
        if self.passed == 0 and self.at == 0:
            self.buffer = self.buffer.removeprefix("\ufeff")
        if len(self.buffer) - self.at > self.largest + 2 * _PIECE:
            raise self.error(Message("one item is larger than the limit allows"))
        return True

    def peek(self) -> str:
        """The next character that is no space, '' at the end."""
        while True:
            if (spaces := _SPACE.match(self.buffer, self.at)) is not None:
                self.at = spaces.end()
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.more():
                return ""

    def value(self) -> Any:
        """The JSON value that begins here."""
        if not self.peek():
            raise self.error(Message("the file ends where a value was expected"))
        while True:
            try:
                found, end = _DECODER.raw_decode(self.buffer, self.at)
            except RecursionError:
                raise self.error(Message("values are nested too deep")) from None
            except json.JSONDecodeError as error:
                # The value may go on in what was not read yet; a fault far from the end is one.
                if error.pos < len(self.buffer) - 64 and error.msg not in _MAY_GO_ON:
                    raise self.error(Message("this is no JSON ({msg})", msg=error.msg), error.pos) from None
                if not self.more():
                    raise self.error(
                        Message("the file ends within a value ({msg}); it may be cut short", msg=error.msg)
                    ) from None
                continue
            except ValueError as error:  # an integer of thousands of digits
                raise self.error(Message("this cannot be read ({error})", error=brief(error))) from None
            if end < len(self.buffer) or not self.more():
                self.at = end
                return found

    def error(self, what: str, at: int | None = None) -> SourceError:
        place = self.passed + (self.at if at is None else at)
        start = max(0, (self.at if at is None else at) - 10)
        return SourceError(
            "{file}, character {place:,}: {what}, near {text!r}.",
            file=self.name,
            place=place,
            what=what,
            text=self.buffer[start : start + 40],
        )


_DECODER = json.JSONDecoder(strict=False)  # real line ends inside strings are common
_MOST_KEYS = 20  # of an object, that are looked at
_MAY_GO_ON = frozenset(("Unterminated string starting at",))


def items(
    stream: Binary, name: str, *, encoding: str = "utf-8", largest: int, under: str = ""
) -> Iterator[tuple[str, Any]]:
    """('', element) of the array or (name, value) of the object that the text is. SourceError where it is neither.

    under: the key of an object whose value is the array meant; what is under other keys is passed over.
    """
    text = _Text(stream, name, encoding, largest)
    opening = text.peek()
    if opening not in ("[", "{"):
        raise text.error(Message("expected a JSON array or object"))
    for key in _keys(text):
        if not under:
            yield key, text.value()
        elif key == under and text.peek() == "[":
            for _ in _keys(text):
                yield "", text.value()
        else:
            text.value()


def key_of_records(
    stream: Binary, name: str, *, encoding: str, largest: int, known: Callable[[dict[str, Any]], bool]
) -> str:
    """The key of an object under which an array of known objects stands, of its first keys; '' where none does."""
    text = _Text(stream, name, encoding, largest)
    if text.peek() != "{":
        return ""
    for key, _ in zip(_keys(text), range(_MOST_KEYS), strict=False):
        if text.peek() != "[":
            text.value()
            continue
        first: Any = None
        for _ in _keys(text):
            element = text.value()
            first = element if first is None else first
            if isinstance(first, dict) and known(first):
                return key
    return ""


def _keys(text: _Text) -> Iterator[str]:
    """The key of each value of the object or array that begins here ('' in an array); the caller takes the value."""
    opening = text.peek()
    closing = "]" if opening == "[" else "}"
    text.at += 1
    if text.peek() == closing:
        text.at += 1
        return
    while True:
        key = ""
        if opening == "{":
            found = text.value()
            if not isinstance(found, str) or text.peek() != ":":
                raise text.error(Message("expected a name and a colon"))
            key = found
            text.at += 1
        yield key
        following = text.peek()
        if following == closing:
            text.at += 1
            return
        if following != ",":
            raise text.error(
                Message("expected a comma or {closing}", closing=closing)
                if following
                else Message("the file is cut short")
            )
        text.at += 1

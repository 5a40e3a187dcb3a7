"""Output of the commands, through rich: the two streams, tables, bars, JSON.

Promises that whatever is printed here is text and nothing else: no markup, no control sequence, no invisible sign that
turns the direction of writing, whoever wrote the string. A call site has nothing to remember. Where the output is no
terminal nothing is broken at a width, and where nobody reads it, or its encoding lacks a letter, the command goes on.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO
from unicodedata import category

import click
from rich import box
from rich.console import Console, ConsoleDimensions, ConsoleOptions, RenderableType
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from dictsvc.cli.language import translated
from dictsvc.cli.streams import discard, writing
from dictsvc.errors import Message

_UNBOUNDED = 100_000  # columns of what is no terminal
_NARROW = 60  # columns; fewer than these part a table's words
_BYTES = re.compile("[\udc80-\udcff]+")  # as Python holds what is not in the encoding of file names
_SPACES = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_JOINERS = frozenset("\u200c\u200d")  # spelling in some scripts, and harmless
_HARMFUL = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def decoded(text: str) -> str:
    """Text with the bytes that came with a file's name read as UTF-8, U+FFFD where they are none."""
    return _BYTES.sub(lambda found: found[0].encode("utf-8", "surrogateescape").decode("utf-8", "replace"), text)


def shown(text: str) -> str:
    """Text as it stands on a terminal: a message in its language, one line, harmless."""
    return printable(translated(text))


def printable(text: str) -> str:
    """Text as one line that cannot steer a terminal: what would becomes a space or U+FFFD."""
    return text if text.isprintable() else "".join(map(_harmless, decoded(text)))


def _harmless(char: str) -> str:
    if char in _SPACES:
        return " "
    return "\ufffd" if category(char) in _HARMFUL and char not in _JOINERS else char


def minute(moment: str) -> str:
    """A moment in ISO 8601 to the minute."""
    return moment[:16].replace("T", " ")


def size(count: int) -> str:
    """Bytes as people read them, in powers of a thousand.

    >>> size(1_400_000)
    '1.4 MB'
    """
    return decimal(count)


def emphasised(text: str, ranges: Iterable[tuple[int, int]]) -> Text:
    """Text with its characters from each start to before each end in bold."""
    made = Text(text)
    for start, end in ranges:
        made.stylize("bold", start, end)
    return made


class _Output(Console):
    """A stream on which every string is text; see the module."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, soft_wrap=True, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, *, style: Any = "", justify: Any = None, overflow: Any = None, **_: Any) -> Text:
        return Text(shown(text), style=style, justify=justify, overflow=overflow)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):  # what was no string, such as a Text
            if segment.control or segment.text == "\n" or segment.text.isprintable():
                yield segment
            else:
                yield Segment("\n".join(map(printable, segment.text.split("\n"))), segment.style)

    @property
    def size(self) -> ConsoleDimensions:
        return super().size if self.is_terminal else ConsoleDimensions(_UNBOUNDED, 25)

    @size.setter
    def size(self, new_size: tuple[int, int]) -> None:
        raise AttributeError("the terminal has the size it has")

    def print(self, *objects: Any, **options: Any) -> None:
        with writing(self._stream()):
            super().print(*objects, **options)

    def on_broken_pipe(self) -> None:
        discard(self._stream())

    def _stream(self) -> TextIO:
        return sys.stderr if self.stderr else sys.stdout


out = _Output()
err = _Output(stderr=True)


def write(blocks: Iterable[bytes]) -> None:
    """Bytes to standard output as they are, until nobody reads them any more."""
    stream = sys.stdout
    with writing(stream):
        stream.flush()
        for block in blocks:
            stream.buffer.write(block)
        stream.buffer.flush()


def print_json(value: object) -> None:
    """JSON on standard output, in UTF-8 whatever the terminal's encoding is.

    Letters stand as they are; what would steer a terminal is escaped. A byte of a file's name that is no UTF-8 is
    U+FFFD.
    """
    text = decoded(json.dumps(value, ensure_ascii=False, indent=2))
    lines = text.split("\n")  # JSON has no others: in its strings they are escaped
    escaped = (line if line.isprintable() else "".join(map(_escaped, line)) for line in lines)
    write([("\n".join(escaped) + "\n").encode("utf-8")])


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1] if category(char) in _HARMFUL and char not in _JOINERS else char


def confirmed(question: str) -> bool:
    """The answer of somebody at the terminal; no is the default."""
    return click.confirm(shown(question), err=True)


def announce(template: str, /, **values: object) -> None:
    """A message on standard output, made of its template and values."""
    out.print(Message(template, **values))


def say(sentence: str) -> None:
    """A sentence to the admin, on standard error."""
    err.print(sentence)


def complain(sentence: str) -> None:
    """A sentence on what could not be done, on standard error."""
    say(f"dictsvc: {' '.join(translated(sentence).split()).rstrip('.')}.")


def paragraph(words: str, *, style: str = "", indent: int = 0, label: str = "") -> None:
    """Text on standard output, broken at the terminal's width, each line indented, without spaces at its end.

    label: stands in the first line's indent.
    """
    for line in Text(" ".join(shown(words).split()), style=style).wrap(out, max(out.width - indent, 20)):
        line.rstrip()
        out.print(Text(f"{shown(label):<{indent}}") + line if line else shown(label).rstrip())
        label = ""


def indented(*pieces: Text | str | tuple[str, str], indent: int = 4) -> None:
    """Pieces of text, some with a style, on standard output, broken at the terminal's width, each line indented."""
    for piece in Text.assemble(*pieces).wrap(out, max(out.width - indent, 20)):
        piece.rstrip()
        out.print(Text(" " * indent) + piece)


def line(words: str, *, style: str = "", indent: int = 0) -> None:
    """Text on one line of standard output, indented; what a terminal has no room for is cut off."""
    text = Text(" ".join(shown(words).split()), style=style)
    if out.is_terminal:
        text.truncate(max(out.width - indent, 20), overflow="ellipsis")
    out.print(Text(" " * indent) + text)


def table(*columns: str | tuple[str, str]) -> Table:
    """A plain table; a column is a name, or (name, "right" or "whole"); a whole one is not broken."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        name, justify = column if isinstance(column, tuple) else (column, "left")
        right = justify == "right"
        made.add_column(name, justify="right" if right else "left", overflow="fold", no_wrap=justify != "left")
    return made


def print_table(made: Table) -> None:
    """A table on standard output; piped, each row is one line, without spaces at its end.

    On a narrow terminal that has no room for it, each row is a list of its cells.
    """
    if out.is_terminal and out.width < _NARROW and len(made.columns) > 2:
        whole = out.measure(made, options=out.options.update(width=_UNBOUNDED))
        if whole.maximum > out.width:
            _print_rows(made)
            return
    for line in out.render_lines(made, pad=False):
        text = Text.assemble(*((segment.text, segment.style or "") for segment in line))
        text.rstrip()
        out.print(text)


def _print_rows(made: Table) -> None:
    headers = [shown(str(column.header)) for column in made.columns]
    indent = max(map(len, headers)) + 2
    for row in zip(*(column.cells for column in made.columns), strict=True):
        for header, cell in zip(headers, row, strict=True):
            if cell:
                paragraph(str(cell), indent=indent, label=header)
        out.print()


@contextmanager
def progress(label: str, total: int | None, then: str = "") -> Iterator[Callable[[int], None]]:
    """A bar on standard error while something of `total` bytes is done; call what it gives with the bytes done.

    total: None where it is not known. then: what is done once all bytes are, without a bar. Silent where standard error
    is no terminal. Drawn by the caller's thread, since building an index forks.
    """
    if not err.is_terminal:
        yield lambda done: None
        return
    with _bar(DownloadColumn()) as bar:
        task = bar.add_task(shown(label), total=total)

        def moved(done: int) -> None:
            bar.update(task, completed=done)
            if then and done == total:
                bar.update(task, description=f"{shown(then)} …")
                bar.columns = bar.columns[:1]
            bar.refresh()

        yield moved


@contextmanager
def counter(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while something is counted; call what it gives with (done, total).

    Where standard error is no terminal, one line says what is being done, unless it is to be quiet.
    """
    if not err.is_terminal:
        if not quiet:
            err.print(f"{shown(label)} …")
        yield lambda done, total: None
        return
    with _bar(TextColumn("{task.completed:,}")) as bar:
        task = bar.add_task(shown(label), total=None)

        def moved(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            bar.refresh()

        yield moved


def _bar(done: DownloadColumn | TextColumn) -> Progress:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), done, TimeRemainingColumn())
    return Progress(*columns, console=err, auto_refresh=False, transient=True)

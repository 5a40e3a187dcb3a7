"""Output for people on a terminal, through rich: the two consoles, tables, bars that every command uses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def print_json(value: object) -> None:
    """JSON as it is written, no escapes, on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def say(sentence: str) -> None:
    """A sentence to the admin, on standard error."""
    err.print(sentence, markup=False, soft_wrap=True)


def printable(words: str) -> str:
    """Text of a file on one line, harmless to a terminal: what is not printable becomes a space or U+FFFD."""
    return "".join(char if char.isprintable() else "\ufffd" for char in " ".join(words.split()))


def paragraph(words: str, *, style: str = "", indent: int = 0) -> None:
    """Text on standard output, broken at the terminal's width, each line indented, without spaces at its end."""
    for line in Text(printable(words), style=style).wrap(out, max(out.width - indent, 20)):
        line.rstrip()
        out.print(Text(" " * indent) + line, soft_wrap=True)


def table(*columns: str | tuple[str, str], title: str | None = None) -> Table:
    """A plain table; a column is a name, or (name, "right" or "whole"); a whole one is not broken."""
    made = Table(
        box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False, show_edge=False, padding=(0, 1, 0, 0)
    )
    for column in columns:
        name, justify = column if isinstance(column, tuple) else (column, "left")
        right = justify == "right"
        made.add_column(name, justify="right" if right else "left", overflow="fold", no_wrap=justify != "left")
    return made


@contextmanager
def progress(label: str, total: int | None, then: str = "") -> Iterator[Callable[[int], None]]:
    """A bar on standard error while something of `total` bytes is done; call what it gives with the bytes done.

    total: None where it is not known. then: what is done once all bytes are, without a bar. Silent where standard error
    is no terminal. Drawn by the caller's thread, since building an index forks.
    """
    if not err.is_terminal:
        yield lambda done: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, auto_refresh=False, transient=True) as bar:
        task = bar.add_task(label, total=total)

        def moved(done: int) -> None:
            bar.update(task, completed=done)
            if then and done == total:
                bar.update(task, description=f"{then} …")
                bar.columns = bar.columns[:1]
            bar.refresh()

        yield moved


@contextmanager
def counter(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while something is counted; call what it gives with (done, total).

    Where standard error is no terminal, one line says what is being done.
    """
    if not err.is_terminal:
        err.print(f"{label} …", markup=False, soft_wrap=True)
        yield lambda done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TimeRemainingColumn())
    with Progress(*columns, console=err, auto_refresh=False, transient=True) as bar:
        task = bar.add_task(label, total=None)

        def moved(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            bar.refresh()

        yield moved

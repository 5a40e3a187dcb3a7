"""Workbooks of Excel (.xlsx, .xls, .xlsb) and OpenDocument (.ods), through python-calamine.

It runs in a process of its own (`tables_child`), since a workbook of a kilobyte whose cells lie far apart makes it ask
for all memory. Only the first sheet that has a word list is read, or the one that is named; others are named in a
finding. Rows above the header (a title) are passed over. Columns are understood as those of a CSV file; a cell that is
merged over rows counts for each.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from dictsvc.errors import Message, SourceError
from dictsvc.readers import archives, bounded, columns, delimited, files
from dictsvc.readers.delimited import Layout
from dictsvc.readers.encodings import Line
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.records import Rejected

_SAMPLE = 400
_TITLES = 10  # rows at the top in which the header is looked for
_ALL = 2_000_000  # rows; no sheet has more
_MEMORY = 1024**3  # bytes of address space


def open_excel(path: Path, *, encoding: str | None, limits: Limits, table: str = "", named: str = "") -> Source:
    """A workbook. table: name of the sheet, '' to find it. SourceError where no sheet has two columns."""
    if named:
        raise SourceError(
            "{file} is a workbook, whose columns are known by their first row; leave out --columns.", file=path.name
        )
    if files.first_bytes(path, 4) == b"PK\x03\x04":
        with archives.opened(path, limits, Message("workbook")) as archive:
            archive.check()
    names, samples = _samples(path, limits)
    if table and table not in names:
        raise SourceError(
            "{file} has no sheet {table!r}; it has {sheets}.",
            file=path.name,
            table=table,
            sheets=", ".join(map(repr, names[:20])),
        )
    chosen = -1
    start = 0
    layout: Layout | None = None
    languages = ("", "")
    for number, rows in enumerate(samples):
        if table and names[number] != table:
            continue
        start = next((at for at, row in enumerate(rows[:_TITLES]) if columns.header(row)), 0)
        body = [row for row in rows[start:] if sum(1 for cell in row if cell.strip()) > 1]
        if body:
            layout, *found = delimited.layout_of(body, "\t", True, "csv")
            delimited.refuse_lists(path, body, layout)
            languages = found[0], found[1]
            chosen = number
            break
    if layout is None:
        raise SourceError("{file} has no sheet with a headword and a definition in two columns.", file=path.name)
    others = [name.strip() for number, name in enumerate(names) if number != chosen]
    name = names[chosen].strip()
    why = Message("sheet {sheet!r}", sheet=name)
    if others:
        why = Message("sheet {sheet!r}, not {others}", sheet=name, others=", ".join(map(repr, others[:20])))
    final, first = layout, start

    def read(source: Source) -> Iterator[Item]:
        if others:
            source.found("other sheets not read", ", ".join(others[:20]))
        yield from _items(source, path, chosen, first, final)

    return Source(
        format="excel",
        encoding="as the workbook says",
        why=why,
        files=(path,),
        metadata=SourceMetadata(
            source_language=languages[0], target_language=languages[1], markup="plain" if layout.whole_rows else "lines"
        ),
        limits=limits,
        read=read,
    )


def _messages(path: Path, sheet: str, most: int, limits: Limits) -> Generator[dict[str, Any], None, None]:
    return bounded.messages(
        "tables_child.py",
        path.absolute(),
        sheet,
        most,
        4 * limits.definition,
        file=path.name,
        library="python-calamine",
        memory=_MEMORY,
        seconds=limits.seconds_for(path),
        longest=64 * limits.definition,
    )


def _samples(path: Path, limits: Limits) -> tuple[list[str], list[list[list[str]]]]:
    """The names of the sheets, and the first rows of each that have anything in them."""
    names: list[str] = []
    samples: list[list[list[str]]] = []
    for message in _messages(path, "", _SAMPLE, limits):
        if "sheets" in message:
            names = list(message["sheets"])
        elif "sheet" in message:
            samples.append([])
        elif "row" in message:
            samples[-1].append(message["cells"])
    return names, samples


def _items(source: Source, path: Path, sheet: int, first: int, layout: Layout) -> Iterator[Item]:
    messages = _messages(path, str(sheet), _ALL, source.limits)
    long: list[Rejected] = []

    def rows() -> Iterator[tuple[Line, list[str]]]:
        passed = 0
        for message in messages:
            if "long" in message:
                long.append(Rejected(f"line {message['long']}", "definition too long"))
            elif "row" in message:
                passed += 1
                if passed > first:
                    cells: list[str] = message["cells"]
                    sample = " ".join(cell[:80] for cell in cells[:20])
                    yield Line(int(message["row"]), sample, False), cells

    try:
        yield from delimited.items_of(source, rows(), layout)
    finally:
        messages.close()
    yield from long

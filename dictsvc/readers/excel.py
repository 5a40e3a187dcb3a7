"""Excel workbooks: .xlsx read here (a zip of XML), .xls through xlrd, which the extra `dictsvc[formats]` brings.

Only the first sheet that has a word list is read; others are named in a finding. Rows above the header (a title) are
passed over. Columns are understood as those of a CSV file. After ECMA-376 part 1, SpreadsheetML.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from dictsvc.errors import Message, SourceError
from dictsvc.readers import archives, columns, delimited, files, xmlstream
from dictsvc.readers.delimited import Layout
from dictsvc.readers.encodings import Line
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata, brief

_SAMPLE = 400
_TITLES = 10  # rows at the top in which the header is looked for
_MOST_SHEETS = 50  # that are looked at
_CELL = re.compile(r"([A-Z]{1,3})\d+")


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    member: str  # its place in the archive; '' for .xls
    number: int


def open_excel(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """A workbook. SourceError where no sheet has two columns."""
    old = files.first_bytes(path, 4) != b"PK\x03\x04"
    if old and importlib.util.find_spec("xlrd") is None:
        raise SourceError(
            "{file} is an Excel file of before 2007, which needs xlrd: install it with pip install "
            "'dictsvc[formats]', or save the file as .xlsx or CSV.",
            file=path.name,
        )
    sheets = _xls_sheets(path) if old else _xlsx_sheets(path, limits)
    chosen: _Sheet | None = None
    start = 0
    layout: Layout | None = None
    languages = ("", "")
    for sheet in sheets[:_MOST_SHEETS]:
        rows = list(islice(_rows(path, sheet, limits), _SAMPLE))
        start = next((at for at, row in enumerate(rows[:_TITLES]) if columns.header(row)), 0)
        body = [row for row in rows[start:] if sum(1 for cell in row if cell.strip()) > 1]
        if body:
            layout, *found = delimited.layout_of(body, "\t", True, "csv")
            delimited.refuse_lists(path, body, layout)
            languages = found[0], found[1]
            chosen = sheet
            break
    if chosen is None or layout is None:
        raise SourceError("{file} has no sheet with a headword and a definition in two columns.", file=path.name)
    others = [sheet.name.strip() for sheet in sheets if sheet is not chosen]
    why = Message("sheet {sheet!r}", sheet=chosen.name.strip())
    if others:
        why = Message("sheet {sheet!r}, not {others}", sheet=chosen.name.strip(), others=", ".join(map(repr, others)))
    final, first, sheet = layout, start, chosen

    def read(source: Source) -> Iterator[Item]:
        if others:
            source.found("other sheets not read", ", ".join(others))
        numbered = enumerate(_rows(path, sheet, limits), 1)
        rows = ((Line(number, _sample(row), False), row) for number, row in islice(numbered, first, None) if any(row))
        yield from delimited.items_of(source, rows, final)

    return Source(
        format="excel",
        encoding="as the workbook says",
        why=why,
        files=(path,),
        metadata=SourceMetadata(
            source_language=languages[0],
            target_language=languages[1],
            markup="plain" if layout.whole_rows else "lines",
        ),
        limits=limits,
        read=read,
    )


def _sample(row: list[str]) -> str:
    """The beginning of a row, for a report."""
    return " ".join(cell[:80] for cell in row[:20])


def _rows(path: Path, sheet: _Sheet, limits: Limits) -> Iterator[list[str]]:
    return _xlsx_rows(path, sheet, limits) if sheet.member else _xls_rows(path, sheet)


def _xls_book(path: Path) -> Any:
    try:
        return importlib.import_module("xlrd").open_workbook(str(path), on_demand=True, logfile=_Silence())
    except Exception as error:  # xlrd raises whatever its parsing runs into
        raise SourceError(
            "{file} cannot be read as an Excel file of before 2007 ({error}); save it as .xlsx.",
            file=path.name,
            error=brief(error),
        ) from error


class _Silence:
    def write(self, _: str) -> None: ...

    def flush(self) -> None: ...


def _xls_sheets(path: Path) -> list[_Sheet]:
    with _xls_book(path) as book:
        return [_Sheet(name, "", number) for number, name in enumerate(book.sheet_names())]


def _xls_rows(path: Path, sheet: _Sheet) -> Iterator[list[str]]:
    with _xls_book(path) as book:
        try:
            table = book.sheet_by_index(sheet.number)
        except Exception as error:
            raise SourceError(
                "{file}, sheet {sheet!r} cannot be read ({error}); save it as .xlsx.",
                file=path.name,
                sheet=sheet.name,
                error=brief(error),
            ) from error
        for number in range(table.nrows):
            yield [_shown(value) for value in table.row_values(number)]


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _xlsx_sheets(path: Path, limits: Limits) -> list[_Sheet]:
    with archives.opened(path, limits, "workbook") as archive:
        targets: dict[str, str] = {}
        for relation in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship", path, limits):
            targets[relation.attributes.get("Id", "")] = relation.attributes.get("Target", "")
        sheets = []
        names = frozenset(archive.names)
        for number, sheet in enumerate(_elements(archive, "xl/workbook.xml", "sheet", path, limits)):
            target = targets.get(sheet.attributes.get("r:id", ""), f"worksheets/sheet{number + 1}.xml")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if member in names:
                sheets.append(_Sheet(sheet.attributes.get("name", ""), member, number))
        return sheets


def _elements(
    archive: archives.Archive, member: str, wanted: str, path: Path, limits: Limits
) -> Iterator[xmlstream.Element]:
    if member not in archive.names:
        return
    stream = archive.open(member)
    yield from xmlstream.elements(stream, f"{path.name}, {member}", frozenset((wanted,)), 4 * limits.definition)


def _xlsx_rows(path: Path, sheet: _Sheet, limits: Limits) -> Iterator[list[str]]:
    with archives.opened(path, limits, "workbook") as archive:
        shared = [_string(item) for item in _elements(archive, "xl/sharedStrings.xml", "si", path, limits)]
        for row in _elements(archive, sheet.member, "row", path, limits):
            cells: list[str] = []
            held = 0
            for cell in row.elements("c"):
                place = _CELL.fullmatch(cell.attributes.get("r", ""))
                column = _column(place[1]) if place else len(cells)
                if column > 1000:
                    continue
                cells += [""] * (column - len(cells) + 1)
                cells[column] = _value(cell, shared)
                held += len(cells[column])
                if held > 4 * limits.definition:  # a shared string may stand in many cells
                    raise SourceError(
                        "{file}, {sheet!r}: a row holds more than {most:,} characters.",
                        file=path.name,
                        sheet=sheet.name[:80],
                        most=4 * limits.definition,
                    )
            yield cells


def _string(item: xmlstream.Element) -> str:
    """The text of a shared or inline string, without the readings that Asian sheets add."""
    out = []
    for part in item.elements("t", "r"):
        inner = [part] if part.name == "t" else list(part.elements("t"))
        out += [text for element in inner for text in element.content if isinstance(text, str)]
    return "".join(out)


def _value(cell: xmlstream.Element, shared: list[str]) -> str:
    kind = cell.attributes.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("is")
        return _string(inline) if inline is not None else ""
    value = cell.find("v")
    text = value.text() if value is not None else ""
    if kind == "s":
        return shared[int(text)] if text.isdigit() and int(text) < len(shared) else ""
    if kind == "n" and re.fullmatch(r"-?\d+\.0+", text):
        return text.partition(".")[0]
    return text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1

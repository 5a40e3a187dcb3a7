"""Reads a workbook with python-calamine, as a script that `bounded_child` runs; imports nothing of dictsvc.

{"sheets": [names]}                    once, first
{"sheet": number}                      what follows is of this sheet
{"row": number, "cells": [texts]}      a row with anything in it, counted from 1
{"long": number}                       a row of more characters than were asked for
{"end": number of rows}                last
"""

from __future__ import annotations

from collections.abc import Iterator

from python_calamine import CalamineSheet, CalamineWorkbook

_COLUMNS = 1000  # of a row, that are looked at


def messages(path: str, number: str, most: str, longest: str) -> Iterator[dict[str, object]]:
    """The first `most` rows of the sheet of a number, or of each ('' for `number`). longest: characters a row."""
    with CalamineWorkbook.from_path(path) as book:
        names = book.sheet_names
        yield {"sheets": [name[:200] for name in names]}
        count = 0
        for at in [int(number)] if number else range(len(names)):
            yield {"sheet": at}
            for row in _rows(book.get_sheet_by_index(at), int(most), int(longest)):
                count += 1
                yield row
        yield {"end": count}


def _rows(sheet: CalamineSheet, most: int, longest: int) -> Iterator[dict[str, object]]:
    if sheet.start is None:
        return
    left = sheet.start[1]  # rows come from the first of the sheet on, but cells from the first column that is filled
    merged = {
        (first[0], first[1] - left): last[0] for first, last in sheet.merged_cell_ranges or [] if last[0] > first[0]
    }
    down: dict[int, tuple[int, str]] = {}  # column -> the last row of a merged cell that began above, and its text
    for number, values in enumerate(sheet.iter_rows()):
        if number >= most:
            return
        cells = [_text(value) for value in values[:_COLUMNS]]
        for column, (last, text) in list(down.items()):
            if number > last:
                del down[column]
            elif column < len(cells) and not cells[column]:
                cells[column] = text
        if merged:
            for column, text in enumerate(cells):
                if (last := merged.get((number, column), 0)) > number:
                    down[column] = last, text
        if sum(map(len, cells)) > longest:
            yield {"long": number + 1}
        elif any(cells):
            yield {"row": number + 1, "cells": cells}


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

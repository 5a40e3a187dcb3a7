"""TSV and CSV: two columns, or columns with names.

TSV is what dictionary makers call a tab file: one tab, no quoting, and `\\n`, `\\t`, `\\\\` for what a cell cannot
hold. CSV is what office programs write: quotes, a delimiter that depends on the country, perhaps a header, perhaps a
number in front. Rows with named columns that describe senses become one entry for each run of the same headword.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from dictsvc.errors import Message, SourceError
from dictsvc.readers import columns, encodings, files
from dictsvc.readers import rows as rows_
from dictsvc.readers.encodings import Line
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.records import Entry, Rejected

DELIMITERS = {",": Message("comma"), ";": Message("semicolon"), "\t": Message("tab"), "|": Message("bar")}
_SAMPLE_ROWS = 400
_ESCAPE = re.compile(r"\\([nt\\])")
_ESCAPED = {"n": "\n", "t": "\t", "\\": "\\"}
_NUMBER = re.compile(r"\s*[(#]?\d+(?:[.,]\d+)*[.):]?\s*")
_AMOUNT = re.compile(rf"{_NUMBER.pattern}%?\s*")
_ROW = 100  # characters that take as much memory as a row does by itself
_AHEAD = 2_000_000  # characters behind a quote in which it must be closed: more than any definition may have
csv.field_size_limit(2**31 - 1)  # for the whole process; what a cell may hold is limited elsewhere, and reported


@dataclass(frozen=True, slots=True)
class Layout:
    """How the cells of a row are to be read: the delimiter, whether quotes are, the role of each column."""

    delimiter: str
    quoted: bool
    roles: tuple[str, ...]
    header: bool
    number_column: bool

    @property
    def whole_rows(self) -> bool:
        """Whether each row is an entry by itself."""
        return not rows_.is_structured(self.roles)


def open_tsv(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """A tab file. SourceError where it has no second column."""
    return _open(path, "tsv", encoding, limits)


def open_csv(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """A CSV file of whatever delimiter. SourceError where it has no second column."""
    return _open(path, "csv", encoding, limits)


def _open(path: Path, format_: str, encoding: str | None, limits: Limits) -> Source:
    chosen = encodings.choose(path, encoding, limits)
    sample = _first_lines(path, chosen.name, limits)
    if not sample:
        raise SourceError(
            "{file} is empty; a dictionary file has a headword and a definition on each line.", file=path.name
        )
    delimiter = "\t" if format_ == "tsv" else _delimiter(sample)
    quoted = format_ == "csv"
    if not delimiter:
        raise SourceError(
            "{file} has one column: words without definitions are no dictionary (expected a headword and "
            "a definition, parted by a tab, comma or semicolon).",
            file=path.name,
        )
    rows = [cells for _, cells in _rows(sample, delimiter, quoted, cut=True) if len(cells) > 1][:_SAMPLE_ROWS]
    if len(rows) * 5 < len(sample) and not quoted:
        first = next(line for line in sample if delimiter not in line.text)
        raise SourceError(
            "{file}, line {number}: words without definitions are no dictionary (expected a headword, a "
            "{delimiter} and a definition, found {text!r}).",
            file=path.name,
            number=first.number,
            delimiter=DELIMITERS[delimiter],
            text=first.text[:40],
        )
    if not rows:
        raise SourceError("{file} has no row with a headword and a definition.", file=path.name)
    layout, source_language, target_language = layout_of(rows, delimiter, quoted, format_)
    refuse_lists(path, rows, layout)
    stated = _stated(path, sample if format_ == "tsv" else [])
    metadata = replace(
        stated,
        source_language=stated.source_language or source_language,
        target_language=stated.target_language or target_language,
        markup="plain" if layout.whole_rows else "lines",
    )
    sidecar = _sidecar(path)
    shape = (
        Message("named columns")
        if layout.header
        else Message("columns parted by {delimiter}", delimiter=DELIMITERS[delimiter])
    )
    return Source(
        format=format_,
        encoding=chosen.name,
        why=Message("{shape} in its first lines; {why}", shape=shape, why=chosen.why),
        files=(path, sidecar) if metadata != SourceMetadata() and sidecar.is_file() else (path,),
        metadata=metadata,
        limits=limits,
        read=lambda source: _items(source, path, layout),
    )


def _first_lines(path: Path, encoding: str, limits: Limits) -> list[Line]:
    sample: list[Line] = []
    size = 0
    for line in encodings.lines(path, encoding, limits):
        if line.text.strip():
            sample.append(line)
        size += len(line.text) + 1
        if len(sample) >= _SAMPLE_ROWS or size > encodings.SAMPLE:
            break
    return sample


def _delimiter(sample: list[Line]) -> str:
    """The delimiter that parts the most rows into the same number of cells, '' where none parts most of them."""
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        widths = Counter(len(cells) for _, cells in islice(_rows(sample, delimiter, True, cut=True), 100))
        total = sum(widths.values())
        width, times = max(widths.items(), key=lambda item: (item[0] > 1) * item[1], default=(1, 0))
        parted = sum(count for cells, count in widths.items() if cells > 1)
        if width > 1 and parted >= total * 0.8:
            # The commonest width decides; a tab is hardly ever there by chance.
            score = times / total + (0.5 if delimiter == "\t" else 0.0)
            if score > best_score:
                best, best_score = delimiter, score
    return best


def layout_of(rows: list[list[str]], delimiter: str, quoted: bool, format_: str) -> tuple[Layout, str, str]:
    """How rows are laid out, by the first of them; with the source and target language that a header names."""
    if named := columns.header(rows[0]):
        roles, source_language, target_language = named
        return Layout(delimiter, quoted, tuple(roles), True, False), source_language, target_language
    body = rows[1:] if len(rows) > 1 and not _NUMBER.fullmatch(rows[0][0]) else rows
    width = Counter(map(len, rows)).most_common(1)[0][0]
    numbers = width > 2 and sum(1 for row in body if _NUMBER.fullmatch(row[0])) >= len(body) * 0.95
    roles = (["number"] if numbers else []) + ["headword", "definition"]
    roles += ["definition"] * (width - len(roles)) if format_ == "csv" else []
    return Layout(delimiter, quoted, tuple(roles), False, numbers), "", ""


def refuse_lists(path: Path, rows: list[list[str]], layout: Layout) -> None:
    """A list of words has two columns too, where they are numbered or counted; numbers say nothing about a word."""
    if "headword" not in layout.roles or len(rows) < 3:
        return
    word = layout.roles.index("headword")
    says = [i for i, role in enumerate(layout.roles) if role in ("definition", "equivalent", "html", "text")]
    named = layout.header or not any(_AMOUNT.fullmatch(cell) for cell in rows[0])
    body = [row for row in rows[named:] if len(row) > word]
    # Of a tab file without names, all further columns are the definition.
    cells = [row[says[0] :] if not layout.header else [row[i] for i in says if i < len(row)] for row in body if says]
    filled = [[cell for cell in row if cell.strip()] for row in cells]
    if body and not any(filled):
        raise SourceError(
            "{file} holds words without definitions, which is no dictionary: the column after the words is empty.",
            file=path.name,
        )
    if filled and all(row and all(_AMOUNT.fullmatch(cell) for cell in row) for row in filled):
        raise SourceError(
            "{file} gives each word a number and no definition: it is a frequency list and no dictionary.",
            file=path.name,
        )
    numbers = [row[word].strip().rstrip(".)") for row in body]
    if (
        len(numbers) > 2
        and numbers[0] in ("0", "1")
        and numbers == [str(int(numbers[0]) + i) for i in range(len(body))]
    ):
        raise SourceError(
            "{file} numbers its words and says nothing about them: it is a list of words and no dictionary.",
            file=path.name,
        )


def is_number(cell: str) -> bool:
    """Whether a cell is a number, counted, numbered or a share."""
    return _AMOUNT.fullmatch(cell) is not None


class _Lines:
    """Lines one after another, of which those behind an open quote may be given back.

    No more is looked at in vain than `_AHEAD` characters and as many as were kept, so that any file is read in a time
    that grows with its size.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []
        self._credit = _AHEAD
        self.open = False
        """Whether the row looked at goes on behind its first line."""
        self.ended = False

    def __iter__(self) -> Iterator[Line]:
        while (line := self._next()) is not None:
            self._earn(line)
            yield line

    def starting_with(self, line: Line) -> Iterator[str]:
        """A line and those behind it, as `csv` takes them."""
        self._taken.clear()
        self.open = False
        yield line.text + "\n"
        self.open = True
        while self._credit > 0 and (more := self._next()) is not None:
            self._taken.append(more)
            self._credit -= len(more.text) + 1
            yield more.text + "\n"

    def keep(self) -> None:
        """What was looked at belongs to the row."""
        for line in self._taken:
            self._earn(line)

    def give_back(self) -> None:
        """What was looked at is read again."""
        self._again.extendleft(reversed(self._taken))

    def _next(self) -> Line | None:
        line = self._again.popleft() if self._again else next(self._lines, None)
        self.ended = line is None
        return line

    def _earn(self, line: Line) -> None:
        self._credit = min(_AHEAD, self._credit + len(line.text) + 1)


def _rows(
    lines: Iterable[Line],
    delimiter: str,
    quoted: bool,
    found: Callable[[str, Line], None] = lambda name, line: None,
    *,
    cut: bool = False,
) -> Iterator[tuple[Line, list[str]]]:
    """Rows as (their first line, cells); blank lines are left out. `found` is told of rows whose quotes are wrong.

    cut: the lines are the beginning of a file; the row that they break off is left out, unless it is the only one.
    """
    if not quoted:
        opened: Line | None = None
        for line in lines:
            if line.text.strip():
                cells = line.text.split(delimiter)
                if '"' in line.text:
                    if opened and any(_closes(cell) for cell in cells):
                        found("quoted cell over several lines", opened)
                    opened = line if cells[-1][:1] == '"' and cells[-1].count('"') % 2 else None
                yield line, cells
        return
    source = _Lines(lines)
    first = True
    for line in source:
        if '"' not in line.text:  # most lines; `csv` would part them so
            if not line.text.strip():
                continue
            cells = line.text.split(delimiter)
        else:
            try:
                cells = next(csv.reader(source.starting_with(line), delimiter=delimiter, strict=True))
                source.keep()
            except csv.Error:
                if cut and source.open and source.ended and not first:
                    return
                source.give_back()
                found("quote never closed" if source.open else "text after a closing quote", line)
                cells = _loose(line.text, delimiter, source.open)
        first = False
        yield line, cells


def _closes(cell: str) -> bool:
    """Whether a cell of a tab file ends what a spreadsheet put in quotes on an earlier line."""
    return cell[-1:] == '"' and cell[:1] != '"' and cell.count('"') % 2 == 1


def _loose(text: str, delimiter: str, unclosed: bool) -> list[str]:
    """The cells of one line whose quotes are wrong; what follows a quote that nobody closes is parted without it."""
    try:
        *cells, last = next(csv.reader([text], delimiter=delimiter))
    except csv.Error:  # a carriage return in a line
        return [cell.strip('"') for cell in text.split(delimiter)]
    return [*cells, *(last.split(delimiter) if unclosed else [last])]


def _items(source: Source, path: Path, layout: Layout) -> Iterator[Item]:
    lines = encodings.lines(path, source.encoding, source.limits, source.progress)

    def found(name: str, line: Line) -> None:
        source.found(name, f"line {line.number}")

    rows = _rows(lines, layout.delimiter, layout.quoted, found)
    yield from items_of(source, _after_info(rows) if source.format == "tsv" and not layout.header else rows, layout)


def items_of(source: Source, rows: Iterator[tuple[Line, list[str]]], layout: Layout) -> Iterator[Item]:
    """Rows as (their first line, cells), the header included, as entries and rejections."""
    if layout.header:
        next(rows, None)
    if layout.header and not layout.whole_rows:
        yield from _grouped(source, rows, layout)
        return
    yield from _row_by_row(source, rows, layout)


def _after_info(rows: Iterator[tuple[Line, list[str]]]) -> Iterator[tuple[Line, list[str]]]:
    """Rows without the `##name<TAB>value` lines that some tab files begin with."""
    top = True
    for line, cells in rows:
        top = top and line.text.startswith("##")
        if not top:
            yield line, cells


def _row_by_row(source: Source, rows: Iterator[tuple[Line, list[str]]], layout: Layout) -> Iterator[Item]:
    roles = layout.roles
    two_columns = roles == ("headword", "definition")
    tab_file = source.format == "tsv"
    for line, cells in rows:
        where = f"line {line.number}"
        if line.mended:
            source.found("undecodable bytes", where)
        if len(cells) < 2 or (layout.number_column and len(cells) < 3):
            yield Rejected(where, "no second column", line.text[:80])
            continue
        if two_columns and tab_file:
            word, definition = cells[0], cells[1] if len(cells) == 2 else "\t".join(cells[1:])
            alternates: tuple[str, ...] = ()
            if "|" in word:
                word, *others = (part.strip() for part in word.split("|"))
                alternates = tuple(other for other in others if other)
            if "\\" in definition:
                definition = _unescaped(definition)
            yield Entry(word, definition, alternates=alternates, where=where)
            continue
        yield _whole_row(cells, roles, where, tab_file)


def _whole_row(cells: list[str], roles: tuple[str, ...], where: str, tab_file: bool) -> Item:
    parts: dict[str, list[str]] = {}
    for role, cell in zip(roles, cells, strict=False):
        cell = _unescaped(cell) if tab_file and "\\" in cell else cell
        cell = cell if role in ("text", "html") else cell.strip()
        if role and cell:
            parts.setdefault(role, []).append(cell)
    if len(cells) > len(roles) and any(cell.strip() for cell in cells[len(roles) :]):
        return Rejected(where, "more cells than columns", "|".join(cells[:80])[:80])
    return rows_.entry_of({role: "\n".join(texts) for role, texts in parts.items()}, where)


def _grouped(source: Source, rows: Iterator[tuple[Line, list[str]]], layout: Layout) -> Iterator[Item]:
    """One entry for each run of rows with the same headword, its article made of their columns."""
    group: list[dict[str, str]] = []
    held = 0
    where = ""
    for line, cells in rows:
        place = f"line {line.number}"
        if line.mended:
            source.found("undecodable bytes", place)
        if len(cells) > len(layout.roles) and any(cell.strip() for cell in cells[len(layout.roles) :]):
            yield Rejected(place, "more cells than columns", line.text[:80])
            continue
        row: dict[str, str] = {}
        for role, cell in zip(layout.roles, cells, strict=False):
            cell = rows_.one_line(_unescaped(cell) if layout.delimiter == "\t" and "\\" in cell else cell)
            if role and (cell or role == "us"):  # an empty cell there says: as in British English
                row[role] = f"{row[role]}; {cell}" if role in row else cell
        if not row.get("headword"):
            yield Rejected(place, "no headword", line.text[:80])
            continue
        if not {"definition", "equivalent", "abbreviation", "see"}.intersection(row):
            yield Rejected(place, "no definition", row["headword"])
            continue
        if group and group[0]["headword"] != row["headword"]:
            yield rows_.article_of(group, where)
            group, held = [], 0
        if not group:
            where = place
        held += _ROW + sum(map(len, row.values()))
        if held > 4 * source.limits.definition:
            yield Rejected(place, "too many rows of one headword", row["headword"])
            continue
        group.append(row)
    if group:
        yield rows_.article_of(group, where)


def _unescaped(cell: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]], cell)


def _sidecar(path: Path) -> Path:
    """Where the .toml of a tab file stands, packed or not: x.toml of x.tab and of x.tab.gz."""
    return path.with_name(files.unpacked_name(path.name)).with_suffix(".toml")


def _stated(path: Path, sample: list[Line]) -> SourceMetadata:
    """What `##name<TAB>value` lines or a .toml file beside the tab file state."""
    known: dict[str, str] = {}
    for line in sample:
        if not line.text.startswith("##"):
            break
        name, _, value = line.text[2:].partition("\t")
        known[name.strip().lower()] = value.strip()
    sidecar = _sidecar(path)
    if sidecar.is_file() and sidecar.stat().st_size < 100_000:
        try:
            with sidecar.open("rb") as file:
                table = tomllib.load(file)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
            table = {}
        known |= {name.lower(): value for name, value in table.items() if isinstance(value, str)}
    ours = "from" in known or "to" in known
    return SourceMetadata(
        title=known.get("title") or known.get("name") or known.get("bookname", ""),
        source_language=known.get("from", "") if ours else known.get("source") or known.get("sourcelang", ""),
        target_language=known.get("to", "") if ours else known.get("target") or known.get("targetlang", ""),
        licence=known.get("licence") or known.get("license", ""),
        description=known.get("description", ""),
        source=(known.get("source", "") if ours else "") or known.get("url") or known.get("website", ""),
        author=known.get("author") or known.get("owner_editor", ""),
    )

"""dictd: .index (headword TAB offset TAB size, in base 64) and .dict or .dict.dz (definitions, UTF-8).

    .index  one line an entry; numbers in the digits A–Z a–z 0–9 + /, most significant first, without padding;
            a fourth column, where there is one, is the headword as it should be shown
    .dict   the definitions, one after the other

The index may be in any order: dictd's own is not that of code points, and files in the wild follow neither.
Entries named `00-database-…` describe the database and are none. After dictd's manual (dictd(8), dictfmt(1)).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

from dictsvc.errors import Message, SourceError
from dictsvc.readers import encodings, files, pseudo
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.records import Entry, Rejected

_DIGITS = {
    char: value for value, char in enumerate(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The two files of a dictd dictionary."""

    index: Path
    dict: Path


def parts_of(path: Path) -> Parts | None:
    """Index and text of a dictionary by the name of either; None by another name. SourceError where one is missing."""
    for ending in (".index.dz", ".index", ".dict.dz", ".dict"):
        if path.name.endswith(ending):
            stem = path.name[: -len(ending)]
            break
    else:
        return None
    found = [
        next((file for end in ends if (file := path.with_name(stem + end)).is_file()), None)
        for ends in ((".index", ".index.dz"), (".dict.dz", ".dict"))
    ]
    index, data = found
    if index is None or data is None:
        missing = ".index" if index is None else ".dict or .dict.dz"
        raise SourceError(
            "{file} needs {stem}{missing} beside it; put both files in one folder.",
            file=path.name,
            stem=stem,
            missing=missing,
        )
    return Parts(index, data)


def number(digits: bytes) -> int:
    """A number of the index. ValueError where it is none.

    >>> number(b"OY")
    920
    """
    if not digits or len(digits) > 10:
        raise ValueError(digits)
    value = 0
    for digit in digits:
        if digit not in _DIGITS:
            raise ValueError(digits)
        value = value * 64 + _DIGITS[digit]
    return value


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    word: bytes
    offset: int
    size: int


def open_dictd(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """The dictd dictionary that a file belongs to."""
    parts = parts_of(path)
    if parts is None:
        raise SourceError("{file} is no file of dictd; expected .index with .dict or .dict.dz.", file=path.name)
    chosen = encodings.named(encoding).name if encoding else "utf-8"
    described: dict[str, str] = {}
    rows = 0
    pseudo_rows: list[_Row] = []
    for row in _rows(parts.index, limits):
        if isinstance(row, _Row):
            rows += 1
            if (
                len(pseudo_rows) < pseudo.MOST
                and row.word.startswith(b"00")
                and row.size < 100_000
                and pseudo.is_pseudo(row.word.decode(errors="replace"))
            ):
                pseudo_rows.append(row)
    if not rows:
        raise SourceError(
            "{file} has no line of headword, offset and size; is it an index of dictd?", file=parts.index.name
        )
    if pseudo_rows:
        with closing(files.unpacked(parts.dict, limits)) as data:
            described = {row.word.decode("utf-8", "replace"): _text(data, row) for row in pseudo_rows}
    return Source(
        format="dictd",
        encoding=chosen,
        why=Message(
            "{file} and {dict} belong together; {encoding}",
            file=parts.index.name,
            dict=parts.dict.name,
            encoding=encodings.by_format("dictd", encoding),
        ),
        files=(parts.index, parts.dict),
        metadata=pseudo.metadata_from(described, SourceMetadata()),
        limits=limits,
        read=lambda source: _items(source, parts),
    )


def _rows(path: Path, limits: Limits) -> Iterator[_Row | Rejected]:
    """The lines of an index; a line that is none is Rejected. SourceError where the last one is cut short."""
    stream = io.BytesIO(files.whole(path, limits))
    line = 0
    while raw := stream.readline(64 * 1024):
        line += 1
        text = raw.rstrip(b"\r\n")
        if not text:
            continue
        cells = text.split(b"\t")
        try:
            if len(cells) < 3:
                raise ValueError
            yield _Row(line, cells[3] if len(cells) > 3 and cells[3] else cells[0], number(cells[1]), number(cells[2]))
        except ValueError:
            shown = text[:80].decode("utf-8", "replace")
            if not raw.endswith(b"\n") and len(cells) < 3:
                raise SourceError(
                    "{file}, line {line}: the file ends within it ({text!r}); copy or download it again.",
                    file=path.name,
                    line=line,
                    text=shown[-40:],
                ) from None
            yield Rejected(f"line {line}", "no index line", shown)


def _text(data: IO[bytes], row: _Row) -> str:
    data.seek(row.offset)
    return encodings.mended(data.read(row.size))[0]


def _items(source: Source, parts: Parts) -> Iterator[Item]:
    rows: list[_Row] = []
    for row in _rows(parts.index, source.limits):
        if isinstance(row, Rejected):
            yield row
        else:
            rows.append(row)
    decode = encodings.decoder(source.encoding)
    names = _names(rows)
    with closing(files.unpacked(parts.dict, source.limits)) as data:
        end = data.seek(0, 2)
        _check(parts, rows, end)
        step = source.size / max(1, len(rows))
        for count, row in enumerate(rows):
            source.progress.at = int(count * step)
            where = f"line {row.line}"
            word = decode(row.word)
            same = names.get(_block(row), [row])
            if pseudo.is_pseudo(word):
                yield Rejected(where, pseudo.REASON, word)
            elif same[0] is not row and row.word != same[0].word:
                continue  # another name of an entry: it goes with the first one
            elif row.offset + row.size > end:
                yield Rejected(where, "definition outside the file", word[:80])
            elif row.size > 8 * source.limits.definition:
                yield Rejected(where, "definition too long", word[:80])
            else:
                data.seek(row.offset)
                raw = data.read(row.size)
                text, mended = encodings.mended(raw) if source.encoding == "utf-8" else (decode(raw), False)
                if mended:
                    source.found("undecodable bytes", where)
                alternates: tuple[str, ...] = ()
                if same[0] is row:  # the other names lead to the first of equal lines, once
                    # One above the limit tells that there are more.
                    alternates = tuple(map(decode, _distinct(same, row.word, source.limits.alternates + 1)))
                yield Entry(word, _without_headword(text, word), alternates=alternates, where=where)


def _distinct(rows: list[_Row], known: bytes, most: int) -> dict[bytes, None]:
    """The first different words of rows, in their order, but the known one."""
    words: dict[bytes, None] = {}
    for row in rows:
        if row.word != known:
            words[row.word] = None
            if len(words) == most:
                break
    return words


def _block(row: _Row) -> int:
    """Where a definition is and how long; one number takes half the memory of a pair while a million are sorted."""
    return row.offset << 60 | row.size  # `number` takes ten digits of 6 bits


def _names(rows: list[_Row]) -> dict[int, list[_Row]]:
    """`_block` of definitions that several lines point to -> those lines, in file order."""
    several: dict[int, list[_Row]] = {}
    for block, same in groupby(sorted(rows, key=_block), _block):
        if len(names := list(same)) > 1:
            several[block] = names
    return several


def _check(parts: Parts, rows: list[_Row], end: int) -> None:
    """SourceError where definitions are missing at the end."""
    if any(row.offset + row.size > end for row in rows):
        reach = sum(size for _, size in {(row.offset, row.size) for row in rows})
        files.check_reach(parts.dict, parts.index, end, reach, (row.offset + row.size for row in rows))


def _without_headword(text: str, word: str) -> str:
    """A definition without the headword as its first line, as dictfmt writes it."""
    first, _, rest = text.partition("\n")
    return rest if rest.strip() and first.strip() == word else text

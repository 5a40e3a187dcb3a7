"""StarDict: .ifo (what it is), .idx or .idx.gz (headword NUL offset size), .dict or .dict.dz (definitions), .syn.

    .idx   headword in UTF-8, NUL, offset and size in .dict: big-endian u32 each (offset u64 with idxoffsetbits=64)
    .syn   another spelling in UTF-8, NUL, number of its entry in .idx: big-endian u32
    .dict  for each entry its fields, each with a type letter before it unless sametypesequence names them once:
           lower case: text up to NUL; upper case: u32 size, then bytes; the last of a sametypesequence has neither

Types m l g t x y k w n h are text of some kind; r, W, P and X name or hold pictures and sounds, which are left out.
After the documentation of StarDict 3 (doc/StarDictFileFormat).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from html import escape
from itertools import groupby, islice
from pathlib import Path
from typing import IO

from dictsvc.errors import Message, SourceError
from dictsvc.readers import encodings, files, pseudo
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.records import Entry, Markup, Rejected

MAGIC = b"StarDict's dict ifo file"
_MARKUP: dict[str, Markup] = {
    "m": "plain", "l": "plain", "w": "plain", "h": "html", "g": "pango", "x": "xdxf", "k": "xdxf", "n": "xdxf",
}  # fmt: skip
_PHONETIC = "ty"
_MEDIA = "rWPX"
_NONE: tuple[int, tuple[str, ...]] = (-1, ())


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one StarDict dictionary; syn is None where it has no synonyms."""

    ifo: Path
    idx: Path
    dict: Path
    syn: Path | None

    @property
    def all(self) -> tuple[Path, ...]:
        return (self.ifo, self.idx, self.dict, *((self.syn,) if self.syn else ()))


def parts_of(path: Path) -> Parts | None:
    """The files that belong to any one of them; None where no .ifo stands beside it. SourceError if one is missing."""
    stem = path.name
    for ending in (
        ".ifo",
        ".idx.gz",
        ".idx.dz",
        ".idx",
        ".dict.dz",
        ".dict.gz",
        ".dict",
        ".dz",
        ".syn.dz",
        ".syn.gz",
        ".syn",
    ):
        if stem.lower().endswith(ending):
            stem = stem[: -len(ending)]
            break
    else:
        return None
    ifo = path.with_name(stem + ".ifo")
    if not ifo.is_file():
        return None

    def first(*endings: str) -> Path | None:
        return next((file for ending in endings if (file := path.with_name(stem + ending)).is_file()), None)

    idx = first(".idx", ".idx.gz", ".idx.dz")
    data = first(".dict.dz", ".dict", ".dz", ".dict.gz")
    for found, needed in ((idx, ".idx or .idx.gz"), (data, ".dict or .dict.dz")):
        if found is None:
            raise SourceError(
                "{file} needs {stem}{wanted} beside it; put all its files in one folder.",
                file=ifo.name,
                stem=stem,
                wanted=needed,
            )
    assert idx is not None and data is not None
    return Parts(ifo, idx, data, first(".syn", ".syn.dz", ".syn.gz"))


@dataclass(frozen=True, slots=True)
class _Info:
    words: int
    idx_size: int
    wide: bool
    types: str
    fields: dict[str, str]


def _info(path: Path) -> _Info:
    raw = files.first_bytes(path, 1024 * 1024)
    text = encodings.mended(raw.removeprefix(b"\xef\xbb\xbf"))[0]
    lines = text.splitlines()
    if not lines or lines[0].strip() != MAGIC.decode():
        raise SourceError(
            "{file} is no StarDict .ifo file: its first line is {text!r}, expected {magic!r}.",
            file=path.name,
            text=lines[0][:40] if lines else "",
            magic=MAGIC.decode(),
        )
    fields = {name.strip(): value.strip() for name, mark, value in (line.partition("=") for line in lines[1:]) if mark}

    def number(name: str) -> int:
        try:
            return int(fields.get(name, "-1") or -1)
        except ValueError:
            raise SourceError(
                "{file} says {name}={text}, expected a number.", file=path.name, name=name, text=fields[name][:20]
            ) from None

    return _Info(
        number("wordcount"), number("idxfilesize"), fields.get("idxoffsetbits") == "64",
        fields.get("sametypesequence", ""), fields,
    )  # fmt: skip


def open_stardict(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """The StarDict dictionary that a file belongs to."""
    parts = parts_of(path)
    if parts is None:
        raise SourceError(
            "{file} has no .ifo file beside it; a StarDict dictionary needs .ifo, .idx and .dict.", file=path.name
        )
    info = _info(parts.ifo)
    chosen = encodings.named(encoding).name if encoding else "utf-8"
    fields = info.fields
    metadata = SourceMetadata(
        title=fields.get("bookname", ""),
        source_language=fields.get("lang", "").partition("-")[0],
        target_language=fields.get("lang", "").partition("-")[2],
        licence=pseudo.licence_in(fields.get("description", "")),
        description=fields.get("description", "").replace("<br>", "\n"),
        source=fields.get("website", ""),
        author=fields.get("author", ""),
        markup=_MARKUP.get(info.types[-1:], "plain") if info.types else "plain",
    )
    index = files.whole(parts.idx, limits)
    if b"00-database" in index or b"00database" in index:
        metadata = pseudo.metadata_from(_pseudo_entries(parts, info, index, limits), metadata)
    return Source(
        format="stardict",
        encoding=chosen,
        why=Message(
            "{ifo} is a StarDict .ifo file; {encoding}",
            ifo=parts.ifo.name,
            encoding=encodings.by_format("StarDict", encoding),
        ),
        files=parts.all,
        metadata=metadata,
        limits=limits,
        read=lambda source: _items(source, parts, info),
    )


def _index(index: bytes, wide: bool, name: str) -> Iterator[tuple[int, bytes, int, int]]:
    """(place in the file, headword, offset, size) of each row. SourceError where the file ends within one."""
    layout = struct.Struct(">QI" if wide else ">II")
    position = 0
    while position < len(index):
        end = index.find(b"\0", position)
        after = end + 1 + layout.size
        if end < 0 or after > len(index):
            raise SourceError(
                "{name} is cut short: the row at offset {at:,} has no end (the file has {found:,} bytes);"
                " copy or download it again.",
                name=name,
                at=position,
                found=len(index),
            )
        offset, size = layout.unpack_from(index, end + 1)
        yield position, index[position:end], offset, size
        position = after


def _check(source: Source, parts: Parts, info: _Info, index: bytes, data_size: int) -> None:
    """Compare the files with each other before any entry is read."""
    if 0 <= len(index) < info.idx_size:
        raise SourceError(
            "{file} is cut short: {ifo} says {expected:,} bytes, it has {found:,}; copy or download it again.",
            file=parts.idx.name,
            ifo=parts.ifo.name,
            expected=info.idx_size,
            found=len(index),
        )
    if len(index) > info.idx_size >= 0:
        source.found("idxfilesize differs", f"{parts.ifo.name}: {info.idx_size} said, {len(index)} found")
    rows = 0
    outside = False
    for _, _, offset, size in _index(index, info.wide, parts.idx.name):
        rows += 1
        outside = outside or offset + size > data_size
    if outside:
        blocks = {offset << 32 | size for _, _, offset, size in _index(index, info.wide, parts.idx.name)}
        reach = sum(block & 0xFFFFFFFF for block in blocks)
        ends = ((block >> 32) + (block & 0xFFFFFFFF) for block in blocks)
        files.check_reach(parts.dict, parts.idx, data_size, reach, ends)
    if rows != info.words >= 0:
        source.found("wordcount differs", f"{parts.ifo.name}: {info.words} said, {rows} found")


def _items(source: Source, parts: Parts, info: _Info) -> Iterator[Item]:
    index = files.whole(parts.idx, source.limits)
    synonyms = _synonyms(parts, source.limits)
    following, others = next(synonyms, _NONE)
    astray = 0
    decode = encodings.decoder(source.encoding)
    with closing(files.unpacked(parts.dict, source.limits)) as data:
        data_size = data.seek(0, 2)
        _check(source, parts, info, index, data_size)
        step = source.size / max(1, len(index))
        for number, (at, word, offset, size) in enumerate(_index(index, info.wide, parts.idx.name)):
            source.progress.at = int(at * step)
            where = f"entry {number + 1}"
            alternates: tuple[str, ...] = ()
            if following == number:
                alternates = others
                following, others = next(synonyms, _NONE)
            if size > 8 * source.limits.definition:
                yield Rejected(where, "definition too long", _shown(word))
                continue
            if offset + size > data_size:
                yield Rejected(where, "definition outside the file", _shown(word))
                continue
            data.seek(offset)
            block = data.read(size)
            headword = decode(word)
            if pseudo.is_pseudo(headword):
                yield Rejected(where, pseudo.REASON, headword)
                continue
            yield _entry(source, headword, block, info.types, where, alternates)
    while following >= 0:
        astray += 1
        following, others = next(synonyms, _NONE)
    if astray and parts.syn is not None:
        source.found("spelling of no entry", f"{parts.syn.name}: {astray}")


def _shown(word: bytes) -> str:
    return word[:80].decode("utf-8", "replace")


def _entry(source: Source, headword: str, block: bytes, types: str, where: str, alternates: tuple[str, ...]) -> Item:
    try:
        fields = _fields(block, types)
    except ValueError as error:
        return Rejected(where, str(error), headword[:80])
    pronunciations: list[str] = []
    bodies: list[tuple[Markup, str]] = []
    damaged = "\ufffd" in headword
    for kind, raw in fields:
        if kind in _MEDIA:
            continue
        if source.encoding == "utf-8":
            text, mended = encodings.mended(raw)
        else:
            text = encodings.decoder(source.encoding)(raw)
            mended = "\ufffd" in text
        damaged = damaged or mended
        if kind in _PHONETIC:
            pronunciations.append(text.strip())
        elif kind == "w":
            bodies.append(("plain", _without_wiki_marks(text)))
        else:
            bodies.append((_MARKUP.get(kind, "plain"), text))
    if damaged:
        source.found("undecodable bytes", where)
    if not bodies and not pronunciations:
        return Rejected(where, "no text, only pictures or sounds" if fields else "no definition", headword[:80])
    if not bodies:
        return Entry(headword, "\n".join(pronunciations), markup="phonetic", alternates=alternates, where=where)
    markup, definition = _joined(bodies)
    return Entry(
        headword, definition, markup=markup, pronunciation=", ".join(pronunciations), alternates=alternates, where=where
    )


def _joined(bodies: list[tuple[Markup, str]]) -> tuple[Markup, str]:
    """Several texts of one entry as one; of different markups, as HTML."""
    if len(bodies) == 1:
        return bodies[0]
    kinds = {markup for markup, _ in bodies}
    if len(kinds) == 1:
        return bodies[0][0], "\n".join(text for _, text in bodies)
    shown = (text if markup != "plain" else escape(text, quote=False).replace("\n", "<br>") for markup, text in bodies)
    return "html", "<br>".join(shown)


def _fields(block: bytes, types: str) -> list[tuple[str, bytes]]:
    """The fields of one entry as (type letter, bytes). ValueError says in what way they contradict themselves."""
    out: list[tuple[str, bytes]] = []
    position = 0
    if types:
        for kind in types[:-1]:
            raw, position = _field(block, position, kind)
            out.append((kind, raw))
        last = block[position:]
        out.append((types[-1], last[:-1] if types[-1].islower() and last.endswith(b"\0") else last))
        return out
    while position < len(block):
        kind = chr(block[position])
        if kind not in "mlgtxykwnhrWPX":
            raise ValueError("unknown field type")
        raw, position = _field(block, position + 1, kind)
        out.append((kind, raw))
    return out


def _field(block: bytes, position: int, kind: str) -> tuple[bytes, int]:
    if kind.isupper():
        if position + 4 > len(block):
            raise ValueError("field cut short")
        (size,) = struct.unpack_from(">I", block, position)
        if position + 4 + size > len(block):
            raise ValueError("field cut short")
        return block[position + 4 : position + 4 + size], position + 4 + size
    end = block.find(b"\0", position)
    return (block[position:], len(block)) if end < 0 else (block[position:end], end + 1)


def _without_wiki_marks(text: str) -> str:
    text = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", text)
    return re.sub(r"'{2,5}", "", text)


def _synonyms(parts: Parts, limits: Limits) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(number of an entry, its further spellings), by number."""
    if parts.syn is None:
        return
    data = files.whole(parts.syn, limits)
    places: list[int] = []  # number and place in one, which takes less than any other way to put them in order
    position = 0
    while position < len(data):
        end = data.find(b"\0", position)
        if end < 0 or end + 5 > len(data):
            raise SourceError(
                "{file} is cut short at offset {at:,}; copy or download it again.", file=parts.syn.name, at=position
            )
        (number,) = struct.unpack_from(">I", data, end + 1)
        places.append(number << 64 | position)
        position = end + 5
    places.sort()
    for number, same in groupby(places, lambda place: place >> 64):
        starts = (place & 0xFFFFFFFFFFFFFFFF for place in same)
        words = dict.fromkeys(data[start : data.index(b"\0", start)] for start in starts)
        yield number, tuple(word.decode("utf-8", "replace") for word in words)


def _pseudo_entries(parts: Parts, info: _Info, index: bytes, limits: Limits) -> dict[str, str]:
    found = (
        (name, offset, size)
        for _, word, offset, size in _index(index, info.wide, parts.idx.name)
        if word.startswith(b"00") and size < 100_000 and pseudo.is_pseudo(name := word.decode("utf-8", "replace"))
    )
    with closing(files.unpacked(parts.dict, limits)) as data:
        return {name: _text_at(data, offset, size, info.types) for name, offset, size in islice(found, pseudo.MOST)}


def _text_at(data: IO[bytes], offset: int, size: int, types: str) -> str:
    data.seek(offset)
    try:
        fields = _fields(data.read(size), types)
    except ValueError:
        return ""
    return "\n".join(encodings.mended(raw)[0] for kind, raw in fields if kind not in _MEDIA)

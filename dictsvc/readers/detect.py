"""Which format a file is, by its name and its first bytes. Opens nothing beyond them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from dictsvc.errors import Message, SourceError
from dictsvc.readers import archives, cedict, encodings, files, sqlite, stardict
from dictsvc.readers.source import Limits

HEAD = 64 * 1024
_BY_NAME = {
    ".tsv": "tsv", ".tab": "tsv", ".csv": "csv", ".ifo": "stardict", ".index": "dictd",
    ".jsonl": "jsonlines", ".ndjson": "jsonlines",
    ".mdx": "mdx", ".dsl": "dsl", ".tei": "tei", ".xdxf": "xdxf", ".bgl": "bgl", ".slob": "slob",
    ".xls": "excel", ".xlsx": "excel", ".xlsb": "excel", ".ods": "excel",
}  # fmt: skip
_OTHERS = {
    b"%PDF": Message("a PDF"),
    b"Rar!": Message("a RAR archive"),
    b"?LD2": Message("a Lingoes dictionary"),
    b"?LDX": Message("a Lingoes dictionary"),
    b"\x04\x22\x4d\x18": Message("packed by LZ4"),
    b"\x89PNG": Message("a picture"),
    b"\xff\xd8\xff": Message("a picture"),
}
_BINARY = (b"SQLite format 3\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"!-1SLOB\x1f", b"%PDF", b"Rar!")


_XML = {
    b"<mediawiki": Message("a dump of a MediaWiki, such as Wiktionary"),
    b"<JMdict": Message("JMdict"),
    b"DOCTYPE JMdict": Message("JMdict"),
    b"<stardict": Message("a StarDict dictionary as text (XML)"),
}
_MIMES = {
    b"application/epub+zip": Message("an electronic book (EPUB)"),
    b"application/vnd.oasis.opendocument.text": Message("a document of a word processor (ODT)"),
}
_ZIPS = {
    "collection.anki2": Message("a deck of Anki (.apkg)"),
    "collection.anki21": Message("a deck of Anki (.apkg)"),
    "collection.anki21b": Message("a deck of Anki (.apkg)"),
    "word/document.xml": Message("a document of a word processor (DOCX)"),
    "ppt/presentation.xml": Message("a presentation (PPTX)"),
    "Contents/Body.data": Message("a dictionary of Apple's Dictionary (.dictionary)"),
}
"""Formats that are known and not read -> what they are."""
_TEXTS = (
    (
        re.compile(
            rb"(?:\s*(?:--|#|/\*)[^\n]*\n|\s*(?:SET|PRAGMA|BEGIN|USE|LOCK|START|DROP)\b[^\n]*\n)*"
            rb"\s*(?:-- (?:MySQL|MariaDB|PostgreSQL)|(?:CREATE\s+(?:TABLE|DATABASE|SCHEMA|TEMP)|INSERT\s+INTO"
            rb"|DROP\s+TABLE|COPY)\s[^\t\n;(]*[;(])",
            re.I,
        ),
        Message("an SQL dump"),
        Message("make a database of it (sqlite3 words.db < FILE) and load that, with --table"),
    ),
    (
        re.compile(rb"<(?:!doctype\s+)?html\b", re.I),
        Message("a web page"),
        Message("download the dictionary file itself"),
    ),
    (
        re.compile(rb"\{\\rtf"),
        Message("a document of a word processor (RTF)"),
        Message("save it as plain text in UTF-8, with a tab behind each headword"),
    ),
)
"""How texts begin that are no dictionary -> what they are, and what to do."""


def detect(path: Path, limits: Limits) -> tuple[str, str]:
    """(format as `readers.FORMATS` names it, why) of a file. SourceError where it is none of them, with what it is."""
    head = files.first_bytes(path, HEAD)
    if not head:
        raise SourceError("{file} is empty.", file=path.name)
    if (format_ := _by_magic(path, head, limits)) is not None:
        return format_
    if stardict.parts_of(path) is not None:
        return "stardict", Message("{file} stands beside a StarDict .ifo file", file=path.name)
    if _dictd_partner(path):
        return "dictd", Message("{file} is one of the two files of a dictd dictionary", file=path.name)
    name = path.name.lower()
    for packed in files.ENDINGS:
        if name.endswith(packed):
            name = name[: -len(packed)]
            if not files.is_packed(head):
                raise SourceError(
                    "{file} is named {packed} but is not compressed so; rename it.", file=path.name, packed=packed
                )
    if files.is_packed(head):
        head = files.head(path, HEAD, limits)
    ending = Path(name).suffix
    if ending in (".dic", ".aff"):
        raise SourceError(
            "{file} is a spelling list (hunspell): words without definitions are no dictionary.", file=path.name
        )
    if ending in _BY_NAME:
        return _BY_NAME[ending], Message("its name ends in {ending}", ending=ending)
    return _by_text(path, head)


def _by_magic(path: Path, head: bytes, limits: Limits) -> tuple[str, str] | None:
    if head.startswith(stardict.MAGIC):
        return "stardict", Message("its first line is that of a StarDict .ifo file")
    if head.startswith(b"PK\x03\x04"):
        return zip_format(path, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "excel", Message("it is a Microsoft Office file of before 2007")
    if head.startswith(sqlite.MAGIC):
        return "sqlite", Message("it is an SQLite database")
    if head.startswith(b"!-1SLOB\x1f"):
        return "slob", Message("it begins as slob files do")
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise SourceError(
                "{file} is {what} and no dictionary file known here; unpack or export it first.",
                file=path.name,
                what=what,
            )
    return None


def is_binary(name: str, start: bytes) -> bool:
    """Whether a file of that name that begins so is read at any place of it, and so cannot be read while unpacked."""
    return start.startswith(_BINARY) or Path(name.lower()).suffix in (".mdx", ".bgl", ".slob", ".xls", ".xlsx", ".ods")


def zip_format(path: Path, limits: Limits) -> tuple[str, str] | None:
    """The format whose files are zip archives that one is, None for an archive that only holds files."""
    with archives.opened(path, limits) as archive:
        names = archive.names
        if "mimetype" in names:
            kind = archive.open("mimetype").read(100).strip()
            if kind == b"application/vnd.oasis.opendocument.spreadsheet":
                return "excel", Message("it is an OpenDocument workbook")
            if kind in _MIMES:
                raise _convert(path, _MIMES[kind])
    inside = [PurePosixPath(name).name for name in names]
    if inside.count("index.json") == 1 and (len(inside) == 1 or any("_bank_" in name for name in inside)):
        return "yomitan", Message("it is a zip archive with an index.json")
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "excel", Message("it is an Excel workbook")
    for wanted, what in _ZIPS.items():
        if wanted in names or any(name.endswith("/" + wanted) for name in names):
            raise _convert(path, what)
    return None


def _is_cedict(head: bytes) -> bool:
    lines = [line for line in head.decode("utf-8", "replace").split("\n")[:-1] if line.strip() and line[:1] != "#"]
    return bool(lines) and sum(1 for line in lines if cedict.LINE.fullmatch(line)) >= len(lines) * 0.8


def _convert(path: Path, what: str) -> SourceError:
    return SourceError(
        "{file} is {what}, which is not read here; convert it to a tab file, StarDict or Yomitan first, with "
        "PyGlossary or the program it comes from.",
        file=path.name,
        what=what,
    )


def refuse_names(path: Path, names: Iterable[str]) -> None:
    """Folders and archives that are a format of their own. Raises SourceError."""
    if any(PurePosixPath(name).name == "Body.data" for name in names):
        raise _convert(path, Message("a dictionary of Apple's Dictionary (.dictionary)"))


def _refuse_text(path: Path, start: bytes) -> None:
    """What is text and no dictionary, by how it begins."""
    for pattern, what, remedy in _TEXTS:
        if pattern.match(start):
            raise SourceError(
                "{file} is {what} and no dictionary file; {remedy}.", file=path.name, what=what, remedy=remedy
            )


def _dictd_partner(path: Path) -> bool:
    name = path.name
    for ending in (".index", ".dict.dz", ".dict"):
        if name.endswith(ending):
            stem = name[: -len(ending)]
            has_index = path.with_name(stem + ".index").is_file()
            return has_index and any(path.with_name(stem + end).is_file() for end in (".dict.dz", ".dict"))
    return False


def _by_text(path: Path, head: bytes) -> tuple[str, str]:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    _refuse_text(path, start)
    if start[:1] in (b"{", b"["):
        return "jsonlines", Message("it begins as JSON does")
    if start.startswith(b"<"):
        for mark, what in _XML.items():
            if mark in head:
                raise _convert(path, what)
        if b"<TEI" in head or b"<tei" in head:
            return "tei", Message("it is XML with a TEI element")
        if b"<xdxf" in head:
            return "xdxf", Message("it is XML with an xdxf element")
    if _is_cedict(head):
        return "cedict", Message("its lines are those of CC-CEDICT")
    encoding = "utf-8"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:200]:
        encoding = encodings.detect(head[: len(head) // 2 * 2], path.name).name
    text = head.decode(encoding if encoding.startswith("utf-16") else "latin-1", "replace").lstrip("\ufeff")
    if encoding == "utf-8" and text.count("\0") > 8:
        raise SourceError(
            "{file} is a binary file of no kind known here; name its format with --format.", file=path.name
        )
    if re.match(r"#(?:NAME|INDEX_LANGUAGE|CONTENTS_LANGUAGE)\b", text):
        return "dsl", Message("its first line is that of a Lingvo DSL file")
    return _by_lines(path, text, encoding)


def _by_lines(path: Path, text: str, encoding: str) -> tuple[str, str]:
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    ats = sum(1 for line in lines if line.startswith("@"))
    marks = sum(1 for line in lines if line[:1] in "-*=!@+#")
    if ats > 1 and marks > len(lines) * 0.7:
        return "fvdp", Message("its lines begin with @ and the marks of the FVDP")
    body = lines[:-1] if len(lines) > 1 else lines
    if sum("\t" in line for line in body) >= len(body) * 0.5:
        # Excel's own text export is UTF-16 and quotes its cells.
        if encoding.startswith("utf-16"):
            return "csv", Message("it is UTF-16 with tabs, as Excel writes it")
        return "tsv", Message("most of its lines hold a tab")
    for delimiter in (";", ","):
        if body and sum(delimiter in line for line in body) >= len(body) * 0.9:
            return "csv", Message("its lines are parted by commas or semicolons")
    first = lines[0].strip() if lines else ""
    if encoding == "utf-8":  # decoded byte by byte above, to count; shown as it is meant
        first = encodings.mended(first.encode("latin-1"))[0]
    first = first[:40]
    raise SourceError(
        "{file} holds words without definitions, which is no dictionary (its first line is {first!r}; "
        "expected a headword and a definition parted by a tab or a comma).",
        file=path.name,
        first=first,
    )

"""Dictionary files of many formats into entries, in one streaming pass.

`open_source` finds format and encoding, or takes those named, and hands back a `Source`. Knows no database, no
settings and no cleaning: what a definition holds is handed on untrusted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dictsvc.errors import Message, SourceError
from dictsvc.readers import (
    cedict,
    delimited,
    detect,
    dictd,
    dsl,
    excel,
    foreign,
    fvdp,
    jsonlines,
    sqlite,
    stardict,
    tei,
    xdxf,
    yomitan,
)
from dictsvc.readers.archives import Budget
from dictsvc.readers.containers import Opener
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.system.temporary import TemporaryFolder

__all__ = ["FORMATS", "Format", "Item", "Limits", "Source", "SourceMetadata", "open_source"]


@dataclass(frozen=True, slots=True)
class Format:
    """description for people; open: path, encoding and limits -> Source.

    tables: whether a file holds several tables, of which `--table` names one and `--columns` the columns.
    version: raised whenever the reader makes other entries of the same file, so that a file that an earlier one read is
    read again when it is loaded again. tests/operations/test_versions.py notices where that was forgotten.
    """

    description: str
    open: Callable[..., Source]
    version: int = 1
    tables: bool = False


FORMATS: dict[str, Format] = {
    "tsv": Format("tab file: headword, tab, definition; or named columns", delimited.open_tsv, 2),
    "csv": Format("comma, semicolon or tab separated, as office programs write it", delimited.open_csv, 3),
    "stardict": Format("StarDict (.ifo, .idx, .dict.dz, .syn)", stardict.open_stardict),
    "dictd": Format("dictd (.index, .dict.dz)", dictd.open_dictd),
    "jsonlines": Format("JSON lines, plain or Wiktextract's; one JSON array or object", jsonlines.open_json, 2),
    "yomitan": Format("Yomitan or Yomichan archive (.zip)", yomitan.open_yomitan, 3),
    "fvdp": Format("text of the Free Vietnamese Dictionary Project (@headword, * - = lines)", fvdp.open_fvdp),
    "dsl": Format("Lingvo DSL (.dsl, .dsl.dz)", dsl.open_dsl, 2),
    "cedict": Format("CC-CEDICT and others of its form, such as CVDICT (.u8)", cedict.open_cedict),
    "sqlite": Format("a table of an SQLite database", sqlite.open_sqlite, tables=True),
    "tei": Format("TEI as FreeDict publishes it (.tei)", tei.open_tei, 2),
    "xdxf": Format("XDXF (.xdxf)", xdxf.open_xdxf),
    "excel": Format("workbook of Excel or OpenDocument (.xlsx, .xls, .xlsb, .ods)", excel.open_excel, 3, tables=True),
    "mdx": Format("MDict (.mdx), with the extra formats", foreign.opener("mdx")),
    "bgl": Format("Babylon (.bgl), with the extra formats", foreign.opener("bgl")),
    "slob": Format("Aard 2 (.slob), with the extra formats and PyICU", foreign.opener("slob")),
    "pyglossary": Format("whatever else PyGlossary reads, with the extra formats", foreign.opener("pyglossary")),
}
"""Format name, as `--format` takes it -> what it is and who reads it."""


def open_source(
    path: Path,
    *,
    format: str | None = None,
    encoding: str | None = None,
    member: str = "",
    table: str = "",
    columns: str = "",
    limits: Limits | None = None,
) -> Source:
    """A dictionary file, ready to be read; of several files any one, or what holds them: a folder, an archive.

    format: a name of FORMATS, encoding: as `encodings.named` takes it, else both are found out. member: the file that
    is wanted of an archive or folder that holds several dictionaries. table, columns: of a file with several tables the
    one that is wanted, and what is in its columns (`headword=word,definition=meaning`). Whoever opens a source closes
    it, which removes what was unpacked. Raises SourceError, in one sentence, where it is no dictionary file.
    """
    limits = limits or Limits()
    path = Path(path)
    if not path.exists():
        raise SourceError("{path} does not exist.", path=path)
    if path.suffix == ".toml":  # what stands beside a tab file, named in its place
        path = next((file for end in (".tab", ".tsv", ".txt") if (file := path.with_suffix(end)).is_file()), path)
    if not path.is_file() and not path.is_dir():
        raise SourceError("{path} is no file.", path=path)
    if format is not None and format not in FORMATS:
        raise SourceError(
            "There is no format named {format!r}; known are {formats}.", format=format, formats=", ".join(FORMATS)
        )
    size = (
        sum(file.stat().st_size for file in path.iterdir() if file.is_file()) if path.is_dir() else path.stat().st_size
    )
    folder = TemporaryFolder()

    def opened(file: Path) -> Source:
        return _open_file(file, format, encoding, limits, table, columns)

    opener = Opener(opened, limits, Budget(path.name, size, limits), folder, format or "")
    try:
        source = opener.source(path, member, 0)
    except BaseException:
        folder.close()
        raise
    named = path if folder.used else source.files[0]
    return replace(source, origin=str(named.absolute()), holder=folder)


def _open_file(
    path: Path, format: str | None, encoding: str | None, limits: Limits, table: str, columns: str
) -> Source:
    """A dictionary that is a file by itself, with its companions beside it."""
    if format is not None:
        why: str = Message("the format was named")
    else:
        format, why = detect.detect(path, limits)
    named = {"table": table, "named": columns} if FORMATS[format].tables else {}
    if not named and (table or columns):
        raise SourceError(
            "{file} is {format}, which has no tables; leave out --table and --columns.", file=path.name, format=format
        )
    source = FORMATS[format].open(path, encoding=encoding, limits=limits, **named)
    return replace(
        source, why=Message("{format}: {why}; {encoding}.", format=source.format, why=why, encoding=source.why)
    )

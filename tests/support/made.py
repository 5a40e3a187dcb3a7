"""Small dictionary files of each format, written by the book, for tests that damage or vary them."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import sqlite3
import struct
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from dictsvc import readers
from dictsvc.readers import Limits, Source
from dictsvc.records import Entry, Rejected

WORDS = {
    "học": "* động từ\n- to learn; to study\n=học tiếng Anh+to learn English",
    "học sinh": "* danh từ\n- pupil; student",
    "đường": "* danh từ\n- sugar\n- road; street",
}


def read(path: Path, **named: object) -> tuple[list[Entry], list[Rejected], Source]:
    """Everything that a file holds."""
    source = readers.open_source(path, **named)  # type: ignore[arg-type]
    items = list(source.items())
    return (
        [item for item in items if isinstance(item, Entry)],
        [item for item in items if isinstance(item, Rejected)],
        source,
    )


def limits(**named: int) -> Limits:
    """The usual limits with some of them changed."""
    return Limits(**named)


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return path


def folder(path: Path, members: dict[str, bytes]) -> Path:
    for name, raw in members.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(raw)
    return path


def stardict(
    folder: Path,
    words: Iterable[tuple[str, bytes]],
    *,
    types: str = "m",
    name: str = "d",
    ifo: dict[str, object] | None = None,
    syn: Iterable[tuple[str, int]] = (),
    wide: bool = False,
    packed: bool = False,
) -> Path:
    """A StarDict dictionary of raw definition blocks; the path of its .ifo."""
    idx, data = b"", b""
    count = 0
    for word, block in words:
        idx += word.encode() + b"\0" + struct.pack(">QI" if wide else ">II", len(data), len(block))
        data += block
        count += 1
    stated: dict[str, object] = {
        "version": "3.0.0",
        "bookname": "Từ điển thử",
        "wordcount": count,
        "idxfilesize": len(idx),
        **({"sametypesequence": types} if types else {}),
        **({"idxoffsetbits": 64} if wide else {}),
        **(ifo or {}),
    }
    lines = ["StarDict's dict ifo file", *(f"{key}={value}" for key, value in stated.items())]
    path = folder / f"{name}.ifo"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if packed:
        (folder / f"{name}.idx.gz").write_bytes(gzip.compress(idx))
        (folder / f"{name}.dict.dz").write_bytes(gzip.compress(data))
    else:
        (folder / f"{name}.idx").write_bytes(idx)
        (folder / f"{name}.dict").write_bytes(data)
    if others := b"".join(word.encode() + b"\0" + struct.pack(">I", number) for word, number in syn):
        (folder / f"{name}.syn").write_bytes(others)
    return path


_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def base64(number: int) -> str:
    """A number as dictd writes it."""
    out = ""
    while True:
        number, digit = divmod(number, 64)
        out = _DIGITS[digit] + out
        if not number:
            return out


def dictd(folder: Path, words: Iterable[tuple[str, str]], *, name: str = "d", packed: bool = False) -> Path:
    """A dictd dictionary, its index in the order given; the path of its .index."""
    index, data = "", b""
    for word, text in words:
        block = text.encode()
        index += f"{word}\t{base64(len(data))}\t{base64(len(block))}\n"
        data += block
    path = folder / f"{name}.index"
    path.write_text(index, encoding="utf-8")
    if packed:
        (folder / f"{name}.dict.dz").write_bytes(gzip.compress(data))
    else:
        (folder / f"{name}.dict").write_bytes(data)
    return path


def yomitan(path: Path, banks: Iterable[object], *, index: object | None = None, tags: object | None = None) -> Path:
    """A Yomitan archive of such term banks."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        stated = index if index is not None else {"title": "Thử", "format": 3, "revision": "1"}
        archive.writestr("index.json", json.dumps(stated))
        for number, bank in enumerate(banks, 1):
            archive.writestr(f"term_bank_{number}.json", json.dumps(bank, ensure_ascii=False))
        if tags is not None:
            archive.writestr("tag_bank_1.json", json.dumps(tags, ensure_ascii=False))
    return path


def term(word: str, *definitions: object, reading: str = "", tags: str = "") -> list[object]:
    """One row of a term bank."""
    return [word, reading, tags, "", 0, list(definitions), 1, ""]


def every(folder: Path) -> dict[str, Path]:
    """One small file of every format that needs no extra, by format; the file that an admin would name."""
    pairs = list(WORDS.items())
    flat = {word: " ".join(text.split("\n")) for word, text in pairs}
    made = {
        "tsv": folder / "a.tsv",
        "csv": folder / "a.csv",
        "jsonlines": folder / "a.jsonl",
        "fvdp": folder / "a.txt",
        "dsl": folder / "a.dsl",
        "tei": folder / "a.tei",
        "xdxf": folder / "a.xdxf",
    }
    made["tsv"].write_text("".join(f"{word}\t{text}\n" for word, text in flat.items()), encoding="utf-8")
    made["csv"].write_text(
        "Từ;Nghĩa\n" + "".join(f'"{word}";"{text}"\n' for word, text in flat.items()), encoding="utf-8-sig"
    )
    made["jsonlines"].write_text(
        "".join(json.dumps({"word": word, "definition": text}) + "\n" for word, text in pairs), encoding="utf-8"
    )
    made["fvdp"].write_text("".join(f"@{word}\n{text}\n\n" for word, text in pairs), encoding="utf-8")
    cards = "".join(f"{word}\n\t[m1]{text.splitlines()[1][2:]}[/m]\n" for word, text in pairs)
    made["dsl"].write_text(f'#NAME "Thử"\n#INDEX_LANGUAGE "Vietnamese"\n\n{cards}', encoding="utf-16")
    entries = "".join(
        f"<entry><form><orth>{word}</orth></form><sense><def>{text.splitlines()[1][2:]}</def></sense></entry>\n"
        for word, text in pairs
    )
    made["tei"].write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>'
        f"<text><body>\n{entries}</body></text></TEI>\n",
        encoding="utf-8",
    )
    articles = "".join(f"<ar><k>{word}</k><def>{text.splitlines()[1][2:]}</def></ar>\n" for word, text in pairs)
    made["xdxf"].write_text(f'<?xml version="1.0"?>\n<xdxf format="logical">\n{articles}</xdxf>\n', encoding="utf-8")
    made["stardict"] = stardict(folder, [(word, text.encode()) for word, text in pairs], name="s", packed=True)
    made["dictd"] = dictd(folder, [(word, f"@{word}\n{text}\n") for word, text in pairs], name="i")
    made["yomitan"] = yomitan(folder / "y.zip", [[term(word, text) for word, text in pairs]])
    made["cedict"] = folder / "c.u8"
    made["cedict"].write_text(
        "# CC-CEDICT\n"
        + "".join(
            f"{word.replace(' ', '')} {word.replace(' ', '')} [xue2] /{text.splitlines()[1][2:]}/\n"
            for word, text in pairs
        ),
        encoding="utf-8",
    )
    made["sqlite"] = folder / "q.db"
    made["sqlite"].unlink(missing_ok=True)
    with closing(sqlite3.connect(made["sqlite"])) as database:
        database.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT, definition TEXT)")
        database.executemany("INSERT INTO words (word, definition) VALUES (?, ?)", flat.items())
        database.commit()
    made["excel"] = xlsx(folder / "e.xlsx", [["Từ", "Nghĩa"], *([word, text] for word, text in flat.items())])
    return made


def archived(folder: Path) -> dict[str, Path]:
    """A small StarDict, tab and Yomitan dictionary in archives of each kind that is read, by name."""
    import py7zr  # of the extra `archives`, as what follows

    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    folder.mkdir()
    made = every(folder)
    stem = made["stardict"].with_suffix("")
    members = {
        "stardict": [stem.with_suffix(end) for end in (".ifo", ".idx.gz", ".dict.dz")],
        "tsv": [made["tsv"]],
        "yomitan": [made["yomitan"]],
    }
    packers = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd.compress}
    found = {}
    for format_, files in members.items():
        tar = folder / f"{format_}.tar"
        with tarfile.open(tar, "w") as archive:
            for file in files:
                archive.add(file, f"d/{file.name}")
        packed = folder / f"{format_}-in.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
            for file in files:
                zipped.write(file, f"d/{file.name}")
        sevenzip = folder / f"{format_}.7z"
        with py7zr.SevenZipFile(sevenzip, "w") as archive7:
            for file in files:
                archive7.write(file, f"d/{file.name}")
        found |= {f"{format_} in tar": tar, f"{format_} in zip": packed, f"{format_} in 7z": sevenzip}
        for ending, pack in packers.items():
            compressed = folder / f"{format_}.tar.{ending}"
            compressed.write_bytes(pack(tar.read_bytes()))
            found[f"{format_} in tar.{ending}"] = compressed
    return found


def xlsx(path: Path, rows: list[list[str]]) -> Path:
    """A workbook of one sheet, half of its strings shared and half inline."""
    shared: list[str] = []
    body = ""
    for number, row in enumerate(rows, 1):
        cells = ""
        for at, cell in enumerate(row):
            place = f"{chr(65 + at)}{number}"
            text = cell.replace("&", "&amp;").replace("<", "&lt;")
            if at % 2:
                cells += f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
            elif cell:
                shared.append(text)
                cells += f'<c r="{place}" t="s"><v>{len(shared) - 1}</v></c>'
        body += f'<row r="{number}">{cells}</row>'
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="Từ vựng" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        strings = "".join(f"<si><t>{text}</t></si>" for text in shared)
        archive.writestr("xl/sharedStrings.xml", f"<sst {main}>{strings}</sst>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData>{body}</sheetData></worksheet>")
    return path

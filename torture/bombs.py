"""Reads small files made to take much: compressed bombs, and text that costs many times its size once it is parsed.

    python -m torture.bombs [--unpacked 16000000]

For every reader, packed in each way it takes. Each file is opened, read to its end and cleaned in a process of its own;
a fault is one that takes more than MOST bytes of memory, more than PATIENCE seconds, or ends in anything but entries or
a SourceError of one sentence.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import json
import lzma
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from torture import arguments

MOST = 256 * 1024**2
"""Bytes of memory that reading any file of at most a megabyte may take beyond those of the bare program."""
PATIENCE = 240
"""Seconds of processor time; an honest file of the size that is unpacked takes less, however busy the machine."""

ROOT = Path(__file__).parents[1]
TEI = "<TEI><text><body>%s</body></text></TEI>"
HOLD = 1_000_000  # bytes of members that are stored as they are
HUGE = 200_000_000  # zeros in what packs best


def _filled(before: str, piece: str, after: str, size: int) -> bytes:
    """`before`, then `piece` until there are `size` bytes, then `after`."""
    raw = piece.encode()
    return before.encode() + raw * (size // len(raw)) + after.encode()


def _distinct(form: str, size: int) -> str:
    """As many different pieces as fill `size` characters."""
    return "".join(form % number for number in range(size // len(form % 10**6)))


def texts(size: int) -> Iterator[tuple[str, str, bytes]]:
    """(file ending, what it is, content) for the formats that are one text file."""
    for ending, mark in (("tsv", "\t"), ("csv", ",")):
        yield ending, "empty cells", _filled(f"a{mark}b\n" * 9, mark, "\n", size)
        yield ending, "blank lines", _filled(f"a{mark}b\n" * 9, "\n", "", size)
        yield ending, "one line", _filled(f"a{mark}b\n" * 9, "x", "", size)
        yield ending, "one headword", _filled(f"word{mark}definition{mark}example\n", f"a{mark}b{mark}c\n", "", size)
        yield ending, "alternates", _filled(f"word{mark}text{mark}alternates\na{mark}b{mark}", "a; ", "\n", size)
    yield "csv", "open quotes", _filled("a,b\n" * 9, 'x",y"z,"\n', "", size // 8)
    yield "csv", "empty quotes", _filled('a,b\nc,"', '""', "\n", size)
    yield "txt", "lines below one word", _filled("@a\n- b\n@b\n", "- c\n", "", size)
    yield "txt", "lines above the first word", _filled("", "-\n", "@a\n- b\n@c\n- d\n", size)
    yield "txt", "words", _filled("@a\n- b\n", "@\n", "", size)
    yield "dsl", "headwords", _filled('#NAME "x"\na\n\tb\n', "c\n", "\td\n", size)
    yield "dsl", "lines below one word", _filled('#NAME "x"\na\n', "\tb\n", "", size)
    yield "dsl", "tags", _filled('#NAME "x"\na\n\tb', "[m]", "\n", size)
    yield (
        "jsonl",
        "empty lists",
        _filled('{"word": "a", "definition": "b"}\n{"word": "c", "definition": [', "[],", "[]]}", size),
    )
    yield "jsonl", "lines", _filled('{"word": "a", "definition": "b"}\n', "{}\n", "", size)
    yield "json", "empty lists in one item", _filled('[{"word": "a", "definition": [', "[],", "[]]}]", size)
    yield "json", "empty objects", _filled('[{"word": "a", "definition": "b"}', ",{}", "]", size)
    yield "json", "keys", b'{"a": "b", "c": {' + _distinct('"%d":0,', size).encode() + b'"x": 0}}'
    yield "json", "spaces", _filled('[{"word": "a", "definition": "b"}', " ", "]", size)
    yield "json", "nested", _filled("", "[", "", size)
    yield "json", "one string", _filled('{"a": "b", "c": "', "x", '"}', size)
    yield "json", "one number", _filled('{"a": "b", "c": ', "1", "}", size)
    for ending, whole, opening, closing in (
        ("tei", TEI, "<entry><form><orth>a</orth></form><sense><def>b", "</def></sense></entry>"),
        ("xdxf", "<xdxf>%s</xdxf>", "<ar><k>a</k><def>b", "</def></ar>"),
    ):
        before, after = whole.split("%s")
        yield ending, "elements", _filled(before + opening, "<a/>", closing + after, size)
        yield ending, "elements with text", _filled(before + opening, "<i>a</i>\n", closing + after, size)
        yield ending, "attributes", _filled(before + opening, '<a b="c"/>', closing + after, size)
        yield ending, "one attribute", _filled(before + opening + '<a b="', "x", '"/>' + closing + after, size)
        yield ending, "one comment", _filled(before + "<!--", "x", "-->" + opening + closing + after, size)
        yield ending, "one name", _filled(before + "<", "x", "/>" + opening + closing + after, size)
        yield ending, "references", _filled(before + opening, "&lt;", closing + after, size)
        yield ending, "spaces", _filled(before, " \n", opening + closing + after, size)
        yield ending, "names", (before + _distinct("<a%d/>", size) + opening + closing + after).encode()
        yield (
            ending,
            "different attributes",
            (before + opening + "<a" + _distinct(' b%d=""', size) + "/>" + closing + after).encode(),
        )
        yield (
            ending,
            "declarations",
            (
                "<!DOCTYPE a [" + _distinct('<!ATTLIST a%d b CDATA "c">', size) + "]>" + whole % (opening + closing)
            ).encode(),
        )
        yield ending, "nested", _filled(before + opening, "<a>", closing + after, size)
    yield "tei", "spellings", _filled("<TEI><entry><form>", "<orth>a</orth>", "</form><def>b</def></entry></TEI>", size)
    yield "tei", "header", _filled("<TEI><teiHeader>", "<a/>", "</teiHeader></TEI>", size)
    yield "xdxf", "headwords", _filled("<xdxf><ar>", "<k>a</k>", "b</ar></xdxf>", size)


PACKERS: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}


def _zip(path: Path, method: int, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", method, compresslevel=9) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return path


def archives(folder: Path, size: int, method: int) -> Iterator[tuple[str, Path]]:
    """(what it is, file) for Yomitan and Excel."""
    index = {"index.json": b'{"title": "x", "format": 3}'}
    row = '["a","","","",0,["b"],1,""]'
    for what, members in {
        "bank of spaces": index | {"term_bank_1.json": _filled("[", " ", "]", size)},
        "index": {"index.json": _filled("{", " ", "}", size), "term_bank_1.json": b"[]"},
        "bank of empty lists in one item": index | {"term_bank_1.json": _filled("[[", "[],", "[]]]", size)},
        "bank of empty lists": index | {"term_bank_1.json": _filled(f"[{row}", ",[]", "]", size)},
        "definition": index | {"term_bank_1.json": _filled('[["a","","","",0,["', "x", '"],1,""]]', size)},
        "tag banks": index
        | {"term_bank_1.json": f"[{row}]".encode()}
        | {f"tag_bank_{n}.json": _filled("[", "0,", "0]", 3_900_000) for n in range(size // 3_900_000)},
        "tags": index
        | {"term_bank_1.json": f"[{row}]".encode()}
        | {
            f"tag_bank_{n}.json": ("[" + _distinct(f'["{n} %d","",0,"x"],', 3_900_000) + "0]").encode()
            for n in range(size // 3_900_000)
        },
    }.items():
        yield f"yomitan, {what}", _zip(folder / "a.zip", method, members)
    main = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": b'<workbook><sheets><sheet name="x" sheetId="1" id="rId1"/></sheets></workbook>',
    }
    cell = '<c t="inlineStr"><is><t>a</t></is></c>'
    sheet = f"<worksheet><sheetData><row>{cell}{cell}</row>%s</sheetData></worksheet>"
    strings = {"xl/sharedStrings.xml": _filled("<sst>", "<si><t>ab</t></si>", "</sst>", size)}
    place = "xl/worksheets/sheet1.xml"
    before, after = sheet.split("%s")
    for what, members in {
        "shared strings": main | {place: sheet.replace("%s", "").encode()} | strings,
        "one shared string": main
        | {
            place: before.encode() + after.encode(),
            "xl/sharedStrings.xml": _filled("<sst><si>", "<t>a</t>", "</si></sst>", size),
        },
        "cells in one row": main | {place: _filled(before + "<row>", "<c/>", "</row>" + after, size)},
        "rows": main | {place: _filled(before, "<row/>", after, size)},
        "wide rows": main | {place: _filled(before, '<row><c r="ALL1"/></row>', after, size // 8)},
        "sheets": main
        | {
            "xl/workbook.xml": (
                "<workbook><sheets>" + '<sheet name="x" id="x"/>' * 2000 + "</sheets></workbook>"
            ).encode(),
            "xl/_rels/workbook.xml.rels": b'<a><Relationship Id="x" Target="worksheets/sheet1.xml"/></a>',
            place: b"<worksheet><sheetData><row/></sheetData></worksheet>",
        }
        | strings,
        "sheets that are not there": main
        | {"xl/workbook.xml": _filled("<workbook><sheets>", "<sheet/>", "</sheets></workbook>", size)},
    }.items():
        yield f"excel, {what}", _zip(folder / "a.xlsx", method, members)


def pairs(folder: Path, size: int) -> Iterator[tuple[str, Path]]:
    """(what it is, file) for StarDict and dictd, whose index points into another file."""

    def stardict(idx: bytes, data: bytes, syn: bytes = b"") -> Path:
        path = folder / "s.ifo"
        path.write_text(
            f"StarDict's dict ifo file\nversion=3.0.0\nbookname=x\nwordcount=1\nidxfilesize={len(idx)}\n"
            "sametypesequence=m\n"
        )
        (folder / "s.idx.gz").write_bytes(gzip.compress(idx))
        (folder / "s.dict.dz").write_bytes(gzip.compress(data))
        (folder / "s.syn.dz").write_bytes(gzip.compress(syn))
        return path

    def dictd(index: bytes, data: bytes) -> Path:
        (folder / "d.index.dz").write_bytes(gzip.compress(index))
        (folder / "d.dict.dz").write_bytes(gzip.compress(data))
        return folder / "d.index.dz"

    row = b"a\0" + struct.pack(">II", 0, 1)
    yield "stardict, index", stardict(row * (size // len(row)), b"b")
    yield "stardict, outside", stardict(b"".join(b"a\0" + struct.pack(">II", n, 9) for n in range(size // 10)), b"b")
    yield "stardict, synonyms", stardict(row, b"b", b"ab\0\0\0\0\0" * (size // 7))
    yield (
        "stardict, synonyms of none",
        stardict(row, b"b", b"".join(b"a\0" + struct.pack(">I", n) for n in range(size // 6))),
    )
    yield "stardict, definitions", stardict(row, b"b" * size)
    long = struct.pack(">II", 0, 900_000)
    yield "stardict, one definition many times", stardict((b"a\0" + long) * 20_000, b"b" * 900_000)
    long = struct.pack(">II", 0, 99_999)
    info = b"".join(b"00database%d\0" % n + long for n in range(size // 24))
    yield "stardict, descriptions", stardict(info, b"b" * 100_000)
    yield "dictd, index", dictd(b"a\tA\tB\n" * (size // 6), b"b")
    yield "dictd, rows", dictd(_distinct("%d\tA\tB\n", size).encode(), b"b" * 99)
    yield "dictd, definitions", dictd(b"a\tA\tB\n", b"b" * size)
    overlapping = b"".join(b"a\t%c\tDbuf\n" % letter for letter in b"BCDEFGHIJKLMNOPQRSTUVWXYZ") * 1000
    yield "dictd, one definition many times", dictd(overlapping, b"b" * 999_999)
    yield "dictd, descriptions", dictd(_distinct("00database%d\tA\tYYY\n", size).encode(), b"b" * 99_999)


def made(folder: Path, size: int) -> Iterator[tuple[str, Path]]:
    """(what it is, file): each bomb, written when its turn comes. size: bytes that it unpacks to."""
    contents = list(texts(size))
    for packed, pack in PACKERS.items():
        nothing = pack(b"a\tb\n" * 9 + bytes(HUGE))
        for ending in dict.fromkeys(ending for ending, _, _ in contents):
            path = folder / f"a.{ending}{packed}"
            path.write_bytes(nothing)
            yield f"{ending}{packed}, zeros", path
            path.unlink()
    for ending, what, raw in contents:
        path = folder / f"a.{ending}.gz"
        path.write_bytes(gzip.compress(raw))
        yield f"{ending}.gz, {what}", path
        path.unlink()
    for name, method in METHODS.items():
        for what, path in archives(folder, size if name != "stored" else HOLD, method):
            yield f"{what}, {name}", path
    yield from pairs(folder, size)


def read(path: Path, patience: float = PATIENCE) -> tuple[str, int, float]:
    """(how it ended, bytes of memory taken, seconds) of reading and cleaning a file in a process of its own."""
    began = time.monotonic()
    command = [sys.executable, "-m", "torture.bombs", "--read", str(path), "--patience", str(round(patience))]
    try:
        # By the clock only so that one that waits for ever ends too.
        child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20 * patience, check=False)
    except subprocess.TimeoutExpired:
        return f"not done after {20 * patience:.0f} s", 0, 20 * patience
    passed = time.monotonic() - began
    if child.returncode == -signal.SIGXCPU:
        return f"not done after {patience:.0f} s of processor time", 0, passed
    try:
        said = json.loads(child.stdout)
    except ValueError:
        return f"status {child.returncode}: {child.stderr[-300:]}", 0, passed
    return said["end"], said["taken"], passed


def _taken() -> int:
    """The most memory that this process ever had, bytes."""
    try:
        status = Path("/proc/self/status").read_text()  # counts from exec on, unlike what the system calls maxrss
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _read_here(path: Path) -> None:
    """What the process of its own does: prints how it ended and what it took, as JSON."""
    from dictsvc import clean, readers
    from dictsvc.errors import SourceError
    from dictsvc.records import Entry

    clean.html(clean.entry(Entry("a", "<p>b <b>c</b></p>Ð")).article)  # whatever is loaded once is loaded now
    resource.setrlimit(resource.RLIMIT_AS, (8 * MOST, 8 * MOST))
    before = _taken()
    entries = problems = 0
    try:
        for item in readers.open_source(path).items():
            if isinstance(item, Entry):
                entries += 1
                clean.html(clean.entry(item).article)
            else:
                problems += 1
        end = f"read: {entries} entries, {problems} problems"
    except SourceError as error:
        end = f"refused: {error}"
    except MemoryError:
        end = "out of memory"
    print(json.dumps({"end": end, "taken": _taken() - before}))


def fault(end: str, taken: int) -> bool:
    """Whether that is how no reading may end."""
    return not end.startswith(("read", "refused")) or "\n" in end or taken > MOST


def main() -> int:
    """Run it; exit status 1 if a fault was found."""
    parser = arguments(__doc__)
    parser.add_argument(
        "--unpacked", type=int, help="bytes; by default as many as no limit forbids", default=16_000_000
    )
    parser.add_argument("--only", default="", help="a part of the names of those to be read")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--patience", type=int, default=PATIENCE, help="seconds of processor time for each")
    named = parser.parse_args()
    if named.read is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (named.patience, named.patience + 1))
        _read_here(named.read)
        return 0
    count = faults = most = 0
    with tempfile.TemporaryDirectory(prefix="dictsvc-bombs-") as folder:
        for what, path in made(Path(folder), named.unpacked):
            if named.only not in what:
                continue
            count += 1
            end, taken, seconds = read(path, named.patience)
            most = max(most, taken)
            if fault(end, taken):
                faults += 1
            flag = "FAULT" if fault(end, taken) else "     "
            size = path.stat().st_size
            print(f"{flag} {what}: {size:,} bytes took {taken / 1e6:,.0f} MB, {seconds:.1f} s, {end[:150]}", flush=True)
    print(f"{count} bombs: at most {most / 1e6:,.0f} MB (bound {MOST / 1e6:,.0f}), {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

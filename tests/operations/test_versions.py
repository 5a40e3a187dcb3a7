"""A repaired reader or cleaner reaches what is loaded already: its version is noted, and loading again reads again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import MISSING, fields, replace
from pathlib import Path

import made
import pytest
from loaded import load_file, load_rows
from running import dictsvc
from upgrades import loaded, upgrade

from dictsvc import clean, readers
from dictsvc.catalogue import reading
from dictsvc.catalogue.writing import writer
from dictsvc.records import Entry, Markup

RECORDED = {
    "clean": (6, "14ad3d5eec48dff0"),
    "tsv": (2, "58cd355f67876944"),
    "csv": (3, "381a92dc45954a1c"),
    "jsonlines": (2, "7019b044b3b18cdb"),
    "fvdp": (1, "3f934b236f0426d2"),
    "dsl": (2, "507c22d684e2dcd6"),
    "cedict": (1, "8d60368aa4e06947"),
    "sqlite": (1, "620ec3ede968bbd9"),
    "tei": (2, "aca64b5ecb88e190"),
    "xdxf": (1, "879f930c26735523"),
    "stardict": (1, "6b55971405626f56"),
    "dictd": (1, "dc6d63d0b71bbd16"),
    "yomitan": (3, "26011c08c434c1e1"),
    "excel": (3, "01d4732cec8917a4"),
}
"""Format, or `clean` -> its version, and a digest of what it makes of the sample below."""

SAMPLE: list[tuple[Markup, str]] = [
    ("plain", "* danh từ - pupil; student =học sinh giỏi+good pupil\\n- schoolboy"),
    ("plain", "/'hɔk/ a < b &amp; c <b>đậm</b>\u00ad"),
    ("plain", "1. một; 2. hai (xem: ba) @Chuyên ngành toán - số"),
    (
        "html",
        "<p onclick=x>chữ <script>x</script><ul><li>một<li>hai</ul><a href='bword://ba'>ba</a></p><table><tr><td>ô",
    ),
    ("html", "<div style='display:none'>ẩn</div><i>n.</i> x<sup>2</sup><br>- y"),
    ("xdxf", "<k>x</k><tr>eks</tr><def><gr>n</gr><dtrn>ký tự</dtrn><ex>an x</ex></def>"),
    ("pango", "<span weight='bold'>x</span> <i>y</i>"),
    ("phonetic", "hɔk"),
    ("lines", "*danh từ\n-nghĩa\n=ví dụ\n+example\n>xem"),
    ("plain", "-"),
    ("plain", "- 1) một\n- 2) hai\n- hai\n- hai"),
]
MARKED = (
    "`1`học\n`4`Lĩnh vực: toán\u00a0studyhọc bạ: report; xem thi",
    "- học\n→học hành\nto study\n------\nhọc\n- x",
    "▶",
    "một.|Hai|ba",
    "-{study (well} -{hard)} -{learn}배우다 -ning =học đi+:배우다",
    "- a; - b- c",
    "học|giác<br>1. Một.",
    "[học] ① một ② hai",
    "[ja] ガク ||| study  - => học  - hành",
    "- xem thi",
    "- xem thi [ng1]",
    ", Cundi (S)Chuẩn đề mẫuTên một",
    "/a-b/\n- b\n= to look a nhìn",
)
"""What the rows of `makers` are about; each is read with all of them."""
FIELDS = Entry("Hòa  b\u00ecnh\u200b", "- peace", "plain", "[hwa]", "n", ("Hoà bình", "hoa`"))


TEXTS = {
    "a.tsv": "headword\tpos\tmeaning\texample\nđi\tđộng từ\tto go\tđi học\n"
    "đi\tđộng từ\tto leave\t\nx\ty\tz\tv\tw\n\t\tq\t\n",
    "b.tsv": "##name\tThử\nđi\\tlại\t- to go\\n- to leave\nhọc\n"
    "@đi\t{bold}đi{/bold} <b>x</b>\nA_dua\t* danh từ - x =y+z\n",
    "a.csv": 'bolt 5" long;"line one\nline two";y\n"đi";"to ""go""";z\nhọc;"unclosed\nđường;x;y\n',
    "b.csv": 'Từ,Nghĩa\nđi,"to go, to leave"\nhọc,to learn, to study\n',
    "a.jsonl": '{"word": "đi", "pos": "verb", "lang_code": "vi", "lang": "Vietnamese", '
    '"senses": [{"glosses": ["to go"], '
    '"examples": [{"text": "đi học", "english": "go to school"}]}], "sounds": [{"ipa": "/ɗi/"}], '
    '"forms": [{"form": "𠫾"}]}\n'
    '{"word": "học"}\nnone\n',
    "a.dsl": '#NAME "x"\n\nđi\nđi {lại}\n\t[m1][p]v[/p] [b]to go[/b] <<học>>[/m]\n\t[ex]đi học \\[x\\][/ex]\n\n'
    "học\n\t[p]v[/p] [t]x[/t] y [t]z[/t]\n\t[trn][ref]đi[/ref], <<x>>[/trn]\n\t[ex]a — b[/ex]\n",
    "a.tei": "<TEI><text><body><entry><form><orth>đi</orth><pron>ɗi</pron></form>"
    "<gramGrp><pos>v</pos></gramGrp><sense n='1'>"
    "<cit type='trans'><quote>to go</quote></cit><note>x</note></sense>"
    "<xr><ref>học</ref></xr><xr type='syn'>x <ref>y</ref>, <ref>z</ref></xr></entry></body></text></TEI>",
    "a.xdxf": "<xdxf><ar><head><k>đi</k><k>đi <opt>lại</opt></k></head>"
    "/ɗi/ <i>to</i> go <kref>học</kref>&amp;</ar></xdxf>",
    "a.txt": "@đi /ɗi/\n* động từ\n- to go\n=đi học+to go to school\n!đi lại\n- x\n\n@học\n@x\n- y\n",
}
"""Files with what real ones are full of: columns with names, quotes, escapes, homographs, rows that are too long."""


def digest(values: Iterable[object]) -> str:
    """Of records, without the fields that have their default, so that a further field changes nothing by itself."""
    told = [
        {name: had for name, default in _defaults(value).items() if (had := getattr(value, name)) != default}
        for value in values
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _defaults(record: object) -> dict[str, object]:
    """Names of a record's fields, in their order, and what each is unless it is given."""
    if isinstance(record, tuple):
        return {name: record._field_defaults.get(name, MISSING) for name in record._fields}  # type: ignore[attr-defined]
    return {field.name: field.default for field in fields(record)}  # type: ignore[arg-type]


def of_cleaner() -> str:
    articles = [clean.entry(Entry("học", text, markup)) for markup, text in SAMPLE]
    articles += [clean.entry(Entry("học", text), (maker.name,)) for text in MARKED for maker in clean.makers.MAKERS]
    return digest([*articles, clean.entry(FIELDS)])


def of_readers(folder: Path) -> dict[str, str]:
    """Format -> digest of all that its reader makes of the small files, and of how it reports what is unusual."""
    paths = list(made.every(folder).values())
    for number, (name, text) in enumerate(TEXTS.items()):
        paths.append(folder / f"{number}{name}")
        paths[-1].write_text(text, encoding="utf-8")
    found: dict[str, list[object]] = {}
    for path in paths:
        source = readers.open_source(path)
        found.setdefault(source.format, []).extend((*source.items(), *source.findings))
    return {format: digest(values) for format, values in found.items()}


def check(name: str, version: int, found: str, where: str) -> None:
    recorded = RECORDED.get(name)
    assert recorded is None or recorded[0] != version or recorded[1] == found, (
        f"{name} makes something else of its sample than it did: raise {where}, so that a file is read anew when it is "
        f"loaded again, and record ({version + 1}, {found!r}) here"
    )
    assert recorded == (version, found), f"record ({version}, {found!r}) for {name} here"


def test_a_cleaner_that_makes_something_else_has_another_version() -> None:
    check("clean", clean.VERSION, of_cleaner(), "clean.VERSION")


def test_a_reader_that_makes_something_else_has_another_version(tmp_path: Path) -> None:
    for format, made_of_it in of_readers(tmp_path).items():
        check(format, readers.FORMATS[format].version, made_of_it, f"the version in readers.FORMATS[{format!r}]")


def test_each_format_with_a_reader_of_our_own_is_recorded() -> None:
    assert set(RECORDED) == {*readers.FORMATS, "clean"} - {"mdx", "bgl", "slob", "pyglossary"}


@pytest.mark.parametrize("repaired", ["reader", "cleaner"])
def test_the_same_file_is_read_again_after_its_reader_or_the_cleaner_was_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repaired: str
) -> None:
    data = tmp_path / "data"
    rows = [("một", "one"), ("hai", "two")]
    assert not load_rows(data, "words", rows).unchanged and load_rows(data, "words", rows).unchanged
    if repaired == "reader":
        tsv = readers.FORMATS["tsv"]
        monkeypatch.setitem(readers.FORMATS, "tsv", replace(tsv, version=tsv.version + 1))
    else:
        monkeypatch.setattr(clean, "VERSION", clean.VERSION + 1)
    assert any("words: " in sentence and "dictsvc load" in sentence for sentence in upgrade(data))
    again = load_rows(data, "words", rows)
    assert (again.unchanged, again.report.same, again.generation) == (False, False, 2)
    assert not any("words: " in sentence for sentence in upgrade(data)) and load_rows(data, "words", rows).unchanged


def older(data: Path) -> None:
    """As if an earlier version of the program had read everything."""
    with writer(data, "test") as catalogue:
        earlier = (replace(one, read_by="tsv 0.0", fingerprint="") for one in catalogue.generation().dictionaries)
        catalogue.publish("load test", tuple(earlier))


def test_rebuild_and_upgrade_say_which_files_are_to_be_loaded_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("one", "two"):
        load_rows(data, name, [("một", "one")])
    assert "earlier" not in dictsvc(data, "rebuild").stderr
    older(data)
    load_rows(data, "two", [("một", "one")])
    for arguments in (("rebuild",), ("rebuild", "one"), ("upgrade",)):
        done = dictsvc(data, *arguments)
        assert done.returncode == 0 and "one: read by an earlier version" in done.stderr and "two" not in done.stderr
    assert "earlier" not in dictsvc(data, "rebuild", "two").stderr


def test_a_bundled_dictionary_is_read_again_by_itself(tmp_path: Path, stock: Path) -> None:
    data = tmp_path / "data"
    upgrade(data)
    older(data)
    assert upgrade(data) == ["Loaded Từ điển nho: 1 headwords"]
    assert loaded(data)["nho"].read_by == f"tsv {readers.FORMATS['tsv'].version}.{clean.VERSION}"
    assert upgrade(data) == []


def test_a_load_can_be_forced(tmp_path: Path) -> None:
    data, path = tmp_path / "data", tmp_path / "words.tsv"
    path.write_text("một\tone\n", encoding="utf-8")
    assert load_file(data, path).generation == 1
    assert json.loads(dictsvc(data, "load", path, "--json").stdout)["unchanged"] is True
    forced = json.loads(dictsvc(data, "load", path, "--force", "--json").stdout)
    assert (forced["unchanged"], forced["same"], forced["generation"], forced["changed"]) == (False, False, 2, 0)
    assert reading.generation(data).number == 2

"""Dictionaries in archives, compressed files and folders: found, chosen, bounded, and nothing left behind."""

from __future__ import annotations

import bz2
import gc
import gzip
import io
import lzma
import re
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import py7zr
import pytest
from made import folder, read, stardict, term, yomitan, zipped

from dictsvc import readers
from dictsvc.errors import SourceError
from dictsvc.readers import Limits
from dictsvc.records import Entry

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}
REAL = {
    "stardict": ("stardict/vi-de/star_vietduc.ifo", ("idx", "dict"), 11_923),
    "tsv": ("tab/Ngu-vung-Danh-tu-Thien-hoc.tab", (), 302),
    "yomitan": ("yomitan/chu-nom.zip", (), 3_138),
}
"""Format -> its main file, the endings of those that belong to it, its entries."""


def tar(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, raw in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return path


def sevenzip(path: Path, members: dict[str, bytes], password: str | None = None) -> Path:
    with py7zr.SevenZipFile(path, "w", password=password) as archive:
        for name, raw in members.items():
            archive.writestr(raw, name)
    return path


def packed_tar(ending: str) -> Callable[[Path, dict[str, bytes]], Path]:
    def made(path: Path, members: dict[str, bytes]) -> Path:
        plain = tar(path.with_name("plain.tar"), members)
        path.write_bytes(PACK[ending](plain.read_bytes()))
        return path

    return made


def nested(path: Path, members: dict[str, bytes]) -> Path:
    inner = zipped(path.with_name("inner.zip"), members)
    return tar(path, {"a/inner.zip": inner.read_bytes(), "a/README": b"x"})


FORMS: dict[str, Callable[[Path, dict[str, bytes]], Path]] = {
    "zip": zipped,
    "7z": sevenzip,
    "tar": tar,
    **{f"tar.{ending}": packed_tar(ending) for ending in PACK},
    "folder": folder,
    "nested.tar": nested,
}


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files, which is empty in the end."""
    path = tmp_path / "temporary"
    path.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    yield path
    if any(path.iterdir()):  # something in a reference cycle; collecting after every test takes half a second each
        gc.collect()
    assert list(path.iterdir()) == []


@cache
def original(path: Path) -> list[Entry]:
    return read(path)[0]


def members_of(shared: Path, format_: str) -> dict[str, bytes]:
    main, endings, _ = REAL[format_]
    path = shared / "data" / main
    files = [path, *(path.with_suffix(f".{ending}") for ending in endings)]
    return {f"từ điển/{file.name}": file.read_bytes() for file in files} | {"từ điển/README.md": b"# x"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("format_", REAL)
def test_a_real_dictionary_is_read_in_every_kind_of_archive(
    shared: Path, tmp_path: Path, form: str, format_: str
) -> None:
    path = FORMS[form](tmp_path / f"a.{form}", members_of(shared, format_))
    entries, _, source = read(path)
    assert (len(entries), source.format) == (REAL[format_][2], format_)
    assert source.position() == source.size
    assert source.origin == str(path) or form == "folder"
    assert entries == original(shared / "data" / REAL[format_][0])


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize("format_", ["tsv", "yomitan"])
def test_a_real_dictionary_of_one_file_is_read_where_it_is_compressed(
    shared: Path, tmp_path: Path, ending: str, format_: str
) -> None:
    original = shared / "data" / REAL[format_][0]
    path = tmp_path / f"{original.name}.{ending}"
    path.write_bytes(PACK[ending](original.read_bytes()))
    entries, _, source = read(path)
    assert (len(entries), source.format) == (REAL[format_][2], format_)


@pytest.mark.parametrize("form", ["folder", "tar.gz", "7z"])
def test_a_yomitan_archive_that_was_unpacked_is_read_as_if_it_was_not(shared: Path, tmp_path: Path, form: str) -> None:
    original = shared / "data/yomitan/chu-nom.zip"
    with zipfile.ZipFile(original) as archive:
        members = {f"nôm/{name}": archive.read(name) for name in archive.namelist()}
    entries, _, source = read(FORMS[form](tmp_path / f"a.{form}", members))
    assert entries == read(original)[0]
    assert source.metadata == read(original)[2].metadata


TABS = {"x/a.tab": b"h\xe1\xbb\x8dc\tto learn\n", "x/b.tab": b"\xc4\x91i\tto go\n"}


@pytest.mark.parametrize("form", FORMS)
def test_of_several_dictionaries_one_is_chosen(tmp_path: Path, form: str) -> None:
    path = FORMS[form](tmp_path / f"a.{form}", TABS)
    with pytest.raises(SourceError, match=r"several dictionaries \('x/a.tab', 'x/b.tab'\); choose one with --member"):
        readers.open_source(path)
    for member in ("x/b.tab", "b.tab"):
        assert [entry.headword for entry in read(path, member=member)[0]] == ["đi"]
    with pytest.raises(SourceError, match=r"no file named 'c\.tab'"):
        readers.open_source(path, member="c.tab")


def test_what_cannot_be_read_stands_in_no_dictionarys_way(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.tab": TABS["x/a.tab"], "words.txt": b"a\nb\nc\n", "LICENSE": b"x\ty\n"})
    entries, _, source = read(path)
    assert [entry.headword for entry in entries] == ["học"]
    assert "of 2 files the only one that can be read" in source.why


def test_a_tab_file_takes_its_toml_along(tmp_path: Path) -> None:
    members = {"d/a.tab": TABS["x/a.tab"], "d/a.toml": 'title = "Thử"\nsource = "vi"\n'.encode()}
    for path in (zipped(tmp_path / "a.zip", members), folder(tmp_path / "f", members), tmp_path / "f/d/a.toml"):
        entries, _, source = read(path)
        assert (source.metadata.title, len(entries), len(source.files)) == ("Thử", 1, 2)
    (tmp_path / "f/d/a.tab.gz").write_bytes(gzip.compress(TABS["x/a.tab"]))
    assert read(tmp_path / "f/d/a.tab.gz")[2].metadata.title == "Thử"


def test_a_stardict_dictionary_may_have_its_data_in_dz(tmp_path: Path) -> None:
    path = stardict(tmp_path, [("học", b"to learn")], packed=True)
    (tmp_path / "d.dict.dz").rename(tmp_path / "d.dz")
    assert read(path)[0][0].definition == "to learn"
    assert read(tmp_path / "d.dz")[2].format == "stardict"


def bad(tmp_path: Path) -> Iterator[tuple[str, Path, str]]:
    """(what it is, archive, how it is refused)."""
    yield "climbing zip", zipped(tmp_path / "a.zip", {"../../a.tab": b"a\tb\n"}), "outside of its folder"
    yield "climbing tar", tar(tmp_path / "a.tar", {"x/../../a.tab": b"a\tb\n"}), "outside of its folder"
    yield "climbing on windows", zipped(tmp_path / "w.zip", {"..\\a.tab": b"a\tb\n"}), "outside of its folder"
    yield "encrypted 7z", sevenzip(tmp_path / "p.7z", TABS, "secret"), "is encrypted"
    whole = sevenzip(tmp_path / "c.7z", {"a.tab": b"a\tb\n" * 9999}).read_bytes()
    (tmp_path / "c.7z").write_bytes(whole[:-30])
    yield "cut 7z", tmp_path / "c.7z", "py7zr cannot read|broke off"
    cut = tar(tmp_path / "cut.tar", {"a.tab": b"a\tb\n" * 9999})
    cut.write_bytes(cut.read_bytes()[:20_000])
    yield "cut tar", cut, "damaged tar archive"
    packed = tmp_path / "cut.tar.xz"
    packed.write_bytes(lzma.compress(tar(tmp_path / "cut2.tar", TABS).read_bytes())[:-20])
    yield "cut tar.xz", packed, "cut short"
    locked = zipped(tmp_path / "e.zip", {"a.tab": b"a\tb\n"})
    raw = bytearray(locked.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(raw)
    yield "encrypted zip", locked, "is encrypted"
    deep = zipped(tmp_path / "d0.zip", {"a.tab": b"a\tb\n"})
    for number in range(1, 5):
        deep = zipped(tmp_path / f"d{number}.zip", {f"d{number - 1}.zip": deep.read_bytes()})
    yield "archives in archives", deep, "3 deep"
    huge = tmp_path / "huge.tar.gz"
    huge.write_bytes(gzip.compress(tar(tmp_path / "h.tar", {"a.tab": bytes(40_000_000)}).read_bytes()))
    yield "huge inside", huge, "100 times its size"
    yield "huge in 7z", sevenzip(tmp_path / "huge.7z", {"a.tab": bytes(40_000_000)}), "unpacks to more than"
    yield (
        "huge in two layers",
        zipped(
            tmp_path / "two.zip", {"b.zip": zipped(tmp_path / "one.zip", {"a.tab": bytes(40_000_000)}).read_bytes()}
        ),
        "100 times its size",
    )
    yield "nothing inside", zipped(tmp_path / "none.zip", {}), "holds no files"
    yield "pictures inside", zipped(tmp_path / "pictures.zip", {"a.png": b"x"}), "no dictionary file, only 'a.png'"
    yield "long name", tar(tmp_path / "long.tar", {"x" * 300 + ".tab": b"a\tb\n"}), "more than 255 bytes"
    links = tmp_path / "links.tar"
    with tarfile.open(links, "w") as archive:
        info = tarfile.TarInfo("a.tab")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    yield "links", links, "holds no files"
    header = tarfile.TarInfo("a.tab")
    header.type, header.size = tarfile.XHDTYPE, 1 << 33
    (tmp_path / "header.tar").write_bytes(header.tobuf() + bytes(5_000_000))
    yield "a header of gigabytes", tmp_path / "header.tar", "damaged tar archive"


def test_a_bad_archive_is_refused_in_one_sentence(tmp_path: Path) -> None:
    for what, path, says in bad(tmp_path):
        with pytest.raises(SourceError) as caught:
            readers.open_source(path)
        assert re.search(says, str(caught.value)), (what, str(caught.value))
        assert "\n" not in str(caught.value) and len(str(caught.value)) < 900


def test_odd_names_are_read_all_the_same(tmp_path: Path) -> None:
    for number, name in enumerate(("/a.tab", "C:\\từ\\a.tab", "x/\x1b[1ma.tab", "a b\u202e.tab", "./x//a.tab")):
        entries, _, source = read(zipped(tmp_path / f"{number}.zip", {name: b"a\tb\n"}))
        assert len(entries) == 1, name
        assert source.files[0].name.isprintable()


def test_without_the_extra_the_message_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    path = sevenzip(tmp_path / "a.7z", TABS)
    (tmp_path / "a.tab.zst").write_bytes(zstd.compress(b"a\tb\n"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setitem(sys.modules, "backports" if sys.version_info < (3, 14) else "compression", None)
    for file in (path, tmp_path / "a.tab.zst"):
        with pytest.raises(SourceError, match=r"pip install 'dictsvc\[archives\]'"):
            readers.open_source(file)


def test_limits_hold_for_all_layers_together(tmp_path: Path) -> None:
    path = packed_tar("gz")(tmp_path / "a.tar.gz", {"a.tab": b"a\tb\n" * 1000})
    assert len(read(path)[0]) == 1000
    with pytest.raises(SourceError, match="more than 12,000 bytes"):
        readers.open_source(path, limits=Limits(unpacked=12_000))


def test_two_unpacked_yomitan_archives_in_one_are_two_dictionaries(tmp_path: Path) -> None:
    with zipfile.ZipFile(yomitan(tmp_path / "y.zip", [[term("học", "to learn")]])) as archive:
        members = {f"{where}/{name}": archive.read(name) for where in "ab" for name in archive.namelist()}
    path = zipped(tmp_path / "two.zip", members)
    with pytest.raises(SourceError, match="several dictionaries"):
        readers.open_source(path)
    assert len(read(path, member="b/index.json")[0]) == 1

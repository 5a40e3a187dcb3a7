"""Small files made to take much are read or refused within a bounded memory, measured in a process of its own."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from made import read as read_here

from dictsvc import readers
from dictsvc.errors import SourceError
from dictsvc.readers import bounded
from torture import bombs

MOST = 80 * 1024**2
"""Bytes. Each of these took more before it was bounded, or would if it was larger."""
TEXTS = [
    ("tei", "elements"),
    ("tei", "names"),
    ("xdxf", "different attributes"),
    ("dsl", "headwords"),
    ("txt", "lines below one word"),
    ("csv", "one headword"),
]


def within(path: Path) -> str:
    """How reading a file ended; it took no more than MOST."""
    end, taken, _ = bombs.read(path)
    assert not bombs.fault(end, taken), end
    assert taken < MOST, f"{taken:,} bytes, {end}"
    return end


@pytest.mark.parametrize(("ending", "what"), TEXTS)
def test_text_that_grows_once_it_is_parsed_is_bounded(tmp_path: Path, ending: str, what: str) -> None:
    raw = next(raw for this, name, raw in bombs.texts(2_000_000) if (this, name) == (ending, what))
    path = tmp_path / f"a.{ending}.gz"
    path.write_bytes(gzip.compress(raw))
    within(path)


@pytest.mark.parametrize(
    "what", ["stardict, descriptions", "stardict, one definition many times", "stardict, synonyms"]
)
def test_an_index_that_points_to_the_same_bytes_again_and_again_is_bounded(tmp_path: Path, what: str) -> None:
    within(next(path for name, path in bombs.pairs(tmp_path, 1_000_000) if name == what))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_packs_far_too_well_is_refused_wherever_it_is_packed(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "a.tsv.gz"  # whatever its name says
    path.write_bytes(pack(b"a\tb\n" * 9 + bytes(100_000_000)))
    assert "100 times its size" in within(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize(("name", "member"), [("a.zip", "index.json"), ("a.xlsx", "xl/workbook.xml")])
def test_a_zip_archive_by_an_unusual_method_is_refused(tmp_path: Path, name: str, member: str, method: int) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr(member, b" " * 50_000_000)
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("term_bank_1.json", "[]")
    assert "another method than deflate" in within(path)


def test_all_members_of_an_archive_together_are_held_against_its_size(tmp_path: Path) -> None:
    """Twenty members of a million spaces each are a bomb although none of them is."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.json", '{"title": "x", "format": 3}')
        for number in range(1, 21):
            archive.writestr(f"term_bank_{number}.json", "[" + " " * 1_000_000 + "]")
    source = readers.open_source(path)
    with pytest.raises(SourceError, match="100 times its size"):
        list(source.items())


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_read_with_all_its_members(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    ending = {gzip.compress: "gz", bz2.compress: "bz2", lzma.compress: "xz"}[pack]
    path = tmp_path / f"a.tsv.{ending}"
    path.write_bytes(pack("học\tto learn\n".encode()) + pack(b"b\tc\n") + bytes(8))
    entries, problems, source = read_here(path)
    assert [entry.headword for entry in entries] == ["học", "b"]
    assert not problems and source.position() == source.size
    path.write_bytes(pack("học\tto learn\n".encode() * 100)[:-9])
    with pytest.raises(SourceError, match="cut short"):
        read_here(path)


@pytest.mark.parametrize("work", ["while True: pass", "sum(range(10**12))"])
def test_what_only_takes_time_ends_in_one_sentence(tmp_path: Path, work: str) -> None:
    """Also where a library never comes back to Python."""
    script = tmp_path / "script.py"
    script.write_text(f"def messages():\n    yield {{'begun': True}}\n    {work}\n    yield {{'end': 1}}\n")
    begun = bounded.messages(str(script), file="x.mdx", library="It", memory=1 << 31, seconds=1, longest=1000)
    with pytest.raises(SourceError) as caught:
        list(begun)
    assert str(caught.value) == (
        "x.mdx keeps It busy for more than 1 seconds of processor time; it is damaged, or made to do so."
    )

"""Loading real and broken files: everything counted, and nothing changed when a file is no dictionary."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from loaded import load_file, load_rows
from running import dictsvc

from dictsvc.library import Library
from dictsvc.search.lookup import articles, lookup


def test_the_vietnamese_english_dictionary_is_taken_whole(real_data: Path) -> None:
    report = json.loads(dictsvc(real_data, "history", "1", "--json").stdout)["report"]["load"]
    assert (report["read"], report["kept"], report["headwords"], report["skipped"]) == (42_155, 42_155, 42_151, {})
    shown = json.loads(dictsvc(real_data, "show", "star-vietanh", "--json").stdout)
    assert (shown["entries"], shown["title"], shown["source_language"]) == (42_155, "Việt–Anh", "vi")


def test_an_english_vietnamese_dictionary_is_taken_whole(shared: Path, tmp_path: Path) -> None:
    """Of the real file every fifth entry, 21,212 of 106,059; tests/readers/test_real_files.py reads them all."""
    real, headword = shared / "data/stardict/en-vi", "ACK (Acknowledge <Positive>)"
    ifo, idx, texts = (real / f"TudienAnhVietBeta.{ending}" for ending in ("ifo", "idx", "dict.dz"))
    entries = re.findall(rb"[^\0]+\0.{8}", idx.read_bytes(), re.DOTALL)
    (place,) = (number for number, entry in enumerate(entries) if entry.startswith(headword.encode() + b"\0"))
    kept = entries[place % 5 :: 5]
    stated = ifo.read_text(encoding="utf-8").replace("=106059", f"={len(kept)}")
    (tmp_path / ifo.name).write_text(stated.replace("=2023561", f"={len(b''.join(kept))}"), encoding="utf-8")
    (tmp_path / idx.name).write_bytes(b"".join(kept))
    shutil.copy(texts, tmp_path)
    path = tmp_path / ifo.name
    outcome = load_file(tmp_path / "data", path, id="anh-viet", source_language="en", target_language="vi")
    assert (outcome.report.read, outcome.dictionary.entries) == (len(kept), len(kept)) == (21_212, 21_212)
    snapshot = Library(tmp_path / "data").current()
    found = articles(snapshot.opened["anh-viet"], headword)
    assert found is not None
    index = snapshot.opened["anh-viet"].index
    assert all(all(index.articles[document]) for document in range(len(index)))  # none is empty


def test_a_headword_with_150_homographs_keeps_them_all_in_order(tmp_path: Path) -> None:
    load_rows(tmp_path / "data", "many", [("đánh", f"- sense {at}") for at in range(150)], source_language="vi")
    snapshot = Library(tmp_path / "data").current()
    answer = lookup(snapshot, snapshot.choose([]), "đánh")
    assert answer.results[0].entries[0].homographs == 150
    found = articles(snapshot.opened["many"], "đánh")
    assert found is not None
    assert [article.split("sense ")[1] for article in found[1]] == [str(at) for at in range(150)]


def test_the_same_content_again_does_nothing(tmp_path: Path) -> None:
    first = load_rows(tmp_path / "data", "words", [("một", "one")], source_language="vi")
    again = load_rows(tmp_path / "data", "words", [("một", "one")], source_language="vi")
    assert (first.unchanged, again.unchanged) == (False, True)
    assert again.generation == first.generation


def test_a_changed_file_replaces_the_old_one_and_says_what_came_went_and_changed(tmp_path: Path) -> None:
    load_rows(tmp_path / "data", "words", [("một", "one"), ("hai", "two"), ("ba", "three")], source_language="vi")
    report = load_rows(
        tmp_path / "data", "words", [("một", "one"), ("hai", "two!"), ("bốn", "four")], source_language="vi"
    ).report
    assert (report.came, report.went, report.changed) == (1, 1, 1)


def test_a_dry_run_reports_and_publishes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("một\tone\nhai\ttwo\n", encoding="utf-8")
    done = dictsvc(tmp_path / "data", "load", path, "--dry-run", "--json")
    assert json.loads(done.stdout)["kept"] == 2
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.tsv", b""),
        ("words.txt", "một\nhai\nba\nbốn\n".encode()),
        ("noise.tsv", bytes(range(256)) * 40),
        ("picture.tsv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 400),
        ("cut.ifo", b"StarDict's dict ifo file\nversion=2.4.2\nwordcount=10\n"),
    ],
)
def test_a_file_that_is_no_dictionary_is_refused_in_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    data = tmp_path / "data"
    load_rows(data, "kept", [("một", "one")], source_language="vi")
    path = tmp_path / name
    path.write_bytes(content)
    done = dictsvc(data, "load", path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("dictsvc: ")
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    assert name.partition(".")[0] in done.stderr
    assert Library(data).current().generation == 1


def test_on_error_stop_ends_at_the_first_thing_left_out(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("một\tone\n\ttwo\nba\tthree\n", encoding="utf-8")
    skipped = json.loads(dictsvc(tmp_path / "a", "load", path, "--json").stdout)
    assert (skipped["read"], skipped["kept"], sum(skipped["skipped"].values())) == (3, 2, 1)
    stopped = dictsvc(tmp_path / "b", "load", path, "--on-error", "stop")
    assert stopped.returncode == 1
    assert "line 2" in stopped.stderr
    assert json.loads(dictsvc(tmp_path / "b", "list", "--json").stdout)["dictionaries"] == []


def test_a_file_of_which_most_is_refused_is_refused_unless_the_admin_says_so(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("một\tone\nhai\ttwo\n" + "ba\t\n" * 3, encoding="utf-8")
    refused = dictsvc(tmp_path / "a", "load", path)
    assert refused.returncode == 1 and refused.stderr.count("\n") == 1
    assert "3 of 5 are no entries (3 × no definition), more than the 2 that are" in refused.stderr
    assert json.loads(dictsvc(tmp_path / "a", "list", "--json").stdout)["dictionaries"] == []
    assert dictsvc(tmp_path / "a", "load", path, "--dry-run").returncode == 1
    loaded = json.loads(dictsvc(tmp_path / "a", "load", path, "--on-error", "skip", "--json").stdout)
    assert (loaded["kept"], sum(loaded["skipped"].values())) == (2, 3)


def test_definitions_are_hostile_until_cleaned(tmp_path: Path) -> None:
    load_rows(
        tmp_path / "data",
        "evil",
        [("xấu", "<p onclick=alert(1)>chữ <script>alert(1)</script><a href='javascript:alert(1)'>đậm</a></p>")],
        source_language="vi",
    )
    from dictsvc import clean

    snapshot = Library(tmp_path / "data").current()
    found = articles(snapshot.opened["evil"], "xấu")
    assert found is not None
    html = clean.html(found[1][0])
    assert "script" not in html and "alert" not in html and "onclick" not in html
    assert "chữ" in html and "đậm" in html

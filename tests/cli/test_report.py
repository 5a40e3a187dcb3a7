"""The report of a load: everything counted, said in words, complete for programs, and kept in the history."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from running import dictsvc
from terminal import on_terminal, shown_at_the_end

ODD = (
    "hòa bình\t- peace\n"  # line 1, the old tone placement
    "hoà hợp\t- concord\n"
    "thuỷ\t- water\n"
    "đẹp\t<p onclick='x()'>beautiful <script>x()</script></p>\n"
    "Ðông\t- east\n"  # line 5, eth
    "ba\t- three\n"
    "ba\t- father\n"
    "\t- no headword 1\n"
    "\t- no headword 2\n"
    "\t- no headword 3\n"
    "\t- no headword 4\n"
    "\t- no headword 5\n"
    "\t- no headword 6\n"
    "một\n"
)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    path = tmp_path / "odd.tsv"
    path.write_text(ODD, encoding="utf-8")
    return path


def load(data: Path, path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = dictsvc(data, "load", path, "--from", "vi", "--to", "en", *arguments, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    return done


def rows(text: str) -> list[tuple[str, str, str]]:
    """Label, number and words of each line of a report that has a number."""
    return re.findall(r"^([a-z]+) +([\d,]+)(?:  (.*))?$", text, re.MULTILINE)


def test_read_kept_merged_and_skipped_are_counted_and_add_up(odd: Path, tmp_path: Path) -> None:
    found = {(label, words): number for label, number, words in rows(load(tmp_path / "data", odd).stdout)}
    assert found["read", ""] == "14"
    assert found["kept", "entries"] == "7"
    assert found["headwords", ""] == "6"
    assert [number for (label, _), number in found.items() if label == "merged"] == ["1"]
    assert found["skipped", "no headword"] == "6"
    assert found["skipped", "no second column"] == "1"


def test_the_first_five_of_each_reason_are_shown_with_line_and_beginning(odd: Path, tmp_path: Path) -> None:
    said = load(tmp_path / "data", odd).stdout
    shown = re.findall(r"^ +line (\d+): +- no headword (\d)$", said, re.MULTILINE)
    assert shown == [(str(at + 7), str(at)) for at in range(1, 6)]
    assert "line 14: một" in said


def test_what_is_unusual_is_said_in_words_with_its_places(odd: Path, tmp_path: Path) -> None:
    said = " ".join(load(tmp_path / "data", odd).stdout.split())
    assert "3 tone marks placed both ways: 1 headwords as in hòa, 2 as in hoà" in said
    assert "line 1 (hòa bình)" in said
    assert "look-alike letter repaired: Ð (eth) where Vietnamese has Đ line 5 (Đông)" in said
    assert "HTML removed: scripts, forms, handlers, styles or pictures line 4 (đẹp)" in said


def test_one_way_of_placing_tone_marks_is_nothing_unusual(tmp_path: Path) -> None:
    path = tmp_path / "even.tsv"
    path.write_text("hòa\t- peace\nthùy\t- end\n", encoding="utf-8")
    assert "unusual" not in load(tmp_path / "data", path).stdout


def test_numbers_stand_below_each_other_within_eighty_columns(odd: Path, tmp_path: Path) -> None:
    process, terminal = on_terminal(tmp_path / "data", "load", str(odd), "--from", "vi", "--to", "en")
    _, screen = shown_at_the_end(terminal)
    assert process.wait(60) == 0
    lines = screen.splitlines()
    ends = {found.end(1) for line in lines if (found := re.match(r"[a-z]+ +([\d,]+)(?=  |$)", line))}
    assert len(ends) == 1
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line != line.rstrip()]


def test_json_has_all_that_the_report_knows(odd: Path, tmp_path: Path) -> None:
    report = json.loads(load(tmp_path / "data", odd, "--json").stdout)
    assert (report["id"], report["generation"], report["unchanged"], report["dry_run"]) == ("odd", 1, False, False)
    assert (report["format"], report["encoding"], report["language"]) == ("tsv", "utf-8", "vi")
    assert (report["read"], report["kept"], report["merged"], report["headwords"]) == (14, 7, 1, 6)
    assert report["skipped"] == {"no headword": 6, "no second column": 1}
    assert report["samples"]["no second column"] == [["line 14", "một"]]
    assert len(report["samples"]["no headword"]) == 5
    assert report["findings"]["eth for đ"] == 1 and report["places"]["eth for đ"] == [["line 5", "Đông"]]
    assert set(report["places"]) == set(report["findings"])


def test_history_keeps_the_report_and_shows_it_again(odd: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = load(data, odd).stdout
    odd.write_text(ODD + "hai\t- two\n", encoding="utf-8")
    second = load(data, odd).stdout
    assert "0  headwords; 1 came, 0 went" in second
    for number, said in (("1", first), ("2", second)):
        again = dictsvc(data, "history", number, COLUMNS="80").stdout
        assert rows(again) == rows(said) != []
    kept = json.loads(dictsvc(data, "history", "1", "--json").stdout)["report"]["load"]
    assert kept["samples"]["no second column"] == [["line 14", "một"]]
    missing = dictsvc(data, "history", "3")
    assert missing.returncode == 1 and "no generation 3" in missing.stderr


def test_the_same_again_says_so_and_new_words_about_it_are_no_new_content(odd: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    load(data, odd)
    assert "nothing was done" in load(data, odd).stdout
    assert json.loads(load(data, odd, "--json").stdout)["kept"] == 7
    said = load(data, odd, "--title", "Lạ").stdout
    assert "The same content is loaded already" in said and "generation 2" in said and rows(said) == []


def test_a_dry_run_makes_no_data_folder(odd: Path, tmp_path: Path) -> None:
    assert "nothing was changed" in load(tmp_path / "data", odd, "--dry-run").stdout
    assert not (tmp_path / "data").exists()


def test_what_the_file_does_not_say_is_asked_for(odd: Path, tmp_path: Path) -> None:
    said = " ".join(dictsvc(tmp_path / "data", "load", odd, "--from", "vi", "--title", "Lạ").stdout.split())
    assert "says nothing for --to, --licence; say it with `dictsvc set odd`" in said


def test_terminal_codes_in_a_file_never_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "evil.tsv"
    path.write_text("một\t- one\nhai\t- two\n\t\x1b]0;owned\x07\x1b[31mred\nđ\x1b[31mẹp\t- nice\n", encoding="utf-8")
    said = load(tmp_path / "data", path).stdout
    assert "\x1b" not in said and "\x07" not in said
    assert "no headword" in said
    assert "\x1b" not in dictsvc(tmp_path / "data", "load", path, "--on-error", "stop", "--id", "b").stderr


def test_the_oddities_of_a_real_workbook_are_reported(shared: Path, tmp_path: Path) -> None:
    done = dictsvc(tmp_path / "data", "load", shared / "data/xls/338_Thuat_ngu_QLHC.xls", "--dry-run")
    assert "other sheets not read Alphabet English, Alphabet Vietnamese" in " ".join(done.stdout.split())


def test_the_oddities_of_a_large_file_are_in_the_history(real_data: Path) -> None:
    said = " ".join(dictsvc(real_data, "history", "1").stdout.split())
    for words in ("349 headwords as in hòa, 670 as in hoà", "(ba)", "(áo xanh ***)"):
        assert words in said


def test_what_dictd_says_of_itself_is_counted(shared: Path, tmp_path: Path) -> None:
    """The real file, of whose index the first thousand lines are enough."""
    shutil.copy(shared / "data/dictd/vv30K.dict.dz", tmp_path)
    lines = (shared / "data/dictd/vv30K.index").read_bytes().splitlines(keepends=True)
    (tmp_path / "vv30K.index").write_bytes(b"".join(lines[:1000]))
    said = " ".join(dictsvc(tmp_path / "data", "load", tmp_path / "vv30K.index", "--dry-run").stdout.split())
    assert "3 database information, no entry" in said and "line 2: 00-database-info" in said


def test_on_a_terminal_a_bar_moves_and_leaves_no_trace(shared: Path, tmp_path: Path) -> None:
    process, terminal = on_terminal(tmp_path / "data", "load", str(shared / "data/tab/star_vietduc.tab"))
    raw, screen = shown_at_the_end(terminal)
    assert process.wait(60) == 0
    assert "Reading star_vietduc.tab" in raw and "Indexing star_vietduc.tab" in raw
    assert "Reading" not in screen and "Indexing" not in screen and "━" not in screen
    assert screen.startswith("star-vietduc") and "read         11,922" in screen


def test_piped_there_is_no_bar(tmp_path: Path) -> None:
    """Of a load that shows one on a terminal: see tests/cli/test_output.py."""
    (tmp_path / "x.tsv").write_text("".join(f"từ{number}\tword {number}\n" for number in range(3000)), encoding="utf-8")
    done = dictsvc(tmp_path / "data", "load", tmp_path / "x.tsv")
    assert done.stderr == "" and "\x1b" not in done.stdout


def test_what_a_file_says_of_itself_is_cleaned_too(tmp_path: Path) -> None:
    path = tmp_path / "evil.xdxf"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<xdxf lang_from="VIE" lang_to="ENG" format="visual">'
        "<full_name>Tên \u200b\u009b31m\ufefflạ</full_name><ar><k>một</k>one</ar><ar><k>hai</k>two</ar></xdxf>\n",
        encoding="utf-8",
    )
    load(tmp_path / "data", path)
    shown = json.loads(dictsvc(tmp_path / "data", "show", "evil", "--json").stdout)
    assert shown["title"] == "Tên 31mlạ"


DEBRIS = (
    "đi\t- go | walk {x}\n"
    "học\t- (to learn\n"
    "hát\t- to sing [/b]\n"
    "nghe\t- → to hear\n"
    "nhìn\t- to look (at)\n"
    "viết\t- to write…\n"
)


def test_what_looks_like_marks_left_over_is_counted_and_placed(tmp_path: Path) -> None:
    path = tmp_path / "odd.tsv"
    path.write_text(DEBRIS + "".join(f"{'a' * at}x\t- như\n" for at in range(1, 21)), encoding="utf-8")
    said = load(tmp_path / "data", path).stdout
    found = {words: int(number) for label, number, words in rows(said) if label == "debris"}
    assert found == {
        "entries with marks of their maker that no rule explains (backquotes, bars, arrows)": 2,
        "glosses with a bracket that nothing opens or closes": 1,
        "entries in which tags or codes of characters are left": 1,
        "glosses that begin or end with a mark": 1,
        "entries with the same short gloss": 20,
    }
    assert "line 1 (đi), line 4 (nghe)" in said and "line 2 (học)" in said and "“như” (20)" in said
    report = json.loads(load(tmp_path / "json", path, "--json").stdout)
    assert report["findings"]["debris: brackets"] == 1
    assert report["places"]["debris: one gloss for many"] == [["“như”", "20"]]


def test_clean_entries_have_no_debris(tmp_path: Path) -> None:
    path = tmp_path / "even.tsv"
    good = ("- C++ (programming language)", "- a [kind of] tea; 5 > 3", "- x = y + z", "* n\\n- go\\n= he & I + nó")
    path.write_text("".join(f"từ {'a' * at}\t{text}\n" for at, text in enumerate(good)), encoding="utf-8")
    assert "debris" not in load(tmp_path / "data", path).stdout


def test_the_makers_whose_marks_were_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "prodict.tab"
    path.write_text("đi\t`1`đi\\n`4`\u00a0go\n", encoding="utf-8")
    assert "Marks read as those of Prodict." in load(tmp_path / "data", path).stdout
    assert json.loads(load(tmp_path / "json", path, "--json").stdout)["makers"] == ["Prodict"]


def test_entries_drawn_at_random_are_shown_as_they_will_be_read(odd: Path, tmp_path: Path) -> None:
    said = load(tmp_path / "data", odd, "--dry-run", "--sample", "1000").stdout
    shown = said.partition("7 entries drawn at random, as they will be read:\n")[2]
    assert "\nhoà hợp\n  - concord\n" in shown and "\nđẹp\n  beautiful\n" in shown
    assert shown.count("\nba\n") == 2
    few = json.loads(load(tmp_path / "data", odd, "--dry-run", "--sample", "3", "--json").stdout)["drawn"]
    assert len(few) == 3 and all(text for _, text in few)


def test_a_sample_is_of_a_dry_run(odd: Path, tmp_path: Path) -> None:
    done = dictsvc(tmp_path / "data", "load", odd, "--sample", "3")
    assert done.returncode == 2 and "--sample goes with --dry-run" in done.stderr
    assert not (tmp_path / "data").exists()

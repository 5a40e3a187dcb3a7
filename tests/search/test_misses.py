"""What was asked and not found is counted without who asked, only where it is switched on, and forgotten in time."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from loaded import load_rows
from running import dictsvc, serving, until

from dictsvc import config
from dictsvc.errors import DictsvcError
from dictsvc.search import misses
from dictsvc.search.misses import DAYS, INTERVAL, MOST, THRESHOLD, Misses, counted, read
from dictsvc.web import create_app

TODAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC).timestamp()


class Clock:
    """A clock that is set by hand."""

    now = NOON

    def __call__(self) -> float:
        return self.now


def files(folder: Path) -> dict[str, dict[str, int]]:
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir())}


def test_only_what_is_asked_often_is_ever_written(tmp_path: Path) -> None:
    counts = Misses(tmp_path / "misses", Clock())
    for query, times in (("blockchain", THRESHOLD), ("tên của ai đó", THRESHOLD - 1), ("  Tiền   Ảo ", THRESHOLD + 1)):
        for _ in range(times):
            counts.count(query)
    counts.write()
    assert list(files(tmp_path / "misses").values()) == [{"blockchain": 5, "tiền ảo": 6}]
    assert read(tmp_path / "misses", TODAY) == {"tiền ảo": 6, "blockchain": 5}


@pytest.mark.parametrize(
    "query", ["0912345678", "so 5", "a@b.vn", "https://x.vn", "/tra/x", "", "?!", "x" * 61, "số ٣", "a\nb\x00c"]
)
def test_what_may_tell_of_a_person_or_is_a_text_is_not_counted(query: str) -> None:
    assert counted(query) == ""


@examples()
@given(st.text(max_size=80))
def test_what_is_counted_holds_no_digit_and_is_counted_as_it_is(query: str) -> None:
    word = counted(query)
    assert counted(word) == word and not any(char.isdigit() for char in word) and len(word) <= 60


def test_it_is_written_now_and_then_and_a_new_day_begins_anew(tmp_path: Path) -> None:
    clock = Clock()
    counts = Misses(tmp_path, clock)
    for _ in range(THRESHOLD):
        counts.count("tiền ảo")
    assert files(tmp_path) == {}
    clock.now += INTERVAL
    counts.count("tiền ảo")
    assert list(files(tmp_path).values()) == [{"tiền ảo": THRESHOLD + 1}]
    clock.now += 86_400
    for _ in range(THRESHOLD):
        counts.count("tiền ảo")
    counts.write()
    assert list(files(tmp_path).values()) == [{"tiền ảo": 6}, {"tiền ảo": 5}]
    assert read(tmp_path, TODAY) == {"tiền ảo": 11}


def test_counts_are_deleted_after_their_days_and_nothing_else_is(tmp_path: Path) -> None:
    for age in (0, DAYS - 1, DAYS, 400):
        day = (TODAY - timedelta(days=age)).isoformat()
        (tmp_path / f"misses-{day}-{'0' * 16}.json").write_text('{"tiền ảo": 5}', encoding="utf-8")
    (tmp_path / "misses-2001-01-01-mine.json").write_text("{}", encoding="utf-8")
    assert read(tmp_path, TODAY) == {"tiền ảo": 10}
    assert len(files(tmp_path)) == 3


def test_memory_is_bounded_and_what_is_asked_often_survives(tmp_path: Path) -> None:
    counts = Misses(tmp_path, Clock())
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(3 * MOST):
        word = "".join(letters[number // 26**place % 26] for place in range(4))
        counts.count(word)
        if number % 100 == 0:
            counts.count("tiền ảo")
    counts.write()
    assert len(counts._counts) <= MOST
    assert read(tmp_path, TODAY) == {"tiền ảo": 150}


def test_a_word_is_not_listed_again_for_each_letter_typed(tmp_path: Path) -> None:
    sums = {"blockch": 9, "blockcha": 9, "blockchain": 8, "bl": 40, "tiền": 7, "tiền ảo": 2}
    (tmp_path / f"misses-2026-11-27-{'0' * 16}.json").write_text(json.dumps(sums), encoding="utf-8")
    assert read(tmp_path, TODAY) == {"bl": 40, "blockchain": 8, "tiền": 7, "tiền ảo": 2}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": "b", "7": 3, "x": -1, "y": true}', '{"a": 1e400}'])
def test_damaged_counts_count_for_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / f"misses-2026-11-27-{'0' * 16}.json").write_text(text, encoding="utf-8")
    assert read(tmp_path, TODAY) == {}


def test_a_child_process_counts_anew_into_a_file_of_its_own(tmp_path: Path) -> None:
    counts = Misses(tmp_path, Clock())
    for _ in range(THRESHOLD):
        counts.count("của cha")
    child = os.fork()
    if not child:
        for _ in range(THRESHOLD):
            counts.count("của con")
        counts.write()
        os._exit(0)
    os.waitpid(child, 0)
    counts.write()
    assert sorted(map(str, files(tmp_path).values())) == ["{'của cha': 5}", "{'của con': 5}"]


def test_a_folder_that_cannot_be_used_is_said_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    settings = config.Config(data=tmp_path / "data", misses=str(tmp_path / "file"))
    with pytest.raises(DictsvcError, match="DICTSVC_MISSES"):
        create_app(settings)
    assert misses.DAYS == 30
    done = dictsvc(tmp_path / "data", "misses", DICTSVC_MISSES=str(tmp_path / "none"))
    assert done.returncode == 1 and "Traceback" not in done.stderr and str(tmp_path / "none") in done.stderr
    done = dictsvc(tmp_path / "data", "misses")
    assert done.returncode == 1 and "DICTSVC_MISSES" in done.stderr


def test_a_server_counts_what_all_its_ways_did_not_find_and_the_command_lists_it(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "misses"
    load_rows(data, "mot", [("học", "- study")], source_language="vi")
    with serving(data, tmp_path / "log", workers=1, MISSES=str(folder)) as server:
        for _ in range(THRESHOLD):
            server.get("/lookup?q=xyzzyx")
            server.get("/lookup?q=xyzzyx+mot", If_None_Match='"x"')  # Flask's way
            server.get("/?q=xyzzyx+hai")
            server.get("/lookup?q=hoc")
            server.get("/lookup?q=xyzzyx+7")
        metrics = server.get("/metrics")[2].decode()
    assert f"dictsvc_misses_total {4 * THRESHOLD}" in metrics.splitlines()
    until(lambda: list(folder.glob("misses-*.json")), "the worker has written")
    done = dictsvc(data, "misses", "--json", DICTSVC_MISSES=str(folder))
    listed = [{"query": query, "times": THRESHOLD} for query in ("xyzzyx hai", "xyzzyx mot")]
    assert json.loads(done.stdout) == listed  # *xyzzyx* as the beginning of both
    table = dictsvc(data, "misses", DICTSVC_MISSES=str(folder))
    assert table.returncode == 0 and "xyzzyx mot" in table.stdout
    with serving(data, tmp_path / "log2", workers=1) as server:
        server.get("/lookup?q=xyzzyx")
    assert not list(data.rglob("misses*"))

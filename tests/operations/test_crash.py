"""Kills at any instant, a full disk, a folder that may not be written, two admins at once: nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from loaded import load_rows
from running import COMMAND, dictsvc, get, serving

from dictsvc.catalogue import layout, reading, schema
from dictsvc.catalogue.lock import exclusive
from dictsvc.catalogue.writing import writer
from dictsvc.errors import CatalogueError
from dictsvc.library import Library
from dictsvc.operations.verifying import verify
from torture import kills


def ids(data: Path) -> list[str]:
    return [dictionary.id for dictionary in reading.generation(data).dictionaries]


def large(path: Path, count: int = 6000) -> Path:
    """A file whose load takes a second and uses helper processes."""
    path.write_text("".join(f"từ {at:b}\t- nghĩa số {at}\n" for at in range(count)), encoding="utf-8")
    return path


@contextmanager
def tmpfs(folder: Path, size: str) -> Iterator[Path]:
    """A small file system of its own; only root can mount one."""
    folder.mkdir()
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("mounting a small tmpfs needs root")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_kills_at_random_instants_lose_nothing(tmp_path: Path) -> None:
    """Six, one of each command; `make torture` does two hundred."""
    killed, wrong = kills.run(tmp_path, 6, random.Random(11))
    assert wrong == []
    assert killed == 6


def test_a_load_that_fills_the_disk_changes_nothing_and_leaves_the_space_free(tmp_path: Path) -> None:
    file = large(tmp_path / "large.tsv", 9000)
    with tmpfs(tmp_path / "small", "1100k") as mounted:
        data = mounted / "data"
        load_rows(data, "one", [("học", "- study"), ("đường", "- road")], source_language="vi")
        for _ in range(2):
            done = dictsvc(data, "load", file, "--from", "vi")
            assert done.returncode == 1, done.stdout
            assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
            assert "nothing was changed" in done.stderr
        assert verify(data).damage == ()
        assert ids(data) == ["one"]
        assert [one.name[:4] for one in layout.indexes(data).iterdir()] == ["one-"]
        assert dictsvc(data, "set", "one", "--title", "Một").returncode == 0


def test_a_disk_that_is_full_to_the_last_byte_stops_no_answer(tmp_path: Path) -> None:
    with tmpfs(tmp_path / "small", "1m") as mounted:
        data = mounted / "data"
        load_rows(data, "one", [("học", "- study")], source_language="vi")
        with (mounted / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"\0" * 4096)
            except OSError:
                pass
        refused = dictsvc(data, "remove", "one")
        assert refused.returncode == 1 and "Traceback" not in refused.stderr
        with serving(data, tmp_path / "log") as running:
            address = running.address
            assert get(f"{address}/lookup?q=hoc")[1]["results"][0]["headword"] == "học"
        (mounted / "filler").unlink()
        assert dictsvc(data, "remove", "one").returncode == 0


def test_a_data_folder_that_becomes_read_only_is_served_on_and_every_change_refused(tmp_path: Path) -> None:
    with tmpfs(tmp_path / "small", "20m") as mounted:
        data = mounted / "data"
        load_rows(data, "one", [("học", "- study")], source_language="vi")
        with serving(data, tmp_path / "log") as running:
            address = running.address
            subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
            for command in (
                ("remove", "one"),
                ("rollback",),
                ("rebuild", "one"),
                ("prune",),
                ("set", "one", "--hidden"),
            ):
                refused = dictsvc(data, *command)
                assert refused.returncode == 1 and "Read-only file system" in refused.stderr, refused.stderr
            assert get(f"{address}/lookup?q=hoc")[0] == 200
        assert dictsvc(data, "verify").returncode == 0
        with serving(data, tmp_path / "log") as running:
            address = running.address
            assert get(f"{address}/lookup?q=hoc")[1]["results"][0]["headword"] == "học"
        subprocess.run(["mount", "-o", "remount,rw", mounted], check=True)
        assert dictsvc(data, "remove", "one").returncode == 0


def test_two_admins_at_once_one_waits_or_is_told_by_whom(data: Path) -> None:
    with exclusive(data, "load of something large"):
        with (
            pytest.raises(CatalogueError, match=r"being changed by .+, process \d+ \(load of something large\)"),
            writer(data, "remove x", patience=0.2),
        ):
            pass
        waiting = subprocess.Popen([*COMMAND, "--data", str(data), "remove", "viet-viet"], stdout=subprocess.DEVNULL)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(2)
    assert waiting.wait(20) == 0
    assert ids(data) == ["viet-anh", "anh-viet"]


def test_tar_at_any_time_while_loading_is_a_backup(data: Path, tmp_path: Path) -> None:
    if shutil.which("tar") is None:
        pytest.skip("there is no tar here")
    stop = threading.Event()

    def load_on() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            load_rows(data, "changing", [(f"từ {at}", f"- lần {number}") for at in range(400)], source_language="vi")

    loader = threading.Thread(target=load_on)
    loader.start()
    copies = []
    try:
        while reading.generation(data).number < 8 and len(copies) < 500:
            copies.append(tmp_path / f"backup{len(copies)}.tar")
            # As docs/data.md says: the catalogue first, then what it names.
            command = [
                "tar",
                "-C",
                data,
                "--exclude=.new-*",
                "-cf",
                copies[-1],
                "catalogue.db",
                "generations",
                "indexes",
            ]
            done = subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
            assert done.returncode in (0, 1)  # 1: something came or went meanwhile
    finally:
        stop.set()
        loader.join()
    generations = set()
    for archive in copies:
        restored = tmp_path / archive.stem
        restored.mkdir()
        subprocess.run(["tar", "-C", restored, "-xf", archive], check=True)
        assert verify(restored, bytes_only=True).damage == ()
        snapshot = Library(restored).current()
        assert snapshot.damaged == {} and {"viet-anh", "anh-viet", "viet-viet"} <= set(snapshot.opened)
        generations.add(snapshot.generation)
    assert len(generations) > 1
    load_rows(restored, "after", [("học", "- study")])
    assert "after" in ids(restored)


def test_an_index_that_was_placed_but_never_named_is_swept_by_the_next_command(data: Path) -> None:
    with writer(data, "load") as catalogue, catalogue.building() as folder:
        (folder / "index.json").write_text("{}")
        catalogue.place(folder, "new-0123456789ab")
    assert layout.index(data, "new-0123456789ab").exists()
    assert dictsvc(data, "set", "viet-anh", "--title", "x").returncode == 0
    assert not layout.index(data, "new-0123456789ab").exists()


def test_a_lost_catalogue_is_not_taken_for_an_empty_folder(data: Path) -> None:
    layout.database(data).unlink()
    folders = sorted(layout.indexes(data).iterdir())
    for command in (("load", __file__), ("remove", "viet-anh"), ("serve",)):
        refused = dictsvc(data, *command)
        assert refused.returncode == 1 and "Traceback" not in refused.stderr
    assert "restore it from a backup" in dictsvc(data, "remove", "viet-anh").stderr
    assert sorted(layout.indexes(data).iterdir()) == folders


def test_a_catalogue_that_vanishes_under_a_server_stops_no_answer(data: Path) -> None:
    library = Library(data)
    library.prepare()
    layout.database(data).rename(data / "elsewhere")
    snapshot = library.current()
    assert set(snapshot.opened) == {"viet-anh", "anh-viet", "viet-viet"} and "has gone" in (library.trouble or "")


def test_a_catalogue_of_a_newer_version_is_left_alone(data: Path) -> None:
    connection = reading.sqlite3.connect(layout.database(data))
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = layout.database(data).read_bytes()
    for command in (("remove", "viet-anh"), ("list",), ("history",), ("verify",), ("rollback",), ("serve",)):
        refused = dictsvc(data, *command)
        assert refused.returncode == 1 and "newer dictsvc" in refused.stderr, (command, refused)
    assert layout.database(data).read_bytes() == before


def test_a_clock_that_jumps_back_is_told_and_the_order_stays(data: Path) -> None:
    later = schema.encode(replace(reading.generation(data), made_at="2199-01-01T00:00:00+00:00"))
    connection = reading.sqlite3.connect(layout.database(data))
    connection.execute("UPDATE generations SET document = ?, seal = ? WHERE number = 3", (later, schema.seal(later)))
    connection.commit()
    connection.close()
    done = dictsvc(data, "set", "viet-anh", "--title", "Mới")
    assert done.returncode == 0 and "clock" in done.stderr
    assert reading.generation(data).number == 4

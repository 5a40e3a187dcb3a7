"""Damage under a running server: what is wrong leaves service in every worker, is named, and mended by what follows."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest
from loaded import load_rows
from published import folder_of
from running import until

from dictsvc.catalogue import layout
from dictsvc.index import integrity
from dictsvc.library import Library

SOON = 20.0


def overwrite(path: Path, old: bytes, new: bytes) -> None:
    """Change bytes of a file in place."""
    content = path.read_bytes()
    assert old in content and len(old) == len(new)
    with path.open("r+b") as file:
        file.write(content.replace(old, new))


@pytest.mark.parametrize("name", ["sections", "parts", "tonal", "format", "documents"])
def test_a_changed_name_in_the_description_leaves_one_dictionary_out(data: Path, name: str) -> None:
    overwrite(folder_of(data, "viet-viet") / "index.json", f'"{name}"'.encode(), f'"{name[:-1]}x"'.encode())
    snapshot = Library(data).prepare()
    assert (list(snapshot.opened), list(snapshot.damaged)) == (["viet-anh", "anh-viet"], ["viet-viet"])


def test_a_changed_description_under_a_running_server_keeps_no_later_generation_out(data: Path) -> None:
    library = Library(data)
    library.prepare()
    new = layout.index(data, load_rows(data, "viet-viet", [("mới", "- new")]).dictionary.folder)
    overwrite(new / "index.json", b'"parts"', b'"party"')
    until(lambda: library.current().generation == 4, "the generation with the damaged index")
    assert list(library.current().damaged) == ["viet-viet"]
    load_rows(data, "viet-viet", [("mới", "- newer")])
    until(lambda: library.current().generation == 5, "the generation that mends it")
    assert not library.current().damaged and library.fault is None


def test_a_reading_thread_that_ends_says_so_and_is_started_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(data)
    library.prepare()
    read = integrity.read

    def failing(*_: object) -> None:
        raise MemoryError("no room for a buffer")

    monkeypatch.setattr(integrity, "read", failing)
    load_rows(data, "more", [("mới", "- new")])
    until(lambda: (library.current(), library.fault)[1] is not None, "the end of the thread")
    assert "no room for a buffer" in str(library.fault) and library.current().generation == 3
    monkeypatch.setattr(integrity, "read", read)
    until(lambda: library.current().generation == 4, "the generation that was not read")
    assert library.fault is None and "more" in library.current().opened


def test_damage_that_one_process_meets_is_known_to_those_forked_beside_it(data: Path) -> None:
    """The file keeps its times, as where the disk itself is at fault, so only a failing answer tells."""
    library = Library(data)
    library.prepare()
    here, there = multiprocessing.get_context("fork").Pipe()

    def beside() -> None:
        there.send(list(library.current().damaged))
        there.recv()
        end = time.monotonic() + SOON
        while not library.current().damaged and time.monotonic() < end:
            time.sleep(0.05)
        there.send(list(library.current().damaged))

    other = multiprocessing.get_context("fork").Process(target=beside)
    other.start()
    try:
        assert library.current().damaged == {} and here.recv() == []
        path = _largest(data)
        was = path.stat()
        content = path.read_bytes()
        overwrite(path, content[-40:], bytes(byte ^ 1 for byte in content[-40:]))
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
        assert library.suspect() and list(library.current().damaged) == ["viet-viet"]
        here.send("go on")
        assert here.recv() == ["viet-viet"]
    finally:
        other.kill()
        other.join()


def test_a_touched_file_is_read_again_unasked_and_one_put_back_returns(data: Path) -> None:
    path = _largest(data)
    library = Library(data)
    library.prepare()
    content = path.read_bytes()
    overwrite(path, content[-40:], bytes(byte ^ 1 for byte in content[-40:]))
    until(lambda: "viet-viet" in library.current().damaged, "the change")
    path.write_bytes(content)
    until(lambda: "viet-viet" in library.current().opened, "the file as it was")
    path.touch()
    until(lambda: "viet-viet" in library.current().opened, "a touched file whose bytes are right")


def _largest(data: Path) -> Path:
    return max(folder_of(data, "viet-viet").iterdir(), key=lambda file: file.stat().st_size)


def test_readiness_tells_that_reading_failed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dictsvc import config
    from dictsvc.web import create_app

    app = create_app(config.Config(data=data))
    client = app.test_client()
    assert client.get("/readyz").get_json()["reading"] == "ok"
    monkeypatch.setattr(integrity, "read", lambda *_: (_ for _ in ()).throw(MemoryError("none left")))
    load_rows(data, "more", [("mới", "- new")])
    until(lambda: client.get("/readyz").get_json()["reading"] == "failed", "the end of the thread")
    assert client.get("/lookup?q=hoc").status_code == 200


def test_a_catalogue_changed_in_place_is_told_and_what_was_open_stays_in_service(data: Path) -> None:
    library = Library(data)
    library.prepare()
    assert library.current().generation == 3
    path = layout.database(data)
    content = path.read_bytes()
    overwrite(path, b"viet-viet", b"viet-vien")
    until(lambda: (library.current(), library.trouble)[1] is not None, "the changed byte")
    assert "restore" in str(library.trouble) and len(library.current().opened) == 3
    with path.open("r+b") as file:
        file.truncate(len(content) // 2)
    until(lambda: (library.current(), library.trouble)[1] is not None, "the cut")
    time.sleep(1.2)
    library.current()
    assert library.trouble is not None and len(library.current().opened) == 3
    path.write_bytes(content)
    until(lambda: (library.current(), library.trouble)[1] is None, "the file as it was")
    assert library.current().generation == 3

"""What is shown together is joined after each change: found, judged, swept, made anew; no answer needs it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import published
import pytest
from running import COMMAND, dictsvc, get, serving, until

from dictsvc.catalogue import joined, layout, reading
from dictsvc.catalogue.lock import turn
from dictsvc.catalogue.writing import writer
from dictsvc.config import Config
from dictsvc.index import crosscheck
from dictsvc.index.cards import entries
from dictsvc.library import Library, Snapshot
from dictsvc.operations import joining
from dictsvc.operations.verifying import JOINED, verify
from dictsvc.web import create_app


@contextmanager
def uncounted(label: str) -> Iterator[Callable[[int, int], None]]:
    yield lambda done, total: None


def failing(error: BaseException) -> Callable[[str], contextmanager]:  # type: ignore[type-arg]
    """A counter that ends what it counts."""

    @contextmanager
    def counter(label: str) -> Iterator[Callable[[int, int], None]]:
        def moved(done: int, total: int) -> None:
            raise error

        yield moved

    return counter  # type: ignore[return-value]


@pytest.fixture
def data(data: Path) -> Path:
    """viet-anh, anh-viet and viet-viet, loaded and joined."""
    joining.make(data, counter=uncounted)
    return data


def folders(data: Path) -> dict[bool, str]:
    return joined.folders(data, reading.generation(data))


def there(data: Path) -> set[str]:
    """All joined indexes on disk, and what is left of builds of them."""
    return {one.name for one in layout.indexes(data).iterdir() if "join" in one.name}


def settled(library: Library, wanted: Callable[[Snapshot], bool]) -> Snapshot:
    """The snapshot once it is as wanted; a look is made each second."""
    until(lambda: wanted(library.current()), "the snapshot is as it should be")
    return library.current()


def test_each_command_joins_what_is_shown(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name, language, word in (("viet", "vi", "học"), ("anh", "en", "the"), ("duc", "de", "hoch")):
        (tmp_path / f"{name}.tsv").write_text(f"{word}\t- {name}\nchung\t- {name}\n", encoding="utf-8")
        done = dictsvc(data, "load", tmp_path / f"{name}.tsv", "--from", language, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["id"] == name
        assert done.stderr == ""
        shown = [dictionary.folder for dictionary in reading.generation(data).dictionaries]
        if len(shown) == 1:
            assert there(data) == set()  # its own index answers
            continue
        current = Library(data).current()
        assert current.joining == "ok"
        assert set(current.joined) == {True, False}
        assert all(index.manifest.members == tuple(shown) for index in current.joined.values())
    document = current.joined[False].exact("chung")
    assert document is not None
    assert entries(current.joined[False].record(document)) == [(0, "viet", 1), (1, "anh", 1), (2, "duc", 1)]
    before = folders(data)
    assert dictsvc(data, "set", "duc", "--title", "Đức").returncode == 0
    assert folders(data) == before  # what is said of a dictionary changes nothing in it
    for command in (("set", "duc", "--order", "1"), ("set", "anh", "--hidden"), ("remove", "duc")):
        assert dictsvc(data, *command).returncode == 0
        assert folders(data).keys() == ({True, False} if command[0] == "set" else set()), command
        assert folders(data) != before
        before = folders(data)
    assert verify(data).damage == ()
    assert verify(data).foreign == ()


def test_a_rollback_finds_the_joined_index_of_then_and_older_ones_are_swept(data: Path) -> None:
    first = folders(data)
    inodes = {name: layout.index(data, name).stat().st_ino for name in first.values()}
    assert dictsvc(data, "set", "viet-viet", "--order", "1").returncode == 0
    second = folders(data)
    assert dictsvc(data, "rollback").returncode == 0
    assert folders(data) == first
    assert {name: layout.index(data, name).stat().st_ino for name in first.values()} == inodes
    assert dictsvc(data, "set", "viet-anh", "--hidden").returncode == 0
    assert there(data) == {*first.values(), *folders(data).values()}
    assert not there(data) & set(second.values())


def test_a_running_library_takes_it_up_and_lets_go_of_it(data: Path) -> None:
    aside = {name: layout.index(data, name) for name in folders(data).values()}
    for name, path in aside.items():
        path.rename(data / name)
    library = Library(data)
    assert library.current().joining == "missing"
    assert library.current().joined == {}
    for name, path in aside.items():
        (data / name).rename(path)
    current = settled(library, lambda snapshot: snapshot.joining == "ok")
    assert {tonal: index.folder.name for tonal, index in current.joined.items()} == folders(data)
    with writer(data, "set") as catalogue:
        catalogue.publish("set", catalogue.generation().without("anh-viet"))
    current = settled(library, lambda snapshot: snapshot.generation == 4)
    assert (current.joining, current.joined) == ("missing", {})


def test_a_joined_index_of_a_damaged_dictionary_is_not_used(data: Path) -> None:
    published.flip(layout.index(data, reading.generation(data).dictionaries[0].folder), "cards.bin")
    current = Library(data).current()
    assert list(current.damaged) == ["viet-anh"]
    assert (current.joining, current.joined) == ("missing", {})


@pytest.mark.parametrize("name", ["cards.bin", "index.json", "exact.hash"])
def test_a_damaged_one_is_told_and_not_used_and_made_anew(data: Path, name: str) -> None:
    library = Library(data)
    assert library.current().joining == "ok"
    folder = layout.index(data, folders(data)[True])
    published.flip(folder, name)
    current = settled(library, lambda snapshot: snapshot.joining == "damaged")
    assert (current.joined, current.damaged) == ({}, {})
    with create_app(Config(data=data)).test_client() as client:
        told = client.get("/readyz")
        assert (told.status_code, told.get_json()["joined"], told.get_json()["damaged"]) == (200, "damaged", [])
        assert client.get("/lookup?q=hoc").get_json()["results"]
    assert {(damage.dictionary, damage.folder) for damage in verify(data).damage} == {(JOINED, folder.name)}
    found = dictsvc(data, "verify")
    assert found.returncode == 3 and "rebuild --joined" in found.stdout, found.stdout
    mended = dictsvc(data, "rebuild", "--joined", "--json")
    assert json.loads(mended.stdout) == {"rebuilt": [], "failed": [], "joined": 1}
    settled(library, lambda snapshot: snapshot.joining == "ok")
    assert verify(data).damage == ()
    assert there(data) == set(folders(data).values())
    published.flip(folder, name)
    assert dictsvc(data, "rebuild").returncode == 0  # with all that is damaged
    assert verify(data).damage == ()


def test_a_changed_entry_contradicts_the_members(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = layout.index(data, folders(data)[True])
    assert list(crosscheck.contradictions(path)) == []
    opened = crosscheck.Index

    def other(folder: Path) -> object:
        index = opened(folder)
        if folder.name.startswith("viet-viet"):
            fields = index.cards.fields
            monkeypatch.setattr(index.cards, "fields", lambda document: (fields(document)[0], "khác", 1), raising=False)
        return index

    monkeypatch.setattr(crosscheck, "Index", other)
    assert any("other entries than their dictionaries say" in found for found in crosscheck.contradictions(path))


def test_one_that_is_no_longer_wanted_ends_by_itself(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in folders(data).values():
        shutil.rmtree(layout.index(data, name))
    monkeypatch.setattr(joining, "LOOK", 0)

    @contextmanager
    def changing(label: str) -> Iterator[Callable[[int, int], None]]:
        with writer(data, "remove") as catalogue:  # the lock is free, and the build is not swept away
            catalogue.publish("remove", catalogue.generation().without("anh-viet"))
            assert len(there(data)) == 1
        yield lambda done, total: None

    @contextmanager
    def begun(label: str) -> Iterator[Callable[[int, int], None]]:
        def moved(done: int, total: int) -> None:
            if reading.generation(data).number == 3:
                with changing(label):
                    pass

        yield moved

    said: list[str] = []
    assert joining.join(data, say=said.append, counter=begun) == 0
    assert said == []
    assert there(data) == set()
    assert joining.make(data, counter=uncounted) == 1  # two dictionaries of one kind are left
    assert Library(data).current().joining == "ok"


def test_what_a_killed_command_left_is_swept_and_what_is_being_built_is_not(data: Path) -> None:
    (layout.indexes(data) / f"{layout.JOINING}dead").mkdir()
    assert verify(data).foreign == ()
    with turn(layout.indexes(data), lambda: None):
        with writer(data, "set"):
            pass
        assert f"{layout.JOINING}dead" in there(data)
    with writer(data, "set"):
        pass
    assert f"{layout.JOINING}dead" not in there(data)


def test_both_kinds_are_one_work_to_who_waits_for_it(data: Path) -> None:
    """With and without tones: nobody is told twice that the same dictionaries are joined."""
    for name in folders(data).values():
        shutil.rmtree(layout.index(data, name))
    done = dictsvc(data, "rebuild", "--joined", "--json")
    assert json.loads(done.stdout)["joined"] == 2
    assert done.stderr.splitlines() == ["Joining 3 dictionaries …"]


def test_two_at_once_take_turns(data: Path) -> None:
    names = folders(data)
    for name in names.values():
        shutil.rmtree(layout.index(data, name))
    command = [*COMMAND, "--data", str(data), "rebuild", "--joined", "--json"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    made = [json.loads(process.communicate(timeout=120)[0])["joined"] for process in running]
    assert sorted(made) in ([0, 2], [1, 1])
    assert folders(data) == names
    assert verify(data).damage == ()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(28, "No space left on device"), "could not be made (No space left on device)"),
        (MemoryError(), "not enough memory"),
        (KeyboardInterrupt(), "Stopped. What was done before is in force"),
    ],
)
def test_whatever_ends_it_is_said_in_one_sentence(data: Path, error: BaseException, sentence: str) -> None:
    for name in folders(data).values():
        shutil.rmtree(layout.index(data, name))
    said: list[str] = []
    if isinstance(error, KeyboardInterrupt):
        with pytest.raises(KeyboardInterrupt):
            joining.join(data, say=said.append, counter=failing(error))  # type: ignore[arg-type]
    else:
        assert joining.join(data, say=said.append, counter=failing(error)) == 0  # type: ignore[arg-type]
    assert len(said) == 1 and sentence in said[0] and "`dictsvc rebuild --joined`" in said[0]
    assert there(data) == set()


def test_an_interrupt_while_joining_leaves_the_generation_in_force(data: Path, tmp_path: Path) -> None:
    (tmp_path / "large.tsv").write_text("".join(f"từ {at:b}\t- nghĩa số {at}\n" for at in range(20_000)))
    command = [*COMMAND, "--data", str(data), "load", str(tmp_path / "large.tsv"), "--from", "vi"]
    for attempt in range(5):  # on a busy machine the signal may come when all is done
        process = subprocess.Popen([*command, "--id", f"large-{attempt}"], stderr=subprocess.PIPE, text=True)
        while process.poll() is None and not any(name.startswith(layout.JOINING) for name in there(data)):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
        if process.returncode:
            break
    assert process.returncode == 130
    assert told.startswith("Stopped. What was done before is in force"), told
    assert "Traceback" not in told
    assert reading.generation(data).number == 4 + attempt
    assert not any(name.startswith(layout.JOINING) for name in there(data))
    assert verify(data, bytes_only=True).damage == ()
    assert dictsvc(data, "rebuild", "--joined").returncode == 0
    assert Library(data).current().joining == "ok"


def test_a_server_makes_a_missing_one_and_answers_meanwhile(data: Path) -> None:
    names = folders(data)
    for name in names.values():
        shutil.rmtree(layout.index(data, name))
    with serving(data) as running:
        address = running.address
        before = get(f"{address}/lookup?q=hoc")[1]["results"]
        until(lambda: get(f"{address}/readyz")[1]["joined"] == "ok", "it is joined", 60)
        assert get(f"{address}/lookup?q=hoc")[1]["results"] == before
    assert folders(data) == names


def test_a_folder_that_may_not_be_written_is_left_alone(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in folders(data).values():
        shutil.rmtree(layout.index(data, name))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert joining.start(data) is None


def test_a_dry_run_and_a_folder_without_dictionaries_join_nothing(data: Path, tmp_path: Path) -> None:
    for name in folders(data).values():
        shutil.rmtree(layout.index(data, name))
    (tmp_path / "new.tsv").write_text("mới\t- new\n", encoding="utf-8")
    assert dictsvc(data, "load", tmp_path / "new.tsv", "--from", "vi", "--dry-run").returncode == 0
    assert there(data) == set()
    assert joining.missing(tmp_path / "none") == []

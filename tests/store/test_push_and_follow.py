"""What is pushed to a store is what followers serve, whatever happens in between; on obstore's store in memory."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import published as sections
import pytest
from loaded import load_rows
from obstore.store import MemoryStore

from dictsvc.catalogue import joined, layout, reading
from dictsvc.catalogue.writing import writer
from dictsvc.errors import CatalogueError, StoreError
from dictsvc.library import Library
from dictsvc.operations import joining
from dictsvc.operations.following import Follower, follow
from dictsvc.operations.publishing import push, survey
from dictsvc.operations.undoing import rollback
from dictsvc.operations.verifying import verify
from dictsvc.store import generations
from dictsvc.store.follower_status import FollowerStatus, SharedStatus
from dictsvc.store.objects import Objects, check


class Counting(Objects):
    """A store in memory that notes what goes to and fro."""

    def __init__(self, store: Any = None) -> None:
        super().__init__("memory:", store or MemoryStore())
        self.log: list[tuple[str, str]] = []

    def read(self, name: str, most: int) -> bytes | None:
        self.log.append(("read", name))
        return super().read(name, most)

    def create(self, name: str, content: bytes) -> bool:
        self.log.append(("create", name))
        return super().create(name, content)

    def upload(self, name: str, path: Path, moved: Any) -> None:
        self.log.append(("upload", name))
        super().upload(name, path, moved)

    def download(self, name: str) -> Iterator[bytes]:
        self.log.append(("download", name))
        return super().download(name)

    def names(self, folder: str) -> list[Any]:
        self.log.append(("list", folder))
        return super().names(folder)

    def taken(self, what: str) -> list[str]:
        """Names that were moved in a way since this was asked last."""
        found = [name for how, name in self.log if how == what]
        self.log = [entry for entry in self.log if entry[0] != what]
        return found


@pytest.fixture
def store() -> Counting:
    return Counting()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two dictionaries, two generations."""
    for name in ("one", "two"):
        load_rows(tmp_path / "data", name, [("học", f"- {name}"), ("hoa", f"- {name}")])
    return tmp_path / "data"


def change(data: Path, word: str = "mới") -> None:
    load_rows(data, "two", [("học", f"- {word}"), (word, "- new")])


def put(store: Objects, name: str, content: bytes) -> None:
    """Write over an object, as somebody does by hand."""
    store._obstore.put(store._store, name, content)


def spoil(store: Objects, name: str) -> None:
    """Change one byte."""
    content = bytearray(store.read(name, 1 << 30) or b"")
    content[len(content) // 2] ^= 4
    put(store, name, bytes(content))


def same(one: Path, other: Path) -> bool:
    """Whether two folders serve the same, letter by letter."""
    first, second = reading.in_force(one), reading.in_force(other)
    return first == second and not verify(other).damage and len(Library(other).current().dictionaries) > 0


def kind(caught: pytest.ExceptionInfo[StoreError]) -> str:
    assert "\n" not in str(caught.value)
    return caught.value.kind


def test_a_follower_serves_what_was_pushed_under_the_same_number_and_seal(
    data: Path, tmp_path: Path, store: Counting
) -> None:
    pushed = push(data, store)
    assert (pushed.generation, pushed.place, pushed.unchanged, pushed.files) == (2, 1, False, 4)
    taken = Follower(tmp_path / "copy", store).round()
    assert taken is not None and taken.generation.number == 2 and taken.bytes == pushed.bytes
    assert same(data, tmp_path / "copy")


def test_the_generation_is_created_after_all_that_it_names(data: Path, store: Counting) -> None:
    push(data, store)
    written = [name for how, name in store.log if how in ("upload", "create") and not name.startswith("probe-")]
    assert written[-1] == generations.generation_name(1) and len(written) == 5
    assert [name.rpartition("/")[2] for name in written[:2]] == ["index.tar", "index.json"]


def test_one_changed_dictionary_is_all_that_moves(data: Path, tmp_path: Path, store: Counting) -> None:
    follower = Follower(tmp_path / "copy", store)
    push(data, store)
    follower.round()
    change(data)
    store.log.clear()
    pushed = push(data, store)
    new = reading.generation(data).find("two")
    assert new is not None and pushed.uploaded == (new.folder,)
    up = {f"indexes/{new.folder}/index.tar", f"indexes/{new.folder}/index.json"}
    assert set(store.taken("upload")) == up and store.taken("create") == [generations.generation_name(2)]
    taken = follower.round()
    assert taken is not None and taken.bytes == pushed.bytes and set(store.taken("download")) == up
    assert same(data, tmp_path / "copy")


def test_where_nothing_is_new_one_small_request_says_so(data: Path, tmp_path: Path, store: Counting) -> None:
    follower = Follower(tmp_path / "copy", store)
    push(data, store)
    follower.round()
    store.log.clear()
    assert follower.round() is None
    assert store.log == [("read", generations.generation_name(2))]
    assert push(data, store).unchanged and store.taken("upload") == [] == store.taken("create")


def test_a_rollback_travels_as_a_new_generation(data: Path, tmp_path: Path, store: Counting) -> None:
    follower = Follower(tmp_path / "copy", store)
    change(data)
    push(data, store)
    follower.round()
    with writer(data, "rollback") as catalogue:
        rollback(catalogue)
    push(data, store)
    taken = follower.round()
    assert taken is not None and taken.generation.number == 4 and same(data, tmp_path / "copy")


def test_a_dry_run_says_what_would_go_and_writes_nothing(data: Path, store: Counting) -> None:
    pushed = push(data, store, dry_run=True)
    assert pushed.files == 4 and pushed.bytes > 0
    assert store.taken("create") == [] == store.taken("upload")
    assert store.names("generations") == [] == store.names("indexes")


def test_a_store_that_ignores_conditions_is_refused_before_anything_is_published(data: Path) -> None:
    class Careless(Counting):
        def create(self, name: str, content: bytes) -> bool:
            put(self, name, content)
            return True

    store = Careless()
    with pytest.raises(StoreError) as caught:
        push(data, store)
    assert kind(caught) == "unfit" and store.taken("upload") == []


def test_of_two_admins_who_push_at_once_one_is_refused(data: Path, tmp_path: Path, store: Counting) -> None:
    push(data, store)
    other = Path(shutil.copytree(data, tmp_path / "other"))
    change(data, "a")
    change(other, "b")

    class Late(Counting):
        def create(self, name: str, content: bytes) -> bool:
            push(data, store)  # the first is faster by a moment
            return super().create(name, content)

    late = Late(store._store)
    with pytest.raises(StoreError) as caught:
        push(other, late)
    assert kind(caught) == "conflict" and "generation 3" in str(caught.value)
    assert survey(store).faults == () and len(survey(store).published) == 2
    with pytest.raises(StoreError) as caught:  # and is told so as long as it has not fetched the other's work
        push(other, store)
    assert kind(caught) == "conflict"
    with pytest.raises(StoreError) as caught:
        Follower(other, store).round()
    assert kind(caught) == "conflict"
    third = tmp_path / "third"
    Follower(third, store).round()
    change(third, "b")
    assert push(third, store).place == 3


def test_a_put_that_met_its_own_success_is_one(data: Path, store: Counting) -> None:
    class Repeated(Counting):
        def create(self, name: str, content: bytes) -> bool:
            first = super().create(name, content)
            return super().create(name, content) if name.startswith("generations/") else first

    assert push(data, Repeated(store._store)).place == 1
    assert survey(store).faults == ()


def test_a_push_that_is_cut_off_leaves_the_store_as_it_was_and_the_next_goes_on(data: Path, store: Counting) -> None:
    push(data, store)
    change(data)

    class Cut(Counting):
        def upload(self, name: str, path: Path, moved: Any) -> None:
            if name.endswith("index.json"):
                raise StoreError("cut", kind="unreachable")
            super().upload(name, path, moved)

    cut = Cut(store._store)
    with pytest.raises(StoreError):
        push(data, cut)
    found = survey(store)
    assert found.faults == () and len(found.published) == 1 and len(found.unnamed) == 1
    store.log.clear()
    assert push(data, store).files == 1 and store.taken("upload")[0].endswith("index.json")


def test_a_history_that_was_pruned_here_is_still_known_to_be_the_stores(data: Path, store: Counting) -> None:
    push(data, store)
    change(data)
    with writer(data, "prune") as catalogue:
        catalogue.forget(catalogue.numbers()[1:])
    assert push(data, store).place == 2


@pytest.mark.parametrize("name", ["index.tar", "index.json"])
def test_changed_bytes_are_refused_and_mended_by_a_repair(
    data: Path, tmp_path: Path, store: Counting, name: str
) -> None:
    copy = tmp_path / "copy"
    follower = Follower(copy, store)
    push(data, store)
    follower.round()
    change(data)
    push(data, store)
    new = reading.generation(data).find("two")
    assert new is not None
    spoil(store, f"indexes/{new.folder}/{name}")
    for _ in range(2):
        with pytest.raises(StoreError) as caught:
            follower.round()
        assert kind(caught) == "damaged" and new.folder in str(caught.value)
    assert reading.generation(copy).number == 2 and not verify(copy).damage
    assert not [one.name for one in layout.indexes(copy).iterdir() if one.name.startswith(layout.BUILDING)]
    assert survey(store).faults == () and len(survey(store, read=True).faults) == 1
    assert push(data, store).unchanged
    assert push(data, store, repair=True).files == 1
    assert follower.round() is not None and same(data, copy)


def test_a_missing_file_is_a_fault_that_the_next_push_mends(data: Path, tmp_path: Path, store: Counting) -> None:
    push(data, store)
    gone = store.names("indexes")[0].name
    store.delete(gone)
    with pytest.raises(StoreError) as caught:
        Follower(tmp_path / "copy", store).round()
    assert kind(caught) == "damaged"
    assert survey(store).faults == (f"{gone}: is missing",)
    assert push(data, store).files == 1
    assert Follower(tmp_path / "copy", store).round() is not None


def test_who_joins_gets_the_newest_generation_that_is_whole(data: Path, tmp_path: Path, store: Counting) -> None:
    push(data, store)
    change(data)
    push(data, store)
    new = reading.generation(data).find("two")
    assert new is not None
    spoil(store, f"indexes/{new.folder}/index.tar")
    follower = Follower(tmp_path / "copy", store)
    for _ in range(2):
        with pytest.raises(StoreError):
            follower.round()
        assert reading.generation(tmp_path / "copy").number == 2
    push(data, store, repair=True)
    assert follower.round() is not None and same(data, tmp_path / "copy")


def test_a_changed_generation_object_is_refused_and_a_repair_publishes_after_it(
    data: Path, tmp_path: Path, store: Counting
) -> None:
    follower = Follower(tmp_path / "copy", store)
    push(data, store)
    follower.round()
    change(data)
    push(data, store)
    spoil(store, generations.generation_name(2))
    with pytest.raises(StoreError) as caught:
        follower.round()
    assert kind(caught) == "damaged" and reading.generation(tmp_path / "copy").number == 2
    with pytest.raises(StoreError) as caught:
        push(data, store)
    assert kind(caught) == "damaged"
    assert len(survey(store).faults) == 1
    assert push(data, store, repair=True).place == 3
    assert follower.round() is not None and same(data, tmp_path / "copy")
    assert push(data, store, prune=True, keep=0).pruned == (1, 2)
    assert survey(store).faults == ()


def test_an_older_generation_put_there_by_hand_is_not_taken(data: Path, tmp_path: Path, store: Counting) -> None:
    copy = tmp_path / "copy"
    push(data, store)
    old = store.read(generations.generation_name(1), 1 << 20)
    assert old is not None
    change(data)
    push(data, store)
    Follower(copy, store).round()
    put(store, generations.generation_name(3), old)
    with pytest.raises(StoreError) as caught:  # it says itself which place is its own
        Follower(copy, store).round()
    assert kind(caught) == "damaged"
    moved = replace(generations.decode(old, 1, ""), place=3)
    put(store, generations.generation_name(3), generations.encode(moved))
    with pytest.raises(StoreError) as caught:
        Follower(copy, store).round()
    assert kind(caught) == "older"
    for place in (2, 3):  # or the newer one is taken away
        store.delete(generations.generation_name(place))
    with pytest.raises(StoreError) as caught:
        Follower(copy, store).round()
    assert kind(caught) == "older" and same(data, copy)
    change(data, "khác")
    push(data, store)
    assert Follower(copy, store).round() is not None and same(data, copy)


def test_a_generation_of_a_newer_version_is_left_alone(data: Path, tmp_path: Path, store: Counting) -> None:
    push(data, store)
    name = generations.generation_name(1)
    found = generations.decode(store.read(name, 1 << 20) or b"", 1, "")
    document = json.dumps({**json.loads(found.document), "schema": 99})
    newer = replace(found, document=document, seal=generations.schema.seal(document))
    put(store, name, generations.encode(newer))
    for act in (lambda: Follower(tmp_path / "copy", store).round(), lambda: survey(store), lambda: push(data, store)):
        with pytest.raises(StoreError) as caught:
            act()
        assert kind(caught) == "newer" and "upgrade dictsvc" in str(caught.value)
    put(store, name, generations.encode(found).replace(b"generation 1", b"generation 2", 1))
    with pytest.raises(StoreError) as caught:
        survey(store)
    assert kind(caught) == "newer"


@pytest.mark.parametrize(("field", "remedy"), [(1, "upgrade dictsvc here"), (-1, "where it was pushed from")])
def test_an_index_of_another_format_is_not_fetched(
    data: Path, tmp_path: Path, store: Counting, field: int, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(data, store)
    from dictsvc.operations import following

    monkeypatch.setattr(following, "FORMAT_VERSION", following.FORMAT_VERSION - field)
    with pytest.raises(StoreError) as caught:
        Follower(tmp_path / "copy", store).round()
    assert kind(caught) == "newer" and remedy in str(caught.value)
    assert not any(name.endswith("index.tar") for name in store.taken("download"))


@pytest.mark.parametrize("folder", ["../../etc", "one-0", ".hidden-0123456789ab", "a/b-0123456789ab"])
@pytest.mark.parametrize("file", ["index.tar", "../x", "/etc/passwd", ".x"])
def test_names_that_lead_elsewhere_are_refused(data: Path, store: Counting, folder: str, file: str) -> None:
    push(data, store)
    found = generations.decode(store.read(generations.generation_name(1), 1 << 20) or b"", 1, "")
    hostile = replace(found, folders={**found.folders, folder: {file: generations.File(1, "0" * 64)}})
    with pytest.raises(StoreError) as caught:
        generations.decode(generations.encode(hostile), 1, "there")
    assert kind(caught) == "damaged"


def test_pruning_a_store_keeps_what_the_newest_name(data: Path, tmp_path: Path, store: Counting) -> None:
    for word in ("a", "b", "c", "d"):
        change(data, word)
        push(data, store)
    assert push(data, store, prune=True, keep=1).pruned == (1, 2)
    found = survey(store)
    assert [one.place for one in found.published] == [4, 3] and found.faults == () == found.unnamed
    assert Follower(tmp_path / "copy", store).round() is not None and same(data, tmp_path / "copy")


def test_a_follower_behind_a_pruned_store_finds_the_newest(
    data: Path, tmp_path: Path, store: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dictsvc.operations import following

    monkeypatch.setattr(following, "LISTING", 3)
    follower = Follower(tmp_path / "copy", store)
    push(data, store)
    follower.round()
    for word in ("a", "b", "c"):
        change(data, word)
        push(data, store, prune=True, keep=0)
    assert [follower.round() is not None for _ in range(2)].count(True) == 1
    assert same(data, tmp_path / "copy")


def test_pruning_spares_what_a_push_under_way_has_uploaded(data: Path, tmp_path: Path, store: Counting) -> None:
    push(data, store)
    put(store, "indexes/new-0123456789ab/index.tar", b"on its way")
    push(data, store, prune=True, keep=0)
    assert len(survey(store).unnamed) == 1


def test_a_replica_keeps_few_earlier_generations(data: Path, tmp_path: Path, store: Counting) -> None:
    copy = tmp_path / "copy"
    follower = Follower(copy, store, keep=2)
    for word in "abcdef":
        change(data, word)
        push(data, store)
        follower.round()
    assert len(reading.numbers(copy)) == 3 and len(list(layout.indexes(copy).iterdir())) == 4
    assert same(data, copy)


def test_a_folder_with_work_of_its_own_is_not_written_over(data: Path, tmp_path: Path, store: Counting) -> None:
    copy = tmp_path / "copy"
    push(data, store)
    Follower(copy, store).round()
    change(copy)  # by hand, on a replica
    change(data, "a")
    change(data, "b")
    push(data, store)
    with pytest.raises(StoreError) as caught:
        Follower(copy, store).round()
    assert kind(caught) == "conflict" and "generation 3 was made here" in str(caught.value)


def test_an_admins_word_counts_travel_with_the_generation(data: Path, tmp_path: Path, store: Counting) -> None:
    with writer(data, "frequencies") as catalogue:
        name = catalogue.place_counts("vi", [("học", 7), ("hoa", 3)])
        catalogue.publish("frequencies", catalogue.generation().dictionaries, frequencies={"vi": name})
    assert push(data, store).files == 5
    Follower(tmp_path / "copy", store).round()
    assert same(data, tmp_path / "copy")
    assert (layout.frequencies(tmp_path / "copy") / name).read_bytes() == (layout.frequencies(data) / name).read_bytes()
    change(tmp_path / "copy")  # ranks by them
    store.delete(f"counts/{name}")
    assert survey(store).faults == (f"counts/{name}: is missing",)
    assert push(data, store).files == 1
    push(data, store, prune=True, keep=0)
    assert survey(store).faults == ()
    (layout.frequencies(data) / name).write_text("học\t8\n")
    with writer(data, "set") as catalogue:
        catalogue.publish("set", catalogue.generation().dictionaries)
    with pytest.raises(CatalogueError, match="is not what was stored"):
        push(data, store)


def test_a_derived_index_that_is_damaged_there_does_not_hold_a_generation_up(
    data: Path, tmp_path: Path, store: Counting
) -> None:
    """A follower makes it itself."""
    joining.make(data, counter=quietly)
    (derived,) = joined.folders(data, reading.generation(data)).values()
    push(data, store)
    spoil(store, f"indexes/{derived}/index.tar")
    assert Follower(tmp_path / "other", store).round() is not None
    assert not layout.index(tmp_path / "other", derived).exists() and same(data, tmp_path / "other")


def test_a_damaged_index_is_not_pushed(data: Path, store: Counting) -> None:
    one = reading.generation(data).find("one")
    assert one is not None
    sections.flip(layout.index(data, one.folder), sections.names(layout.index(data, one.folder))[0])
    with pytest.raises(CatalogueError, match="not those that were published"):
        push(data, store)
    assert store.taken("upload") == []


def test_a_fetch_that_is_cut_off_goes_on_from_the_indexes_that_came(
    data: Path, tmp_path: Path, store: Counting
) -> None:
    push(data, store)

    class Cut(Counting):
        def download(self, name: str) -> Iterator[bytes]:
            if len([how for how, _ in self.log if how == "download"]) == 2:  # the files of the first index
                raise StoreError("cut", kind="unreachable")
            return super().download(name)

    cut = Cut(store._store)
    with pytest.raises(StoreError):
        Follower(tmp_path / "copy", cut).round()
    assert not layout.database(tmp_path / "copy").exists()
    store.log.clear()
    assert Follower(tmp_path / "copy", store).round() is not None
    assert len(store.taken("download")) == 2 and same(data, tmp_path / "copy")


def test_following_tells_its_state_and_its_trouble_once(data: Path, tmp_path: Path, store: Counting) -> None:
    shown: list[FollowerStatus] = []
    said: list[str] = []
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 4:
            push(data, store)

    follow(
        tmp_path / "copy",
        store,
        show=shown.append,
        say=said.append,
        ended=lambda: len(waits) == 6,
        pause=pause,
    )
    assert [one.state for one in shown] == ["empty"] * 4 + ["fetching", "ok", "ok"]
    assert [one.known for one in shown] == [0] * 4 + [2] * 3
    assert shown[-1].failures == 4 and shown[-1].success > shown[-1].trouble > 0
    assert (
        len(said) == 3 and "nothing was published" in said[0] and "well again" in said[1] and "2 is in force" in said[2]
    )
    assert waits[0] < waits[1] < waits[2] < waits[3] > waits[4]


def test_a_follower_that_starts_fetches_what_is_new_before_it_joins(
    data: Path, tmp_path: Path, store: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Joining takes a core from the machine, and what was in force before is not wanted any more."""
    copy = tmp_path / "copy"
    push(data, store)
    Follower(copy, store).round()
    change(data)
    push(data, store)
    joined_at: list[int] = []
    monkeypatch.setattr(joining, "start", lambda data: joined_at.append(reading.generation(data).number))
    ends = iter([False, False, True])
    follow(copy, store, ended=lambda: next(ends), pause=lambda seconds: None)
    assert joined_at == [3]


def test_the_board_shows_what_was_written_last() -> None:
    status = SharedStatus.make()
    assert status.read() == FollowerStatus()
    state = FollowerStatus("unreachable", 7, 1.5, 2.5, 3.5, 9)
    status.write(state)
    assert SharedStatus(status.handle).read() == state == status.read()
    status._memory[3] = 0  # half a write
    assert status.read() == state


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dict",
        "/srv/dict",
        "ftp://host/x",
        "s3://",
        "s3://key:secret@bucket/x",
        "s3://b/x?y",
        "s3://b/\n",
        "http://h/x",
    ],
)
def test_what_is_no_address_of_a_store_is_refused_without_asking_the_network(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        check(url)
    assert kind(caught) == "unfit" and "secret" not in str(caught.value)


def test_a_shared_folder_is_a_store_too(data: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Objects(f"file://{tmp_path}/none")
    assert kind(caught) == "missing" and "make it" in str(caught.value)
    (tmp_path / "shared").mkdir()
    store = Objects(f"file://{tmp_path}/shared")
    assert push(data, store).files == 4
    assert Follower(tmp_path / "copy", store).round() is not None
    assert survey(store, read=True).faults == ()
    assert same(data, tmp_path / "copy")


def test_the_joined_index_travels_where_it_is_there(data: Path, tmp_path: Path, store: Counting) -> None:
    """Of one changed dictionary that one and the joined index move, nothing else."""
    copy = tmp_path / "copy"
    follower = Follower(copy, store)
    assert joining.make(data, counter=quietly) == 1
    assert push(data, store).files == 6
    follower.round()
    assert Library(copy, patience=None).current().joining == "ok" and not verify(copy).damage
    change(data)
    joining.make(data, counter=quietly)
    new = reading.generation(data)
    (name,) = joined.folders(data, new).values()
    dictionary = new.find("two")
    assert dictionary is not None and push(data, store).uploaded == (dictionary.folder, name)
    store.log.clear()
    follower.round()
    assert {one.split("/")[1] for one in store.taken("download")} == {dictionary.folder, name}
    assert Library(copy, patience=None).current().joining == "ok" and same(data, copy)
    change(data, "without")
    assert push(data, store).files == 2
    follower.round()
    assert Library(copy, patience=None).current().joining == "missing"
    assert joining.make(copy, counter=quietly) == 1 and same(data, copy)


@contextmanager
def quietly(label: str) -> Iterator[Callable[[int, int], None]]:
    yield lambda done, total: None

"""Commands and servers against a real object store, over a cable that can be cut, behind a real HAProxy."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from loaded import load_rows
from machines import SECRET, Cable, Store, cable, environment, haproxy, listens, replicas, store
from running import COMMAND, dictsvc, free_port, get, until

from dictsvc.catalogue import joined, layout, reading
from dictsvc.errors import StoreError
from dictsvc.operations.following import Follower
from dictsvc.operations.verifying import verify
from dictsvc.store import objects as objects_room
from dictsvc.store.objects import Objects
from torture import many_machines
from torture.image import instructions

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
WORDS = [f"từ {number}" for number in range(400)]


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """A place in the store that no other test uses."""
    return f"s3://dict/{request.node.name.replace('[', '-').replace(']', '')}"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return load(tmp_path / "data", 1)


@pytest.fixture
def wire(bucket: Store) -> Iterator[Cable]:
    with cable(bucket.port) as made:
        yield made


def load(data: Path, version: int) -> Path:
    """A dictionary whose every gloss tells its version."""
    load_rows(data, "tu-dien", [(word, f"- version {version}") for word in WORDS], source_language="vi")
    return data


def ran(data: Path, *arguments: str, port: int, status: int = 0, **variables: str) -> str:
    """What a command said, in one line where it failed, and without secrets."""
    return reported(dictsvc(data, *arguments, **environment(port, **variables)), status)


def reported(done: subprocess.CompletedProcess[str], status: int = 0) -> str:
    said = done.stdout if status == 0 else done.stderr
    assert done.returncode == status, done.stderr + done.stdout
    assert "Traceback" not in done.stderr and SECRET not in done.stderr + done.stdout
    if status == 1:
        assert done.stderr.startswith("dictsvc: ") and done.stderr.count("\n") == 1, done.stderr
    return said


def test_push_pull_and_store_as_commands(data: Path, tmp_path: Path, bucket: Store, url: str) -> None:
    port = bucket.port
    assert "would be published" in ran(data, "push", url, "--dry-run", port=port)
    pushed = json.loads(ran(data, "push", url, "--json", port=port))
    assert (pushed["generation"], pushed["files"], pushed["unchanged"]) == (1, 2, False)
    assert "already" in ran(data, "push", url, port=port)
    assert "1 indexes were fetched" in ran(tmp_path / "copy", "pull", url, port=port)
    assert reading.in_force(data) == reading.in_force(tmp_path / "copy")
    assert "nothing was done" in ran(tmp_path / "copy", "pull", url, port=port)
    load(data, 2)
    ran(data, "push", url, "--prune", "--keep", "0", port=port)
    found = json.loads(ran(data, "store", url, "--read", "--json", port=port))
    assert [one["generation"] for one in found["generations"]] == [2]
    assert found["faults"] == [] == found["unnamed"] and found["read"] == found["bytes"] > 0
    listed = ran(data, "store", url, "--read", port=port)
    assert "nothing is damaged" in listed and "step" in listed
    assert f" {found['generations'][0]['pushed_at'][:16].replace('T', ' ')} " in listed  # as `history` writes it


def test_of_eight_who_create_one_object_one_succeeds(bucket: Store, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    as_environment(monkeypatch, bucket.port)
    won: list[int] = []
    barrier = threading.Barrier(8)

    def create(number: int) -> None:
        found = Objects(url)
        barrier.wait()
        for place in range(5):
            if found.create(f"generations/{place}", str(number).encode()):
                won.append(place)

    writers = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(won) == [0, 1, 2, 3, 4]


def as_environment(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for name, value in environment(port).items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "user": ({"AWS_ACCESS_KEY_ID": "nobody"}, "does not accept these credentials (InvalidAccessKeyId)"),
    "secret": ({"AWS_SECRET_ACCESS_KEY": "guessed"}, "does not accept these credentials (SignatureDoesNotMatch)"),
    "host": ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "cannot be reached"),
    "http": ({"AWS_ALLOW_HTTP": ""}, "AWS_ALLOW_HTTP=true"),
}


@pytest.mark.parametrize(
    ("command", "wrong"), [*(("push", wrong) for wrong in WRONG), ("pull", "user"), ("store", "secret")]
)
def test_wrong_settings_are_said_in_one_sentence(
    data: Path, tmp_path: Path, bucket: Store, url: str, command: str, wrong: str
) -> None:
    variables, words = WRONG[wrong]
    folder = data if command == "push" else tmp_path / "copy"
    assert words in ran(folder, command, url, port=bucket.port, status=1, **variables)
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("command", ["push", "pull"])
def test_a_bucket_that_is_not_there_is_named(data: Path, tmp_path: Path, bucket: Store, command: str) -> None:
    folder = data if command == "push" else tmp_path / "copy"
    said = ran(folder, command, "s3://none/x", port=bucket.port, status=1)
    assert "s3://none/x: there is no such bucket or folder" in said


def test_a_store_that_is_empty_says_so(tmp_path: Path, bucket: Store, url: str) -> None:
    assert "nothing was published there" in ran(tmp_path / "copy", "pull", url, port=bucket.port, status=1)


def test_a_cable_cut_in_a_file_costs_nothing_but_another_try(
    data: Path, tmp_path: Path, bucket: Store, wire: Cable, url: str
) -> None:
    ran(data, "push", url, port=bucket.port)
    copy = tmp_path / "copy"
    wire.mode, wire.bytes = "cut", 9_000
    ran(copy, "pull", url, port=wire.port, status=1)
    assert reading.generation(copy).number == 0
    wire.mode = "whole"
    ran(copy, "pull", url, port=wire.port)
    assert reading.in_force(copy) == reading.in_force(data) and not verify(copy).damage


def test_a_store_that_falls_silent_is_given_up(
    data: Path, tmp_path: Path, bucket: Store, wire: Cable, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(data, "push", url, port=bucket.port)
    as_environment(monkeypatch, wire.port)
    monkeypatch.setattr(objects_room, "SILENCE", 0.5)
    follower = Follower(tmp_path / "copy", Objects(url))
    wire.mode = "silent"
    with pytest.raises(StoreError) as caught:
        follower.round()
    assert caught.value.kind == "unreachable"
    wire.mode = "whole"
    until(lambda: taken(follower), "it answers again")
    assert reading.in_force(tmp_path / "copy") == reading.in_force(data)


def test_a_store_that_only_trickles_is_given_up(
    data: Path, tmp_path: Path, bucket: Store, wire: Cable, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte would start the time of a socket anew."""
    ran(data, "push", url, port=bucket.port)
    as_environment(monkeypatch, wire.port)
    monkeypatch.setattr(objects_room, "SILENCE", 0.5)
    wire.mode, wire.bytes = "trickling", 9_000
    with pytest.raises(StoreError) as caught:
        Follower(tmp_path / "copy", Objects(url)).round()
    assert caught.value.kind == "unreachable" and "no answer in time" in str(caught.value)
    wire.mode = "whole"
    assert Follower(tmp_path / "copy", Objects(url)).round() is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["push", "pull", "follow", "store"])
def test_a_signal_is_heard_while_the_store_is_silent(
    data: Path, tmp_path: Path, wire: Cable, url: str, command: str, number: signal.Signals
) -> None:
    """By a command that would wait for an hour."""
    wire.mode = "silent"
    with started(data if command == "push" else tmp_path / "copy", command, url, port=wire.port) as process:
        until(lambda: wire.held, "it waits for an answer")
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
    assert process.returncode == (130 if number == signal.SIGINT else -number) and "Traceback" not in said, said


def test_a_pull_that_is_stopped_in_a_file_leaves_nothing_behind(
    data: Path, tmp_path: Path, bucket: Store, wire: Cable, url: str
) -> None:
    ran(data, "push", url, port=bucket.port)
    copy, wire.pause = tmp_path / "copy", 0.05
    with started(copy, "pull", url, port=wire.port) as process:
        until(lambda: any(copy.glob(f"indexes/{layout.BUILDING}*/index.json")), "a file is on its way")
        wire.mode = "silent"
        until(lambda: wire.held, "the cable is silent")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130 and "Traceback" not in said, said
    assert not any((copy / "indexes").iterdir())


@contextmanager
def started(data: Path, *arguments: str, port: int) -> Iterator[subprocess.Popen[str]]:
    """A command under way that does not give a silent store up."""
    script = (
        "import sys; from dictsvc.store import objects; objects.SILENCE = 3600.0; "
        "from dictsvc.cli import main; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", script, "--data", str(data), *arguments]
    with subprocess.Popen(
        command, env=environment(port), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def contents(url: str, bucket: Store) -> set[str]:
    """The names of all objects there."""
    with pytest.MonkeyPatch.context() as patch:
        as_environment(patch, bucket.port)
        found = Objects(url)
    return {one.name for folder in ("indexes", "generations") for one in found.names(folder)}


def taken(follower: Follower) -> bool:
    try:
        follower.round()
    except StoreError:
        return False
    return True


def test_a_full_store_refuses_a_push_and_stays_whole(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has room for one volume of a megabyte."""
    with store(tmp_path / "full", "-volume.max=1", "-master.volumeSizeLimitMB=1") as full:
        as_environment(monkeypatch, full.port)
        large = tmp_path / "large"
        large.write_bytes(os.urandom(3 << 20))
        with pytest.raises(StoreError):
            for number in range(20):
                Objects("s3://dict/other").upload(str(number), large, lambda count: None)
        said = ran(data, "push", "s3://dict/x", port=full.port, status=1)
        assert "the store answered 500 Internal Server Error InternalError; look at its log and its free space" in said
        assert "nothing was published there" in ran(tmp_path / "copy", "pull", "s3://dict/x", port=full.port, status=1)


@pytest.mark.skipif(os.geteuid() != 0, reason="acting as another user needs root")
def test_a_replica_that_may_not_write_says_so(data: Path, bucket: Store, url: str) -> None:
    ran(data, "push", url, port=bucket.port)
    script = (
        "import os, sys, importlib.metadata, obstore.store, dictsvc.cli.store, encodings.idna; "
        "from dictsvc.cli import main; os.setgroups([]); os.setgid(65534); os.setuid(65534); main(sys.argv[1:])"
    )
    with TemporaryDirectory(prefix="dictsvc-store-") as folder:
        Path(folder).chmod(0o755)
        copy = Path(folder) / "copy"
        command = [sys.executable, "-c", script, "--data", str(copy), "pull", url]
        done = subprocess.run(command, capture_output=True, text=True, env=environment(bucket.port), check=False)
        assert done.returncode == 1 and "Permission denied; nothing was changed" in done.stderr
        assert done.stderr.count("\n") == 1
        copy.mkdir()
        copy.chmod(0o777)
        done = subprocess.run(command, capture_output=True, text=True, env=environment(bucket.port), check=False)
        assert done.returncode == 0, done.stderr
        assert reading.in_force(copy) == reading.in_force(data)


def test_a_replica_whose_disk_is_full_keeps_what_it_has_and_mends(
    data: Path, tmp_path: Path, bucket: Store, url: str
) -> None:
    copy = tmp_path / "copy"
    ran(data, "push", url, port=bucket.port)
    ran(copy, "pull", url, port=bucket.port)
    before = reading.in_force(copy)
    load(data, 2)
    ran(data, "push", url, port=bucket.port)
    small = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (4096, 4096))
    command = [*COMMAND, "--data", str(copy), "pull", url]
    said = reported(
        subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment(bucket.port), preexec_fn=small
        ),
        status=1,
    )
    assert "File too large" in said and "nothing was changed" in said
    assert reading.in_force(copy) == before and not verify(copy).damage
    ran(copy, "pull", url, port=bucket.port)
    assert reading.in_force(copy) == reading.in_force(data)


def test_a_replica_joins_follows_goes_on_without_the_store_and_catches_up(
    data: Path, tmp_path: Path, bucket: Store, wire: Cable, url: str
) -> None:
    ran(data, "push", url, port=bucket.port)
    with replicas(1, tmp_path, url, wire.port) as (replica,):
        until(lambda: replica.generation == 1, "it has joined")
        assert replica.state()["store"] | {"success": 0, "trouble": 0} == {
            "state": "ok",
            "generation": 1,
            "lag": 0,
            "success": 0,
            "trouble": 0,
        }
        load(data, 2)
        ran(data, "push", url, port=bucket.port)
        until(lambda: replica.generation == 2, "it has the second generation")
        wire.mode = "out"
        until(lambda: replica.state()["store"]["state"] == "unreachable", "it misses the store")
        status, body = get(f"{replica.address}/lookup?q=t%E1%BB%AB+1")
        assert status == 200 and body["results"][0]["entries"][0]["gloss"] == "version 2"
        assert get(f"{replica.address}/readyz")[0] == 200
        text = get(f"{replica.address}/metrics")[1]
        assert "\ndictsvc_store_generation 2\n" in text and "\ndictsvc_store_lag_seconds 0\n" in text
        assert "\ndictsvc_store_success_timestamp_seconds 1" in text and "\ndictsvc_store_failures 0\n" not in text
        load(data, 3)
        ran(data, "push", url, port=bucket.port)
        wire.mode = "whole"
        until(lambda: replica.generation == 3, "it has caught up")
        log = replica.log.read_text()
        assert log.count("cannot be reached") == 1 and "well again" in log
        (follower,) = replica.followers()
        os.kill(follower, signal.SIGKILL)
        load(data, 4)
        ran(data, "push", url, port=bucket.port)
        until(lambda: replica.generation == 4, "another follower goes on")
        (follower,) = replica.followers()
        replica.stop()
        assert not Path(f"/proc/{follower}").exists()
    assert reading.in_force(replica.data) == reading.in_force(data) and not verify(replica.data).damage


def test_a_replica_fetches_while_its_server_is_still_imported(tmp_path: Path, bucket: Store, url: str) -> None:
    """Half a second of a core, several where many things start at once."""
    script = (
        "import sys; from dictsvc.server.follower import FollowerProcess; "
        "heavy = {'flask', 'gunicorn', 'numpy'}; "
        "FollowerProcess.look = lambda self: sys.exit(str(sorted(heavy & sys.modules.keys()))); "
        "from dictsvc.cli import main; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", script, "--data", str(tmp_path / "copy"), "serve", "--follow", url]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(bucket.port), check=False)
    assert done.stderr == "[]\n"


def test_a_wrong_address_ends_serve_before_it_starts(tmp_path: Path, bucket: Store) -> None:
    said = ran(tmp_path / "copy", "serve", "--follow", "s3//dict/x", port=bucket.port, status=1)
    assert "no address of an object store" in said


def test_of_22_dictionaries_the_one_that_changed_is_all_that_moves(tmp_path: Path, bucket: Store, url: str) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    for number in range(22):
        load_rows(data, f"tu-dien-{number}", [("học", f"- {number}")], source_language="vi")
    ran(data, "rebuild", "--joined", port=bucket.port)
    first = json.loads(ran(data, "push", url, "--json", port=bucket.port))
    assert first["files"] == 46  # the joined index too
    ran(copy, "pull", url, port=bucket.port)
    load_rows(data, "tu-dien-7", [("học", "- khác")], source_language="vi")
    ran(data, "rebuild", "--joined", port=bucket.port)
    before = contents(url, bucket)
    pushed = json.loads(ran(data, "push", url, "--json", port=bucket.port))
    new = reading.generation(data).find("tu-dien-7")
    (joint,) = joined.folders(data, reading.generation(data)).values()
    assert new is not None and pushed["uploaded"] == [new.folder, joint] and pushed["files"] == 4
    assert contents(url, bucket) - before == {
        *(f"indexes/{folder}/index.{kind}" for folder in (new.folder, joint) for kind in ("tar", "json")),
        "generations/00000000000000000002",
    }
    pulled = json.loads(ran(copy, "pull", url, "--json", port=bucket.port))
    assert pulled["fetched"] == [new.folder, joint] and pulled["bytes"] == pushed["bytes"]
    assert reading.in_force(data) == reading.in_force(copy)


@pytest.mark.parametrize("command", ["pull", "follow"])
def test_a_replica_makes_the_joined_index_that_no_push_carried(
    data: Path, tmp_path: Path, bucket: Store, url: str, command: str
) -> None:
    load_rows(data, "khac", [("học", "- khác")], source_language="vi")
    pushed = json.loads(ran(data, "push", url, "--json", port=bucket.port))
    assert pushed["files"] == 4
    copy = tmp_path / "copy"
    with started(copy, command, url, port=bucket.port) as process:
        if command == "pull":
            assert process.wait(60) == 0, process.communicate()[1]
        else:
            until(lambda: joined.folders(copy, reading.generation(copy)), "it is made")
    assert len(joined.folders(copy, reading.generation(copy))) == 1
    assert verify(copy).damage == ()


def test_random_kills_of_push_and_follow_leave_store_and_replica_sound(tmp_path: Path) -> None:
    """A few of those that `make torture` does."""
    report = many_machines.Report()
    many_machines.killed(tmp_path, 2, random.Random(7), report, lambda line: None)
    assert report.wrong == [] and sum(report.kills.values()) == 2


def test_the_files_in_deploy_agree() -> None:
    """The addresses and keys of the compose file are those of the files that it mounts."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    addresses = re.findall(r"^    server (\S+) ([\d.]+):8000", (DEPLOY / "haproxy.cfg").read_text(), re.MULTILINE)
    assert addresses == [
        (name, service["networks"]["default"]["ipv4_address"])
        for name, service in services.items()
        if name.startswith("replica-")
    ]
    (keys,) = json.loads((DEPLOY / "store-keys.json").read_text())["identities"][0]["credentials"]
    for name in ("publisher", "replica-1", "replica-2", "replica-3"):
        found = services[name]["environment"]
        assert (found["AWS_ACCESS_KEY_ID"], found["AWS_SECRET_ACCESS_KEY"]) == (keys["accessKey"], keys["secretKey"])


def test_the_services_of_the_compose_file_work_together(data: Path, tmp_path: Path) -> None:
    """Each is started as the file says, with its environment and mounts, but for addresses, ports and the image's root.

    What Docker itself does is not seen here: names of hosts, images, networks.
    """
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    ports = {name: free_port(10_000) for name in ("master", "volume", "filer", "s3", "admin")}
    image = dict(
        rest.split("=", 1) for name, rest in instructions((DEPLOY / "Dockerfile").read_text()) if name == "ENV"
    )
    (started,) = [json.loads(rest) for name, rest in instructions((DEPLOY / "Dockerfile").read_text()) if name == "CMD"]

    def here(name: str, text: str) -> str:
        """What a service says, as it is on this machine."""
        for volume in services[name]["volumes"]:
            source, target = volume.split(":")[:2]
            place = DEPLOY / source if source.startswith(".") else tmp_path / name
            text = re.sub(rf"(?<!\w){target}\b", str(place), text)
        text = text.replace("http://store:8333", f"http://127.0.0.1:{ports['s3']}")
        return re.sub(r"(?<==)(?:store|0\.0\.0\.0)(?!\S)", "127.0.0.1", text)

    def variables(name: str, **further: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("DICTSVC_", "AWS_"))}
        stated = {**image, **services[name]["environment"], "PATH": os.environ["PATH"]}
        return {**kept, **{key: here(name, value) for key, value in stated.items()}, **further}

    def publish(*arguments: str) -> int:
        command = [sys.executable, "-m", *services["publisher"]["entrypoint"], *arguments]
        return subprocess.run(command, env=variables("publisher"), capture_output=True, check=False).returncode

    weed = [str(Path(sys.executable).with_name("weed")), *here("store", services["store"]["command"]).split()]
    weed += [f"-{name}.port={port}" for name, port in ports.items()]
    weed += ["-s3.port.iceberg=0", "-s3.port.lance=0"]  # those two listen on ports that others may use here
    for name in ("store", "publisher", "replica-2"):
        (tmp_path / name).mkdir()
    (tmp_path / "x.tsv").write_text("học\t- to learn\n", encoding="utf-8")
    address = f"127.0.0.1:{free_port()}"
    serve = [sys.executable, "-m", *started]
    with ExitStack() as running:

        def start(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            process = subprocess.Popen(command, start_new_session=True, **quiet, **options)
            running.callback(process.wait, 30)
            running.callback(process.terminate)
            return process

        start(weed)
        start(serve, env=variables("replica-2", DICTSVC_BIND=address))
        assert publish("load", str(tmp_path / "x.tsv"), "--from", "vi") == 0
        until(lambda: publish(*services["publisher"]["command"]) == 0, "the store takes it")
        until(lambda: listens(int(address.rpartition(":")[2])), "the replica listens")
        until(lambda: get(f"http://{address}/lookup?q=hoc")[1]["results"], "the replica has it")


def test_haproxy_asks_those_that_are_ready_and_another_where_one_dies(
    data: Path, tmp_path: Path, bucket: Store, url: str
) -> None:
    """Requests a hundred times a second while generations are pushed and each replica is killed once: none fails."""
    ran(data, "push", url, port=bucket.port)
    wrong: list[object] = []
    stop = threading.Event()
    asked = 0

    def ask(address: str) -> None:
        nonlocal asked
        while not stop.wait(0.02):
            try:
                status, body = get(f"{address}/lookup?q=t%E1%BB%AB+1&limit=20")
            except OSError as error:
                wrong.append(error)
                continue
            asked += 1
            glosses = {entry["gloss"] for result in body["results"] for entry in result["entries"]}
            if status != 200 or len(glosses) != 1:
                wrong.append((status, glosses))

    with (
        replicas(2, tmp_path, url, bucket.port) as (first, second),
        haproxy(tmp_path, [first.port, second.port]) as address,
    ):
        for replica in (first, second):
            until(lambda: replica.generation == 1, "it has joined")  # noqa: B023
        until(lambda: get(f"{address}/readyz")[0] == 200, "HAProxy has seen it")
        askers = [threading.Thread(target=ask, args=(address,)) for _ in range(2)]
        for asker in askers:
            asker.start()
        for version, replica in ((2, first), (3, second)):
            load(data, version)
            ran(data, "push", url, port=bucket.port)
            replica.kill()
            replica.start()
            for one in (first, second):
                until(lambda: one.generation == version, "each has the newest")  # noqa: B023
        stop.set()
        for asker in askers:
            asker.join()
        assert get(f"{address}/metrics")[0] == 403
    assert wrong == [] and asked > 20

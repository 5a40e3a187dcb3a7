"""What many machines consist of, real and on loopback: an object store, a cable that can be cut, replicas, HAProxy."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from running import COMMAND, Server, clean_environment, free_port, get, until

HAPROXY = Path(__file__).resolve().parents[2] / "deploy" / "haproxy.cfg"
KEY, SECRET = "ledger-key", "secret-of-the-tests"


def environment(port: int, **more: str) -> dict[str, str]:
    """The environment of a command that reaches the store on a port."""
    store = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }
    return clean_environment(**{**store, **more})


def dictsvc(data: Path, *arguments: object, port: int, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a process of its own. port: of the store. variables: further ones."""
    return subprocess.run(
        [*COMMAND, "--data", str(data), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(port, **variables),
    )


def listens(port: int) -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Store:
    """SeaweedFS. url: a place in it that nobody else uses."""

    folder: Path
    ports: dict[str, int]
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        return self.ports["s3"]

    def start(self) -> None:
        """Until it answers."""
        program = Path(sys.executable).with_name("weed")
        keys = self.folder / "keys.json"
        actions = ["Admin", "Read", "Write", "List"]
        user = {"name": "t", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": actions}
        keys.write_text(json.dumps({"identities": [user]}))
        command = [
            *(str(program), "mini", f"-dir={self.folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *("-master.telemetry=false", "-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            *(f"-{name}.port={port}" for name, port in self.ports.items()),
            *(f"-s3.config={keys}", "-bucket=dict", *self.options),
        ]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        until(self._answers, "the store answers")

    def _answers(self) -> bool:
        assert self.process is not None and self.process.poll() is None, (self.folder / "log").read_text()[-2000:]
        from obstore.store import S3Store

        found = S3Store(
            "dict",
            endpoint=f"http://127.0.0.1:{self.port}",
            access_key_id=KEY,
            secret_access_key=SECRET,
            region="us-east-1",
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )
        try:
            import obstore

            obstore.put(found, "up", b"1")
            return bytes(obstore.get(found, "up").bytes()) == b"1"
        except Exception:
            return False

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it, without a farewell as a rule."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)


@contextmanager
def store(folder: Path, *options: str) -> Iterator[Store]:
    """An object store with the bucket `dict`."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = {name: free_port(10_000) for name in ("master", "volume", "filer", "s3", "admin")}
    made = Store(folder, ports, options)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@dataclass
class Cable:
    """A connection to a port that can be cut.

    mode: `whole`, `cut` or `trickling` (after `bytes` of answers), `silent`, `out`.

    pause: seconds for which each block of 16 KB is held up. held: blocks that came while it was silent.
    """

    target: int
    port: int = field(default_factory=free_port)
    mode: str = "whole"
    bytes: int = 0
    pause: float = 0.0
    held: int = 0

    def serve(self, listener: socket.socket) -> None:
        """Accept until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                if self.mode == "out":
                    client.close()
                    continue
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as server:
            threading.Thread(target=self._copy, args=(client, server, False), daemon=True).start()
            self._copy(server, client, True)

    def _copy(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        count = 0
        with suppress(OSError):
            while block := source.recv(1 << 14):
                self.held += self.mode == "silent"
                while self.mode == "silent":
                    time.sleep(0.05)
                if self.mode == "out":
                    break
                if answers and self.mode == "cut":
                    block = block[: max(self.bytes - count, 0)]
                    count += len(block)
                    if not block:
                        break
                time.sleep(self.pause)
                if answers and self.mode == "trickling":
                    count += len(block)
                    for byte in block if count > self.bytes else b"":
                        target.sendall(bytes((byte,)))
                        time.sleep(0.02)
                if not answers or self.mode != "trickling" or count <= self.bytes:
                    target.sendall(block)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def cable(target: int) -> Iterator[Cable]:
    """A cable to a port of this machine."""
    made = Cable(target)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", made.port))
        listener.listen(64)
        threading.Thread(target=made.serve, args=(listener,), daemon=True).start()
        yield made
        made.mode = "out"


class Replica(Server):
    """`dictsvc serve --follow` with a data folder of its own."""

    def __init__(self, data: Path, url: str, store_port: int, **settings: str) -> None:
        log = data.with_suffix(".log")
        super().__init__(data, log, ("--follow", url), environment=environment(store_port, **settings))

    def state(self) -> dict[str, Any]:
        """What /readyz says; nothing where it does not answer."""
        try:
            found = get(f"{self.address}/readyz")[1]
        except OSError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def generation(self) -> int:
        """The one in service; 0 none."""
        return int(self.state().get("generation", 0))

    def followers(self) -> list[int]:
        """Process ids of what follows for it."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in listed if b"\0follow\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@contextmanager
def replicas(count: int, folder: Path, url: str, store_port: int, **settings: str) -> Iterator[list[Replica]]:
    """So many replicas, started."""
    made: list[Replica] = []
    try:
        for number in range(count):
            made.append(Replica(folder / f"replica-{number}", url, store_port, **settings))
            made[-1].launch()
        yield made
    finally:
        for replica in made:
            replica.kill()


@contextmanager
def haproxy(folder: Path, ports: list[int], listen: int | None = None) -> Iterator[str]:
    """The configuration in deploy/, but for addresses, the log and the socket; its own address."""
    program = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        import pytest

        pytest.skip("haproxy is not installed")
    listen = listen or free_port()
    lines = [line for line in HAPROXY.read_text().splitlines() if not line.strip().startswith(("server ", "log /"))]
    lines += [f"    server replica-{number} 127.0.0.1:{port}" for number, port in enumerate(ports)]
    text = "\n".join([*lines, ""])
    assert "bind :8080" in text
    path = folder / "haproxy.cfg"
    path.write_text(text.replace("bind :8080", f"bind 127.0.0.1:{listen}"))
    checked = subprocess.run([program, "-c", "-f", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    process = subprocess.Popen([program, "-f", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(listen), "HAProxy listens")
        yield f"http://127.0.0.1:{listen}"
    finally:
        process.terminate()
        process.wait(15)

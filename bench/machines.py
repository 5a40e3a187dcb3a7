"""Several machines on one: what a push, a replica that joins, and HAProxy in front of replicas cost.

The store is SeaweedFS on loopback; the data are the three real dictionaries. Requests take turns round by round, as in
`http`, of one replica alone and of one and two behind HAProxy, with one worker each. The first replica has core 0, and
everything else the other cores: on a machine of two, one core for wrk, HAProxy, the store and the second replica.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import http, inputs

SUPPORT = inputs.ROOT / "tests" / "support"
URL = "s3://dict/bench"


def measure(rounds: int, seconds: float) -> dict[str, Any]:
    """Seconds and bytes of a push and of a join; requests a second."""
    sys.path.insert(0, str(SUPPORT))
    from machines import Replica, dictsvc, haproxy, store
    from running import get, until

    found: dict[str, Any] = {"load_average": os.getloadavg()[0]}
    with TemporaryDirectory(prefix="dictsvc-bench-") as name, store(Path(name) / "store") as bucket:
        folder = Path(name)
        data = Path(shutil.copytree(inputs.three(), folder / "data"))

        def push() -> dict[str, Any]:
            began = time.monotonic()
            done = dictsvc(data, "push", URL, "--json", port=bucket.port)
            if done.returncode:
                sys.exit(f"bench: push: {done.stderr}")
            pushed = json.loads(done.stdout)
            return {"seconds": time.monotonic() - began, "bytes": pushed["bytes"], "files": pushed["files"]}

        found["push"] = push()
        found["again"] = push()
        replicas: list[Replica] = []
        try:
            joins = []
            for core in range(2):
                replica = Replica(folder / f"replica-{core}", URL, bucket.port)
                began = time.monotonic()
                replica.launch()
                replicas.append(replica)
                until(partial(_answers, get, replica.address), "the replica answers")
                joins.append(time.monotonic() - began)
                cores = "0" if core == 0 else f"1-{max((os.cpu_count() or 2) - 1, 1)}"
                subprocess.run(["taskset", "-a", "-c", "-p", cores, str(replica.process.pid)], capture_output=True)
                for child in (
                    Path(f"/proc/{replica.process.pid}/task/{replica.process.pid}/children").read_text().split()
                ):
                    subprocess.run(["taskset", "-a", "-c", "-p", cores, child], capture_output=True)
            found["join"] = joins
            with (
                haproxy(_made(folder / "one"), [replicas[0].port]) as one,
                haproxy(_made(folder / "two"), [replica.port for replica in replicas]) as two,
            ):
                ways = {
                    "one replica, asked directly": replicas[0].port,
                    "one replica behind HAProxy": int(one.rpartition(":")[2]),
                    "two replicas behind HAProxy": int(two.rpartition(":")[2]),
                }
                for port in ways.values():
                    until(partial(_ready, get, port), "it is ready")
                lua, paths = folder / "ask.lua", folder / "paths"
                lua.write_text(http._LUA)
                paths.write_text("\n".join(inputs.addresses(inputs.typed())) + "\n")
                rates: dict[str, list[float]] = {way: [] for way in ways}
                for turn in range(rounds):
                    for way, port in ways.items():
                        rates[way].append(http.wrk(port, paths, lua, seconds, turn * 997))
                found["rates"] = {way: median(rate) for way, rate in rates.items()}
                alone = rates["one replica, asked directly"]
                found["ratios"] = {
                    way: median(rate / base for rate, base in zip(listed, alone, strict=True))
                    for way, listed in rates.items()
                }
        finally:
            for replica in replicas:
                replica.kill()
    return found


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _ready(get: Any, port: int) -> bool:
    return bool(get(f"http://127.0.0.1:{port}/readyz")[0] == 200)


def _answers(get: Any, address: str) -> bool:
    try:
        status, body = get(f"{address}/lookup?q=hoc+sinh")
    except OSError:
        return False
    return bool(status == 200 and body["results"])

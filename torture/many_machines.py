"""An object store, a publisher, three replicas and HAProxy: generations pushed and machines killed under load.

    python -m torture.many_machines [--generations 20] [--kills 100] [--seed N]

First wrk asks through HAProxy without pause while so many generations are loaded and pushed, and each replica is killed
(SIGKILL, all its processes) and started once. No request may fail, no answer hold entries of two generations, and every
replica must be at the newest generation within 5 s of the end of its push.

Then `dictsvc push` and `dictsvc follow` are killed at random instants, over a cable that holds each block up. After
each kill every generation in the store must be whole, byte by byte, the replica undamaged and at the generation from
before or at the new one; and the next try must end well.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from loaded import load_rows
from machines import Replica, cable, dictsvc, environment, haproxy, replicas, store
from running import get, until

from dictsvc.catalogue import reading
from dictsvc.operations.publishing import survey
from dictsvc.operations.verifying import verify
from dictsvc.store.objects import Objects
from torture import arguments
from torture._killing import Killer

URL = "s3://dict/torture"
ROWS = 1000
"""Entries of the dictionary whose pushes are killed."""
WITHIN = 5.0
"""Seconds after a push in which every replica must have its generation."""
_WRK = """
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init(args) failed, mixed, asked = 0, 0, 0 end
function request()
  return wrk.format("GET", "/lookup?limit=20&q=t%E1%BB%AB+" .. math.random(0, 399))
end
function response(status, headers, body)
  asked = asked + 1
  if status ~= 200 then failed = failed + 1 end
  local first = nil
  for version in body:gmatch("version (%d+)") do
    first = first or version
    if version ~= first then mixed = mixed + 1 break end
  end
  if not first then mixed = mixed + 1 end
end
function done(summary, latency, requests)
  local failed, mixed, asked = 0, 0, 0
  for _, thread in ipairs(threads) do
    failed, mixed, asked = failed + thread:get("failed"), mixed + thread:get("mixed"), asked + thread:get("asked")
  end
  local errors = summary.errors
  io.write(string.format("asked=%d failed=%d mixed=%d cut=%d late=%d\\n", asked, failed, mixed,
    errors.connect + errors.read + errors.write, errors.timeout))
end
"""


@dataclass
class Report:
    """What was seen. lags: seconds from the end of a push until all replicas had it. wrong: a sentence each."""

    asked: int = 0
    lags: list[float] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=dict)
    finished: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def load(data: Path, version: int, count: int = 400) -> None:
    """Two dictionaries whose every gloss tells the version."""
    rows = [(f"từ {number}", f"- version {version}") for number in range(count)]
    load_rows(data, "mot", rows, source_language="vi")


def push(data: Path, port: int) -> None:
    """Push to the end."""
    done = dictsvc(data, "push", URL, port=port)
    if done.returncode:
        raise AssertionError(f"push: {done.stderr}")


def _serves_the_first(replica: Replica) -> bool:
    return bool(replica.generation == 1)


def under_load(folder: Path, generations: int, report: Report, say: Callable[[str], None]) -> None:
    """Push generations while wrk asks and each replica is killed once."""
    data = folder / "data"
    script = folder / "ask.lua"
    script.write_text(_WRK)
    kills = {2 + generations * (number + 1) // 4: number for number in range(3)}
    load(data, 1)
    with store(folder / "store") as bucket:
        push(data, bucket.port)
        with (
            replicas(3, folder, URL, bucket.port) as running,
            haproxy(folder, [replica.port for replica in running]) as address,
        ):
            for replica in running:
                until(partial(_serves_the_first, replica), "it has joined")
            until(lambda: get(f"{address}/readyz")[0] == 200, "HAProxy has seen the replicas")
            command = ["wrk", "-t1", "-c4", "-d3600s", "--timeout", "10s", "-s", str(script), address]
            wrk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            try:
                for version in range(2, generations + 2):
                    load(data, version)
                    victim = running[kills[version]] if version in kills else None
                    if victim is not None:
                        victim.kill()
                        victim.start()
                    push(data, bucket.port)
                    report.lags.append(_arrived(running, version))
                    also = ", one killed" if victim else ""
                    say(f"generation {version} everywhere after {report.lags[-1]:.1f} s{also}")
            finally:
                wrk.send_signal(signal.SIGINT)
                output, _ = wrk.communicate(timeout=60)
    counts = {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)", output)}
    report.asked = counts.get("asked", 0)
    report.wrong += [
        f"{name}: {counts.get(name)}" for name in ("failed", "mixed", "cut", "late") if counts.get(name) != 0
    ]
    late = [f"{lag:.1f} s" for lag in report.lags if lag > WITHIN]
    report.wrong += [f"replicas behind by {', '.join(late)}"] if late else []
    for replica in running:
        report.wrong += [f"{replica.data.name}: {damage}" for damage in verify(replica.data).damage]
        if reading.in_force(replica.data) != reading.in_force(data):
            report.wrong.append(f"{replica.data.name}: not what was pushed")


def _arrived(running: list[Replica], version: int) -> float:
    began = time.monotonic()
    waiting = list(running)
    while waiting:
        waiting = [replica for replica in waiting if replica.generation != version]
        if time.monotonic() - began > 60:
            raise AssertionError(f"{[replica.data.name for replica in waiting]} never came to {version}")
        time.sleep(0.05)
    return time.monotonic() - began


def killed(folder: Path, kills: int, chance: random.Random, report: Report, say: Callable[[str], None]) -> None:
    """Kill push and follow in turn, until each was killed half as often as asked."""
    data, copy = folder / "publisher", folder / "follower"
    load(data, 1, ROWS)
    with store(folder / "store-2") as bucket, cable(bucket.port) as wire:
        for name, value in environment(bucket.port).items():
            if name.startswith("AWS_"):
                os.environ[name] = value
        objects = Objects(URL)
        wire.pause = 0.02
        killer = Killer(chance)
        rounds = 0
        while sum(report.kills.values()) < kills and rounds < 4 * kills:
            rounds += 1
            load(data, rounds + 1, ROWS)
            before = reading.in_force(copy) if copy.exists() else None
            for what, where in (("push", data), ("follow", copy)):
                if report.kills.get(what, 0) < (kills + 1) // 2:
                    command = [sys.executable, "-m", "dictsvc", "--data", str(where), what, URL]
                    arrived = partial(_has_arrived, what, copy, before)
                    _, finished = killer.run(what, command, done=arrived, environment=environment(wire.port))
                    counts = report.finished if finished else report.kills
                    counts[what] = counts.get(what, 0) + 1
                    report.wrong += [
                        f"round {rounds}, {what}: {sentence}" for sentence in _faults(objects, data, copy, before)
                    ]
                if what == "push":
                    done = dictsvc(data, "push", URL, port=bucket.port)
                    if done.returncode:
                        report.wrong.append(f"round {rounds}: the next push: {done.stderr}")
            if rounds % 5 == 0:
                done = dictsvc(copy, "pull", URL, port=bucket.port)
                here, there = reading.generation(copy).number, reading.generation(data).number
                if done.returncode or reading.in_force(copy) != reading.in_force(data):
                    report.wrong.append(
                        f"round {rounds}: the next pull ended with {done.returncode}, at generation {here} of {there}: "
                        f"{done.stdout} {done.stderr}"
                    )
                dictsvc(data, "push", URL, "--prune", "--keep", "1", port=bucket.port)
                say(f"{report.kills} killed, {report.finished} finished before, {len(report.wrong)} faults")
            if len(report.wrong) > 20:
                break


def _has_arrived(what: str, copy: Path, before: object) -> bool:
    """Whether a follower has done its work; a push ends by itself."""
    return what == "follow" and copy.exists() and reading.in_force(copy) != before


def _faults(objects: Objects, data: Path, copy: Path, before: object) -> list[str]:
    wrong = []
    if objects.names("generations"):
        wrong += list(survey(objects, read=True).faults)
    for folder in (data, copy):
        if reading.numbers(folder):
            wrong += [str(damage) for damage in verify(folder).damage]
    if copy.exists() and reading.in_force(copy) not in (before, reading.in_force(data)):
        wrong.append("the replica is at a generation that was never pushed")
    return wrong


def main() -> int:
    """Run both in a temporary folder."""
    wanted = arguments(__doc__, generations=20, kills=100, seed=int(time.time())).parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dictsvc-machines-"))
    report = Report()

    def say(line: str) -> None:
        print(line, flush=True)

    try:
        if wanted.generations:
            under_load(folder, wanted.generations, report, say)
            print(f"{report.asked:,} requests, {len(report.lags)} generations, slowest {max(report.lags):.1f} s")
        if wanted.kills:
            killed(folder, wanted.kills, random.Random(wanted.seed), report, say)
            print(f"killed {report.kills}, seed {wanted.seed}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(report.wrong)} faults")
    print("\n".join(report.wrong[:20]))
    return 1 if report.wrong or sum(report.kills.values()) < wanted.kills else 0


if __name__ == "__main__":
    raise SystemExit(main())

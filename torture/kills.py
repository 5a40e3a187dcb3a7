"""Kills commands at random instants and looks whether anything that was published is lost.

    python -m torture.kills [--kills 200] [--seed N]

Each round runs load (of a changed file), remove, rebuild, rollback or prune as a process group of its own and ends it
with SIGKILL after a random time: the whole group, or only the command, so that its helper processes are orphans. Then
no process of it may be left, `verify` must find nothing damaged, the generation in force must be the one from before or
the finished one, every other dictionary must give the same answers from the same folder, and the next command must
work.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from dictsvc.catalogue import layout, reading
from dictsvc.catalogue.writing import writer
from dictsvc.cli import main as main_command
from dictsvc.index import crosscheck
from dictsvc.library import Library
from dictsvc.operations.verifying import verify
from dictsvc.search.lookup import lookup
from torture import arguments
from torture._killing import Killer

ROWS = 4500
"""Entries of the dictionary that is loaded over and over: enough for helper processes."""
ACTIONS = ("load", "load", "rebuild", "remove", "rollback", "prune")


def prepare(folder: Path) -> Path:
    """A data folder with two dictionaries that must stay, and two versions of a file to load."""
    data = folder / "data"
    for name, count in (("other", 300), ("small", 40)):
        _file(folder / f"{name}.tsv", count, name)
        _run(data, "load", folder / f"{name}.tsv", "--from", "vi")
    for version in (1, 2):
        _file(folder / f"victim{version}.tsv", ROWS, f"version {version}")
    return data


def _file(path: Path, count: int, word: str) -> None:
    rows = (f"từ {number:b}\t- {word}, số {number}=ví dụ {number}+example\n" for number in range(count))
    path.write_text("học\t- " + word + "\n" + "".join(rows), encoding="utf-8")


def _command(data: Path, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "dictsvc", "--data", str(data), *map(str, arguments)]


def _run(data: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_command(data, *arguments), capture_output=True, text=True, check=False)


def _members(group: int) -> list[int]:
    """Living processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def state(data: Path) -> dict[str, tuple[str, object]]:
    """Folder and answers of each dictionary in service."""
    snapshot = Library(data, patience=None).current()
    return {
        one: (
            opened.dictionary.folder,
            [lookup(snapshot, snapshot.choose([one]), query)[2:] for query in ("hoc", "tu 10", "từ")],
        )
        for one, opened in snapshot.opened.items()
    }


def _arguments(
    folder: Path, *, version: int = 1, rebuilt: str = "victim", removed: str = "small"
) -> dict[str, tuple[object, ...]]:
    """The command line of each action."""
    return {
        "load": ("load", folder / f"victim{version}.tsv", "--id", "victim", "--from", "vi"),
        "rebuild": ("rebuild", rebuilt),
        "remove": ("remove", removed),
        "rollback": ("rollback",),
        "prune": ("prune", "--keep", "2"),
    }


def one_kill(
    folder: Path, action: str, chance: random.Random, killer: Killer, checked: set[str]
) -> tuple[bool, list[str]]:
    """Run one command, kill it, look.

    checked: index folders whose tries and entries agree; their names end in a hash of what is in them, so that from
    then on their checksums say the same.

    Returns whether it was killed, and what was wrong.
    """
    data = folder / "data"
    generation = reading.generation(data)
    before = state(data)
    rebuilt, removed = chance.choice(sorted(before)), "victim" if "victim" in before else "small"
    arguments = _arguments(folder, version=chance.choice((1, 2)), rebuilt=rebuilt, removed=removed)
    touched: dict[str, set[str]] = {"load": {"victim"}, "rebuild": {rebuilt}, "remove": {removed}}
    group, finished = killer.run(action, _command(data, *arguments[action]))
    wrong = []
    until = time.monotonic() + 5
    while (left := _members(group)) and time.monotonic() < until:
        time.sleep(0.01)
    if left:
        wrong.append(f"processes {left} outlive the command")
        os.killpg(group, signal.SIGKILL)
    found = verify(data, bytes_only=True)
    wrong += [str(damage) for damage in found.damage] + [f"foreign: {name}" for name in found.foreign]
    for path in layout.indexes(data).iterdir():
        if path.name[0] != "." and path.name not in checked and path.name not in found.foreign:
            wrong += [f"{path.name}: {what}" for what in crosscheck.contradictions(path)]
            checked.add(path.name)
    now = reading.generation(data)
    after = state(data)
    if now.number not in (generation.number, generation.number + 1):
        wrong.append(f"generation {generation.number} became {now.number}")
    if now.number == generation.number and after != before:
        wrong.append("the same generation answers otherwise")
    if action != "rollback":
        others = before.keys() - touched.get(action, set())
        wrong += [f"{id} is not what it was" for id in others if after.get(id) != before[id]]
    # The command itself, in this process: starting Python anew would take most of the time of a round.
    following = CliRunner().invoke(main_command, ["--data", str(data), "set", "other", "--title", f"{chance.random()}"])
    if following.exit_code:
        wrong.append(f"the next command: {following.output.strip()}")
    left_over = [path.name for path in layout.indexes(data).iterdir() if path.name.startswith(".")]
    if left_over:
        wrong.append(f"the next command leaves {left_over}")
    return not finished, [f"{action}: {sentence}" for sentence in wrong]


def run(
    folder: Path, kills: int, chance: random.Random, say: Callable[[str], None] = lambda line: None
) -> tuple[int, list[str]]:
    """Kill until so many commands were killed; returns how many, and what was wrong."""
    data = prepare(folder)
    killer = Killer(chance)
    checked: set[str] = set()
    for action in dict.fromkeys(ACTIONS):  # how long each takes undisturbed; rebuild and rollback need a past
        began = time.monotonic()
        _run(data, *_arguments(folder)[action])
        killer.expected[action] = time.monotonic() - began
    wrong: list[str] = []
    done = rounds = 0
    while done < kills and rounds < 4 * kills:
        rounds += 1
        action = ACTIONS[rounds % len(ACTIONS)]
        killed, found = one_kill(folder, action, chance, killer, checked)
        done += killed
        wrong += [f"round {rounds}, {sentence}" for sentence in found]
        if rounds % 20 == 0:
            say(f"{done} of {kills} killed, {rounds} rounds, {len(wrong)} faults")
        if rounds % 15 == 0:
            if "victim" not in state(data):
                _run(data, *_arguments(folder)["load"])
            with writer(data, "prune") as catalogue:
                catalogue.forget(catalogue.numbers())
    return done, wrong


def main() -> int:
    """Run it in a temporary folder."""
    options = arguments(__doc__, kills=200, seed=int(time.time())).parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dictsvc-kills-"))
    try:
        done, wrong = run(folder, options.kills, random.Random(options.seed), lambda line: print(line, flush=True))
    finally:
        shutil.rmtree(folder)
    print(f"{done} commands killed, seed {options.seed}: {len(wrong)} faults")
    print("\n".join(wrong[:20]))
    return 1 if wrong or done < options.kills else 0


if __name__ == "__main__":
    raise SystemExit(main())

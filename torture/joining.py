"""Ends the joining of indexes at random instants, and loads beside a large dictionary while clients ask.

    python -m torture.joining [--kills 100] [--headwords 1000000] [--seed N]

First, `rebuild --joined` is killed again and again, the whole process group or only the command. Then every answer must
be what it was, `verify` must find nothing damaged and nothing foreign, and the next command must sweep and join.

Then a small dictionary is loaded beside a large one while four clients ask a server without pause: none may see an
error or a changed answer, the new word must be there within 3 seconds after the load has begun, and the
joined index must stand some time later.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from running import get, serving

from dictsvc.catalogue import joined, layout, reading
from dictsvc.library import Library
from dictsvc.operations.verifying import verify
from dictsvc.search.lookup import lookup
from torture import arguments
from torture._killing import Killer

LIVE = 3.0
"""Seconds after the beginning of its load within which a dictionary must answer, as its admin waits for it."""
QUERIES = ("hoc", "tu 10", "từ", "n", "nghia")


def command(data: Path, *arguments: object) -> list[str]:
    """The command line of dictsvc on a data folder."""
    return [sys.executable, "-m", "dictsvc", "--data", str(data), *map(str, arguments)]


def _load(data: Path, name: str, rows: range, *options: str) -> None:
    path = data.with_name(f"{name}.tsv")
    with path.open("w", encoding="utf-8") as file:
        file.write(f"học\t- {name}\n")
        file.writelines(f"từ {number:b}\t- {name}, số {number}\n" for number in rows)
    subprocess.run(command(data, "load", path, "--from", "vi", *options), check=True, stdout=subprocess.DEVNULL)


def answers(data: Path) -> list[object]:
    """What the dictionaries answer together."""
    snapshot = Library(data, patience=None).current()
    return [lookup(snapshot, snapshot.shown, query)[2:] for query in QUERIES]


def kills(folder: Path, count: int, chance: random.Random) -> list[str]:
    """Kill the joining until it was killed so often; what was wrong."""
    data = folder / "data"
    _load(data, "first", range(6000))
    _load(data, "second", range(3000, 9000))
    before, wrong, killed, killer = answers(data), [], 0, Killer(chance)
    while killed < count:
        for name in joined.folders(data, reading.generation(data)).values():
            shutil.rmtree(layout.index(data, name))
        killed += not killer.run("join", command(data, "rebuild", "--joined"))[1]
        found = verify(data, bytes_only=True)
        wrong += [str(damage) for damage in found.damage] + [f"foreign: {name}" for name in found.foreign]
        if answers(data) != before:
            wrong.append("the answers changed")
        if killed % 10 == 0:
            after = subprocess.run(
                command(data, "set", "first", "--title", f"{chance.random()}"),
                capture_output=True,
                text=True,
                check=False,
            )
            left = [path.name for path in layout.indexes(data).iterdir() if path.name.startswith(".")]
            if after.returncode or left or Library(data).current().joining != "ok":
                wrong.append(f"the next command: {after.stderr.strip()} {left}")
            if answers(data) != before:
                wrong.append("the joined index answers otherwise")
    return wrong


def _all_joined(address: str) -> bool:
    """Whether the workers say so: twenty connections reach both of them."""
    return all(get(f"{address}/readyz")[1]["joined"] == "ok" for _ in range(20))


def _load_small(folder: Path, data: Path, address: str) -> tuple[float, float, float, float]:
    """Seconds until a small dictionary is in force, is live, is joined, and is answered from the joined index."""
    path = folder / "small.tsv"
    path.write_text("mới tinh\t- brand new\n", encoding="utf-8")
    number = reading.generation(data).number
    began = time.monotonic()
    load = subprocess.Popen(command(data, "load", path, "--from", "vi"), stdout=subprocess.DEVNULL)
    while reading.generation(data).number == number:
        time.sleep(0.01)
    in_force = time.monotonic()
    while not get(f"{address}/lookup?q=moi%20tinh")[1]["results"]:
        time.sleep(0.02)
    live = time.monotonic()
    load.wait()
    done = time.monotonic()
    while not _all_joined(address) and time.monotonic() < done + 60:
        time.sleep(0.1)
    return in_force - began, live - began, done - began, time.monotonic() - began


def beside(folder: Path, headwords: int) -> list[str]:
    """Load a small dictionary beside a large one under a server that is asked; what was wrong."""
    data = folder / "large"
    _load(data, "large", range(headwords))
    _load(data, "other", range(10, 200))
    wrong: list[str] = []
    stop = threading.Event()
    seen: list[int] = []

    def client(address: str, first: dict[str, object]) -> None:
        while not stop.is_set():
            for query, results in first.items():
                try:
                    status, answer = get(address + query)
                    if status != 200 or answer["results"] != results:
                        wrong.append(f"{query}: the answer changed")
                    seen.append(1)
                except OSError as error:
                    wrong.append(f"{query}: {error}")

    with serving(data, workers=2) as server:
        paths = ("/lookup?q=tu%2010", "/lookup?q=hoc", "/lookup?q=tu%20111")
        first = {path: get(server.address + path)[1]["results"] for path in paths}
        clients = [threading.Thread(target=client, args=(server.address, first)) for _ in range(4)]
        for thread in clients:
            thread.start()
        try:
            in_force, live, done, served = _load_small(folder, data, server.address)
            if not _all_joined(server.address):
                wrong.append("the joined index does not stand")
            time.sleep(3)  # with it, too, nothing may change
            print(
                f"beside {headwords:,} headwords: in force after {in_force:.1f} s, live after {live:.1f} s, joined "
                f"after {done:.1f} s, answering from it after {served:.1f} s; {len(seen):,} answers meanwhile"
            )
            if live > LIVE:
                wrong.append(f"live after {live:.1f} s")
        finally:
            stop.set()
            for thread in clients:  # before the server ends, or its end is taken for an error
                thread.join()
    return sorted(set(wrong))


def main() -> int:
    """Run both in a temporary folder."""
    options = arguments(__doc__, kills=100, headwords=1_000_000, seed=int(time.time())).parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dictsvc-joining-"))
    try:
        wrong = kills(folder, options.kills, random.Random(options.seed))
        print(f"{options.kills} joinings killed, seed {options.seed}: {len(wrong)} faults", flush=True)
        if options.headwords:
            wrong += beside(folder, options.headwords)
    finally:
        shutil.rmtree(folder)
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Changes single random bytes of published files and looks whether each change is noticed.

    python -m torture.bytes [--changes 1000] [--seed N] [--restarts 20]

After each change `verify` must name the dictionary that it hit and no other, and a library opened anew, as by a server
that is restarted, must leave that one out and answer from the others. A few times the real server is restarted.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from dictsvc.catalogue import layout, reading
from dictsvc.library import Library
from dictsvc.life.verifying import verify
from dictsvc.search.lookup import lookup

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # which has the real server, and loads for both


def published(data: Path) -> list[tuple[str, Path]]:
    """(dictionary, file) of every published byte-carrying file in force."""
    named = reading.generation(data).dictionaries
    return [
        (dictionary.id, path)
        for dictionary in named
        for path in sorted(layout.index(data, dictionary.folder).iterdir())
        if path.stat().st_size
    ]


def damage(path: Path, chance: random.Random) -> Callable[[], None]:
    """Change one byte of a file; gives back what undoes it."""
    content = path.read_bytes()
    at = chance.randrange(len(content))
    other = (content[at] + chance.randrange(1, 256)) % 256

    def put(value: int) -> None:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(bytes([value]))

    put(other)
    return lambda: put(content[at])


def faults(data: Path, changes: int, chance: random.Random, say: Callable[[int], None] = lambda at: None) -> list[str]:
    """Make changes one after another, each undone again; what went unnoticed, one sentence each."""
    found = []
    files = published(data)
    everyone = {dictionary for dictionary, _ in files}
    for at in range(changes):
        say(at)
        # Every file as likely as any other: most bytes are in few files.
        dictionary, path = chance.choice(files)
        undo = damage(path, chance)
        try:
            where = f"change {at}, {path.parent.name}/{path.name}"
            named = {one.dictionary for one in verify(data, bytes_only=True).damage}
            if named != {dictionary}:
                found.append(f"{where}: verify names {sorted(named)}")
            snapshot = Library(data, patience=None).current()
            if set(snapshot.damaged) != {dictionary} or set(snapshot.shelves) != everyone - {dictionary}:
                found.append(f"{where}: a server would leave out {sorted(snapshot.damaged)}")
            if not lookup(snapshot, snapshot.choose([]), "hoc").results:
                found.append(f"{where}: the others do not answer")
        finally:
            undo()
    return found


def restarts(data: Path, times: int, chance: random.Random) -> list[str]:
    """Damage a file, start the real server, ask it, undo; what was wrong."""
    from running import get, server

    found = []
    for at in range(times):
        dictionary, path = chance.choice(published(data))
        undo = damage(path, chance)
        try:
            with server(data, "--workers", "1") as address:
                status, answer = get(f"{address}/lookup?q=hoc&limit=50")
                _, ready = get(f"{address}/readyz")
                refused, _ = get(f"{address}/lookup?q=hoc&dict={dictionary}")
            where = f"restart {at}, {path.parent.name}/{path.name}"
            asked = {entry["dictionary"] for result in answer.get("results", []) for entry in result["entries"]}
            if status != 200 or not asked or dictionary in asked:
                found.append(f"{where}: status {status}, answers from {sorted(asked)}")
            if ready["damaged"] != [dictionary] or refused != 503:
                found.append(f"{where}: /readyz names {ready['damaged']}, asking for it gives {refused}")
        finally:
            undo()
    return found


def main() -> int:
    """Run it on the bundled dictionaries."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=1000)
    parser.add_argument("--restarts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    from loaded import load_bundled

    folder = Path(tempfile.mkdtemp(prefix="dictsvc-bytes-"))
    try:
        load_bundled(folder / "data")
        found = faults(folder / "data", wanted.changes, chance)
        found += restarts(folder / "data", wanted.restarts, chance)
    finally:
        shutil.rmtree(folder)
    made = f"{wanted.changes:,} changed bytes and {wanted.restarts} restarts, seed {wanted.seed}"
    print(f"{made}: {len(found)} unnoticed")
    print("\n".join(found[:20]))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Changes single random bytes of published files, or cuts them short, and looks whether each change is noticed.

    python -m torture.bytes [--changes 1000] [--seed N] [--restarts 20] [--rounds 60]

After each change `verify` must name the dictionary that it hit and no other (a change of an earlier generation's file
hits none), and a library opened anew, as by a server that is restarted, must leave that one out and answer from the
others. A few times the real server is restarted.

Then the same under a running server of two workers, in every file of an index and in the catalogue, while clients ask:
within WITHIN seconds every worker must say in /readyz what is damaged, from then on no answer may hold anything of it,
each answer before must be one that the dictionaries with or without it give, and the next generation, or the file put
back, must mend it. What a changed byte does in the first second is counted apart: no program can keep it out of memory
that the system maps from the file.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from loaded import load_bundled
from running import dictsvc, get, serving

from dictsvc.catalogue import layout, reading
from dictsvc.library import Library
from dictsvc.operations.verifying import verify
from dictsvc.search.lookup import checked, lookup
from dictsvc.search.wire import plain
from torture import arguments

WITHIN = 5.0
"""Seconds in which each worker must name what is damaged."""
ASKED = "h,hoc,học sinh,duong,thanh pho,a,go,study,kỳ,sơ xuất,ubnd,ăn,x,pupil,to".split(",")


def published(data: Path) -> list[tuple[str, Path]]:
    """(dictionary, file) of every published byte-carrying file in force."""
    named = reading.generation(data).dictionaries
    return [
        (dictionary.id, path)
        for dictionary in named
        for path in sorted(layout.index(data, dictionary.folder).iterdir())
        if path.stat().st_size
    ]


def earlier(data: Path) -> list[tuple[str, Path]]:
    """('', file) of every earlier generation, which is of no dictionary and which no server reads."""
    return [("", path) for path in sorted(layout.document(data, 1).parent.glob("*.json"))]


def damage(path: Path, chance: random.Random) -> Callable[[], None]:
    """Change one byte of a file; gives back what undoes it."""
    content = path.read_bytes()
    position = chance.randrange(len(content))
    other = (content[position] + chance.randrange(1, 256)) % 256

    def put(value: int) -> None:
        with path.open("r+b") as file:
            file.seek(position)
            file.write(bytes([value]))

    put(other)
    return lambda: put(content[position])


def faults(data: Path, changes: int, chance: random.Random, say: Callable[[int], None] = lambda at: None) -> list[str]:
    """Make changes one after another, each undone again; what went unnoticed, one sentence each."""
    found = []
    everyone = {dictionary for dictionary, _ in published(data)}
    files = published(data) + earlier(data)
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
            if set(snapshot.damaged) != {dictionary} - {""} or set(snapshot.opened) != everyone - {dictionary}:
                found.append(f"{where}: a server would leave out {sorted(snapshot.damaged)}")
            if not lookup(snapshot, snapshot.choose([]), "hoc").results:
                found.append(f"{where}: the others do not answer")
        finally:
            undo()
    return found


def restarts(data: Path, times: int, chance: random.Random) -> list[str]:
    """Damage a file, start the real server, ask it, undo; what was wrong."""
    found = []
    for at in range(times):
        dictionary, path = chance.choice(published(data))
        undo = damage(path, chance)
        try:
            with serving(data) as running:
                address = running.address
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


def cut(path: Path, chance: random.Random) -> Callable[[], None]:
    """Cut a file short; gives back what undoes it."""
    content = path.read_bytes()
    with path.open("r+b") as file:
        file.truncate(chance.randrange(len(content)))

    def undo() -> None:
        path.write_bytes(content)  # in place, as it was damaged

    return undo


@dataclass
class Seen:
    """What the clients saw. first: wrong answers in the first WITHIN seconds after a change. wrong: those after them.
    dropped: connections that ended without an answer, by the kind of change that was made last.
    """

    answers: int = 0
    first: int = 0
    wrong: list[str] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


class Clients:
    """Ask a server without pause, and compare each answer with those that are right."""

    def __init__(self, address: str, right: dict[str, set[str]]) -> None:
        self.seen = Seen()
        self.quiet_until = 0.0
        self.harm = ""
        self._address = address
        self._right = right
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(at,), daemon=True) for at in range(2)]
        for thread in self._threads:
            thread.start()

    def _ask(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self._stop.wait(0.002):
            asked = chance.choice(ASKED)
            began = time.monotonic()
            try:
                status, body = get(f"{self._address}/lookup?q={quote(asked)}")
            except OSError:
                self.seen.dropped[self.harm] += 1
                continue
            self.seen.answers += 1
            if status == 200 and said(body) in self._right[asked]:
                continue
            if began < self.quiet_until:
                self.seen.first += 1
            else:
                self.seen.wrong.append(f"{asked!r} gives status {status}: {json.dumps(body, ensure_ascii=False)[:200]}")

    def end(self) -> Seen:
        """Stop asking."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return self.seen


def said(body: dict[str, object]) -> str:
    """An answer without the number of its generation."""
    return json.dumps({**body, "generation": 0}, ensure_ascii=False, sort_keys=True)


def right_answers(data: Path, without: str | None) -> dict[str, str]:
    """What the dictionaries, but for one, answer."""
    snapshot = Library(data, patience=None).current()
    chosen = snapshot.choose([name for name in snapshot.opened if name != without])
    return {asked: said(plain(lookup(snapshot, chosen, checked(asked)), "")) for asked in ASKED}


def all_say(address: str, holds: Callable[[dict[str, object]], bool]) -> bool:
    """Whether every worker comes to say so in /readyz; which of them answers is left to the system."""
    end = time.monotonic() + WITHIN
    while time.monotonic() < end:
        try:
            states = [get(f"{address}/readyz")[1] for _ in range(24)]
        except OSError:
            continue
        if all(isinstance(state, dict) and holds(state) for state in states):
            return True
    return False


def under_a_server(data: Path, rounds: int, chance: random.Random) -> tuple[list[str], Seen]:
    """Damage files one after another under a running server; what went wrong, and what its clients saw."""
    found: list[str] = []
    everyone = [dictionary.id for dictionary in reading.generation(data).dictionaries]
    full = right_answers(data, None)
    reduced = {name: right_answers(data, name) for name in everyone}
    right = {asked: {full[asked], *(answers[asked] for answers in reduced.values())} for asked in ASKED}
    with serving(data, workers=2, REPLY_CACHE="0") as running:
        address = running.address
        clients = Clients(address, right)
        for at in range(rounds):
            name, path = chance.choice([*published(data), ("", layout.database(data))])
            harm = chance.choice((damage, cut))
            where = f"round {at}, {harm.__name__} of {path.parent.name}/{path.name}"
            clients.harm, clients.quiet_until = harm.__name__, time.monotonic() + WITHIN
            undo = harm(path, chance)
            if name:
                if not all_say(address, lambda state, name=name: state["damaged"] == [name]):  # type: ignore[misc]
                    found.append(f"{where}: not every worker names {name}")
                clients.quiet_until = time.monotonic()
                time.sleep(0.2)
                if harm is damage and chance.random() < 0.5:
                    done = dictsvc(data, "rebuild", name)
                    if done.returncode and "load it again" not in done.stderr + done.stdout:
                        undo()  # an entry was hit: only the file or its source can bring it back
                else:
                    undo()
                if not all_say(address, lambda state: state["damaged"] == []):
                    found.append(f"{where}: is not mended by the next generation, or by the file put back")
            else:
                noticed = all_say(address, lambda state: state["catalogue"] == "unreadable")
                if not noticed and any(not one.dictionary for one in verify(data, bytes_only=True).damage):
                    found.append(f"{where}: not every worker says that the catalogue is damaged")
                undo()
                if not all_say(address, lambda state: state["catalogue"] == "ok"):
                    found.append(f"{where}: the catalogue put back is not read")
        seen = clients.end()
    if seen.dropped["damage"]:
        found.append(f"{seen.dropped['damage']} connections were dropped after a changed byte")
    return found + seen.wrong, seen


def main() -> int:
    """Run it on the bundled dictionaries."""
    options = arguments(__doc__, changes=1000, restarts=20, rounds=60, seed=1).parse_args()
    chance = random.Random(options.seed)
    folder = Path(tempfile.mkdtemp(prefix="dictsvc-bytes-"))
    try:
        load_bundled(folder / "data")
        found = faults(folder / "data", options.changes, chance)
        found += restarts(folder / "data", options.restarts, chance)
        more, seen = under_a_server(folder / "data", options.rounds, chance)
        found += more
    finally:
        shutil.rmtree(folder)
    made = (
        f"{options.changes:,} changed bytes, {options.restarts} restarts, {options.rounds} rounds, seed {options.seed}"
    )
    print(f"{seen.answers:,} answers under the server; {seen.first} wrong in the first {WITHIN:.0f} s after a change")
    print(f"{seen.dropped['cut']} connections dropped after a cut: to read a mapped file beyond its end ends a process")
    print(f"{made}: {len(found)} unnoticed")
    print("\n".join(found[:20]))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

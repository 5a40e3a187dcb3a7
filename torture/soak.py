"""Half a million requests while dictionaries are loaded anew: no answer fails, no memory is kept.

Askers hold connections open and ask typed letters of a dictionary that never changes and of one that is replaced again
and again. Every answer must have status 200 (or 404, where a missing word is asked for on purpose), be whole, and come
from one generation: the replaced dictionary numbers its glosses, and an answer may show one number only, never a lower
one than its asker saw before on the same connection. Just before each reload the private memory of all workers and
their open files are counted.
"""

from __future__ import annotations

import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

from running import serving

GROWTH = 0.05
"""Share by which private memory may grow between the first and the last third of the reloads."""
ASKERS = 6
ROOT = Path(__file__).resolve().parents[1]

_ONSETS = "b c ch d đ g h kh l m n ng nh ph qu s t th tr v x".split()
_RIMES = (
    "a à á ạ an àn ang áng anh ao ảo ăn âm âu e em ê ên i in iên o oa oà oan ô ông ơ ơn u ung ư ưa ương ường".split()
)


@dataclass
class Report:
    """What was seen. failures: one sentence each, the first few. memory: kilobytes before each reload."""

    requests: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)
    reloads: int = 0
    memory: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Of private memory, between the first and the last third of the counts."""
        third = max(len(self.memory) // 3, 1)
        return median(self.memory[-third:]) / median(self.memory[:third]) - 1

    @property
    def kept(self) -> int:
        """Open files more in the last third of the counts than in the first, at the most each.

        An index that was replaced stays open until the collector comes by: single counts differ by a generation.
        """
        third = max(len(self.files) // 3, 1)
        return max(self.files[-third:]) - max(self.files[:third])

    @property
    def well(self) -> bool:
        """Nothing failed, no memory and no file is kept."""
        return not self.failures and self.growth <= GROWTH and self.kept <= ASKERS


def headwords(count: int, draw: random.Random) -> list[str]:
    """Made-up words of one to three syllables, all different."""
    made: dict[str, None] = {}
    while len(made) < count:
        syllables = (draw.choice(_ONSETS) + draw.choice(_RIMES) for _ in range(draw.choice((1, 2, 2, 2, 3))))
        made[" ".join(syllables)] = None
    return list(made)


def load(data: Path, name: str, words: list[str], version: int) -> None:
    """`dictsvc load` of a dictionary whose glosses hold the number of its version."""
    path = data.parent / f"{name}.tsv"
    path.write_text("".join(f"{word}\t- bản {version} của {word}\n" for word in words), encoding="utf-8")
    dictsvc(data, "load", str(path), "--id", name, "--from", "vi")


def dictsvc(data: Path, *arguments: str) -> None:
    """Run the command; where it fails, end with what it said."""
    ran = subprocess.run(
        [sys.executable, "-m", "dictsvc", *arguments],
        env={**os.environ, "DICTSVC_DATA": str(data)},
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if ran.returncode:
        raise RuntimeError(f"dictsvc {' '.join(arguments)}: status {ran.returncode}: {ran.stderr.strip()[-1000:]}")


def workers_of(master: int) -> list[int]:
    """Process ids of the workers."""
    return [int(one) for one in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def private(pid: int) -> int:
    """Kilobytes that belong to a process alone and were written."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"Private_Dirty:\s+(\d+)", text)
    return int(found[1]) if found else 0


class Asker(threading.Thread):
    """Asks over one connection until told to stop, and opens another when the server closes it."""

    def __init__(
        self, port: int, report: Report, budget: Budget, seed: int, fixed: list[str], changing: list[str]
    ) -> None:
        super().__init__(daemon=True)
        self._port, self._report, self._budget = port, report, budget
        self._draw = random.Random(seed)
        self._fixed, self._changing = fixed, changing
        self._seen = 0
        self._socket: socket.socket | None = None
        self._rest = b""

    def run(self) -> None:
        while self._budget.take():
            path, expected, word = self._next()
            try:
                status, body = self._ask(path)
            except OSError as error:
                self._fail(f"{path}: {type(error).__name__} {error}")
                self._socket = None
                continue
            if status != expected:
                self._fail(f"{path}: status {status}, expected {expected}: {body[:200]!r}")
            elif status == 200:
                self._look(path, body, word)

    def _next(self) -> tuple[str, int, str]:
        """(address, status expected, headword that must be there or '')."""
        kind = self._draw.random()
        words = self._changing if self._draw.random() < 0.5 else self._fixed
        word = words[min(int(self._draw.expovariate(1 / 300)), len(words) - 1)]  # a few are asked for often
        if kind < 0.7:
            end = self._draw.randint(1, len(word))
            return f"/lookup?q={quote(word[:end])}", 200, "" if end < len(word) else word
        if kind < 0.9:
            return f"/entries/{'hai' if words is self._changing else 'mot'}/{quote(word)}", 200, word
        if kind < 0.95:
            return "/dictionaries", 200, ""
        return f"/entries/mot/{quote(word)}zz", 404, ""

    def _ask(self, path: str) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), 30)
            self._rest = b""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        data = self._rest
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, data = data.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        while len(data) < length:
            data += self._more()
        self._rest = data[length:]
        if b"connection: close" in lines:
            self._socket.close()
            self._socket = None
        return int(head[9:12]), data[:length]

    def _more(self) -> bytes:
        assert self._socket is not None
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionResetError("closed in the middle of an answer")
        return part

    def _look(self, path: str, body: bytes, word: str) -> None:
        text = body.decode()
        json.loads(text)
        if word and word not in text:
            self._fail(f"{path}: {word} is missing: {text[:200]}")
        shown = {int(number) for number in re.findall(r"bản (\d+) của", text)} - {0}
        if len(shown) > 1:
            self._fail(f"{path}: two generations in one answer: {shown}")
        if shown and min(shown) < self._seen - 1:
            self._fail(f"{path}: generation {min(shown)} after {self._seen}")
        self._seen = max(self._seen, *shown) if shown else self._seen

    def _fail(self, what: str) -> None:
        if len(self._report.failures) < 20:
            self._report.failures.append(what)


class Budget:
    """Requests still to be sent, shared by all askers."""

    def __init__(self, count: int) -> None:
        self._left, self._lock = count, threading.Lock()
        self.taken = 0

    def take(self) -> bool:
        """Whether there is one more."""
        with self._lock:
            if not self._left:
                return False
            self._left -= 1
            self.taken += 1
            return True


def _disagree(port: int, report: Report, workers: int) -> set[int]:
    """Generations in force half a minute after the last reload, asked over several connections; empty: only one."""
    end = time.monotonic() + 30
    while True:
        askers = [Asker(port, report, Budget(0), number, [], []) for number in range(6 * workers)]
        seen = {json.loads(asker._ask("/lookup?q=a")[1])["generation"] for asker in askers}
        if len(seen) == 1 or time.monotonic() > end:
            return seen if len(seen) > 1 else set()
        time.sleep(0.5)


def soak(requests: int, reloads: int, *, warm: int = 0, workers: int = 2, words: int = 6_000, seed: int = 1) -> Report:
    """Send the requests, with the reloads spread evenly among them.

    warm: requests sent before, with two reloads, in which the bounded caches fill; memory is counted from then on.
    """
    report, draw = Report(), random.Random(seed)
    fixed, changing = headwords(words, draw), headwords(words, draw)
    with TemporaryDirectory(prefix="dictsvc-soak-") as place:
        data = Path(place) / "data"
        load(data, "mot", fixed, 0)
        load(data, "hai", changing, 1)
        with serving(data, workers=workers) as server:
            master, port = server.process.pid, server.port
            began = time.monotonic()
            budget = Budget(warm + requests)
            askers = [Asker(port, report, budget, seed + number, fixed, changing) for number in range(ASKERS)]
            for asker in askers:
                asker.start()
            places = [warm * part // 3 for part in (1, 2)] if warm else []
            places += [warm + requests * number // (reloads + 1) for number in range(1, reloads + 1)]
            for number, reached in enumerate(places, 1):
                while budget.taken < reached and any(asker.is_alive() for asker in askers):
                    time.sleep(0.02)
                if reached < warm:
                    load(data, "hai", changing, number + 1)
                    continue
                pids = workers_of(master)
                report.memory.append(sum(map(private, pids)))
                report.files.append(sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids))
                load(data, "hai", changing, number + 1)
                dictsvc(data, "prune", "--keep", "0")
                report.reloads += 1
            for asker in askers:
                asker.join()
            report.seconds = time.monotonic() - began
            report.requests = budget.taken
            if newest := _disagree(port, report, workers):
                report.failures.append(f"workers disagree about the generation at the end: {newest}")
    return report


def main(requests: int = 500_000, reloads: int = 20) -> int:
    """Soak, tell, and give the exit status."""
    report = soak(requests, reloads, warm=requests // 5)
    print(
        f"soak: {report.requests:,} requests in {report.seconds:.0f} s with {report.reloads} reloads, "
        f"{len(report.failures)} failures; private memory {median(report.memory) / 1024:.1f} MB, "
        f"growth {report.growth:+.1%}; open files {max(report.files)} at the most, {report.kept:+} at the end"
    )
    for failure in report.failures:
        print(f"  {failure}")
    return 0 if report.well else 1


if __name__ == "__main__":
    sys.exit(main())

"""Two thousand slow clients of each kind, then of all kinds at once, beside one that must go on being answered.

Every slow client acts once in four seconds: it sends a byte more, reads a few, or connects again where the server has
closed its connection. Meanwhile the quick one asks, by turns on a connection that it keeps and on a new one. First it
asks alone, which shows what else the machine does; beside the slow ones 99 of 100 answers may take 50 ms more.
"""

from __future__ import annotations

import http.client
import itertools
import multiprocessing
import random
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from running import serving

from dictsvc.system.processes import allow_many_files, exit_with_parent
from torture import arguments
from torture.soak import headwords, load, workers_of

BOUND = 50.0
"""Milliseconds by which slow clients may delay the slowest but one of a hundred answers."""
TURN = 4.0
"""Seconds in which each slow client acts once: less than any pause after which a server gives one up."""


@dataclass(frozen=True, slots=True)
class Kind:
    """first: what is sent on a new connection. more: what is sent at each later turn. reads: a little, each turn."""

    name: str
    first: bytes
    more: bytes = b""
    reads: bool = False


KINDS = (
    Kind("drip headers", b"GET /lookup?q=", b"a"),
    Kind("never finish a body", b"POST /lookup HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", b"a"),
    Kind("read /widget.js slowly", b"GET /widget.js HTTP/1.1\r\nHost: x\r\n\r\n" * 4, reads=True),
    Kind("say nothing", b""),
)


class Slow:
    """One slow client. number: of its source address, since one address has too few ports."""

    def __init__(self, port: int, kind: Kind, number: int) -> None:
        self._port, self._kind, self._number = port, kind, number
        self._connection: socket.socket | None = None

    def act(self) -> None:
        """Do the least that looks alive; where the server has answered or closed, begin anew."""
        with suppress(OSError):
            if not self._goes_on():
                self._connect()

    def _goes_on(self) -> bool:
        if self._connection is None:
            return False
        try:
            received = self._connection.recv(256)
        except BlockingIOError:
            return bool(self._connection.send(self._kind.more)) or not self._kind.more
        except OSError:
            received = b""
        if received and self._kind.reads:
            return True
        self._connection.close()
        self._connection = None
        return False

    def _connect(self) -> None:
        self._connection = made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.settimeout(1)
        made.bind((f"127.0.1.{1 + self._number % 200}", 0))
        made.connect(("127.0.0.1", self._port))
        made.setblocking(False)
        made.sendall(self._kind.first)


def attack(port: int, kinds: tuple[Kind, ...], count: int) -> None:
    """Be so many slow clients of each kind, until killed."""
    exit_with_parent()
    allow_many_files()
    everyone = [Slow(port, kind, number) for number in range(count) for kind in kinds]
    due = time.monotonic()
    for client in itertools.cycle(everyone):
        client.act()
        due = max(due + TURN / len(everyone), time.monotonic())  # never faster, to make up for what was late
        time.sleep(max(0.0, due - time.monotonic()))


def ask(port: int, seconds: float) -> Iterator[float]:
    """Milliseconds to each answer. Raises OSError or HTTPException where one fails."""
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    end = time.monotonic() + seconds
    for number, word in enumerate(itertools.cycle(headwords(500, random.Random(2)))):
        began = time.monotonic()
        if began > end:
            return
        connection = kept if number % 2 else http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", f"/lookup?q={quote(word)}")
        answer = connection.getresponse()
        answer.read()
        yield (time.monotonic() - began) * 1000
        if answer.status != 200:
            raise http.client.HTTPException(f"status {answer.status}")
        if connection is not kept:
            connection.close()
        time.sleep(0.01)


def measure(master: int, port: int, kinds: tuple[Kind, ...], count: int, seconds: float) -> float:
    """99th percentile of the quick client's milliseconds beside all these; infinite where an answer failed."""
    who = f"{count:,} that {', '.join(kind.name for kind in kinds)}" if kinds else "nobody else"
    attacker = multiprocessing.get_context("spawn").Process(target=attack, args=(port, kinds, count), daemon=True)
    attacker.start()
    held = 0
    times: list[float] = []
    try:
        time.sleep(TURN + 2)  # until all of them have connected
        for taken in ask(port, seconds):
            if len(times) % 100 == 0:
                held = max(held, sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in workers_of(master)))
            times.append(taken)
    except (OSError, http.client.HTTPException) as error:
        print(f"  beside {who}: an answer failed: {error!r}", flush=True)
        return float("inf")
    finally:
        attacker.kill()
        attacker.join()
    hundredths = quantiles(times, n=100)
    print(
        f"  beside {who}: {len(times)} answers, median {hundredths[49]:.1f} ms, "
        f"99th percentile {hundredths[98]:.1f} ms, slowest {max(times):.1f} ms; "
        f"at most {held:,} files open in the workers",
        flush=True,
    )
    return hundredths[98]


def main(argv: list[str] | None = None) -> None:
    """Exit 1 where answers failed or came late."""
    options = arguments(__doc__, clients=2000, seconds=30.0).parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="dictsvc-slow-") as folder:
        data = Path(folder) / "data"
        load(data, "mot", headwords(2000, random.Random(1)), 1)
        with serving(data, workers=2) as server:
            master, port = server.process.pid, server.port
            alone = measure(master, port, (), options.clients, options.seconds)
            attacks = [*((kind,) for kind in KINDS), KINDS]
            beside = [measure(master, port, kinds, options.clients, options.seconds) for kinds in attacks]
    if max(beside) > alone + BOUND:
        sys.exit(f"slow clients: answers failed, or 1 of 100 took {BOUND:.0f} ms longer than without them")


if __name__ == "__main__":
    main()

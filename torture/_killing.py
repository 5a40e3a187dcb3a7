"""Commands killed at random instants of their work, whatever else the machine does meanwhile."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence


class Killer:
    """expected: seconds that each kind of command takes undisturbed. It follows the machine's load both ways: down from
    commands that end, a little up with each that is killed."""

    def __init__(self, chance: random.Random) -> None:
        self.expected: dict[str, float] = {}
        self._chance = chance

    def run(
        self,
        kind: str,
        command: Sequence[str],
        *,
        done: Callable[[], bool] = lambda: False,
        environment: Mapping[str, str] | None = None,
    ) -> tuple[int, bool]:
        """Start a command as a process group, and kill the group or the command alone, unless its work is done before.

        done: whether it is, of one that does not end by itself. Returns the group's number, and whether it was.
        """
        expected = self.expected.setdefault(kind, 3.0)
        began = time.monotonic()
        process = subprocess.Popen(
            command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = began + self._chance.uniform(0.2, 0.97) * expected
        while time.monotonic() < until and process.poll() is None and not done():
            time.sleep(0.005)
        finished = process.poll() is not None or done()
        if process.poll() is None:
            (os.killpg if self._chance.random() < 0.5 else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
        taken = time.monotonic() - began
        self.expected[kind] = (expected + taken) / 2 if finished else expected * 1.02
        return process.pid, finished

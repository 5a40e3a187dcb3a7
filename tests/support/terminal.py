"""The real command on a terminal of its own, as a person sees it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path

from running import COMMAND

COLUMNS, LINES = 80, 40


def on_terminal(data: Path, *arguments: str, **environment: str) -> tuple[subprocess.Popen[bytes], int]:
    """The command with a terminal for its input and output, and our end of it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, "--data", str(data), *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={
            **{name: value for name, value in os.environ.items() if name != "COLUMNS"},
            "TERM": "xterm",
            **environment,
        },
        start_new_session=True,
        preexec_fn=_take,
    )
    os.close(theirs)
    return process, ours


def _take() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that ^C reaches the command
    # A test run in the background is started with ^C ignored, and other tests' libraries may leave it blocked.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def press_interrupt(process: subprocess.Popen[bytes], terminal: int) -> None:
    """Ctrl-C, as late as a person presses it: once the command has come to wait for its answer.

    Between showing a question and reading its answer there is a moment in which Python only notes a signal; the read
    that follows would then wait for a key all the same.
    """
    status = Path(f"/proc/{process.pid}/stat")
    looks = 0
    until = time.monotonic() + 60
    while looks < 5 and time.monotonic() < until:
        asleep = status.read_text().rpartition(")")[2].split()[0] == "S"
        looks = looks + 1 if asleep else 0
        time.sleep(0.02)
    os.write(terminal, b"\x03")


def read_until(terminal: int, wanted: str | None) -> str:
    """What is shown until `wanted` is in it, or to the end; waits a minute at most."""
    shown = b""
    until = time.monotonic() + 60
    while wanted is None or wanted.encode() not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0, until - time.monotonic()))
        assert ready, shown
        try:
            block = os.read(terminal, 4096)
        except OSError:  # Linux: the other end is closed
            block = b""
        if not block:
            assert wanted is None, shown
            break
        shown += block
    return shown.decode(errors="replace")


def shown_at_the_end(terminal: int) -> tuple[str, str]:
    """All that was sent, and what stands on the screen afterwards (enough of a terminal for bars that vanish)."""
    raw = read_until(terminal, None)
    lines, at, column = [""], 0, 0
    for token in re.findall(r"\x1b\[[?\d;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", raw):
        if token == "\r":
            column = 0
        elif token == "\n":
            at += 1
            lines += [""] * (at + 1 - len(lines))
        elif token[0] != "\x1b":
            lines[at] = lines[at][:column].ljust(column) + token + lines[at][column + len(token) :]
            column += len(token)
        elif token == "\x1b[2K":
            lines[at] = ""
        elif token[-1] == "A":
            at -= int(token[2:-1] or 1)
    return raw, "\n".join(line.rstrip() for line in lines).strip("\n")

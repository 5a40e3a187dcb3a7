"""Helper processes that do not outlive the command that started them.

A command that is killed cannot stop its helpers, and they would go on writing, hold its lock (a forked process shares
it) or wait for work for ever. So each asks the kernel to be ended with its parent (Linux; elsewhere a thread watches).
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PR_SET_PDEATHSIG = 1  # prctl(2)


@contextmanager
def deaf() -> Iterator[None]:
    """Start helper processes inside: they never hear Ctrl-C, which the terminal sends to all; their parent ends them.

    Signals that are blocked stay so in what is started meanwhile, so that there is no moment at which one hears.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent() -> None:
    """Call first in a helper process that `multiprocessing` has started."""
    started = multiprocessing.parent_process()
    parent = started.pid if started is not None and started.pid is not None else os.getppid()
    if sys.platform == "linux" and ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0:
        if os.getppid() != parent:  # it had ended before the kernel was asked
            os._exit(1)
        return
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)

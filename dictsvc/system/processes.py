"""Processes that do not outlive the command that started them.

A command that is killed cannot stop its helpers, and they would go on writing, hold its lock or its port (a forked
process shares them) or wait for work for ever. So each asks the kernel to be ended with its parent (Linux; elsewhere a
thread watches).
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PR_SET_PDEATHSIG = 1  # prctl(2)
_MOST_FILES = 65_536


@contextmanager
def ignoring_interrupts() -> Iterator[None]:
    """Start helper processes inside: they ignore Ctrl-C, which the terminal sends to all; their parent ends them.

    Signals that are blocked stay so in what is started meanwhile, so that there is no moment at which one gets it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def allow_many_files() -> None:
    """Raise the number of files that may be open, from what is usual to what the system allows this process.

    The usual 1024 are for programs that call select(2), which knows no higher descriptor; nothing here does.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(OSError, ValueError):  # macOS names a higher limit than it grants
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def exit_with_parent(parent: int | None = None, how: signal.Signals = signal.SIGKILL) -> None:
    """Call first in a helper process, in its main thread.

    parent: who started it; for one that `multiprocessing` has started, that is known. how: the signal that ends it.
    """
    if parent is None:
        started = multiprocessing.parent_process()
        parent = started.pid if started is not None and started.pid is not None else os.getppid()
    if sys.platform == "linux" and ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how, 0, 0, 0) == 0:
        if os.getppid() != parent:  # it had ended before the kernel was asked
            os.kill(os.getpid(), how)
        return
    threading.Thread(target=_watch, args=(parent, how), daemon=True).start()


def _watch(parent: int, how: signal.Signals) -> None:
    """End this process by a signal once its parent is another one."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os.kill(os.getpid(), how)

"""Runs the function `messages` of another script and writes what it yields as JSON lines to standard output.

    python -P bounded_child.py SCRIPT MEMORY SECONDS ARGUMENT…

MEMORY: bytes of address space that the process may take. SECONDS: of processor time, after which SIGXCPU ends it. The
script's last message is {"end": …}; where it fails, the last one is {"error": why}. Started by `bounded`; imports
nothing of dictsvc.
"""

from __future__ import annotations

import json
import runpy
import sys
from contextlib import suppress


def tell(message: dict[str, object]) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(message) + "\n")


def limit(memory: int, seconds: int) -> None:
    """Take no more than these bytes of address space and seconds of processor time, where the system can say so."""
    with suppress(ImportError, ValueError, OSError):  # the limits are a second line of defence
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    try:
        limit(int(sys.argv[2]), int(sys.argv[3]))
        for message in runpy.run_path(sys.argv[1])["messages"](*sys.argv[4:]):
            tell(message)
    except MemoryError:
        tell({"error": "it needs more memory than the limit allows"})
    except BaseException as error:
        tell({"error": " ".join(f"{type(error).__name__}: {error}".split())[:300]})
    sys.stdout.flush()

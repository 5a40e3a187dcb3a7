"""Programs of others in a process of their own, with bounded memory and time, and a home folder that is thrown away.

A damaged file may make such a library take all memory, never come to an end, or end its process; here that ends in one
sentence. What runs there is a script beside this module that yields messages (`bounded_child` says how); it imports
nothing of dictsvc.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

from dictsvc.errors import SourceError
from dictsvc.system.temporary import TemporaryFolder

_CHILD = Path(__file__).with_name("bounded_child.py")


def messages(
    script: str, *arguments: object, file: str, library: str, memory: int, seconds: int, longest: int
) -> Generator[dict[str, Any], None, None]:
    """What a script yields for these arguments; closing the generator ends the process.

    file, library: names for people. memory: bytes of address space. seconds: of processor time. longest: characters
    that a message may have. The last message has the key "end". Raises SourceError where the script fails or breaks
    off.
    """
    with TemporaryFolder() as home:
        environment = os.environ | dict.fromkeys(("HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"), str(home))
        child = subprocess.Popen(
            [sys.executable, "-P", _CHILD, _CHILD.parent / script, str(memory), str(seconds), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=home,
        )
        assert child.stdout is not None
        ended = False
        try:
            while line := child.stdout.readline(longest):
                try:
                    message = json.loads(line)
                except ValueError:
                    continue  # something printed by the library itself
                if not isinstance(message, dict):
                    continue
                if "error" in message:
                    raise SourceError(
                        "{library} cannot read {file}: {error}.", library=library, file=file, error=message["error"]
                    )
                ended = ended or "end" in message
                yield message
            if not ended and child.wait() == -signal.SIGXCPU:
                raise SourceError(
                    "{file} keeps {library} busy for more than {seconds:,} seconds of processor time; it is damaged, "
                    "or made to do so.",
                    file=file,
                    library=library,
                    seconds=seconds,
                )
            if not ended:
                raise SourceError(
                    "{library} broke off while it read {file}; the file may be damaged or cut short.",
                    library=library,
                    file=file,
                )
        finally:
            child.kill()
            child.wait()
            child.stdout.close()

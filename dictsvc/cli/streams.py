"""Standard input, output and error, whatever they lead to: an ASCII terminal, a reader who left, a full disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

lost: list[str] = []
"""Why standard output could not be written. A command does its work all the same, and says so when it has."""


def prepare() -> None:
    """Call first: a letter that the terminal's encoding lacks is shown as ?, and is no error.

    A stream that was closed by the caller leads nowhere, so that no file that is opened later takes its place.
    """
    lost.clear()
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


@contextmanager
def writing(stream: TextIO) -> Iterator[None]:
    """Write inside. Nobody reading, as after `| head`, is no error; others are noted, if there is a way to say them."""
    try:
        yield
    except OSError as error:
        discard(stream)
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            lost.append(error.strerror or str(error))


def discard(stream: TextIO) -> None:
    """Send the rest of a stream nowhere, also what is still to be flushed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)

"""What a dictionary is loaded from: a path, standard input, an address; the latter two by way of a temporary file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from dictsvc import config
from dictsvc.cli import console
from dictsvc.cli.command import misuse
from dictsvc.errors import DictsvcError, Message, SourceError
from dictsvc.system.temporary import TemporaryFolder

_PIECE = 1 << 20
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@contextmanager
def file_of(argument: str, id: str | None) -> Iterator[tuple[Path, str | None]]:
    """The file to read, while it is there, and where it came from: an address, '' for standard input, None for a path.

    id: what the dictionary is to be called, if that was said. Raises DictsvcError, UsageError.
    """
    path = Path(argument)
    if argument == "-":
        if id is None:
            raise misuse("Standard input has no name; say with --id what the dictionary is to be called.")
        with TemporaryFolder() as folder:
            yield _from_standard_input(folder / id), ""
    elif _ADDRESS.match(argument) and not path.exists():
        with TemporaryFolder() as folder:
            yield _fetched(argument, folder), argument
    else:
        yield path, None


def _from_standard_input(path: Path) -> Path:
    from dictsvc.operations.installing.download import MOST  # imports ssl, which a file does not need

    if sys.stdin.isatty():
        raise misuse("Nothing is piped into standard input; use `dictsvc load - --id ID < FILE`.")
    given = 0
    with path.open("wb") as file:
        while piece := sys.stdin.buffer.read(_PIECE):
            given += len(piece)
            if given > MOST:
                raise SourceError(
                    "standard input has more than the {most:,} bytes that are read from it; write it to a file and "
                    "name that",
                    most=MOST,
                )
            file.write(piece)
    if not given:
        raise SourceError("standard input is empty; nothing was loaded")
    return path


def _fetched(address: str, folder: Path) -> Path:
    from dictsvc.operations.installing import transfer
    from dictsvc.operations.installing.download import MOST

    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or not address.isascii() or " " in address:
        raise DictsvcError(
            "{address} is no address that can be fetched; expected https://…, anything else %-escaped", address=address
        )
    name = "".join(char if char.isprintable() else "_" for char in PurePosixPath(unquote(parts.path)).name)[:100]
    path = folder / (name.replace("/", "_") if name not in ("", "..") else parts.hostname)
    with console.progress(Message("Downloading {name}", name=path.name), None) as progress:
        transfer.fetch(address, path, most=MOST, timeout=config.load().download_timeout, moved=progress)
    return path

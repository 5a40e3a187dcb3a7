"""The files of a listed dictionary into a folder, each proved by its hash: what fails that is never read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from dictsvc.errors import DictsvcError
from dictsvc.operations.installing import transfer
from dictsvc.operations.installing.listing import File, Listed

MOST = 2 * 1024**3
"""Bytes of a file whose size the list does not say."""


def download(
    listed: Listed,
    folder: Path,
    *,
    timeout: float = 30,
    pauses: Sequence[float] = transfer.PAUSES,
    progress: Callable[[int], None] = lambda done: None,
) -> Path:
    """Fetch all files of a dictionary into a folder; the path of the one to open. Raises DictsvcError.

    timeout, pauses: as `transfer.fetch` has them. progress: called with the bytes of all files so far.
    """
    done = 0

    def moved(here: int) -> None:
        progress(done + here)

    for file in listed.files:
        path = folder / file.name
        most = file.bytes or MOST
        transfer.fetch(file.url, path, exactly=file.bytes, most=most, timeout=timeout, pauses=pauses, moved=moved)
        _prove(file, path)
        done += path.stat().st_size
    return folder / listed.files[0].name


def _prove(file: File, path: Path) -> None:
    """Raise DictsvcError, and delete the file, unless its hash is the one that the list gives."""
    found = _digest(file.kind, path)
    if found != file.digest:
        path.unlink()
        raise DictsvcError(
            "{url}: is not the file listed ({kind} {found}… instead of {expected}…), so it was not read; "
            "it was changed at its source or on the way",
            url=file.url,
            kind=file.kind,
            found=found[:12],
            expected=file.digest[:12],
        )


def _digest(kind: str, path: Path) -> str:
    with path.open("rb") as opened:
        if kind == "sha256":
            return hashlib.file_digest(opened, "sha256").hexdigest()
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size)  # as git names content
        while block := opened.read(1 << 20):
            digest.update(block)
        return digest.hexdigest()

"""Who may read a data folder. Whatever is made in it gets owner, group and rights of the folder it stands in.

So the rights of the data folder, set once, decide who may read what is loaded, and not the umask or the user of
whoever loads.
"""

from __future__ import annotations

import grp
import os
import secrets
import shlex
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dictsvc.catalogue import layout
from dictsvc.errors import Message
from dictsvc.index.manifest import flush


def inherit(path: Path) -> None:
    """Give a file or folder owner, group and rights of the folder that it stands in, where this user may."""
    copy_rights(path, path.parent)


def copy_rights(path: Path, model: Path) -> None:
    """Give a file or folder owner, group and rights of another one, where this user may."""
    rights = model.stat()
    with suppress(OSError):
        os.chown(path, -1, rights.st_gid)
        os.chown(path, rights.st_uid, -1)
    with suppress(OSError):
        # After the owner, since that may clear bits. No file here is a program.
        path.chmod(stat.S_IMODE(rights.st_mode) if path.is_dir() else rights.st_mode & 0o666)


def make_folder(folder: Path) -> None:
    """Make a folder where it is missing, so that it is there after a power cut too."""
    if not folder.exists():
        folder.mkdir(exist_ok=True)
        inherit(folder)
        flush(folder.parent)


@contextmanager
def building(data: Path, beginning: str) -> Iterator[Path]:
    """A folder to build an index in; whatever is left of it afterwards is deleted. beginning: of its name."""
    folder = layout.index(data, f"{beginning}{secrets.token_hex(6)}")
    try:  # a signal may come as soon as it is there
        folder.mkdir()
        inherit(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def readable(data: Path) -> str | None:
    """What keeps this process from reading a data folder, as one sentence, or None. Looks at rights, not at content."""
    try:
        for path in _paths(data):
            if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)) and path.exists():
                return Message("{path}: no right to read; {remedy}", path=path, remedy=remedy(data))
    except NotADirectoryError as error:
        return Message("{path}: not a folder; name a data folder with --data", path=error.filename)
    except PermissionError as error:
        return Message("{path}: no right to read; {remedy}", path=error.filename, remedy=remedy(data))
    return None


def narrower(data: Path) -> Iterator[Path]:
    """What not everybody may read who may read the data folder, such as the user that serves it."""
    allowed = data.stat()
    for path in _paths(data):
        with suppress(FileNotFoundError):
            found = path.stat()
            others = bool(found.st_mode & stat.S_IROTH)
            group = bool(found.st_mode & stat.S_IRGRP) if found.st_gid == allowed.st_gid else others
            owner = bool(found.st_mode & stat.S_IRUSR) if found.st_uid == allowed.st_uid else group or others
            for bit, may in ((stat.S_IRUSR, owner), (stat.S_IRGRP, group), (stat.S_IROTH, others)):
                if allowed.st_mode & bit and not may:
                    yield path
                    break


def _paths(data: Path) -> Iterator[Path]:
    """All that a server reads, folders before what is in them."""
    yield from (data, layout.database(data), layout.indexes(data))
    with suppress(FileNotFoundError):
        for folder in layout.indexes(data).iterdir():
            if not folder.name.startswith(".") and folder.is_dir():
                yield folder
                with suppress(FileNotFoundError):
                    yield from folder.iterdir()


def remedy(data: Path) -> str:
    """How to mend it, as the folder's own rights have it; what is loaded afterwards has them by itself."""
    folder = shlex.quote(str(data))
    try:
        rights = data.stat()
    except OSError:
        rights = None
    if rights is not None and rights.st_mode & stat.S_IROTH:
        return Message("run chmod -R a+rX {folder}", folder=folder)
    group = "GROUP"
    if rights is not None and rights.st_mode & stat.S_IRGRP:
        with suppress(KeyError):
            group = grp.getgrgid(rights.st_gid).gr_name
    return Message(
        "give the service's group read access: chgrp -R {group} {folder} && chmod -R g+rX {folder}",
        group=group,
        folder=folder,
    )

"""index.json, written last: what an index is made of, and whether this version of the program can read it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dictsvc.errors import IndexDamaged, IndexOutdated, Message, TooManyFiles
from dictsvc.index.files import ARCHIVE, Section, too_many
from dictsvc.vietnamese.fold import FOLD_VERSION

FORMAT_VERSION = 8
"""Raise it whenever the layout of any file changes, or which keys a part has."""
JOINED_VERSION = 4
"""Raise it whenever a joined index of the same members would have other bytes, or should be made anew."""
JOINED = "joined."
"""What the folder of every joined index begins with. No dictionary's folder does, since an id has no full stop."""
NAME = "index.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """language: BCP 47 of the headwords. tonal: keys follow Vietnamese rules. parts: names of the parts that are there.

    sections: name -> where it stands in the archive. documents: distinct headwords. keys: documents and respellings.
    hidden: how many documents, the last ones by rank, are found when typed in full and never offered.
    members: of a joined index, the folders of the dictionaries in it, in the admin's order; else none. built_at: ISO
    8601, UTC; '' of a joined index, whose members alone say what it is.
    """

    language: str
    tonal: bool
    documents: int
    entries: int
    built_at: str
    keys: int = 0
    parts: tuple[str, ...] = ()
    format: int = FORMAT_VERSION
    fold: int = FOLD_VERSION
    hidden: int = 0
    thinned: bool = False
    members: tuple[str, ...] = ()
    sections: dict[str, Section] = field(default_factory=dict)


def write(folder: Path, manifest: Manifest) -> str:
    """Write index.json and flush the folder to disk; returns a short name for the content."""
    values = asdict(manifest)
    if not manifest.members:
        del values["members"]  # so that a program from before there were any reads the index of a dictionary
    data = json.dumps(values, ensure_ascii=False, indent=1).encode()
    path = folder / NAME
    path.write_bytes(data)
    for name in (ARCHIVE, NAME):
        flush(folder / name)
    flush(folder)
    return short_name(data)


def joined_prefix(members: Sequence[str], *, tonal: bool) -> str:
    """What the folder of a joined index begins with. members: the folders of those in it, in the admin's order."""
    what = json.dumps([tonal, *members, FORMAT_VERSION, FOLD_VERSION, JOINED_VERSION])
    return f"{JOINED}{hashlib.sha256(what.encode()).hexdigest()[:12]}-"


def flush(path: Path) -> None:
    """Force a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def short_name(data: bytes) -> str:
    """What the name of a folder ends in when `data` is its index.json."""
    return hashlib.sha256(data).hexdigest()[:12]


def described(folder: Path) -> dict[str, Any]:
    """What index.json says. Raises IndexDamaged with one clause.

    The folder's name vouches for it before a byte of it is parsed, so whatever is wrong inside was published so.
    """
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        raise IndexDamaged(
            Message("is missing") if folder.exists() else Message("is missing with its whole folder")
        ) from None
    except OSError as error:
        if (what := too_many(error)) is not None:
            raise TooManyFiles(what) from error
        raise IndexDamaged("cannot be read ({reason})", reason=error.strerror) from error
    if folder.name.rpartition("-")[2] != short_name(data):
        raise IndexDamaged("is not what was published")
    try:
        found: dict[str, Any] = json.loads(data)
        found.items()
    except (ValueError, AttributeError):
        raise IndexDamaged("is no description of an index") from None
    return found


def read(folder: Path) -> Manifest:
    """The manifest of a published index, versions and file sizes checked (cheap; `verify` reads everything)."""
    path = folder / NAME
    try:
        values = described(folder)
    except IndexDamaged as error:
        no_right = isinstance(error.__cause__, PermissionError)
        remedy = Message("check its owner and rights")
        if not no_right:
            remedy = Message("run `dictsvc rebuild` or load the dictionary again")
        raise IndexDamaged("{path}: {error}; {remedy}", path=path, error=error, remedy=remedy) from error
    format_version, fold = values.get("format"), values.get("fold")
    if (format_version, fold) != (FORMAT_VERSION, FOLD_VERSION):
        raise IndexOutdated(
            "{folder}: written with format {format_version}, fold {fold}; this version reads format "
            "{known_format}, fold {known_fold}; run `dictsvc rebuild`",
            folder=folder.name,
            format_version=format_version,
            fold=fold,
            known_format=FORMAT_VERSION,
            known_fold=FOLD_VERSION,
        )
    try:
        values["sections"] = {name: Section(*row) for name, row in values["sections"].items()}
        values["parts"] = tuple(values["parts"])
        values["members"] = tuple(values.get("members", ()))
        manifest = Manifest(**values)
        expected = max(section.end for section in manifest.sections.values())
        found = (folder / ARCHIVE).stat().st_size
        if found != expected:
            raise IndexDamaged(
                "{path}: {found} bytes, expected {expected}; run `dictsvc rebuild`",
                path=folder / ARCHIVE,
                found=found,
                expected=expected,
            )
    except OSError as error:
        raise IndexDamaged(
            "{path}: {reason}; run `dictsvc rebuild`", path=error.filename, reason=error.strerror
        ) from error
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise IndexDamaged("{path}: not an index description; run `dictsvc rebuild`", path=path) from error
    return manifest

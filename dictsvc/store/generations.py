"""What stands in a store: a generation as one object, and the names of all objects. Pure functions; knows no network.

    dictsvc generation 1 <SHA-256 of what follows, in hex>
    {"place": 7, "pushed_at": "…", "document": "…", "seal": "…",
     "folders": {"<folder>": {"<file>": [bytes, "SHA-256 in hex"]}}, "counts": {"<file>": [bytes, "SHA-256 in hex"]}}

place: the store's own number, 1 and up, which the object's name repeats; the next is the last one's plus one, so that
of two who publish at once only one can. document, seal: the generation as the publisher's catalogue keeps it
(`catalogue/schema`). folders: every index that the generation needs and, where they were there, indexes derived of
those; with their files. counts: an admin's word counts (`catalogue/word_counts`), which a load ranks by.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from dictsvc.catalogue import schema
from dictsvc.errors import Message, StoreError
from dictsvc.records import ID, Generation

GENERATIONS = "generations"
INDEXES = "indexes"
COUNTS = "counts"
FORMAT = 1
MOST = 64 * 2**20
"""Bytes of a generation object at the most."""
_HEAD = "dictsvc generation"
_FOLDER = re.compile(rf"({ID}|joined\.[0-9a-f]{{12}})-[0-9a-f]{{12}}")
_COUNTED = re.compile(r"[a-z]+-[0-9a-f]{12}\.tsv")
_FILE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class File(NamedTuple):
    """A file of an index: bytes, and their SHA-256 in hex."""

    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Published:
    """A generation in a store; see the module. pushed_at: ISO 8601, UTC. folders: folder -> name of a file -> file.

    counts: name of a file -> file.
    """

    place: int
    pushed_at: str
    document: str
    seal: str
    folders: Mapping[str, Mapping[str, File]]
    counts: Mapping[str, File] = field(default_factory=dict)

    def objects(self) -> dict[str, File]:
        """All objects that it needs: name -> size and digest."""
        named = {count_name(name): file for name, file in self.counts.items()}
        for folder, files in self.folders.items():
            named |= {file_name(folder, name): file for name, file in files.items()}
        return named

    @property
    def size(self) -> int:
        """Bytes of all that it needs."""
        return sum(file.size for file in self.objects().values())

    @property
    def generation(self) -> Generation:
        """What it says; `decode` has seen that it can be read."""
        return schema.decode(self.document)


def generation_name(place: int) -> str:
    """The name of the object of a place."""
    return f"{GENERATIONS}/{place:020}"


def place_of(name: str) -> int | None:
    """The place that the name of an object says; None for objects of others."""
    found = re.fullmatch(rf"{GENERATIONS}/([0-9]{{20}})", name)
    return int(found[1]) if found else None


def file_name(folder: str, file: str) -> str:
    """The name of an object that is a file of an index."""
    return f"{INDEXES}/{folder}/{file}"


def count_name(file: str) -> str:
    """The name of an object that is an admin's word counts."""
    return f"{COUNTS}/{file}"


def encode(published: Published) -> bytes:
    """The content of a generation object."""
    values = {
        "place": published.place,
        "pushed_at": published.pushed_at,
        "document": published.document,
        "seal": published.seal,
        "folders": {folder: dict(files) for folder, files in published.folders.items()},
        "counts": dict(published.counts),
    }
    text = json.dumps(values).encode()
    return f"{_HEAD} {FORMAT} {hashlib.sha256(text).hexdigest()}\n".encode() + text


def decode(content: bytes, place: int, where: str) -> Published:
    """What the object of a place says. where: its address, for people. Raises StoreError: damaged or newer."""
    head, _, text = content.partition(b"\n")
    words = head.decode("ascii", "replace").split()
    version = words[2] if len(words) == 4 and words[:2] == _HEAD.split() else ""
    if version.isdecimal() and int(version) > FORMAT:
        raise _newer(where)
    if version != str(FORMAT) or hashlib.sha256(text).hexdigest() != words[3]:
        raise _damaged(where, Message("its bytes are not those that were published"))
    try:
        values = json.loads(text)
        folders = {str(folder): _files(files) for folder, files in values["folders"].items()}
        found = Published(
            int(values["place"]),
            str(values["pushed_at"]),
            values["document"],
            values["seal"],
            folders,
            _files(values["counts"]),
        )
        if int(json.loads(found.document)["schema"]) > schema.VERSION:
            raise _newer(where)
        needed = {dictionary.folder for dictionary in found.generation.dictionaries}
        counts = set(found.generation.frequencies.values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(where, Message("it cannot be read")) from error
    if found.place != place:
        raise _damaged(where, Message("it was published in another place ({place})", place=found.place))
    if schema.seal(found.document) != found.seal:
        raise _damaged(where, Message("its seal is broken"))
    safe = all(map(_is_safe, folders, folders.values())) and all(map(_COUNTED.fullmatch, found.counts))
    if not needed <= folders.keys() or not counts <= found.counts.keys() or not safe:
        raise _damaged(where, Message("it names no files that could be fetched"))
    return found


def _files(values: Mapping[str, tuple[int, str]]) -> dict[str, File]:
    return {str(name): File(int(size), str(digest)) for name, (size, digest) in values.items()}


def _is_safe(folder: str, files: Mapping[str, File]) -> bool:
    """Whether names may be used on disk, and sizes be believed; what the bytes are, their digests say."""
    return (
        _FOLDER.fullmatch(folder) is not None
        and all(_FILE.fullmatch(name) for name in files)
        and all(file.size >= 0 and len(file.digest) == 64 for file in files.values())
    )


def _newer(where: str) -> StoreError:
    return StoreError(
        "{where}: published by a newer dictsvc; upgrade dictsvc here, nothing was changed", where=where, kind="newer"
    )


def _damaged(where: str, what: str) -> StoreError:
    return StoreError("{where}: {what}; `dictsvc push --repair` mends it", where=where, what=what, kind="damaged")

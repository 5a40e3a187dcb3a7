"""The list of dictionaries that can be installed: a TOML file of the package, of an organisation, or at an address.

Promises that what it hands on can be used as it stands: names are ids, addresses are http or https, file names stay
inside a folder, every file has a hash, every text can be printed. The form is explained in sources.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from dictsvc.errors import DictsvcError, Message
from dictsvc.operations.installing import transfer
from dictsvc.records import ID

_LONGEST_LIST = 4_000_000  # bytes
_HASHES = {"sha256": 64, "git_blob": 40}  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class File:
    """url: where it is. name: to store it under. kind, digest: its hash, in hexadecimal. bytes: None where unknown."""

    url: str
    name: str
    kind: str
    digest: str
    bytes: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A dictionary of the list. files: the first is the one to open. format, encoding: None where to be found out."""

    name: str
    title: str
    source_language: str
    target_language: str
    licence: str
    files: tuple[File, ...]
    format: str | None = None
    encoding: str | None = None

    @property
    def source(self) -> str:
        """Where it comes from, as visitors and licences want it said."""
        return self.files[0].url

    @property
    def stated(self) -> dict[str, Any]:
        """What the list says, under the names of `readers.SourceMetadata`."""
        names = ("title", "source_language", "target_language", "licence", "source")
        return {name: getattr(self, name) for name in names}

    @property
    def bytes(self) -> int | None:
        """Size of all files together, None where one is not known."""
        sizes = [file.bytes for file in self.files]
        return None if None in sizes else sum(size or 0 for size in sizes)


def read(where: str = "", *, timeout: float = 30) -> tuple[Listed, ...]:
    """A list: the package's own where `where` is empty, else a path or an address. Raises DictsvcError."""
    if not where:
        raw, place = (package_files("dictsvc.operations.installing") / "sources.toml").read_bytes(), "sources.toml"
    elif where.startswith(("http://", "https://")):
        raw, place = transfer.text(where, most=_LONGEST_LIST, timeout=timeout), where
    else:
        place = where
        try:
            raw = Path(where).expanduser().read_bytes()
        except OSError as error:
            raise DictsvcError(
                "{where}: the list of dictionaries cannot be read ({reason}); look at DICTSVC_SOURCES",
                where=where,
                reason=error.strerror,
            ) from error
    try:
        tables = tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DictsvcError(
            "{place}: no list of dictionaries, since it is no TOML ({error})", place=place, error=error
        ) from error
    rows = tables.get("dictionary")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise DictsvcError("{place}: no list of dictionaries; expected tables [[dictionary]]", place=place)
    listed = tuple(_listed(row, f"{place}, dictionary {number}") for number, row in enumerate(rows, 1))
    _once((one.name for one in listed), Message("{place}: the name", place=place))
    return listed


def find(listed: Iterable[Listed], name: str) -> Listed:
    """The dictionary of a name. Raises DictsvcError with the names that there are."""
    names = []
    for dictionary in listed:
        if dictionary.name == name:
            return dictionary
        names.append(dictionary.name)
    raise DictsvcError(
        "There is no dictionary {name!r} to install; there are: {names}", name=name, names=", ".join(names)
    )


def _listed(row: Mapping[str, Any], place: str) -> Listed:
    name = _text(row, "name", place)
    if not re.fullmatch(ID, name):
        raise DictsvcError(
            "{place}: the name {name!r} is none; expected lower-case letters, digits and hyphens",
            place=place,
            name=name,
        )
    place = f"{place} ({name})"
    rows = row.get("file")
    if not isinstance(rows, list) or not rows or not all(isinstance(file, dict) for file in rows):
        raise DictsvcError("{place}: has no files; expected tables [[dictionary.file]]", place=place)
    files = tuple(_file(file, place) for file in rows)
    _once((file.name for file in files), Message("{place}: the file", place=place))
    return Listed(
        name,
        _text(row, "title", place),
        _text(row, "from", place),
        _text(row, "to", place),
        _text(row, "licence", place),
        files,
        _text(row, "format", place) if "format" in row else None,
        _text(row, "encoding", place) if "encoding" in row else None,
    )


def _file(row: Mapping[str, Any], place: str) -> File:
    url = _text(row, "url", place)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isascii() and " " not in url
    except ValueError:
        usable = False
    if not usable:
        raise DictsvcError(
            "{place}: {url!r} is no address; expected https://…, anything else %-escaped", place=place, url=url
        )
    name = PurePosixPath(unquote(parts.path)).name
    if not name or name.startswith(".") or not name.isprintable() or set(name) & set('\\:*?"<>|'):
        raise DictsvcError("{place}: {url!r} ends in no file name", place=place, url=url)
    given = [kind for kind in _HASHES if kind in row]
    if len(given) != 1:
        raise DictsvcError(
            "{place}: {name} needs one hash, sha256 or git_blob, by which it can be checked", place=place, name=name
        )
    digest = _text(row, given[0], place).lower()
    if len(digest) != _HASHES[given[0]] or set(digest) - set("0123456789abcdef"):
        raise DictsvcError(
            "{place}: {kind} of {name} is not {digits} hexadecimal digits",
            place=place,
            kind=given[0],
            name=name,
            digits=_HASHES[given[0]],
        )
    size = row.get("bytes")
    if size is not None and (not isinstance(size, int) or size <= 0):
        raise DictsvcError(
            "{place}: bytes of {name} is {size!r}; expected a whole number, or leave it out",
            place=place,
            name=name,
            size=size,
        )
    return File(url, name, given[0], digest, size)


def _text(row: Mapping[str, Any], key: str, place: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise DictsvcError(
            "{place}: {key} is {found}; expected a line of text",
            place=place,
            key=key,
            found=Message("missing") if value is None else repr(value),
        )
    return value.strip()


def _once(names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DictsvcError("{what} {name} stands there twice", what=what, name=name)
        seen.add(name)

"""What can go wrong, as one family: every message says what was expected, what was found, and what to do.

A message is a template and its values, so that whoever shows it may show it in another language. Knows nothing of
languages, nor of where a message is shown; the command line prints it, the web translates it to a status.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self


class Message(str):
    """A sentence, or part of one, in English; as a string it is whole, and it remembers what it was made of.

    template: as `str.format` takes it. values: what was put in: numbers, strings, messages again.

    >>> Message("{path}: is empty", path="a.tsv")
    'a.tsv: is empty'
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template = template
        made.values = {
            name: value if isinstance(value, (str, int, float)) else str(value) for name, value in values.items()
        }
        return made

    def __str__(self) -> str:
        return self  # not a copy, which would forget the template

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.values


def joined(separator: str, parts: Iterable[str]) -> Message:
    """Texts and messages as one message."""
    values: dict[str, object] = {f"part{number}": part for number, part in enumerate(parts)}
    return Message(separator.join(f"{{{name}}}" for name in values), **values)


class DictsvcError(Exception):
    """Base of all errors that are the world's fault and not this program's; `str(error)` is one sentence for people.

    Raised with a template and its values: `DictsvcError("{path}: is a file; name a folder", path=path)`.
    """

    def __init__(self, template: str = "", /, **values: object) -> None:
        self.message = template if isinstance(template, Message) else Message(template, **values)
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class SourceError(DictsvcError):
    """A dictionary file cannot be read as one: wrong format, cut short, undecodable, empty."""


class CatalogueError(DictsvcError):
    """The data folder cannot be used: not ours, from a newer version, not writable, locked by someone."""


class CatalogueDamaged(CatalogueError):
    """The catalogue is ours and could be opened, and is not what was written."""


class IndexDamaged(DictsvcError):
    """A published index is missing, cut short or contradicts its own checksums."""


class TooManyFiles(DictsvcError):
    """The system lets this process open no further file; nothing is wrong with the index."""


class IndexOutdated(DictsvcError):
    """A published index was written with another fold or format version; `dictsvc rebuild` mends it."""


class StoreError(DictsvcError):
    """An object store cannot be used as it was asked to be. kind: in one word what is wrong, for programs:

    unreachable  no answer, or not in time         refused   the credentials, or their rights
    missing      no such bucket or folder          failed    the store says that it cannot
    empty        nothing was published there       damaged   bytes are not those that were published
    older        it went back behind this folder   newer     published by another version of dictsvc
    conflict     it and this folder went different ways
    unfit        it ignores conditions, or this is no address of a store
    """

    def __init__(self, template: str = "", /, *, kind: str = "failed", **values: object) -> None:
        super().__init__(template, **values)
        self.kind = kind


class UnknownDictionary(DictsvcError):
    """No dictionary of that id in the generation asked."""


class NotIndexed(DictsvcError):
    """None of the dictionaries asked has an index of its definitions."""


class BadQuery(DictsvcError):
    """The text asked for cannot be a query: blank, too long, control characters. vietnamese: the web's sentence."""

    def __init__(self, template: str, /, *, vietnamese: str = "", **values: object) -> None:
        super().__init__(template, **values)
        self.vietnamese = vietnamese

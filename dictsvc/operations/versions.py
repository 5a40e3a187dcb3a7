"""Which reader and cleaner made a dictionary of its file, and whether they were repaired since.

An index keeps what the cleaner made, not what the file holds, so that `rebuild` cannot bring such a repair: only the
file can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dictsvc import clean
from dictsvc.errors import Message
from dictsvc.readers import FORMATS
from dictsvc.records import Dictionary


def read_by(format: str) -> str:
    """A format with the versions of its reader and of the cleaner, as `Dictionary.read_by` keeps it."""
    return f"{format} {FORMATS[format].version}.{clean.VERSION}"


def is_current(dictionary: Dictionary) -> bool:
    """Whether its file would be read as it was; False also where an earlier dictsvc did not note how it was."""
    format = dictionary.read_by.partition(" ")[0]
    return format in FORMATS and dictionary.read_by == read_by(format)


def advice(dictionaries: Iterable[Dictionary]) -> Iterator[str]:
    """What to do about those that an earlier reader or cleaner read: a sentence, or none."""
    stale = [dictionary for dictionary in dictionaries if not is_current(dictionary)]
    if own := [dictionary for dictionary in stale if not dictionary.bundled]:
        file = own[0].file if Path(own[0].file).is_file() else "FILE"
        yield Message(
            "{ids}: read by an earlier version of dictsvc; to have what was repaired since in reading "
            "and cleaning, load the file again (`dictsvc load {file} --id {id}`)",
            ids=", ".join(dictionary.id for dictionary in own),
            file=file,
            id=own[0].id,
        )
    if bundled := [dictionary.id for dictionary in stale if dictionary.bundled]:
        yield Message(
            "{ids}: read by an earlier version of dictsvc; `dictsvc upgrade {names}` reads what comes with this one",
            ids=", ".join(bundled),
            names=" ".join(bundled),
        )

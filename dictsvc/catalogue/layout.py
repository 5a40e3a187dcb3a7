"""Names below the data folder, and the marks by which a catalogue is known as ours."""

from __future__ import annotations

from pathlib import Path

APPLICATION_ID = 0x5644_6963  # "VDic", in SQLite's header
SCHEMA_VERSION = 2
"""Raise it with a migration; a catalogue with a higher one is from a newer dictsvc and is left alone.

1: first. 2: each generation bears a seal, the checksum of what it says.
"""

BUILDING = ".new-"
"""Beginning of the name of a folder below indexes/ in which an index is built or taken down."""
DOOMED = ".drop-"
"""Beginning of the name of an empty file below indexes/: the index named after it goes unless a generation names it."""


def database(data: Path) -> Path:
    """The catalogue of a data folder."""
    return data / "catalogue.db"


def fresh(data: Path) -> Path:
    """The next state of the catalogue while it is written."""
    return data / "catalogue.db.new"


def indexes(data: Path) -> Path:
    """Where the indexes of a data folder stand."""
    return data / "indexes"


def index(data: Path, folder: str) -> Path:
    """One index by its folder name."""
    return data / "indexes" / folder

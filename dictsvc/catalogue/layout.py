"""Names below the data folder, and the marks by which a catalogue is known as ours."""

from __future__ import annotations

from pathlib import Path

APPLICATION_ID = 0x5644_6963  # "VDic", in SQLite's header
SCHEMA_VERSION = 1
"""Raise it with a migration; a catalogue with a higher one is from a newer dictsvc and is left alone."""

BUILDING = ".new-"


def database(data: Path) -> Path:
    """The catalogue of a data folder."""
    return data / "catalogue.db"


def indexes(data: Path) -> Path:
    """Where the indexes of a data folder stand."""
    return data / "indexes"


def index(data: Path, folder: str) -> Path:
    """One index by its folder name."""
    return data / "indexes" / folder

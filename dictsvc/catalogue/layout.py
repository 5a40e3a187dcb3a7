"""Names below the data folder, and the marks by which a catalogue is known as ours."""

from __future__ import annotations

from pathlib import Path

APPLICATION_ID = 0x5644_6963  # "VDic", in SQLite's header
BUILDING = ".new-"
"""Beginning of the name of a folder below indexes/ in which an index is built or taken down."""
JOINING = ".join-"
"""Beginning of the name of a folder below indexes/ in which a joined index is built, without the catalogue's lock."""
DOOMED = ".drop-"
"""Beginning of the name of an empty file below indexes/: the index named after it goes unless a generation names it."""


def database(data: Path) -> Path:
    """The catalogue of a data folder."""
    return data / "catalogue.db"


def fresh(data: Path) -> Path:
    """The next state of the catalogue while it is written."""
    return data / "catalogue.db.new"


def document(data: Path, number: int) -> Path:
    """What an earlier generation said; that of the one in force stands in the catalogue itself."""
    return data / "generations" / f"{number}.json"


def frequencies(data: Path) -> Path:
    """Where an admin's word counts stand."""
    return data / "generations"


def indexes(data: Path) -> Path:
    """Where the indexes of a data folder stand."""
    return data / "indexes"


def index(data: Path, folder: str) -> Path:
    """One index by its folder name."""
    return data / "indexes" / folder

"""Data folders as earlier versions of the program left them."""

from __future__ import annotations

import tarfile
from pathlib import Path

from dictsvc.catalogue import layout, reading

FOLDERS = Path(__file__).with_name("folders")


def unpack(tmp_path: Path, version: int) -> Path:
    """A data folder that version 0.1 wrote under schema 2: two dictionaries loaded, set, replaced, removed; 7 steps.

    Schema 1 was the same without seals.
    """
    data = tmp_path / "old"
    data.mkdir()
    with tarfile.open(FOLDERS / "schema-2.tar.gz") as archive:
        archive.extractall(data, filter="data")
    if version == 1:
        connection = reading.sqlite3.connect(layout.database(data))
        connection.execute("ALTER TABLE generations DROP COLUMN seal")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
        connection.close()
    return data

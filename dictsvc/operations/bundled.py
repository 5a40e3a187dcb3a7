"""The dictionaries that come with the program: where they stand, what they say of themselves, loading them.

To see what there is costs little, since every start of a server does it; what loads is imported when it is needed.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dictsvc.catalogue.writing import Catalogue
    from dictsvc.operations.describing import Wishes
    from dictsvc.operations.loading import Outcome

ORDER = ("viet-anh", "anh-viet", "hanh-chinh", "viet-tat", "dia-danh", "thanh-ngu")
"""Ids in the order in which a new installation asks them; others come after these."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """path: its source file. said: what its metadata file says."""

    path: Path
    said: dict[str, str]

    @property
    def id(self) -> str:
        """Its short name."""
        return self.said["id"]

    @property
    def version(self) -> str:
        """Its version, such as 2026-11-23."""
        return self.said["version"]

    @property
    def wishes(self) -> Wishes:
        """As a load takes it; what its metadata file says, the reader of tab files finds there."""
        from dictsvc.operations.describing import Wishes

        return Wishes(id=self.id, replace=True, bundled=self.version)


def folder() -> Path:
    """Where the bundled dictionaries stand: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "dictionaries"
    return inside if inside.is_dir() else package.parent / "dictionaries"


def available() -> list[Bundled]:
    """All bundled dictionaries, in the order in which they are loaded."""
    found = []
    for path in sorted(folder().glob("*.toml"), key=lambda path: (_rank(path.stem), path.stem)):
        source = path.with_suffix(".tsv")
        if not source.exists():
            continue
        found.append(Bundled(source, tomllib.loads(path.read_text(encoding="utf-8"))))
    return found


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def newer(version: str, than: str) -> bool:
    """Whether a bundled dictionary's version is newer, number by number (2026-11-23, 1.10)."""
    return [int(part) for part in re.findall(r"\d+", version)] > [int(part) for part in re.findall(r"\d+", than)]


def load_one(catalogue: Catalogue, dictionary: Bundled) -> Outcome:
    """Load a bundled dictionary into an opened catalogue, replacing the one of its id."""
    from dictsvc import readers
    from dictsvc.operations import loading

    return loading.load(catalogue, readers.open_source(dictionary.path), dictionary.wishes)

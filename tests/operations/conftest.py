"""What stands in for the bundled dictionaries."""

from __future__ import annotations

from pathlib import Path

import pytest
from upgrades import ship

from dictsvc.operations import bundled


@pytest.fixture
def stock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands in for the bundled dictionaries: one of version 1."""
    folder = tmp_path / "stock"
    folder.mkdir()
    monkeypatch.setattr(bundled, "folder", lambda: folder)
    ship(folder, "nho", "1", "học\t- study\n")
    return folder

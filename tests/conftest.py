"""Fixtures that many tests need: the folder of real dictionaries and vectors, and a small loaded data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared_path(name: str) -> Path:
    """A file or folder beside the checkout, or a skip that names what is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/{name} is not here")
    return path


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `../shared` with real dictionaries and public vectors."""
    return shared_path("")

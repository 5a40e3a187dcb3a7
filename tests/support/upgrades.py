"""Bundled dictionaries of the test's own, and an upgrade to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dictsvc.catalogue import reading
from dictsvc.operations import upgrading
from dictsvc.records import Dictionary


def ship(folder: Path, name: str, version: str, rows: str) -> None:
    said = {
        "id": name,
        "title": f"Từ điển {name}",
        "from": "vi",
        "to": "en",
        "version": version,
        "licence": "CC0-1.0",
        "source": "dictsvc",
        "description": "Nhỏ",
    }
    (folder / f"{name}.tsv").write_text(rows, encoding="utf-8")
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items())
    (folder / f"{name}.toml").write_text("".join(lines), encoding="utf-8")


@contextmanager
def quiet(label: str) -> Iterator[object]:
    yield lambda done, total: None


def upgrade(data: Path, *named: str) -> list[str]:
    """Run an upgrade as `serve` does; what was said."""
    said: list[str] = []
    upgrading.run(data, named=named, say=said.append, counter=quiet, create=True)  # type: ignore[arg-type]
    return said


def loaded(data: Path) -> dict[str, Dictionary]:
    return {one.id: one for one in reading.generation(data).dictionaries}

"""A data folder with headwords that are hard to address, its application, and servers of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from asking import ODD, WORDS
from flask import Flask
from flask.testing import FlaskClient
from loaded import load_rows
from running import Server, serving

from dictsvc import config
from dictsvc.web import create_app


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dictionaries: `thu` with ordinary, odd and long entries, `hai` with a few of the same headwords."""
    folder = tmp_path_factory.mktemp("web") / "data"
    long = " ".join(f"nghĩa thứ {number}" for number in range(400))
    rows = [*((word, f"- meaning of {word}") for word in [*WORDS, *ODD]), ("dài dòng", long)]
    said = {"title": "Từ điển thử", "licence": "CC0-1.0", "source": "tests"}
    load_rows(folder, "thu", rows, source_language="vi", target_language="en", **said)
    load_rows(folder, "hai", [(word, f"- nghĩa của {word}") for word in WORDS[:6]], source_language="vi")
    return folder


@pytest.fixture(scope="session")
def app(data: Path) -> Flask:
    """The application with its defaults."""
    return create_app(config.Config(data=data))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Asks the application without a server."""
    return app.test_client()


@pytest.fixture(scope="session")
def server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with two workers and its defaults."""
    with serving(data, tmp_path_factory.mktemp("server") / "log", workers=2) as running:
        yield running


@pytest.fixture
def serve(data: Path, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start further servers with settings of their own."""
    with ExitStack() as stack:
        count = 0

        def start(folder: Path = data, **how: Any) -> Server:
            nonlocal count
            count += 1
            return stack.enter_context(serving(folder, tmp_path / f"log{count}", **how))

        yield start

"""Chromium takes the dictionary up as a search engine when it visits the first page."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Server, until


def engines(profile: Path) -> list[tuple[str, str, str]]:
    """(name, search, suggestions) of the search engines a profile knows, from a copy: the browser locks its file."""
    copy = profile.with_suffix(".copy")
    try:
        shutil.copy(profile / "Default" / "Web Data", copy)
        with sqlite3.connect(copy) as database:
            return database.execute("SELECT short_name, url, suggest_url FROM keywords").fetchall()
    except (OSError, sqlite3.DatabaseError):  # not written yet, or caught in the middle
        return []


def test_chromium_offers_the_dictionary_after_a_visit(serve: Callable[..., Server], tmp_path: Path) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("chromium is not installed")
    server, profile = serve(), tmp_path / "profile"
    expected = ("Tra từ", f"{server.address}/?q={{searchTerms}}", f"{server.address}/suggest?q={{searchTerms}}")
    options = ["--headless=new", "--no-sandbox", "--no-first-run", "--disable-gpu", "--remote-debugging-port=0"]
    with subprocess.Popen(
        [program, *options, f"--user-data-dir={profile}", f"{server.address}/"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as browser:
        try:
            until(lambda: expected in engines(profile), "the dictionary is among the search engines", 60)
        finally:
            browser.terminate()
            browser.wait(20)

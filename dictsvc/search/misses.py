"""What was asked and not found: counted without saying who asked, for an admin who looks for dictionaries to add.

Off unless the setting MISSES names a folder, which is no part of the data folder. A process counts in memory and writes
a file of its own for each day, about once a minute, with only the queries that it met THRESHOLD times or more; nothing
that holds a digit or looks like an address is counted at all. Files are deleted after DAYS days. What is lost by a kill
is what was not written yet.

Knows no request and no dictionary. Safe for threads; may be carried over a fork.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import secrets
import threading
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from dictsvc.errors import DictsvcError

THRESHOLD = 5
"""Times that a process must have met a query on a day for it to be written."""
DAYS = 30
"""Days, today among them, of which counts are kept."""
MOST = 5000
"""Queries of a day that a process keeps in memory; then those it met once only are forgotten."""
LONGEST = 60
"""Characters of the longest query that is counted: longer ones are texts."""
INTERVAL = 60.0
"""Seconds between two writings of a process."""

_WORDS = re.compile(r"[^\W\d_](?:[\w .'’\-]*[^\W\d_])?", re.UNICODE)
_NAME = re.compile(r"misses-(\d{4}-\d\d-\d\d)-[0-9a-f]{16}\.json")


class Misses:
    """The counts of one process. clock: seconds since 1970."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._start()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f".{self._name}").touch()
            (folder / f".{self._name}").unlink()
        except OSError as error:
            raise DictsvcError(
                "{path}: misses cannot be counted there ({reason}); set DICTSVC_MISSES otherwise",
                path=folder,
                reason=error.strerror or "",
            ) from error
        os.register_at_fork(after_in_child=self._start)
        atexit.register(self.write)

    def _start(self) -> None:
        """Begin with nothing counted: once in each process, so in each that was forked."""
        self._lock = threading.Lock()
        self._name = secrets.token_hex(8)  # no two processes, nor two that had one number, ever write one file
        self._counts: dict[str, int] = {}
        self._day = self._today()
        self._written = self._clock()

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock(), UTC).date()

    def count(self, query: str) -> None:
        """Count a query that had no result."""
        word = counted(query)
        if not word:
            return
        with self._lock:
            if self._day != self._today():
                self._write()
                self._counts, self._day = {}, self._today()
            self._counts[word] = self._counts.get(word, 0) + 1
            if len(self._counts) > MOST:
                self._counts = {word: times for word, times in self._counts.items() if times > 1}
                if len(self._counts) > MOST:
                    self._counts = {}
            if abs(self._clock() - self._written) >= INTERVAL:
                self._write()

    def write(self) -> None:
        """Write what is above the threshold, and delete what has expired; a failure never stops an answer."""
        with self._lock:
            self._write()

    def _write(self) -> None:
        self._written = self._clock()
        often = {word: times for word, times in self._counts.items() if times >= THRESHOLD}
        with suppress(OSError):
            if often:
                path = self._folder / f"misses-{self._day.isoformat()}-{self._name}.json"
                beside = path.with_suffix(".new")
                beside.write_text(json.dumps(often, ensure_ascii=False), encoding="utf-8")
                beside.replace(path)
            expire(self._folder, self._today())


def counted(query: str) -> str:
    """A query as it is counted: NFC, small letters, single spaces; '' for what is not counted at all."""
    word = " ".join(unicodedata.normalize("NFC", query).lower().split())
    if len(word) > LONGEST or any(char.isdigit() for char in word):
        return ""
    return word if _WORDS.fullmatch(word) else ""


def expire(folder: Path, today: date) -> None:
    """Delete files of days that are over for DAYS days. Raises OSError."""
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match and date.fromisoformat(match[1]) <= today - timedelta(days=DAYS):
            path.unlink(missing_ok=True)


def read(folder: Path, today: date | None = None) -> dict[str, int]:
    """Queries and how often each was met in the last DAYS days, the most frequent first.

    The beginning of a longer one, met about as often, is left out: that is the same word while it was typed. Files that
    are damaged count for nothing. Raises DictsvcError where the folder cannot be read.
    """
    today = today or datetime.now(UTC).date()
    try:
        expire(folder, today)
        texts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if _NAME.fullmatch(path.name)]
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise DictsvcError("{path}: cannot be read ({reason})", path=folder, reason=reason) from error
    sums: dict[str, int] = {}
    for text in texts:
        for word, times in _parsed(text).items():
            sums[word] = sums.get(word, 0) + times
    typed = _while_typed(sums)
    kept = [(word, times) for word, times in sums.items() if word not in typed]
    return dict(sorted(kept, key=lambda each: (-each[1], each[0])))


def _parsed(text: str) -> dict[str, int]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(value, dict):
        return {}
    return {word: times for word, times in value.items() if counted(word) == word and type(times) is int and times > 0}


def _while_typed(sums: dict[str, int]) -> set[str]:
    words = sorted(sums)
    found: set[str] = set()
    for word, following in pairwise(words):
        if following.startswith(word) and sums[following] * 2 >= sums[word]:
            found.add(word)
    return found

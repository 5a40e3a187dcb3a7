"""Loading rows of (headword, definition) into a data folder through the same door as `dictsvc load`."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from dictsvc import readers
from dictsvc.catalogue.writing import writer
from dictsvc.operations import bundled
from dictsvc.operations.describing import Wishes
from dictsvc.operations.loading import Outcome, load


def load_rows(data: Path, name: str, rows: Iterable[tuple[str, str]], **wishes: Any) -> Outcome:
    """Write the rows as a tab file and load it under the id `name`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.tsv"
        path.write_text("".join(f"{headword}\t{definition}\n" for headword, definition in rows), encoding="utf-8")
        return load_file(data, path, id=name, **wishes)


def load_headwords(data: Path, name: str, headwords: str | Iterable[str], source_language: str = "vi") -> Outcome:
    """Load headwords (in a text, between ", "), each with itself as its definition."""
    words = headwords.split(", ") if isinstance(headwords, str) else headwords
    return load_rows(data, name, [(word, f"- {word}") for word in words], source_language=source_language)


def load_file(data: Path, path: Path, **wishes: Any) -> Outcome:
    """Load a file as it is."""
    with writer(data, f"load {path.name}", create=True) as catalogue:
        return load(catalogue, readers.open_source(path), Wishes(**wishes))


def load_bundled(data: Path) -> Path:
    """The dictionaries that come with the program, as the first start of a server loads them."""
    for one in bundled.available():
        with writer(data, f"load {one.id}", create=True) as catalogue:
            bundled.load_one(catalogue, one)
    return data


def load_words(data: Path) -> Path:
    """Three small dictionaries that share some headwords."""
    vietnamese = [(word, f"- meaning of {word}") for word in _VIETNAMESE.split(", ")]
    load_rows(data, "viet-anh", vietnamese, source_language="vi", target_language="en", title="Việt–Anh")
    english = [
        (word, f"- nghĩa của {word}") for word in "those, thought, the, they, study, café, co-op, hoc".split(", ")
    ]
    load_rows(data, "anh-viet", english, source_language="en", target_language="vi", title="Anh–Việt")
    own = [(word, f"- giải nghĩa {word}") for word in "học sinh, đường, hóa, thơ, thở, thời gian".split(", ")]
    load_rows(data, "viet-viet", own, source_language="vi", target_language="vi", title="Tiếng Việt")
    return data


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` makes, once for all processes of a run. Read only: whoever changes it copies it first."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / name / "data"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            beginning = folder.with_name("beginning")
            make(beginning)
            beginning.rename(folder)
    return folder


_VIETNAMESE = (
    "hoa, hoà, hoá, hóa, hoả, họa, hoặc, hoá học, hóa đơn, hòa bình, học, học sinh, sinh, sinh viên, đại học, "
    "đường, đương, dương, dường, dưỡng, dượng, đuông, đường phố, Đường, hô, hồ, hổ, hộ, hố, ho, hơ, bóp, bốp, "
    "bớp, bọp, kì, kỳ, kỳ họp, lí, lý, tai, tay, tại, biến, toán, thương, bước, quý, quí, C++, C#, c, ca cao, "
    "a-xít, H'Mông, thời gian, theo, thế"
)

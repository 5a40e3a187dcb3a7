"""An admin's word counts in the data folder: generations/<language>-<hash of its bytes>.tsv, never changed.

A generation names them by language; those that none names go with `prune`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from dictsvc import config, frequency
from dictsvc.catalogue import layout
from dictsvc.errors import CatalogueError, Message
from dictsvc.frequency import Scale
from dictsvc.frequency.counts import Counts
from dictsvc.frequency.vulgar import vulgar


def primary(language: str) -> str:
    """The language that a dictionary's words are ranked as; Vietnamese where it is unknown."""
    return language.partition("-")[0].lower() or "vi"


def name(language: str, content: bytes) -> str:
    """The file name of counts in the data folder."""
    return f"{language}-{hashlib.sha256(content).hexdigest()[:12]}.tsv"


def written(words: Mapping[str, int]) -> bytes:
    """Words, as `counts.gathered` spells them, in the form in which they are stored."""
    return "".join(f"{word}\t{count}\n" for word, count in sorted(words.items())).encode()


def read(data: Path, frequencies: Mapping[str, str], language: str) -> Counts | None:
    """The counts of a language that a generation names; None where it names none.

    Raises CatalogueError where they are gone or damaged.
    """
    stored = frequencies.get(primary(language))
    if stored is None:
        return None
    path = layout.frequencies(data) / stored
    if fault := damage(path):
        raise CatalogueError(
            "{path}: {fault}; give the word counts again with `dictsvc frequencies`", path=path, fault=fault
        )
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return Counts({word: int(count) for word, count in rows})


def scales(data: Path, frequencies: Mapping[str, str]) -> Callable[[str], Scale]:
    """How common the headwords of a language are, by an admin's counts (as a generation names them) before the
    package's; vulgar words as the settings say."""
    settings = config.load()

    def scale(language: str) -> Scale:
        language = primary(language)
        own = read(data, frequencies, language)
        if own is None and settings.hide_vulgar and not settings.vulgar_words:
            return frequency.scale(language)
        return Scale(language, own, vulgar(language, settings.vulgar_words) if settings.hide_vulgar else None)

    return scale


def damage(path: Path) -> str:
    """What is wrong with stored counts, as a clause; '' where nothing is."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return error.strerror or str(error)
    return "" if name(path.name.rpartition("-")[0], content) == path.name else Message("is not what was stored")

"""A portal's own word counts, which change the order of the dictionaries of their language; a step that can be undone.

The counts stand in the data folder under a name that the generation bears; the dictionaries of that language are made
anew from what is stored. Whatever is loaded afterwards is ranked by them too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from dictsvc.catalogue import word_counts
from dictsvc.catalogue.writing import Catalogue
from dictsvc.errors import DictsvcError
from dictsvc.operations import rebuilding
from dictsvc.records import Dictionary


@dataclass(frozen=True, slots=True)
class Reordered:
    """language: of the counts. words: in them, 0 where they were taken away. ids: dictionaries that were made anew.

    generation: the one in force now, whether or not anything was changed.
    """

    language: str
    words: int
    ids: tuple[str, ...]
    generation: int
    seconds: float
    unchanged: bool = False


def reorder(
    catalogue: Catalogue,
    language: str,
    rows: list[tuple[str, int]] | None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Reordered:
    """Rank the dictionaries of a language by these counts first, or without any (None).

    language: BCP 47; only its first part counts. progress: called with headwords read, and all of them. Raises
    DictsvcError where there are none to take away; IndexDamaged where a dictionary cannot be read.
    """
    started = time.monotonic()
    language = word_counts.primary(language)
    current = catalogue.generation()
    before = current.frequencies.get(language, "")
    if rows is None and not before:
        raise DictsvcError(
            "There are no word counts for {language!r} to remove; nothing was changed", language=language
        )
    name = "" if rows is None else catalogue.place_counts(language, rows)
    words = len(rows or ())
    if name == before:
        return Reordered(language, words, (), current.number, time.monotonic() - started, unchanged=True)
    frequencies = {**current.frequencies, language: name}
    if not name:
        del frequencies[language]
    concerned = [
        dictionary for dictionary in current.dictionaries if word_counts.primary(dictionary.source_language) == language
    ]
    total, done = sum(dictionary.headwords for dictionary in concerned), 0
    made: dict[str, Dictionary] = {}
    for dictionary in concerned:
        made[dictionary.id], _ = rebuilding.remake(
            catalogue,
            dictionary,
            frequencies=frequencies,
            progress=lambda read, _, done=done: progress(done + read, total),  # type: ignore[misc]
        )
        done += dictionary.headwords
    dictionaries = tuple(made.get(dictionary.id, dictionary) for dictionary in current.dictionaries)
    action = f"frequencies {language}" if name else f"frequencies --remove {language}"
    report: dict[str, object] = {"frequencies": {"language": language, "words": words, "dictionaries": list(made)}}
    published = catalogue.publish(action, dictionaries, report, frequencies=frequencies)
    return Reordered(language, words, tuple(made), published.number, time.monotonic() - started)

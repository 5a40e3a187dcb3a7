"""Public spelling variants lead to each other, and a word stays reachable while an input method writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask
from loaded import load_headwords

from dictsvc.library import Library, Snapshot
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import key
from dictsvc.vietnamese.match import classify, query


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines() if line]


def index_of(folder: Path, pairs: list[list[str]]) -> Snapshot:
    """A dictionary of every spelling in the rows."""
    words = dict.fromkeys(word for pair in pairs for word in pair)
    load_headwords(folder / "data", "spellings", words)
    return Library(folder / "data").current()


def not_found(snapshot: Snapshot, pairs: list[list[str]]) -> list[tuple[str, str, str | None]]:
    """(query, other spelling, match) where the other spelling is no whole `variant`."""
    missing = []
    for pair in pairs:
        for one in pair:
            results = ask(snapshot, one).results
            found = {result.headword: (result.match, result.whole) for result in results}
            assert found[one] == ("exact", True)
            for other in pair:
                if other != one and found.get(other) != ("variant", True):
                    missing.append((one, other, found.get(other, (None,))[0]))
    return missing


def test_every_pair_of_tone_positions_is_found_as_variant_both_ways(shared: Path, tmp_path: Path) -> None:
    pairs = rows(shared / "vectors" / "viet74k_tone_position_variants.tsv")
    assert len(pairs) == 455
    assert not_found(index_of(tmp_path, pairs), pairs) == []


def test_every_pair_of_i_and_y_is_found_as_variant_both_ways(shared: Path, tmp_path: Path) -> None:
    """Every row: i and y are one spelling after h k l m s t x and in qu (kì, kỳ)."""
    pairs = rows(shared / "vectors" / "viet74k_iy_variants.tsv")
    assert len(pairs) == 455
    assert not_found(index_of(tmp_path, pairs), pairs) == []


@pytest.mark.parametrize("mode", ["ime", "none", "partial"])
def test_the_wanted_word_stays_possible_at_every_keystroke_that_agrees_with_it(shared: Path, mode: str) -> None:
    """A keystroke agrees when its bare letters begin those of the word; a slip that is deleted again does not.

    ime: what Telex shows after each key; none: typed without marks; partial: with some of them.
    """
    steps = [row for row in rows(shared / "data" / "queries" / "typed_sessions.tsv") if row[1] == mode]
    assert len(steps) > 2000
    lost, agreeing = [], 0
    for _, _, target, text in steps:
        parts, asked = key(normalise(target)), query(text)
        if (parts.folded + " ").startswith(asked.folded):
            agreeing += 1
            if classify(asked, parts.folded + " ", parts.letters + " ", parts.tones) is None:
                lost.append((target, text))
    assert agreeing > 0.98 * len(steps)
    assert lost == []

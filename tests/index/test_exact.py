"""Every headword is found as it is written, and nothing else is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from building import build


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9, 300])
def test_each_headword_leads_to_its_document_and_a_near_one_to_none(tmp_path: Path, count: int) -> None:
    headwords = [f"từ {number}" for number in range(count)]
    index = build(tmp_path / "index", headwords)
    for headword in headwords:
        found = index.exact(headword)
        assert found is not None and index.cards[found].headword == headword
        assert index.exact(f"{headword} ") is None and index.exact(headword.upper()) is None
        assert index.exact(unicodedata.normalize("NFD", headword)) is None
    assert index.exact("") is None and index.exact(f"từ {count}") is None

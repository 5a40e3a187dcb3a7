"""A sentence with marks is cut by a model of the language, and the longest headwords over its words are kept whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictsvc.library import Library, Snapshot
from dictsvc.search.sentence import checked, segment


@pytest.fixture(scope="module")
def snapshot(bundled_data: Path) -> Snapshot:
    return Library(bundled_data).current()


@pytest.mark.parametrize(
    "words",
    [
        ["Nhà nước pháp quyền", "của", "nhân dân", ",", "do", "nhân dân"],
        ["Ủy ban nhân dân", "tỉnh", "báo cáo", "Hội đồng nhân dân"],
        ["Giấy chứng nhận quyền sử dụng đất", "của", "hộ gia đình"],
    ],
)
def test_headwords_of_several_words_stay_whole(snapshot: Snapshot, words: list[str]) -> None:
    text = " ".join(words).replace(" ,", ",")
    found = segment(snapshot, snapshot.choose([]), checked(text)).words
    assert [word.text for word in found] == words


def test_words_on_both_sides_of_a_sign_are_no_headword(snapshot: Snapshot) -> None:
    found = segment(snapshot, snapshot.choose([]), checked("Họp hội đồng, nhân dân cử người đến.")).words
    assert [word.text for word in found][1:4] == ["hội đồng", ",", "nhân dân"]

"""The soak of `make torture`, smaller."""

from __future__ import annotations

from torture.soak import soak


def test_reloads_under_load_fail_no_answer_and_leave_no_index_open() -> None:
    report = soak(3000, 3, words=1500)
    assert report.failures == []
    assert (report.requests, report.reloads) == (3000, 3)
    assert report.kept < 60  # a leak would be 88: two reloads, two workers, 22 files of an index

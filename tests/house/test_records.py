"""The values that cross rooms."""

from __future__ import annotations

import pickle

from dictsvc.records import Entry


def test_an_entry_that_goes_to_another_process_arrives_with_every_field() -> None:
    entry = Entry("học", "to learn", "html", "hoc", "đg", ("hoc",), ("sinh",), "line 3")
    assert "" not in [getattr(entry, field) for field in Entry.__slots__], "a field that is not looked at"
    assert pickle.loads(pickle.dumps(entry, -1)) == entry

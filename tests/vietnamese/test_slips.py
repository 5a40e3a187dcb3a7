"""One slip of the finger away: the well-formed syllables that a text may have been meant for."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.vietnamese.slips import distance, neighbours
from dictsvc.vietnamese.sound import edits, sound_key
from dictsvc.vietnamese.syllable import well_formed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("trogn", "trong"), ("hcoj", "hoc"), ("thuong", "thong"), ("nghieg", "nghieng"), ("hocsinh", "hoc sinh")],
)
def test_a_slip_leads_to_the_sound_of_what_was_meant(typed: str, meant: str) -> None:
    if distance(typed, meant) <= 1:
        assert sound_key(meant) in neighbours(typed)
    else:
        assert sound_key(meant) not in neighbours(typed)


def test_likely_slips_come_first() -> None:
    found = neighbours("trogn")
    assert found.index("chon") == 0


@examples()
@given(st.text("abcdeghiknostuy", min_size=2, max_size=9))
def test_neighbours_are_what_edits_to_syllables_sound_like(part: str) -> None:
    """The same as from all 56 n edits, found without making them; a space counts where it was left out only."""
    formed = {edit for edit in edits(part) if all(map(well_formed, edit.split(" ")))}
    formed = {edit for edit in formed if " " not in edit or edit.replace(" ", "") == part}
    found = neighbours(part)
    assert {sound_key(edit) for edit in formed} - {sound_key(part)} <= set(found)
    assert sound_key(part) not in found
    assert len(found) == len(set(found)) < 100


def test_what_is_no_syllable_has_none() -> None:
    assert neighbours("xyzxyz") == ()
    assert neighbours("q" * 100) == ()
    assert neighbours("") == ()

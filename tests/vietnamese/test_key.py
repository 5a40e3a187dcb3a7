"""Keys of headwords: bare letters, letters with shape and tones side by side."""

from __future__ import annotations

from itertools import product

from dictsvc.vietnamese.key import _I_OR_Y, RESPELT, Key, key, respelt


def test_what_has_no_marks_is_its_own_key_in_every_language() -> None:
    made = Key("hoc sinh 3g", "hoc sinh 3g", ("", "", ""))
    assert key("hoc-sinh (3g)") == key("hoc-sinh (3g)", tonal=False) == made


def test_exactly_the_syllables_with_i_or_y_as_their_rime_are_respelt() -> None:
    written = {f"{initial}{vowel}{coda}" for initial, vowel, coda in product(
        ("", "b", "h", "k", "l", "m", "s", "t", "x", "n", "qu", "th"), ("i", "y", "u"), ("", "t", "c", "nh", "ch")
    )}  # fmt: skip
    assert written & RESPELT == {syllable for syllable in written if _I_OR_Y.search(syllable)}
    assert written >= RESPELT
    assert all(respelt(key(syllable)) for syllable in RESPELT)

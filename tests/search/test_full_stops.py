"""Full stops and their like bind only where a headword has them: phones add them, sentences end in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask
from loaded import load_headwords

from dictsvc.config import Config
from dictsvc.errors import BadQuery
from dictsvc.library import Library, Snapshot
from dictsvc.web import create_app

WORDS = "nghị quyết, học sinh, học, UBND, TP., TP.HCM, GS, GS TS, CN, CN.VPHC, bản, bán, v.v., tiếp theo, và/hoặc, km/h"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data = tmp_path_factory.mktemp("stops") / "data"
    load_headwords(data, "vi", WORDS)
    return Library(data).current()


@pytest.mark.parametrize(
    ("typed", "first", "match"),
    [
        ("nghị quyết.", "nghị quyết", "exact"),
        ("nghi quyet. ", "nghị quyết", "unmarked"),
        ("học sinh?", "học sinh", "exact"),
        ("học…", "học", "exact"),
        ("tiep theo/", "tiếp theo", "unmarked"),
        ("TP.", "TP.", "exact"),
        ("Tp.HCM", "TP.HCM", "exact"),
        ("U.B.N.D", "UBND", "variant"),
        ("u.b.n.d.", "UBND", "variant"),
        ("GS.TS", "GS TS", "variant"),
        ("v.v.", "v.v.", "exact"),
        ("và/hoặc", "và/hoặc", "exact"),
        ("TPHCM", "TP.HCM", "variant"),
        ("tp hcm", "TP.HCM", "variant"),
        ("tp. hcm", "TP.HCM", "variant"),
        ("T.P.H.C.M", "TP.HCM", "variant"),
        ("kmh", "km/h", "variant"),
        ("vv", "v.v.", "variant"),
        ("học_sinh", "học sinh", "variant"),
        ("hoc_sinh", "học sinh", "tone"),
        ("ba?n", "bản", "input"),
    ],
)
def test_what_was_meant_is_found(snapshot: Snapshot, typed: str, first: str, match: str) -> None:
    found = ask(snapshot, typed).results
    assert found and (found[0].headword, found[0].match) == (first, match)


def test_a_headword_that_goes_on_after_the_full_stop_follows_the_word_before_it(snapshot: Snapshot) -> None:
    found = ask(snapshot, "CN.").results
    assert [result.headword for result in found[:2]] == ["CN", "CN.VPHC"]


@pytest.mark.parametrize("typed", [".", "...", " . . ", "…"])
def test_full_stops_alone_are_refused_in_one_sentence(snapshot: Snapshot, typed: str) -> None:
    with pytest.raises(BadQuery, match="only full stops"):
        ask(snapshot, typed)


@pytest.mark.parametrize("path", ["/lookup?q=...", "/suggest?q=...", "/?q=..."])
def test_the_web_says_so_in_vietnamese(words: Path, path: str) -> None:
    answer = create_app(Config(data=words)).test_client().get(path)
    assert answer.status_code == 400
    assert "chỉ có dấu chấm; hãy nhập một từ" in answer.get_data(as_text=True)

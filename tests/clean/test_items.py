"""What an article says in a word or two: the items of its gloss, and their places."""

from __future__ import annotations

import pytest

from dictsvc.clean.items import items


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("-pupil; student (at school)", "pupil:0 student:1"),
        (" pupil, student", "pupil, student:0 pupil:0 student:1"),
        ("*noun\n-[(colloquial) rare] Pupil.\n-student", "pupil:0 student:1"),
        ("-con mèo; sự hòa bình", "mèo:3 con mèo:0 hòa bình:4 sự hòa bình:1"),
        ("-an ninh, trật tự", "an ninh, trật tự:0 an ninh:0 trật tự:1"),
        ("-to be; a man", "be:0 to be:0 man:1 a man:1"),
        ("-Giải thích.\n inspect; see\n loại từ: con\n nguồn: luật", "giải thích:0 inspect:1 see:2"),
        ("-d. Giặc, nói khái quát. Giặc giã.", "giặc, nói khái quát:0 giặc:0 nói khái quát:1 giặc giã:2"),
        ("-1. một 2) hai 3/4 ba", "một:0 hai 3/4 ba:1"),
        ("-một - hai. 2 bốn.3 | sáu①bảy 12. tám -chín", "một:0 hai:1 bốn.3:2 sáu:3 bảy:4 tám -chín:5"),
        ("-30; 1.000", "30:0 1.000:1"),
        ("-nghĩa: thí dụ ở đây", "nghĩa:0"),
        ("-km/h; co-op; H'Mông", "km/h:0 co-op:1 h'mông:2"),
        ("-unclosed (bracket; and more", "unclosed:0"),
        ("-(a (b (c))) deep; (((((e))))) f", "deep:0"),
        ("-)(; ((a) b; c", ""),
        ("*noun\n-pupil\n!idiom\n-not this\n*verb\n-go", "pupil:0 go:1"),
        ("!idiom\n-its meaning", ""),
        ("=example\n+translation\n~xem thêm: pupil\n/p\n&f", ""),
        ("~Ủy ban\n-committee", ""),
        ("<p>pupil; <b>student</b></p><p>eye</p>", "pupil:0 student:1 eye:2"),
        ("-;;,. … –", ""),
        ("-" + "dài " * 6, "dài dài dài dài dài dài:0"),
        ("-" + "dài " * 7, ""),
        ("-" + "x" * 61, ""),
    ],
)  # fmt: skip
def test_items_of_an_article(article: str, expected: str) -> None:
    found = " ".join(f"{item}:{place}" for item, place in items(article))
    assert found == expected


def test_hostile_articles_cost_what_their_length_does() -> None:
    assert len(list(items("-" + "go; " * 100_000))) == 100
    assert list(items("-" + "(" * 100_000 + ")" * 100_000 + " pupil")) == []
    assert [item for item, _ in items("-" + "(x) " * 50_000 + "pupil")] == ["pupil"]

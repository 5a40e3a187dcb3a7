"""Hostile definitions, and what of them may not reach a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from dictsvc import clean
from dictsvc.clean import markup

HOSTILE = [
    "<script>alert(1)</script>chữ",
    "<SCRIPT SRC=//x>chữ",
    "<img src=x onerror=alert(1)>chữ",
    "<svg onload=alert(1)><text>chữ</text></svg>",
    "<style>p{background:url(//x)}</style>chữ",
    '<p style="background:url(//x)" onclick="x()">chữ</p>',
    '<iframe src="//x"></iframe>chữ',
    "<<script>script>alert(1)<</script>/script>chữ",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">chữ',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">chữ',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table>chữ",
    "<input onfocus=alert(1) autofocus>chữ",
    '<meta http-equiv=refresh content="0;url=//x">chữ',
    "<b onmouseover=alert(1)>chữ</b>",
    '<a href="x" style="position:fixed" target=_top>chữ</a>',
    "<textarea></textarea><script>alert(1)</script>chữ",
    "&lt;script&gt;alert(1)&lt;/script&gt;chữ",
    "<br><b\u0338 onclick=x>chữ",
    '<form action="//x"><button formaction="javascript:x">chữ</button></form>',
    '<object data="//x"></object><embed src="//x">chữ',
    "<!-- <b> --><!--><script>alert(1)</script>chữ",
    "<p><![CDATA[<script>alert(1)</script>]]>chữ</p>",
]


class Seen(HTMLParser):
    """Every element and attribute of what would be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.said += data


def shown(article: str) -> Seen:
    seen = Seen()
    seen.feed(clean.html(article))
    seen.close()
    return seen


ELEMENTS = set(markup._ALLOWED) | {"p", "ol", "li", "span"}
CLASSES = {
    "pronunciation",
    "pos",
    "senses",
    "example",
    "translation",
    "idiom",
    "forms",
    "see",
    "headword",
    "text",
    "note",
}


def assert_harmless(article: str) -> None:
    seen = shown(article)
    assert set(seen.elements) <= ELEMENTS
    for name, value in seen.attributes:
        if name == "href":
            assert value is not None and re.match(r"https?://", value, re.IGNORECASE)
        elif name == "rel":
            assert value == "nofollow noopener"
        elif name == "class":
            assert value in CLASSES
        else:
            assert name in ("colspan", "rowspan")

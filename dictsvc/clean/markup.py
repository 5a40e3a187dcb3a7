"""Untrusted HTML, XDXF and Pango into article lines; the only room of nh3.

What is no tag stays as text: `<y>` and `<thgt>` are labels, `Acknowledge <Positive>` is a word. Scripts and styles go
with their content, everything else that is not on the short list of elements goes without it. A line that is plain
text becomes a line with a mark; a body that needs its markup stays one line of HTML.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import nh3

from dictsvc.clean.characters import collapse, scrub
from dictsvc.clean.marks import lines_of

REMOVED = "html removed"
HIDDEN = "hidden text removed"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Elements that are tags wherever they stand. Those that are words or labels too (tt, dt, s, map, …) count only with
# an attribute or a closing tag.
_CERTAIN = _words(
    "br hr p div img script style iframe frame frameset object embed applet form input button select option "
    "textarea svg math link meta base head body html title table tr td th tbody thead tfoot li ul ol dl h1 h2 "
    "h3 h4 h5 h6 video audio source canvas noscript template font span center wbr"
)
_DOUBTFUL = _words(
    "a abbr acronym address area article aside b bdi bdo big blockquote caption cite code col colgroup data "
    "datalist dd del details dfn dialog dir dt em fieldset figcaption figure footer header hgroup i ins kbd "
    "label legend main map mark marquee menu meter nav nobr output picture portal pre progress q rb rp rt rtc "
    "ruby s samp search section slot small strike strong sub summary sup time track tt u var xmp noembed "
    "noframes plaintext foreignobject path g rect circle image text use animate set desc"
)
_ANY_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]*)"
    r"((?=[\s/>])(?:[^<>\"']++|\"[^\"]{0,300}+\"|'[^']{0,300}+')*+|(?=[\s/>])[^<>]*+)>"
)
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(href|colspan|rowspan)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_DECLARATION = re.compile(r"<![A-Za-z][^<>]*>|<\?[^<>]*\?>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ORPHAN_END = re.compile(r"\A(?:(?!<script\b|<style\b).)*?</(?:script|style)\s*>", re.DOTALL | re.IGNORECASE)
_RAW_TEXT = re.compile(r"<(script|style|title)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_RAW_NAMES = re.compile(r"</?(?:script|style|title)\b", re.IGNORECASE)
_HIDDEN = re.compile(
    r"<font\s[^<>]{0,200}?color\s*=\s*[\"']?(?:white\b|#fff(?:fff)?\b)[^<>]{0,200}>[^<>]*</font\s*>"
    r"|<(span|div|p|font)\s[^<>]{0,200}?display\s*:\s*none[^<>]{0,200}>[^<>]*</\1\s*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SUSPECT = re.compile(r"\bon[a-z]+\s*=|javascript:|vbscript:|data:", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|p|div)>")
_LINE_BREAK = re.compile(r"</?br\s*/?>", re.IGNORECASE)
_SCRIPTED = {
    "sup": str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}
_SCRIPT = re.compile(r"<(sup|sub)>([0-9+\-−=()n]{1,12})</\1>")

_INLINE = _words("a b i em strong u s small sub sup code kbd q cite ruby rt rp bdi")
_BLOCKS = _words("p div br hr h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre table")
_RICH = _words("table thead tbody tfoot tr td th caption ul ol li dl dt dd blockquote pre")
_CONTAINERS = _words("table ul ol dl blockquote pre")
_SIMPLE = _words("br p div")
_HARMLESS = _INLINE | _BLOCKS | _RICH | _words("font span center big tt strike abbr acronym nobr wbr dir ins del mark")
_LAYOUT = _words(
    "center dir menu section article aside header footer main nav address figure figcaption details summary form "
    "fieldset legend option select textarea body head html title noscript iframe object video audio hgroup"
)
_WITH_CONTENT = {"script", "style"}
_SCHEMES = {"http", "https"}
_XDXF = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), by)
    for pattern, by in (
        (r"<k>[^<]*</k>", ""),
        (r"<tr>([^<]*)</tr>", r"\n/\1/\n"),
        (r"<(?:pos|gr)>", "\n* "),
        (r"</(?:pos|gr)>", "\n"),
        (r"<(?:dtrn|deftext)>", "\n- "),
        (r"</(?:dtrn|deftext|def|ex|co|ar)>", "\n"),
        (r"<def(?:\s[^<>]*)?>", "\n"),
        (r"<ex(?:\s[^<>]*)?>", "\n= "),
        (r"<ex_tran>", " + "),
        (r"<br\s*/?>", "\n"),
    )
)
_ALLOWED = set(_INLINE | _BLOCKS | _RICH)
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_MANY_TAGS = 5_000  # beyond them the sanitiser's time grows with their square: their text alone is kept
_TOKEN = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
_NAME = re.compile(r"</?([a-z0-9]+)")
_HEADING = re.compile(r"h[1-6]")
_HREF = re.compile(r'<a href="https?://[^"\s]+"', re.IGNORECASE)


def has_tags(text: str) -> bool:
    """Whether a text holds at least one real tag, so that it is HTML and not text with labels in angle brackets."""
    return _LINE_BREAK.search(text) is not None or any(True for _ in _tags(text))


def unescape(text: str) -> str:
    """Text without character references; a lone & and references without a semicolon stay."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def unescaped(text: str, findings: set[str]) -> str:
    """Scrubbed text without character references, scrubbed again only where it had some."""
    return scrub(unescape(text), findings) if "&" in text else text


def _tags(text: str) -> Iterator[re.Match[str]]:
    """The tags of a text that are real ones; groups: slash of a closing tag, name, attributes."""
    lowered = ""
    closed: dict[str, bool] = {}
    for match in _ANY_TAG.finditer(text):
        name = match[2].lower()
        if name in _CERTAIN:
            yield match
        elif name in _DOUBTFUL:
            if not match[1] and "=" not in match[3]:
                if name not in closed:
                    lowered = lowered or text.lower()
                    closed[name] = f"</{name}" in lowered
                if not closed[name]:
                    continue
            yield match


def lines_of_html(text: str, headword: str, dropped: set[str], rows: tuple[str, ...] = ()) -> list[str]:
    """Article lines of scrubbed HTML; `dropped` gets the names of what was left out. rows: see `marks.lines_of`."""
    broken = _LINE_BREAK.sub("\n", text.replace("\n", " "))
    if "<" not in broken:  # nearly all that calls itself HTML
        return lines_of(unescaped(broken, dropped), headword, dropped, broken=False, rows=rows)
    text = _without_raw_text(text, dropped)
    if _HIDDEN.search(text):
        dropped.add(HIDDEN)
        text = _HIDDEN.sub("", text)
    text, names, count = _reduced(text, dropped)
    # A line end is a space in HTML, but these files mix both: where no element breaks lines it is meant.
    text = text.replace("\n", " " if names & (_BLOCKS | _RICH) else "<br>")
    if names <= _SIMPLE or count > _MANY_TAGS:
        text = _BREAK.sub("\n", text)
        return _plain_lines(_TOKEN.sub("", text) if count > _MANY_TAGS else text, headword, dropped, rows)
    return _structured(_sanitised(text), headword, dropped, rows)


def _reduced(text: str, dropped: set[str]) -> tuple[str, set[str], int]:
    """(text, names of the elements left in it, their number): nothing but bare elements of the short list.

    What is no tag is escaped; other elements go, their text stays. The sanitiser comes after this and does not rely
    on it: this is to keep text that it would drop, such as that inside SVG.
    """
    out: list[str] = []
    names: set[str] = set()
    end = count = 0
    for match in _tags(text):
        closing, name, attributes = match[1], match[2].lower(), match[3]
        out.append(text[end : match.start()].replace("<", "&lt;").replace(">", "&gt;"))
        end = match.end()
        if name not in _HARMLESS or (attributes and _SUSPECT.search(attributes)):
            dropped.add(REMOVED)
        if name in _ALLOWED:
            names.add(name)
            count += 1
            out.append(f"<{closing}{name}{'' if closing or not attributes else _kept(name, attributes)}>")
        elif name in _LAYOUT:
            names.add("br")
            out.append("<br>")
    out.append(text[end:].replace("<", "&lt;").replace(">", "&gt;"))
    return "".join(out), names, count


def _kept(name: str, attributes: str) -> str:
    """The few attributes that matter, quoted anew."""
    wanted = {"a": ("href",), "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan")}.get(name, ())
    kept: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(attributes) if wanted else ():
        if (attribute := match[1].lower()) in wanted:
            kept.setdefault(attribute, html.escape(html.unescape(match[2] or match[3] or match[4] or "")))
    return "".join(f' {attribute}="{value}"' for attribute, value in kept.items())


def lines_of_xml(text: str, headword: str, dropped: set[str]) -> list[str]:
    """Article lines of XDXF or Pango markup: what the elements mean becomes marks, the rest is text."""
    for pattern, by in _XDXF:
        text = pattern.sub(by, text)
    text = re.sub(r"</?[A-Za-z][A-Za-z0-9_:-]*(?:\s[^<>]*)?/?>", "", text)
    return _plain_lines(text, headword, dropped)


def safe_line(line: str) -> str:
    """One line of HTML that may be shown, beginning with a tag; '' where no text remains. Its own fixed point."""
    if line.count("<") > _MANY_TAGS:
        return _paragraph(_ANY_TAG.sub(" ", line).replace("<", "&lt;"))
    for _ in range(4):
        once = _line(line)
        if once == line:
            return once
        line = once
    return _paragraph(line)


def _paragraph(line: str) -> str:
    """The text of a line of HTML as one paragraph."""
    text = collapse(scrub(text_of(line).replace("\n", " "), set()))
    return f"<p>{html.escape(text, quote=False)}</p>" if text else ""


def text_of(line: str) -> str:
    """The text of a safe HTML line, its blocks as lines."""
    out = []
    for token in _TOKEN.split(line):
        if token[:1] != "<":
            out.append(html.unescape(token))
            continue
        name = _tag_name(token)
        if name == "li" and token[1] != "/":
            out.append("\n• ")
        elif name in ("td", "th") and token[1] == "/":
            out.append("  ")
        elif name in _BLOCKS or name == "tr":
            out.append("\n")
        elif name == "rt":
            out.append("(" if token[1] != "/" else ")")
    lines = (collapse(part) for part in "".join(out).split("\n"))
    return "\n".join(part for part in lines if part and part != "•")


def _plain_lines(text: str, headword: str, dropped: set[str], rows: tuple[str, ...] = ()) -> list[str]:
    return lines_of(scrub(unescape(text), dropped), headword, dropped, broken=False, rows=rows)


def _without_raw_text(text: str, dropped: set[str]) -> str:
    """Text without comments, declarations, and the content of scripts and styles."""
    if "<!" in text or "<?" in text:
        if "<![CDATA[" in text:
            before, mark, after = text.rpartition("]]>")  # an opening behind the last one has no end to be looked for
            text = _CDATA.sub(lambda match: html.escape(match[1], quote=False), before + mark) + after
        text = _without_between(text, "<!--", "-->")
        text = _DECLARATION.sub("", text)
    if _RAW_NAMES.search(text):
        shorter = _RAW_TEXT.sub("", _ORPHAN_END.sub("", text) if "</" in text else text)
        if shorter != text:
            dropped.add(REMOVED)
            text = shorter
    return text


def _without_between(text: str, opening: str, closing: str) -> str:
    kept = []
    position = 0
    while (start := text.find(opening, position)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + len(closing)
    return "".join([*kept, text[position:]])


def _sanitised(text: str) -> str:
    return nh3.clean(
        text,
        tags=_ALLOWED,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )


def _tag_name(token: str) -> str:
    match = _NAME.match(token)
    return match[1] if match else ""


def _line(line: str) -> str:
    """One pass of `safe_line`."""
    out: list[str] = []
    text = False
    dropped_links = 0
    for token in _TOKEN.split(_sanitised(line.replace("\n", " "))):
        if token[:1] == "<":
            if token.startswith("<a") and _tag_name(token) == "a" and not _HREF.match(token):
                dropped_links += 1
            elif token == "</a>" and dropped_links:
                dropped_links -= 1
            else:
                out.append(token)
        elif token:
            shown = re.sub(r"\s+", " ", scrub(html.unescape(token), set()))
            while shown and shown[0] >= "\u0300" and unicodedata.combining(shown[0]):
                shown = shown[1:]
            text = text or bool(shown.strip())
            out.append(html.escape(shown, quote=False))
    if not text:
        return ""
    result = "".join(out).strip()
    return result if _tag_name(result) in _BLOCKS or _tag_name(result) in _RICH else f"<p>{result}</p>"


def _structured(clean: str, headword: str, dropped: set[str], rows: tuple[str, ...]) -> list[str]:
    """Sanitised HTML as article lines."""
    tokens = _TOKEN.split(_SCRIPT.sub(lambda match: match[2].translate(_SCRIPTED[match[1]]), clean))
    return _StructuredLines(headword, dropped, rows).read(tokens)


@dataclass(slots=True)
class _StructuredLines:
    """Reads tags and text one after the other, and gathers what stands between two blocks as a line."""

    headword: str
    dropped: set[str]
    rows: tuple[str, ...]
    out: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)  # lines without markup that wait for lines_of, which sees them all
    line: list[str] = field(default_factory=list)  # tokens of the line that has begun
    inline: bool = False  # it has elements that must stay
    heading: bool = False

    def read(self, tokens: list[str]) -> list[str]:
        position = 0
        while position < len(tokens):
            token = tokens[position]
            position += 1
            if token[:1] != "<":
                self.line.append(token)
                continue
            name = _tag_name(token)
            if name in _CONTAINERS and token[1] != "/":
                end = _end_of_container(tokens, position)
                self._container(name, token, tokens[position:end])
                position = end + 1
            elif name in _BLOCKS or name in _RICH:
                self._flush_line()
                if _HEADING.fullmatch(name):
                    self.heading = token[1] != "/"
            elif name != "a" or token == "</a>" or _HREF.match(token):
                self.inline = self.inline or token != "</a>"
                self.line.append(token)
        self._flush_line()
        self._flush_plain()
        return self.out

    def _container(self, name: str, token: str, inner: list[str]) -> None:
        """A list of plain items as senses; a table, or a list that holds another one, as it is."""
        self._flush_line()
        if name in ("ul", "ol") and not any(_tag_name(tag) in _CONTAINERS for tag in inner if tag[:1] == "<"):
            for part in inner:
                if part[:1] == "<" and _tag_name(part) in _BLOCKS:
                    marked = collapse("".join(self.line))[:1] in tuple("-*=!▫•")
                    self._flush_line("- " if self.line and not marked else "")
                else:
                    self.line.append(part)
            self._flush_line("- " if self.line else "")
        else:
            self._flush_plain()
            if shown := safe_line(token + "".join(inner) + f"</{name}>"):
                self.out.append(shown)

    def _flush_line(self, mark: str = "") -> None:
        text = collapse(html.unescape("".join(token for token in self.line if token[:1] != "<")))
        if text:
            if self.heading:
                self._flush_plain()
                self.out.append("!" + collapse(scrub(text, self.dropped)))
            elif not self.inline or text[0] in "-*=!#@/▫•◦▪" or mark:
                self.plain.append(mark + text)
            else:
                self._flush_plain()
                if shown := safe_line("<p>" + "".join(self.line) + "</p>"):
                    self.out.append(shown)
        self.line.clear()
        self.inline = False

    def _flush_plain(self) -> None:
        if self.plain:
            text = scrub("\n".join(["", *self.plain]), self.dropped)
            self.out.extend(lines_of(text, self.headword, self.dropped, broken=False, rows=self.rows))
            self.plain.clear()


def _end_of_container(tokens: list[str], position: int) -> int:
    """Where the list or table ends that began before a token; the number of tokens where it does not."""
    depth = 1
    while position < len(tokens):
        token = tokens[position]
        if token[:1] == "<" and _tag_name(token) in _CONTAINERS:
            depth += -1 if token[1] == "/" else 1
            if depth == 0:
                return position
        position += 1
    return position

"""The line marks of an article, and the reading of definitions that carry such marks already.

An article is lines; the first character of each says what the rest is:

    /  pronunciation, without its slashes       &  forms: inflections, abbreviation
    *  part of speech                           ~  other headwords to see, perhaps after a label (`RELATIONS`)
    -  sense                                    !  idiom, fixed phrase, or another word treated under this one
    =  example                                  (space)  other text
    +  translation of the example above         <  safe HTML, one line, beginning with its first tag

The Free Vietnamese Dictionary Project wrote `* - = + ! #` at line starts; many files have its lines run together into
one (`* noun - meaning =example+translation`). Knows no HTML and no characters that need removing.
"""

from __future__ import annotations

import re

from dictsvc.clean import makers
from dictsvc.clean.characters import collapse, single_spaced

MARKS = frozenset("/*-=+!&~ <")

_BULLETS = {"▫": "=", "◦": "=", "▪": "-", "•": "!"}
_EXAMPLES_FOLLOW = re.compile(r"(?:ví dụ|vd|thí dụ|examples?|e\.g\.)\s*:?", re.IGNORECASE)
_PRONUNCIATION = re.compile(
    r"/[^/\s][^/]{0,200}/(?:.{0,120}/)?|\[(?=[^\]]*[ˈˌːəɪʊɛɔæɑʌθðʃʒŋɲɾɹʔʰ˥-˩])[^\]\s][^\]]{0,200}\]"
)
_NUMBERED = re.compile(r"(\d{1,2})\s?[.)]\s+(?=\S)")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_LONG = 8000  # characters after which nothing more is joined to a line

# A definition on one line holds marks only if it begins with one, perhaps after its pronunciation.
_FLAT_START = re.compile(r"(?:@\s*\S[^*=]{0,80}?\s)?(?:/[^/\s][^/]{0,80}/\s*)?(?:[*=](?=\s*\S)|-(?!\d)(?=\s*\S))")
# Each begins with its sign and looks back from there: to the next sign a search skips.
_FLAT_MARK = re.compile(
    r"\*(?<=\s\*)\s*(?=[^\W\d_])"
    r"|-(?<=\s-)(?:\s+(?=\S)|(?=[^\W\d_]|[(\[{\"]))"
    r"|=(?<=\s=)(?=[^\s=]|\s[^=]*?(?:\S\+|\+\S))\s?"
    r"|!(?<=\s!)(?=[^\W\d_])"
    r"|\#(?<=\s\#)\s?(?=[^\W\d_])"
    r"|@(?<=\s@)(?=\s-\s)"
)
_PLUS = re.compile(r"\+(?<!\+\+)(?!\+)(?<!\s\+(?=\s))")


def lines_of(
    text: str, headword: str, dropped: set[str], *, broken: bool = True, rows: tuple[str, ...] = ()
) -> list[str]:
    """The article lines of scrubbed plain text; `dropped` gets the names of what was left out.

    broken: a line without a mark may be the rest of the one above, as where a file was wrapped; not so in HTML.
    rows: those of `makers` whose marks the text holds.
    """
    text = text.strip()
    if rows:
        marked = makers.read(text, headword, rows).strip()
        if marked != text:
            flat = "\n" not in text and _FLAT_START.match(text) is not None
            parts = marked.split("\n")
            if flat:
                parts = [part for line in parts for part in _flat(line)]
            return makers.settled(_marked(parts, headword, dropped, False))
    if "\n" not in text:
        if not _FLAT_START.match(text):
            if text[:1] == "@":
                return _marked([text], headword, dropped)
            if text[:1] == "1" and (number := _NUMBERED.match(text)) and number[1] == "1" and " 2" not in text:
                return ["-" + rest] if (rest := collapse(text[number.end() :])) else []
            return _other(text)
        return _marked(_flat(text), headword, dropped)
    return _marked(text.split("\n"), headword, dropped, broken)


def _flat(text: str) -> list[str]:
    """One line of marks in a row as a line for each mark."""
    out = []
    start = 0
    for match in _FLAT_MARK.finditer(text):
        position = match.start()
        if position == 0 or _inside_brackets(text, start, position):
            continue
        out.append(text[start:position])
        start = position
    out.append(text[start:])
    return out


def _inside_brackets(text: str, start: int, position: int) -> bool:
    opened = text.rfind("(", start, position)
    if opened < 0 or text.find(")", opened, position) >= 0:
        return False
    closing = text.find(")", position, position + 60)
    # `(a - b)`: the closing one stands before the next opening one
    return closing >= 0 and text.find("(", position, closing) < 0


def _marked(raw: list[str], headword: str, dropped: set[str], broken: bool = True) -> list[str]:
    """Lines with marks as the file has them -> article lines."""
    return _MarkedLines(headword, dropped, broken).read(raw)


class _MarkedLines:
    """Reads lines with marks one after the other, since what a line is depends on those above it."""

    block_start = 0
    seen_mark = False
    examples = False  # the line above was `ví dụ:`
    note = False  # the line above is a `#` note, which following lines are part of
    nested = False  # under an `@` line that names no word
    numbered = False

    def __init__(self, headword: str, dropped: set[str], broken: bool) -> None:
        self.headword, self.dropped, self.broken = headword, dropped, broken
        self.out: list[str] = []
        self.blocks: set[tuple[str, ...]] = set()  # what stood under each `@` line so far

    def read(self, raw: list[str]) -> list[str]:
        self.waiting = waiting = raw[::-1]
        while waiting:
            line = single_spaced(waiting.pop())
            if not line:
                continue
            if line[0] in _BULLETS:
                line = _BULLETS[line[0]] + line[1:]
            reader = _READERS.get(line[0])
            if reader is None:
                self._unmarked(line)
                continue
            rest = line[1:].lstrip()
            if rest and rest[0] >= "\u0300":
                rest = collapse(rest)
            reader(self, line, rest)
        if self.blocks:
            self._end_block()
        return _numbers_as_senses(self.out) if self.numbered else self.out

    def _unmarked(self, line: str) -> None:
        """The rest of the line above where a file was wrapped, else other text."""
        before = self.out[-1] if len(self.out) > self.block_start else ""
        if self.note and before.endswith(":"):
            self.out[-1] += " " + line
        elif numbered_line := _NUMBERED.match(line):
            self.numbered = self.numbered or numbered_line[1] == "1"
            self.out += _other(line)
        elif self.broken and self.seen_mark and before and before[0] in "-=+!" and len(before) < _LONG:
            self.out[-1] += " " + line
        else:
            self.examples = _EXAMPLES_FOLLOW.fullmatch(line) is not None
            self.out += _other(line)
        self.note = False

    def _word(self, _: str, rest: str) -> None:
        """`@headword /pronunciation/`: here begins what is said of it."""
        self._end_block()
        word, pronunciation, more = _at_line(rest, self.headword)
        if more:
            self.waiting.append(more)
        elif "[" in rest and self.waiting and self.waiting[-1].strip() == "]":
            self.waiting.pop()
        self.nested = not word and bool(self.out)
        if word and word.casefold() != self.headword.casefold():
            self.out.append(("!" if self.out else " ") + word)
        if pronunciation:
            self.out.append("/" + pronunciation)
        self.examples = self.note = False

    def _pronunciation(self, line: str, _: str) -> None:
        if not _PRONUNCIATION.fullmatch(line):
            self._unmarked(line)
        elif pronunciation := pronunciation_of(line):
            self.out.append("/" + pronunciation)

    def _note(self, _: str, rest: str) -> None:
        self.seen_mark = True
        if rest:
            self.out.append(f" {rest}" if ":" in rest else f" {rest}:")
            self.note = True

    def _example(self, line: str, rest: str) -> None:
        """`=text+translation`, which is more of a note below one; `==` is no mark."""
        if line[1:2] == "=":
            self._unmarked(line)
            return
        self.seen_mark = True
        if not rest:
            return
        self.note = self.note and len(self.out[-1]) < _LONG
        if self.note:
            self.out[-1] += (" " if self.out[-1].endswith(":") else "; ") + rest
        else:
            self.out += example(rest)

    def _sense(self, line: str, rest: str) -> None:
        """`- text`, which is an example under `ví dụ:` and a word where the word's own line was left empty; `-5` is
        no mark."""
        if line[1:2].isdigit():
            self._unmarked(line)
            return
        self.seen_mark = True
        if not rest:
            return
        if self.examples:
            if self.out and _EXAMPLES_FOLLOW.fullmatch(self.out[-1][1:]):
                self.out.pop()  # the mark says it
            self.out += example(rest)
        elif self.nested:
            self.out.append("!" + rest)
            self.nested = False
        else:
            self.out.append("-" + rest)
        self.note = False

    def _named(self, line: str, rest: str) -> None:
        """`*part of speech` or `!idiom`."""
        self.seen_mark = True
        if not rest:
            return
        if line[0] == "*" and "{{" in rest:
            rest = collapse(_TEMPLATE.sub("", rest))
        if rest:
            self.out.append(line[0] + rest)
        self.note = self.examples = False

    def _end_block(self) -> None:
        """Drop what stands under the last `@` line if the same stood there before."""
        block = tuple(self.out[self.block_start :])
        if block and block in self.blocks:
            del self.out[self.block_start :]
            self.dropped.add("repeated text removed")
        self.blocks.add(block)
        self.block_start = len(self.out)


_READERS = {
    "@": _MarkedLines._word,
    "/": _MarkedLines._pronunciation,
    "[": _MarkedLines._pronunciation,
    "#": _MarkedLines._note,
    "=": _MarkedLines._example,
    "-": _MarkedLines._sense,
    "*": _MarkedLines._named,
    "!": _MarkedLines._named,
}
"""Mark -> what reads (the line, what stands behind its mark)."""


def _numbers_as_senses(lines: list[str]) -> list[str]:
    """Other text numbered 1, 2, 3 … as senses, which number themselves."""
    out = []
    due = 1
    for line in lines:
        match = _NUMBERED.match(line, 1) if line[0] == " " else None
        if match and int(match[1]) in (due, 1):
            due = int(match[1]) + 1
            out.append("-" + line[match.end() :])
        else:
            out.append(line)
    return out


_OWN_NUMBER = re.compile(r"-(?:(\d{1,2})|([IVX]{1,5}))(?:(\s?[.)])|(?= ))\s*(?=\S)")
_ROMAN = dict(zip("I II III IV V VI VII VIII IX X XI XII".split(), range(1, 13), strict=True))


def numbered_once(lines: list[str]) -> list[str]:
    """Article lines whose senses do not bear the numbers that they get when shown.

    Taken off are those of all senses of a group, in order; of one alone only `1.` and `1)`. A sense like the one right
    before it goes.
    """
    before = ""
    for line in lines:
        if line[0] == "-" and (line[1] in "0123456789IVX" or line == before):
            break
        before = line
    else:  # nearly every article
        return lines
    senses = [position for position, line in enumerate(lines) if line[0] == "-"]
    group: list[int] = []
    start = 0
    for position in [*senses, None]:
        if position is None or (group and any(lines[between][0] in "*!<" for between in range(start + 1, position))):
            lines = _without_numbers(lines, group)
            group = []
        if position is not None:
            group.append(position)
            start = position
    if len(senses) > 1:
        return [
            line for position, line in enumerate(lines) if not position or line[0] != "-" or line != lines[position - 1]
        ]
    return lines


def _without_numbers(lines: list[str], group: list[int]) -> list[str]:
    """Lines without the numbers 1, 2, 3 … of a group of senses. group: where its lines are."""
    while group:
        found = []
        for due, position in enumerate(group, 1):
            match = _OWN_NUMBER.match(lines[position])
            if match is None or due != (int(match[1]) if match[1] else _ROMAN.get(match[2])):
                return lines
            found.append(match)
        if len(group) == 1 and not (found[0][1] and found[0][3]):
            return lines
        lines = lines.copy()
        for position, match in zip(group, found, strict=True):
            lines[position] = "-" + lines[position][match.end() :]
    return lines


def _other(line: str) -> list[str]:
    line = collapse(line)
    return [" " + line] if line else []


def example(text: str) -> list[str]:
    """`example+translation` as one or two lines; a plus sign with spaces on both sides parts only if no other does."""
    left, parted, right = text.partition(makers.PARTED)
    match = None if parted else _PLUS.search(text)
    if parted:
        pass
    elif match is None and (at := text.find(" + ")) > 0:
        left, right = text[:at], text[at + 3 :]
    elif match is None:
        return ["=" + text]
    else:
        left, right = text[: match.start()], text[match.end() :]
    left, right = collapse(left), collapse(right)
    if not left:
        return ["=" + right] if right else []
    return ["=" + left, "+" + right] if right else ["=" + left]


def pronunciation_of(text: str) -> str:
    """A pronunciation without the slashes around it; brackets stay, since they mean something else."""
    if len(text) > 2 and text[0] == text[-1] == "/":
        text = text[1:-1]
    return collapse(text)


def _at_line(text: str, headword: str) -> tuple[str, str, str]:
    """`headword [old form] /pronunciation/` -> (headword, pronunciation, what else stands there with its mark)."""
    more = ""
    if text[: len(headword)].casefold() == headword.casefold():
        after = text[len(headword) :].lstrip()
        if headword and after[:1] in ("-", "*", "="):
            text, more = headword, after
    pronunciation = ""
    if found := re.search(r"/([^/]{1,100})/$", text):
        pronunciation = collapse(found[1])
        text = text[: found.start()].rstrip()
    if (at := text.rfind("[")) >= 0 and text.find("]", at) in (-1, len(text) - 1):
        text = text[:at]
    return text.strip(), pronunciation, more

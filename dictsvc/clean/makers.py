"""What the marks of each maker of dictionary files mean: a maker a row. Another maker is another row, nothing else.

A row counts for a whole file, once its sign stands in enough of the first definitions (`of`). Its marks then become
the line marks that `dictsvc.clean.marks` knows, or go. What no row says stays as the file has it: the report of a load
names what still looks like a mark.

Rows were read off real files; what a mark means that no file here has is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from dictsvc.clean import run_in
from dictsvc.records import RELATIONS
from dictsvc.vietnamese.syllable import well_formed

WORD, SPEECH, SENSE, TEXT = "\n@", "\n* ", "\n- ", "\n"
EXAMPLE = "\n="
PARTED = run_in.PARTED
HYPHEN = "\x02-"
"""A hyphen that begins no sense, wherever it stands."""
GONE = ""
_LEFT = str.maketrans({"\x01": " ", "\x02": None})

SAMPLE = 2000
"""Definitions that are looked at for signs."""


class Maker(NamedTuple):
    """A row. sign: what shows in a definition that the file is of this maker, in a `share` of them at least.

    marks: pattern -> what stands there instead, one after the other; those that begin with a sign and look back from
    there are searched fastest.
    joined: translations behind no-break spaces, phrases with theirs run into them (`run_in`).
    references: a sense or a line that is nothing but `xem X` refers to the headword X, also where the format says what
    is a sense; its text is the maker's all the same.
    bilingual: an example and its translation stand one after the other with nothing between.
    """

    name: str
    sign: str
    share: float
    marks: tuple[tuple[str, str], ...] = ()
    joined: bool = False
    references: bool = False
    bilingual: bool = False


_CAPITALS = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_REFERENCE = r"(?:\A|\n)\W*[Xx]em\s+[^\n,;:]{1,60}\s*(?:\Z|\n)"

MAKERS = (
    # `1`phiếu đóng gói ⏎ `4`\u00a0packing list. The word, its part of speech, a sense; under 4 the field, translations
    # behind no-break spaces, and phrases with theirs, each run into what stands before: receiptbiên lai hàng hóa: …
    Maker(
        "Prodict", r"\A\s*`1`", 0.5, ((r"`1`", WORD), (r"`2`", SPEECH), (r"`3`", SENSE), (r"`\d`", TEXT)), joined=True
    ),
    # → an example ⏎ its translation
    Maker(
        "OVDP, second edition",
        r"(?m)^→",
        0.05,
        ((r"(?m)^→([^\n]*)\n(?![→*@!=-])([^\n]+)", EXAMPLE + r"\1" + PARTED + r"\2"), (r"(?m)^→", EXAMPLE)),
    ),
    # ▶ where a word only leads to another one, which stands beside it
    Maker("Apple", r"\A▶", 0.01, ((r"▶", GONE),)),
    # A row of dashes, then the next word and what is said of it
    Maker("OVDP, Vietnamese", r"(?m)^-{5,}\s*$", 0.0001, ((r"\n-{5,}\s*\n", WORD),)),
    # Paragraphs between bars
    Maker("Đạo Uyển", r"[^\s|]\s?\|\s?[A-ZĐÐ»0-9]", 0.5, ((r"\s*\|\s*", TEXT),)),
    # - {English} translations of that: what stands in braces was parted at commas, inside parentheses too; a verb in
    # another language than English keeps its `to`: reforzar (to -)
    Maker(
        "StarDict by way of English",
        r"-\s?\{[^{}\n]*\}",
        0.3,
        (
            (r"-(?<=\s-)(?=[a-z]{1,8}(?:[,)\s]|\Z))", HYPHEN),
            (r" \( ?to ?-\)", GONE),
            (r"\{\}", GONE),
            (r"(\{[^{}()]*\([^{}()]*)\}\s*-\s?\{(?=[^{}()]*\))", r"\1, "),
            (r"-(?<=\S-)\s\{", SENSE + "{"),
            (r"(-\s?)\{([^{}]*)\}[ ]*(?=\n|\Z|\s-\s?\{)", r"\1\2"),
            (r"(-\s?)\{([^{}()\n]*)\}[ ]*", r"\1(\2) "),
            (r"(-\s?)\{([^{}]*)\}[ ]*", r"\1\2 "),
            (r"\+\s*:", PARTED),
        ),
    ),
    # - a; - b; - c, and two articles of one word run together: азербайджанец- азербайджанский
    Maker(
        "StarDict Vietnamese–Russian",
        r"\A(?:@\S+\s)?- [^;\n]{1,80}; - \S",
        0.2,
        ((r";\s+-\s(?=\S)", SENSE), (r"-(?<=[^\W\d_]-)\s(?=[^\W\d_])", SENSE)),
    ),
    # Readings of a character between bars, then its senses
    Maker("Thiều Chửu", r"\A[^\W\d_]{1,8}(?:\|[^\W\d_]{1,8})+<br>", 0.02, ((r"\|(?<=[^\W\d_]\|)(?=[^\W\d_])", "; "),)),
    # [readings of a character] ① a sense ② another
    Maker(
        "Thiều Chửu and Trần Văn Chánh",
        r"\A\s*\[[^\]\d]{1,60}\]\s*①",
        0.2,
        ((r"\A\s*\[([^\]\d]{1,60})\](?=\s*①)", r"\1"), (r"\s*[①-⑳]\s*", SENSE)),
    ),
    # 四處 [ja] シショ shisho ||| English  - => Vietnamese  - more of it
    Maker(
        "Buddhist, English–Hán–Việt",
        r"\|\|\|",
        0.5,
        ((r"\A\s*-\s+", GONE), (r"\s*\|\|\|\s*", TEXT), (r"(?:\s+-)?\s*=>\s*", TEXT), (r"\s{2,}-(?:\s+|\Z)", TEXT)),
    ),
    # <br>    - a sense <br>        ▫ an example its translation. What stands behind a hyphen in the line of the
    # pronunciation was taken for a sense: /'æsid'pru:f/ (acid-resisting) … ⏎ - resisting)
    Maker(
        "Anh–Việt Beta",
        r"<br> {4}- ",
        0.2,
        ((r"\A([^\n-]*-\s?([^\n]+?)\s?(?:/[^\n]*)?)\n\s*-\s?\2\s*\n(?:\s*/[^\n]*/\s*(?=\n))?", r"\1\n"),),
        bilingual=True,
    ),
    # Names of languages behind each equivalent, commas left at both ends; the explanation run into what stands before:
    # Cundi (S)Chuẩn đề Phật mẫuTên một vị Bồ tát
    Maker(
        "Minh Thông",
        r"\((?:S|P|T|C|J)\)",
        0.2,
        (
            (r"\A\s*,\s*", GONE),
            (r"\s*,\s*\Z", GONE),
            (rf"(?<=\([SPTCJ]\))\s?(?=[{_CAPITALS}][^\W\d_]*\s|\()", TEXT),
            (rf"(?<=[^\W\d_{_CAPITALS}])(?=[{_CAPITALS}][^\W\d_{_CAPITALS}]+\s)", TEXT),
        ),
    ),
    # xem X
    Maker("xem", _REFERENCE, 0.005, references=True),
)
"""Sources: the files named in the data's own descriptions, and those of the same makers in public repositories."""


class Rows(NamedTuple):
    """The rows that count for a file, made ready. marks: those of each row, and whether its phrases are joined."""

    marks: tuple[tuple[tuple[tuple[re.Pattern[str], bool, str], ...], bool], ...]
    references: bool
    bilingual: bool


_SIGNS = tuple((maker, re.compile(maker.sign)) for maker in MAKERS)
_BY_NAME = {maker.name: maker for maker in MAKERS}


@lru_cache(maxsize=8)
def rows(names: tuple[str, ...]) -> Rows:
    """Rows by their names."""
    chosen = [_BY_NAME[name] for name in names]
    return Rows(
        tuple(
            (tuple((re.compile(mark), mark.startswith(r"\A"), by) for mark, by in maker.marks), maker.joined)
            for maker in chosen
            if maker.marks
        ),
        any(maker.references for maker in chosen),
        any(maker.bilingual for maker in chosen),
    )


def of(definitions: Iterable[str], lines: Iterable[str] = ()) -> tuple[str, ...]:
    """Names of the rows whose signs stand in a file's beginning. lines: definitions whose lines a reader has marked."""
    unmarked = [definition[:2000] for definition in islice(definitions, SAMPLE)]
    whole = [*unmarked, *(definition[:2000] for definition in islice(lines, SAMPLE))]
    return tuple(
        maker.name for maker, sign in _SIGNS if _bear(sign, whole if maker.references else unmarked) > maker.share
    )


def _bear(sign: re.Pattern[str], definitions: list[str]) -> float:
    """The share of definitions that bear a sign."""
    return sum(sign.search(text) is not None for text in definitions) / max(len(definitions), 1)


def read(text: str, headword: str, names: tuple[str, ...]) -> str:
    """Scrubbed text with the marks of these makers as line marks."""
    for marks, joined in rows(names).marks:
        for mark, at_start, by in marks:
            if not at_start:
                text = mark.sub(by, text)
            elif match := mark.match(text):  # `sub` would try at each character
                text = match.expand(by) + text[match.end() :]
        if joined and "\u00a0" in text:
            text = "\n".join(part for line in text.split("\n") for part in run_in.parted(line, headword))
    return text


def settled(lines: list[str]) -> list[str]:
    """Article lines without what `read` put into the text for their reading."""
    if any("\x01" in line or "\x02" in line for line in lines):
        return [line.translate(_LEFT) for line in lines]
    return lines


_REFERS = re.compile(r"[- ][Xx]em (thêm:? )?([^;:,]{1,60}?)\.?")
_NUMBER = re.compile(r"(?:(?<=[^\W\d_])\d|\s*\[ng\d\])\Z")
"""Which homograph, or which of its senses, is meant."""
_LOOK = frozenset(
    "xét lại qua thử như là thường nhẹ trọng khinh bói tướng số mặt mạch bệnh chừng trộm ra hát phim tuồng kịch tivi "
    "trước nhau nào đi thấy được rằng kỹ kĩ sách báo".split()
)
"""What makes a verb of `xem`, to look at, and no reference."""


def referring(lines: list[str], headword: str) -> list[str]:
    """Article lines of which those that are nothing but `xem X` refer to X.

    In a dictionary of another language a Vietnamese word behind `xem` is the translation.
    """
    out = []
    for line in lines:
        if line[1:4] in ("xem", "Xem") and (match := _REFERS.fullmatch(line)):
            word = _NUMBER.sub("", match[2].strip())
            if word.split()[0].lower() not in _LOOK and (well_formed(headword) or not well_formed(word)):
                line = f"~{RELATIONS['see']}: {word}" if match[1] else "~" + word
        out.append(line)
    return out

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
from typing import NamedTuple

from dictsvc.languages import is_word
from dictsvc.records import RELATIONS
from dictsvc.vietnamese.syllable import split, well_formed

WORD, SPEECH, SENSE, TEXT = "\n@", "\n* ", "\n- ", "\n"
EXAMPLE = "\n="
PARTED = "\x01"
"""Between an example and its translation. A control character, which no scrubbed text holds."""
HYPHEN = "\x02-"
"""A hyphen that begins no sense, wherever it stands."""
GONE = ""
_LEFT = str.maketrans({"\x01": " ", "\x02": None})

SAMPLE = 2000
"""Definitions that are looked at for signs."""


class Maker(NamedTuple):
    """A row. sign: what shows in a definition that the file is of this maker, in a `share` of them at least.

    marks: pattern -> what stands there instead, one after the other. joined: translations behind no-break spaces,
    phrases with theirs run into them (`_parted`).
    references: a sense or a line that is nothing but `xem X` refers to the headword X.
    bilingual: an example and its translation stand one after the other with nothing between.
    """

    name: str
    sign: str
    share: float
    marks: tuple[tuple[str, str], ...] = ()
    joined: bool = False
    references: bool = False
    bilingual: bool = False


_REFERENCE = r"(?:\A|\n)\W*[Xx]em\s+[^\n,;:]{1,60}\s*(?:\Z|\n)"

MAKERS = (
    # `1`phiếu đóng gói ⏎ `4`\u00a0packing list. The word, its part of speech, a sense; under 4 the field, translations
    # behind no-break spaces, and phrases with theirs, each run into what stands before: receiptbiên lai hàng hóa: …
    Maker(
        "Prodict",
        r"\A\s*`1`",
        0.5,
        ((r"`1`", WORD), (r"`2`", SPEECH), (r"`3`", SENSE), (r"`\d`", TEXT)),
        joined=True,
    ),
    # → an example ⏎ its translation
    Maker(
        "OVDP, second edition",
        r"(?m)^→",
        0.05,
        (
            (r"(?m)^→([^\n]*)\n(?![→*@!=-])([^\n]+)", EXAMPLE + r"\1" + PARTED + r"\2"),
            (r"(?m)^→", EXAMPLE),
        ),
    ),
    # ▶ where a word only leads to another one, which stands beside it
    Maker("Apple", r"\A▶", 0.01, ((r"▶", GONE),)),
    # A row of dashes, then the next word and what is said of it
    Maker("OVDP, Vietnamese", r"(?m)^-{5,}\s*$", 0.0001, ((r"\n-{5,}\s*\n", WORD),)),
    # Paragraphs between bars
    Maker("Đạo Uyển", r"[^\s|]\s?\|\s?[A-ZĐÐ»0-9]", 0.5, ((r"\s*\|\s*", TEXT),)),
    # - {English} translations of that: what stands in braces was parted at commas, inside parentheses too
    Maker(
        "StarDict by way of English",
        r"-\s?\{[^{}\n]*\}",
        0.3,
        (
            (r"(?<=\s)-(?=[a-z]{1,8}(?:[,)\s]|\Z))", HYPHEN),
            (r"\{\}", GONE),
            (r"(\{[^{}()]*\([^{}()]*)\}\s*-\s?\{(?=[^{}()]*\))", r"\1, "),
            (r"(?<=\S)-\s\{", SENSE + "{"),
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
        ((r";\s+-\s(?=\S)", SENSE), (r"(?<=[^\W\d_])-\s(?=[^\W\d_])", SENSE)),
    ),
    # Readings of a character between bars, then its senses
    Maker("Thiều Chửu", r"\A[^\W\d_]{1,8}(?:\|[^\W\d_]{1,8})+<br>", 0.02, ((r"(?<=[^\W\d_])\|(?=[^\W\d_])", "; "),)),
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
        (
            (r"\A\s*-\s+", GONE),
            (r"\s*\|\|\|\s*", TEXT),
            (r"(?:\s+-)?\s*=>\s*", TEXT),
            (r"\s{2,}-(?:\s+|\Z)", TEXT),
        ),
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
    # Names of languages behind each equivalent, commas left at both ends
    Maker(
        "Minh Thông",
        r"\((?:S|P|T|C|J)\)",
        0.2,
        ((r"\A\s*,\s*", GONE), (r"\s*,\s*\Z", GONE)),
    ),
    # xem X
    Maker("xem", _REFERENCE, 0.005, references=True),
)
"""Sources: the files named in the data's own descriptions, and those of the same makers in public repositories."""


@lru_cache(maxsize=1)
def _compiled() -> dict[str, tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...], Maker]]:
    return {
        maker.name: (re.compile(maker.sign), tuple((re.compile(mark), by) for mark, by in maker.marks), maker)
        for maker in MAKERS
    }


def of(definitions: Iterable[str]) -> tuple[str, ...]:
    """Names of the rows whose signs stand in the definitions of a file's beginning."""
    sample = [definition for definition, _ in zip(definitions, range(SAMPLE), strict=False)]
    return tuple(
        name
        for name, (sign, _, maker) in _compiled().items()
        if sum(sign.search(definition[:2000]) is not None for definition in sample) > maker.share * len(sample)
    )


def read(text: str, headword: str, makers: tuple[str, ...]) -> str:
    """Scrubbed text with the marks of these makers as line marks."""
    for name in makers:
        _, marks, maker = _compiled()[name]
        for mark, by in marks:
            text = mark.sub(by, text)
        if maker.joined and "\u00a0" in text:
            text = "\n".join(part for line in text.split("\n") for part in _parted(line, headword))
    return text


def settled(lines: list[str]) -> list[str]:
    """Article lines without what `read` put into the text for their reading."""
    if any("\x01" in line or "\x02" in line for line in lines):
        return [line.translate(_LEFT) for line in lines]
    return lines


_REFERS = re.compile(r"[- ][Xx]em (thêm:? )?([^;:,]{1,60}?)\.?")
_LOOK = frozenset(
    "xét lại qua thử như là thường nhẹ trọng khinh bói tướng số mặt mạch bệnh chừng trộm ra hát phim tuồng kịch tivi "
    "trước nhau nào đi thấy được rằng kỹ kĩ sách báo".split()
)
"""What makes a verb of `xem`, to look at, and no reference."""


def referring(lines: list[str], headword: str, makers: tuple[str, ...]) -> list[str]:
    """Article lines of which those that are nothing but `xem X` refer to X, where a row says that they do.

    In a dictionary of another language a Vietnamese word behind `xem` is the translation.
    """
    if not any(_compiled()[name][2].references for name in makers):
        return lines
    out = []
    for line in lines:
        if line[1:4] in ("xem", "Xem") and (match := _REFERS.fullmatch(line)):
            word = re.sub(r"(?<=[^\W\d_])\d\Z", "", match[2].strip())  # a homograph's number
            if word.split()[0].lower() not in _LOOK and (well_formed(headword) or not well_formed(word)):
                line = f"~{RELATIONS['see']}: {word}" if match[1] else "~" + word
        out.append(line)
    return out


_ENGLISH = frozenset("a an am be by do go he him i in me my on so than the them then to".split())
_VIETNAMESE_TOO = frozenset(
    "anh ba bay ban cai cha chia chim chi cho chu chua coi con cua dao em gia hai hay ho hoa hoan hoang khi lao len "
    "leo lo loay lui mang mau mua nay nghe ngay nghi nhai nhanh nhau nhu ra rau rong sai sao sau say sinh suy tai tay "
    "thai thanh thay theo thi thu thua tin tra trai tranh treo trong trung tuy vay vi vui vua vung xa xe "
    "xem xin xoay".split()
)
"""Words without marks that may be of both languages: those that are English ones next to an English one, and those
that begin a Vietnamese phrase. What is in neither is not judged."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def translated(lines: list[str], rows: tuple[str, ...]) -> list[str]:
    """Article lines whose examples are apart from the translations behind them, where a row says that they follow."""
    if not any(_compiled()[name][2].bilingual for name in rows) or not any(line[0] == "=" for line in lines):
        return lines
    out = []
    for line, after in zip(lines, [*lines[1:], " "], strict=True):
        if line[0] == "=" and after[0] != "+" and (cut := _translation(line)):
            out += [line[:cut].rstrip(), "+" + line[cut:]]
        else:
            out.append(line)
    return out


def _translation(text: str) -> int:
    """Where English ends and Vietnamese begins in a text of both; 0 where that is not certain."""
    first = _VIETNAMESE.search(text)
    if first is None:
        return 0
    tokens = list(_TOKEN.finditer(text))
    vietnamese = next((at for at, token in enumerate(tokens) if token.end() > first.start()), 0)
    english = next((at for at in range(vietnamese - 1, -1, -1) if not _both(tokens[at][0])), -1)
    if english < 0 or any(not _both(token[0]) and token[0].isascii() for token in tokens[vietnamese + 1 :]):
        return 0
    at = english + 1
    while at < vietnamese and tokens[at][0].lower() in _ENGLISH:
        at += 1
    if at < vietnamese and tokens[at][0].lower() not in _VIETNAMESE_TOO:
        return 0
    start = tokens[at].start()
    return start - 1 if text[start - 1] in '("“‘' else start


@lru_cache(maxsize=16384)
def _both(word: str) -> bool:
    """Whether a word may be Vietnamese."""
    return all(split(part) is not None for part in re.split("['’-]", word))


_GROUP = re.compile(r"(?=Lĩnh vực: |Giải thích (?:VN|EN): )")
_SEPARATOR = re.compile(r"(: |\u00a0)")
_RUN_IN = re.compile(r"(?<![^\W\d_])[A-Za-z]{2,}[^\W\d_]+")


def _parted(line: str, headword: str) -> list[str]:
    """`\u00a0receiptbiên lai của thuyền phó: mate's receipt` as a sense and an example; a field as a part of speech."""
    lines: list[str] = []
    for group in _GROUP.split(line):
        if group.startswith("Lĩnh vực: "):
            field, _, group = group.partition("\u00a0")
            lines.append("* " + field)
            group = "\u00a0" + group
        phrase, *rest = _SEPARATOR.split(group)
        for separator, text in zip(rest[::2], rest[1::2], strict=True):
            at = len(text) if phrase == "Giải thích VN" else _next_phrase(text, headword)
            translation = text[:at].strip()
            if _EXPLAINED.fullmatch(phrase):
                lines.append(f"{phrase}: {translation}")
            elif phrase.strip():
                lines.append(f"={phrase.strip()}{PARTED}{translation}")
            elif separator == ": " and lines:
                lines[-1] += separator + translation
            elif translation:
                lines.append("- " + translation)
            phrase = text[at:]
        if phrase.strip():
            lines.append(phrase)
    return lines


def _next_phrase(text: str, headword: str) -> int:
    """Where the next phrase is run into a translation; the text's length if nowhere.

    At the headword, or where a word falls into an English one and a Vietnamese syllable.
    """
    found = len(text)
    if " " in headword or not headword.isascii():
        at = text.find(headword, 1)
        if at > 0 and not text[at - 1].isspace():
            found = at
    for match in _RUN_IN.finditer(text, 0, found):
        word = match[0]
        if _VIETNAMESE.search(text, match.start()) and (length := _foreign(word, headword)):
            return match.start() + length
    end = _END.search(text, 0, found)
    return end.end() if end and _VIETNAMESE.search(text, end.end()) else found


def _foreign(word: str, headword: str) -> int:
    """Letters of the English word that a Vietnamese syllable or the headword is run into; 0 where the word is whole."""
    if split(word) is not None or (word.isascii() and is_word(word.lower(), "en")):
        return 0
    if len(headword) > 3 and word.endswith(headword):
        return len(word) - len(headword)
    ends = [at for at in range(len(word) - 1, 1, -1) if word[:at].isascii() and split(word[at:]) is not None]
    capital = next((at for at in ends if word[at].isupper() and word[at - 1].islower()), 0)
    known = [at for at in ends if is_word(word[:at].lower(), "en")]
    # `evaporations|ự`: a single letter is hardly ever a word
    longer = next((at for at in known if at < len(word) - 1), known[0] if known else 0)
    return capital or longer or (0 if word.isascii() or not ends else ends[-1])


_VIETNAMESE = re.compile("[à-ãè-êìíò-õùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
_END = re.compile(r"(?:[)\]]|(?<=[a-z]{2})\.)(?=[^\W\d_])")
_EXPLAINED = re.compile(r"Giải thích (?:VN|EN)")

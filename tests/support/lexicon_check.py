"""The checker of the bundled dictionaries: what `dictionaries/README.md` promises of a source file, as functions.

A check takes one `Lexicon` and yields every place that breaks its promise as (line number, what is wrong), so that one
run lists all faults of a kind. Nothing here mends a file, and nothing here knows whether a meaning is right: that is
for people to read (`dictionaries/REVIEW.md`).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise, zip_longest
from pathlib import Path

from wordfreq import zipf_frequency

from dictsvc.vietnamese import key as keys
from dictsvc.vietnamese import order, syllable
from dictsvc.vietnamese.fold import normalise

COLUMNS = (
    "headword uk us part_of_speech sense definition equivalent abbreviation forms classifier example translation "
    "synonym antonym see source"
).split()
REQUIRED = ("headword", "part_of_speech", "sense")
RELATIONS = ("synonym", "antonym", "see")
LISTS = ("equivalent", "abbreviation", "forms", "classifier", *RELATIONS)
PARTS_OF_SPEECH = frozenset(
    "danh từ, danh từ riêng, động từ, tính từ, phó từ, đại từ, số từ, lượng từ, kết từ, giới từ, liên từ, mạo từ, "
    "trợ từ, thán từ, trợ động từ, cụm từ, thành ngữ, tục ngữ, viết tắt".split(", ")
)
METADATA = ("id", "title", "from", "to", "version", "licence", "source", "description")
LICENCE = "CC0-1.0"

LOANS = frozenset({"VNeID", "taxi", "vali", "web", "Kạn", "Kon", "Lắk", "Đắk"})
"""Syllables of Vietnamese headwords that no Vietnamese syllable looks like, as they are written."""

NOT_IN_WORDFREQ = frozenset({"Gioc", "VNeID", "Xoai", "equitisation", "equitise", "equitised"})
"""English words that are right although wordfreq has never met them."""

CLASSIFIERS = frozenset(
    "con cái chiếc người viên vị ông bà anh chị cô em đứa thằng tên gã kẻ bậc đấng nhà cây quả trái củ hạt hột "
    "bông hoa lá cành nhánh ngọn bụi khóm bó nải chùm buồng tờ bức cuốn quyển bản bài câu lời tiếng chữ tấm "
    "miếng mảnh thửa mẩu cục hòn tảng giọt hơi luồng dòng làn tia đám cơn trận cuộc vụ chuyến mối nỗi niềm điều "
    "nền ngành môn ngôi căn tòa gian mái bộ đôi cặp đàn bầy đội đoàn nhóm tốp lũ bọn sợi cuộn ống thanh thỏi "
    "que lưỡi khẩu cỗ vở khúc loài liều bữa điếu nén ổ mũi cánh cú đợt ca món khoản phần suất mặt pho vầng bãi "
    "khu vùng kỳ phiên giống loại thứ".split()
)
"""What may stand between a number and a noun."""
NO_CLASSIFIER = "–"

IPA = frozenset("abdefhijklmnoprstuvwzæðŋɑɒɔəɜɡɪʃʊʌʒθˈˌː ,")
"""Letters of British and American pronunciations as they are written here; g is the IPA's own ɡ."""
_NUCLEUS = r"(?:aɪə|aʊə|[aeɔ]ɪ|aʊ|[əo]ʊ|[ɪeʊ]ə|[iuɑɔɜ]ː|[æɒəeɪiʊuʌ])"
_SYLLABIC = re.compile(_NUCLEUS)
_SOUNDS = rf"(?:tʃ|dʒ|[bdfhjklmnpstvwzðŋɡʃʒθ]|[ˈˌ](?=[^ˈˌ ,])| |{_NUCLEUS})"
_BRITISH = re.compile(rf"(?:(?!oʊ){_SOUNDS}|r(?= ?[ˈˌ]?{_NUCLEUS}))+")
_AMERICAN = re.compile(rf"(?:(?!ɒ|əʊ|[ɪeʊ]ə){_SOUNDS}|r)+")

SPELT_WITH_Z = frozenset("size prize seize capsize downsize oversize resize maize".split())
"""English words in -ize whose British spelling is the same."""

SPELT_WITH_Y = dict(zip("kĩ kỉ mĩ quí quì quỉ quĩ".split(), "kỹ kỷ mỹ quý quỳ quỷ quỹ".split(), strict=True))
"""Only syllables that the press and the gazette never write with i; `lí, kì, tỉ, sỹ` have good uses of their own."""

_IN_IZE = re.compile(r"([a-z]{2,}iz)(?:e|ed|es|er|ers|ing|able|ation|ations|ational)")
_POINTER = re.compile(r"(?:Như|Dạng ngắn của|Dạng đầy đủ của|Cách viết khác của|Một vế của) “([^”]+)”")
_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
_ENGLISH_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PUNCTUATION = re.compile(r"[,.;:!?…()“”/]+")
_DOCUMENT = re.compile(r"\b\d+/\d{4}/(?:QH\d+|UBTVQH\d+|NĐ-CP|TT-[A-ZĐ]+|QĐ-TTg|L-CTN)\b|\b\d+-[A-ZĐ]+/TW\b")
_CHANGED = re.compile(r"\b20[12]\d\b|\bnay (?:chủ yếu )?(?:thuộc|là)\b")
_DATE = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/])")
_SPACES = re.compile(r"^\s|\s$|\s\s")
Found = Iterator[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One sense: its line number in the file (the header is line 1) and its cells by column name."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A dictionary's source file as it is, faults included. rows is empty when a required column is missing."""

    path: Path
    raw: bytes
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    metadata: dict[str, object]

    @property
    def source(self) -> str:
        """Language of the headwords."""
        return str(self.metadata.get("from", ""))

    @property
    def explained_in(self) -> str:
        return str(self.metadata.get("to", ""))

    @property
    def target(self) -> str:
        """Language of equivalents and translations: a Vietnamese–Vietnamese dictionary gives English ones."""
        return self.explained_in if self.explained_in != self.source else "en"

    def columns_in(self, language: str) -> tuple[str, ...]:
        """The columns whose cells are text in a language; an abbreviation is in none."""
        spoken = dict.fromkeys(("headword", "forms", "classifier", "example", *RELATIONS), self.source)
        spoken |= {"definition": self.explained_in, "equivalent": self.target, "translation": self.target}
        return tuple(column for column in self.columns if spoken.get(column) == language)

    def headwords(self) -> dict[str, list[Row]]:
        """Headword -> its rows, in the order of the file."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row["headword"], []).append(row)
        return found


@lru_cache(maxsize=16)
def read(path: Path) -> Lexicon:
    """The source file at path with the .toml beside it; never fails on what a check is there to find."""
    raw = path.read_bytes()
    text = raw.decode("utf-8", "replace")
    lines = tuple(text.removesuffix("\n").split("\n"))
    columns = tuple(lines[0].split("\t"))
    rows = [
        Row(number, dict(zip(columns, line.split("\t"), strict=False)))
        for number, line in enumerate(lines[1:], start=2)
    ]
    usable = set(REQUIRED) <= set(columns)
    return Lexicon(path, raw, lines, columns, tuple(rows) if usable else (), _metadata(path.with_suffix(".toml")))


def _metadata(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def report(lexicon: Lexicon, found: Iterable[tuple[int, str]]) -> str:
    """The faults one below the other as `file:line: what is wrong`; empty when there are none."""
    return "\n".join(f"{lexicon.path.name}:{line}: {what}" for line, what in found)


def metadata(lexicon: Lexicon) -> Found:
    """The .toml beside the file names every field, the id is the file's name, the licence CC0, the version a date."""
    toml = lexicon.path.with_suffix(".toml").name
    if not lexicon.metadata:
        yield 1, f"{toml} is missing or is not TOML"
        return
    for field in METADATA:
        value = lexicon.metadata.get(field)
        if not (isinstance(value, str) and value.strip()):
            yield 1, f"{toml} has no text for “{field}”"
        elif field == "id" and value != lexicon.path.stem:
            yield 1, f"{toml} says id “{value}”, the file is called “{lexicon.path.stem}”"
        elif field == "licence" and value != LICENCE:
            yield 1, f"{toml} says licence “{value}”, every bundled dictionary is {LICENCE}"
        elif field in ("from", "to") and value not in ("vi", "en"):
            yield 1, f"{toml} says {field} “{value}”, expected vi or en"
        elif field == "version" and not _is_date(value):
            yield 1, f"{toml} says version “{value}”, expected a date such as 2026-11-23"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def header(lexicon: Lexicon) -> Found:
    """Columns are known ones in the order of the README, the required ones among them, none without any content."""
    for column in lexicon.columns:
        if column not in COLUMNS:
            yield 1, f"unknown column “{column}”; known are {', '.join(COLUMNS)}"
    for column in REQUIRED:
        if column not in lexicon.columns:
            yield 1, f"required column “{column}” is missing"
    known = [column for column in lexicon.columns if column in COLUMNS]
    swapped = [{"definition": "equivalent", "equivalent": "definition"}.get(column, column) for column in COLUMNS]
    if all(known != [column for column in order if column in known] for order in (COLUMNS, swapped)):
        yield 1, f"columns stand as {', '.join(known)}; their order, each once, is {', '.join(COLUMNS)}"
    for column in known:
        if lexicon.rows and not any(row[column] for row in lexicon.rows):
            yield 1, f"column “{column}” is empty on every line; leave it out"


def cells(lexicon: Lexicon) -> Found:
    """Every line has one cell for each column, what is required is filled in, and it explains or translates."""
    for number, line in enumerate(lexicon.lines[1:], start=2):
        count = line.count("\t") + 1
        if count != len(lexicon.columns):
            yield number, f"{count} cells, the header has {len(lexicon.columns)}"
    for row in lexicon.rows:
        for column in REQUIRED:
            if not row[column]:
                yield row.line, f"“{column}” is empty"
        if not (row["definition"] or row["equivalent"]):
            yield row.line, f"“{row['headword']}” has neither a definition nor an equivalent"
        if row["translation"] and not row["example"]:
            yield row.line, f"“{row['headword']}” has a translation without an example"


def characters(lexicon: Lexicon) -> Found:
    """UTF-8, NFC, lines ended by one \\n; no straight double quote, control or invisible character, no stray space."""
    try:
        lexicon.raw.decode("utf-8")
    except UnicodeDecodeError as error:
        yield lexicon.raw.count(b"\n", 0, error.start) + 1, f"not UTF-8: {error.reason}"
    if not lexicon.raw.endswith(b"\n") or lexicon.raw.endswith(b"\n\n"):
        yield len(lexicon.lines), "the file does not end in exactly one line end"
    for number, line in enumerate(lexicon.lines, start=1):
        if line != unicodedata.normalize("NFC", line):
            yield number, "not NFC"
        if '"' in line:
            yield number, 'a straight double quote "; write “ ”'
        for char in sorted(set(line) - {"\t"}):
            # Control, format, surrogate, private, unassigned; line and paragraph separators; spaces but the plain one.
            if unicodedata.category(char)[0] in "CZ" and char != " ":
                yield number, f"character U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
        for column, cell in zip_longest(lexicon.columns, line.split("\t"), fillvalue="?"):
            if _SPACES.search(cell):
                yield number, f"outer or doubled space in {column}: “{cell}”"


def lists(lexicon: Lexicon) -> Found:
    """Items of a list are separated by `; `, none empty, none twice."""
    for row in lexicon.rows:
        for column in LISTS:
            items = row[column].split("; ") if row[column] else []
            for item in items:
                if ";" in item or not item.strip():
                    yield row.line, f"{column} is not separated by “; ”: “{row[column]}”"
                    break
            for item in sorted({item for item in items if items.count(item) > 1}):
                yield row.line, f"{column} names “{item}” twice"


def parts_of_speech(lexicon: Lexicon) -> Found:
    """Parts of speech come from the closed list."""
    for row in lexicon.rows:
        if row["part_of_speech"] not in PARTS_OF_SPEECH:
            yield row.line, f"part of speech “{row['part_of_speech']}” is not in the list"


def senses(lexicon: Lexicon) -> Found:
    """Lines of a headword stand together, so do those of its part of speech, and their senses count 1, 2, 3 …"""
    first: dict[tuple[str, ...], int] = {}
    count: dict[tuple[str, ...], int] = {}
    before: Row | None = None
    for row in lexicon.rows:
        for group in ((row["headword"],), (row["headword"], row["part_of_speech"])):
            last = tuple(before[column] for column in REQUIRED[: len(group)]) if before else ()
            if group in first and group != last:
                yield row.line, f"“{' · '.join(group)}” stands apart from its line {first[group]}"
                break
            first.setdefault(group, row.line)
        both = (row["headword"], row["part_of_speech"])
        count[both] = count.get(both, 0) + 1
        if row["sense"] != str(count[both]):
            yield row.line, f"“{' · '.join(both)}” has sense {row['sense']!r} where {count[both]} is due"
        before = row


def duplicates(lexicon: Lexicon) -> Found:
    """No headword says the same twice under one part of speech."""
    first: dict[tuple[str, ...], int] = {}
    for row in lexicon.rows:
        said = tuple(row[column].casefold() for column in ("headword", "part_of_speech", "definition", "equivalent"))
        if said in first:
            yield row.line, f"“{row['headword']}” says the same as line {first[said]}"
        first.setdefault(said, row.line)


def tone_placement(lexicon: Lexicon) -> Found:
    """Tone marks in Vietnamese text stand in the old style everywhere: hòa, khỏe, thủy, quý."""
    for row, column, word in _words(lexicon, "vi", _LETTERS_ONLY):
        normal = normalise(word)
        if syllable.split(normal) is None:
            continue
        letters, tone = syllable.detone(normal)
        right = syllable.place(letters, tone or 0, "old")
        if right != normal:
            yield row.line, f"{column} writes “{word}”, the style here is “{right}”"


def vowel_spelling(lexicon: Lexicon) -> Found:
    """Vietnamese text writes y where the official spelling does: kỹ thuật, kỷ luật, quý."""
    for row, column, word in _words(lexicon, "vi", _LETTERS_ONLY):
        if right := SPELT_WITH_Y.get(word.lower()):
            yield row.line, f"{column} writes “{word}”, the spelling here is “{right}”"


def syllables(lexicon: Lexicon) -> Found:
    """Every syllable of a Vietnamese headword is well formed, a number or a listed loan; abbreviations are free."""
    if lexicon.source != "vi":
        return
    for row in lexicon.rows:
        if row["part_of_speech"] == "viết tắt":
            continue
        for part in re.split(r"[ -]+", _PUNCTUATION.sub(" ", row["headword"]).strip()):
            if part and not part.isdigit() and part not in LOANS and not syllable.well_formed(part):
                yield row.line, f"“{part}” in “{row['headword']}” is no well-formed syllable and no listed loan"


def english_words(lexicon: Lexicon) -> Found:
    """Every word of English text is known to wordfreq or listed."""
    for row, column, word in _words(lexicon, "en", _ENGLISH_WORD):
        if not _known(word):
            yield row.line, f"{column} has “{word}”, which wordfreq does not know"


@cache
def _known(word: str) -> bool:
    with_z = re.sub("is(?=e|able|ation|ing)", "iz", word)  # the rarer of two spellings may be missing
    return word in NOT_IN_WORDFREQ or any(zipf_frequency(spelt, "en") > 0 for spelt in (word, with_z))


def english_spelling(lexicon: Lexicon) -> Found:
    """English is spelt with -ise: organise, privatisation. A proper name is spelt as its bearer does, and an English
    headword may be spelt with -ize beside its twin, which is its synonym."""
    for row, column, word in _words(lexicon, "en", _LETTERS_ONLY):
        if not (found := _IN_IZE.fullmatch(word)) or found[1] + "e" in SPELT_WITH_Z:
            continue
        right = f"{found[1][:-1]}s{word[found.end(1) :]}"
        if lexicon.source == "vi" or column == "example":
            yield row.line, f"{column} writes “{word}”, the spelling here is “{right}”"
        elif column == "headword" and right not in row["synonym"].split("; "):
            yield row.line, f"“{word}” does not have “{right}” among its synonyms"


def classifiers(lexicon: Lexicon) -> Found:
    """Where there is such a column, every noun has classifiers of the closed list or a dash for none."""
    if "classifier" not in lexicon.columns:
        return
    for row in lexicon.rows:
        cell, word = row["classifier"], row["headword"]
        if row["part_of_speech"] != "danh từ":
            if cell:
                yield row.line, f"“{word}” is no noun here, but has the classifier “{cell}”"
        elif not cell:
            yield row.line, f"“{word}” has no classifier; “{NO_CLASSIFIER}” says that it takes none"
        elif cell != NO_CLASSIFIER:
            for name in cell.split("; "):
                if name not in CLASSIFIERS:
                    yield row.line, f"“{name}” in classifier of “{word}” is not in the list"
                elif name == word:
                    yield row.line, f"“{word}” is its own classifier; “{NO_CLASSIFIER}” says that it takes none"


def pronunciations(lexicon: Lexicon) -> Found:
    """Where there is such a column, every line has a British pronunciation in the IPA and notation used here, and an
    American one where it differs; in each, a word of several syllables has one main stress."""
    if "uk" not in lexicon.columns:
        return
    for row in lexicon.rows:
        word, uk, us = row["headword"], row["uk"], row["us"]
        if not uk:
            yield row.line, f"“{word}” has no British pronunciation"
        if us and us == uk:
            yield row.line, f"“{word}” has the same pronunciation in uk and us; leave us empty"
        for column in ("uk", "us"):
            for char in sorted(set(row[column]) - IPA):
                yield row.line, f"{column} of “{word}” has “{char}”, which is no letter of the IPA used here"
        for said, sounds, kind in ((uk, _BRITISH, "British"), (us or uk, _AMERICAN, "American")):
            for form in said.split(", ") if set(said) <= IPA and said else ():
                if not sounds.fullmatch(form):
                    yield row.line, f"“{form}” of “{word}” has a sound that {kind} English here has not"
                for part in form.split(" "):
                    if part.count("ˈ") != 1 and (len(_SYLLABIC.findall(part)) > 1 or part.count("ˈ") > 1):
                        yield row.line, f"“{part}” of “{word}” has {part.count('ˈ')} main stresses"


def sources(lexicon: Lexicon) -> Found:
    """A source names documents by their numbers, or the Constitution; a definition that says since when has one."""
    for row in lexicon.rows:
        for named in row["source"].split("; ") if row["source"] else []:
            if not (_DOCUMENT.search(named) or named.startswith("Hiến pháp")):
                yield row.line, f"source “{named}” of “{row['headword']}” has no number such as 150/2025/NĐ-CP"
        if "source" in lexicon.columns and not row["source"] and _CHANGED.search(row["definition"]):
            yield row.line, f"“{row['headword']}” says what has changed and when, but no source"


def dates(lexicon: Lexicon) -> Found:
    """Dates in Vietnamese text are written as official documents write them: 01/7/2025, 30/11/2025, 05/02/2025."""
    for row in lexicon.rows:
        for column in lexicon.columns_in("vi"):
            for day, month, year in _DATE.findall(row[column]):
                right = f"{day:0>2}/{int(month):0{2 if int(month) < 3 else 1}}/{year}"
                if f"{day}/{month}/{year}" != right or not _is_date(f"{year}-{month:0>2}-{day:0>2}"):
                    yield row.line, f"{column} has the date “{day}/{month}/{year}”, expected a day such as 01/7/2025"


def _words(lexicon: Lexicon, language: str, pattern: re.Pattern[str]) -> Iterator[tuple[Row, str, str]]:
    columns = lexicon.columns_in(language)
    for row in lexicon.rows:
        for column in columns:
            for word in dict.fromkeys(pattern.findall(row[column])):
                yield row, column, word


def references(lexicon: Lexicon) -> Found:
    """`synonym`, `antonym` and `see` name other headwords of the same file, each in one of them."""
    headwords = {row["headword"] for row in lexicon.rows}
    for row in lexicon.rows:
        every = [named for column in RELATIONS for named in row[column].split("; ") if named]
        for named in sorted({named for named in every if every.count(named) > 1}):
            yield row.line, f"“{row['headword']}” refers to “{named}” more than once"
        for named in every:
            if named == row["headword"]:
                yield row.line, f"“{named}” refers to itself"
            elif named not in headwords:
                yield row.line, f"“{row['headword']}” refers to “{named}”, which is no headword here"


def variants(lexicon: Lexicon) -> Found:
    """A headword that a definition explains another by (Như “…”, Dạng ngắn của “…”) is linked from that line."""
    for row in lexicon.rows:
        linked = {named for column in RELATIONS for named in row[column].split("; ")}
        pointer = _POINTER.match(row["definition"])
        if pointer and pointer[1] not in linked:
            yield row.line, f"“{row['headword']}” is explained by “{pointer[1]}” and does not link to it"


def relations(lexicon: Lexicon) -> Found:
    """Headwords that name each other do so in the same relation: no synonym of one is an antonym of the other."""
    named: dict[tuple[str, str], dict[str, int]] = {}
    for row in lexicon.rows:
        for column in RELATIONS:
            for other in filter(None, row[column].split("; ")):
                named.setdefault((row["headword"], other), {})[column] = row.line
    for (headword, other), columns in named.items():
        back = named.get((other, headword), columns)
        if columns.keys().isdisjoint(back):
            (column, line), (opposite, _) = min(columns.items()), min(back.items())
            yield line, f"“{other}” is in {column} of “{headword}”, which is in {opposite} of “{other}”"


def examples(lexicon: Lexicon) -> Found:
    """An example contains its headword, or one of its forms."""
    for headword, rows in lexicon.headwords().items():
        listed = [form for row in rows for form in row["forms"].split("; ") if form]
        patterns = [_as_used(text, english=lexicon.source == "en") for text in (headword, *listed)]
        for row in rows:
            if row["example"] and not any(pattern.search(row["example"]) for pattern in patterns):
                yield row.line, f"“{headword}” is not in its example “{row['example']}”"


def _as_used(text: str, *, english: bool) -> re.Pattern[str]:
    words = [sorted(inflected(word)) if english else [word] for word in text.split(" ")]
    pattern = " ".join(f"(?:{'|'.join(map(re.escape, forms))})" for forms in words)
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)


def inflected(word: str) -> frozenset[str]:
    """Regular English forms, a little more than there are: studies, stopped, making, bigger, lying."""
    stems = {word + ending for ending in ("", "s", "es", "ed", "ing", "er", "est", "'s", "’s")}
    if word.endswith("e"):
        stems |= {word[:-1] + ending for ending in ("ed", "ing", "er", "est")}
    if word.endswith("y"):
        stems |= {word[:-1] + ending for ending in ("ies", "ied", "ier", "iest")}
    if word.endswith("ie"):
        stems.add(word[:-2] + "ying")
    if re.search(r"[aeiouy][bdfglmnprstz]$", word):
        stems |= {word + word[-1] + ending for ending in ("ed", "ing", "er", "est")}
    return frozenset(stems)


def sort_order(lexicon: Lexicon) -> Found:
    """Headwords stand in Vietnamese dictionary order, which says nothing of capitals (á, Á)."""
    for before, row in pairwise(lexicon.rows):
        if order.key(row["headword"].lower()) < order.key(before["headword"].lower()):
            yield row.line, f"“{row['headword']}” belongs before “{before['headword']}”"


CHECKS: dict[str, Callable[[Lexicon], Found]] = {
    check.__name__: check
    for check in (
        metadata,
        header,
        cells,
        characters,
        lists,
        parts_of_speech,
        senses,
        duplicates,
        tone_placement,
        vowel_spelling,
        syllables,
        english_words,
        english_spelling,
        classifiers,
        pronunciations,
        sources,
        dates,
        references,
        variants,
        relations,
        examples,
        sort_order,
    )
}


def spellings(word: str) -> frozenset[tuple[str, tuple[str, ...]]]:
    """What a Vietnamese word is compared by when neither tone placement nor i/y may count: two words that are
    one share an item."""
    plain = keys.key(normalise(word))
    variants = [plain, *(variant for variant, _ in keys.respelt(plain))]
    return frozenset((each.letters, tuple(keys.AS_PLAIN.get(tone, tone) for tone in each.tones)) for each in variants)


def missing(lexicon: Lexicon, words: Iterable[str]) -> list[str]:
    """Those of the words that are no headword in any accepted spelling."""
    have = frozenset[tuple[str, tuple[str, ...]]]().union(*map(spellings, lexicon.headwords()))
    return [word for word in words if not spellings(word) & have]

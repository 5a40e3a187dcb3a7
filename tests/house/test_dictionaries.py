"""The bundled dictionaries keep what their README promises, and the checker that says so finds the faults it is for."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from english_lemmas import NAMES, NO_WORDS, lemmas
from lexicon_check import CHECKS, LOANS, NOT_IN_WORDFREQ, Lexicon, missing, read, report, spellings
from wordfreq import zipf_frequency

from dictsvc.vietnamese.syllable import well_formed

DICTIONARIES = Path(__file__).parents[2] / "dictionaries"
HEADWORDS = {
    "hanh-chinh": 1422,
    "viet-tat": 720,
    "dia-danh": 190,
    "viet-anh": 3440,
    "anh-viet": 3800,
    "thanh-ngu": 1020,
}
"""Dictionary id -> how many headwords it promises at least."""
EXAMPLES = {
    "anh-viet": 2800,
    "hanh-chinh": 500,
    "dia-danh": 60,
    "viet-anh": 3000,
    "thanh-ngu": 525,
}
"""Dictionary id -> how many examples it promises at least."""

COVERED = 0.95
MOST_FREQUENT = 3000


@pytest.fixture(params=HEADWORDS)
def lexicon(request: pytest.FixtureRequest) -> Lexicon:
    path = DICTIONARIES / f"{request.param}.tsv"
    assert path.exists(), f"{path.name} is missing"
    return read(path)


def test_the_six_dictionaries_are_there_each_with_its_metadata() -> None:
    for suffix in ("tsv", "toml"):
        assert {path.stem for path in DICTIONARIES.glob(f"*.{suffix}")} == set(HEADWORDS), suffix


@pytest.mark.parametrize("check", CHECKS)
def test_a_dictionary_keeps_the_form(lexicon: Lexicon, check: str) -> None:
    """Each check over each dictionary; a failure lists file, line and what is wrong, for all its faults at once."""
    found = report(lexicon, CHECKS[check](lexicon))
    assert not found, f"{CHECKS[check].__doc__}\n{found}"


def test_a_dictionary_holds_as_many_headwords_and_examples_as_promised(lexicon: Lexicon) -> None:
    name = lexicon.path.stem
    assert len(lexicon.headwords()) >= HEADWORDS[name]
    assert sum(bool(row["example"]) for row in lexicon.rows) >= EXAMPLES.get(name, 0)


def test_every_former_province_names_the_present_one_that_names_it() -> None:
    """34 units of 63 before (resolution 202/2025/QH15): 25 provinces and 9 cities under the central government, the
    last three of them since 2026 (30, 36 and 39/2026/QH16)."""
    units = [row for row in read(DICTIONARIES / "dia-danh.tsv").rows if "202/2025/QH15" in row["source"]]
    provinces = {row["headword"]: row["definition"] for row in units if row["definition"].startswith("Tỉnh ở")}
    cities = {row["headword"]: row["definition"] for row in units if "trực thuộc trung ương" in row["definition"]}
    former = {row["headword"]: row for row in units if row["definition"].startswith("Tỉnh cũ, nay thuộc")}
    assert (len(provinces), len(cities), len(former)) == (25, 9, 29)
    for name, row in former.items():
        present = row["see"]
        assert f"{present};" in row["definition"], name
        assert name in (provinces | cities)[present], name


def dictionary_words(shared: Path) -> list[str]:
    """Those of the most frequent words that a large dictionary or a word list has in lower case. Names are capitals
    there, and pieces of phrases (“không biết”, “nhĩ kỳ”) do not stand there at all."""
    known = set[tuple[str, tuple[str, ...]]]()
    for path in (shared / "data" / "tab" / "star_vietanh.tab", shared / "data" / "wordlist" / "Viet74K.txt"):
        for line in path.read_text("utf-8").splitlines():
            if (word := line.split("\t")[0].strip()) and word == word.lower():
                known |= spellings(word)
    lines = (shared / "data" / "frequency" / "vi.tsv").read_text("utf-8").splitlines()[:MOST_FREQUENT]
    return [word for word in (line.split("\t")[0] for line in lines) if spellings(word) & known]


def test_the_most_frequent_words_are_headwords_of_viet_anh(shared: Path) -> None:
    """95% of the 3,000 most frequent Vietnamese words, whichever way their tone or i/y is written."""
    words = dictionary_words(shared)
    absent = missing(read(DICTIONARIES / "viet-anh.tsv"), words)
    assert len(words) > 0.9 * MOST_FREQUENT
    share = 1 - len(absent) / len(words)
    assert share >= COVERED, f"{share:.1%} of {len(words)} words; missing: {', '.join(absent)}"


def test_the_most_frequent_words_are_headwords_of_anh_viet() -> None:
    """95% of the 3,000 most frequent English words in their basic form, without names and what is no word."""
    lexicon = read(DICTIONARIES / "anh-viet.tsv")
    words = lemmas(lexicon, MOST_FREQUENT)
    headwords = {headword.lower() for headword in lexicon.headwords()}
    absent = [word for word in words if word not in headwords]
    share = 1 - len(absent) / len(words)
    assert len(words) == MOST_FREQUENT and share >= COVERED, f"{share:.1%}; missing: {', '.join(absent)}"


def test_no_word_is_left_out_of_the_count_that_is_a_headword() -> None:
    headwords = set(read(DICTIONARIES / "anh-viet.tsv").headwords())
    assert not headwords & {*NAMES, *NO_WORDS}


def test_no_listed_exception_stands_there_for_nothing() -> None:
    """A loan or English word that the rule would accept, or that no dictionary uses, is no exception."""
    lexicons = [read(DICTIONARIES / f"{name}.tsv") for name in HEADWORDS]
    spoken = {part for each in lexicons if each.source == "vi" for word in each.headwords() for part in word.split()}
    for loan in LOANS:
        assert loan in spoken and not well_formed(loan), loan
    written = " ".join(row[column] for each in lexicons for row in each.rows for column in each.columns_in("en"))
    for word in NOT_IN_WORDFREQ:
        assert word in written and not zipf_frequency(word, "en"), word


# The checker itself, on small files: the sound ones pass, and every check finds the fault it is for.

METADATA = {
    "id": "thu",
    "title": "Từ điển thử",
    "from": "vi",
    "to": "en",
    "version": "2026-11-23",
    "licence": "CC0-1.0",
    "source": "dictsvc",
    "description": "Một từ điển nhỏ.",
}
HEADER = "headword\tpart_of_speech\tsense\tequivalent\texample\ttranslation\tsee"
SOUND = (
    "ca\tdanh từ\t1\tmug; cup\t\t\tcà phê",
    "ca\tđộng từ\t1\tsing\tEm ca một bài.\tI sing a song.\t",
    "ca\tđộng từ\t2\tpraise\t\t\t",
    "cà phê\tdanh từ\t1\tcoffee\tCà phê này đắng.\tThis coffee is bitter.\tca",
    "hòa bình\tdanh từ\t1\tpeace\t\t\t",
)
ENGLISH_HEADER = "headword\tpart_of_speech\tsense\tequivalent\tforms\texample\ttranslation"
ENGLISH = (
    "go\tđộng từ\t1\tđi\twent; gone\tShe went home.\tCô ấy về nhà.",
    "look after\tđộng từ\t1\ttrông nom\t\tHe looks after us.\tAnh ấy trông nom chúng tôi.",
    "study\tđộng từ\t1\thọc\t\tHe studies law.\tAnh ấy học luật.",
)
COUNTED_HEADER = "headword\tpart_of_speech\tsense\tequivalent\tclassifier\tsynonym\tantonym\tsee"
COUNTED = (
    "bút\tdanh từ\t1\tpen\tcái; cây\tgiấy\t\tviết",
    "giấy\tdanh từ\t1\tpaper; prize organisation\ttờ\tbút\t\t",
    "nước\tdanh từ\t1\twater\t–\t\tgiấy\t",
    "viết\tđộng từ\t1\twrite\t\t\t\t",
)
SPOKEN_HEADER = "headword\tuk\tus\tpart_of_speech\tsense\tequivalent"
SPOKEN = ("organise\tˈɔːɡənaɪz\tˈɔːrɡənaɪz\tđộng từ\t1\ttổ chức", "pen\tpen\t\tdanh từ\t1\tbút")
EXPLAINED_HEADER = "headword\tpart_of_speech\tsense\tdefinition\tequivalent"
EXPLAINED = ("TT-BNV\tviết tắt\t1\tthông tư của Bộ trưởng Bộ Nội vụ\tcircular",)
SOURCED_HEADER = "headword\tpart_of_speech\tsense\tdefinition\tsource"
SOURCED = ("huyện\tdanh từ\t1\tĐơn vị có đến ngày 01/7/2025.\tNghị quyết 203/2025/QH15",)


def write(folder: Path, header: str, lines: tuple[str, ...], metadata: dict[str, str], *, end: str = "\n") -> Lexicon:
    (folder / "thu.toml").write_text("".join(f'{name} = "{value}"\n' for name, value in metadata.items()), "utf-8")
    path = folder / "thu.tsv"
    path.write_bytes("\n".join((header, *lines)).encode("utf-8", "surrogateescape") + end.encode())
    return read(path)


@pytest.mark.parametrize(
    ("header", "lines", "languages"),
    [
        (HEADER, SOUND, {"from": "vi", "to": "en"}),
        (ENGLISH_HEADER, ENGLISH, {"from": "en", "to": "vi"}),
        (EXPLAINED_HEADER, EXPLAINED, {"from": "vi", "to": "vi"}),
        (COUNTED_HEADER, COUNTED, {"from": "vi", "to": "en"}),
        (SPOKEN_HEADER, SPOKEN, {"from": "en", "to": "vi"}),
        (SOURCED_HEADER, SOURCED, {"from": "vi", "to": "vi"}),
    ],
    ids=["vi-en", "en-vi", "vi-vi", "counted", "spoken", "sourced"],
)
def test_a_sound_file_has_no_fault(
    tmp_path: Path, header: str, lines: tuple[str, ...], languages: dict[str, str]
) -> None:
    lexicon = write(tmp_path, header, lines, METADATA | languages)
    assert not [report(lexicon, check(lexicon)) for check in CHECKS.values() if report(lexicon, check(lexicon))]


@dataclass(frozen=True)
class Broken:
    """A small file with one fault: which check finds it, on which line, with which words in its message.

    at, text: the sound file's line (1 = header) is replaced by this text; `None` leaves all lines as they are.
    """

    check: str
    line: int
    says: str
    at: int = 0
    text: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    kind: str = "vi-en"
    end: str = "\n"


BROKEN = [
    Broken("metadata", 1, "no text for “title”", metadata={"title": " "}),
    Broken("metadata", 1, "the file is called “thu”", metadata={"id": "khac"}),
    Broken("metadata", 1, "licence “MIT”", metadata={"licence": "MIT"}),
    Broken("metadata", 1, "expected a date", metadata={"version": "1.0"}),
    Broken("metadata", 1, "expected vi or en", metadata={"to": "Anh"}),
    Broken("metadata", 1, "is not TOML", metadata={"title": 'a "b'}),
    Broken("header", 1, "unknown column “word”", 1, HEADER.replace("see", "word")),
    Broken("header", 1, "required column “sense” is missing", 1, HEADER.replace("sense", "forms")),
    Broken("header", 1, "their order", 1, HEADER.replace("example\ttranslation", "translation\texample")),
    Broken("header", 1, "is empty on every line", 1, HEADER.replace("equivalent", "equivalent\tabbreviation")),
    Broken("cells", 2, "6 cells, the header has 7", 2, "ca\tdanh từ\t1\tmug\t\tcà phê"),
    Broken("cells", 4, "1 cells", 4, ""),
    Broken("cells", 2, "“sense” is empty", 2, "ca\tdanh từ\t\tmug\t\t\t"),
    Broken("cells", 4, "neither a definition nor an equivalent", 4, "ca\tđộng từ\t2\t\t\t\t"),
    Broken("cells", 4, "a translation without an example", 4, "ca\tđộng từ\t2\tpraise\t\tHe sings.\t"),
    Broken("characters", 5, "not NFC", 5, "cà phê\tdanh từ\t1\tcoffee\t\t\t".replace("ê", "e\u0302")),
    Broken("characters", 5, "not UTF-8", 5, "cà ph\udcea\tdanh từ\t1\tcoffee\t\t\t"),
    Broken("characters", 4, "double quote", 4, 'ca\tđộng từ\t2\t"praise"\t\t\t'),
    Broken("characters", 4, "U+200B ZERO WIDTH SPACE", 4, "ca\tđộng từ\t2\tpra\u200bise\t\t\t"),
    Broken("characters", 4, "U+00A0 NO-BREAK SPACE", 4, "ca\tđộng từ\t2\tpraise\u00a0it\t\t\t"),
    Broken("characters", 4, "U+000D", 4, "ca\tđộng từ\t2\tpraise\t\t\t\r"),
    Broken("characters", 4, "space in equivalent", 4, "ca\tđộng từ\t2\tpraise  it\t\t\t"),
    Broken("characters", 4, "space in equivalent", 4, "ca\tđộng từ\t2\tpraise \t\t\t"),
    Broken("characters", 4, "space in headword", 4, " ca\tđộng từ\t2\tpraise\t\t\t"),
    Broken("characters", 6, "exactly one line end", end=""),
    Broken("characters", 7, "exactly one line end", end="\n\n"),
    Broken("lists", 2, "equivalent is not separated", 2, "ca\tdanh từ\t1\tmug;cup\t\t\t"),
    Broken("lists", 2, "equivalent is not separated", 2, "ca\tdanh từ\t1\tmug; ; cup\t\t\t"),
    Broken("lists", 2, "see is not separated", 2, "ca\tdanh từ\t1\tmug\t\t\tcà phê;"),
    Broken("lists", 2, "names “mug” twice", 2, "ca\tdanh từ\t1\tmug; cup; mug\t\t\t"),
    Broken("parts_of_speech", 2, "“noun” is not in the list", 2, "ca\tnoun\t1\tmug\t\t\t"),
    Broken("senses", 2, "has sense '2' where 1 is due", 2, "ca\tdanh từ\t2\tmug\t\t\t"),
    Broken("senses", 4, "has sense '1' where 2 is due", 4, "ca\tđộng từ\t1\tpraise\t\t\t"),
    Broken("senses", 4, "“ca · danh từ” stands apart from its line 2", 4, "ca\tdanh từ\t2\tcase\t\t\t"),
    Broken("senses", 6, "“ca” stands apart from its line 2", 6, "ca\ttrợ từ\t1\tpeace\t\t\t"),
    Broken("duplicates", 4, "says the same as line 3", 4, "ca\tđộng từ\t2\tSing\t\t\t"),
    Broken(
        "tone_placement", 6, "headword writes “hoà”, the style here is “hòa”", 6, "hoà bình\tdanh từ\t1\tpeace\t\t\t"
    ),
    Broken("tone_placement", 6, "example writes “Qúy”", 6, "hòa bình\tdanh từ\t1\tpeace\tQúy hòa bình.\tPeace.\t"),
    Broken("tone_placement", 2, "equivalent writes “khoẻ”", 2, "go\tđộng từ\t1\tkhoẻ\twent\t\t", kind="en-vi"),
    Broken("tone_placement", 2, "definition writes “thuỷ”", 2, "TT\tviết tắt\t1\ttàu thuỷ\tship", kind="vi-vi"),
    Broken("vowel_spelling", 6, "spelling here is “kỹ”", 6, "kĩ thuật\tdanh từ\t1\ttechnology\t\t\t"),
    Broken("syllables", 6, "“nghành” in “nghành”", 6, "nghành\tdanh từ\t1\tbranch\t\t\t"),
    Broken("syllables", 6, "“hoc” in “hoc sinh”", 6, "hoc sinh\tdanh từ\t1\tpupil\t\t\t"),
    Broken("syllables", 2, "“BNV” in “BNV”", 2, "BNV\tdanh từ\t1\tbộ\tministry", kind="vi-vi"),
    Broken("english_words", 6, "equivalent has “peacce”", 6, "hòa bình\tdanh từ\t1\tpeacce\t\t\t"),
    Broken("english_words", 3, "translation has “singg”", 3, "ca\tđộng từ\t1\tsing\tEm ca.\tI singg.\t"),
    Broken("english_words", 4, "headword has “stuudy”", 4, "stuudy\tđộng từ\t1\thọc\t\t\t", kind="en-vi"),
    Broken("english_words", 2, "example has “hoome”", 2, "go\tđộng từ\t1\tđi\t\tGo hoome.\tĐi.", kind="en-vi"),
    Broken("references", 2, "refers to “trà”", 2, "ca\tdanh từ\t1\tmug\t\t\ttrà"),
    Broken("references", 2, "“ca” refers to itself", 2, "ca\tdanh từ\t1\tmug\t\t\tca"),
    Broken("references", 2, "refers to “mực”", 2, "bút\tdanh từ\t1\tpen\tcái\tmực\t\t", kind="counted"),
    Broken("references", 2, "refers to “mực”", 2, "bút\tdanh từ\t1\tpen\tcái\t\tmực\t", kind="counted"),
    Broken("references", 2, "“giấy” more than", 2, "bút\tdanh từ\t1\tpen\tcái\tgiấy\t\tgiấy", kind="counted"),
    Broken("variants", 2, "explained by “thông tư”", 2, "TT\tviết tắt\t1\tNhư “thông tư”.\tcircular", kind="vi-vi"),
    Broken("relations", 2, "in antonym of “bút”", 2, "bút\tdanh từ\t1\tpen\tcái\t\tgiấy\t", kind="counted"),
    Broken("english_spelling", 6, "here is “organisations”", 6, "hòa bình\tdanh từ\t1\torganizations\t\t\t"),
    Broken("english_spelling", 2, "“organise” among its", 2, "organize\tˈɔː\t\tđộng từ\t1\ttổ chức", kind="spoken"),
    Broken("english_spelling", 2, "here is “realised”", 2, "go\tđộng từ\t1\tđi\t\tShe realized.\tCô ấy.", kind="en-vi"),
    Broken("classifiers", 2, "“bút” has no classifier", 2, "bút\tdanh từ\t1\tpen\t\t\t\t", kind="counted"),
    Broken("classifiers", 2, "“cai” in classifier of “bút”", 2, "bút\tdanh từ\t1\tpen\tcây; cai\t\t\t", kind="counted"),
    Broken("classifiers", 2, "is its own", 2, "cây\tdanh từ\t1\ttree\tcây\t\t\t", kind="counted"),
    Broken("classifiers", 5, "“viết” is no noun", 5, "viết\tđộng từ\t1\twrite\tcái\t\t\t", kind="counted"),
    Broken("pronunciations", 3, "has “/”", 3, "pen\t/pen/\t\tdanh từ\t1\tbút", kind="spoken"),
    Broken("pronunciations", 3, "has “g”", 3, "pen\tget\t\tdanh từ\t1\tbút", kind="spoken"),
    Broken("pronunciations", 3, "leave us empty", 3, "pen\tpen\tpen\tdanh từ\t1\tbút", kind="spoken"),
    Broken("pronunciations", 3, "no British pronunciation", 3, "pen\t\tpen\tdanh từ\t1\tbút", kind="spoken"),
    Broken("sources", 2, "“Luật đất” of “huyện” has no number", 2, "huyện\tdanh từ\t1\tCấp.\tLuật đất", kind="sourced"),
    Broken("sources", 2, "but no source", 2, "huyện\tdanh từ\t1\tCó đến năm 2025.\t", kind="sourced"),
    Broken("dates", 2, "“1/7/2025”", 2, "huyện\tdanh từ\t1\tĐến ngày 1/7/2025.\tHiến pháp", kind="sourced"),
    Broken("dates", 2, "“31/6/2025”", 2, "huyện\tdanh từ\t1\tĐến ngày 31/6/2025.\tHiến pháp", kind="sourced"),
    Broken("pronunciations", 3, "no British pronunciation", 3, "pen\t\t\tdanh từ\t1\tbút", kind="spoken"),
    Broken("pronunciations", 3, "a sound that British", 3, "pen\tpoʊn\tpən\tdanh từ\t1\tbút", kind="spoken"),
    Broken("pronunciations", 3, "a sound that British", 3, "pen\tpɑːrn\tpən\tdanh từ\t1\tbút", kind="spoken"),
    Broken("pronunciations", 3, "a sound that American", 3, "pen\tpɒn\t\tdanh từ\t1\tbút", kind="spoken"),
    Broken("pronunciations", 3, "has 0 main stresses", 3, "pen\tpenə\t\tdanh từ\t1\tbút", kind="spoken"),
    Broken("pronunciations", 3, "has 2 main stresses", 3, "pen\tˈpeˈnə\t\tdanh từ\t1\tbút", kind="spoken"),
    Broken("examples", 5, "“cà phê” is not in", 5, "cà phê\tdanh từ\t1\tcoffee\tCa phê này đắng.\tIt is bitter.\t"),
    Broken("examples", 3, "“ca” is not in", 3, "ca\tđộng từ\t1\tsing\tCanh này ngon.\tGood soup.\t"),
    Broken("examples", 4, "“study” is not in", 4, "study\tđộng từ\t1\thọc\t\tHe works.\tAnh ấy học.", kind="en-vi"),
    Broken("sort_order", 6, "“ca cao” belongs before “cà phê”", 6, "ca cao\tdanh từ\t1\tcocoa\t\t\t"),
    Broken("sort_order", 6, "“bà” belongs before “cà phê”", 6, "bà\tdanh từ\t1\tgrandmother\t\t\t"),
]
KINDS = {
    "vi-en": (HEADER, SOUND, {"from": "vi", "to": "en"}),
    "en-vi": (ENGLISH_HEADER, ENGLISH, {"from": "en", "to": "vi"}),
    "vi-vi": (EXPLAINED_HEADER, EXPLAINED, {"from": "vi", "to": "vi"}),
    "counted": (COUNTED_HEADER, COUNTED, {"from": "vi", "to": "en"}),
    "spoken": (SPOKEN_HEADER, SPOKEN, {"from": "en", "to": "vi"}),
    "sourced": (SOURCED_HEADER, SOURCED, {"from": "vi", "to": "vi"}),
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken.check}: {broken.says}")
def test_a_fault_is_found_where_it_is(tmp_path: Path, broken: Broken) -> None:
    header, sound, languages = KINDS[broken.kind]
    lines = [header, *sound]
    if broken.text is not None:
        lines[broken.at - 1] = broken.text
    lexicon = write(tmp_path, lines[0], tuple(lines[1:]), METADATA | languages | broken.metadata, end=broken.end)
    found = list(CHECKS[broken.check](lexicon))
    assert any(line == broken.line and broken.says in what for line, what in found), found


def test_every_check_is_shown_to_find_something() -> None:
    assert {broken.check for broken in BROKEN} == set(CHECKS)


def test_all_faults_of_a_kind_are_listed_at_once(tmp_path: Path) -> None:
    lines = ("hoà\tđộng từ\t1\tmix\t\t\t", "khoẻ\ttính từ\t1\twell\t\t\t")
    lexicon = write(tmp_path, HEADER, lines, METADATA)
    found = report(lexicon, CHECKS["tone_placement"](lexicon)).splitlines()
    assert [line.split(": ")[0] for line in found] == ["thu.tsv:2", "thu.tsv:3"]


def test_an_absent_word_counts_as_missing_and_another_spelling_does_not(tmp_path: Path) -> None:
    lines = tuple(f"{word}\tdanh từ\t1\tword\t\t\t" for word in ("hòa", "kỳ", "tai"))
    lexicon = write(tmp_path, HEADER, lines, METADATA)
    assert missing(lexicon, ["hoà", "kì", "Hòa", "tay", "hoa", "kỹ"]) == ["tay", "hoa", "kỹ"]


def drawn(*arguments: str) -> str:
    command = [sys.executable, str(DICTIONARIES / "draw.py"), *arguments]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def test_the_same_seed_draws_the_same_entries_and_another_draws_others() -> None:
    first = drawn("thanh-ngu", "--seed", "1")
    assert first == drawn("thanh-ngu", "--seed", "1")
    assert first != drawn("thanh-ngu", "--seed", "2")


def test_a_draw_shows_a_hundred_entries_with_their_lines_in_the_file() -> None:
    shown = re.findall(r"^ *(\d+)\. (.+)   \(line (\d+)\)$", drawn("viet-tat", "--seed", "1"), re.MULTILINE)
    lines = (DICTIONARIES / "viet-tat.tsv").read_text("utf-8").split("\n")
    assert [int(number) for number, _, _ in shown] == list(range(1, 101))
    assert all(lines[int(line) - 1].startswith(f"{headword}\t") for _, headword, line in shown)


ARPABET = {
    "water": ("W AO1 T ER0", "ˈwɔːtə", "ˈwɔːtər"),
    "market": ("M AA1 R K AH0 T", "ˈmɑːkɪt", "ˈmɑːrkɪt"),
    "receive": ("R AH0 S IY1 V", "rɪˈsiːv", "rɪˈsiːv"),
    "actual": ("AE1 K CH AH0 W AH0 L", "ˈæktʃuəl", "ˈæktʃuəl"),
    "new": ("N UW1", "njuː", "nuː"),
    "dance": ("D AE1 N S", "dɑːns", "dæns"),
    "go": ("G OW1", "ɡəʊ", "ɡoʊ"),
    "hurry": ("HH ER1 IY0", "ˈhʌri", "ˈhɜːri"),
    "marry": ("M EH1 R IY0", "ˈmæri", "ˈmæri"),
    "sorry": ("S AA1 R IY0", "ˈsɒri", "ˈsɑːri"),
    "parent": ("P EH1 R AH0 N T", "ˈpeərənt", "ˈperənt"),
    "fire": ("F AY1 R", "ˈfaɪə", "ˈfaɪər"),
    "military": ("M IH1 L AH0 T EH2 R IY0", "ˈmɪlɪtəri", "ˈmɪlɪteri"),
    "afternoon": ("AE2 F T ER0 N UW1 N", "ˌɑːftəˈnuːn", "ˌæftərˈnuːn"),
    "airport": ("EH1 R P AO2 R T", "ˈeəpɔːt", "ˈerpɔːrt"),
}
"""Word -> its ARPABET symbols, and what British and American English make of them."""


@pytest.mark.parametrize("word", ARPABET)
def test_a_pronunciation_is_made_by_rule_from_cmudict(tmp_path: Path, word: str) -> None:
    rules = runpy.run_path(str(DICTIONARIES / "pronounce.py"))
    (tmp_path / "cmu").write_text(f";;; comment\n{word.upper()}  {ARPABET[word][0]}\n{word.upper()}(1)  AA1\n", "utf-8")
    assert rules["pronounced"](word, rules["cmudict"](tmp_path / "cmu")) == ARPABET[word][1:]

"""Each maker's marks become structure or go, as visitors read them; nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictsvc import clean, readers
from dictsvc.clean import bilingual, makers
from dictsvc.operations import cleaning
from dictsvc.records import Entry

_read: dict[Path, dict[str, list[str]]] = {}


def articles(path: Path) -> dict[str, list[str]]:
    """Headword -> the lines of its first article, as a load reads a file."""
    if path not in _read:
        items = list(readers.open_source(path).items())
        rows = cleaning.marks_of(items)
        _read[path] = {}
        for item in items:
            if isinstance(item, Entry):
                made = clean.entry(item, rows)
                _read[path].setdefault(made.headword, made.article.split("\n"))
    return _read[path]


@pytest.fixture
def excerpts(shared: Path) -> Path:
    return shared / "data/excerpts"


def test_backquoted_numbers_are_word_field_translations_and_phrases(excerpts: Path) -> None:
    prodict = articles(excerpts / "Prodict_VE_Tech.first500.tab")
    assert prodict["bili giây"] == ["*Lĩnh vực: toán & tin", "-billisecond"]
    assert prodict["biên lai"][:5] == [
        "-receipt",
        "=biên lai của thuyền phó",
        "+mate's receipt",
        "=biên lai hàng hóa",
        "+receipt of goods",
    ]
    assert prodict["biên lai"][9:13] == ["-sales slip", "-voucher", "=biên lai giao hàng", "+certificate of delivery"]
    assert prodict["ban quản trị"] == [
        "-board of trustees",
        "*Lĩnh vực: điện",
        "-management",
        "=ủy ban quản trị",
        "+Management Board",
    ]
    assert prodict["bao bởi cột"] == [
        "*Lĩnh vực: xây dựng",
        "-peripteral",
        " Giải thích VN: Được bao bởi hàng cột đơn.",
        " Giải thích EN: Surrounded by a single row of columns.",
    ]
    assert not [line for lines in prodict.values() for line in lines if "`" in line]


def test_arrows_begin_examples_and_the_next_line_is_the_translation(excerpts: Path) -> None:
    ovdp = articles(excerpts / "ovdp-vi-en-v2.first500.zip")
    assert ovdp["biên chép"] == [
        "*verb",
        "-To jot down, to keep (nói khái quát)",
        "=biên chép sổ sách",
        "+to keep books and records",
    ]
    assert ovdp["anh đào"] == ["*noun", "-Cherry", "=hoa Anh Đào, quả anh đào"]
    assert not [line for lines in ovdp.values() for line in lines if "→" in line]


def test_a_row_of_dashes_parts_two_words(excerpts: Path) -> None:
    explanatory = articles(excerpts / "vietnamese-explanatory-dictionary.first500.zip")
    assert explanatory["Bành Tổ"][2].startswith("-dt. Người đời xưa, tục truyền sống được tám trăm năm")
    assert not [line for lines in explanatory.values() for line in lines if "---" in line]


def test_bars_part_paragraphs(excerpts: Path) -> None:
    uyen = articles(excerpts / "Tu-dien-Dao-Uyen.first200.tab")
    assert uyen["Bản trí"] == [" 本智; C: běnzhì; J: honchi;", " Trí huệ bản hữu; trí huệ bẩm sinh."]
    assert not [line for lines in uyen.values() for line in lines if "|" in line]


def test_braces_hold_the_english_word_and_a_colon_begins_the_translation(excerpts: Path) -> None:
    korean = articles(excerpts / "star_viethan.first500.tab")
    assert korean["an dưỡng"][2:] == [
        "=bệnh nhân này sau khi khỏi bệnh cần phải an dưỡng một thời gian nhất định",
        "+이 환자는 병이 나은 후에도 상당 기간 휴양이 필요합니다.",
    ]
    assert korean["anh tài"] == ["-(Luminary) 발광체, 태양, 달, 지도자, 명사", "-outstanding talent"]
    assert korean["buồng không"] == ["-(văn chương, cũ) Solitary room (of a widow or a single young girl)"]
    assert not [line for lines in korean.values() for line in lines if "{" in line or line[:2] == "+:"]


def test_a_triangle_leads_to_another_word(excerpts: Path) -> None:
    apple = articles(excerpts / "apple-vi-en.first500.zip")
    assert apple["Á Căn Đình"] == ["~Áchentina"]
    assert apple["âm cuống lưỡi"] == ["*danh từ", " velar sound"]
    assert not [line for lines in apple.values() for line in lines if "▶" in line or "lemma" in line]


@pytest.mark.parametrize(
    ("example", "lines"),
    [
        ("to look in nhìn vào", ["=to look in", "+nhìn vào"]),
        ("hen-lobster in berry con tôm hùm có trứng", ["=hen-lobster in berry", "+con tôm hùm có trứng"]),
        ("an incapable man một kẻ bất tài", ["=an incapable man một kẻ bất tài"]),
        ("elder brother anh", ["=elder brother anh"]),
        ("he can run nó có thể chạy", ["=he can run nó có thể chạy"]),
        ("tác dụng của axit sulfuric", ["=tác dụng của axit sulfuric"]),
        ("an example (ví dụ)", ["=an example", "+(ví dụ)"]),
        ("+", ["=+"]),
    ],
)
def test_what_may_be_of_both_languages_parts_nothing(example: str, lines: list[str]) -> None:
    assert bilingual.translated(["-x", "=" + example]) == ["-x", *lines]


def test_affixes_are_no_senses() -> None:
    definition = "-{Temporary}일시적인, 임시의 -rily, -riness -{transient}덧없는"
    assert made(definition, "tạm thời") == ["-(Temporary) 일시적인, 임시의 -rily, -riness", "-(transient) 덧없는"]


def test_a_verb_of_another_language_is_shown_without_the_english_particle(shared: Path) -> None:
    assert made("- {To consolidate}\n- {to reinforce} reforzar (to -),afianzar (to -)")[-1] == (
        "-(to reinforce) reforzar,afianzar"
    )
    spanish = articles(shared / "data/stardict/vi-es/star_viettbn.ifo")
    assert spanish["rí rách"] == ["-(Drip) gotear"]
    assert not [line for lines in spanish.values() for line in lines if "to -)" in line]


def made(definition: str, headword: str = "x") -> list[str]:
    """The article of a definition in a file of nothing else."""
    rows = makers.of([definition])
    return clean.entry(Entry(headword, definition), rows).article.split("\n")


def test_a_definition_that_is_only_xem_refers_to_the_other_word(shared: Path) -> None:
    assert articles(shared / "data/tab/star_vietanh.tab")["a du"] == ["~a dua"]
    assert articles(shared / "data/tab/Rong-mo-tam-hon.tab")["Bát nạn"] == ["~Tám nạn"]
    assert made("Xem thêm Ba thừa.", "nhất thừa") == ["~xem thêm: Ba thừa"]
    assert made("- xem abdicate", "abdicable") == ["~abdicate"]
    assert made("xem xung phong2", "a-la-xô") == made("xem xung phong", "a-la-xô")
    assert made("xem xung phong2", "xông pha") == ["~xung phong"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", '{"headword": "a du", "pos": "V Vu", "definition": "xem a dua", "example": "kẻ a du"}\n'),
        (
            "b.json",
            '{"a du": [{"pos": "V Vu", "definition": "xem a dua [ng1]", "example": "kẻ a du"}], '
            '"sách": [{"definition": "bản in"}]}',
        ),
        (
            "c.tei",
            "<TEI><text><body><entry><form><orth>a du</orth></form><gramGrp><pos>V Vu</pos></gramGrp><sense>"
            "<def>xem a dua</def><cit type='example'><quote>kẻ a du</quote></cit></sense></entry></body></text></TEI>",
        ),
    ],
)
def test_xem_refers_too_where_the_format_says_what_is_a_sense(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    entry, *_ = readers.open_source(tmp_path / name).items()
    assert isinstance(entry, Entry)
    rows = cleaning.marks_of([entry])
    assert clean.entry(entry, rows).article.split("\n") == ["*V Vu", "~a dua", "=kẻ a du"]


def test_a_makers_other_marks_do_not_count_where_the_format_says_what_is_a_sense() -> None:
    assert cleaning.marks_of([Entry("x", "-\n▶ phi", "lines"), Entry("y", "-một.|Hai|Ba", "lines")]) == ()


@pytest.mark.parametrize(
    ("headword", "verb"), [("review", "- xem lại"), ("cứu xét", "- xem xét"), ("watch", "xem phim")]
)
def test_xem_as_a_verb_stays_the_translation(headword: str, verb: str) -> None:
    rows = makers.of(["xem Ba thừa"])
    assert rows
    assert clean.entry(Entry(headword, verb), rows).article[1:] == verb.removeprefix("- ")


@pytest.mark.parametrize(
    ("definition", "lines"),
    [
        ("1. 1) một\n2. 2) hai", ["-một", "-hai"]),
        ("- 1 dt. một\n- 2 tt. hai: 1. ba 2. bốn", ["-dt. một", "-tt. hai: 1. ba 2. bốn"]),
        ("- I đg. một\n- II t. hai", ["-đg. một", "-t. hai"]),
        ("<ol><li>1) một<li>2) hai</ol>", ["-một", "-hai"]),
        ("* n\n- 1. một\n* v\n- 1. hai\n- 2. ba", ["*n", "-một", "*v", "-hai", "-ba"]),
        ("- 2 con\n- 3 con", ["-2 con", "-3 con"]),
        ("- 1 con", ["-1 con"]),
        ("- 1 con\n- hai con", ["-1 con", "-hai con"]),
    ],
)
def test_a_sense_bears_no_number_besides_its_own(definition: str, lines: list[str]) -> None:
    assert made(definition) == lines


@pytest.mark.parametrize(
    ("definition", "lines"),
    [
        ("[tích, bí] ① Khoèo cả hai chân. ② Què.", [" tích, bí", "-Khoèo cả hai chân.", "-Què."]),
        ("- поддакивать; - обезьянничать; - вторить", ["-поддакивать", "-обезьянничать", "-вторить"]),
        ("- азербайджанец; - б- азербайджанский", ["-азербайджанец", "-б", "-азербайджанский"]),
        (
            "[ja] アイゴ aigo ||| Kind words.  - => Lời nói từ hoà.  -",
            [" [ja] アイゴ aigo", " Kind words.", " Lời nói từ hoà."],
        ),
        (
            ", Cundi (S)Chuẩn đề Phật mẫuTên một vị Bồ tát, Antarikṣavasina.",
            [" Cundi (S)", " Chuẩn đề Phật mẫu", " Tên một vị Bồ tát, Antarikṣavasina."],
        ),
        ("Agāru (S), Sandalwood incense", [" Agāru (S), Sandalwood incense"]),
        ("tiệm|tiêm<br>1. Sông Tiệm.<br>2. Dần dần.", [" tiệm; tiêm", "-Sông Tiệm.", "-Dần dần."]),
    ],
)
def test_marks_of_other_makers(definition: str, lines: list[str]) -> None:
    assert made(definition) == lines


def test_what_no_row_says_stays() -> None:
    rows = makers.of(["a | b", "f`1`", "x → y", "{x}"] * 20 + ["- nghĩa"] * 80)
    for definition in ("a | b", "f`1`", "x → y", "{x}", "- a {b} c", "một; hai"):
        assert clean.entry(Entry("x", definition), rows).article[1:] == definition.removeprefix("- ")


def test_a_sign_in_a_few_definitions_makes_no_maker() -> None:
    assert makers.of(["`1`x"] + ["- nghĩa"] * 99) == ()


def test_no_two_rows_have_a_name() -> None:
    names = [maker.name for maker in makers.MAKERS]
    assert len(names) == len(set(names))


def test_marks_put_into_a_text_never_reach_an_article() -> None:
    for maker in makers.MAKERS:
        for text in ("`1`x\n`4`\u00a0y: z -a", "→a\nb", "- {a} -b +:c", "+:x", "=a+:", "a; - b- c", "x ||| y => z"):
            assert not {"\x01", "\x02"} & set("".join(clean.entry(Entry("x", text), (maker.name,)).article))

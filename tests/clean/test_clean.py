"""Definitions become one storable form that is safe to show, loses no text that people read, and stays as it is."""

from __future__ import annotations

import pickle
import re
import sys
import unicodedata

import pytest
from examples import examples
from hostile import HOSTILE, assert_harmless, shown
from hypothesis import example, given
from hypothesis import strategies as st

from dictsvc import clean
from dictsvc.clean import characters
from dictsvc.records import Entry

MARKS = "/*-=+!&~ <"


def article(definition: str, markup: str = "plain", headword: str = "x") -> str:
    return clean.entry(Entry(headword, definition, markup=markup)).article  # type: ignore[arg-type]


def lines(definition: str, markup: str = "plain", headword: str = "x") -> list[str]:
    return article(definition, markup, headword).split("\n")


def findings(definition: str, headword: str = "x") -> tuple[str, ...]:
    return clean.entry(Entry(headword, definition)).findings


# --- marks


def test_lines_with_fvdp_marks_become_article_lines() -> None:
    assert lines("@a\n* excl\n- O; oh\n=a, đẹp quá!+ Oh! What a nice toy!\n* noun\n- Acre", headword="a") == [
        "*excl",
        "-O; oh",
        "=a, đẹp quá!",
        "+Oh! What a nice toy!",
        "*noun",
        "-Acre",
    ]


def test_marks_run_together_on_one_line_become_the_same() -> None:
    assert article("* excl - O; oh =a, đẹp quá!+ Oh! What a nice toy! * noun - Acre") == article(
        "* excl\n- O; oh\n=a, đẹp quá!+ Oh! What a nice toy!\n* noun\n- Acre"
    )


def test_the_marks_of_the_french_dictionary_have_their_spaces_elsewhere() -> None:
    assert lines("-qui = Ai đấy ?+qui est là? = Bất cứ ai +n'importe qui -quiconque") == [
        "-qui",
        "=Ai đấy ?",
        "+qui est là?",
        "=Bất cứ ai",
        "+n'importe qui",
        "-quiconque",
    ]


@pytest.mark.parametrize(
    "prose",
    [
        "một đơn vị đo - dùng trong hải quân",
        "axít, cũng viết a-xít",
        "công thức x = y + z",
        "1250 disciples Gồm: - 4 nhóm chánh - Ngoài ra có nhiều",
        "-5 độ C",
        "C++ - ngôn ngữ",
    ],
)
def test_hyphens_and_signs_in_prose_are_no_marks(prose: str) -> None:
    assert article(prose) == " " + prose


def test_signs_with_spaces_on_both_sides_stay_in_a_sense() -> None:
    assert lines("- công thức x = y + z") == ["-công thức x = y + z"]


def test_a_dash_inside_brackets_does_not_part_a_sense() -> None:
    assert lines("- tên gọi (Hà Nội - Huế) - nghĩa khác") == ["-tên gọi (Hà Nội - Huế)", "-nghĩa khác"]


def test_a_broken_line_is_joined_to_the_one_before() -> None:
    assert lines("@a du [a du]\n- xem\na dua", headword="a du") == ["-xem a dua"]


def test_the_headword_line_goes_but_another_word_in_it_stays() -> None:
    assert lines("@A Di Đà Phật [a di đà phật]\n- Buddha", headword="A Di Đà Phật") == ["-Buddha"]
    assert lines("@go /gou/\n- đi", headword="go") == ["/gou", "-đi"]
    assert lines("@một\n- one\n@hai\n- two", headword="một") == ["-one", "!hai", "-two"]
    assert lines("@yếu ớt - như\nyếu đuối", headword="yếu ớt") == ["-như yếu đuối"]


def test_a_block_that_stands_twice_is_kept_once() -> None:
    once = "@abat\n* danh từ\n- sự chặt\n"
    assert lines(once + "\n" + once, headword="abat") == ["*danh từ", "-sự chặt"]
    assert "repeated text removed" in findings(once + once, "abat")


def test_antonyms_are_a_note_and_no_example() -> None:
    assert lines("- óc bè phái\n# phản nghĩa\n=Libéralisme.") == ["-óc bè phái", " phản nghĩa: Libéralisme."]


def test_dashes_below_the_word_for_example_are_examples() -> None:
    assert lines("đón tiếp khách\nVí dụ:\n- ban tiếp tân\n- nhân viên") == [
        " đón tiếp khách",
        "=ban tiếp tân",
        "=nhân viên",
    ]


def test_numbered_lines_are_senses() -> None:
    assert lines("thất<br>1. Bảy, tên số đếm. <br>2. Lối văn.") == [" thất", "-Bảy, tên số đếm.", "-Lối văn."]


def test_a_definition_of_nothing_but_marks_is_empty() -> None:
    for nothing in ("-", "- {}", ".", "*", "=\n-", "@x"):
        assert article(nothing) == "", nothing
    assert article("???") == " ???"


def test_a_line_that_is_all_there_is_is_not_lost_as_a_part_of_speech() -> None:
    assert article("* thành ngữ trifle") == " thành ngữ trifle"


def test_pronunciation_and_part_of_speech_of_the_entry_come_first_unless_the_text_has_them() -> None:
    made = clean.entry(Entry("go", "- đi", pronunciation="/gou/", part_of_speech="động từ"))
    assert made.article == "/gou\n*động từ\n-đi"
    assert clean.parts(made.article) == clean.Parts("/gou/", ("động từ",))
    assert clean.entry(Entry("go", "/gəʊ/\n- đi", pronunciation="gou")).article == "/gəʊ\n-đi"


# --- characters


def test_what_nobody_sees_is_removed_and_told() -> None:
    made = clean.entry(Entry("\ufeff@Âu  Cơ\t", "l\u00adới\u200e pro\x07ven\x1a a\u00a0b"))
    assert (made.headword, made.article) == ("Âu Cơ", " lới proven a b")
    assert set(made.findings) == {"invisible characters removed", "control characters removed"}


def test_every_kind_of_space_becomes_a_single_one() -> None:
    for char in filter(str.isspace, map(chr, range(sys.maxunicode + 1))):
        for line in (f"a{char}b", f"{char}a", f"a {char}"):
            assert characters.single_spaced(line) == " ".join(line.split()), ascii(line)


def test_an_eth_is_repaired_in_a_vietnamese_word_only() -> None:
    assert article("Biển Ðông, HÐND, Ðại học") == " Biển Đông, HĐND, Đại học"
    assert article("Ðorn, /ðə/ và ði") == " Ðorn, /ðə/ và ði"
    assert findings("Biển Ðông") == ("eth for đ",)


def test_spelling_is_not_touched() -> None:
    for text in ("hoà bình, hòa bình, quí, qúy", "đường ĐƯỜNG d̶", "ﬁ ½ № ™"):
        assert article(text) == " " + unicodedata.normalize("NFC", text)


def test_marks_in_any_order_are_composed() -> None:
    made = clean.entry(Entry("tie\u0301\u0302ng", "c\u1ed9\u0323ng"))
    assert (made.headword, made.article, made.findings) == ("tiếng", " cộng", ("marks recomposed",))


def test_no_letter_carries_more_than_sixteen_marks() -> None:
    for mark in filter(unicodedata.combining, map(chr, range(0x300, 0x1F000))):
        assert len(characters.scrub("e\r" + 40 * mark, set())) <= 18, ascii(mark)


def test_underscores_between_syllables_are_spaces_but_names_keep_theirs() -> None:
    assert article("A_dua với bọn nịnh_hót") == " A dua với bọn nịnh hót"
    for text in ("snake_case", "a_b@c.vn", "https://vi.wikisource.org/wiki/truyện_kiều"):
        assert article(text) == " " + text


def test_the_tone_placement_of_a_headword_is_told() -> None:
    assert clean.entry(Entry("hòa bình", "peace")).findings == ("tone placement hòa",)
    assert clean.entry(Entry("hoà bình", "peace")).findings == ("tone placement hoà",)
    assert clean.entry(Entry("toàn quyền", "x")).findings == ()


def test_a_pronunciation_of_nothing_visible_is_none() -> None:
    for said in ("\u0301", "\u200b\u0338"):
        assert article(f"/{said}/\n- học") == "-học"
    assert article("<tr>\u0301</tr><dtrn>học</dtrn>", "xdxf") == "-học"


def test_an_at_sign_that_is_the_headword_stays() -> None:
    assert clean.entry(Entry("@", "a còng")).headword == "@"
    assert clean.entry(Entry("\ufeff \x00", "x")).headword == ""


def test_halves_of_surrogate_pairs_can_be_stored() -> None:
    made = clean.entry(Entry("a\ud800", "b\udfff"))
    assert (made.headword + made.article).encode()


# --- HTML


def test_labels_in_angle_brackets_are_text() -> None:
    for text in ("<y> môn giải phẫu", "<vt> của", "<thgt> thằng cha", "ACK (Acknowledge <Positive>)", "<dt> danh từ"):
        assert article(text, "html") == " " + text
        assert "&lt;" in clean.html(article(text))
    assert article("<y> quả<br>- <vt> b", "html").split("\n") == [" <y> quả", "-<vt> b"]


def test_line_breaks_of_html_make_lines_with_marks() -> None:
    text = "/gou/<br>* danh từ<br>    - sự đi <br>        ▫ at one go một hơi<br>  • a near go<br>    - sự suýt chết"
    assert lines(text, "html") == ["/gou", "*danh từ", "-sự đi", "=at one go một hơi", "!a near go", "-sự suýt chết"]


_PIECES = [*"<br> <BR/> </br> a b\u0301 hoà_bình Ðại - ▫ * = + ! # @ /b/ 1. & &lt; &lt;br&gt; &#769; > <y>".split()]
_PIECES += " ", "\n"


@examples(300)
@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_text_with_line_breaks_alone_reads_as_beside_other_tags(text: str) -> None:
    rich = re.sub("(?i)<(/?)br/?>", r'<\1br class="x">', text)
    assert clean.entry(Entry("x", text, markup="html")) == clean.entry(Entry("x", rich, markup="html"))


def test_hidden_text_goes_and_headings_are_words_of_their_own() -> None:
    text = '- Lông chim. <hr/> <h3>lồng hổng</h3> - Hỗn láo. <font color="white">long hong</font>'
    assert lines(text, "html") == ["-Lông chim.", "!lồng hổng", "-Hỗn láo."]
    assert "hidden text removed" in findings(text)


def test_markup_that_carries_meaning_stays_as_safe_html() -> None:
    assert lines("<p>một</p><p>hai <i>nghiêng</i></p>", "html") == [" một", "<p>hai <i>nghiêng</i></p>"]
    assert lines("<ol><li>một</li><li>hai</li></ol>", "html") == ["-một", "-hai"]
    assert lines("H<sub>2</sub>O, 10<sup>3</sup>", "html") == [" H₂O, 10³"]
    nested = "<ol><li>một<ul><li>a</li></ul></li></ol>"
    assert article(nested, "html") == nested
    assert article("<table><tr><td colspan=2 class=x>1</table>", "html") == (
        '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>'
    )


def test_only_web_links_stay_and_they_lend_nothing() -> None:
    assert article('<a href="https://a.vn/x?a>b&c">liên kết</a>', "html") == (
        '<p><a href="https://a.vn/x?a&gt;b&amp;c" rel="nofollow noopener">liên kết</a></p>'
    )
    for address in ("javascript:alert(1)", "data:text/html,x", "bword://học", "/x", " java\nscript:x"):
        assert article(f'<a href="{address}">học</a>', "html") == " học"


def test_a_scraped_page_loses_its_scripts_whole() -> None:
    page = (
        'de = \'OFF\';</script>\n<html><head><title>MtdWeb</title><LINK href="mtd.css" rel="stylesheet">'
        '<script src="mtdweb.js"></script></head><body><form method="post"><table><tr><td><img src="images/x.jpg">'
    )
    assert article(page) == ""
    assert lines(page + "áo xanh") == ["<table><tbody><tr><td>áo xanh</td></tr></tbody></table>"]


KINDS = ["plain", "html", "xdxf", "pango", "lines"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("definition", HOSTILE)
def test_nothing_that_acts_or_fetches_reaches_a_page(definition: str, kind: str) -> None:
    assert_harmless(article(definition, kind))


@pytest.mark.parametrize("definition", [text for text in HOSTILE if "chữ" in text and "SRC=//x" not in text])
def test_the_words_around_what_is_dangerous_survive(definition: str) -> None:
    """An unclosed script swallows what follows it, as it does in a browser."""
    assert "chữ" in shown(article(definition, "html")).said


@pytest.mark.parametrize(
    "text",
    [
        "<" * 100_000,
        "<b>" * 30_000,
        "<ul><li>" * 15_000,
        "<!--" * 25_000,
        "a" + "\u0301\u0323" * 50_000,
        "- (" * 30_000,
        "a\n" * 50_000,
        "@\n" * 50_000,
        "=a" + "+" * 100_000,
        "Ð" * 100_000,
        "a_" * 50_000,
        "<a href='" * 10_000 + "<b>x</b>",
        "<b>x</b>]]>" + "<![CDATA[" * 60_000,
        "# phản nghĩa:\n" + "=x\n" * 250_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_no_long_hostile_text_takes_time_that_grows_faster_than_it(text: str) -> None:
    """Each of these takes minutes where all of it is looked at for each part of it; the suite's timeout is the test."""
    for kind in KINDS:
        made = article(text, kind)
        clean.html(made)
        clean.text(made)
        assert len(clean.gloss(made).encode()) <= 120


# --- canonical form

TEXT = st.text(
    st.one_of(
        st.sampled_from([*"-*=+!#@/&~<> \n\t.;:()[]{}_'\"1ađÐế▫", "\u0301", "\u0338", "\ufeff", "\x07"]),
        st.characters(),
    ),
    max_size=60,
)
PIECES = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<br>", "<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<td>", "</table>", "<i>", "</i>",
         '<a href="http://x">', "</a>", "<script>", "</script>", "<y>", "&lt;", "&amp;lt;", "&nbsp;", "\u0338", "<h3>",
         "</h3>", "<ruby>", "<rt>", "</ruby>", "<sub>2</sub>", "<font color=white>", "</font>", "chữ", " ", "- ", "\n"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@example("", "plain", "@\u0301", "")
@examples(400)
@given(st.one_of(TEXT, PIECES), st.sampled_from(KINDS), TEXT, TEXT)
def test_an_article_cleaned_again_is_the_same_and_safe(definition: str, kind: str, headword: str, speech: str) -> None:
    once = clean.entry(Entry(headword, definition, kind, part_of_speech=speech))  # type: ignore[arg-type]
    again = clean.entry(Entry(once.headword, once.article, markup="lines"))
    assert again.article == once.article
    assert again.headword == once.headword
    for line in once.article.split("\n") if once.article else []:
        assert line[0] in MARKS and line[1:].strip()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\ufeff]", line)
    once.article.encode()
    assert_harmless(once.article)
    assert len(clean.gloss(once.article).encode()) <= 120
    assert "\n" not in clean.gloss(once.article)


def test_unknown_lines_become_other_text_and_a_stray_translation_too() -> None:
    assert article("xyz\n+alone\n\n-a\n=b\n+c", "lines") == " xyz\n alone\n-a\n=b\n+c"


def test_an_entry_can_be_sent_to_another_process_and_its_cleaning_back() -> None:
    raw = Entry("học", "- to learn", alternates=("học\u200b", "hoc"))
    made = pickle.loads(pickle.dumps(clean.entry))(pickle.loads(pickle.dumps(raw)))
    assert pickle.loads(pickle.dumps(made)) == made
    assert made.alternates == ("hoc",)


# --- shown

GO = (
    "/gou\n*danh từ\n-sự đi\n-sức sống\n=full of go\n+đầy sức sống\n!a near go\n-sự suýt chết\n"
    "*động từ\n&went; gone\n-đi\n chú thích\n~come\n~trái nghĩa: stay; wait"
)


def test_an_article_as_html_has_classes_that_say_what_is_what() -> None:
    assert clean.html(GO) == (
        '<p class="pronunciation">/gou/</p><p class="pos">danh từ</p><ol class="senses"><li>sự đi</li><li>sức sống'
        '<p class="example">full of go <span class="translation">đầy sức sống</span></p></li></ol>'
        '<p class="idiom">a near go</p><ol class="senses"><li>sự suýt chết</li></ol>'
        '<p class="pos">động từ</p><p class="forms">went; gone</p><ol class="senses"><li>đi'
        '<p class="note">chú thích</p><p class="see">xem <span class="headword">come</span></p>'
        '<p class="see">trái nghĩa: <span class="headword">stay; wait</span></p></li></ol>'
    )


def test_an_article_as_text_numbers_senses_where_there_are_several() -> None:
    assert clean.text(GO).split("\n") == [
        "/gou/",
        "danh từ",
        "1. sự đi",
        "2. sức sống",
        "   • full of go – đầy sức sống",
        "◆ a near go",
        "- sự suýt chết",
        "động từ",
        "went; gone",
        "- đi",
        "   chú thích",
        "   xem come",
        "   trái nghĩa: stay; wait",
    ]


def test_a_pronunciation_between_senses_leaves_their_numbers() -> None:
    """`lead` the metal is sounded otherwise than the other senses of the noun; it is its second sense all the same."""
    lead = "*danh từ\n/liːd\n-vị trí dẫn đầu\n/led\n-chì\n*động từ\n-dẫn"
    assert clean.text(lead).split("\n")[2::2] == ["1. vị trí dẫn đầu", "2. chì", "- dẫn"]
    html = clean.html(lead)
    assert html == (
        '<p class="pos">danh từ</p><p class="pronunciation">/liːd/</p><ol class="senses"><li>vị trí dẫn đầu</li>'
        '<li><span class="pronunciation">/led/</span> chì</li></ol><p class="pos">động từ</p>'
        '<ol class="senses"><li>dẫn</li></ol>'
    )


def test_a_gloss_is_the_senses_without_examples_and_labels() -> None:
    assert clean.gloss(GO) == "sự đi; sức sống"
    assert clean.gloss(" thất\n-Bảy.\n-Lối văn.") == "thất; Bảy; Lối văn"
    assert clean.gloss(" xem a hoàn") == "xem a hoàn"
    assert clean.gloss("~a hoàn") == "xem a hoàn"
    assert clean.gloss("=chỉ có ví dụ\n+only") == "chỉ có ví dụ"
    assert clean.gloss("<p>hai <i>nghiêng</i></p>") == "hai nghiêng"
    assert clean.gloss("") == ""


def test_a_gloss_says_once_what_several_senses_say() -> None:
    """Room for more of them; what is in brackets belongs to its sense and stays."""
    assert clean.gloss("*v\n-learn; study\n*n\n-science; study") == "learn; study; science"
    assert clean.gloss("-xoay; quay\n-quay\n" * 40 + "-chạy") == "xoay; quay; chạy"
    assert clean.gloss("-máy (xe; tàu)\n-thợ (điện; tàu)") == "máy (xe; tàu); thợ (điện; tàu)"
    assert clean.gloss(" học\n-dạy\n-dạy") == "học; dạy"


def test_a_long_gloss_is_cut_at_a_word_within_its_bytes() -> None:
    cut = clean.gloss("-" + "đường phố " * 40)
    assert cut.endswith(("phố…", "đường…"))
    assert 100 < len(cut.encode()) <= 120
    assert clean.gloss("-" + "ữ" * 200, limit=40).encode().decode().endswith("…")


def test_text_of_html_lines_reads_as_lines() -> None:
    assert clean.text("<ol><li>một<ul><li>a</li></ul></li></ol>") == "• một\n• a"
    assert clean.text("<p><ruby>漢<rt>hán</rt></ruby> từ</p>") == "漢(hán) từ"


def test_xdxf_elements_become_marks() -> None:
    text = "<k>go</k><tr>gou</tr><pos>v</pos><dtrn>đi</dtrn><ex>go home</ex> &amp; <kref>come</kref>"
    assert lines(text, "xdxf") == ["/gou", "*v", "-đi", "=go home", " & come"]
    assert article("<b>học</b> <span foreground='red'>sinh</span>", "pango") == " học sinh"
    assert article("gou", "phonetic") == "/gou"

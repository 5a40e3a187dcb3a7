"""Search in definitions: all words, typed marks, an unfinished last word, phrases, snippets, order; any nonsense."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from loaded import load_rows

from dictsvc import library
from dictsvc.errors import BadQuery, NotIndexed
from dictsvc.index import definitions as part
from dictsvc.index.articles import Articles
from dictsvc.library import Library, Snapshot
from dictsvc.search import definitions, snippets
from dictsvc.search.answer import DefinitionAnswer, DefinitionResult, Snippet
from dictsvc.search.definitions import LONGEST, parsed, search
from dictsvc.search.snippets import LENGTH, Matcher, SearchedText
from dictsvc.vietnamese.text_words import Word

DESCRIPTIONS = Path(__file__).with_name("descriptions.tsv")
VIETNAMESE = [
    ("hội đồng nhân dân", "- cơ quan quyền lực nhà nước ở địa phương, do cử tri bầu ra"),
    ("quốc hội", "- cơ quan quyền lực nhà nước cao nhất"),
    ("quan", "- người có quyền lực trong bộ máy nhà nước; cơ hội lớn"),
    ("họp kín", "- họp mà không cho người ngoài dự"),
    ("hộp", "- đồ đựng có nắp, đóng kín được"),
    ("kĩ sư", "- người có trình độ kỹ thuật"),
    ("hoà", "- không được không thua; xem hòa bình"),
    ("địt", "- từ tục, chỉ cơ quan"),
    ("học", "- study /ˈstʌdi/\\n- 學習，學生"),
]
ENGLISH = [
    ("pupil", "/ˈpjuːpəl/\\n- học sinh\\n- đồng tử, con ngươi"),
    ("student", "- sinh viên, học sinh"),
    ("council", "- hội đồng; cơ quan bàn việc"),
    ("school", "- trường học, <b>nơi</b> học sinh tới"),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("definitions") / "data"
    load_rows(folder, "viet-viet", VIETNAMESE, source_language="vi", target_language="vi")
    load_rows(folder, "anh-viet", ENGLISH, source_language="en", target_language="vi")
    return Library(folder).current()


def ask(snapshot: Snapshot, text: str, *ids: str, limit: int = 10, offset: int = 0) -> DefinitionAnswer:
    return search(snapshot, snapshot.choose(ids), parsed(text), limit, offset)


def headwords(snapshot: Snapshot, text: str, *ids: str) -> set[str]:
    return {result.headword for result in ask(snapshot, text, *ids).results}


def marked(result: DefinitionResult) -> list[str]:
    return [result.snippet.text[start:end] for start, end in result.snippet.matches]


def test_definitions_that_hold_all_words_are_found_with_the_words_marked(snapshot: Snapshot) -> None:
    found = ask(snapshot, "co quan quyen luc nha nuoc o dia phuong").results
    assert [(result.headword, result.dictionary) for result in found] == [("hội đồng nhân dân", "viet-viet")]
    assert marked(found[0]) == "cơ quan quyền lực nhà nước ở địa phương".split()
    assert found[0].snippet.text == "cơ quan quyền lực nhà nước ở địa phương, do cử tri bầu ra"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cơ quan", {"hội đồng nhân dân", "quốc hội", "council"}),
        ("co quan", {"hội đồng nhân dân", "quốc hội", "council"}),
        ("quyen luc co", {"hội đồng nhân dân", "quốc hội", "quan"}),
        ("họp", {"họp kín"}),
        ("hop", {"họp kín"}),
        ("kin", {"hộp"}),
        ("kín nắp", {"hộp"}),
        ("kin nập", set()),
        ("kĩ thuật", {"kĩ sư"}),
        ("ky thuat", {"kĩ sư"}),
        ("hoà bình", {"hoà"}),
        ("hóa bình", set()),
        ("stud", {"học"}),
        ("st", set()),
        ("stud ", set()),
        ("trình đ", set()),
        ("trình độ kỹ thu", {"kĩ sư"}),
        ("stʌdi", set()),
        ("học sinh", {"pupil", "student", "school"}),
        ('"sinh học"', set()),
        ('"hoc sinh"', {"pupil", "student", "school"}),
        ('"quyền lực nhà nước" cao', {"quốc hội"}),
        ("“co quan quy", {"hội đồng nhân dân", "quốc hội"}),
        ('"co quan quy"', set()),
        ("學生", {"học"}),
        ("生學", set()),
        ("nơi b", set()),
    ],
)
def test_typed_marks_bind_bare_letters_float_and_the_last_word_may_be_unfinished(
    snapshot: Snapshot, text: str, expected: set[str]
) -> None:
    assert headwords(snapshot, text) == expected


def test_two_letters_are_a_word_of_their_own_in_snippets_too(tmp_path: Path) -> None:
    load_rows(tmp_path, "vi", [("họp", "- đi vào trong\\n- cha và con")], source_language="vi", target_language="vi")
    (found,) = ask(Library(tmp_path).current(), "và").results
    assert found.snippet.text == "cha và con" and marked(found) == ["và"]


def test_vulgar_headwords_are_not_found_by_their_meaning(snapshot: Snapshot) -> None:
    assert "địt" in {headword for headword, _ in VIETNAMESE} and headwords(snapshot, "từ tục") == set()


def test_results_stand_by_frequency_over_all_dictionaries_and_come_in_pages(snapshot: Snapshot) -> None:
    whole = ask(snapshot, "hoc").results
    assert [result.headword for result in whole] == ["school", "student", "pupil"]
    pages = [ask(snapshot, "hoc", limit=1, offset=offset) for offset in range(4)]
    assert [page.results for page in pages] == [[result] for result in whole] + [[]]
    assert [page.more for page in pages] == [True, True, False, False]
    assert ask(snapshot, "hoc", "viet-viet").results == []


def test_several_dictionaries_answer_as_each_of_them_in_turn(snapshot: Snapshot) -> None:
    for text in ("co", "co quan", "hoc sinh", '"nhà nước"', "người", "và", "khong"):
        both = ask(snapshot, text).results
        for name in snapshot.opened:
            assert ask(snapshot, text, name).results == [one for one in both if one.dictionary == name]


def test_only_headwords_of_one_frequency_are_put_into_dictionary_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        load_rows(tmp_path, name, [(word, "- học") for word in ("school", "student", "pupil")], source_language="en")
    both = Library(tmp_path).current()
    keyed: list[str] = []
    key = definitions.order.key
    monkeypatch.setattr(definitions.order, "key", lambda text: keyed.append(text) or key(text))
    found = ask(both, "học", limit=3).results
    assert [(one.headword, one.dictionary) for one in found] == [("school", "a"), ("school", "b"), ("student", "a")]
    assert {*keyed} <= {"school", "student"} and len(keyed) <= 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("đau đầu", ["nhức óc", "người"]),
        ("dau dau ", ["người", "nhức óc"]),
        ("họp kín", ["mật nghị", "không"]),
        ("hop kin", ["không", "mật nghị"]),
        ("love the man", ["chàng", "nước"]),
        ("không đầu", ["người"]),
    ],
)
def test_what_is_written_as_it_was_typed_comes_first_unless_marks_may_have_been_left_out(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    rows = [
        ("người", "- đầu không, bắt đầu"),
        ("nhức óc", "- đau đầu"),
        ("không", "- hợp kính"),
        ("mật nghị", "- họp kín"),
        ("nước", "- love thế mạn"),
        ("chàng", "- love the man"),
    ]
    load_rows(tmp_path, "vi", rows, source_language="vi", target_language="vi")
    one = Library(tmp_path).current()
    assert [found.headword for found in ask(one, text).results] == expected
    load_rows(tmp_path, "without", [("kín", "- hợp kính")], source_language="vi", target_language="vi")
    both = Library(tmp_path).current()
    first = [found.headword for found in ask(both, text).results if found.dictionary == "vi"]
    assert first == expected and len(ask(both, "họp kín").results) == 3


def test_of_several_words_short_definitions_come_before_long_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(3)
    long, longer = (f"- kín {' '.join(str(draw.random()) for _ in range(count))} họp" for count in (500, 600))
    rows = [("người", longer), ("không", long), ("mật nghị", "- họp kín"), ("khẩn", "- họp ngay")]
    load_rows(tmp_path, "vi", rows, source_language="vi", target_language="vi")
    snapshot = Library(tmp_path).current()

    def found(text: str, **asked: int) -> list[str]:
        return [result.headword for result in ask(snapshot, text, **asked).results]

    assert found("họp kín") == ["mật nghị", "không", "người"]
    assert [found("họp kín", limit=1, offset=offset) for offset in range(3)] == [["mật nghị"], ["không"], ["người"]]
    assert found("họp") == found("họp họp") == ["không", "người", "khẩn", "mật nghị"]
    monkeypatch.setattr(definitions, "TOGETHER", 2)
    assert found("họp kín") == ["không", "người", "mật nghị"]


def test_without_a_result_what_holds_most_of_the_words_is_suggested_rarer_words_weighing_more(
    snapshot: Snapshot,
) -> None:
    answer = ask(snapshot, "co quan dia phuong cao nhat ")
    assert answer.results == []
    found = [(one.headword, one.missing) for one in answer.suggestions]
    assert found == [("quốc hội", ("dia", "phuong")), ("hội đồng nhân dân", ("cao", "nhat"))]
    assert marked(answer.suggestions[0]) == "cơ quan cao nhất".split()
    phrase = ask(snapshot, '"co quan cao"')
    assert phrase.results == []
    assert [(one.headword, one.missing) for one in phrase.suggestions[:2]] == [("quốc hội", ()), ("council", ("cao",))]
    assert marked(phrase.suggestions[0]) == "cơ quan cao".split()
    assert ask(snapshot, "khongco tra").suggestions == [] and ask(snapshot, "co quan").suggestions == []
    assert {one.headword for one in ask(snapshot, "tục chỉ cơ quan").suggestions} >= {"quốc hội", "council"}
    assert "địt" not in {one.headword for one in ask(snapshot, "tục chỉ cơ quan").suggestions}


@pytest.mark.parametrize(("text", "expected"), [("họp kín", ["đóng"]), ("họp kính", ["đức"]), ("họp trọ", ["đức"])])
def test_a_last_word_that_definitions_have_is_taken_for_finished_in_suggestions(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    rows = [("đóng", "- làm cho kín"), ("đức", "- lòng kính trọng")]
    load_rows(tmp_path, "vi", rows, source_language="vi", target_language="vi")
    found = ask(Library(tmp_path).current(), text)
    assert found.results == [] and sorted(one.headword for one in found.suggestions) == expected


def test_suggestions_come_from_the_heaviest_choices_of_words() -> None:
    weights = {0: 3.0, 1: 1.0, 2: 2.0, 3: 0.5}
    found = [*definitions._choices(weights)]
    kept = [sum(weights[number] for number in one) for one in found]
    assert kept == sorted(kept, reverse=True) and min(kept) >= definitions.SHARE * 6.5
    assert len({*map(frozenset, found)}) == len(found) and found[0] == (0, 2, 1, 3)
    every = [{n for n in range(4) if bits >> n & 1} for bits in range(16)]
    assert len(found) == sum(sum(weights[n] for n in one) >= definitions.SHARE * 6.5 for one in every)


NONSENSE = [
    'a OR b',
    '*',
    '"',
    '""',
    'field:x',
    'NEAR(a b, 2)',
    'NOT a',
    '{a b}: c',
    '^a',
    'a* b*',
    '-a',
    '" OR 1=1 --',
    'a\u0301\u0323',
    '\u200b',
    'đ',
    'và',
    'a',
    ' '.join(['a'] * 100),
    ' '.join("abcdefghijklmnopqrstuvwxyz" * 4)[:LONGEST],
    '"' * LONGEST,
    '學' * LONGEST,
    '𠀀' * 50,
    '!!!',
]  # fmt: skip


@pytest.mark.parametrize("text", NONSENSE)
def test_no_character_has_a_meaning_of_its_own(snapshot: Snapshot, text: str) -> None:
    ask(snapshot, text)
    plain = "".join(char if char.isalnum() or char in '"\u0301\u0323\u200b' else " " for char in text)
    bare = [word.spellings for word in parsed(plain).words] if plain.strip() else []
    assert [word.spellings for word in parsed(text).words] == bare


@examples(60)
@given(st.text("aăâhọcsinhcơquanOR*\":^(){}-+~\\'“”學生 \u0301", min_size=1, max_size=LONGEST))
def test_any_text_is_answered_or_refused_with_a_sentence(snapshot: Snapshot, text: str) -> None:
    try:
        answer = ask(snapshot, text)
    except BadQuery as error:
        assert error.vietnamese.endswith((".", "q)."))
    else:
        for result in answer.results:
            assert len(result.snippet.text) <= max(LENGTH, len(text) + 40) + 4
            assert all(0 <= start < end <= len(result.snippet.text) for start, end in result.snippet.matches)


@pytest.mark.parametrize(
    ("text", "sentence"), [("  ", "Chưa có từ nào"), ("a\x00", "ký tự điều khiển"), ("a" * 201, "200")]
)
def test_what_cannot_be_asked_is_refused_in_vietnamese(text: str, sentence: str) -> None:
    with pytest.raises(BadQuery) as refused:
        parsed(text)
    assert sentence in refused.value.vietnamese


def test_no_more_definitions_are_looked_at_than_are_shown_and_none_are_looked_for_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"từ {number:04}", "- họp kín thôi") for number in range(100)]
    for name in ("near", "far"):
        load_rows(tmp_path, name, rows, source_language="vi", target_language="vi")
    snapshot = Library(tmp_path).current()
    looked: list[int] = []
    is_long, find = Articles.is_long, part.Definitions.find
    monkeypatch.setattr(Articles, "is_long", lambda self, number: looked.append(number) or is_long(self, number))
    assert len(ask(snapshot, "họp kín ").results) == 10 and len(looked) == 11
    asked: list[object] = []
    monkeypatch.setattr(part.Definitions, "find", lambda self, words: asked.append(words) or find(self, words))
    assert ask(snapshot, "họp rùa ").results == [] and len(asked) == 2


def test_for_suggestions_only_the_last_word_is_looked_up_again(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    meant = part.Definitions.meant

    def counting(self: part.Definitions, typed: Word, *, finished: bool = True) -> list[int]:
        looked.append(typed.folded)
        return meant(self, typed, finished=finished)

    monkeypatch.setattr(part.Definitions, "meant", counting)
    assert ask(snapshot, "rùa họp kín").suggestions
    assert sorted(looked) == ["hop"] * 2 + ["kin"] * 4 + ["rua"] * 2


def test_a_word_that_is_typed_twice_and_last_counts_once_among_suggestions(snapshot: Snapshot) -> None:
    once, twice = (ask(snapshot, text).suggestions for text in ("rùa họp kín", "rùa họp kín họp kín"))
    assert once and [one.headword for one in twice] == [one.headword for one in once]
    assert {one.missing for one in twice} == {one.missing for one in once}
    assert {one.missing for one in ask(snapshot, "họp metə metə").suggestions} == {("metə",)}


def test_a_phrase_is_compared_with_a_bounded_number_of_definitions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"từ {number:04}", "- hai một") for number in range(400)] + [("từ 9999", "- một hai")]
    load_rows(tmp_path / "data", "vi", rows, source_language="vi", target_language="vi")
    snapshot = Library(tmp_path / "data").current()
    read: list[object] = []
    monkeypatch.setattr(definitions, "FEW", 0)
    monkeypatch.setattr(definitions, "_text", lambda *row, text=definitions._text: read.append(row) or text(*row))
    assert ask(snapshot, '"một hai"').results == [] and len(read) == definitions.CANDIDATES
    monkeypatch.setattr(definitions, "CANDIDATES", 401)
    assert headwords(snapshot, '"một hai"') == {"từ 9999"}


def test_a_long_definition_is_unpacked_once_for_all_searches_within_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = " ".join(f"họp kín {number}" for number in range(definitions.REMEMBERED))
    rows = [*((f"từ {number:04}", f"- {long}") for number in range(60)), ("ngắn", "- họp kín thôi")]
    load_rows(tmp_path, "vi", rows, source_language="vi", target_language="vi")
    snapshot = Library(tmp_path).current()
    read: list[object] = []
    of = SearchedText.of
    monkeypatch.setattr(SearchedText, "of", lambda articles: read.append(articles) or of(articles))
    first, second = (ask(snapshot, text, limit=1).results for text in ("họp 499", "kin 498 "))
    assert [one.headword for one in (*first, *second)] == ["từ 0000"] * 2 and len(read) == 1
    for _ in range(2):
        ask(snapshot, "kín thôi")
    assert len(read) == 3
    ask(snapshot, "họp 7 ", limit=50)
    assert 10 < len(snapshot.searched) < library.SEARCHED / len(long) / 3


def snippet(query: str, *articles: str) -> Snippet:
    return Matcher(*parsed(query)).snippet(SearchedText.of(articles))


def test_a_snippet_is_the_piece_with_the_most_words_close_together() -> None:
    text = f"-kín {'x ' * 200}họp {'y ' * 200}cuộc họp rất kín đáo {'z ' * 200}".rstrip()
    found = snippet("hop kín", text)
    assert "cuộc họp rất kín đáo" in found.text and found.text.startswith("… y ") and found.text.endswith(" z …")
    assert [found.text[start:end] for start, end in found.matches] == ["họp", "kín"]
    phrase = snippet('"rất kín" hop', text)
    assert [phrase.text[start:end] for start, end in phrase.matches] == ["họp", "rất", "kín"]
    assert snippet("họp", "-họp") == Snippet("họp", ((0, 3),))
    assert snippet("không có", "*danh từ\n-họp", "*động từ\n-kín") == Snippet("họp", ())
    assert snippet("không có", "*danh từ") == Snippet("danh từ", ())
    assert snippet("không có", f"-{'x' * 1000}") == Snippet(f"{'x' * LENGTH} …", ())
    far = snippet("họp", f"-{'x ' * 9_000}\n-cuộc họp")
    assert far == Snippet("cuộc họp", ((5, 8),))


@pytest.mark.parametrize(
    ("query", "article", "expected"),
    [
        ("hop kin", "*danh từ\n-cuộc hội\n-họp kín", "[họp] [kín]"),
        ("hop mo", "-họp\n-mở", "[họp] · [mở]"),
        ("hop mo", "-họp\n-kín\n*động từ\n-mở ra", "[họp] … [mở] ra"),
        ("hop mo", "-họp\n-kín\n-mở họp", "[mở] [họp]"),
        ("cat canh", "-lấy\n!to take off\n-cất cánh", "to take off: [cất] [cánh]"),
        ("take off", "-lấy\n!to take off\n-cất cánh", "to [take] [off]"),
        ("lay", "-lấy\n!to take off\n-cất cánh\n*danh từ\n-sự lấy", "[lấy]"),
        ("su lay", "-lấy\n!to take off\n-cất cánh\n*danh từ\n-sự lấy", "[sự] [lấy]"),
        ("nha nuoc", "-cơ quan\n=the State\n+Nhà nước\n~xem thêm", "the State – [Nhà] [nước]"),
        ("giao vien", "-người học\n~trái nghĩa: giáo viên", "trái nghĩa: [giáo] [viên]"),
        ("nghia", "-người học\n~trái nghĩa: giáo viên, trọng nghĩa", "trái nghĩa: giáo viên, trọng [nghĩa]"),
        ("ubnd tat", "-cơ quan làm tắt\n&viết tắt: UBND", "cơ quan làm [tắt] · viết tắt: [UBND]"),
        ("hop", "/ hop /\n*hop từ\n<p>hội <b>họp</b></p><p>khác</p>", "hội [họp]"),
    ],
)
def test_a_reader_sees_where_lines_end_and_labels_are_not_marked(query: str, article: str, expected: str) -> None:
    found = snippet(query, article)
    shown, place = "", 0
    for start, end in found.matches:
        shown += f"{found.text[place:start]}[{found.text[start:end]}]"
        place = end
    assert shown + found.text[place:] == expected


def test_what_is_left_out_between_two_lines_is_said_once() -> None:
    long = " ".join(["từ"] * 60)
    found = snippet("hop mo", f"-họp {long}\n-khác\n-{long} mở {long}")
    assert found.text.startswith("họp từ") and " mở từ" in found.text and found.text.count("…") == 2
    assert [found.text[start:end] for start, end in found.matches] == ["họp", "mở"]
    assert snippet("hop mo", f"-{long} họp {long}\n-{long} mở {long}").text.count(" … · … ") == 1


def test_a_word_that_is_typed_again_and_again_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    places = snippets.places
    monkeypatch.setattr(
        snippets, "places", lambda *asked, finished: looked.append(asked[2].folded) or places(*asked, finished=finished)
    )
    assert snippet("họp kín " * 20, "-họp kín").matches == ((0, 3), (4, 7)) and sorted(looked) == ["hop", "kin"]


def test_an_idiom_of_one_article_is_not_said_of_another() -> None:
    assert snippet("nhà", "-lấy\n!take off", "-nhà").text == "nhà"


def test_a_dictionary_without_the_part_is_left_out_and_none_at_all_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(part, "AVAILABLE", False)
        load_rows(tmp_path, "without", [("pupil", "- học sinh")], source_language="en")
    with pytest.raises(NotIndexed):
        ask(Library(tmp_path).current(), "học sinh")
    load_rows(tmp_path, "with", [("student", "- học sinh")], source_language="en")
    assert headwords(Library(tmp_path).current(), "học sinh") == {"student"}


def test_descriptions_find_their_words(bundled_data: Path) -> None:
    """A hundred, written by hand without a look at the definitions, over all bundled dictionaries at once."""
    snapshot = Library(bundled_data).current()
    rows = [line.split("\t") for line in DESCRIPTIONS.read_text(encoding="utf-8").splitlines()]
    found = 0
    for text, headword, _ in rows:
        answer = ask(snapshot, text)
        found += headword in [one.headword for one in (*answer.results, *answer.suggestions)][:10]
    assert len(rows) == 100 and found >= 70

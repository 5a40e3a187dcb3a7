"""Tab files and CSV: two columns or named ones, in whatever dialect an office wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest
from made import limits, read

from dictsvc import clean, readers
from dictsvc.errors import SourceError


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def pairs(path: Path, **named: object) -> list[tuple[str, str]]:
    entries, _, _ = read(path, **named)
    return [(entry.headword, entry.definition) for entry in entries]


def test_a_tab_file_is_an_entry_a_line_with_escapes_and_no_quotes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tab", 'a\t"một"\\n- hai\\tba \\\\n\nb|bê\tmột\ttab')
    entries, problems, source = read(path)
    assert [(e.headword, e.definition, e.alternates, e.where) for e in entries] == [
        ("a", '"một"\n- hai\tba \\n', (), "line 1"),
        ("b", "một\ttab", ("bê",), "line 2"),
    ]
    assert not problems
    assert source.format == "tsv"
    assert source.position() == source.size == path.stat().st_size


def test_a_line_without_a_tab_is_reported_and_blank_ones_are_not(tmp_path: Path) -> None:
    _, problems, _ = read(write(tmp_path / "a.tsv", "a\tx\n\nmồ côi\nb\ty\n"))
    assert [(p.where, p.reason, p.sample) for p in problems] == [("line 3", "no second column", "mồ côi")]


def test_entries_without_headword_or_definition_are_reported_and_not_lost(tmp_path: Path) -> None:
    entries, problems, _ = read(write(tmp_path / "a.tsv", "a\tx\n\ty\nc\t \n" + "d" * 301 + "\tz\n"))
    assert [e.headword for e in entries] == ["a"]
    assert [p.reason for p in problems] == ["no headword", "no definition", "headword too long"]


def test_absurd_lengths_are_left_out_by_the_limits(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", "a\t" + "x" * 5000 + "\nb\ty\n" + "c\t" + "x" * 30_000 + "\nd\tz\n")
    entries, problems, _ = read(path, limits=limits(definition=1000))
    assert [e.headword for e in entries] == ["b", "d"]
    assert [p.reason for p in problems] == ["definition too long", "definition too long"]
    with pytest.raises(SourceError, match="more than 1 entries"):
        read(path, limits=limits(entries=1))


def test_named_columns_make_one_entry_of_the_rows_of_a_headword(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.tsv",
        "headword\tpart_of_speech\tsense\tequivalent\tdefinition\tforms\tabbreviation\texample\ttranslation\tsee\n"
        "đi\tđộng từ\t1\tgo; walk\tdi chuyển\twent; gone\t\tđi bộ\tto walk\t\n"
        "đi\tđộng từ\t2\tleave\t\t\t\t\t\tđến\n"
        "đi\ttrợ từ\t1\t\ttừ đệm\t\t\t\t\t\n"
        "ủy ban\tdanh từ\t1\tcommittee\t\t\tUB\t\t\t\n",
    )
    entries, problems, source = read(path)
    assert not problems
    assert source.metadata.markup == "lines"
    assert [(e.headword, e.markup, e.alternates, e.where) for e in entries] == [
        ("đi", "lines", ("went", "gone"), "line 2"),
        ("ủy ban", "lines", ("UB",), "line 5"),
    ]
    assert entries[0].definition.split("\n") == [
        "*động từ",
        "&went; gone",
        "-go; walk",
        " di chuyển",
        "=đi bộ",
        "+to walk",
        "-leave",
        "~xem thêm: đến",
        "*trợ từ",
        "-từ đệm",
    ]
    assert entries[1].definition == "*danh từ\n&viết tắt: UB\n-committee"


def test_classifiers_and_relations_stand_below_their_sense_each_with_its_label(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.tsv",
        "headword\tpart_of_speech\tequivalent\tclassifier\texample\tsynonym\tantonym\tsee\n"
        "ghế\tdanh từ\tchair\tcái; chiếc\tghế gỗ\t\t\tbàn\n"
        "lửa\tdanh từ\tfire\tngọn\t\thỏa\tnước\t\n"
        "nước\tdanh từ\twater\t–\t\t\t\t\n"
        "thủy\t\t\t\t\t\t\tnước\n",
    )
    assert pairs(path) == [
        ("ghế", "*danh từ\n-chair\n loại từ: cái; chiếc\n=ghế gỗ\n~xem thêm: bàn"),
        ("lửa", "*danh từ\n-fire\n loại từ: ngọn\n~đồng nghĩa: hỏa\n~trái nghĩa: nước"),
        ("nước", "*danh từ\n-water"),
        ("thủy", "~nước"),
    ]


def test_a_source_says_that_it_is_one(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.tsv",
        "headword\tdefinition\tequivalent\tsource\n"
        "huyện\tĐơn vị cũ.\tdistrict\tNghị quyết 203/2025/QH15\n"
        "xã\tĐơn vị.\t\t\n",
    )
    assert pairs(path) == [("huyện", "-Đơn vị cũ.\n district\n nguồn: Nghị quyết 203/2025/QH15"), ("xã", "-Đơn vị.")]


def test_a_source_beside_a_whole_definition_says_so_too(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "từ,nghĩa,nguồn\nthuế,tax,sách luật\n")
    assert pairs(path) == [("thuế", "tax\nnguồn: sách luật")]


@pytest.mark.parametrize(
    ("uk", "us", "shown"),
    [
        ("ˈrekɔːd", "ˈrekərd", "UK /ˈrekɔːd/ · US /ˈrekərd/"),
        ("get", "", "UK, US /get/"),
        ("/get/", "get", "UK, US /get/"),
    ],
)
def test_british_and_american_pronunciation_say_whose_they_are_where_they_differ(
    tmp_path: Path, uk: str, us: str, shown: str
) -> None:
    path = write(tmp_path / "a.tsv", f"headword\tuk\tus\tequivalent\nx\t{uk}\t{us}\ty\n")
    (entry,), _, _ = read(path)
    article = clean.entry(entry).article
    assert clean.parts(article).pronunciation == shown
    assert clean.text(article) == f"{shown}\n- y"


def test_formatting_in_a_named_column_goes_but_labels_stay(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        'từ,nghĩa,ví dụ\nthuế,"<b>tax</b> &amp; <i>fee</i><br>levy",x\nphí,<y> fee,\n',
    )
    assert pairs(path) == [("thuế", "-tax & fee levy\n=x"), ("phí", "-<y> fee")]


def test_a_first_row_is_a_header_only_if_every_cell_is_known(tmp_path: Path) -> None:
    assert pairs(write(tmp_path / "a.csv", "Từ,Nghĩa\na,một\n")) == [("a", "một")]
    assert pairs(write(tmp_path / "b.csv", "word,meaning of life\na,một\n")) == [
        ("word", "meaning of life"),
        ("a", "một"),
    ]


def test_a_header_of_languages_names_them(tmp_path: Path) -> None:
    _, _, source = read(write(tmp_path / "a.csv", "STT;Tiếng Anh;Tiếng Việt\n1;tax;thuế\n2;fee;phí\n"))
    assert (source.metadata.source_language, source.metadata.target_language) == ("en", "vi")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_and_a_leading_number_are_found(tmp_path: Path, delimiter: str) -> None:
    rows = [("1", "tax", "thuế, lệ phí"), ("2", "fee", 'phí "lớn"'), ("3", "bill", "dòng 1\ndòng 2")]
    text = "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    path = write(tmp_path / "a.csv", "\ufeff" + text)
    assert pairs(path) == [("tax", "thuế, lệ phí"), ("fee", 'phí "lớn"'), ("bill", "dòng 1\ndòng 2")]


def test_numbers_that_are_headwords_stay_headwords(tmp_path: Path) -> None:
    assert pairs(write(tmp_path / "a.csv", "113,công an\n114,cứu hỏa\n115,cấp cứu\n")) == [
        ("113", "công an"),
        ("114", "cứu hỏa"),
        ("115", "cấp cứu"),
    ]


def findings(path: Path) -> list[tuple[str, str]]:
    return [(finding.name, finding.where) for finding in read(path)[2].findings]


def test_a_quote_that_nobody_closes_costs_its_own_line_only(tmp_path: Path) -> None:
    rows = ["a,một", 'b,"hai'] + [f"w{number},nghĩa {number}" for number in range(400)]
    path = write(tmp_path / "a.csv", "\n".join(rows))
    assert len(pairs(path)) == 402
    assert pairs(path)[1] == ("b", "hai")
    assert findings(path) == [("quote never closed", "line 2")]


def test_a_quote_that_only_a_later_cell_would_close_costs_its_own_line_only(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'a,"một\nb,hai\nc,"ba, bốn"\nd,năm\n')
    assert pairs(path) == [("a", "một"), ("b", "hai"), ("c", "ba, bốn"), ("d", "năm")]
    assert findings(path) == [("quote never closed", "line 1")]


def test_an_inch_sign_inside_a_cell_is_no_quote(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'đĩa,ổ 5" cũ\nb,hai\n')
    assert pairs(path) == [("đĩa", 'ổ 5" cũ'), ("b", "hai")]
    path = write(tmp_path / "b.csv", 'bolt 5" long;"line one\nline two";y\nb;hai;z\n')
    assert pairs(path) == [('bolt 5" long', "line one\nline two\ny"), ("b", "hai\nz")]
    assert findings(path) == []


def test_a_quoted_cell_may_have_hundreds_of_lines(tmp_path: Path) -> None:
    long = "\n".join(f'- nghĩa ""{number}"", ví dụ' for number in range(700))
    path = write(tmp_path / "a.csv", f'take,"{long}"\nb,hai\n')
    assert pairs(path) == [("take", long.replace('""', '"')), ("b", "hai")]
    assert findings(path) == []


def test_text_behind_a_closing_quote_belongs_to_the_cell_and_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'a,"một" hai,x\nb,ba,y\n')
    assert pairs(path) == [("a", "một hai\nx"), ("b", "ba\ny")]
    assert findings(path) == [("text after a closing quote", "line 1")]


def test_a_carriage_return_inside_a_quoted_line_ends_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'a,"một",hai\rba\nb,"bốn\rnăm",x\n')
    assert pairs(path) == [("a", "một\nhai\rba"), ("b", "bốn\rnăm\nx")]


def test_quotes_that_never_close_are_looked_for_in_a_bounded_part_of_the_file(tmp_path: Path) -> None:
    """Each line opens a quote and leaves it open, whether or not one was open before."""
    path = write(tmp_path / "a.csv", 'x",y"z,"\n' * 30_000)
    entries, _, source = read(path)
    assert len(entries) + len(read(path)[1]) == 30_000
    assert len(source.findings) == 30_000


def test_more_cells_than_columns_are_reported(tmp_path: Path) -> None:
    _, problems, _ = read(write(tmp_path / "a.csv", "từ,nghĩa\na,một\nb,hai,ba\nc,bốn\n"))
    assert [(p.where, p.reason) for p in problems] == [("line 3", "more cells than columns")]


def test_columns_that_hold_a_whole_definition_keep_each_row_an_entry(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.tsv",
        "headword\tmarkup\ttext\talternates\nđi\tlines\t*động từ\\n-go\twent\\n\nđi\tlines\t-leave\t\nx\tlạ\ty\t\n",
    )
    entries, problems, _ = read(path)
    assert [(e.headword, e.markup, e.definition, e.alternates) for e in entries] == [
        ("đi", "lines", "*động từ\n-go", ("went",)),
        ("đi", "lines", "-leave", ()),
    ]
    assert [p.reason for p in problems] == ["unknown markup"]


def test_excel_unicode_text_is_utf_16_with_quotes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", '\ufeffTừ\tNghĩa\r\nthuế\t"tax\nfee"\r\nphí\tfee\r\n', "utf-16-le")
    entries, _, source = read(path)
    assert [(e.headword, e.definition) for e in entries] == [("thuế", "tax\nfee"), ("phí", "fee")]
    assert (source.format, source.encoding) == ("csv", "utf-16-le")


def test_a_quoted_cell_over_several_lines_of_a_tab_file_is_reported(tmp_path: Path) -> None:
    """A tab file has no quotes, so that each line stays a row; who saved it from a spreadsheet wants to know."""
    text = 'word\tmeaning\tnote\nmột\t"line one\nline two"\tx\nhai\t5" disk\ty\n"ba" ba\tthree\tz\n'
    assert findings(write(tmp_path / "a.tsv", text)) == [("quoted cell over several lines", "line 2")]
    assert findings(write(tmp_path / "b.tsv", 'một\t"so\nhai\ttwo\nba\tthree\n')) == []
    _, _, source = read(write(tmp_path / "a.csv", text.replace('"ba" ', "")))
    assert source.findings == [], "what the report advises"


def test_what_a_tab_file_states_of_itself_is_metadata(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tab", "##title\tViệt–Anh\n##sourceLang\tvi\na\tone\n")
    entries, _, source = read(path)
    assert len(entries) == 1
    assert (source.metadata.title, source.metadata.source_language) == ("Việt–Anh", "vi")
    write(tmp_path / "b.tab", "a\tone\n")
    write(tmp_path / "b.toml", 'Name = "Việt - Anh"\nSource = "vi"\nTarget = "en"\nNum_entries = 1\n')
    _, _, source = read(tmp_path / "b.tab")
    assert (source.metadata.title, source.metadata.source_language, source.metadata.target_language) == (
        "Việt - Anh", "vi", "en",
    )  # fmt: skip
    assert source.files == (tmp_path / "b.tab", tmp_path / "b.toml")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.txt", "a\nb\nc\n", "words without definitions"),
        ("a.tsv", "một\nhai\nba\n", "words without definitions"),
        ("a.csv", "một\nhai\nba\n", "words without definitions"),
        ("a.tsv", "và\t304715\ncủa\t203\nlà\t9\n", "frequency list"),
        ("a.dic", "3\na\nb\nc\n", "spelling list"),
    ],
)
def test_what_is_no_dictionary_is_refused_in_one_sentence(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(SourceError) as refused:
        readers.open_source(write(tmp_path / name, text))
    assert says in str(refused.value)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)

"""The real dictionaries load with the number of entries that their makers' files hold, faults and all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from made import read

from dictsvc import clean, readers
from dictsvc.clean import Cleaned
from dictsvc.errors import SourceError
from dictsvc.readers import Source, foreign
from dictsvc.records import Entry, Rejected

EXPECTED = {
    # file: (entries as counted by other readers, format, encoding)
    "tab/star_vietanh.tab": (42_155, "tsv", "utf-8"),
    "tab/star_vietphap.tab": (38_350, "tsv", "utf-8"),
    "tab/star_vietduc.tab": (11_922, "tsv", "utf-8"),
    "tab/Tu-dien-Phat-hoc-Viet-Anh-Minh-Thong.tab": (9_113, "tsv", "utf-8"),
    "tab/TudienThienChuu.tab": (9_897, "tsv", "utf-8"),
    "tab/Rong-mo-tam-hon.tab": (1_347, "tsv", "utf-8"),
    "tab/Ngu-vung-Danh-tu-Thien-hoc.tab": (302, "tsv", "utf-8"),
    "stardict/vi-en/star_vietanh.ifo": (42_252, "stardict", "utf-8"),
    "stardict/vi-vi/star_vietviet.ifo": (23_798, "stardict", "utf-8"),
    "stardict/vi-de/star_vietduc.ifo": (11_926, "stardict", "utf-8"),
    "stardict/fr-vi/star_phapviet.ifo": (47_454, "stardict", "utf-8"),
    "stardict/vi-es/star_viettbn.ifo": (21_888, "stardict", "utf-8"),
    "stardict/en-vi/TudienAnhVietBeta.ifo": (106_059, "stardict", "utf-8"),
    "converted/stardict/phathoc-minhthong.ifo": (9_113, "stardict", "utf-8"),
    "dictd/vv30K.index": (30_164, "dictd", "utf-8"),
    "converted/dictd/phathoc-minhthong.index": (9_113, "dictd", "utf-8"),
    "yomitan/dictd_viet-anh.zip": (23_431, "yomitan", "utf-8"),
    "yomitan/vnedict-v4.zip": (54_345, "yomitan", "utf-8"),
    "yomitan/tu-dien-tieng-viet-thong-dung.zip": (42_012, "yomitan", "utf-8"),
    "yomitan/chu-nom.zip": (3_138, "yomitan", "utf-8"),
    "fvdp-text/vietanh.txt": (23_458, "fvdp", "utf-8"),
    "dsl/TudienThienChuu.dsl.dz": (9_897, "dsl", "utf-16-le"),
    "dsl/Tu-dien-Phat-hoc-Viet-Anh-Minh-Thong.dsl.dz": (9_113, "dsl", "utf-16-le"),
    "tei/wol-fra.tei": (595, "tei", ""),
    "converted/fvdp-vie-eng.first5000.tei": (5_000, "tei", ""),
    "wiktextract/en-en-extract.jsonl": (10, "jsonlines", "utf-8"),
    "converted/vi-extract.from-wiktextract-tests.jsonl": (24, "jsonlines", "utf-8"),
    # 16,836 lines, of which 4,159 have neither word nor senses
    "converted/fvdp-vie-eng.wiktextract-like.jsonl.gz": (12_677, "jsonlines", "utf-8"),
    "converted/star_vietduc.csv": (11_922, "csv", "utf-8"),
    "converted/338_Thuat_ngu_QLHC.utf16le-bom.txt": (338, "csv", "utf-16-le"),
    "converted/338_Thuat_ngu_QLHC.cp1258.csv": (338, "csv", "windows-1258"),
    "converted/star_vietduc.mdx": (11_922, "mdx", ""),
    "xls/338_Thuat_ngu_QLHC.xls": (338, "excel", ""),
    "excerpts/Prodict_VE_Tech.first500.tab": (500, "tsv", "utf-8"),
    "excerpts/Tu-dien-Dao-Uyen.first200.tab": (200, "tsv", "utf-8"),
    "excerpts/star_viethan.first500.tab": (500, "tsv", "utf-8"),
    "excerpts/apple-vi-en.first500.zip": (500, "yomitan", "utf-8"),
    "excerpts/ovdp-vi-en-v2.first500.zip": (500, "yomitan", "utf-8"),
    "excerpts/vietnamese-explanatory-dictionary.first500.zip": (500, "yomitan", "utf-8"),
}
ALONE = {
    "wordlist/Viet74K.txt",
    "wordlist/Viet11K.txt",
    "hunspell/vi_VN.dic",
    "words-jsonl/tudientv/words.txt",
    "words-jsonl/wiktionary/words.txt",
    "converted/Viet11K.tcvn5712-1.txt",
    "frequency/vi.tsv",
    "frequency/vi_50k.txt",
}


@dataclass
class Real:
    """A real file, read whole; an entry is cleaned when it is first asked for, and once for all tests."""

    entries: list[Entry]
    problems: list[Rejected]
    source: Source
    rows: tuple[str, ...]
    _cleaned: dict[int, Cleaned] = field(default_factory=dict)

    def cleaned(self, number: int) -> Cleaned:
        if number not in self._cleaned:
            self._cleaned[number] = clean.entry(self.entries[number], self.rows)
        return self._cleaned[number]

    def all(self) -> Iterator[tuple[Entry, Cleaned]]:
        return ((entry, self.cleaned(number)) for number, entry in enumerate(self.entries))

    def part(self) -> Iterator[tuple[Entry, Cleaned]]:
        """Three thousand entries or a few more, from the whole of the file."""
        step = max(len(self.entries) // 3000, 1)
        return ((self.entries[number], self.cleaned(number)) for number in range(0, len(self.entries), step))

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        """Headword as it is shown -> the entries that have it."""
        found: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            found.setdefault(clean.headword(entry.headword), []).append(number)
        return found


_read: dict[str, Real] = {}


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    """A million objects less for all tests that follow in this process."""
    yield
    _read.clear()


def real(shared: Path, name: str) -> Real:
    """A real file, read once for all tests."""
    if name not in _read:
        if name.endswith((".mdx", ".xls")) and not foreign.available():
            pytest.skip("PyGlossary and xlrd are not installed (extra formats)")
        entries, problems, source = read(shared / "data" / name)
        _read[name] = Real(entries, problems, source, clean.makers.of(entry.definition for entry in entries))
    return _read[name]


def under(shared: Path, name: str, headword: str) -> list[str]:
    """The articles of a headword."""
    file = real(shared, name)
    return [file.cleaned(number).article for number in file.numbers.get(headword, ())]


def reasons(shared: Path, name: str) -> Counter[str]:
    return Counter(problem.reason for problem in real(shared, name).problems)


def findings(shared: Path, name: str) -> Counter[str]:
    file = real(shared, name)
    found = Counter(finding for _, cleaned in file.all() for finding in cleaned.findings)
    found.update(finding.name for finding in file.source.findings)
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_dictionary_loads_with_its_number_of_entries(shared: Path, name: str) -> None:
    file = real(shared, name)
    source = file.source
    count, format_, encoding = EXPECTED[name]
    assert abs(len(file.entries) - count) <= count * 0.01, len(file.entries)
    assert source.format == format_
    assert source.encoding == encoding or not encoding
    assert source.position() == source.size
    for entry, cleaned in file.part():
        assert cleaned.headword, entry
        assert not {"\ufeff", "\u00ad", "\x07", "\x1a", "\r"} & set(cleaned.article + cleaned.headword)


@pytest.mark.parametrize("name", [name for name in EXPECTED if EXPECTED[name][0] < 12_000])
def test_cleaning_a_real_article_again_changes_nothing(shared: Path, name: str) -> None:
    for _, cleaned in real(shared, name).part():
        again = clean.entry(Entry(cleaned.headword, cleaned.article, markup="lines"))
        assert (again.headword, again.article) == (cleaned.headword, cleaned.article)


@pytest.mark.parametrize("name", sorted(ALONE))
def test_words_without_definitions_are_refused(shared: Path, name: str) -> None:
    with pytest.raises(SourceError, match=r"no dictionary"):
        readers.open_source(shared / "data" / name)


def test_the_dictionary_in_the_npm_archive_is_read(shared: Path) -> None:
    entries, problems, source = read(shared / "data/json/vntk-dictionary-1.0.0.tgz")
    assert (len(entries), problems, source.format) == (31_327, [], "jsonlines")
    assert sum(line.startswith("-") for entry in entries for line in entry.definition.split("\n")) == 42_013
    found = {entry.headword: entry.definition for entry in entries}
    assert found["tởm"] == "*V Vu\n-có cảm giác ghê sợ, buồn nôn và muốn tránh xa vì quá bẩn thỉu\n=bẩn phát tởm lên"
    assert found["bão cát"].startswith("*N Nt\n-gió mạnh cuốn cát bụi mù mịt")
    assert "=hòn đảo\n=đảo Cát Bà" in found["đảo"]


# --- three known entries of each format


def test_tab_files_have_their_marks_in_a_row(shared: Path) -> None:
    name = "tab/star_vietanh.tab"
    assert under(shared, name, "bạn bầy") == ["-(cũ; ít dùng) như bạn bè"]
    assert under(shared, name, "bạn cũ") == ["*noun\n-Old friend"]
    assert under(shared, name, "a")[0].split("\n") == [
        "*excl",
        "-O; oh (exclamation of surprise, regret, ect.)",
        "=a, đồ chơi đẹp quá!",
        "+Oh! What a nice toy!",
        "=a, tội nghiệp quá",
        "+Oh!What a pity!",
        "-By the way",
        "=a, còn một vấn đề này nữa",
        "+By the way, there's this one other question",
        "*noun",
        "-Acre (100 square meters)",
    ]
    assert under(shared, "tab/star_vietphap.tab", "bình dã") == [
        "-(rare) plaine\n=Sống ở nơi bình dã\n+vivre dans la plaine"
    ]
    assert under(shared, "tab/TudienThienChuu.tab", "七") == [
        " thất\n-Bảy, tên số đếm.\n-Có nghĩa chỉ về thể văn. Như lối văn thất vấn thất đáp 七問七答 của Mai Thừa, "
        "lối văn song thất của ta."
    ]


def test_stardict_of_plain_text(shared: Path) -> None:
    name = "stardict/vi-en/star_vietanh.ifo"
    assert under(shared, name, "a du") == ["~a dua"]
    assert under(shared, name, "sống sót") == ["*verb\n-to survive"]
    assert under(shared, name, "ỳ") == ["*động từ\n-inertia, state of inactivity, stay out, inert, sluggish"]
    assert under(shared, "stardict/fr-vi/star_phapviet.ifo", "sectarisme") == [
        "*danh từ giống đực\n-óc bè phái\n phản nghĩa: Libéralisme."
    ]


def test_stardict_of_html(shared: Path) -> None:
    name = "stardict/en-vi/TudienAnhVietBeta.ifo"
    assert (len(real(shared, name).entries), real(shared, name).problems) == (106_059, [])
    assert under(shared, name, "antipathic")[0].split("\n")[2:4] == [
        "-có ác cảm",
        "=to be antipathic to someone",
    ]
    assert "\n+có ác cảm với ai\n" in under(shared, name, "antipathic")[0]
    assert under(shared, name, "acid-proof") == ["/'æsid'pru:f/ (acid-resisting) /'æsidri'zistiɳ\n*tính từ\n-chịu axit"]
    assert under(shared, name, "zymometer") == ["/zai'mɔmitə\n*danh từ\n-máy đo độ lên men"]
    assert under(shared, name, "rock-climbing") == ["*danh từ\n-<thể> môn leo núi đá"]
    assert under(shared, name, "ACK (Acknowledge <Positive>)") == ["-(Tech) khẳng định, báo nhận"]
    name = "stardict/vi-vi/star_vietviet.ifo"
    assert under(shared, name, "khí trời") == ["-Nh. Không khí."]
    assert under(shared, name, "thủ tín") == [
        "-Giữ lời hứa: Thủ tín với anh em.\n!thư tín\n"
        "-d. Thư từ gửi qua bưu điện. Giữ bí mật thư tín. Trao đổi thư tín."
    ]


def test_dictd(shared: Path) -> None:
    name = "dictd/vv30K.index"
    assert under(shared, name, "tranh đấu") == ["-Nh. Đấu tranh."]
    assert under(shared, name, "Yên Quý") == ["-(xã) h. Yên Định, t. Thanh Hoá"]
    assert len(under(shared, name, "bài vị")) == 4


def test_yomitan(shared: Path) -> None:
    assert under(shared, "yomitan/vnedict-v4.zip", "A La Hán") == [" Arhant, Lohan (follower of Buddha)"]
    assert under(shared, "yomitan/dictd_viet-anh.zip", "Biên Hoà") == ["~Đồng Nai"]
    name = "yomitan/tu-dien-tieng-viet-thong-dung.zip"
    assert under(shared, name, "tiếp tân") == [
        "*V, Vu\n đón tiếp khách [nói khái quát]\n=ban tiếp tân\n=nhân viên tiếp tân của khách sạn"
    ]
    assert len(under(shared, name, "đánh")) == 24
    assert under(shared, "yomitan/chu-nom.zip", "trong") == [" 𥪝\n in; within", " 𤄯\n clear, pure"]


def test_fvdp_text(shared: Path) -> None:
    name = "fvdp-text/vietanh.txt"
    assert under(shared, name, "ái nữ") == ["*noun\n-Daughter"]
    assert under(shared, name, "ngang điểm") == ["-Be equal in score"]
    assert under(shared, name, "a hoàn") == ["*noun\n-Abigail ; maidservant"]


def test_dsl(shared: Path) -> None:
    name = "dsl/Tu-dien-Phat-hoc-Viet-Anh-Minh-Thong.dsl.dz"
    assert under(shared, name, "a bà đa na") == ["~Thí dụ"]
    assert under(shared, name, "nghi mặc huyền khế") == [" Gimoku genkai (J)\n Tên một vị sư."]
    assert not any(entry.alternates for entry in real(shared, name).entries)
    assert under(shared, "dsl/TudienThienChuu.dsl.dz", "綜")[0].startswith("-Đem dệt sợi nọ với sợi kia")


def test_tei(shared: Path) -> None:
    name = "tei/wol-fra.tei"
    assert under(shared, name, "niir") == ["*n.\n-nuage\n=niir yaa dem\n+les nuages s'en vont"]
    assert under(shared, name, "bataaxal") == ["*n.\n-lettre; message"]
    assert [entry.alternates for entry in real(shared, name).entries if entry.headword == "bët"] == [("gët",)]
    name = "converted/fvdp-vie-eng.first5000.tei"
    assert under(shared, name, "a")[0] == under(shared, "tab/star_vietanh.tab", "a")[0]


def test_wiktextract(shared: Path) -> None:
    name = "wiktextract/en-en-extract.jsonl"
    assert [article.split("\n")[0] for article in under(shared, name, "bring")] == [" Tiếng Việt: mang"]
    assert [article.split("\n")[0] for article in under(shared, name, "participate")] == [" Tiếng Việt: tham gia"]
    nouns, verbs = under(shared, name, "falcon")
    assert nouns.startswith(" Tiếng Việt: cắt\n/ˈfɔː(l)kən/".rstrip("/")) and "*noun" in nouns and "*verb" in verbs
    assert (
        "=aggressive war\n+chiến tranh xâm lược"
        in under(shared, "converted/vi-extract.from-wiktextract-tests.jsonl", "war")[0]
    )


def test_office_files(shared: Path) -> None:
    for name in ("converted/338_Thuat_ngu_QLHC.cp1258.csv", "converted/338_Thuat_ngu_QLHC.utf16le-bom.txt"):
        assert under(shared, name, "Office managerment") == [" Quản trị HCVP"]
        assert under(shared, name, "Administrative assistant") == [" Trợ lý hành chính"]
        assert under(shared, name, "Information manager") == [" Trưởng phòng thông tin"]
        metadata = real(shared, name).source.metadata
        assert (metadata.source_language, metadata.target_language) == ("en", "vi")


def test_two_formats_of_one_dictionary_give_the_same_entries(shared: Path) -> None:
    def articles(name: str) -> set[tuple[str, str]]:
        return {(cleaned.headword, cleaned.article) for _, cleaned in real(shared, name).all()}

    tab, stardict = articles("tab/star_vietduc.tab"), articles("stardict/vi-de/star_vietduc.ifo")
    assert {word for word, _ in tab} == {word for word, _ in stardict}
    assert len(tab - stardict) <= 3  # lines that the converter ran together within brackets
    assert articles("converted/star_vietduc.csv") == tab
    assert articles("converted/star_vietduc.mdx") == tab
    tab = articles("tab/Tu-dien-Phat-hoc-Viet-Anh-Minh-Thong.tab")
    for name in ("converted/stardict/phathoc-minhthong.ifo", "converted/dictd/phathoc-minhthong.index"):
        assert articles(name) == tab


def test_marks_in_a_row_are_parted_as_the_lines_of_the_original_are(shared: Path) -> None:
    lines = real(shared, "stardict/vi-en/star_vietanh.ifo")
    compared = [
        cleaned for _, cleaned in real(shared, "tab/star_vietanh.tab").part() if cleaned.headword in lines.numbers
    ]
    assert len(compared) > 2900
    right = sum(
        cleaned.article in {lines.cleaned(number).article for number in lines.numbers[cleaned.headword]}
        for cleaned in compared
    )
    assert right / len(compared) > 0.98


# --- known faults


def test_what_is_no_entry_is_counted_as_what_it_is(shared: Path) -> None:
    for name in ("stardict/vi-en/star_vietanh.ifo", "stardict/vi-de/star_vietduc.ifo", "dictd/vv30K.index"):
        assert reasons(shared, name) == {"database information, no entry": 3}
        assert real(shared, name).source.metadata.licence == "GPL-2.0-or-later"
    assert reasons(shared, "stardict/fr-vi/star_phapviet.ifo") == {"no headword": 1}
    assert reasons(shared, "fvdp-text/vietanh.txt") == {"database information, no entry": 3, "no definition": 1}
    assert reasons(shared, "converted/fvdp-vie-eng.wiktextract-like.jsonl.gz")["no headword"] > 4_159
    assert findings(shared, "fvdp-text/vietanh.txt")["headword found in the first line below"] == 20


def test_the_bytes_of_a_broken_mark_are_gone_and_the_file_is_read_to_its_end(shared: Path) -> None:
    name = "stardict/vi-es/star_viettbn.ifo"
    assert findings(shared, name)["undecodable bytes"] == 1
    assert "\ufffd" not in "".join(under(shared, name, "ba"))
    assert under(shared, name, "ứng thí") == ["-(to compete) competir"]


def test_the_scraped_page_loses_its_scripts_and_has_nothing_left(shared: Path) -> None:
    for name in ("tab/star_vietanh.tab", "stardict/vi-en/star_vietanh.ifo"):
        file = real(shared, name)
        pages = [
            file.cleaned(number) for number, entry in enumerate(file.entries) if entry.headword.startswith("áo xanh *")
        ]
        assert [page.article for page in pages] == [""]
        assert "html removed" in pages[0].findings


def test_invisible_characters_inside_words_are_gone(shared: Path) -> None:
    assert "Âu Cơ" in real(shared, "stardict/vi-vi/star_vietviet.ifo").numbers
    assert findings(shared, "yomitan/vnedict-v4.zip")["invisible characters removed"] >= 3
    assert findings(shared, "dictd/vv30K.index")["invisible characters removed"] > 0
    assert findings(shared, "stardict/fr-vi/star_phapviet.ifo")["control characters removed"] == 2
    (proven,) = (a for a in under(shared, "stardict/en-vi/TudienAnhVietBeta.ifo", "provenal") or [""])
    assert "\x07" not in proven


def test_letters_that_look_alike_and_marks_in_disorder_are_repaired(shared: Path) -> None:
    assert findings(shared, "tab/TudienThienChuu.tab")["eth for đ"] == 1_350
    assert findings(shared, "yomitan/vnedict-v4.zip")["eth for đ"] > 0
    assert findings(shared, "dictd/vv30K.index")["marks recomposed"] == 248
    assert findings(shared, "stardict/vi-vi/star_vietviet.ifo")["marks recomposed"] == 230
    assert len(real(shared, "tab/star_vietanh.tab").numbers) == 42_151


def test_hidden_toneless_headwords_are_gone(shared: Path) -> None:
    name = "stardict/vi-vi/star_vietviet.ifo"
    assert findings(shared, name)["hidden text removed"] == 23_798
    assert under(shared, name, "thực hành")[0].endswith("Thực hành tiết kiệm.")


def test_blocks_that_stand_twice_are_kept_once(shared: Path) -> None:
    name = "stardict/fr-vi/star_phapviet.ifo"
    assert findings(shared, name)["repeated text removed"] == 498
    assert under(shared, name, "achard") == ["*danh từ giống đực\n-dưa món, dưa góp"]


def test_both_tone_placements_are_counted(shared: Path) -> None:
    found = findings(shared, "tab/star_vietanh.tab")
    assert found["tone placement hoà"] == 670
    assert found["tone placement hòa"] > 330


def test_definitions_of_nothing_are_empty_and_no_others(shared: Path) -> None:
    for name, most in (("tab/star_vietanh.tab", 80), ("stardict/vi-es/star_viettbn.ifo", 68), ("dictd/vv30K.index", 4)):
        empty = [entry for entry, cleaned in real(shared, name).all() if not cleaned.article]
        assert 0 < len(empty) <= most


def test_repeated_definitions_of_a_broken_dsl_are_no_headwords(shared: Path) -> None:
    for name in ("dsl/TudienThienChuu.dsl.dz", "dsl/Tu-dien-Phat-hoc-Viet-Anh-Minh-Thong.dsl.dz"):
        assert max(map(len, real(shared, name).numbers)) < 120
        assert findings(shared, name)["definition repeated as a headword"] == 1


def test_an_excel_workbook_of_three_orders_is_read_once(shared: Path) -> None:
    assert findings(shared, "xls/338_Thuat_ngu_QLHC.xls")["other sheets not read"] == 1

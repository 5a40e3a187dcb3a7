"""Vulgar words are found by whoever types them in full; nobody is offered one."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask
from loaded import load_rows
from running import dictsvc

from dictsvc.errors import DictsvcError
from dictsvc.frequency.counts import spelt
from dictsvc.frequency.vulgar import Vulgar, vulgar
from dictsvc.index.crosscheck import contradictions
from dictsvc.library import Library, Snapshot
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import syllables

VIETNAMESE = (
    "địt, dịt, dít, cặc, các, cắc, cách, cặc bần, lồn, lon, lớn, lộn, cái lồn, đĩ, di, đi, dì, đi làm, đĩ thoã, "
    "làm đĩ, đéo, thân cặc"
)
ENGLISH = "shit, shirt, ship, fuck, full, fucking, fuck-up, dick, dickens, what the fuck"
HIDDEN = "địt, cặc, lồn, cái lồn, đĩ, đĩ thoã, làm đĩ, đéo, thân cặc, shit, fuck, fucking, fuck-up, dick, what the fuck"
HIDDEN_WORDS = frozenset(HIDDEN.split(", "))


def rows(words: str) -> list[tuple[str, str]]:
    return [(word, f"- meaning of {word}") for word in words.split(", ")]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vulgar") / "data"
    load_rows(folder, "vi", rows(VIETNAMESE), source_language="vi")
    load_rows(folder, "more", rows("dịt, địt, cát"), source_language="vi")
    load_rows(folder, "en", rows(ENGLISH), source_language="en")
    return folder


@pytest.fixture(scope="module")
def snapshot(data: Path) -> Snapshot:
    return Library(data).current()


def found(snapshot: Snapshot, text: str, *ids: str) -> list[str]:
    return [result.headword for result in ask(snapshot, text, *ids).results]


@pytest.mark.parametrize("ids", [(), ("vi",), ("en",), ("vi", "more"), ("vi", "en")])
def test_no_beginning_inside_or_suggestion_offers_one(snapshot: Snapshot, ids: tuple[str, ...]) -> None:
    words = [*VIETNAMESE.split(", "), *ENGLISH.split(", "), *"dit cac lon di lam cai than the shiit".split()]
    for word in words:
        for end in range(1, len(word) + 1):
            typed = word[:end]
            answer = ask(snapshot, typed, *ids)
            shown = {result.headword for result in (*answer.results, *answer.suggestions)} & HIDDEN_WORDS
            assert shown <= {typed.strip(" -")}, (typed, shown)
    for typed in ("dit", "cac", "lon", "di"):
        assert not HIDDEN_WORDS & set(found(snapshot, typed, *ids))


@pytest.mark.parametrize("word", sorted(HIDDEN_WORDS))
def test_typed_in_full_with_its_marks_it_is_found(snapshot: Snapshot, word: str) -> None:
    ids = ["en"] if word.isascii() else ["vi"]
    for typed in (word, word.upper(), f"{word} "):
        for asked in ((), ids):
            assert word in found(snapshot, typed, *asked), typed
    first = ask(snapshot, word, *ids).results[0]
    assert (first.headword, first.match, first.whole) == (word, "exact", True)


def test_other_tone_places_count_as_typed_in_full(snapshot: Snapshot) -> None:
    assert found(snapshot, "đĩ thõa") == ["đĩ thoã"]


def test_without_marks_it_is_the_last_whole_word(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("=hoc\n", encoding="utf-8")
    file = tmp_path / "vi.tsv"
    file.write_text("hoc\tx\nhọc\ty\nhọc sinh\tz\nhóc\tu\n", encoding="utf-8")
    assert dictsvc(tmp_path / "data", "load", file, "--from", "vi", DICTSVC_VULGAR_WORDS=str(own)).returncode == 0
    shown = found(Library(tmp_path / "data").current(), "hoc")
    assert shown == ["học", "hóc", "hoc", "học sinh"]


def test_where_nothing_else_matches_it_is_found_without_marks(snapshot: Snapshot) -> None:
    assert found(snapshot, "cai lon") == ["cái lồn"]
    assert found(snapshot, "deo") == ["đéo"]


def test_what_is_hidden_breaks_no_index_and_its_page_is_there(data: Path, snapshot: Snapshot) -> None:
    for opened in snapshot.opened.values():
        assert list(contradictions(opened.index.folder)) == []
    index = snapshot.opened["vi"].index
    assert index.document("cái lồn") is not None and index.document("CÁI LỒN") is not None
    assert dictsvc(data, "verify").returncode == 0


def test_a_setting_shows_them_like_other_words_after_a_rebuild(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "vi.tsv"
    file.write_text("lồn\tx\nlớn\ty\n", encoding="utf-8")
    place = tmp_path / "data"
    assert dictsvc(place, "load", file, "--from", "vi").returncode == 0
    assert found(Library(place).current(), "lon") == ["lớn"]
    assert dictsvc(place, "rebuild", "--all", DICTSVC_HIDE_VULGAR="0").returncode == 0
    assert found(Library(place).current(), "lon") == ["lớn", "lồn"]


def test_a_dictionary_of_nothing_else_is_whole(tmp_path: Path) -> None:
    load_rows(tmp_path / "data", "vi", rows("lồn, cặc"), source_language="vi")
    snapshot = Library(tmp_path / "data").current()
    assert found(snapshot, "lồn") == ["lồn"] and not list(contradictions(snapshot.opened["vi"].index.folder))


@pytest.mark.parametrize(
    ("headword", "covered"),
    [
        ("xấu", True), ("Xấu", True), ("rất xấu", True), ("xấu-xa", True), ("xấu hổ", False), ("tốt", True),
        ("tốt bụng", False), ("xấ", False), ("hư hỏng", True), ("hư", False), ("hoạ hoà", True), ("họa hòa", True),
    ],
)  # fmt: skip
def test_a_list_says_words_phrases_and_exceptions(headword: str, covered: bool) -> None:
    words = Vulgar(["# remark", "", "xấu # remark", "!xấu hổ", "=tốt", "hư hỏng", "họa hoà", "=", "!"])
    assert words.covers(spelt(syllables(normalise(headword)))) is covered


def test_the_lists_of_the_package_take_no_ordinary_word() -> None:
    ordinary = {
        "vi": "các, lớn, đi, dĩ, đít-cua, cặc bần, dái tai, điếm canh, phò tá, đái tháo đường, cứt ráy, công cụ",
        "en": "assess, class, dictionary, document, cocktail, pass, shift, titmouse, accumulate",
    }
    for language, words in ordinary.items():
        listed = vulgar(language)
        assert not [word for word in words.split(", ") if listed.covers(spelt(syllables(normalise(word))))]
    assert not vulgar("de")


def test_an_own_list_that_cannot_be_read_is_one_sentence_and_changes_nothing(data: Path, tmp_path: Path) -> None:
    binary = tmp_path / "own.txt"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (binary, tmp_path / "nowhere.txt", tmp_path):
        with pytest.raises(DictsvcError, match="DICTSVC_VULGAR_WORDS"):
            vulgar("vi", str(path))
        refused = dictsvc(data, "rebuild", "vi", DICTSVC_VULGAR_WORDS=str(path))
        assert refused.returncode == 1 and refused.stderr.splitlines()[-1].startswith("dictsvc: DICTSVC_VULGAR_WORDS: ")

"""Sentences without marks are read as their words: measured on examples that the dictionaries asked do not hold."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from counting import calls
from loaded import load_file, load_rows

from dictsvc.index.crosscheck import contradictions
from dictsvc.library import Library, Snapshot
from dictsvc.search.pieces import Headwords
from dictsvc.search.sentence import checked, segment
from dictsvc.vietnamese import segmentation
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import plain_syllables

FOLDER = Path(__file__).resolve().parents[2] / "dictionaries"
ASKED = ("viet-anh", "anh-viet", "hanh-chinh")
COUNT = 1000


def held_out(text: str) -> bool:
    """Half of the examples, which are taken out of the dictionaries and asked."""
    return len(text.split()) >= 4 and hashlib.sha1(text.encode()).digest()[-1] % 2 == 0


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, list[str]]:
    folder, sentences = tmp_path_factory.mktemp("unmarked"), []
    for name in ASKED:
        with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        for row in rows:
            vietnamese = unicodedata.normalize("NFC", row.get("translation" if name == "anh-viet" else "example") or "")
            if held_out(vietnamese):
                sentences.append(" ".join(re.sub(r"[^\w\s]", " ", vietnamese).split()))
                row.update({column: "" for column in ("example", "translation") if column in row})
        path = folder / f"{name}.tsv"
        lines = ["\t".join(rows[0]), *("\t".join(value or "" for value in row.values()) for row in rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        load_file(folder / "data", path, id=name, source_language="en" if name == "anh-viet" else "vi")
    sentences.sort(key=lambda text: hashlib.sha1(text.encode()).digest())
    return Library(folder / "data").current(), sentences[:COUNT]


@pytest.fixture(scope="module")
def bundled(bundled_data: Path) -> Snapshot:
    return Library(bundled_data).current()


def words_that_come_back(snapshot: Snapshot, ids: list[str], sentence: str) -> tuple[int, int]:
    """(words of a marked sentence whose syllables come back when it is asked without marks, words).

    Words as the model of the language cuts them, and a dictionary has them: not longer ones, of which there are fewer.
    """
    chosen = snapshot.choose(ids)
    headwords = Headwords(chosen)
    found = segment(snapshot, chosen, checked(bare(normalise(sentence)))).words
    got = [syllable for word in found for syllable in plain_syllables(normalise(word.headword or word.text))]
    wanted = plain_syllables(normalise(sentence))
    right = total = at = 0
    for word in segmentation.words(sentence):
        whole = headwords.find(word, marked=True)
        for piece in [whole] if whole else headwords.pieces(word.split(), marked=True):
            end = at + piece.syllables
            if piece.group:
                total += 1
                right += got[at:end] == wanted[at:end]
            at = end
    return right, total


def test_more_than_nine_of_ten_words_come_back_from_sentences_that_were_never_seen(
    asked: tuple[Snapshot, list[str]],
) -> None:
    snapshot, sentences = asked
    counts = [words_that_come_back(snapshot, list(ASKED), sentence) for sentence in sentences]
    right, total = map(sum, zip(*counts, strict=True))
    assert len(sentences) == COUNT and right / total >= 0.92, right / total


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("can cuoc cong dan", ["căn cước công dân"]),
        ("hoi dong nhan dan tinh ban hanh", ["hội đồng nhân dân", "tỉnh", "ban hành"]),
        ("luong huu", ["lương hưu"]),
        ("hoc sinh gioi", ["học sinh", "giỏi"]),
    ],
)
def test_sentences_that_were_cut_wrongly(bundled: Snapshot, typed: str, words: list[str]) -> None:
    found = segment(bundled, bundled.choose([]), checked(typed)).words
    assert [word.headword.lower() for word in found] == words


EVERYDAY = """
hôm nay | trời | đẹp
tôi | đi học | bằng | xe máy
chúng tôi | yêu | đất nước
anh ấy | làm việc | ở | bệnh viện
mọi người | đều | có | quyền | học tập
Ủy ban nhân dân | Thành phố Hồ Chí Minh
nộp | hồ sơ | đăng ký kết hôn
thuế thu nhập cá nhân
bảo hiểm xã hội | và | bảo hiểm y tế
gia đình | tôi | có | bốn | người
mẹ | tôi | nấu | cơm | rất | ngon
thời tiết | hôm nay | rất | nóng
tôi | muốn | mua | một | quyển | sách
công an | phường
trung tâm | hành chính | công
người dân | nộp | đơn khiếu nại
số | điện thoại | của | bạn | là | gì
con đường | này | rất | dài
chúc mừng | năm | mới
quốc hội | thông qua | luật | đất đai
chính phủ | ban hành | nghị định
đi | chợ | mua | rau | và | cá
""".strip().splitlines()


@pytest.mark.parametrize("words", EVERYDAY)
def test_everyday_sentences(bundled: Snapshot, words: str) -> None:
    typed = bare(normalise(words.replace(" | ", " ")))
    found = segment(bundled, bundled.choose([]), checked(typed)).words
    assert [word.headword for word in found] == words.split(" | ")
    assert " ".join(word.text for word in found) == typed


def test_a_word_that_no_dictionary_has_tells_its_headwords_apart(tmp_path: Path) -> None:
    """`giá cả` is none here, but people write it, so `gia ca` is not gia + cá."""
    rows = [(word, f"- {word}") for word in ("gia", "giá", "cá", "cả", "ca", "già", "tăng", "tang")]
    load_rows(tmp_path, "vi", rows, source_language="vi")
    snapshot = Library(tmp_path).current()
    found = segment(snapshot, snapshot.choose([]), checked("gia ca tang")).words
    assert [(word.text, word.headword) for word in found] == [("gia", "giá"), ("ca", "cả"), ("tang", "tăng")]


def test_a_word_whose_syllables_are_no_headwords_keeps_its_text(tmp_path: Path) -> None:
    load_rows(tmp_path, "vi", [("giá", "- price"), ("mon", "- a name")], source_language="vi")
    snapshot = Library(tmp_path).current()
    found = segment(snapshot, snapshot.choose([]), checked("gia ca")).words
    assert [(word.text, word.headword) for word in found] == [("gia", "giá"), ("ca", "")]


@pytest.mark.parametrize("text", ["a" * 1000, "ươ" * 500, "nghieng" * 142, "o'" * 500, "a-" * 500, "1" * 1000])
def test_one_endless_word_is_one_word_without_a_headword(bundled: Snapshot, text: str) -> None:
    taken = calls(lambda: segment(bundled, bundled.choose([]), checked(text)))
    assert taken < 6_000, taken
    found = segment(bundled, bundled.choose([]), checked(text)).words
    assert "".join(word.text for word in found) == text
    assert not any(word.headword for word in found[:1])


def test_each_index_counts_which_syllables_stand_side_by_side(asked: tuple[Snapshot, list[str]]) -> None:
    snapshot, _ = asked
    for opened in snapshot.opened.values():
        part = opened.index.neighbours
        assert part is not None and len(part.all()) > 1000
        assert part.bonus("hocJ", "sinh") > part.bonus("la", "hocJ") == 0
        assert list(contradictions(opened.index.folder)) == []

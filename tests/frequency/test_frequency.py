"""What comes first: words by how often people use them, below them what nobody counted; the package's list."""

from __future__ import annotations

import importlib.util
import lzma
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from dictsvc import frequency
from dictsvc.errors import SourceError
from dictsvc.frequency import counts, values
from dictsvc.vietnamese.key import syllables

ROOT = Path(__file__).resolve().parents[2]


def zipf(word: str, language: str = "vi") -> int:
    return frequency.scale(language).zipf(word)


def test_a_compound_has_its_own_frequency_and_not_that_of_its_syllables() -> None:
    common = ["đường bộ", "đường phố", "đường sắt"]
    rare = ["đường trong", "đường lại", "ăn không nói có"]
    assert min(map(zipf, common)) > max(map(zipf, rare))


def test_a_phrase_that_was_not_counted_stands_below_all_that_were() -> None:
    uncounted = ["nhà có người", "của là", "thẻ ATM", "xa xôi xi xô", "Ủy ban của các anh em"]
    assert max(map(zipf, uncounted)) < frequency.KNOWN <= zipf("nhất ngày")
    assert zipf("của là") > zipf("của là nhà") > zipf("của là nhà các người")


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("công nghiệp hoá", "công nghiệp hóa"),
        ("Việt Nam", "việt nam"),
        ("VIỆT-NAM", "việt nam"),
        ("thẩm mĩ viện", "thẩm mỹ viện"),
        ("hoà bi\u0300nh", "hòa bình"),
    ],
)
def test_spellings_of_one_word_have_one_frequency(word: str, same: str) -> None:
    assert zipf(word) == zipf(same) > 0


def test_a_spelling_with_a_count_of_its_own_keeps_it() -> None:
    assert frequency.KNOWN <= zipf("kĩ thuật") < zipf("kỹ thuật")


def test_other_languages_and_foreign_words_have_the_values_of_wordfreq() -> None:
    from wordfreq import zipf_frequency

    assert zipf("house", "en-GB") == round(zipf_frequency("house", "en") * 100)
    assert zipf("internet") == round(zipf_frequency("internet", "vi") * 100)


@pytest.mark.parametrize("language", ["vi", "en", "ko"])
def test_words_are_read_from_the_data_of_wordfreq_as_it_reads_them(language: str) -> None:
    from wordfreq import get_frequency_dict

    assert values._inverses(language) == {word: 1 / value for word, value in get_frequency_dict(language).items()}


def test_wordfreq_itself_is_not_imported_to_rank() -> None:
    script = "import sys; from dictsvc.frequency import scale; print(scale('vi').zipf('xe'), 'wordfreq' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(zipf("xe")), "False"]


def test_the_package_holds_the_list_that_its_script_makes(shared: Path) -> None:
    made = importlib.util.spec_from_file_location("frequencies", ROOT / "tools" / "frequencies.py")
    assert made and made.loader
    script = importlib.util.module_from_spec(made)
    made.loader.exec_module(script)
    source = shared / "data" / "frequency" / "vi.tsv"
    assert lzma.decompress(script.packed(source)) == lzma.decompress(script.TARGET.read_bytes())
    assert script.TARGET.stat().st_size <= script.MOST == 700_000
    rows = counts.read(source)
    packed = counts.packed("vi")
    assert packed and all(packed.zipf(counts.forms(syllables(word))) for word, _ in rows)


@pytest.mark.parametrize(
    "where", ["README.md", "README.vi.md", "docs/matching.md", "dictsvc/frequency/vi.txt", "dictsvc/web/credits.py"]
)
def test_whose_list_it_is_stands_where_people_look(where: str) -> None:
    said = " ".join((ROOT / where).read_text("utf-8").split())
    assert "Leipzig Corpora Collection" in said and (
        "CC BY 4.0" in said or "CC-BY-4.0" in said or "licenses/by/4.0" in said
    )
    assert files("dictsvc.frequency").joinpath("vi.tsv.xz").is_file()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "no word"),
        (b"\n \n", "no word"),
        ("đường phố\n".encode(), "line 1: 1 columns"),
        ("đường\t5\t6\n".encode(), "line 1: 3 columns"),
        ("đường\t5\nphố\t-5\n".encode(), "line 2: '-5' is no whole number"),
        ("đường\t0\n".encode(), "is not between"),
        ("đường\t1.5\n".encode(), "'1.5' is no whole number"),
        ("đường\tnhiều\n".encode(), "'nhiều' is no whole number"),
        (f"đường\t{10**13}\n".encode(), "is not between"),
        (f"đường\t{'9' * 5000}\n".encode(), "is not between"),
        ("đường\t٣\n".encode(), "is no whole number"),
        (b"...\t3\n", "'...' is no word"),
        (b"\t3\n", "'' is no word"),
        (f"{'a' * 101}\t3\n".encode(), "is no word"),
        ("đường\t5\n".encode("utf-16"), "UTF-8"),
        ("đường\t5\n".encode("cp1258", "replace"), "UTF-8"),
        (b"PK\x03\x04\x00\xff", "UTF-8"),
    ],
)
def test_a_file_of_counts_that_is_none_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    file = tmp_path / "counts.tsv"
    file.write_bytes(content)
    with pytest.raises(SourceError) as refused:
        counts.read(file)
    assert complaint in str(refused.value)
    assert str(refused.value).startswith("counts.tsv") and "\n" not in str(refused.value)


def test_a_file_of_counts_may_have_a_byte_order_mark_other_line_ends_and_empty_lines(tmp_path: Path) -> None:
    file = tmp_path / "counts.tsv"
    file.write_bytes("\ufeffđường phố\t12\r\n\r\nhọc sinh\t3".encode())
    assert counts.read(file) == [("đường phố", 12), ("học sinh", 3)]

"""Accented text is cut into words, in its own characters, whatever the process model of the server."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import unicodedata
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.vietnamese.segmentation import MAX_LENGTH, words

# A child process must find the package wherever the tests were started from.
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Em gái tôi đang học ở trung tâm ngoại ngữ.", "Em gái|tôi|đang|học|ở|trung tâm|ngoại ngữ|."),
        ("Tôi là sinh viên trường đại học Bách khoa Hà Nội", "Tôi|là|sinh viên|trường|đại học|Bách khoa|Hà Nội"),
        ("tai-nạn giao thông", "tai|-|nạn|giao thông"),
        ("học sinh  trung\thọc\ncơ sở", "học sinh|trung học|cơ sở"),
    ],
)
def test_a_sentence_is_cut_into_words(text: str, expected: str) -> None:
    assert words(text) == [*expected.split("|")]


@pytest.mark.parametrize(("old", "new"), [("hòa bình", "hoà bình"), ("thủy lợi", "thuỷ lợi"), ("HÒA BÌNH", "HOÀ BÌNH")])
def test_both_tone_placements_make_one_word_in_the_characters_of_the_text(old: str, new: str) -> None:
    assert words(old) == [old]
    assert words(new) == [new]
    assert words(f"Vì {old}, tự do") == ["Vì", old, ",", "tự do"]


def test_decomposed_text_comes_back_decomposed() -> None:
    text = unicodedata.normalize("NFD", "sinh viên đại học")
    assert words(text) == [unicodedata.normalize("NFD", word) for word in ("sinh viên", "đại học")]


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_blank_text_has_no_words(text: str) -> None:
    assert words(text) == []


def test_longer_text_is_refused() -> None:
    assert words("à" * MAX_LENGTH) == ["à" * MAX_LENGTH]
    with pytest.raises(ValueError, match=f"at most {MAX_LENGTH} characters, got {MAX_LENGTH + 1}"):
        words("à" * (MAX_LENGTH + 1))


HARD = st.sampled_from(
    "aàòaóeủyQqu \n\u0301\u0302\u0323đ_.-@:/0\u200d\u0000\u1100\u1161\u00a0\u85ff🙂\ud800\u1e9b\u212b"
)


@examples()
@given(st.one_of(st.text(max_size=200), st.text(HARD, max_size=60), st.text(st.sampled_from("họcsinhòa bìtủyúngẻ "))))
def test_the_words_are_the_text_nothing_lost_nothing_added(text: str) -> None:
    found = words(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(word and word == " ".join(word.split()) for word in found)


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def test_importing_the_module_loads_nothing_heavy() -> None:
    code = """
        import sys, dictsvc.vietnamese.segmentation
        print([name for name in ("pyvi", "sklearn", "scipy", "numpy", "pycrfsuite") if name in sys.modules])
    """
    assert run(code).stdout.strip() == "[]"


def test_scikit_learn_is_not_loaded_and_can_be_later() -> None:
    code = """
        import sys
        from dictsvc.vietnamese.segmentation import words
        print(words("sinh viên"), [name for name in ("sklearn", "scipy") if name in sys.modules])
        import sklearn
    """
    done = run(code)
    assert (done.stdout.strip(), done.returncode) == ("['sinh viên'] []", 0), done.stderr


def test_the_temporary_folder_is_left_empty_at_once_and_at_exit(tmp_path: Path) -> None:
    code = """
        import os, sys
        from dictsvc.vietnamese.segmentation import words
        print(words("sinh viên"), [name for name in os.listdir(os.environ["TMPDIR"]) if "crfsuite" in name])
    """
    done = run(code, TMPDIR=str(tmp_path))
    assert done.stdout.strip() == "['sinh viên'] []", done.stderr
    assert not list(tmp_path.glob("*crfsuite*"))


def test_without_a_temporary_folder_the_error_says_what_to_do() -> None:
    code = """
        import tempfile
        tempfile.tempdir = "/nonexistent"
        from dictsvc.errors import DictsvcError
        from dictsvc.vietnamese.segmentation import words
        try:
            words("sinh viên")
        except DictsvcError as error:
            print(error)
    """
    assert "set TMPDIR" in run(code).stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_after_a_preload_every_fork_segments_though_others_have_ended() -> None:
    code = """
        import os, sys
        from dictsvc.vietnamese import segmentation
        segmentation.preload()
        for _ in range(3):
            if not os.fork():
                print(segmentation.words("sinh viên"), flush=True)
                sys.exit(0)
            os.wait()
        print(segmentation.words("sinh viên"))
    """
    done = run(code)
    assert done.stdout.splitlines() == ["['sinh viên']"] * 4, done.stderr


def test_threads_share_one_model() -> None:
    code = """
        from concurrent.futures import ThreadPoolExecutor
        from dictsvc.vietnamese.segmentation import words
        texts = ["sinh viên đại học", "hòa bình thế giới", "Học sinh trung học cơ sở"] * 200
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(words, texts))
        print(found == [words(text) for text in texts])
    """
    done = run(code)
    assert done.stdout.strip() == "True", done.stderr

"""An inflected word of another language leads to its lemma, in bounded time; who does not ask pays nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dictsvc.languages import MAX_LEMMAS, MAX_LENGTH, lemmas

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("word", "language", "lemma"),
    [
        ("studies", "en", "study"),
        ("went", "en", "go"),
        ("mice", "en", "mouse"),
        ("children", "en-GB", "child"),
        ("Running", "EN", "run"),
        ("leaves", "en", "leaf"),
        ("leaves", "en", "leave"),
        ("wolves", "en", "wolf"),
        ("gave up", "en", "give up"),
        ("hot dogs", "en", "hot dog"),
        ("chevaux", "fr", "cheval"),
        ("mangeait", "fr", "manger"),
        ("häuser", "de", "Haus"),
        ("ging", "de", "gehen"),
        ("книги", "ru", "книга"),
    ],
)
def test_an_inflected_word_has_its_lemma_among_the_candidates(word: str, language: str, lemma: str) -> None:
    assert lemma in lemmas(word, language)


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("study", "en"),
        ("Study", "en"),
        ("THE", "en"),
        ("học sinh", "vi"),
        ("studies", "xx"),
        ("studies", ""),
        ("studies", "../en"),
        ("", "en"),
        ("  ", "en"),
        ("2024", "en"),
        ("studies\0", "en"),
        ("\ud800", "en"),
        ("s" * (MAX_LENGTH + 1), "en"),
        ("one two three four five studies", "en"),
    ],
)
def test_a_base_form_or_text_of_no_known_language_has_no_candidate(word: str, language: str) -> None:
    assert lemmas(word, language) == ()


@examples()
@given(st.text(max_size=MAX_LENGTH + 5), st.sampled_from(["en", "fr", "de"]))
def test_any_text_is_answered_with_few_candidates_other_than_itself(text: str, language: str) -> None:
    found = lemmas(text, language)
    assert len(found) <= MAX_LEMMAS
    assert all(lemma and lemma != text for lemma in found)


def test_vietnamese_words_never_import_simplemma() -> None:
    code = "import sys; from dictsvc.languages import lemmas; lemmas('x', 'vi'); print('simplemma' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

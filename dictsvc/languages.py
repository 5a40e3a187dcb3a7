"""Inflected words of other languages to their lemmas: the one home of simplemma.

Measured with simplemma 2.0 and its frugal dictionaries: import 0.1 s and 9 MB, at the first word; each language once
0.1 s and 2–4 MB (English, French), 0.7 s and 23 MB (German, Russian), 1.7 s (Finnish), eight of them kept; then
25–35 µs a word, 3 µs when asked again, at the very worst (32 letters of nonsense in Finnish) 5 ms.
A lemma is a guess by dictionary and rule; whoever asks must check that it is a headword. Letters left without their
accents (`etudiantes`) are not restored here, and of a form with two lemmas (`saw`) only the likelier one is known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

MAX_LENGTH = 100
"""Characters of a word or phrase that is looked at; a longer one has no lemma."""
MAX_LEMMAS = 6
MAX_GUESSES = 16
_MAX_WORDS = 5
_MAX_WORD = 32  # letters; rules that take a word apart are quadratic and worse in some languages

_CODES = {"no": "nb", "hr": "hbs", "sr": "hbs", "bs": "hbs", "sh": "hbs", "fil": "tl", "iw": "he", "in": "id"}


def lemmas(word: str, language: str) -> tuple[str, ...]:
    """Base forms that an inflected word or phrase may have, without the text itself; at most MAX_LEMMAS.

    word: as typed or folded to lower case. language: a code such as `en`, `fr` or `en-GB`; one that simplemma does
    not know (Vietnamese among them) gives none. In a phrase the first or the last word may be inflected.

    >>> lemmas("studies", "en"), lemmas("went", "en"), lemmas("chevaux", "fr"), lemmas("gave up", "en")
    (('study',), ('go',), ('cheval',), ('give up',))
    """
    parts = word.split()
    if not 1 <= len(parts) <= _MAX_WORDS or len(word) > MAX_LENGTH or not "".join(parts).isprintable():
        return ()
    code = _code(language)
    if not code:
        return ()
    found = [" ".join([lemma, *parts[1:]]) for lemma in _of_one(parts[0], code)]
    if len(parts) > 1:
        found += [" ".join([*parts[:-1], lemma]) for lemma in _of_one(parts[-1], code)]
    return tuple(dict.fromkeys(found))[:MAX_LEMMAS]


@lru_cache(maxsize=8192)
def is_word(word: str, language: str) -> bool:
    """Whether simplemma's dictionary of a language has this very form.

    >>> is_word("receipts", "en"), is_word("receiptb", "en")
    (True, False)
    """
    code = _code(language)
    if not code or len(word) > _MAX_WORD:
        return False
    from simplemma import is_known

    return bool(is_known(word, code))


def guesses(word: str, language: str) -> tuple[str, ...]:
    """What an English word may be a form of by its ending alone, and its other spelling, British or American; at most
    MAX_GUESSES. For words that nobody has as they were typed: of many that end so (`number`) it is not true.

    >>> guesses("writing", "en"), guesses("bigger", "en"), guesses("colours", "en")
    (('writ', 'write'), ('bigg', 'bigge', 'big'), ('colors', 'color', 'colour'))
    """
    if _code(language) != "en" or not 4 <= len(word) <= _MAX_WORD or not word.isalpha():
        return ()
    found = [base for ending, added in _ENDINGS if word.endswith(ending) for base in _bases(word, ending, added)]
    found = [base for form in (word, *found) for base in (*_other_spellings(form), form)]
    return tuple(base for base in dict.fromkeys(found) if base != word)[:MAX_GUESSES]


_ENDINGS = (
    ("ies", ("y",)), ("ied", ("y",)), ("ier", ("y",)), ("iest", ("y",)), ("ing", ("", "e")), ("ed", ("", "e")),
    ("er", ("", "e")), ("est", ("", "e")), ("es", ("",)), ("s", ("",)),
)  # fmt: skip
_SPELLINGS = tuple(
    (re.compile(british), re.compile(american), to_american, to_british)
    for british, american, to_american, to_british in (
        (r"(?<=..)our(?=s?$|ed$|ing$|ite|able|ful|less|hood|er)",
         r"(?<=..)or(?=s?$|ed$|ing$|ite|able|ful|less|hood|er)", "or", "our"),
        (r"(?<=..)is(?=e[sdr]?$|ers$|ing$|ation)", r"(?<=..)iz(?=e[sdr]?$|ers$|ing$|ation)", "iz", "is"),
        (r"(?<=..)ys(?=e[sdr]?$|ing$)", r"(?<=..)yz(?=e[sdr]?$|ing$)", "yz", "ys"),
        (r"(?<=..[tb])re(?=s?$)", r"(?<=..[tb])er(?=s?$)", "er", "re"),
        (r"ogue(?=s?$)", r"og(?=s?$)", "og", "ogue"),
        (r"(?<=[aeiou])ll(?=ed$|ing$|ers?$|ors?$)", r"(?<=[aeiou])l(?=ed$|ing$|ers?$|ors?$)", "l", "ll"),
        (r"(?<=[ef])ence(?=s?$)", r"(?<=[ef])ense(?=s?$)", "ense", "ence"),
        (r"(?<=gr)ey", r"(?<=gr)ay", "ay", "ey"),
        (r"(?<=[aeiou])l(?=$)", r"(?<=[aeiou])ll(?=$)", "ll", "l"),
        (r"amme(?=s?$)", r"am(?=s?$)", "am", "amme"),
    )
)  # fmt: skip


def _bases(word: str, ending: str, added: tuple[str, ...]) -> list[str]:
    """What a word may have been before an ending; a doubled consonant also single. added: what may have stood there."""
    stem = word[: -len(ending)]
    if len(stem) < 2 or not any(char in "aeiouy" for char in stem):
        return []
    bases = [stem + letters for letters in added]
    if ending in ("ing", "ed", "er", "est") and stem[-1] == stem[-2] and stem[-1] not in "aeiou":
        bases.append(stem[:-1])
    return bases


def _other_spellings(word: str) -> list[str]:
    found = []
    for british, american, to_american, to_british in _SPELLINGS:
        found += [british.sub(to_american, word), american.sub(to_british, word)]
    return [other for other in dict.fromkeys(found) if other != word]


@lru_cache(maxsize=64)
def _code(language: str) -> str:
    """simplemma's code for a language, or ''."""
    first = language.replace("_", "-").split("-")[0].lower()
    if first in ("", "vi"):  # the usual case needs no import
        return ""
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    code = _CODES.get(first, first)
    return code if code in SUPPORTED_LANGUAGES else ""


@lru_cache(maxsize=1)
def _lemmatizer() -> Any:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    return Lemmatizer(cache_max_size=8192, lemmatization_strategy=DefaultStrategy(low_memory=True))


def _of_one(word: str, code: str) -> list[str]:
    if len(word) > _MAX_WORD:
        return []
    lemmatize = _lemmatizer().lemmatize
    found = [lemmatize(word, code)]
    if code == "de":  # nouns stand with a capital in the data, and a folded query has none
        found.append(lemmatize(word.capitalize(), code))
    if code == "en" and word.endswith("ves"):  # leaves is known as leave only
        found += [word[:-3] + "f", word[:-3] + "fe"]
    return [lemma for lemma in dict.fromkeys(found) if lemma.casefold() != word.casefold()]

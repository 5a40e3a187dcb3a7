"""Cuts accented Vietnamese text into words: the one home of pyvi.

pyvi is a CRF model over syllables. What it needs of the libraries behind it takes a fifth of a second and 19 MB to
import; all that they would import themselves (scikit-learn, scipy) over a second and 95 MB. Nothing here touches it
before the first text; a server that forks calls `preload` first, and its workers share it.
Text without accents is not for pyvi: it was trained on accented text.

pyvi unpacks its model into the temporary folder at import, reads it at the first text and deletes it when a process
ends, so that a worker's exit takes the file from under all others. Here the model is read at once and the file goes at
once: afterwards nothing is left in the temporary folder, nothing is deleted at exit, and every fork has the model.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import product
from threading import Lock
from typing import Any

from dictsvc.errors import DictsvcError
from dictsvc.vietnamese.syllable import place

MAX_LENGTH = 1000
"""Characters of one text. pyvi's pattern for e-mail addresses is quadratic: 8 ms at the worst for this length."""

_lock = Lock()  # loading twice would be waste; the tagger keeps its state between set and tag


def words(text: str) -> list[str]:
    """The words of a text in order, punctuation marks as words of their own; nothing lost, nothing added.

    text: at most MAX_LENGTH characters of anything, else ValueError. A word of several syllables holds them with one
    space between (`học sinh`), in the very characters of the text. About 0.2 ms a sentence once loaded.
    Raises DictsvcError when the model cannot be loaded for want of a temporary folder.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"expected at most {MAX_LENGTH} characters, got {len(text)}: segment the text in parts")
    clusters = _clusters(text)
    shown = _one_for_one(clusters)
    if not shown.strip():
        return []
    with _lock:
        tokens, _ = _tokenizer().spacy_tokenize(shown)
    found = []
    position = 0
    for token in tokens:
        start = position
        for char in token:
            while shown[position : position + 1] == " ":
                position += 1
            # pyvi joins syllables with "_"; one that is no character of the text stands between two of them
            if shown[position : position + 1] == char:
                position += 1
        found.append(" ".join("".join(clusters[start:position]).split()))
    return found


def preload() -> None:
    """Load pyvi and its model now; to be called before a server forks its workers, and harmless more than once."""
    with _lock:
        _tokenizer()


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    try:
        with _without_scikit_learn():
            from pyvi.ViTokenizer import ViTokenizer
        model = ViTokenizer.model
        if model.tagger_ is None:  # opens the model file, which reads all of it into memory
            raise OSError("pyvi has no model")
    except OSError as error:
        raise DictsvcError(
            "the word segmenter must unpack its model (0.7 MB) into the temporary folder once and cannot:"
            " {reason}; make that folder writable or set TMPDIR to one that is",
            reason=error.strerror or error,
        ) from error
    model.modelfile.cleanup()
    return ViTokenizer


@contextmanager
def _without_scikit_learn() -> Iterator[None]:
    """Keep sklearn_crfsuite from importing it for a base class, of which it has its own for where there is none."""
    if "sklearn" in sys.modules:
        yield
        return
    sys.modules["sklearn"] = None  # type: ignore[assignment]  # as the import system marks what must not be found
    try:
        yield
    finally:
        del sys.modules["sklearn"]


def _clusters(text: str) -> list[str]:
    """Characters with their combining marks."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return list(text)
    clusters: list[str] = []
    for char in text:
        if clusters and unicodedata.combining(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _one_for_one(clusters: list[str]) -> str:
    """What pyvi gets to see: one character for each cluster, NFC, tones in the new style, no odd characters."""
    return _OPEN_RIME.sub(lambda pair: _NEW_STYLE[pair[0]], "".join(map(_one_character, clusters)))


@lru_cache(maxsize=4096)
def _one_character(cluster: str) -> str:
    if cluster.isspace():
        return " "
    letter = unicodedata.normalize("NFC", cluster)
    if len(letter) == 1 and letter.isprintable() and (letter < "\u0250" or "\u1e00" <= letter < "\u2100"):
        return letter
    # Other scripts, emoji, control characters, marks on nothing. They keep their kind, and cannot compose with a
    # neighbour under pyvi's own NFC, which would shift every character after them.
    return "x" if letter[0].isalnum() else "."


# hòa -> hoà, the only style that pyvi's lexicon knows: open oa, oe, uy, and quy with its mark on the u
_NEW_STYLE = {
    place(first, tone) + second: first + place(second, tone)
    for pair in ("oa", "oe", "uy")
    for first, second in product((pair[0], pair[0].upper()), (pair[1], pair[1].upper()))
    for tone in range(1, 6)
}
_OPEN_RIME = re.compile("(?:" + "|".join(_NEW_STYLE) + r")(?!\w)")

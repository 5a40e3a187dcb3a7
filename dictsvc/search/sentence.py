"""A pasted sentence as words, each with its headword where a dictionary has one.

Text with marks is cut by pyvi; words that make up a longer headword together are put together again, and what is none
is cut further. Text without marks is cut into headwords (`pieces`), since no model reads it well. Nothing is lost:
punctuation stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, groupby

from dictsvc.errors import Message
from dictsvc.index.hits import Hit
from dictsvc.library import DictionarySet, Snapshot
from dictsvc.search import texts
from dictsvc.search.answer import Sentence, Word
from dictsvc.search.interpretations import dictionary_forms
from dictsvc.search.pieces import Headwords, Piece
from dictsvc.vietnamese.match import TypedQuery, query

LONGEST = 1000
"""Characters of a text, after NFC."""
_LONGEST_WORD = 100  # characters, as of a query; a longer one is no headword and is not taken apart

_RULE = texts.Rule(
    LONGEST,
    texts.CONTROLS_BUT_SPACES,
    (
        Message("The text has more than {longest:,} characters; cut it into shorter ones.", longest=LONGEST),
        f"Đoạn văn dài quá {LONGEST:_} ký tự; hãy tách thành nhiều đoạn ngắn hơn.".replace("_", "."),
    ),
    (
        Message("The text holds control characters; take them out and try again."),
        "Đoạn văn chứa ký tự điều khiển; hãy xóa các ký tự đó rồi thử lại.",
    ),
    (Message("There is no text to cut; type one."), "Chưa có đoạn văn nào; hãy đưa đoạn văn vào tham số text."),
)
_TOKEN = re.compile(r"[^\W_]+(?:['’\-‐‑][^\W_]+)*|\S")


def checked(text: str) -> str:
    """The text in NFC. Raises BadQuery."""
    return texts.checked(text, _RULE)


def segment(snapshot: Snapshot, chosen: DictionarySet, text: str) -> Sentence:
    """A checked text as words. Raises DictsvcError where the segmenter cannot be loaded."""
    headwords = Headwords(chosen)
    pieces = list((_with_marks if query(text).marked else _without_marks)(headwords, text))
    words = {piece: _word(chosen, piece) for piece in dict.fromkeys(pieces)}
    return Sentence(text, snapshot.generation, [words[piece] for piece in pieces])


def _with_marks(headwords: Headwords, text: str) -> Iterator[Piece]:
    from dictsvc.vietnamese.segmentation import words  # heavy: loaded by the first text with marks, never by a lookup

    for says_something, run in groupby(words(text), _says_something):
        left = list(run)
        while left:
            # A model knows no terms: of nhà nước · pháp quyền the dictionary has one headword.
            whole, count = headwords.longest(left) if says_something else (None, 1)
            if whole:
                yield whole
            else:  # pyvi may take hundreds of syllables for one word
                yield from _cut(headwords, left[0].split(), marked=True)
            del left[:count]


def _without_marks(headwords: Headwords, text: str) -> Iterator[Piece]:
    return _cut(headwords, _TOKEN.findall(text), marked=False)


def _cut(headwords: Headwords, tokens: list[str], *, marked: bool) -> Iterator[Piece]:
    """Tokens as headwords, each of what says nothing as it is."""
    for says_something, run in groupby(tokens, _says_something):
        words = list(run)
        yield from headwords.pieces(words, marked=marked) if says_something else map(Piece, words)


def _says_something(word: str) -> bool:
    return len(word) <= _LONGEST_WORD and any(char.isalnum() for char in word)


def _word(chosen: DictionarySet, piece: Piece) -> Word:
    found: Piece | Hit | None = piece
    if piece.group is None and _says_something(piece.text):
        found = next(chain.from_iterable(dictionary_forms(chosen, TypedQuery(piece.text))), None)
    if found is None or found.group is None:
        return Word(piece.text)
    headword, number, gloss, *_ = found.group.record(found.document)
    return Word(piece.text, headword.decode(), chosen.ids[int(number)], gloss.decode())

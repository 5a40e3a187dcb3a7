"""What a search returns; plain values, ready to become JSON or text on a terminal."""

from __future__ import annotations

from typing import NamedTuple


class AnswerEntry(NamedTuple):
    """One dictionary's part of a result. definition: plain text, only in a whole `exact` result, else None."""

    dictionary: str
    gloss: str
    homographs: int
    definition: str | None = None
    truncated: bool = False


class Result(NamedTuple):
    """One headword (NFC). match: a name of `vietnamese.match.NAMES`. whole: false for a completion."""

    headword: str
    match: str
    whole: bool
    entries: tuple[AnswerEntry, ...]


class Answer(NamedTuple):
    """query: as asked, NFC. generation: of the catalogue. more: there are others beyond the limit."""

    query: str
    generation: int
    more: bool
    results: list[Result]
    suggestions: list[Result]


class WordEntry(NamedTuple):
    """One dictionary's entry under a headword (NFC), with its definition."""

    headword: str
    entry: AnswerEntry


class WordAnswer(NamedTuple):
    """query: as asked, NFC. entries: by headword as `lookup` ranks them, then in the admin's order."""

    query: str
    entries: tuple[WordEntry, ...]


class Word(NamedTuple):
    """text: as written. headword, dictionary, gloss: of the first dictionary that has it, '' where none does."""

    text: str
    headword: str = ""
    dictionary: str = ""
    gloss: str = ""


class Sentence(NamedTuple):
    """text: as asked, NFC. generation: of the catalogue. words: in order, punctuation marks among them."""

    text: str
    generation: int
    words: list[Word]


class Snippet(NamedTuple):
    """text: a piece of a definition, with … where it goes on. matches: (start, end) of the words asked for, in
    characters of the text."""

    text: str
    matches: tuple[tuple[int, int], ...]


class DefinitionResult(NamedTuple):
    """A headword (NFC) of a dictionary whose definition holds what was asked for, but for the missing words."""

    headword: str
    dictionary: str
    snippet: Snippet
    missing: tuple[str, ...] = ()


class DefinitionAnswer(NamedTuple):
    """query: as asked, NFC. generation: of the catalogue. more: there are others beyond the last of these results.

    suggestions: definitions that hold most of the words, where there are fewer results than wanted.
    """

    query: str
    generation: int
    more: bool
    results: list[DefinitionResult]
    suggestions: list[DefinitionResult]

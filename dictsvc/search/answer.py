"""What a search returns; plain values, ready to become JSON or text on a terminal."""

from __future__ import annotations

from typing import NamedTuple

from dictsvc.index import cards
from dictsvc.index.cards import Record


class AnswerEntry(NamedTuple):
    """One dictionary's part of a result."""

    dictionary: str
    gloss: str
    homographs: int


class Result(NamedTuple):
    """One headword with the entries of all dictionaries that have it, as the index has them: most are only written into
    a reply. match: a name of `vietnamese.match.NAMES`. whole: false for a completion. ids: of the dictionaries, by the
    numbers in the record. definitions: of a whole `exact` result, what each entry has further (`results`).
    """

    record: Record
    match: str
    whole: bool
    ids: tuple[str, ...]
    definitions: tuple[bytes, ...] = ()

    @property
    def headword(self) -> str:
        """As it is written, NFC."""
        return self.record[0].decode()

    @property
    def dictionaries(self) -> list[str]:
        """Ids of those that have it, in the admin's order."""
        return [self.ids[int(number)] for number in self.record[1::3]]

    @property
    def entries(self) -> list[AnswerEntry]:
        """One of each of them."""
        return [
            AnswerEntry(self.ids[number], gloss, homographs) for number, gloss, homographs in cards.entries(self.record)
        ]


class Answer(NamedTuple):
    """query: as asked, NFC. generation: of the catalogue. more: there are others beyond the limit."""

    query: str
    generation: int
    more: bool
    results: list[Result]
    suggestions: list[Result]


class WordAnswer(NamedTuple):
    """query: as asked, NFC. results: with definitions, as `lookup` ranks them."""

    query: str
    results: list[Result]


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

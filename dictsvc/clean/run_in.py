"""Phrases and translations that one maker ran into each other, told apart by their two languages.

    \u00a0receiptbiên lai của thuyền phó: mate's receiptbiên lai hàng hóa: receipt of goods

Knows English and Vietnamese words only, and leaves whole what it cannot tell.
"""

from __future__ import annotations

import re

from dictsvc.languages import is_word
from dictsvc.vietnamese.syllable import split

PARTED = "\x01"
"""Between an example and its translation. A control character, which no scrubbed text holds."""
_GROUP = re.compile(r"(?=Lĩnh vực: |Giải thích (?:VN|EN): )")
_SEPARATOR = re.compile(r"(: |\u00a0)")
_RUN_IN = re.compile(r"(?<![^\W\d_])[A-Za-z]{2,}[^\W\d_]+")


def parted(line: str, headword: str) -> list[str]:
    """`\u00a0receiptbiên lai của thuyền phó: mate's receipt` as a sense and an example; a field as a part of speech."""
    lines: list[str] = []
    for group in _GROUP.split(line):
        if group.startswith("Lĩnh vực: "):
            field, _, group = group.partition("\u00a0")
            lines.append("* " + field)
            group = "\u00a0" + group
        phrase, *rest = _SEPARATOR.split(group)
        for separator, text in zip(rest[::2], rest[1::2], strict=True):
            cut = len(text) if phrase == "Giải thích VN" else _next_phrase(text, headword)
            translation = text[:cut].strip()
            if _EXPLAINED.fullmatch(phrase):
                lines.append(f"{phrase}: {translation}")
            elif phrase.strip():
                lines.append(f"={phrase.strip()}{PARTED}{translation}")
            elif separator == ": " and lines:
                lines[-1] += separator + translation
            elif translation:
                lines.append("- " + translation)
            phrase = text[cut:]
        if phrase.strip():
            lines.append(phrase)
    return lines


def _next_phrase(text: str, headword: str) -> int:
    """Where the next phrase is run into a translation; the text's length if nowhere.

    At the headword, or where a word falls into an English one and a Vietnamese syllable.
    """
    found = len(text)
    if " " in headword or not headword.isascii():
        at = text.find(headword, 1)
        if at > 0 and not text[at - 1].isspace():
            found = at
    for match in _RUN_IN.finditer(text, 0, found):
        word = match[0]
        if _VIETNAMESE.search(text, match.start()) and (length := _foreign(word, headword)):
            return match.start() + length
    end = _END.search(text, 0, found)
    return end.end() if end and _VIETNAMESE.search(text, end.end()) else found


def _foreign(word: str, headword: str) -> int:
    """Letters of the English word that a Vietnamese syllable or the headword is run into; 0 where the word is whole."""
    if split(word) is not None or (word.isascii() and is_word(word.lower(), "en")):
        return 0
    if len(headword) > 3 and word.endswith(headword):
        return len(word) - len(headword)
    ends = [cut for cut in range(len(word) - 1, 1, -1) if word[:cut].isascii() and split(word[cut:]) is not None]
    capital = next((cut for cut in ends if word[cut].isupper() and word[cut - 1].islower()), 0)
    known = [cut for cut in ends if is_word(word[:cut].lower(), "en")]
    # `evaporations|ự`: a single letter is hardly ever a word
    longer = next((cut for cut in known if cut < len(word) - 1), known[0] if known else 0)
    return capital or longer or (0 if word.isascii() or not ends else ends[-1])


_VIETNAMESE = re.compile("[à-ãè-êìíò-õùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
_END = re.compile(r"(?:[)\]]|(?<=[a-z]{2})\.)(?=[^\W\d_])")
_EXPLAINED = re.compile(r"Giải thích (?:VN|EN)")

"""Words and how often each was counted: lines of `word<TAB>count`, the form of the package's own list.

Words are keyed in one spelling of each syllable, with its tone mark in the old place (hòa).
"""

from __future__ import annotations

import lzma
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from dictsvc.errors import Message, SourceError
from dictsvc.vietnamese import syllable
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import RESPELT, key, respelt, syllables

PACKED = ("vi",)
"""Languages whose list comes with the package, as LANGUAGE.tsv.xz."""

MOST_WORDS = 1_000_000
"""Lines of a file of counts."""
HIGHEST = 10**12
"""Highest count of a word."""
LONGEST = 100
"""Characters of a word."""


class Counts:
    """The counts of the words of a text; asked from any thread."""

    def __init__(self, words: dict[str, int]) -> None:
        """words: by `spelt`, with their counts, all above 0."""
        self._words = words
        self._once = 9 - math.log10(sum(words.values()) or 1)  # zipf value of a word counted once: log10 per 10⁹ words

    def __len__(self) -> int:
        return len(self._words)

    def zipf(self, forms: Sequence[tuple[str, ...]]) -> int | None:
        """The zipf value of a word by the `forms` of its syllables, in hundredths, at least 1; None where it was not
        counted. Of kỹ and kĩ each has its own count, unless only one was counted."""
        get = self._words.get
        count = get(" ".join([form[0] for form in forms]))
        if count is None and max(map(len, forms), default=0) > 1:
            count = get(" ".join([form[1 % len(form)] for form in forms])) or get(
                " ".join([form[-1] for form in forms])
            )
        return None if count is None else max(1, round((math.log10(count) + self._once) * 100))


@cache
def packed(language: str) -> Counts | None:
    """The package's own list; None for a language without one. Reading it takes 0.1 s."""
    if language not in PACKED:
        return None
    data = lzma.decompress(files("dictsvc.frequency").joinpath(f"{language}.tsv.xz").read_bytes())
    cells = data.decode().replace("\n", "\t").split("\t")
    return Counts(dict(zip(cells[::2], map(int, cells[1::2]), strict=False)))  # nothing follows the last line end


def read(path: Path) -> list[tuple[str, int]]:
    """The words of a file with their counts, one `word<TAB>count` a line, in UTF-8; empty lines are passed over.

    Raises SourceError, which says the line and what was expected.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            "{file}: is not UTF-8 text (byte {position:,}); save it as UTF-8", file=path.name, position=error.start
        ) from error
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        word, _, count = line.partition("\t")
        problem = _problem(word.strip(), count.strip())
        if problem:
            raise SourceError(
                "{file}, line {number}: {problem}; each line is a word, a tab and its count, as in {example!r}",
                file=path.name,
                number=number,
                problem=problem,
                example="học sinh\t120",
            )
        rows.append((word.strip(), int(count)))
        if len(rows) > MOST_WORDS:
            raise SourceError(
                "{file}: has more than {most:,} words; keep the commonest", file=path.name, most=MOST_WORDS
            )
    if not rows:
        raise SourceError("{file}: holds no word", file=path.name)
    return rows


def _problem(word: str, count: str) -> Message | None:
    """What is wrong with a line, None where nothing is."""
    if not count or "\t" in count:
        return Message("{found} columns", found=1 if not count else 2 + count.count("\t"))
    if not word or len(word) > LONGEST or not any(char.isalnum() for char in word) or not word.isprintable():
        return Message("{word!r} is no word", word=word[:LONGEST])
    if not (count.isascii() and count.isdecimal()):
        return Message("{count!r} is no whole number above 0", count=count[:40])
    if len(count) > 20 or not 1 <= int(count) <= HIGHEST:
        return Message("the count {count} is not between 1 and {highest:,}", count=count[:40], highest=HIGHEST)
    return None


def gathered(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Words in the spelling of `Counts`, the counts of what is spelt alike added up."""
    words: Counter[str] = Counter()
    for word, count in rows:
        words[" ".join(spelt(syllables(normalise(word))))] += count
    return dict(words)


def spelt(parts: Iterable[str]) -> list[str]:
    """Normalised syllables in the spelling of `Counts`."""
    return [form[0] for form in forms(parts)]


def forms(parts: Iterable[str]) -> list[tuple[str, ...]]:
    """Of each normalised syllable its spelling in `Counts` and, where i or y may be written, that with i and with y."""
    return [(part,) if part.isascii() and part not in RESPELT else _forms(part) for part in parts]


@lru_cache(maxsize=1 << 15)
def _forms(part: str) -> tuple[str, ...]:
    """A normalised syllable with its tone mark in the old place; where i or y may be written, then with i, with y."""
    letters, tone = syllable.detone(part)
    if tone is None:
        return (part,)
    own = syllable.place(letters, tone)
    others = [syllable.place(other.letters, tone) for other, _ in respelt(key(part))]
    return (own, *sorted([own, *others])) if others else (own,)

"""How often which syllables stand side by side in the texts of a dictionary, and begin a sentence: what tells the words
of a sentence without marks apart.

neighbours.marisa  two syllables with their marks; one; one after START; TOTAL, whose count is that of all syllables
neighbours.count   u32, by trie id

Texts up to MOST bytes are counted, those of the best ranked headwords.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from dictsvc.index import files, tries
from dictsvc.index.files import Sections
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import plain_syllables
from dictsvc.vietnamese.syllable import split

NEIGHBOURS = "neighbours"
NAMES = (f"{NEIGHBOURS}.marisa", f"{NEIGHBOURS}.count")
MOST = 1 << 20
"""Bytes of a dictionary's texts that are looked at."""
START = "^"
"""Stands before the first syllable of a sentence."""
TOTAL = "."
HIGHEST = 400
"""Most that `Neighbours.bonus` gives."""
_SEEN = 50  # for a pair that is there at all
_RUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")


def _spelling(word: str) -> str:
    """A syllable as `plain_syllables` spells it; '' for a word that is none."""
    return plain_syllables(normalise(word))[0] if split(word) else ""


def _counted(numbers: Any) -> Iterator[tuple[int, int]]:
    """(number, how often it is there) of an array."""
    import numpy as np  # only loading needs it

    distinct, counts = np.unique(numbers, return_counts=True)
    return zip(distinct.tolist(), counts.tolist(), strict=True)


class _Words(dict[str, int]):
    """Words -> the numbers of their spellings in `spellings`; 0 for a word that is no syllable."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = {"": 0}

    def __missing__(self, word: str) -> int:
        numbers = self._numbers
        number = self[word] = numbers.setdefault(_spelling(word), len(numbers))
        return number

    @property
    def spellings(self) -> list[str]:
        """By number."""
        return list(self._numbers)


class Writer:
    """Takes texts and counts what stands side by side in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts: Counter[str] = Counter()
        self._articles: list[bytes] = []
        self._left = MOST

    @property
    def full(self) -> bool:
        """Whether no more texts are counted."""
        return self._left <= 0

    def add(self, articles: Iterable[bytes]) -> None:
        """Articles as they are stored."""
        for article in articles:
            if self.full:
                return
            self._left -= len(article)
            self._articles.append(article)

    def add_counts(self, counts: Mapping[str, int]) -> None:
        """What was counted in the texts of another index."""
        self._counts.update(counts)

    def _count(self) -> None:
        """Count what the articles have, all in one text."""
        import numpy as np  # only loading needs it

        runs = _RUN.findall(b"\n".join(self._articles).decode())
        self._articles.clear()
        sizes = np.fromiter((run.count(" ") + 1 for run in runs), np.int64, len(runs))
        words = _Words()
        syllables = np.fromiter(map(words.__getitem__, " ".join(runs).split(" ") if runs else ()), np.int64)
        run_of = np.repeat(np.arange(len(runs)), sizes)
        spoilt = np.zeros(len(runs), np.bool_)
        spoilt[run_of[syllables == 0]] = True
        upper = np.fromiter((run[0].isupper() for run in runs), np.bool_, len(runs))
        first = np.r_[0, np.cumsum(sizes)][:-1]
        starts = syllables[first[upper & ~spoilt]]
        good = ~spoilt[run_of]
        syllables, run_of = syllables[good], run_of[good]
        together = run_of[1:] == run_of[:-1]
        pairs = (syllables[:-1] << 32 | syllables[1:])[together]
        spellings = words.spellings
        counts = {spellings[number]: count for number, count in _counted(syllables)}
        counts |= {f"{START} {spellings[number]}": count for number, count in _counted(starts)}
        counts |= {f"{spellings[pair >> 32]} {spellings[pair & 0xFFFF_FFFF]}": count for pair, count in _counted(pairs)}
        counts |= {name: count for name, count in ((START, len(starts)), (TOTAL, len(syllables))) if count}
        self._counts.update(counts)

    def finish(self) -> tuple[str, ...]:
        """Write the part if there is anything to write; returns the names of its files."""
        self._count()
        if not self._counts:
            return ()
        number = tries.write(self._folder / NAMES[0], sorted(self._counts))
        counts = array("I", bytes(4 * len(self._counts)))
        for name, count in self._counts.items():
            counts[number(name)] = min(count, 0xFFFF_FFFF)
        files.write_array(self._folder / NAMES[1], counts)
        return NAMES


class Neighbours:
    """The counts of one index, or of several taken together."""

    def __init__(self, *sections: Sections) -> None:
        self._parts = [(tries.Trie(one[NAMES[0]]), files.u32(one[NAMES[1]])) for one in sections]
        self.most = lru_cache(maxsize=8192)(self._most)
        """Of a syllable, or START: what no bonus for it and another is above. Remembered: asked far more often."""

    @classmethod
    def together(cls, several: Sequence[Neighbours]) -> Neighbours:
        """The counts of several indexes added up."""
        made = cls()
        made._parts = [part for one in several for part in one._parts]
        return made

    def all(self) -> Counter[str]:
        """Everything that was counted."""
        found: Counter[str] = Counter()
        for trie, counts in self._parts:
            for name in trie.keys(""):
                found[name] += counts[trie.get(name)]
        return found

    def count(self, name: str) -> int:
        """How often something was counted; see the layout."""
        found = 0
        for trie, counts in self._parts:
            if (number := trie.get(name)) is not None:
                found += counts[number]
        return found

    def bonus(self, before: str, after: str) -> int:
        """By how much a syllable is likelier after another than by itself, in hundredths of a power of ten: 0 where
        they were never seen so, at most HIGHEST. Syllables as `plain_syllables` spells them; before: or START."""
        together = self.count(f"{before} {after}")
        if not together:
            return 0
        return self._scaled(together, self.count(before) * self.count(after))

    def _most(self, syllable: str) -> int:
        alone = self.count(syllable)
        # As if it were never seen without the other; 1 for what rounding may add.
        return min(HIGHEST, self._scaled(alone, alone * alone) + 1) if alone else 0

    def _scaled(self, together: int, alone: int) -> int:
        ratio = math.log10(together * self.count(TOTAL) / alone) if alone else 0
        return min(HIGHEST, max(0, _SEEN + round(100 * ratio)))

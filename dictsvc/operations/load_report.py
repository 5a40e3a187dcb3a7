"""What a load found in a file: what was read and left out, what is unusual, what changed against the version before."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from dictsvc import clean
from dictsvc.errors import Message
from dictsvc.index.build import Batch
from dictsvc.index.crosscheck import DAMAGE
from dictsvc.index.opened import Index
from dictsvc.operations.describing import FIELDS
from dictsvc.readers import pseudo
from dictsvc.records import Dictionary, Rejected
from dictsvc.vietnamese import order

FURTHER = "further spellings"
"""Finding: spellings that lead to an entry besides its headword; not counted as entries."""
NOTHING = "definition says nothing"
"""Finding: a definition of punctuation only, such as `-`, kept as it is."""
HARMLESS = frozenset((pseudo.REASON, "picture or sound", "redirect"))
"""Reasons for leaving out what was never meant as an entry; they do not speak against a file."""
SHOWN = 5
"""Places kept of each reason for leaving something out, and of each finding."""
GONE = 20
"""Headwords named that a replaced dictionary had and the new one has not."""
_MANY = 20
"""Entries of a dictionary, and the share of them in thousandths, of which one short gloss is reported."""
_SHARE = 5


@dataclass(slots=True)
class Report:
    """What a load found.

    skipped: reason -> count; samples: reason -> first (where, beginning). findings: name -> count; places: name ->
    first (where, headword), where only the headword of some is known.
    makers: whose marks the file bears (`clean.makers`). drawn: entries drawn at random, as (headword, text).
    doubt: what speaks against the language that the headwords are stated to be in, '' where nothing does.
    came, went, changed: headwords against the version that was replaced; gone: the first of those that went. metadata:
    what is said of the dictionary and changed, as field -> (before, after). merged: entries that joined others.
    same: the content was there already and was not read again; the counts are those of then.
    """

    format: str = ""
    encoding: str = ""
    why: str = ""
    language: str = ""
    doubt: str = ""
    makers: tuple[str, ...] = ()
    drawn: list[tuple[str, str]] = field(default_factory=list)
    read: int = 0
    kept: int = 0
    headwords: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    findings: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    came: int = 0
    went: int = 0
    changed: int = 0
    gone: list[str] = field(default_factory=list)
    metadata: dict[str, tuple[str, str]] = field(default_factory=dict)
    replaced: bool = False
    same: bool = False
    seconds: float = 0.0

    @property
    def merged(self) -> int:
        """Entries that stand under a headword which another entry has too."""
        return max(0, self.kept + self.findings[FURTHER] - self.headwords)

    def skip(self, rejected: Rejected) -> None:
        """Count something that was left out."""
        self.skipped[rejected.reason] += 1
        samples = self.samples.setdefault(rejected.reason, [])
        if len(samples) < SHOWN:
            samples.append((rejected.where, rejected.sample))

    def place(self, name: str, where: str, headword: str = "") -> None:
        """Remember where something unusual was found, if it is among the first."""
        places = self.places.setdefault(name, [])
        if len(places) < SHOWN:
            places.append((where, headword))

    @property
    def reasons(self) -> str:
        """Why most of what was left out was left out, as a list within a sentence."""
        return ", ".join(f"{count} × {reason}" for reason, count in self.skipped.most_common(3)) or Message(
            "it is empty"
        )

    def note_repeated(self, glosses: Counter[bytes]) -> None:
        """Count, as findings, short glosses that many entries have."""
        for gloss, count in glosses.most_common(SHOWN):
            if count >= _MANY and count * 1000 >= self.kept * _SHARE:
                self.findings[clean.debris.REPEATED] += count
                self.place(clean.debris.REPEATED, f"“{gloss.decode()}”", f"{count:,}")

    def compare(self, before: Path, after: Index) -> None:
        """Count headwords that came, went and changed; an old index that cannot be read counts as empty."""
        try:
            old = _digests(Index(before))
        except DAMAGE:
            old = {}
        for headword, digest in _digests(after).items():
            was = old.pop(headword, None)
            if was is None:
                self.came += 1
            elif was != digest:
                self.changed += 1
        self.went = len(old)
        self.gone = sorted(old, key=order.key)[:GONE]

    def compare_metadata(self, before: Dictionary, after: Dictionary) -> None:
        """Note what is said of the dictionary and changed."""
        self.replaced = True
        for name in FIELDS:
            if (was := getattr(before, name)) != (now := getattr(after, name)):
                self.metadata[name] = (was, now)

    def plain(self) -> dict[str, object]:
        """The report as plain values, for JSON."""
        values: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        values.update(skipped=dict(self.skipped), findings=dict(self.findings), merged=self.merged)
        values["seconds"] = round(self.seconds, 2)
        return values


def _digests(index: Index) -> dict[str, int]:
    return {index.cards[document].headword: hash(tuple(index.articles[document])) for document in range(len(index))}


class Draw:
    """A random sample of entries, drawn as they come by."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._seen = 0
        self._drawn: list[tuple[str, bytes]] = []

    def add(self, batch: Batch) -> None:
        if not self._size:
            return
        for entry in zip(batch.headwords, batch.articles, strict=True):
            self._seen += 1
            if len(self._drawn) < self._size:
                self._drawn.append(entry)
            elif (at := random.randrange(self._seen)) < self._size:
                self._drawn[at] = entry

    def entries(self) -> list[tuple[str, str]]:
        """(headword, text as visitors read it), in the order of the headwords."""
        shown = [(headword, clean.text(article.decode())) for headword, article in self._drawn]
        return sorted(shown, key=lambda entry: order.key(entry[0]))

"""The documents of an index without its tries: headword and articles, as `rebuild` and `export` need them.

Reads cards and articles alone, so it also serves an index whose other files are damaged or of another format, as long
as these two have a form that is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dictsvc.errors import IndexDamaged, IndexOutdated
from dictsvc.index import articles, cards, files, integrity, manifest
from dictsvc.index.articles import Articles
from dictsvc.index.cards import Card, Cards
from dictsvc.index.crosscheck import DAMAGE
from dictsvc.index.files import Sections
from dictsvc.index.opened import Index

READABLE_FORMATS = range(1, manifest.FORMAT_VERSION + 1)
"""Formats whose cards and articles are read by the code of today. When a format changes one of the two, keep what reads
the old form and choose between them here: nobody has kept the source files."""

Confirm = Callable[[Card, list[str]], bool]
"""Whether the gloss of a card is that of its articles."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An index as far as it can be read.

    language: of the headwords, None where the description is damaged. count: its documents. entries: in
    them together, None as above. doubted: sections that are
    damaged and concern the documents. lost: headwords ('' where even that is gone) that could not be read, filled by
    `documents`.
    """

    folder: Path
    sections: Sections
    language: str | None
    count: int
    entries: int | None
    doubted: tuple[str, ...]
    lost: list[str] = field(default_factory=list)

    def documents(self, confirm: Confirm, *, ordered: bool = False) -> Iterator[tuple[str, list[str]]]:
        """(headword, its articles in the order of the source), best ranked first, or in dictionary order (ordered).

        Where something is in doubt only what is confirmed comes: articles carry their own checksums, glosses must fit
        them, and headwords on damaged cards must be those by which the tries lead to them. The rest is `lost`.
        """
        try:
            stored_cards, stored_articles = Cards(self.sections), Articles(self.sections)
        except DAMAGE as error:
            raise IndexDamaged(
                "{folder}: {error}; load the dictionary again from its file",
                folder=self.folder,
                error=error,
            ) from error
        tries = Index(self.folder) if {"cards.bin", "cards.off"} & set(self.doubted) else None
        self.lost.clear()
        for document in self._order() if ordered else range(self.count):
            headword = ""
            try:
                card = stored_cards[document]
                headword = card.headword
                found = stored_articles[document]
                if self.doubted and not confirm(card, found):
                    raise ValueError("its gloss is not that of its articles")
                if tries is not None and tries.exact(headword) != document:
                    raise ValueError("another headword leads to it")
            except DAMAGE as error:
                if not self.doubted:
                    raise IndexDamaged(
                        "{folder}: document {document} cannot be read ({error})",
                        folder=self.folder,
                        document=document,
                        error=repr(error),
                    ) from error
                self.lost.append(headword)
            else:
                yield headword, found

    def _order(self) -> range | list[int]:
        """Documents in dictionary order; in rank order where the section that says so is damaged."""
        try:
            order = list(files.u32(self.sections[files.ORDER]))
        except DAMAGE:
            order = []
        return order if sorted(order) == list(range(self.count)) else range(self.count)


def stored(folder: Path) -> Stored:
    """What is left of an index. Raises IndexDamaged where entries are beyond recovery, IndexOutdated where this version
    does not know their form."""
    published, faults = integrity.sections(folder)
    needed = {*cards.NAMES, *articles.NAMES}
    sections = files.salvaged(folder, (*needed, files.ORDER))
    if missing := sorted(needed - set(sections)):
        raise IndexDamaged(
            "{folder}: {names} and more are missing; load the dictionary again",
            folder=folder,
            names=", ".join(missing),
        )
    if not published:
        # Nothing says what the bytes should be; entries that agree with each other are believed.
        return Stored(folder, sections, None, _count(folder, sections), None, tuple(fault.name for fault in faults))
    description = manifest.described(folder)
    if description.get("format") not in READABLE_FORMATS:
        raise IndexOutdated(
            "{folder}: its entries are in format {found}, which this version cannot read; load the "
            "dictionary again from its file",
            folder=folder.name,
            found=description.get("format"),
        )
    wrong, _ = integrity.read_all(published)
    doubted = sorted(fault.name for fault in wrong if fault.name in needed)
    others = sorted(fault.name for fault in wrong if fault.name not in needed)
    if doubted and any(name in cards.NAMES for name in doubted) and others:
        raise IndexDamaged(
            "{folder}: headwords ({ids}) and tries ({keys}) are both damaged and cannot vouch for each "
            "other; load the dictionary again from its file",
            folder=folder.name,
            ids=", ".join(doubted),
            keys=", ".join(others),
        )
    return Stored(
        folder, sections, str(description["language"]), description["documents"], description["entries"], tuple(doubted)
    )


def _count(folder: Path, sections: Sections) -> int:
    try:
        return len(Cards(sections))
    except DAMAGE as error:
        raise IndexDamaged(
            "{folder}: {error}; load the dictionary again from its file", folder=folder, error=error
        ) from error

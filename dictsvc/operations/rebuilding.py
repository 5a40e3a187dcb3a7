"""An index made anew from what is stored in it, without its source file: after an upgrade, or after damage.

The stored articles go the way of a load once more (cleaned, keyed, indexed), into a new folder and a new generation;
the old folder is not touched, and can be rolled back to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dictsvc import language_tags
from dictsvc.catalogue import layout, word_counts
from dictsvc.catalogue.writing import Catalogue
from dictsvc.errors import DictsvcError, IndexDamaged, IndexOutdated, UnknownDictionary
from dictsvc.index import documents, integrity, manifest
from dictsvc.index.build import Builder
from dictsvc.index.cards import Card
from dictsvc.index.opened import Index
from dictsvc.operations import cleaning
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.records import Dictionary, Entry, Generation

NO_LIMITS = Limits(headword=1 << 62, definition=1 << 62, alternates=1 << 62, ratio=1 << 62, entries=1 << 62)
"""What was published once is not too long."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """dictionary: as published. lost: headwords that could not be read ('' where even that is gone)."""

    dictionary: Dictionary
    generation: int
    lost: tuple[str, ...]
    seconds: float


def confirm(card: Card, articles: list[str]) -> bool:
    """Whether a card's gloss and number of homographs are those of its articles."""
    gloss = next((found for article in articles if (found := cleaning.gloss(article))), "")
    return card.gloss == gloss and card.homographs == min(len(articles), 0xFFFF)


def needed(data: Path, generation: Generation, *, thorough: bool) -> dict[str, str]:
    """Dictionaries of a generation that must be made anew: id -> why. thorough: read and open each."""
    why = {}
    for dictionary in generation.dictionaries:
        folder = layout.index(data, dictionary.folder)
        try:
            manifest.read(folder)
            if thorough:
                if fault := next(integrity.faults(folder), None):
                    why[dictionary.id] = str(fault)
                else:
                    Index(folder)  # whole, but perhaps without a file that this version needs
        except (IndexOutdated, IndexDamaged) as error:
            why[dictionary.id] = str(error)
        else:
            if not language_tags.are_canonical(dictionary.source_language, dictionary.target_language):
                why.setdefault(dictionary.id, "its languages are stored as its file named them")
    return why


def rebuild(
    catalogue: Catalogue,
    id: str,
    *,
    partial: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Rebuilt:
    """Make the index of a dictionary anew and publish it. progress: called with documents read, and all of them.

    partial: publish what can be read where some entries cannot. Raises UnknownDictionary, IndexDamaged.
    """
    started = time.monotonic()
    current = catalogue.generation()
    before = current.find(id)
    if before is None:
        raise UnknownDictionary("There is no dictionary {one!r} to rebuild; `dictsvc list` lists them", one=id)
    made, lost = remake(catalogue, before, partial=partial, progress=progress)
    seconds = time.monotonic() - started
    report: dict[str, object] = {
        "rebuild": {"entries": made.entries, "lost": len(lost), "headwords": list(lost[:100]), "seconds": seconds}
    }
    others = tuple(made if dictionary.id == id else dictionary for dictionary in current.dictionaries)
    published = catalogue.publish(f"rebuild {id}", others, report)
    return Rebuilt(made, published.number, lost, seconds)


def remake(
    catalogue: Catalogue,
    before: Dictionary,
    *,
    partial: bool = False,
    frequencies: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Dictionary, tuple[str, ...]]:
    """A new index from that of `before`, on disk and not yet named by a generation; and what was lost.

    frequencies: as in `Generation`; those in force where nothing is said.
    """
    if frequencies is None:
        frequencies = catalogue.generation().frequencies
    found = documents.stored(layout.index(catalogue.data, before.folder))
    language = language_tags.mended(before.source_language if found.language is None else found.language)
    source = _source(found)
    with catalogue.building() as folder:
        builder = Builder(folder, language=language, tonal=language in ("vi", ""))
        for batch, rejections, *_ in cleaning.cleaned(
            source,
            language,
            lambda _: progress(source.progress.at, found.count),
            scales=word_counts.scales(catalogue.data, frequencies),
        ):
            if rejections:
                raise DictsvcError(
                    "{id}: {headword!r} was stored and cannot be stored again ({reason}); nothing was changed",
                    id=before.id,
                    headword=rejections[0].sample[:60],
                    reason=rejections[0].reason,
                )
            builder.add(batch)
        if found.lost and not partial:
            raise IndexDamaged(
                "{id}: {lost:,} of {count:,} headwords cannot be read any more; load the dictionary again"
                " from its file, roll back, or keep the others with `dictsvc rebuild {id} --partial`; "
                "nothing was changed",
                id=before.id,
                lost=len(found.lost),
                count=found.count,
            )
        made, short = builder.finish()
        if not found.lost and found.entries and made.entries != found.entries:
            raise IndexDamaged(
                "{id}: {read:,} entries can be read, {entries:,} were stored; load the dictionary again "
                "from its file; nothing was changed",
                id=before.id,
                read=made.entries,
                entries=found.entries,
            )
        dictionary = replace(
            before,
            folder=f"{before.id}-{short}",
            source_language=language,
            target_language=language_tags.mended(before.target_language),
            entries=made.entries if found.lost else before.entries,
            headwords=made.documents,
            loaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
            # Another form of the index is not what the source file would give now, nor is one that lost something.
            fingerprint="" if found.lost else before.fingerprint,
        )
        catalogue.place(folder, dictionary.folder)
    return dictionary, tuple(found.lost)


def _source(found: documents.Stored) -> Source:
    """The stored documents as if they were a file; its progress counts documents."""

    def read(source: Source) -> Iterator[Item]:
        for done, (headword, articles) in enumerate(found.documents(confirm)):
            source.progress.at = done
            for article in articles:
                yield Entry(headword, article, markup="lines")

    return Source(
        "stored",
        "utf-8",
        "as it is stored",
        (found.folder / manifest.NAME,),
        SourceMetadata(markup="lines"),
        NO_LIMITS,
        read,
    )

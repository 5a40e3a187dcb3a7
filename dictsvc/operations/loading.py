"""From a dictionary file to a published generation: read, clean, index, publish; nothing is changed until the end.

`cleaning` makes entries ready, `index.build` collects them, `load_report` says what was found.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from dictsvc import clean, language_tags
from dictsvc.catalogue import layout, word_counts
from dictsvc.catalogue.writing import Catalogue
from dictsvc.errors import DictsvcError, Message, SourceError
from dictsvc.frequency import Scale
from dictsvc.index import integrity
from dictsvc.index.build import Builder
from dictsvc.index.manifest import FORMAT_VERSION
from dictsvc.index.opened import Index
from dictsvc.operations.cleaning import CHUNK, cleaned, guessed_language
from dictsvc.operations.describing import Wishes, intent, stranger
from dictsvc.operations.load_report import FURTHER, HARMLESS, Draw, Report
from dictsvc.operations.versions import read_by
from dictsvc.readers import Source
from dictsvc.records import Dictionary, Entry, Generation
from dictsvc.vietnamese.fold import FOLD_VERSION

_KEPT = 10_000
"""Short glosses counted at once while a file is read; of more, the most frequent tenth."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """dictionary: as published, or as it stands where the same content was there already (unchanged)."""

    dictionary: Dictionary
    report: Report
    unchanged: bool = False
    generation: int = 0


def doubt(source: Source, wishes: Wishes, current: Generation) -> str:
    """What speaks against the language of a file's headwords, from its first entries; see `language_tags.doubt`.

    Raises as `load` does, where the file cannot be loaded in any case.
    """
    language = intent(source, wishes, current).dictionary.source_language
    items = source.items()
    headwords = [clean.headword(item.headword) for item in islice(items, CHUNK) if isinstance(item, Entry)]
    return language_tags.doubt(headwords, language)


def load(
    catalogue: Catalogue,
    source: Source,
    wishes: Wishes,
    *,
    stop_on_error: bool = False,
    skip_most: bool = False,
    dry_run: bool = False,
    sample: int = 0,
    force: bool = False,
    progress: Callable[[int], None] = lambda position: None,
) -> Outcome:
    """Read a source into the catalogue, replacing a dictionary of the same id in one step.

    stop_on_error: the first thing that would be left out ends the load. skip_most: load also a file of which more is
    left out than kept. sample: how many entries to draw at random. force: read also what is loaded already. progress:
    called with bytes read.
    Raises SourceError, DictsvcError; then nothing was changed.
    """
    started = time.monotonic()
    current = catalogue.generation()
    intended = intent(source, wishes, current)
    wanted, before = intended.dictionary, intended.before
    fingerprint = _fingerprint(source)
    report = Report(format=source.format, encoding=source.encoding, why=source.why)
    if before is not None and not dry_run and not force and _is_same(catalogue, before, wanted, fingerprint):
        return _described_anew(catalogue, current, before, wanted, report)
    with catalogue.building() as folder:
        builder = _built(
            folder,
            source,
            wanted.source_language,
            report,
            scales=word_counts.scales(catalogue.data, current.frequencies),
            draw=Draw(sample),
            stop_on_error=stop_on_error,
            progress=progress,
        )
        if not skip_most:
            _check_most_kept(source, report)
        manifest, short = builder.finish()
        report.headwords = manifest.documents
        wanted = replace(
            wanted,
            folder=f"{wanted.id}-{short}",
            source_language=report.language,
            entries=report.kept,
            headwords=manifest.documents,
            fingerprint=fingerprint,
            read_by=read_by(source.format),
            loaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        if before is not None:
            report.compare(layout.index(catalogue.data, before.folder), Index(folder, manifest))
            report.compare_metadata(before, wanted)
            if not intended.certain and 2 * report.went > (had := before.headwords):
                why = Message(
                    "which has only {left:,} of its {had:,} headwords in this file", left=had - report.went, had=had
                )
                raise stranger(source, wishes, current, before, why)
        report.seconds = time.monotonic() - started
        if dry_run:
            return Outcome(wanted, report)
        catalogue.place(folder, wanted.folder)
    others = current.without(wanted.id)
    published = catalogue.publish(f"load {wanted.id}", (*others, wanted), {"load": report.plain()})
    return Outcome(wanted, report, generation=published.number)


def _built(
    folder: Path,
    source: Source,
    language: str,
    report: Report,
    *,
    scales: Callable[[str], Scale],
    draw: Draw,
    stop_on_error: bool,
    progress: Callable[[int], None],
) -> Builder:
    """Read a source into an index that is still to be finished; the report tells what was read, and in which language.

    language: '' where it is to be guessed. Raises SourceError where no entry can be used.
    """
    builder: Builder | None = None
    repeated: Counter[bytes] = Counter()
    for batch, rejections, findings, places, glosses, makers in cleaned(source, language, progress, scales=scales):
        for rejected in rejections:
            if stop_on_error:
                raise SourceError(
                    "{file}, {where}: {reason} ({sample}); nothing was loaded, mend it or use --on-error skip",
                    file=source.files[0].name,
                    where=rejected.where,
                    reason=rejected.reason,
                    sample=rejected.sample[:60],
                )
            report.skip(rejected)
        report.read += len(rejections) + len(batch.headwords) - findings[FURTHER]
        report.findings.update(findings)
        for place in places:
            report.place(*place)
        report.makers = makers
        repeated.update(glosses)
        if len(repeated) > _KEPT:
            repeated = Counter(dict(repeated.most_common(_KEPT // 10)))
        draw.add(batch)
        if builder is None and batch.headwords:
            if language:
                report.doubt = language_tags.doubt(batch.headwords, language)
            else:
                language = guessed_language(batch.headwords)
            builder = Builder(folder, language=language, tonal=language in ("vi", ""))
        if builder is not None:
            builder.add(batch)
    for finding in source.findings:
        report.findings[finding.name] += 1
        report.place(finding.name, finding.where)
    if builder is None:
        raise SourceError(
            "{file}: no entry could be used of {read} ({reasons}); look at its format and encoding, nothing was loaded",
            file=source.files[0].name,
            read=report.read,
            reasons=report.reasons,
        )
    report.kept = builder.entries - report.findings[FURTHER]
    report.drawn = draw.entries()
    report.language = language
    report.note_repeated(repeated)
    return builder


def _check_most_kept(source: Source, report: Report) -> None:
    """Raise SourceError where more of a file was refused than kept."""
    refused = sum(count for reason, count in report.skipped.items() if reason not in HARMLESS)
    if refused > report.kept:
        raise SourceError(
            "{file}: {refused:,} of {read:,} are no entries ({reasons}), more than the {kept:,} that are; look at "
            "its format and encoding, or load what there is with --on-error skip; nothing was loaded",
            file=source.files[0].name,
            refused=refused,
            read=report.read,
            reasons=report.reasons,
            kept=report.kept,
        )


def _is_same(catalogue: Catalogue, before: Dictionary, wanted: Dictionary, fingerprint: str) -> bool:
    """Whether the index in force holds what would be loaded; a damaged or outdated one does not."""
    if (before.fingerprint, before.source_language) != (fingerprint, wanted.source_language or before.source_language):
        return False
    folder = layout.index(catalogue.data, before.folder)
    try:
        Index(folder)
    except DictsvcError:
        return False
    return not any(integrity.faults(folder))


def _described_anew(
    catalogue: Catalogue, current: Generation, before: Dictionary, wanted: Dictionary, report: Report
) -> Outcome:
    """The same content: nothing is done, or only what is said of the dictionary is published."""
    kept = ("folder", "source_language", "entries", "headwords", "fingerprint", "file", "read_by", "loaded_at")
    wanted = replace(wanted, **{name: getattr(before, name) for name in kept})
    report.read = report.kept = before.entries
    report.headwords, report.language, report.same = before.headwords, before.source_language, True
    if wanted == before:
        return Outcome(before, report, unchanged=True, generation=current.number)
    report.compare_metadata(before, wanted)
    dictionaries = (*current.without(before.id), wanted)
    published = catalogue.publish(f"load {before.id}", dictionaries, {"load": report.plain()})
    return Outcome(wanted, report, generation=published.number)


def _fingerprint(source: Source) -> str:
    """Of the files' bytes and how they are read; what the dictionary is said to be stands beside it."""
    how = f"{read_by(source.format)}\0{source.encoding}\0{FORMAT_VERSION}.{FOLD_VERSION}"
    digest = hashlib.sha256(how.encode())
    for file in sorted(source.files):
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()

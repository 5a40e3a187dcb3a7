"""From a dictionary file to a published generation: read, clean, index, publish; nothing is changed until the end.

Entries are read here, cleaned in other processes, so that all cores are used, and collected by `index.build`. What was
left out is counted by reason, with the first places of each; what is unusual by name.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from dictsvc import clean, config, frequency, language_tags
from dictsvc.catalogue import counted, layout
from dictsvc.catalogue.writing import Catalogue
from dictsvc.errors import DictsvcError, Message, SourceError
from dictsvc.frequency import Scale
from dictsvc.frequency.vulgar import vulgar
from dictsvc.index import integrity
from dictsvc.index.build import Batch, Builder
from dictsvc.index.cards import GLOSS
from dictsvc.index.crosscheck import DAMAGE
from dictsvc.index.manifest import FORMAT_VERSION
from dictsvc.index.opened import Index
from dictsvc.operations.describing import FIELDS, Wishes, intent, stranger
from dictsvc.operations.versions import read_by
from dictsvc.readers import Source, pseudo
from dictsvc.records import Dictionary, Entry, Generation, Rejected
from dictsvc.system.processes import exit_with_parent, ignoring_interrupts
from dictsvc.vietnamese import order
from dictsvc.vietnamese.fold import FOLD_VERSION

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
_CHUNK = 2000
_OFTEN = 3
"""Entries of a chunk that have one short gloss, below which it is not looked at further."""
_KEPT = 10_000
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

    def plain(self) -> dict[str, object]:
        """The report as plain values, for JSON."""
        values: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        values.update(skipped=dict(self.skipped), findings=dict(self.findings), merged=self.merged)
        values["seconds"] = round(self.seconds, 2)
        return values


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
    headwords = [clean.headword(item.headword) for item in islice(items, _CHUNK) if isinstance(item, Entry)]
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
            scales=scales_of(catalogue.data, current.frequencies),
            draw=_Draw(sample),
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
            _compare(report, layout.index(catalogue.data, before.folder), Index(folder, manifest))
            _compare_metadata(report, before, wanted)
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
    draw: _Draw,
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
                language = _guessed_language(batch.headwords)
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
            reasons=_reasons(report),
        )
    report.kept = builder.entries - report.findings[FURTHER]
    report.drawn = draw.entries()
    report.language = language
    _note_repeated(report, repeated)
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
            reasons=_reasons(report),
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
    _compare_metadata(report, before, wanted)
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


class _Cleaned(NamedTuple):
    """batch: what to index. rejections: what was left out. findings: by name, and of each the first places as (name,
    where, headword). glosses: short ones that several entries have. makers: whose marks were read."""

    batch: Batch
    rejections: list[Rejected]
    findings: Counter[str]
    places: list[tuple[str, str, str]]
    glosses: dict[bytes, int]
    makers: tuple[str, ...]


class _Draw:
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


def _note_repeated(report: Report, repeated: Counter[bytes]) -> None:
    """Short glosses that many entries have."""
    for gloss, count in repeated.most_common(SHOWN):
        if count >= _MANY and count * 1000 >= report.kept * _SHARE:
            report.findings[clean.debris.REPEATED] += count
            report.place(clean.debris.REPEATED, f"“{gloss.decode()}”", f"{count:,}")


def scales_of(data: Path, frequencies: Mapping[str, str]) -> Callable[[str], Scale]:
    """How common the headwords of a language are, by an admin's counts (as a generation names them) before the
    package's; vulgar words as the settings say."""

    settings = config.load()

    def scale(language: str) -> Scale:
        language = counted.primary(language)
        own = counted.read(data, frequencies, language)
        if own is None and settings.hide_vulgar and not settings.vulgar_words:
            return frequency.scale(language)
        return Scale(language, own, vulgar(language, settings.vulgar_words) if settings.hide_vulgar else None)

    return scale


def cleaned(
    source: Source, language: str, progress: Callable[[int], None], *, scales: Callable[[str], Scale]
) -> Iterator[_Cleaned]:
    """Cleaned batches in file order. Small files in this process, large ones in up to four others.

    scales: as `scales_of` makes it.
    """
    chunks = _chunks(source.items())
    first = next(chunks, None)
    if first is None:
        return
    makers = marks_of(first)
    second = next(chunks, None)
    if second is None:
        yield clean_chunk(first, scales(language), makers)
        return
    if not language:
        language = _guessed_language([item.headword for item in first if isinstance(item, Entry)])
    waiting: deque[Future[_Cleaned]] = deque()
    scale = scales(language)  # made once, and never pickled
    with _processes(scale) as pool:
        try:
            with ignoring_interrupts():  # the processes start with the first task
                for chunk in (first, second):
                    waiting.append(pool.submit(_clean_here, chunk, makers))
            for chunk in chunks:
                waiting.append(pool.submit(_clean_here, chunk, makers))
                progress(source.position())
                while len(waiting) > 6 or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            # The pool is giving up its tasks itself; one cancelled meanwhile would keep it from ending its processes.
            raise DictsvcError(
                "a process that cleans definitions was ended from outside (out of memory?); nothing was changed"
            ) from None
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
    progress(source.size)


def _processes(scale: Scale) -> ProcessPoolExecutor:
    """Up to four processes that clean. Raises DictsvcError where the system has no room for their semaphores."""
    try:
        fork = multiprocessing.get_context("fork")
        return ProcessPoolExecutor(min(os.cpu_count() or 1, 4), fork, _begin, (scale,))
    except OSError as error:  # which names no file
        raise DictsvcError(
            "{folder}: {reason}; processes cannot share memory without it, nothing was changed",
            folder="/dev/shm",
            reason=error.strerror or error,
        ) from error


def _chunks(items: Iterable[Entry | Rejected]) -> Iterator[list[Entry | Rejected]]:
    items = iter(items)
    while chunk := list(islice(items, _CHUNK)):
        yield chunk


def marks_of(items: Iterable[Entry | Rejected]) -> tuple[str, ...]:
    """The makers whose marks the first items of a file bear, as `clean.entry` takes them."""
    entries = [item for item in items if isinstance(item, Entry)]
    return clean.makers.of(
        (entry.definition for entry in entries if entry.markup != "lines"),
        (entry.definition for entry in entries if entry.markup == "lines"),
    )


_scale: Scale | None = None
"""Of a process that cleans."""


def _begin(scale: Scale) -> None:
    """What a process that cleans does first."""
    global _scale
    exit_with_parent()
    _scale = scale


def _clean_here(items: list[Entry | Rejected], makers: tuple[str, ...]) -> _Cleaned:
    assert _scale is not None
    return clean_chunk(items, _scale, makers)


def clean_chunk(items: list[Entry | Rejected], scale: Scale, makers: tuple[str, ...] = ()) -> _Cleaned:
    """Clean entries, as a worker does. Everything in it is counted: in the batch, or among the rejections."""
    headwords: list[str] = []
    articles: list[bytes] = []
    glosses: list[bytes] = []
    rejections: list[Rejected] = []
    findings: Counter[str] = Counter()
    places: list[tuple[str, str, str]] = []
    for item in items:
        if isinstance(item, Rejected):
            rejections.append(item)
            continue
        cleaned = clean.entry(item, makers)
        found = cleaned.findings
        if not cleaned.headword:
            rejections.append(Rejected(item.where, "no headword", item.definition[:80]))
            continue
        article = cleaned.article
        if not article:
            article = " –"  # `-`, `{}`, `***`: the word is in the file, and nothing is said of it
            found = (*found, NOTHING)
        shown = gloss(article)
        for name in (*found, *clean.debris.of(article, shown)):
            findings[name] += 1
            if findings[name] <= SHOWN:
                places.append((name, item.where, cleaned.headword))
        headwords.append(cleaned.headword)
        articles.append(article.encode())
        glosses.append(shown.encode())
        if cleaned.alternates:
            # Under another spelling (went, HĐND) the entry says first whose it is.
            further = f"~{cleaned.headword}\n{article}"
            headwords += cleaned.alternates
            articles += [further.encode()] * len(cleaned.alternates)
            glosses += [gloss(further).encode()] * len(cleaned.alternates)
            findings[FURTHER] += len(cleaned.alternates)
    orders = [order.key(headword) for headword in headwords]
    zipfs = list(map(scale.zipf, headwords))
    batch = Batch(headwords, orders, zipfs, articles, glosses)
    short = Counter(gloss for gloss in glosses if len(gloss) <= clean.debris.SHORT)
    repeated = {gloss: count for gloss, count in short.items() if count >= _OFTEN}
    return _Cleaned(batch, rejections, findings, places, repeated, makers)


def gloss(article: str) -> str:
    """The gloss on the card of an article; one that says first whose it is names that headword."""
    first, _, rest = article.partition("\n")
    if rest and first[:1] == "~":
        return clean.gloss(f" {first[1:]}: {clean.gloss(rest, GLOSS)}", GLOSS)
    return clean.gloss(article, GLOSS)


def _guessed_language(headwords: Iterable[str]) -> str:
    """'vi' where the first headwords are Vietnamese, else '' (unknown)."""
    sample = list(islice(headwords, _CHUNK))
    return "vi" if sample and language_tags.is_vietnamese(sample) else ""


def _reasons(report: Report) -> str:
    return ", ".join(f"{count} × {reason}" for reason, count in report.skipped.most_common(3)) or Message("it is empty")


def _compare(report: Report, before: Path, after: Index) -> None:
    """Count headwords that came, went and changed; an old index that cannot be read counts as empty."""
    try:
        old = _digests(Index(before))
    except DAMAGE:
        old = {}
    same = 0
    for headword, digest in _digests(after).items():
        was = old.pop(headword, None)
        if was is None:
            report.came += 1
        elif was == digest:
            same += 1
        else:
            report.changed += 1
    report.went = len(old)
    report.gone = sorted(old, key=order.key)[:GONE]


def _compare_metadata(report: Report, before: Dictionary, after: Dictionary) -> None:
    report.replaced = True
    for name in FIELDS:
        if (was := getattr(before, name)) != (now := getattr(after, name)):
            report.metadata[name] = (was, now)


def _digests(index: Index) -> dict[str, int]:
    return {index.cards[at].headword: hash(tuple(index.articles[at])) for at in range(len(index))}

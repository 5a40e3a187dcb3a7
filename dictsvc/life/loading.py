"""From a dictionary file to a published generation: read, clean, index, publish; nothing is changed until the end.

Entries are read here, cleaned in other processes, so that all cores are used, and collected by `index.build`. What was
left out is counted by reason, with the first places of each; what is unusual by name.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import re
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from dictsvc import clean, frequency, language_tags
from dictsvc.catalogue import layout
from dictsvc.catalogue.writing import Catalogue
from dictsvc.errors import DictsvcError, SourceError
from dictsvc.index import integrity
from dictsvc.index.build import Batch, Builder
from dictsvc.index.cards import GLOSS
from dictsvc.index.crosscheck import DAMAGE
from dictsvc.index.manifest import FORMAT_VERSION
from dictsvc.index.opened import Index
from dictsvc.life.versions import read_by
from dictsvc.processes import deaf, end_with_parent
from dictsvc.readers import Source
from dictsvc.records import ID, Dictionary, Entry, Generation, Problem
from dictsvc.vietnamese import order
from dictsvc.vietnamese.fold import FOLD_VERSION, bare, normalise

FURTHER = "further spellings"
"""Finding: spellings that lead to an entry besides its headword; not counted as entries."""
NOTHING = "definition says nothing"
"""Finding: a definition of punctuation only, such as `-`, kept as it is."""
SHOWN = 5
"""Places kept of each reason for leaving something out, and of each finding."""
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the admin said of a dictionary; None where nothing was said."""

    id: str | None = None
    title: str | None = None
    source_language: str | None = None
    target_language: str | None = None
    licence: str | None = None
    source: str | None = None
    description: str | None = None
    bundled: str = ""


@dataclass(slots=True)
class Report:
    """What a load found.

    skipped: reason -> count; samples: reason -> first (where, beginning). findings: name -> count; places: name ->
    first (where, headword), where only the headword of some is known.
    doubt: what speaks against the language that the headwords are stated to be in, '' where nothing does.
    came, went, changed: headwords against the version that was replaced. merged: entries that joined another headword.
    same: the content was there already and was not read again; the counts are those of then.
    """

    format: str = ""
    encoding: str = ""
    why: str = ""
    language: str = ""
    doubt: str = ""
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
    replaced: bool = False
    same: bool = False
    seconds: float = 0.0

    @property
    def merged(self) -> int:
        """Entries that stand under a headword which another entry has too."""
        return max(0, self.kept + self.findings[FURTHER] - self.headwords)

    def skip(self, problem: Problem) -> None:
        """Count something that was left out."""
        self.skipped[problem.reason] += 1
        samples = self.samples.setdefault(problem.reason, [])
        if len(samples) < SHOWN:
            samples.append((problem.where, problem.sample))

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


def identifier(path: Path) -> str:
    """An id made from a file's name: lower-case letters, digits and hyphens."""
    name = path.name.split(".")[0] if not path.name.startswith(".") else path.stem
    name = os.fsencode(name).decode("utf-8", "replace")  # whatever the locale's encoding of file names is
    made = re.sub(r"[^a-z0-9]+", "-", bare(normalise(name))).strip("-")[:64].strip("-")
    return made or "dictionary"


def checked(wishes: Wishes) -> Wishes:
    """Wishes with their languages as tags. Raises DictsvcError for an id or a language that cannot be one."""
    if wishes.id is not None and not re.fullmatch(ID, wishes.id):
        raise DictsvcError(
            f"--id {wishes.id!r}: expected lower-case letters, digits and hyphens, 64 at most (viet-anh)"
        )

    def tag(name: str | None, option: str) -> str | None:
        try:
            return None if name is None else language_tags.tag(name)
        except language_tags.UnknownLanguage as error:
            raise DictsvcError(
                f"{option} {str(error)!r}: expected a language by its code (vi, en, fr, zh) or its name (Vietnamese)"
            ) from None

    return replace(
        wishes,
        source_language=tag(wishes.source_language, "--from"),
        target_language=tag(wishes.target_language, "--to"),
    )


def doubt(source: Source, wishes: Wishes, current: Generation) -> str:
    """What speaks against the language of a file's headwords, from its first entries; see `language_tags.doubt`.

    Raises as `load` does, where the file cannot be loaded in any case.
    """
    wishes = checked(wishes)
    one = wishes.id or identifier(source.files[0])
    language = _described(one, source, wishes, current.find(one), current).source_language
    items = source.items()
    headwords = [clean.headword(item.headword) for item in islice(items, _CHUNK) if isinstance(item, Entry)]
    return language_tags.doubt(headwords, language)


def load(
    catalogue: Catalogue,
    source: Source,
    wishes: Wishes,
    *,
    stop_on_error: bool = False,
    dry_run: bool = False,
    force: bool = False,
    progress: Callable[[int], None] = lambda position: None,
) -> Outcome:
    """Read a source into the catalogue, replacing a dictionary of the same id in one step.

    stop_on_error: the first thing that would be left out ends the load. force: read also what is loaded already.
    progress: called with bytes read.
    Raises SourceError, DictsvcError; then nothing was changed.
    """
    started = time.monotonic()
    wishes = checked(wishes)
    one = wishes.id or identifier(source.files[0])
    current = catalogue.generation()
    before = current.find(one)
    wanted = _described(one, source, wishes, before, current)
    fingerprint = _fingerprint(source)
    report = Report(format=source.format, encoding=source.encoding, why=source.why)
    if before is not None and not dry_run and not force and _is_same(catalogue, before, wanted, fingerprint):
        return _described_anew(catalogue, current, before, wanted, report)
    with catalogue.building() as folder:
        language = wanted.source_language
        builder = None
        for batch, problems, findings, places in cleaned(source, language, progress):
            for problem in problems:
                if stop_on_error:
                    raise SourceError(
                        f"{source.files[0].name}, {problem.where}: {problem.reason} ({problem.sample[:60]}); "
                        "nothing was loaded, mend it or use --on-error skip"
                    )
                report.skip(problem)
            report.read += len(problems) + len(batch.headwords) - findings[FURTHER]
            report.findings.update(findings)
            for place in places:
                report.place(*place)
            if builder is None and batch.headwords:
                if language:
                    report.doubt = language_tags.doubt(batch.headwords, language)
                else:
                    language = _guessed_language(batch.headwords)
                    wanted = replace(wanted, source_language=language)
                builder = Builder(folder, language=language, tonal=language in ("vi", ""))
            if builder is not None:
                builder.add(batch)
        for finding in source.findings:
            report.findings[finding.name] += 1
            report.place(finding.name, finding.where)
        if builder is None:
            raise SourceError(
                f"{source.files[0].name}: no entry could be used of {report.read} "
                f"({_reasons(report)}); look at its format and encoding, nothing was loaded"
            )
        report.kept = builder.entries - report.findings[FURTHER]
        report.language = language
        manifest, short = builder.finish()
        report.headwords = manifest.documents
        wanted = replace(
            wanted,
            folder=f"{one}-{short}",
            entries=report.kept,
            headwords=manifest.documents,
            fingerprint=fingerprint,
            read_by=read_by(source.format),
            loaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        if before is not None:
            report.replaced = True
            _compare(report, layout.index(catalogue.data, before.folder), Index(folder, manifest))
        report.seconds = time.monotonic() - started
        if dry_run:
            return Outcome(wanted, report)
        catalogue.place(folder, wanted.folder)
    published = catalogue.publish(f"load {one}", (*current.without(one), wanted), {"load": report.plain()})
    return Outcome(wanted, report, generation=published.number)


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
    kept = ("folder", "source_language", "entries", "headwords", "fingerprint", "read_by", "loaded_at")
    wanted = replace(wanted, **{name: getattr(before, name) for name in kept})
    report.read = report.kept = before.entries
    report.headwords, report.language, report.same = before.headwords, before.source_language, True
    if wanted == before:
        return Outcome(before, report, unchanged=True, generation=current.number)
    report.replaced = True
    dictionaries = (*current.without(before.id), wanted)
    published = catalogue.publish(f"load {before.id}", dictionaries, {"load": report.plain()})
    return Outcome(wanted, report, generation=published.number)


def _described(one: str, source: Source, wishes: Wishes, before: Dictionary | None, current: Generation) -> Dictionary:
    """The dictionary as the admin said, else as it was before, else as the file says."""
    stated = source.metadata
    texts = {field.name: _printable(getattr(stated, field.name)) for field in fields(stated) if field.name != "markup"}
    stated = replace(stated, **texts)  # type: ignore[arg-type]
    last = max((dictionary.position for dictionary in current.dictionaries), default=-1)

    def pick(wish: str | None, was: str, said: str) -> str:
        return wish if wish is not None else was or said

    def language(name: str, option: str) -> str:
        stored = language_tags.mended(getattr(before, name)) if before else ""
        if (wish := getattr(wishes, name)) is not None or stored:
            return pick(wish, stored, "")
        try:
            return language_tags.tag(getattr(stated, name))
        except language_tags.UnknownLanguage as error:
            whose = "headwords" if option == "--from" else "definitions"
            raise SourceError(
                f"{source.files[0].name} says that its {whose} are in {str(error)[:60]!r}, which is no language known "
                f"here; say which with {option} (a code such as vi, en, fr), nothing was loaded"
            ) from None

    return Dictionary(
        id=one,
        title=pick(wishes.title, before.title if before else "", stated.title) or one,
        folder="",
        position=before.position if before else last + 1,
        source_language=language("source_language", "--from"),
        target_language=language("target_language", "--to"),
        licence=pick(wishes.licence, before.licence if before else "", stated.licence),
        source=pick(wishes.source, before.source if before else "", stated.source or stated.author),
        description=pick(wishes.description, before.description if before else "", stated.description),
        hidden=before.hidden if before else False,
        bundled=wishes.bundled,
    )


def _printable(text: str) -> str:
    """What a file says of itself, without what is invisible or would steer a terminal; lines stay lines."""
    return "\n".join(line for line in map(clean.headword, text.splitlines()) if line)


def _fingerprint(source: Source) -> str:
    """Of the files' bytes and how they are read; what the dictionary is said to be stands beside it."""
    how = f"{read_by(source.format)}\0{source.encoding}\0{FORMAT_VERSION}.{FOLD_VERSION}"
    digest = hashlib.sha256(how.encode())
    for file in sorted(source.files):
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()


_Cleaned = tuple[Batch, list[Problem], Counter[str], list[tuple[str, str, str]]]
"""What to index, what was left out, findings by name, and of each the first (name, where, headword)."""


def cleaned(source: Source, language: str, progress: Callable[[int], None]) -> Iterator[_Cleaned]:
    """Cleaned batches in file order. Small files in this process, large ones in up to four others."""
    chunks = _chunks(source.items())
    first = next(chunks, None)
    if first is None:
        return
    second = next(chunks, None)
    if second is None:
        yield clean_chunk(first, language)
        return
    if not language:
        language = _guessed_language([item.headword for item in first if isinstance(item, Entry)])
    waiting: deque[Future[_Cleaned]] = deque()
    frequency.zipf("", language)  # loaded once, before the fork
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 4), multiprocessing.get_context("fork"), end_with_parent) as pool:
        try:
            with deaf():  # the processes start with the first task
                for chunk in (first, second):
                    waiting.append(pool.submit(clean_chunk, chunk, language))
            for chunk in chunks:
                waiting.append(pool.submit(clean_chunk, chunk, language))
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


def _chunks(items: Iterable[Entry | Problem]) -> Iterator[list[Entry | Problem]]:
    items = iter(items)
    while chunk := list(islice(items, _CHUNK)):
        yield chunk


def clean_chunk(items: list[Entry | Problem], language: str) -> _Cleaned:
    """Clean entries, as a worker does. Everything in it is counted: in the batch, or as a problem."""
    headwords: list[str] = []
    articles: list[bytes] = []
    glosses: list[bytes] = []
    problems: list[Problem] = []
    findings: Counter[str] = Counter()
    places: list[tuple[str, str, str]] = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        cleaned = clean.entry(item)
        found = cleaned.findings
        if not cleaned.headword:
            problems.append(Problem(item.where, "no headword", item.definition[:80]))
            continue
        article = cleaned.article
        if not article:
            # `-`, `***`: it says nothing, but it is what the file has.
            article = " " + (("" if "<" in item.definition else clean.headword(item.definition)) or "–")
            found = (*found, NOTHING)
        for name in found:
            findings[name] += 1
            if findings[name] <= SHOWN:
                places.append((name, item.where, cleaned.headword))
        # Under another spelling (went, HĐND) the entry says first whose it is.
        further = f"~{cleaned.headword}\n{article}"
        for headword, said in ((cleaned.headword, article), *((other, further) for other in cleaned.alternates)):
            headwords.append(headword)
            articles.append(said.encode())
            glosses.append(gloss(said).encode())
        if cleaned.alternates:
            findings[FURTHER] += len(cleaned.alternates)
    orders = [order.key(headword) for headword in headwords]
    zipfs = [frequency.zipf(headword, language or "vi") for headword in headwords]
    return Batch(headwords, orders, zipfs, articles, glosses), problems, findings, places


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
    return ", ".join(f"{count} × {reason}" for reason, count in report.skipped.most_common(3)) or "it is empty"


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


def _digests(index: Index) -> dict[str, int]:
    return {index.cards[at].headword: hash(tuple(index.articles[at])) for at in range(len(index))}

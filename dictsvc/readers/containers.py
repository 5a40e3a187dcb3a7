"""From what an admin names to the files of one dictionary: through archives, compressed files and folders.

What an archive holds is told by the names in it: files that belong together (StarDict, dictd, an unpacked Yomitan
archive, a tab file and its .toml) count once, read-me files and the like not at all. Where several are left, those that
can be opened count; one is taken, several are listed and one is chosen by name. Whatever has to be unpacked goes into a
temporary folder that the source holds, under one budget for all layers.
"""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from dictsvc.errors import Message, SourceError
from dictsvc.readers import archives, detect, files
from dictsvc.readers.archives import Budget, ending
from dictsvc.readers.source import Limits, Source
from dictsvc.system.temporary import TemporaryFolder

DEEPEST = 3
"""Layers of archives one in another."""
_TRIED = 30  # dictionaries in one archive that are opened to see which can be read
_LISTED = 8  # that a message names
_STARDICT = re.compile(r"(.+?)\.(?:ifo|idx|idx\.gz|idx\.dz|dict|dict\.dz|dict\.gz|dz|syn|syn\.gz|syn\.dz)$", re.I)
_DICTD = re.compile(r"(.+?)\.(?:index|index\.dz|dict|dict\.dz)$", re.I)
_BANK = re.compile(r"(?:term|tag|kanji|term_meta|kanji_meta)_bank_\d+\.json|index\.json")
_TERMS = re.compile(r"term_bank_\d+\.json")
_ZIPS = frozenset(("yomitan", "excel", "pyglossary"))  # formats whose files are zip archives
_ABOUT = re.compile(
    r"(?:readme|license|licence|copying|changelog|changes|authors|news|install|package|package-lock)\b", re.I
)
_BESIDE = frozenset(
    ".md .rst .html .htm .css .js .ts .png .jpg .jpeg .gif .svg .webp .ico .bmp .mp3 .wav .ogg .opus .pdf .doc .docx "
    ".ini .yml .yaml .mdd .py .sh .toml .ann .ttf .otf .woff .woff2 .url .nfo .sha256 .md5 .sig .asc .aff .map .lock "
    ".exe .dll".split()
)
"""Endings of files that stand beside a dictionary and are none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dictionary in an archive. name: of the file to open, with slashes; parts: of all its files.

    packed: it is an unpacked Yomitan archive, to be read as one.
    """

    name: str
    parts: tuple[str, ...]
    yomitan: bool = False


class _Several(SourceError):
    """There is more than one dictionary, and none was chosen."""


@dataclass(frozen=True, slots=True)
class Opener:
    """What goes with a file through all layers. open: a plain file -> Source; budget: of all layers together."""

    open: Callable[[Path], Source]
    limits: Limits
    budget: Budget
    folder: TemporaryFolder
    named: str
    """The format that was named, '' where it is to be found out."""

    def source(self, path: Path, member: str, depth: int) -> Source:
        """The one dictionary that a file, an archive or a folder holds, `member` of it. Raises SourceError."""
        if banks := _banks_beside(path):
            return self.open(self._brought(path.parent, "folder", {}, Candidate("index.json", banks, yomitan=True)))
        start = b"" if path.is_dir() else files.first_bytes(path, detect.HEAD)
        kind = archives.kind(path, start)
        if kind == "zip" and (self.named in _ZIPS or (not self.named and detect.zip_format(path, self.limits))):
            kind = ""
        if not kind and files.is_packed(start) and _must_be_unpacked(path, self.limits):
            return self.source(self._unpacked(path, depth), member, depth + 1)
        if not kind:
            if member:
                raise SourceError(
                    "{file} is one dictionary and no archive; leave out --member {member}.",
                    file=path.name,
                    member=member,
                )
            return self.open(path)
        self._check_depth(path, depth)
        names = archives.names(path, kind, self.limits)
        detect.refuse_names(path, names)
        found = candidates(names)
        if member:
            return self._chosen(path, kind, names, found, member, depth)
        if not found:
            raise _nothing(path, kind, names)
        if len(found) == 1:
            return self._opened(path, kind, names, found[0], "", depth)
        return self._only(path, kind, names, found, depth)

    def _check_depth(self, path: Path, depth: int) -> None:
        if depth >= DEEPEST:
            raise SourceError(
                "{file} is an archive in an archive, {deepest} deep; unpack it and name the dictionary inside.",
                file=path.name,
                deepest=DEEPEST,
            )

    def _unpacked(self, path: Path, depth: int) -> Path:
        self._check_depth(path, depth)
        target = self.folder.new() / (files.unpacked_name(path.name) or "unpacked")
        archives.unpack(path, target, self.limits, self.budget)
        return target

    def _chosen(
        self, path: Path, kind: str, names: dict[str, str], found: list[Candidate], member: str, depth: int
    ) -> Source:
        asked = member.replace("\\", "/").strip("/")
        for candidate in found:
            for name in candidate.parts:
                if asked == name or (asked == PurePosixPath(name).name and _once(asked, names)):
                    return self._opened(path, kind, names, candidate, "", depth)
                if asked.startswith(name + "/"):
                    return self._opened(path, kind, names, candidate, asked[len(name) + 1 :], depth)
        if asked in names:
            return self._opened(path, kind, names, Candidate(asked, (asked,)), "", depth)
        if len(found) == 1:
            return self._opened(path, kind, names, found[0], member, depth)
        raise SourceError(
            "{file} holds no file named {member!r}; it holds {names}.",
            file=path.name,
            member=member[:80],
            names=_listed([candidate.name for candidate in found] or names),
        )

    def _only(self, path: Path, kind: str, names: dict[str, str], found: list[Candidate], depth: int) -> Source:
        """The one of several that can be read."""
        readable: list[tuple[Candidate, Source | None]] = []
        refused: list[SourceError] = []
        for candidate in found[:_TRIED]:
            try:
                readable.append((candidate, self._opened(path, kind, names, candidate, "", depth)))
            except _Several:
                readable.append((candidate, None))
            except SourceError as error:
                refused.append(error)
        if len(readable) == 1 and (source := readable[0][1]) is not None and len(found) <= _TRIED:
            return replace(
                source,
                why=Message("of {count} files the only one that can be read; {why}", count=len(found), why=source.why),
            )
        if not readable and len(found) <= _TRIED:
            raise SourceError(
                "{file} holds {count} files and no dictionary that can be read; the first: {error}",
                file=path.name,
                count=len(found),
                error=refused[0],
            )
        raise _Several(
            "{file} holds several dictionaries ({names}); choose one with --member, such as --member {first!r}.",
            file=path.name,
            names=_listed([candidate.name for candidate, _ in readable]),
            first=readable[0][0].name,
        )

    def _opened(
        self, path: Path, kind: str, names: dict[str, str], candidate: Candidate, member: str, depth: int
    ) -> Source:
        inside = self._brought(path, kind, names, candidate)
        source = self.source(inside, member, depth + 1)
        if kind == "folder" and depth == 0:
            return source
        return replace(
            source, why=Message("{member} in {file}: {why}", member=candidate.name, file=path.name, why=source.why)
        )

    def _brought(self, path: Path, kind: str, names: dict[str, str], candidate: Candidate) -> Path:
        """Where a dictionary's main file stands as a file of its own."""
        where = {name: path / name for name in candidate.parts}
        if kind != "folder":
            folder = self.folder.new()
            where = {name: folder / _file_name(name, path) for name in candidate.parts}
            archives.copy(path, kind, {names[name]: where[name] for name in candidate.parts}, self.limits, self.budget)
        if not candidate.yomitan:
            return where[candidate.name]
        packed = self.folder.new() / f"{PurePosixPath(candidate.name).parent.name or path.name.split('.')[0]}.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for name, file in sorted(where.items()):
                # without the time of the files, so that the same files make the same archive
                with file.open("rb") as reading, archive.open(zipfile.ZipInfo(PurePosixPath(name).name), "w") as member:
                    shutil.copyfileobj(reading, member)
        return packed


def _banks_beside(path: Path) -> tuple[str, ...]:
    """The files of the unpacked Yomitan archive that a file belongs to; none where it is another file."""
    if not _BANK.fullmatch(path.name) or not path.is_file():
        return ()
    beside = sorted(file.name for file in path.parent.iterdir() if _BANK.fullmatch(file.name))
    return tuple(beside) if "index.json" in beside and any(map(_TERMS.fullmatch, beside)) else ()


def _must_be_unpacked(path: Path, limits: Limits) -> bool:
    """Whether a compressed file holds what cannot be read as a stream: an archive, a binary format, a further layer."""
    start = files.head(path, 1024, limits)
    return (
        bool(archives.kind(path, start)) or files.is_packed(start) or detect.is_binary(path.with_suffix("").name, start)
    )


def _file_name(name: str, archive: Path) -> str:
    last = PurePosixPath(name).name
    printable = "".join(char if char.isprintable() else "_" for char in last)
    if len(os.fsencode(printable)) > 255:
        raise SourceError(
            "{file} holds a file with a name of more than 255 bytes ({name}…); rename it.",
            file=archive.name,
            name=last[:40],
        )
    return printable


def _once(last: str, names: Iterable[str]) -> bool:
    return sum(1 for name in names if PurePosixPath(name).name == last) == 1


def _listed(names: Iterable[str]) -> str:
    shown = [repr(name) for name in names]
    return ", ".join(shown[:_LISTED]) + (", …" if len(shown) > _LISTED else "")


def _nothing(path: Path, kind: str, names: dict[str, str]) -> SourceError:
    if not names:
        return SourceError("{file} holds no files; name a dictionary file.", file=path.name)
    return SourceError("{file} holds no dictionary file, only {names}.", file=path.name, names=_listed(names))


def candidates(names: Iterable[str]) -> list[Candidate]:
    """The dictionaries among the names of an archive's files, each with the files that belong to it."""
    usable = [name for name in names if not any(part.startswith((".", "__MACOSX")) for part in name.split("/"))]
    left = dict.fromkeys(usable)
    found = [*_unpacked_yomitan(left), *_grouped(left, _STARDICT, ".ifo"), *_grouped(left, _DICTD, ".index")]
    for name in left:
        last = PurePosixPath(name).name
        if _ABOUT.match(last) or ending(last) in _BESIDE:
            continue
        sidecar = str(PurePosixPath(name).with_suffix(".toml"))
        found.append(Candidate(name, (name, sidecar) if sidecar in left else (name,)))
    order = {name: number for number, name in enumerate(usable)}
    return sorted(found, key=lambda candidate: order[candidate.name])


def _unpacked_yomitan(left: dict[str, None]) -> Iterator[Candidate]:
    """Folders with an index.json and term banks; what is in them is taken out of `left`."""
    for folder in {str(PurePosixPath(name).parent) for name in left if _TERMS.fullmatch(PurePosixPath(name).name)}:
        parts = [
            name
            for name in left
            if str(PurePosixPath(name).parent) == folder and _BANK.fullmatch(PurePosixPath(name).name)
        ]
        index = next((name for name in parts if PurePosixPath(name).name == "index.json"), None)
        if index is not None:
            for name in parts:
                del left[name]
            yield Candidate(index, tuple(parts), yomitan=True)


def _grouped(left: dict[str, None], pattern: re.Pattern[str], main: str) -> Iterator[Candidate]:
    """Files of one stem, of which one ends in `main`; they are taken out of `left`."""
    stems: dict[str, list[str]] = {}
    for name in left:
        if match := pattern.fullmatch(name):
            stems.setdefault(match[1], []).append(name)
    for parts in stems.values():
        if first := next((name for name in parts if name.lower().endswith(main)), None):
            for name in parts:
                del left[name]
            yield Candidate(first, tuple(parts))

"""What a reader hands back: a `Source`, its metadata, and the limits it keeps to.

Knows no format. A source is read in one pass, holds no definition longer than it takes to hand it on, and counts
everything: each thing in the file becomes an `Entry` or a `Rejected`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dictsvc.errors import SourceError
from dictsvc.records import Entry, Finding, Markup, Rejected

Item = Entry | Rejected


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of this machine. Defaults are far above any real dictionary.

    headword, definition: characters; longer ones are left out as Rejected. alternates: further spellings of one
    entry; those beyond are left out with a finding.
    unpacked: bytes that one archive or compressed file may unpack to. ratio: unpacked to packed, and text handed on
    to bytes of all files, looked at once more than `free` bytes or characters came out. entries: how many a file may
    hold. memory: bytes of address space that a program of others may take to read a file. seconds: of processor time
    that it may take, besides one more for each `speed` bytes of the file. Beyond these: SourceError.
    """

    headword: int = 300
    definition: int = 1_000_000
    alternates: int = 5_000
    unpacked: int = 8 * 1024**3
    ratio: int = 100
    free: int = 16 * 1024**2
    entries: int = 20_000_000
    memory: int = 4 * 1024**3
    seconds: int = 120
    speed: int = 100_000

    def seconds_for(self, path: Path) -> int:
        """Seconds of processor time that a program of others may take for a file."""
        return self.seconds + path.stat().st_size // self.speed


@dataclass(frozen=True, slots=True)
class SourceMetadata:
    """What a file states about itself; '' where it is silent. `markup` is how its definitions are to be understood."""

    title: str = ""
    source_language: str = ""
    target_language: str = ""
    licence: str = ""
    description: str = ""
    source: str = ""
    author: str = ""
    markup: Markup = "plain"


def brief(error: BaseException) -> str:
    """What a library's error says, in a few printable words."""
    said = "".join(char if char.isprintable() else " " for char in str(error))
    return " ".join(said.split())[:100] or type(error).__name__


class Closable(Protocol):
    """What can be let go of."""

    def close(self) -> None: ...


class Progress:
    """Bytes of the source consumed so far; a reader moves it on, a progress bar looks at it."""

    __slots__ = ("at",)

    def __init__(self) -> None:
        self.at = 0


@dataclass(slots=True)
class Source:
    """An opened dictionary file.

    format, encoding: names as `--format` and `--encoding` take them. why: one sentence on how they were chosen.
    files: every file that belongs to it, which may be temporary ones. size: their bytes together. origin: path or
    address that the admin named, '' where it has none. holder: keeps temporary files. findings: unusual things about
    the file as a whole or about entries that were kept, complete once `items()` is exhausted.
    """

    format: str
    encoding: str
    why: str
    files: tuple[Path, ...]
    metadata: SourceMetadata
    limits: Limits
    read: Callable[[Source], Iterator[Item]] = field(repr=False)
    findings: list[Finding] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress, repr=False)
    origin: str = ""
    holder: Closable | None = field(default=None, repr=False)

    def close(self) -> None:
        """Remove temporary files; it cannot be read any more."""
        if self.holder is not None:
            self.holder.close()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.stat().st_size for file in self.files)

    def position(self) -> int:
        """Bytes consumed so far, at most `size`."""
        return self.progress.at

    def found(self, name: str, where: str = "") -> None:
        """Note something unusual about what was kept."""
        self.findings.append(Finding(where=where, name=name))

    def items(self) -> Iterator[Item]:
        """Every entry and every rejected record, in file order; may be called again. Raises SourceError."""
        self.findings.clear()
        self.progress.at = 0
        kept = given = 0
        longest_headword, longest = self.limits.headword, self.limits.definition
        size = self.size
        for item in self.read(self):
            if isinstance(item, Entry):
                given += len(item.definition)
                if given > self.limits.free and given > size * self.limits.ratio:
                    raise SourceError(
                        "{file} holds definitions of more than {ratio} times its size ({given:,} "
                        "characters of {size:,} bytes): it looks made to fill the disk and is not read "
                        "further.",
                        file=self.files[0].name,
                        ratio=self.limits.ratio,
                        given=given,
                        size=size,
                    )
                if not item.headword or not item.headword.strip():
                    item = Rejected(item.where, "no headword", item.definition[:80])
                elif len(item.headword) > longest_headword:
                    item = Rejected(item.where, "headword too long", item.headword[:80])
                elif len(item.definition) > longest:
                    item = Rejected(item.where, "definition too long", item.headword)
                elif not item.see and not item.definition.strip():
                    item = Rejected(item.where, "no definition", item.headword)
                else:
                    if item.alternates and max(map(len, item.alternates)) > longest_headword:
                        self.found("spelling too long left out", item.where)
                        shorter = tuple(other for other in item.alternates if len(other) <= longest_headword)
                        item = item._replace(alternates=shorter)
                    if len(item.alternates) > self.limits.alternates:
                        self.found(f"spellings beyond the first {self.limits.alternates:,} left out", item.where)
                        item = item._replace(alternates=item.alternates[: self.limits.alternates])
                    kept += 1
                    if kept > self.limits.entries:
                        raise SourceError(
                            "{file} holds more than {most:,} entries; raise the limit or split the file.",
                            file=self.files[0].name,
                            most=self.limits.entries,
                        )
            yield item
        self.progress.at = size

"""Text of the Free Vietnamese Dictionary Project: `@headword`, then lines marked `*` `-` `=` `+` `!` `#`.

    @headword /pronunciation/      or  @headword [older spelling]
    * part of speech
    - meaning
    =example+translation

An entry ends where the next `@` begins. Where the word is missing behind the @, the first `-` line holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dictsvc.errors import SourceError
from dictsvc.readers import encodings, pseudo
from dictsvc.readers.encodings import Line
from dictsvc.readers.source import Item, Limits, Source, SourceMetadata
from dictsvc.records import Entry, Rejected


def open_fvdp(path: Path, *, encoding: str | None, limits: Limits) -> Source:
    """A file of such text. SourceError where no line begins with @."""
    chosen = encodings.choose(path, encoding, limits)
    described: dict[str, str] = {}
    seen = 0
    for head, body in _blocks(encodings.lines(path, chosen.name, limits), limits.definition):
        if head is not None:
            seen += 1
            if pseudo.is_pseudo(name := head.text[1:].strip()):
                described[name] = "\n".join(line.text for line in body)
        if seen > 10:
            break
    if not seen:
        raise SourceError("{file} has no line that begins with @ and a headword, as FVDP text does.", file=path.name)
    return Source(
        format="fvdp",
        encoding=chosen.name,
        why=chosen.why,
        files=(path,),
        metadata=pseudo.metadata_from(described, SourceMetadata()),
        limits=limits,
        read=lambda source: _items(source, path),
    )


def _blocks(lines: Iterator[Line], longest: int) -> Iterator[tuple[Line | None, list[Line]]]:
    """(the @ line, the lines below it, but for those beyond `longest` characters).

    The lines before the first @ have None, each by itself.
    """
    head: Line | None = None
    body: list[Line] = []
    held = 0
    for line in lines:
        if line.text.lstrip("\ufeff").startswith("@"):
            if head is not None:
                yield head, body
            head, body, held = Line(line.number, line.text.lstrip("\ufeff"), line.mended), [], 0
        elif line.text.strip():
            if head is None:
                yield None, [line]
            elif held <= longest:
                body.append(line)
                held += len(line.text) + 1
    if head is not None:
        yield head, body


def _items(source: Source, path: Path) -> Iterator[Item]:
    limits = source.limits
    for head, body in _blocks(encodings.lines(path, source.encoding, limits, source.progress), limits.definition):
        if head is None:
            yield Rejected(f"line {body[0].number}", "text before the first headword", body[0].text[:80])
            continue
        where = f"line {head.number}"
        if head.mended or any(line.mended for line in body):
            source.found("undecodable bytes", where)
        word, pronunciation = headword_of(head.text[1:])
        if pseudo.is_pseudo(word):
            yield Rejected(where, pseudo.REASON, word)
            continue
        if not word and body and body[0].text.lstrip().startswith("-"):
            word = body.pop(0).text.lstrip()[1:].strip()
            source.found("headword found in the first line below", where)
        yield Entry(word, "\n".join(line.text for line in body), pronunciation=pronunciation, where=where)


def headword_of(text: str) -> tuple[str, str]:
    """`word /pronunciation/` or `word [older spelling]` -> (word, pronunciation).

    >>> headword_of("go /gou/")
    ('go', 'gou')
    """
    spoken = ""
    text = text.strip()
    if text.endswith("/"):
        # `/a/ or /b/` is one: slashes belong together in pairs, counted from the end.
        left = text.count("/")
        position = text.find("/")
        while left > 1 and (left % 2 or text[position + 1] == "/"):
            position = text.find("/", position + 1)
            left -= 1
        if left > 1:
            spoken = text[position + 1 : -1].strip()
            text = text[:position].rstrip()
    if text.endswith("]") and (position := text.find("[", text.rfind("]", 0, -1) + 1)) >= 0:
        text = text[:position].rstrip()
    return text, spoken

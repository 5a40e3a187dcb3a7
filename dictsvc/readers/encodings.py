"""Which encoding a text file is in, by evidence, and its lines in that encoding.

Unicode shows itself: a byte order mark, the zero bytes of UTF-16, or UTF-8 sequences that decode. Other bytes are
decoded with each Vietnamese charset, and the one that makes Vietnamese syllables out of nearly all marked words is
taken if the next best is far behind; else the file is refused with the candidates named. A single undecodable line
of a UTF-8 file is mended by itself and noted.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dictsvc.errors import Message, SourceError
from dictsvc.readers import files
from dictsvc.readers.source import Limits, Progress, brief
from dictsvc.vietnamese import charsets

SAMPLE = 1024 * 1024
"""Bytes looked at to decide."""

_SURE = 0.9  # share of well-formed syllables in a Vietnamese text read rightly: real files have 0.95 to 1
_AHEAD = 0.2  # and how far the next best charset must be behind
_FEW = 8  # marked words below which no share means anything
_BROKEN = 0.02  # share of invalid sequences that a file which calls itself UTF-8 may have
_HALF = re.compile("\udcbb\udcbf|\udcef\udcbb|\udcef\udcbf")
_STRAY = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """name as `--encoding` takes it; why: one sentence."""

    name: str
    why: str


_NAMED = Message("the encoding was named")


def by_format(format: str, encoding: str | None) -> Message:
    """Why a file of a format that is UTF-8 is read so, or in another encoding."""
    return _NAMED if encoding else Message("{format} is UTF-8", format=format)


def named(name: str) -> Encoding:
    """The encoding somebody asked for. SourceError where there is none of that name."""
    if known := charsets.charset(name):
        return Encoding(known.name, _NAMED)
    try:
        codec = codecs.lookup(name)
        if not codec._is_text_encoding or codec.name in ("idna", "punycode"):  # those are for single names
            raise LookupError
        if not name.lower().startswith(("utf-16", "utf_16", "utf16", "utf-32", "utf_32", "utf32")):
            bytes(range(256)).decode(codec.name, "replace")  # `undefined` refuses
    except (LookupError, ValueError):
        raise SourceError(
            "There is no encoding named {name!r}; use utf-8, utf-16, {charsets} or another name that Python knows.",
            name=name,
            charsets=", ".join(charsets.CHARSETS),
        ) from None
    return Encoding(codec.name, _NAMED)


def choose(path: Path, encoding: str | None, limits: Limits) -> Encoding:
    """The encoding named, or else the one that the file's first bytes show."""
    return named(encoding) if encoding else detect(files.head(path, SAMPLE, limits), path.name)


def detect(sample: bytes, name: str) -> Encoding:
    """The encoding of a file from its first bytes; `name` is the file's, for the message. SourceError if unclear."""
    if sample.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8", Message("it begins with the byte order mark of UTF-8"))
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        order = "le" if sample.startswith(codecs.BOM_UTF16_LE) else "be"
        return Encoding(f"utf-16-{order}", Message("it begins with the byte order mark of UTF-16"))
    if utf16 := _utf16(sample):
        return Encoding(utf16, Message("every second byte of its ASCII letters is zero, as in UTF-16"))
    broken, sequences = _utf8_faults(sample)
    if not broken:
        why = Message("it is valid UTF-8") if sequences else Message("it is ASCII so far, which UTF-8 contains")
        return Encoding("utf-8", why)
    if sequences and broken <= max(3, sequences * _BROKEN) and broken < sequences:
        return Encoding("utf-8", Message("it is UTF-8, with broken places ({broken})", broken=broken))
    return _legacy(sample, name)


def _utf16(sample: bytes) -> str:
    """utf-16-le or -be where zero bytes stand in every second place; Vietnamese text has ASCII in half its letters."""
    if len(sample) < 8:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.2 and even < half * 0.01:
        return "utf-16-le"
    if even > half * 0.2 and odd < half * 0.01:
        return "utf-16-be"
    return ""


def _utf8_faults(sample: bytes) -> tuple[int, int]:
    """Invalid places and valid multi-byte sequences; a sequence cut off by the end of the sample is no fault."""
    text = sample.decode("utf-8", "surrogateescape")
    stray = len(_STRAY.findall(text[:-3])) if len(sample) >= SAMPLE else len(_STRAY.findall(text))
    return stray, len(text) - len(text.encode("ascii", "ignore")) - stray


def _legacy(sample: bytes, name: str) -> Encoding:
    scores = []
    for charset in charsets.CHARSETS.values():
        share, words = charsets.vietnamese_share(charset.decode(sample[: SAMPLE // 4]))
        scores.append((share, words, charset))
    scores.sort(key=lambda score: score[0], reverse=True)
    (best, words, charset), (second, _, runner_up) = scores[0], scores[1]
    if words >= _FEW and best >= _SURE and best - second >= _AHEAD:
        return Encoding(
            charset.name,
            Message(
                "{best:.0%} of its marked words are Vietnamese syllables when read as {title}, "
                "{second:.0%} as the next best, {next}",
                best=best,
                title=charset.title,
                second=second,
                next=runner_up.title,
            ),
        )
    likely = [score[2].name for score in scores if score[0] > 0.3][:3]
    guess = Message("it may be windows-1252 or another Western one")
    if likely:
        guess = Message("likely are {charsets}", charsets=", ".join(likely))
    raise SourceError(
        "{name} is not UTF-8 and its encoding is not certain ({guess}); say which with --encoding, or "
        "save the file as UTF-8.",
        name=name,
        guess=guess,
    )


def decoder(encoding: str) -> Callable[[bytes], str]:
    """Bytes -> text for an encoding that needs no state; U+FFFD for what cannot be decoded."""
    if known := charsets.charset(encoding):
        return known.decode
    if encoding == "utf-8":
        return lambda raw: mended(raw)[0]
    return lambda raw: raw.decode(encoding, "replace")


def mended(raw: bytes) -> tuple[str, bool]:
    """UTF-8 as text, and whether something had to be mended.

    A byte order mark that lost one of its bytes is dropped; any other undecodable byte becomes U+FFFD.
    """
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        text = _HALF.sub("", raw.decode("utf-8", "surrogateescape"))
        return _STRAY.sub("\ufffd", text), True


class Line(NamedTuple):
    """number counts from 1; text is without its line end; mended: bytes of it could not be decoded."""

    number: int
    text: str
    mended: bool


def lines(path: Path, encoding: str, limits: Limits, progress: Progress | None = None) -> Iterator[Line]:
    """The lines of a text file, plain or gzip, one at a time. SourceError where the encoding is evidently wrong."""
    longest = 4 * (limits.definition + limits.headword) + 4096
    stream = files.opened(path, limits, progress)
    if encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(stream, encoding, longest, path.name)
        return
    decode = None if encoding == "utf-8" else decoder(encoding)
    bad = 0
    number = 0
    while raw := stream.readline(longest):
        number += 1
        if len(raw) >= longest and not raw.endswith(b"\n"):
            while (rest := stream.readline(longest)) and not rest.endswith(b"\n"):
                pass  # a line too long to be an entry: its beginning is enough to report it
        raw = raw.rstrip(b"\r\n")
        if number == 1 and raw.startswith(codecs.BOM_UTF8) and encoding == "utf-8":
            raw = raw[3:]
        text, broken = mended(raw) if decode is None else _tried(raw, decode)
        if broken:
            bad += 1
            if bad > 200 and bad > number * 0.1:
                raise SourceError(
                    "{file}, line {number}: {bad} lines so far are not {encoding}; say the encoding that "
                    "it is in with --encoding (utf-8, windows-1258, tcvn3, vni …), or leave it out to "
                    "have it found.",
                    file=path.name,
                    number=number,
                    bad=bad,
                    encoding=encoding,
                )
        yield Line(number, text, broken)


def _tried(raw: bytes, decode: Callable[[bytes], str]) -> tuple[str, bool]:
    text = decode(raw)
    return text, "\ufffd" in text


def _wide_lines(stream: files.Binary, encoding: str, longest: int, name: str) -> Iterator[Line]:
    decode = codecs.getincrementaldecoder(encoding)("replace")
    rest = ""
    number = 0
    ended = False
    while not ended:
        raw = stream.read(256 * 1024)
        ended = not raw
        try:
            rest += decode.decode(raw, final=ended)
        except UnicodeError as error:
            raise SourceError(
                "{name} is no {encoding} ({error}); leave --encoding out, or name another.",
                name=name,
                encoding=encoding,
                error=brief(error),
            ) from None
        *whole, rest = rest.split("\n")
        if ended and rest:
            whole.append(rest)
        for text in whole:
            number += 1
            if number == 1:
                text = text.removeprefix("\ufeff")
            yield Line(number, text.rstrip("\r")[:longest], "\ufffd" in text)
        if len(rest) > longest:
            raise SourceError(
                "{name}, line {number}: the line has more than {longest:,} characters; is it text?",
                name=name,
                number=number + 1,
                longest=longest,
            )

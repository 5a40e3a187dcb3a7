"""Keys under uncrowded prefixes, in blocks of at most `prefixes.CROWDED`, scanned one by one.

blocks.marisa   folded prefix -> block number by trie id; no prefix is a prefix of another
blocks.bin      UTF-8 text, one line a key: what follows the prefix in the folded key, TAB, letters ('' where they
                equal the folded key), TAB, tone codes joined by a comma ('' for none), TAB, document, and for
                respelt keys TAB and the shortest prefix length that counts; lines in document order
blocks.off      u32, by trie id: where the block starts in blocks.bin, then its end (2 n values)
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path

from dictsvc.index import files, tries
from dictsvc.index.files import Sections
from dictsvc.index.hits import DOCUMENT, Packed, ranked
from dictsvc.index.postings import Postings
from dictsvc.vietnamese.match import EXACT, TONE, UNMARKED, VARIANT, Query, compare_tones

NAMES = ("blocks.marisa", "blocks.bin", "blocks.off")
_PLACE = 48


class Writer:
    """Collects blocks and writes the three files."""

    def __init__(self, folder: Path, postings: Postings) -> None:
        self._folder = folder
        self._postings = postings
        self._data = files.Output(folder / "blocks.bin")
        self._spans: dict[str, tuple[int, int]] = {}
        self._at = 0

    def add(self, length: int, ranges: Iterable[tuple[int, int]]) -> None:
        """Postings first … end-1 of each range become a block under their first `length` letters."""
        columns = self._postings
        for first, end in ranges:
            prefix = columns.folded[first][:length]
            lines = []
            for row in sorted(range(first, end), key=columns.documents.__getitem__):
                folded, letters, tones = columns.folded[row], columns.letters[row], columns.tones[row]
                shapes = "" if letters == folded else _shapes(folded, letters)
                line = f"{folded[length:]}\t{shapes}\t{','.join(tones) if any(tones) else ''}\t{columns.documents[row]}"
                lines.append(f"{line}\t{columns.since[row]}" if columns.since[row] else line)
            block = "".join([f"\n{line}" for line in lines]).encode()
            self._data.write(block)
            self._spans[prefix] = self._at, self._at + len(block)
            self._at += len(block)

    def finish(self) -> None:
        """Write the trie and the offsets."""
        self._data.close()
        number = tries.write(self._folder / "blocks.marisa", self._spans)
        offsets = array("I", bytes(8 * len(self._spans)))
        for prefix, span in self._spans.items():
            at = 2 * number(prefix)
            offsets[at], offsets[at + 1] = span
        files.write_array(self._folder / "blocks.off", offsets)


def _shapes(folded: str, letters: str) -> str:
    """The letters that are not as the folded ones, each behind a character that tells its place."""
    return "".join([chr(at + _PLACE) + b for at, (a, b) in enumerate(zip(folded, letters, strict=True)) if a != b])


def _letters(folded: str, shapes: str) -> str:
    letters = list(folded)
    for at in range(0, len(shapes), 2):
        letters[ord(shapes[at]) - _PLACE] = shapes[at + 1]
    return "".join(letters)


class Blocks:
    """The blocks of a published index."""

    def __init__(self, sections: Sections) -> None:
        self._prefixes = tries.Trie(sections["blocks.marisa"]).prefixes_with_ids
        self._data = sections["blocks.bin"]
        self._offsets = files.u32(sections["blocks.off"])

    def find(self, asked: Query, most: int) -> list[Packed]:
        """The whole words that match, and completions up to `most` hits, in order (see `hits`)."""
        for prefix, block in self._prefixes(asked.folded):
            text = self._data[self._offsets[2 * block] : self._offsets[2 * block + 1]].tobytes()
            rest = asked.folded[len(prefix) :]
            whole = f"{asked.folded.rstrip(' ')} "[len(prefix) :] + "\t"
            if asked.marked:
                return ranked(asked, _marked(asked, prefix, text, rest, whole, most))
            return _plain(asked, text, rest, whole, most)
        return []


def _plain(asked: Query, text: bytes, rest: str, whole: str, most: int) -> list[Packed]:
    """Hits of a query without marks, which every key that starts alike matches; lines stand in final order but for
    whole words, so no more than `most` others are looked at."""
    start, whole_line = rest.encode(), whole.encode()
    end = whole_line[len(start) :]
    first = _alike(asked, text, start, end, True, len(text)) if whole_line in text else []
    if len(first) > 1:
        first = ranked(asked, first)
    room = most - len(first)
    return first + _alike(asked, text, start, end, False, room) if room > 0 else first


def _alike(asked: Query, text: bytes, start: bytes, end: bytes, whole: bool, most: int) -> list[Packed]:
    """The first `most` keys whose lines start so and go on with `end` (whole words), or do not."""
    length, syllables = len(asked.folded), len(asked.tones)
    behind = chr(length + _PLACE).encode()  # shaped letters further on: UTF-8 keeps the order of characters
    hits: list[Packed] = []
    # Cut at those starts, a piece is what follows in its line, and the lines after it that start otherwise.
    for piece in text.split(b"\n" + start)[1:]:
        if piece.startswith(end) is not whole:
            continue
        _, shapes, codes, document = piece.partition(b"\n")[0].split(b"\t", 3)
        respelt = b"\t" in document
        if respelt:
            document, since = document.split(b"\t")
            if length < int(since):
                continue
        if b"" < shapes < behind:
            found = UNMARKED
        elif codes and len(codes) - len(codes.lstrip(b",")) < syllables:
            found = TONE
        else:
            found = VARIANT if respelt else EXACT
        hits.append(int(document) << DOCUMENT | found << 1 | whole)
        if len(hits) >= most:
            break
    return hits


def _marked(asked: Query, prefix: str, text: bytes, rest: str, whole: str, most: int) -> list[Packed]:
    """Hits of a query with marks, which bind, unordered: whole words, and completions that may be among the best."""
    bound = [f"{chr(position + _PLACE)}{letter}".encode() for position, letter in asked.shapes]
    typed, last = b"".join(bound), bound[-1] if bound else b""
    shaped, length, syllables = len(typed), len(asked.folded), len(asked.tones)
    behind = chr(length + _PLACE).encode()
    toned, none = any(asked.tones), ("",) * syllables
    start = rest.encode()
    end = whole.encode()[len(start) :]
    classes: dict[tuple[object, ...], int | None] = {}  # of tones: those of the typed syllables come again and again
    kept = [0] * (UNMARKED + 1)  # completions of each class
    hits: list[Packed] = []
    for piece in text.split(b"\n" + start)[1:]:
        is_whole = piece.startswith(end)
        if kept[EXACT] >= most and not is_whole:
            continue
        tail, shapes, codes, line = piece.split(b"\t", 3)
        if shapes.startswith(typed):
            added = b"" < shapes[shaped:] < behind
        elif last in shapes:
            # The rest of the comparison is needed: a place's character may be a letter's too.
            letters = _letters(prefix + rest + tail.decode(), shapes.decode())
            if any(letters[position] != shape for position, shape in asked.shapes):
                continue
            added = True
        else:
            continue
        if toned:
            partial = not asked.finished and tail[:1] != b" "
            key = (partial, *codes.split(b",", syllables)[:syllables])
            if key not in classes:
                classes[key] = compare_tones(asked, codes.decode().split(",") if codes else none, partial=partial)
            found = classes[key]
        else:
            found = TONE if codes and len(codes) - len(codes.lstrip(b",")) < syllables else EXACT
        if found is None:
            continue
        if added:
            found = UNMARKED
        if len(hits) >= most and not is_whole and sum(kept[: found + 1]) >= most:
            continue  # so many stand before it
        document, *since = line.partition(b"\n")[0].split(b"\t")
        if since and length < int(since[0]):
            continue
        if found == EXACT and (since or asked.completed):
            found = VARIANT
        hits.append(int(document) << DOCUMENT | found << 1 | is_whole)
        kept[found] += not is_whole
    return hits

"""Damages dictionary files of every format and looks whether each ends in entries or in one clear error.

    python -m torture.files [--files 10000] [--seed N]

Small files of each format, and archives of each kind that hold some, written by the book, are cut, overwritten,
doubled, mixed up and peppered; then they are opened, read to the end, cleaned and shown. What escapes as anything but a
SourceError of one sentence is a fault, and so is a reading whose memory (as Python counts it) is more than ten times
that of the undamaged file.
"""

from __future__ import annotations

import random
import tempfile
import tracemalloc
from collections import Counter
from pathlib import Path

from dictsvc import clean, readers
from dictsvc.errors import SourceError
from dictsvc.readers import Limits
from dictsvc.records import Entry, Rejected
from torture import arguments

LIMITS = Limits(unpacked=50_000_000, free=5_000_000)
LEAST = 4 * 1024 * 1024
"""Bytes that any reading may take: pieces are read ahead, whatever the size of the file."""
_PIECES = (
    b"\xff" * 8, b"\0" * 9, b"<" * 50, b'"' * 7, b"[" * 3000, b"{" * 3000, b"\t" * 40, b"\n" * 40, b"@\n- x\n",
    b"\xef\xbb", b"\xff\xfe", b"&#0;&a;", b"<!ENTITY a 'b'>", b"\r", b"\\", b"'" * 3, b"99999999999999999999",
)  # fmt: skip


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """One of the ways in which files go wrong."""
    if not raw:
        return raw
    position = chance.randrange(len(raw))
    size = chance.choice((1, 2, 7, 60, 500))
    kind = chance.randrange(8)
    if kind == 0:
        return raw[:position]
    if kind == 1:
        return raw[:position] + bytes(chance.randrange(256) for _ in range(size)) + raw[position + size :]
    if kind == 2:
        return raw[:position] + raw[position + size :]
    if kind == 3:
        return raw[:position] + raw[position : position + size] * chance.choice((2, 50)) + raw[position:]
    if kind == 4:
        flipped = bytearray(raw)
        for _ in range(chance.choice((1, 5, 40))):
            flipped[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        return bytes(flipped)
    if kind == 5:
        return raw[:position] + chance.choice(_PIECES) + raw[position:]
    if kind == 6:
        return raw + chance.choice((b"\0" * 100, raw[:position], b"\x1f\x8b"))
    other = chance.randrange(len(raw))
    first, last = sorted((position, other))
    return raw[last:] + raw[first:last] + raw[:first]


def survives(path: Path, names: list[Path], chance: random.Random) -> str:
    """Damage one of the files, read all, and say how it ended; anything but entries or a SourceError escapes."""
    victim = chance.choice(names)
    whole = victim.read_bytes()
    victim.write_bytes(damaged(whole, chance))
    held: list[readers.Source] = []
    try:
        source = readers.open_source(path, limits=LIMITS)
        held.append(source)
        for item in source.items():
            assert isinstance(item, Entry | Rejected)
            if isinstance(item, Entry):
                clean.html(clean.entry(item).article)
        assert 0 <= source.position() <= source.size
    except SourceError as error:
        message = str(error)
        assert "\n" not in message and len(message) < 900, message
        return "refused"
    finally:
        victim.write_bytes(whole)
        for source in held:
            source.close()
    return "read"


def victims(path: Path) -> list[Path]:
    """The files on disk that a dictionary is read from: its own, or the archive."""
    source = readers.open_source(path)
    try:
        return list(source.files) if path in source.files else [path]
    finally:
        source.close()


def main() -> int:
    """Run it; exit status 1 if a fault was found."""
    named = arguments(__doc__, files=10_000, seed=random.randrange(2**32)).parse_args()
    print(f"seed {named.seed}", flush=True)
    chance = random.Random(named.seed)
    from made import archived, every

    ends: Counter[str] = Counter()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        made = every(Path(folder)) | archived(Path(folder) / "archives")
        usual = {format_: peak(path) for format_, path in made.items()}
        for at in range(named.files):
            format_ = chance.choice(sorted(made))
            path = made[format_]
            try:
                tracemalloc.start()
                ends[survives(path, victims(path), chance)] += 1
                taken = tracemalloc.get_traced_memory()[1]
                if taken > 10 * max(LEAST, usual[format_]):
                    raise AssertionError(f"{taken:,} bytes taken, {usual[format_]:,} by the undamaged file")
            except Exception as error:
                faults += 1
                print(f"file {at}, {format_}: {type(error).__name__}: {error}", flush=True)
            finally:
                tracemalloc.stop()
    print(f"{named.files} damaged files: {ends['read']} read, {ends['refused']} refused, {faults} faults")
    return 1 if faults else 0


def peak(path: Path) -> int:
    """Bytes that Python takes while an undamaged file is read."""
    tracemalloc.start()
    try:
        for item in readers.open_source(path, limits=LIMITS).items():
            if isinstance(item, Entry):
                clean.html(clean.entry(item).article)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    raise SystemExit(main())

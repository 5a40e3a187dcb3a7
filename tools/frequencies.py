"""Makes dictsvc/frequency/vi.tsv.xz: `python tools/frequencies.py COUNTS.tsv`, lines of `word<TAB>count`; and of it
vi.marisa and vi.zipf (`index.lexicon`), for which alone no COUNTS.tsv need be given.

COUNTS.tsv is the list of Leipzig's Vietnamese news corpus (dictsvc/frequency/vi.txt). The words are sorted, which packs
best; the counts of spellings that differ in the place of a tone mark alone (hoà, hòa) are added up.
"""

from __future__ import annotations

import lzma
import sys
import zlib
from pathlib import Path

from dictsvc.frequency import scale
from dictsvc.frequency.counts import gathered
from dictsvc.index import lexicon
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import plain_syllables

FOLDER = Path(__file__).resolve().parents[1] / "dictsvc" / "frequency"
TARGET = FOLDER / "vi.tsv.xz"
MOST = 700_000
"""Bytes of all three files as a wheel packs them, which every installation carries."""


def packed(source: Path) -> bytes:
    """The list as the package holds it. Raises ValueError for a line that is none of it."""
    rows = []
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        word, _, count = line.partition("\t")
        if not (word and count.isdecimal() and int(count)):
            raise ValueError(f"{source}, line {number}: expected a word, a tab, a count: {line!r}")
        rows.append((word, int(count)))
    text = "".join(f"{word}\t{count}\n" for word, count in sorted(gathered(rows).items()))
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def write_lexicon(folder: Path) -> None:
    """The words for sentences without marks, with the values that the same words have as headwords."""
    values = scale("vi")
    lines = lzma.decompress(TARGET.read_bytes()).decode().splitlines()
    words = [line.partition("\t")[0] for line in lines]
    lexicon.write(folder, "vi", {tuple(plain_syllables(normalise(word))): values.zipf(word) for word in words})


def packed_size() -> int:
    """Bytes of the three files in a wheel."""
    return sum(len(zlib.compress(path.read_bytes(), 9)) for path in (TARGET, *FOLDER.glob("vi.[mz]*")))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        TARGET.write_bytes(packed(Path(sys.argv[1])))
    write_lexicon(FOLDER)
    if packed_size() > MOST:
        sys.exit(f"{packed_size():,} bytes, at most {MOST:,} are meant for the package")

"""Makes dictsvc/frequency/vi.tsv.xz: `python tools/frequencies.py COUNTS.tsv`, lines of `word<TAB>count`.

COUNTS.tsv is the list of Leipzig's Vietnamese news corpus (dictsvc/frequency/vi.txt). The words are sorted, which packs
best; the counts of spellings that differ in the place of a tone mark alone (hoà, hòa) are added up.
"""

from __future__ import annotations

import lzma
import sys
from pathlib import Path

from dictsvc.frequency.counts import gathered

TARGET = Path(__file__).resolve().parents[1] / "dictsvc" / "frequency" / "vi.tsv.xz"
MOST = 700_000
"""Bytes of the packed list, which every installation carries."""


def packed(source: Path) -> bytes:
    """The list as the package holds it. Raises ValueError for a line that is none of it."""
    rows = []
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        word, _, count = line.partition("\t")
        if not (word and count.isdecimal() and int(count)):
            raise ValueError(f"{source}, line {number}: expected a word, a tab, a count: {line!r}")
        rows.append((word, int(count)))
    text = "".join(f"{word}\t{count}\n" for word, count in sorted(gathered(rows).items()))
    data = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    if len(data) > MOST:
        raise ValueError(f"{len(data):,} bytes, at most {MOST:,} are meant for the package")
    return data


if __name__ == "__main__":
    TARGET.write_bytes(packed(Path(sys.argv[1])))

"""A lookup touches a bounded number of keys at a million headwords too: counted, not timed.

Makes the entries with ../shared/data/tools/make_large.py, loads them, then asks every prefix of one and two letters and
every keystroke of a sample of headwords, counting the keys that are compared and the stored answers that are read.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from dictsvc.index import blocks, prefixes
from dictsvc.index.crowded import BEST, Crowded
from dictsvc.index.hits import Packed
from dictsvc.library import Library
from dictsvc.vietnamese.match import Query, query
from torture import arguments

ROOT = Path(__file__).resolve().parents[1]
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ "


def most_touched(data: Path) -> tuple[int, int, int]:
    """(queries asked, most keys compared, most answers read) over the first dictionary of a data folder."""
    index = Library(data).current().choose([])[0].index
    touched = read = 0
    plain, marked, stored = blocks._plain, blocks._marked, Crowded.find

    def counting_plain(asked: Query, text: bytes, rest: str, whole: str, most: int) -> object:
        nonlocal touched
        touched += text.count(b"\n")
        return plain(asked, text, rest, whole, most)

    def counting_marked(asked: Query, prefix: str, text: bytes, rest: str, whole: str, most: int) -> object:
        nonlocal touched
        touched += text.count(b"\n")
        return marked(asked, prefix, text, rest, whole, most)

    def counting_stored(self: Crowded, pattern: str) -> list[Packed] | None:
        nonlocal read
        found = stored(self, pattern)
        read += len(found or ())
        return found

    blocks._plain, blocks._marked = counting_plain, counting_marked  # type: ignore[assignment]
    Crowded.find = counting_stored  # type: ignore[method-assign]
    try:
        typed = {first + second for first in LETTERS for second in ("", *LETTERS)}
        for document in range(0, len(index), max(1, len(index) // 3000)):
            headword = index.cards[document].headword
            typed |= {headword[:end] for end in range(1, len(headword) + 1)}
        asked = [made for made in map(query, typed) if made.folded.strip()]
        keys = answers = 0
        for one in asked:
            touched = read = 0
            index.find_keys(one)
            keys, answers = max(keys, touched), max(answers, read)
    finally:
        blocks._plain, blocks._marked = plain, marked
        Crowded.find = stored  # type: ignore[method-assign]
    return len(asked), keys, answers


def main(argv: list[str] | None = None) -> None:
    """Exit 1 where a lookup touched more than the bound."""
    parser = arguments(__doc__, headwords=1_000_000)
    parser.add_argument("--file", type=Path, help="a file made before, instead of making one")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="dictsvc-bounded-") as folder:
        file = options.file or Path(folder) / "large.tsv"
        if options.file is None:
            maker = ROOT.parent / "shared" / "data" / "tools" / "make_large.py"
            if not maker.exists():
                sys.exit(f"../{maker.relative_to(ROOT.parent)} is not here, which makes the entries; or give --file")
            subprocess.run([sys.executable, maker, str(options.headwords), file], check=True)
        data = Path(folder) / "data"
        load = [sys.executable, "-m", "dictsvc", "--data", data, "load", file, "--id", "large", "--from", "vi"]
        subprocess.run(load, check=True, stdout=subprocess.DEVNULL)
        asked, keys, answers = most_touched(data)
    print(
        f"{asked:,} queries: at most {keys} keys compared (bound {prefixes.CROWDED}), {answers} answers (bound {BEST})"
    )
    if keys > prefixes.CROWDED or answers > BEST:
        sys.exit(1)


if __name__ == "__main__":
    main()

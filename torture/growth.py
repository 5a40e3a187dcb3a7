"""Searches for text on which a reader or the cleaner takes time that grows faster than the text.

    python -m torture.growth [--seconds 240] [--seed N]

Short pieces of markup are put together at random, repeated, and timed at one length and at four times that length: what
takes more than `FACTOR` times as long, three times in a row, and longer than `LEAST` seconds, is a fault.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from dictsvc import clean, readers
from dictsvc.errors import SourceError
from dictsvc.readers import fvdp, pseudo, rows
from dictsvc.records import Entry, Markup
from torture import arguments

LENGTH = 60_000
"""Characters at first."""
FACTOR = 9
LEAST = 1.0
PIECES = (
    *"-*=+!#@/&~<>[](){};:.,|\"'\\_ \n\tađÐ1",
    "<b>", "</b>", "<br>", "<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<td>", "<i>", '<a href="', "<a href='",
    "<a ", "</a>", "<script>", "</script", "<style", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!x",
    "<font color=white>", "<font ", "color=", "</font", "<div style=display:none>", "display:none", "</div",
    "<sub>2</sub>", "<k>", "<tr>", "</tr>", "<def>", "<ex>", "<ruby>", "<rt>", "&amp;", "&#1;", "&", "on=", "href=",
    "colspan=", "́", "̸", "{{", "}}", "[[", "]]", "<<", ">>", "[']", "[/']", "[t]", "[/t]", "[ex]", "[trn]", "[s]",
    "[/s]", "[m1]", "~", " - ", " = ", " + ", " * a", "1. ", "2) ", "\n- ", "\n=", "\n#", "\n@", "ví dụ:\n", "/a/",
    " ; ", '""', '","', '",', ',"', "''", "General Public", "version", "\r", "\x07", "\xad", "\u2028", "（", "ˈ",
)  # fmt: skip


def _clean(markup: Markup) -> Callable[[str], object]:
    def run(text: str) -> None:
        article = clean.entry(Entry("a", text, markup, text[:200], text[:200])).article
        clean.html(article), clean.text(article), clean.gloss(article), clean.parts(article)

    return run


def _file(folder: Path, ending: str, before: str) -> Callable[[str], object]:
    path = folder / f"a.{ending}"

    def run(text: str) -> None:
        path.write_text(before.replace("%", text) if "%" in before else before + text, encoding="utf-8", newline="")
        try:
            for _ in readers.open_source(path, format={"txt": "fvdp", "json": "jsonlines"}.get(ending)).items():
                pass
        except SourceError:
            pass

    return run


def targets(folder: Path) -> dict[str, Callable[[str], object]]:
    """Name -> what is timed."""
    cleaners = {f"clean, {markup}": _clean(markup) for markup in get_args(Markup)}
    return cleaners | {
        "headword": lambda text: clean.entry(Entry(text, "b", alternates=(text,))),
        "fvdp.headword_of": fvdp.headword_of,
        "rows.one_line": rows.one_line,
        "pseudo.licence_in": pseudo.licence_in,
        "tsv": _file(folder, "tsv", "a\tb\nc\t"),
        "csv": _file(folder, "csv", "a,b\nc,"),
        "txt": _file(folder, "txt", "@a\n- b\n@"),
        "dsl headword": _file(folder, "dsl", "#NAME x\na\n\tb\n%\n\td\n"),
        "dsl body": _file(folder, "dsl", "#NAME x\na\n\tb\nc\n\t"),
        "dsl header": _file(folder, "dsl", "#NAME %\na\n\tb\n"),
        "json": _file(folder, "json", '[{"word": "a", "definition": "b"},'),
        "jsonl": _file(folder, "jsonl", '{"word": "a", "definition": "b"}\n'),
        "tei": _file(folder, "tei", "<TEI><entry><form><orth>a</orth></form><def>b</def></entry>"),
        "xdxf": _file(folder, "xdxf", "<xdxf><ar><k>a</k>b</ar>"),
    }


def _seconds(run: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    run(text)
    return time.process_time() - began


def grows(run: Callable[[str], object], before: str, unit: str) -> float:
    """How many times longer four times the text takes; 0 where it is quick, or was not so each time."""
    short = before + unit * (LENGTH // len(unit))
    long = before + unit * (4 * LENGTH // len(unit))
    worst = float("inf")
    for _ in range(3):
        longer = _seconds(run, long)
        if longer < LEAST:
            return 0
        worst = min(worst, longer / max(0.001, _seconds(run, short)))
        if worst < FACTOR:
            return 0
    return worst


def main() -> int:
    """Run it; exit status 1 if a fault was found."""
    named = arguments(__doc__, seconds=240.0, seed=random.randrange(2**32)).parse_args()
    print(f"seed {named.seed}", flush=True)
    chance = random.Random(named.seed)
    ends = time.monotonic() + named.seconds
    tried = faults = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="dictsvc-growth-") as folder:
        tried_by = targets(Path(folder))
        while time.monotonic() < ends:
            name = chance.choice(sorted(tried_by))
            before = "".join(chance.choices(PIECES, k=chance.randrange(4)))
            unit = "".join(chance.choices(PIECES, k=chance.choice((1, 1, 2, 2, 3, 4, 6))))
            tried += 1
            short = _seconds(tried_by[name], before + unit * (LENGTH // len(unit)))
            slowest = max(slowest, short)
            if short * 16 > LEAST and (factor := grows(tried_by[name], before, unit)):
                faults += 1
                print(f"{name}: {factor:.0f} times longer for {before!r} and repeated {unit!r}", flush=True)
    print(f"{tried:,} texts, {slowest:.2f} s for {LENGTH:,} characters at most: {faults} grow faster than their length")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

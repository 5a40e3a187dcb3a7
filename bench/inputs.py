"""What is measured on: typed queries, three real dictionaries, and made-up ones of any size, loaded once and kept.

The folder `$BENCH_CACHE` (default: dictsvc-bench in the user's cache folder) keeps them. Its names hold a hash
of the code that builds an index, so that a changed build is never measured on an old index.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from dictsvc.library import Library

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT.parent / "shared" / "data"
CACHE = Path(os.environ.get("BENCH_CACHE") or Path.home() / ".cache" / "dictsvc-bench")

REAL = (
    ("star-viet-anh", PACK / "tab" / "star_vietanh.tab"),
    ("anh-viet-beta", "TudienAnhVietBeta.ifo"),
    ("viet-viet", "star_vietviet.ifo"),
)
"""Id and file of the real dictionaries; a plain name is looked for below the pack."""

MANY = (
    ("phap-viet", "stardict/fr-vi/star_phapviet.ifo", "fr"),
    ("viet-phap", "tab/star_vietphap.tab", "vi"),
    ("viet-tay-ban-nha", "stardict/vi-es/star_viettbn.ifo", "vi"),
    ("thong-dung", "yomitan/tu-dien-tieng-viet-thong-dung.zip", "vi"),
    ("vnedict", "yomitan/vnedict-v4.zip", "vi"),
    ("vv30k", "dictd/vv30K.index", "vi"),
    ("viet-anh-fvdp", "fvdp-text/vietanh.txt", "vi"),
    ("viet-anh-yomitan", "yomitan/dictd_viet-anh.zip", "vi"),
    ("thieu-chuu", "tab/TudienThienChuu.tab", ""),
    ("viet-duc", "tab/star_vietduc.tab", "vi"),
    ("phat-hoc", "tab/Tu-dien-Phat-hoc-Viet-Anh-Minh-Thong.tab", "vi"),
    ("rong-mo", "tab/Rong-mo-tam-hon.tab", "vi"),
    ("viet-anh-tei", "converted/fvdp-vie-eng.first5000.tei", "vi"),
    ("viet-duc-csv", "converted/star_vietduc.csv", "vi"),
    ("thieu-chuu-dsl", "dsl/TudienThienChuu.dsl.dz", ""),
    ("phat-hoc-stardict", "converted/stardict/phathoc-minhthong.ifo", "vi"),
    ("phat-hoc-dsl", "dsl/Tu-dien-Phat-hoc-Viet-Anh-Minh-Thong.dsl.dz", "vi"),
    ("viet-anh-wiktextract", "converted/fvdp-vie-eng.wiktextract-like.jsonl.gz", "vi"),
    ("prodict", "excerpts/Prodict_VE_Tech.first500.tab", "vi"),
)
"""Further real dictionaries: id, file below the pack, language of the headwords where the file does not say it."""

COUNTS = (1, 3, 8, 22)
"""Numbers of real dictionaries that are compared."""


def need(path: Path) -> Path:
    """The path, or an end with one sentence."""
    if not path.exists():
        sys.exit(f"bench: {path} is not here; the benchmarks measure on the data pack beside the checkout")
    return path


@cache
def built_by() -> str:
    """Hash of the code that an index depends on."""
    made = blake2b(digest_size=5)
    rooms = (
        "index vietnamese clean readers catalogue operations/cleaning.py operations/loading.py frequency languages.py"
    )
    for room in rooms.split():
        path = ROOT / "dictsvc" / room
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            made.update(file.read_bytes())
    return made.hexdigest()


def run(*command: str | Path, **environment: str) -> str:
    """Standard output of a command of this environment; an end with what it said where it fails."""
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, cwd=ROOT)
    if ran.returncode:
        sys.exit(f"bench: {' '.join(map(str, command))}\n{ran.stdout[-2000:]}\n{ran.stderr[-4000:]}")
    return ran.stdout


def loaded(name: str, files: list[tuple[str, Path]], languages: Mapping[str, str] | None = None) -> Path:
    """A data folder with these dictionaries, made where it is not there yet. languages: id -> that of its headwords."""
    folder = CACHE / f"{name}-{built_by()}"
    if folder.exists():
        return folder
    for old in CACHE.glob(f"{name}-*"):
        if old.name.rpartition("-")[0] == name:
            shutil.rmtree(old)
    CACHE.mkdir(parents=True, exist_ok=True)
    made = CACHE / f".{name}"
    shutil.rmtree(made, ignore_errors=True)
    for identity, path in files:
        print(f"  loading {identity} ({path.name})", flush=True)
        language = ["--from", found] if (found := (languages or {}).get(identity)) else []
        options = ("--id", identity, *language, "--no-join")
        run(sys.executable, "-m", "dictsvc", "load", path, *options, DICTSVC_DATA=str(made))
    run(sys.executable, "-m", "dictsvc", "rebuild", "--joined", DICTSVC_DATA=str(made))
    made.rename(folder)
    return folder


def real_files() -> list[tuple[str, Path]]:
    """Ids and paths of the three real dictionaries."""
    need(PACK)
    return [(name, path if isinstance(path, Path) else next(PACK.rglob(path))) for name, path in REAL]


def three() -> Path:
    """The three real dictionaries, about 172,000 entries."""
    return loaded("three", real_files())


def one() -> Path:
    """The first of them alone."""
    return loaded("one", real_files()[:1])


def real(count: int) -> Path:
    """The first `count` of all real dictionaries, of which there are 22; the three of before come first."""
    files = [*real_files(), *((name, need(PACK / path)) for name, path, _ in MANY)]
    if count > len(files):
        sys.exit(f"bench: there are {len(files)} real dictionaries, not {count}")
    return loaded(f"real{count}", files[:count], {name: language for name, _, language in MANY})


def rows(data: Path) -> Iterator[tuple[str, str, str]]:
    """(headword, dictionary, gloss) of everything in a data folder."""
    for name, opened in Library(data).current().opened.items():
        for card in opened.index.browse(0, len(opened.index)):
            yield card.headword, name, card.gloss


def joined_in_one() -> Path:
    """One dictionary with the headwords and glosses of the largest number of them."""
    path = CACHE / f"headwords-{built_by()}.tsv"
    if not path.exists():
        data = real(COUNTS[-1])
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            for headword, _, gloss in rows(data):
                file.write(f"{' '.join(headword.split())}\t{' '.join(gloss.split()) or headword}\n")
        part.rename(path)
    return loaded("in-one", [("in-one", path)], {"in-one": "vi"})


def large_file(count: int) -> Path:
    """A file of `count` made-up entries, written once."""
    path = CACHE / f"large{count}.tsv"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        print(f"  writing {count:,} made-up entries", flush=True)
        part = path.with_suffix(".part")
        run(sys.executable, need(PACK / "tools" / "make_large.py"), str(count), part)
        part.rename(path)
    return path


def large(count: int) -> Path:
    """One dictionary of `count` made-up entries."""
    return loaded(f"large{count}", [(f"large{count}", large_file(count))])


def three_and_large(count: int) -> Path:
    """The three real dictionaries and a made-up one."""
    return loaded(f"three-large{count}", [*real_files(), (f"large{count}", large_file(count))])


@cache
def typed() -> list[str]:
    """Queries as people type them, letter by letter; a space at the end is meant."""
    text = need(PACK / "queries" / "typed.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.strip()]


def addresses(queries: list[str]) -> list[str]:
    """Their addresses."""
    return [f"/lookup?q={quote(query, safe='')}" for query in queries]


def common(count: int) -> list[str]:
    """The queries typed most often."""
    seen: dict[str, int] = {}
    for query in typed():
        seen[query] = seen.get(query, 0) + 1
    return sorted(seen, key=lambda query: -seen[query])[:count]

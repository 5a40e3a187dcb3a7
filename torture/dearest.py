"""Searches for the dearest request of each route, by random texts and hill climbing, over many real dictionaries.

    python -m torture.dearest [--data FOLDER] [--dictionaries 22] [--seconds 20] [--route NAME] [--seed 1]

A request is the application's whole work on it, from the WSGI call to the last byte, with nothing remembered from
earlier requests: caches of functions and of the snapshot are emptied before a candidate is measured again, and there
is no cache of replies. Reported are processor time (the least of three such runs) and counted work, the calls of Python
and C functions, which does not depend on the machine. Exit 1 where a request took longer than the target.
"""

from __future__ import annotations

import functools
import gc
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dictsvc.config import Config
from dictsvc.web import create_app
from torture import arguments

TARGET = 30.0
"""Milliseconds that no request may take, over 22 dictionaries."""
PACK = Path(__file__).resolve().parents[2] / "shared" / "data"
FILES = """
tab/star_vietanh.tab stardict/en-vi/TudienAnhVietBeta.ifo stardict/vi-vi/star_vietviet.ifo
stardict/fr-vi/star_phapviet.ifo stardict/vi-es/star_viettbn.ifo stardict/vi-de/star_vietduc.ifo tab/star_vietphap.tab
tab/TudienThienChuu.tab tab/Tu-dien-Phat-hoc-Viet-Anh-Minh-Thong.tab tab/Rong-mo-tam-hon.tab
tab/Ngu-vung-Danh-tu-Thien-hoc.tab dictd/vv30K.index yomitan/chu-nom.zip yomitan/dictd_viet-anh.zip
yomitan/vnedict-v4.zip yomitan/tu-dien-tieng-viet-thong-dung.zip fvdp-text/vietanh.txt tei/wol-fra.tei
xls/338_Thuat_ngu_QLHC.xls excerpts/star_viethan.first500.tab excerpts/Prodict_VE_Tech.first500.tab
excerpts/Tu-dien-Dao-Uyen.first200.tab
""".split()

_WORDS = """
học hoc sinh viên đường duong hòa hoà hoá bình nghiêng nghiengg khuỷu quyền quuyen thuở trường truongf xyzzy qwrtp aeiou
ăâêôơưđ ueoia những nhung của cua the thoughts studies chevaux résumé running a e i o u y d l m s t h k 學 校 目 ⽬
ﷺ ﷹ ﷻ ㍿ ㌀ ½ ß ŉ ǰ ΐ ﬃ ﬅ İ Đ ð a-xít H'Mông C++ C# 100 co-op l' ' - . , ! … “ ” ( ) 😀 ơ ư ô â
""".split()
_GLUE = (" ", " ", " ", "", "-", "  ", "'", ".", ", ")
_MARKS = "\u0300\u0301\u0302\u0306\u0309\u031b\u0323"


@dataclass(frozen=True, slots=True)
class Route:
    """path: a text -> (path, query string). longest: characters of a text."""

    name: str
    longest: int
    path: Callable[[str], tuple[str, str]]


def _asked(path: str, name: str, more: str = "") -> Callable[[str], tuple[str, str]]:
    return lambda text: (path, f"{name}={quote(text, safe='')}{more}")


def _words(text: str) -> tuple[str, str]:
    return "/words", "&".join(f"q={quote(word, safe='')}" for word in text.split()[:50])


ROUTES = (
    Route("/lookup", 100, _asked("/lookup", "q", "&limit=50")),
    Route("/segment", 1000, _asked("/segment", "text")),
    Route("/search", 200, _asked("/search", "q", "&limit=50")),
    Route("/words", 1000, _words),
    Route("/suggest", 100, _asked("/suggest", "q", "&limit=50")),
    Route("/entries", 1000, _asked("/entries", "headword")),
    Route("/entries/<dictionary>", 1000, _asked("/entries/d1", "headword")),
    Route("/", 1000, _asked("/", "q")),
    Route("/?in=definitions", 200, _asked("/", "q", "&in=definitions")),
    Route("/tra/<dictionary>", 1000, _asked("/tra/d1", "headword")),
    Route("/tu-dien/<dictionary>", 100, _asked("/tu-dien/d2", "from")),
)
WITHOUT_TEXT = frozenset(
    "/robots.txt /sitemap.xml /sitemap/<dictionary>/<int:part>.xml /dictionaries /healthz /readyz /metrics /terms "
    "/openapi.json /opensearch.xml /nhung /favicon.ico".split()
)
"""Routes that take no text to be looked for; each has one dearest request, which clients cannot make dearer. Static
files are not among them."""


def load(data: Path, count: int) -> None:
    """The first `count` files of the pack as d1, d2, …, joined as a service has them."""
    from loaded import load_file

    for number, name in enumerate(FILES[:count], 1):
        print(f"  loading {name}", flush=True)
        load_file(data, PACK / name, id=f"d{number}")
    subprocess.run([sys.executable, "-m", "dictsvc", "--data", str(data), "rebuild", "--joined"], check=True)


class Asker:
    """Asks an application and measures."""

    def __init__(self, data: Path) -> None:
        self._app = create_app(Config(data=data, reply_cache=0))
        self._library = self._app.extensions["dictsvc"].library
        self.count = len(self._library.current().opened)
        gc.collect()
        found = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
        # Tables that are made once stay; what grows with what was asked goes.
        self._caches = [
            one for one in found if one.__module__.startswith("dictsvc.") and (one.cache_info().maxsize or 0) > 1
        ]
        gc.freeze()

    def forget(self) -> None:
        """As after a start."""
        for cache in self._caches:
            cache.cache_clear()
        snapshot = self._library.current()
        for kept in (snapshot.definitions, snapshot.searched, snapshot.shown.syllables):
            kept.clear()

    def ask(self, route: Route, text: str) -> int:
        """The status of one request."""
        path, query_string = route.path(text)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query_string,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": None,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        status = 0

        def start(line: str, headers: object, exc_info: object = None) -> Callable[[bytes], object]:
            nonlocal status
            status = int(line[:3])
            return lambda data: None

        for _ in self._app(environ, start):
            pass
        return status

    def milliseconds(self, route: Route, text: str) -> float:
        """Processor time of one request."""
        self.forget()
        began = time.process_time_ns()
        self.ask(route, text)
        return (time.process_time_ns() - began) / 1e6

    def calls(self, route: Route, text: str) -> int:
        """Functions called by one request."""
        self.forget()
        from counting import calls

        return calls(lambda: self.ask(route, text))


def atom(chance: random.Random) -> str:
    """A word, a stray character, or one repeated."""
    roll = chance.random()
    if roll < 0.6:
        return chance.choice(_WORDS)
    if roll < 0.75:
        return "".join((chance.choice("abcdeghiklmnopqrstuvxyăâđêôơư"), chance.choice(["", *_MARKS])))
    if roll < 0.9:
        return "".join(chance.choice("bcdghklmnpqrstvxaeiouy") for _ in range(chance.randint(2, 12)))
    return chr(chance.choice((0x3300, 0xFDF0, 0x4E00, 0x1E00, 0x2150, 0xFF41)) + chance.randrange(64))


def made(chance: random.Random, longest: int) -> str:
    """A text of one or several atoms, up to the longest allowed."""
    kinds = [atom(chance) for _ in range(chance.choice((1, 2, 3, 8, 400)))]
    glue = chance.choice(_GLUE)
    text = ""
    for _ in range(chance.choice((1, 2, 3, 5, 1000))):
        more = chance.choice(kinds) + glue
        if len(text) + len(more) > longest:
            break
        text += more
    return text or "a"


def changed(chance: random.Random, text: str, longest: int) -> str:
    """The text with some of it replaced, repeated, left out or put in."""
    at = chance.randrange(len(text) + 1)
    end = min(len(text), at + chance.choice((0, 0, 1, 2, 5, 20, 200)))
    middle = chance.choice((atom(chance), atom(chance) + chance.choice(_GLUE), text[at:end] * 2, ""))
    return (text[:at] + middle + text[end:])[:longest] or "a"


def dearest(asker: Asker, route: Route, seconds: float, chance: random.Random) -> tuple[float, str]:
    """(milliseconds, text) of the dearest request found."""
    pool: list[tuple[float, str]] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if len(pool) < 8 or chance.random() < 0.4:
            text = made(chance, route.longest)
        else:
            text = changed(chance, chance.choice(pool)[1], route.longest)
        taken = asker.milliseconds(route, text)
        if len(pool) < 8 or taken > pool[-1][0]:
            taken = min([taken, *(asker.milliseconds(route, text) for _ in range(2))])
            pool = sorted({*pool, (taken, text)}, reverse=True)[:8]
    return pool[0]


def main(argv: list[str] | None = None) -> int:
    """Report the dearest of each route; 1 where one is dearer than the target."""
    parser = arguments(__doc__, dictionaries=22, seconds=20.0, seed=1)
    parser.add_argument("--data", type=Path, help="a data folder, instead of one made from ../shared/data")
    parser.add_argument("--route", help="this one alone")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="dictsvc-dearest-") as folder:
        data = options.data or Path(folder) / "data"
        if options.data is None:
            if not PACK.exists():
                sys.exit("../shared/data is not here, which has the dictionaries; or give --data")
            load(data, options.dictionaries)
        asker = Asker(data)
        asker.ask(ROUTES[1], "học sinh đi học")  # loads the segmenter, as a server does before it forks
        over = []
        print(f"dearest request of each route over {asker.count} dictionaries, seed {options.seed}")
        for route in ROUTES:
            if options.route not in (None, route.name):
                continue
            taken, text = dearest(asker, route, options.seconds, random.Random(options.seed))
            calls, status = asker.calls(route, text), asker.ask(route, text)
            print(f"{route.name:21} {taken:7.1f} ms  {calls:8,} calls  status {status}  {text!r:.160}", flush=True)
            if taken > TARGET:
                over.append(route.name)
    print(f"dearer than {TARGET:.0f} ms: {', '.join(over) or 'none'}")
    return 1 if over else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Requests a second over HTTP: all contenders take turns, round by round, and each round gives ratios of its own.

One worker on core 0, wrk on the last core. A figure is the median over the rounds of the ratio to the do-nothing WSGI
application of the same round, so that a machine that is busy for a while spoils one round and not one contender.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import inputs, rivals

PORT = 8240
CONNECTIONS = 8
SERVER_CORE, CLIENT_CORE = 0, (os.cpu_count() or 2) - 1

BROWSER = """
Accept: application/json
Accept-Encoding: gzip, br, deflate
Accept-Language: vi-VN,vi;q=0.9,en-US;q=0.6,en;q=0.5
Cache-Control: no-cache
DNT: 1
Origin: https://bench.example
Pragma: no-cache
Referer: https://bench.example/tra-tu/
Sec-CH-UA: "Chromium";v="140", "Not=A?Brand";v="24"
Sec-CH-UA-Mobile: ?0
Sec-CH-UA-Platform: "Linux"
Sec-Fetch-Dest: empty
Sec-Fetch-Mode: cors
Sec-Fetch-Site: same-origin
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
""".strip()
"""What a browser sends with each request of the widget."""

_HERE = (sys.executable, "-m", "bench.apps")
_LUA = r"""
wrk.headers["Host"] = "bench.example"
for name, value in os.getenv("BENCH_HEADERS"):gmatch("([^:\n]+): ([^\n]+)") do wrk.headers[name] = value end
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = wrk.format("GET", line) end
local at = tonumber(os.getenv("BENCH_START")) % #paths
request = function() at = at % #paths + 1; return paths[at] end
"""


@dataclass(frozen=True, slots=True)
class Contender:
    """name: as in the results. against: the do-nothing application it is compared with. queries: name of a list.

    headers: sent with each request, a line each.
    """

    name: str
    port: int
    queries: str
    base: str
    start: Sequence[str | Path]
    environment: dict[str, str]
    headers: str = ""


@contextmanager
def running(contender: Contender, log: Path) -> Iterator[int]:
    """Its server on core 0; gives its process id."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *contender.start],
            env={**os.environ, **contender.environment},
            cwd=inputs.ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        end = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{contender.port}/lookup?q=a", timeout=5).read()
                break
            except OSError as error:
                if time.monotonic() > end or process.poll() is not None:
                    sys.exit(f"bench: {contender.name} does not answer ({error}):\n{log.read_text()[-3000:]}")
                time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def wrk(port: int, paths: Path, lua: Path, seconds: float, start: int = 0, headers: str = "") -> float:
    """Requests a second. Ends the run if an answer has another status than 200."""
    command = ["taskset", "-c", str(CLIENT_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "-s", str(lua)]
    said = inputs.run(
        *command, f"http://127.0.0.1:{port}/", BENCH_PATHS=str(paths), BENCH_START=str(start), BENCH_HEADERS=headers
    )
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"bench: port {port} failed:\n{said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process and its children have used so far."""
    ticks = 0
    for one in [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def mean_size(data: Path) -> int:
    """Bytes of a reply to a typed query, on average."""
    from dictsvc import config
    from dictsvc.web import create_app

    client = create_app(config.Config(data=data, reply_cache=0)).test_client()
    sample = inputs.addresses(inputs.typed()[::20])
    return round(sum(len(client.get(path).get_data()) for path in sample) / len(sample))


def contenders(folder: Path, dsn: str | None) -> list[Contender]:
    """All that take part."""
    three, one = inputs.three(), inputs.one()
    sizes = {"three": mean_size(three), "one": mean_size(one)}
    made: list[Contender] = []

    def add(
        name: str, kind: str, argument: object, queries: str = "typed", base: str = "three", **settings: str
    ) -> None:
        port = PORT + len(made)
        environment = {f"DICTSVC_{key}": value for key, value in settings.items()}
        headers = BROWSER if base == "browser" else ""
        made.append(
            Contender(name, port, queries, base, [*_HERE, kind, str(port), str(argument)], environment, headers)
        )

    add("WSGI, does nothing", "wsgi", sizes["three"])
    add("Flask, does nothing", "flask", sizes["three"])
    add("WSGI, does nothing (one dictionary)", "wsgi", sizes["one"], base="one")
    add("Flask, does nothing (one dictionary)", "flask", sizes["one"], base="one")
    add("/lookup, three dictionaries, cache off", "lookup", three, REPLY_CACHE="0")
    add("/lookup, one dictionary, cache off", "lookup", one, base="one", REPLY_CACHE="0")
    add("/lookup, three dictionaries, cache on", "lookup", three)
    add("/lookup, repeated queries", "lookup", three, "common")
    add("WSGI, does nothing (browser's headers)", "wsgi", sizes["three"], base="browser")
    add("Flask, does nothing (browser's headers)", "flask", sizes["three"], base="browser")
    add("/lookup, three dictionaries, cache off (browser's headers)", "lookup", three, base="browser", REPLY_CACHE="0")
    add("/lookup, three dictionaries, cache on (browser's headers)", "lookup", three, base="browser")
    add("SQLite FTS5", "fts", rivals.fts(three))
    tantivy, xapian = rivals.tantivy_there(), bool(rivals.xapian_library())
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    for name, there in (("tantivy", tantivy), ("Xapian", xapian), ("PostgreSQL", dsn), ("nginx", nginx)):
        if not there:
            print(f"  {name} is not installed here: no row of it", flush=True)
    if tantivy:
        add("tantivy, prefix n-grams", "tantivy", rivals.tantivy(three))
    if xapian:
        add("Xapian, partial matching", "xapian", rivals.xapian(three))
    if dsn:
        add("PostgreSQL, unaccent and pg_trgm", "postgres", dsn)
    if nginx:
        port = PORT + len(made)
        behind = next(one for one in made if one.name == "/lookup, repeated queries").port
        start: list[str | Path] = [nginx, "-c", _nginx(folder, port, behind), "-e", folder / "nginx.log"]
        made.append(Contender("nginx micro-cache, repeated queries", port, "common", "three", start, {}))
    return made


def _nginx(folder: Path, port: int, behind: int) -> Path:
    """The configuration of deploy/ at the root of a host, without its limit of requests."""
    text = (inputs.ROOT / "deploy" / "dictsvc.conf").read_text(encoding="utf-8")
    replaced = {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{behind};",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/var/lib/nginx/dictsvc": str(folder / "cache"),
        "/var/log/nginx/dictsvc.log dictsvc": "off",
        "    location = /tu-dien {\n        return 301 /tu-dien/;\n    }\n": "",
        "/tu-dien/": "/",
        "Prefix /tu-dien;": 'Prefix "";',
    }
    for old, new in replaced.items():
        assert old in text, old
        text = text.replace(old, new)
    text = re.sub(r"rate=\d+r/s", "rate=1000000r/s", re.sub(r"burst=\d+", "burst=100000", text))
    user = "user root;" if os.getuid() == 0 else ""
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    path.write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; {user} events {{ worker_connections 256; }}"
        f"http {{ {temporary} \n{text}\n}}"
    )
    return path


def servers(rounds: int, seconds: float) -> dict[str, Any]:
    """The do-nothing application under other settings of gunicorn."""
    variants = {
        "as served: own worker, 8 threads": "",
        "own worker, 1 thread": "threads=1",
        "own worker, 16 threads": "threads=16",
        "gthread, 8 threads": "worker_class=gthread",
        "gthread, 8 threads, no connection kept": "worker_class=gthread,keepalive=0",
        "sync": "worker_class=sync",
    }
    size = mean_size(inputs.three())
    taking_part = [
        Contender(name, port, "typed", "three", [*_HERE, "wsgi", str(port), str(size)], {"BENCH_GUNICORN": options})
        for port, (name, options) in enumerate(variants.items(), PORT)
    ]
    return _compete(lambda folder: taking_part, rounds, seconds)


def measure(rounds: int, seconds: float) -> dict[str, Any]:
    """Requests a second of each contender in each round, and their ratios."""
    if shutil.which("wrk") is None:
        sys.exit("bench: wrk is not installed (apt-get install wrk)")
    with rivals.postgres(inputs.three(), PORT - 1, SERVER_CORE) as dsn:
        result = _compete(lambda folder: contenders(folder, dsn), rounds, seconds)
    return {"rounds": rounds, "seconds": seconds, "connections": CONNECTIONS, "contenders": result}


def dictionaries(folders: dict[str, Path], rounds: int, seconds: float) -> dict[str, Any]:
    """The service without its reply cache on several data folders, beside the do-nothing WSGI application."""
    size = mean_size(next(iter(folders.values())))
    taking_part = [Contender("WSGI, does nothing", PORT, "typed", "three", [*_HERE, "wsgi", str(PORT), str(size)], {})]
    for port, (name, data) in enumerate(folders.items(), PORT + 1):
        start = [*_HERE, "lookup", str(port), str(data)]
        taking_part.append(Contender(name, port, "typed", "three", start, {"DICTSVC_REPLY_CACHE": "0"}))
    return _compete(lambda folder: taking_part, rounds, seconds)


_SUFFIX = {"three": "", "one": " (one dictionary)", "browser": " (browser's headers)"}


def _compete(make: Callable[[Path], list[Contender]], rounds: int, seconds: float) -> dict[str, Any]:
    """By name: requests a second, processor time, and ratios to the do-nothing applications that take part.

    make: the contenders, given a folder for their files.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="dictsvc-bench-")))
        folder.chmod(0o755)
        lua = folder / "replay.lua"
        lua.write_text(_LUA)
        for name, queries in (("typed", inputs.typed()), ("common", inputs.common(100))):
            (folder / name).write_text("\n".join(inputs.addresses(queries)) + "\n")
        taking_part = make(folder)
        pids = {}
        for number, contender in enumerate(taking_part):
            pids[contender.name] = stack.enter_context(running(contender, folder / f"{number}.log"))
            wrk(contender.port, folder / contender.queries, lua, 1, headers=contender.headers)
        return _rounds(taking_part, pids, folder, rounds, seconds)


def _rounds(
    taking_part: list[Contender], pids: dict[str, int], folder: Path, rounds: int, seconds: float
) -> dict[str, Any]:
    figures: dict[str, list[float]] = {contender.name: [] for contender in taking_part}
    spent: dict[str, list[float]] = {contender.name: [] for contender in taking_part}
    for turn in range(rounds):
        for contender in taking_part:
            before = processor_time(pids[contender.name])
            paths = folder / contender.queries
            rate = wrk(contender.port, paths, folder / "replay.lua", seconds, turn * 3571, contender.headers)
            each = (processor_time(pids[contender.name]) - before) / (rate * seconds) * 1e6
            figures[contender.name].append(rate)
            spent[contender.name].append(each)
            print(f"  round {turn + 1}  {rate:8.0f}/s  {each:6.0f} µs  {contender.name}", flush=True)
    result: dict[str, Any] = {}
    for contender in taking_part:
        rates = figures[contender.name]
        result[contender.name] = {"rate": median(rates), "rates": rates, "microseconds": median(spent[contender.name])}
        for kind in ("WSGI", "Flask"):
            if base := figures.get(f"{kind}, does nothing{_SUFFIX[contender.base]}"):
                result[contender.name][kind] = median(rate / other for rate, other in zip(rates, base, strict=True))
    return result

"""bench/RESULTS.md and bench/results.png, made of the figures; every target stands beside its figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Figures = dict[str, Any]
PIECES = tuple("http dictionaries compression lookup misses definitions load memory start machines server".split())
"""What is measured, in the order of a whole run."""


@dataclass(frozen=True, slots=True)
class Target:
    """what: in words. limit: the target. higher: more is better. figure: from the figures; KeyError: not measured."""

    what: str
    limit: float
    higher: bool
    figure: Callable[[Figures], float]
    unit: str = ""

    def row(self, figures: Figures) -> tuple[str, str, str, str]:
        """(what, target, figure, met)."""
        wanted = f"{'≥' if self.higher else '≤'} {self.limit:,g}{self.unit}"
        try:
            value = self.figure(figures)
        except (KeyError, TypeError):
            return self.what, wanted, "not measured", ""
        met = value >= self.limit if self.higher else value <= self.limit
        shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
        return self.what, wanted, f"{shown}{self.unit}", "yes" if met else "**no**"


def _at(piece: str, *path: str | int, unit: float = 1) -> Callable[[Figures], float]:
    """The figure that stands there, in a larger unit."""

    def figure(figures: Figures) -> float:
        value = figures[piece]["figures"]
        for step in path:
            value = value[step]
        return float(value) / unit

    return figure


def _share(one: Callable[[Figures], float], of: Callable[[Figures], float]) -> Callable[[Figures], float]:
    return lambda figures: one(figures) / of(figures)


def _ratio(name: str, kind: str = "WSGI") -> Callable[[Figures], float]:
    return _at("http", "contenders", name, kind)


def _grown(name: str) -> Callable[[Figures], float]:
    return _share(_at("lookup", "5000000", name), _at("lookup", "100000", name))


def _dearest(figures: Figures) -> float:
    return max(float(size["short_worst"]) for size in figures["lookup"]["figures"].values())


def _slowest_join(figures: Figures) -> float:
    return max(float(seconds) for seconds in figures["machines"]["figures"]["join"])


def _least(what: str, limit: float, figure: Callable[[Figures], float]) -> Target:
    return Target(what, limit, True, figure)


def _most(what: str, limit: float, figure: Callable[[Figures], float], unit: str = "") -> Target:
    return Target(what, limit, False, figure, f" {unit}" if unit else "")


IN_ONE = "one with the headwords of 22"
THREE_OFF, ONE_OFF = "/lookup, three dictionaries, cache off", "/lookup, one dictionary, cache off"
MILLION, FIVE = ("load", "1000000"), ("load", "5000000")
MISSED, INSIDE = ("misses", "kinds", "all", "clock"), ("dictionaries", "inside")
LOAD_MILLION = "`dictsvc load` of 1,000,000 entries"
TARGETS = (
    _least(f"{THREE_OFF}: of do-nothing WSGI", 0.62, _ratio(THREE_OFF)),
    _least(f"{THREE_OFF}: of do-nothing Flask", 1.0, _ratio(THREE_OFF, "Flask")),
    _least(f"{ONE_OFF}: of do-nothing WSGI", 0.70, _ratio(ONE_OFF)),
    _least(f"{ONE_OFF}: of do-nothing Flask", 1.15, _ratio(ONE_OFF, "Flask")),
    _least(
        "typed queries replayed, cache on: of do-nothing WSGI", 0.75, _ratio("/lookup, three dictionaries, cache on")
    ),
    _least("repeated queries: of do-nothing WSGI", 0.95, _ratio("/lookup, repeated queries")),
    _least("through nginx's micro-cache: of do-nothing WSGI", 3, _ratio("nginx micro-cache, repeated queries")),
    _most("lookup at 100,000 headwords, median", 20, _at("lookup", "100000", "p50"), "µs"),
    _most("lookup at 100,000 headwords, 99th percentile", 80, _at("lookup", "100000", "p99"), "µs"),
    _most("median at 5,000,000 against that at 100,000", 1.3, _grown("p50")),
    _most("99th percentile at 5,000,000 against that at 100,000", 1.5, _grown("p99")),
    _most("dearest prefix of one or two letters, against the median", 3, _dearest),
    _most("query without a result at 1,000,000 headwords, median", 2, _at(*MISSED, 0, unit=1000), "ms"),
    _most("query without a result at 1,000,000 headwords, 99th percentile", 10, _at(*MISSED, 1, unit=1000), "ms"),
    _most(LOAD_MILLION, 75, _at(*MILLION, "dictsvc", "seconds"), "s"),
    _most(f"{LOAD_MILLION}: memory of all its processes", 1200, _at(*MILLION, "dictsvc", "resident", unit=1024), "MB"),
    _most(
        "published index of 1,000,000 entries: of the file's size",
        1.3,
        _share(_at(*MILLION, "dictsvc", "bytes"), _at(*MILLION, "file_bytes")),
    ),
    _most(
        "`dictsvc load` of 5,000,000 entries: memory of all its processes",
        4500,
        _at(*FIVE, "dictsvc", "resident", unit=1024),
        "MB",
    ),
    _most(
        "22 dictionaries: mean of an answer, of one dictionary with their headwords",
        1.3,
        _share(_at(*INSIDE, "22", "microseconds"), _at(*INSIDE, IN_ONE, "microseconds")),
    ),
    _most(
        "private memory of a served worker (unshared, also with its master) after all typed queries, cache on",
        60,
        _at("memory", "three_cached", unit=1024),
        "MB",
    ),
    _most("private memory that a further 1,000,000 headwords add", 1, _at("memory", "added_mb"), "MB"),
    _most("opening an index of 1,000,000 headwords, warm", 2, _at("start", "open_ms", "1000000"), "ms"),
    _most("first answer of `dictsvc serve` with 1,000,000 headwords", 1.5, _at("start", "first_answer_s"), "s"),
    _most("a replica with an empty folder answers from three dictionaries", 10, _slowest_join, "s"),
)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    line = "|" + "|".join("---" if number == 0 else "---:" for number in range(len(head))) + "|"
    return [f"| {' | '.join(head)} |", line, *(f"| {' | '.join(row)} |" for row in rows), ""]


def _section(title: str, about: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    return [f"## {title}", "", about, "", *_table(head, rows)]


def summary(figures: Figures) -> str:
    """Targets and figures for a terminal."""
    return "\n".join(
        f"{figure:>14}  {wanted:>10}  {met.strip('*'):3}  {what}"
        for what, wanted, figure, met in (t.row(figures) for t in TARGETS)
    )


_THREE = ("median", "99th", "worst")


def _http(figures: Figures) -> list[str]:
    measured = figures["http"]["figures"]
    rows = [
        (name, f"{one['rate']:,.0f}", f"{one['WSGI']:.2f}", f"{one['Flask']:.2f}", f"{one.get('microseconds', 0):.0f}")
        for name, one in measured["contenders"].items()
    ]
    about = (
        f"One worker on one core, wrk with {measured['connections']} connections on the other, {measured['rounds']} "
        f"rounds of {measured['seconds']:g} s each; a ratio is the median over the rounds of the ratio within a round. "
        "All contenders run under the service's own gunicorn settings. The queries are typed letter by letter, 20,000 "
        "of them, 7,887 distinct; the do-nothing applications send as many bytes as an average reply. Processor time "
        "is that of the server's own processes for one request (without PostgreSQL's)."
    )
    return _section("Over HTTP", about, ("", "requests/s", "of WSGI", "of Flask", "processor µs"), rows)


def _inside(figures: Figures) -> list[str]:
    sizes = figures["lookup"]["figures"]
    rows = []
    for size, one in sorted(sizes.items(), key=lambda pair: int(pair[0])):
        missed = f"{one['missed_p50']:.0f} / {one['missed_p99']:.0f}" if one["missed_p50"] else ""
        rows.append(
            (
                f"{int(size):,}",
                f"{one['p50']:.1f}",
                f"{one['p99']:.1f}",
                f"{one['short_worst']:.1f} × ({one['short_worst_query'].replace(' ', '␣')})",
                missed,
            )
        )
    letters = sorted({int(length) for one in sizes.values() for length in one["letters"]})[:16]
    by_length = [
        (
            f"{int(size):,}",
            *(f"{one['letters'][at]:.0f}" if (at := str(length)) in one["letters"] else "" for length in letters),
        )
        for size, one in sorted(sizes.items(), key=lambda pair: int(pair[0]))
    ]
    return [
        "## Inside one process",
        "",
        "Microseconds of a lookup with its ten cards, over the typed queries that have a result; what nothing matches "
        "goes through the fallbacks and stands in the last column.",
        "",
        *_table(("headwords", "median", "99th", "dearest of 1–2 letters", "without result: median / 99th"), rows),
        "Median by letters typed:",
        "",
        *_table(("headwords", *map(str, letters)), by_length),
    ]


def _misses(figures: Figures) -> list[str]:
    measured = figures["misses"]["figures"]
    rows = [
        (
            name.replace("_", " "),
            str(kind["misses"]),
            *(f"{value / 1000:.2f}" for value in (*kind["clock"], *kind["processor"])),
        )
        for name, kind in sorted(measured["kinds"].items(), key=lambda pair: (pair[0] == "all", pair[0]))
    ]
    head = ("", "queries", *_THREE, "processor: median", *_THREE[1:])
    about = (
        f"Milliseconds of a query that none of {measured['headwords']:,} made-up headwords matches, so that all "
        "fallbacks are tried; each is asked once. By the clock, and of processor time only."
    )
    return _section("Without a result", about, head, rows)


def _definitions(figures: Figures) -> list[str]:
    measured = figures["definitions"]["figures"]
    rows = [
        (
            name,
            str(kind["queries"]),
            *(f"{value:,.0f}" for value in (*kind["clock"], *kind["processor"], *kind["found"])),
        )
        for name, kind in measured["kinds"].items()
    ]
    head = ("", "queries", *_THREE, "processor: median", *_THREE[1:], "found: median", *_THREE[1:])
    about = (
        f"Microseconds of a search in {measured['count']:,} real definitions, with ten snippets: by the clock, of "
        "processor time, and of processor time for the numbers of the best documents alone. The part takes "
        f"{measured['size']:.2f} of the definitions' bytes, and {measured['seconds']:.1f} s for 200,000 of them."
    )
    return _section("Search in definitions", about, head, rows)


def _dictionaries(figures: Figures) -> list[str]:
    measured = figures["dictionaries"]["figures"]
    rows = []
    for name, inside in measured["inside"].items():
        served = measured["http"][name]
        rows.append(
            (
                name,
                f"{inside['headwords']:,.0f}",
                f"{inside['joined']:.0f}",
                f"{inside['microseconds']:.1f}",
                f"{served['rate']:,.0f}",
                f"{served['WSGI']:.2f}",
                f"{served['microseconds']:.0f}",
            )
        )
    head = ("dictionaries", "headwords", "joined indexes", "µs in the process", "requests/s", "of WSGI", "processor µs")
    about = (
        "Real dictionaries, no cache of replies. In the process: mean processor time of a finished reply over all "
        f"typed queries; over HTTP: as above, {measured['rounds']} rounds, do-nothing WSGI "
        f"{measured['http']['WSGI, does nothing']['rate']:,.0f}/s. Headwords of several dictionaries are those "
        "of each, added up."
    )
    return _section("Number of dictionaries", about, head, rows)


def _compression(figures: Figures) -> list[str]:
    measured = figures["compression"]["figures"]
    sizes = {int(low): size for low, size in measured["sizes"].items()}
    rows = [
        (
            f"{row['level']}, {1 << row['window'] - 10} kB",
            *(f"{row['microseconds'][str(low)]:.0f} / {row['saved'][str(low)]:.0f}" for low in sorted(sizes)),
        )
        for row in measured["rows"]
    ]
    about = (
        "Microseconds of processor time that gzip takes for one reply / bytes that it saves, by zlib's level and "
        f"window and by the replies' mean size in bytes. Chosen: level {measured['chosen']} with the small window, "
        f"from {measured['smallest']:,} bytes on."
    )
    return _section("Compression", about, ("level, window", *(f"{sizes[low]:,.0f}" for low in sorted(sizes))), rows)


def _load(figures: Figures) -> list[str]:
    rows, asides, busy = [], [], []
    for size, one in sorted(figures["load"]["figures"].items(), key=lambda pair: int(pair[0])):
        for name in ("dictsvc", "sqlite-utils"):
            if name not in one:
                continue
            spent = one[name]
            rows.append(
                (
                    f"{name}, {int(size):,}",
                    f"{spent['seconds']:,.1f}",
                    f"{spent['processor']:,.1f}",
                    f"{spent['resident'] / 1024:,.0f}",
                    f"{spent['proportional'] / 1024:,.0f}",
                    f"{spent['bytes'] / 1024**2:,.0f}",
                    f"{spent['bytes'] / one['file_bytes']:.2f}",
                )
            )
        if "ratios" in one:
            asides.append(
                f"At {int(size):,} entries dictsvc takes {one['ratios']['seconds']:.2f} times as long as sqlite-utils, "
                f"and {one['ratios']['processor']:.2f} times the processor time."
            )
        busy.append(f"{one['busy']:.1f} before {int(size):,}")
    head = ("", "seconds", "processor s", "memory, MB", "proportional, MB", "on disk, MB", "of the file")
    return [
        "## Loading",
        "",
        "`dictsvc load` of made-up entries into an empty data folder; beside it, in the same run and of the same file, "
        "`sqlite-utils insert` and `sqlite-utils enable-fts`, together. Processor time is that of all processes of the "
        "command. Memory is the largest sum over all its processes at one moment, looked at every 0.1 s; proportional: "
        "a page that several of them share counts once, looked at every second. MB of 1,048,576 bytes. On disk: the "
        "published index, and the database.",
        "",
        *_table(head, rows),
        " ".join([*asides, f"Load average of the machine in the minute before: {', '.join(busy)}."]),
        "",
    ]


def _machines(figures: Figures) -> list[str]:
    found = figures["machines"]["figures"]
    rows = [(way, f"{rate:,.0f}", f"{found['ratios'][way]:.2f}") for way, rate in found["rates"].items()]
    pushed, again = found["push"], found["again"]
    return [
        "## Several machines",
        "",
        "On one machine, with the three real dictionaries and SeaweedFS as the store; one worker a replica, the first "
        "on a core of its own; wrk, HAProxy and the second replica on the others. Cache of replies on.",
        "",
        *_table(("", "requests/s", "of one alone"), rows),
        "",
        f"A push of all three takes {pushed['seconds']:.1f} s for {pushed['bytes'] / 1e6:,.1f} MB in {pushed['files']} "
        f"files, one of what is there already {again['seconds']:.1f} s; both with the start of the command. A replica "
        f"with an empty folder answers from them {max(found['join']):.1f} s after its start. Load average of the "
        f"machine before: {found['load_average']:.1f}.",
        "",
    ]


def _server(figures: Figures) -> list[str]:
    rows = [
        (name, f"{one['rate']:,.0f}", f"{one['microseconds']:.0f}")
        for name, one in figures["server"]["figures"].items()
    ]
    return ["## gunicorn's settings", "", *_table(("do-nothing WSGI", "requests/s", "processor µs"), rows)]


def _rest(figures: Figures) -> list[str]:
    lines = ["## Memory and start", ""]
    if "memory" in figures:
        one = figures["memory"]["figures"]
        lines += [
            "Memory that a worker of `dictsvc serve` has written and shares with no other process (private dirty), "
            f"when it has answered all typed queries: {one['three'] / 1024:.1f} MB with the three dictionaries, "
            f"{one['three_and_million'] / 1024:.1f} MB with a million headwords more, both without the cache of "
            f"replies; with it {one['three_cached'] / 1024:.1f} MB with the three. A process that serves them alone, "
            f"and shares no interpreter and modules with a master, has {one['alone'] / 1024:.1f} MB with the cache.",
            "",
        ]
    if "start" in figures:
        one = figures["start"]["figures"]
        opened = ", ".join(f"{int(size):,} headwords {taken:.2f} ms" for size, taken in one["open_ms"].items())
        lines += [f"Opening: {opened}. First answer after {one['first_answer_s']:.2f} s.", ""]
    return lines


SECTIONS = (
    (("http",), _http),
    (("lookup",), _inside),
    (("misses",), _misses),
    (("definitions",), _definitions),
    (("dictionaries",), _dictionaries),
    (("compression",), _compression),
    (("load",), _load),
    (("memory", "start"), _rest),
    (("machines",), _machines),
    (("server",), _server),
)
"""Sections of the report in their order, each with the pieces of the benchmark that it is about."""


def write(figures: Figures) -> None:
    """RESULTS.md, and the plot where matplotlib is installed."""
    figures = {name: figures[name] for name in PIECES if name in figures}
    machines = [one["machine"] for one in figures.values()]
    lines = ["# Measured", "", "Written by `python -m bench`; `make bench` measures anew.", ""]
    if machines:
        last = machines[-1]
        states = sorted({f"{one['state']}, {one['when']}" for one in machines})
        lines += [
            f"{last['processor']}, {last['memory']}; {last['system']}; {last['server']}. "
            f"State of the code: {'; '.join(states)}.",
            "",
        ]
    lines += ["## Targets", "", *_table(("", "target", "figure", "met"), [target.row(figures) for target in TARGETS])]
    lines += ["![Ratios and times](results.png)", ""]
    for pieces, section in SECTIONS:
        if any(piece in figures for piece in pieces):
            lines += section(figures)
    notes = HERE / "NOTES.md"
    if notes.exists():
        lines += [notes.read_text(encoding="utf-8").rstrip(), ""]
    (HERE / "RESULTS.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    try:
        import matplotlib
    except ImportError:
        return
    matplotlib.use("Agg")
    _plot(figures)


def _plot(figures: Figures) -> None:
    from matplotlib import pyplot

    drawing, (left, middle, right) = pyplot.subplots(1, 3, figsize=(16, 5.2), layout="constrained")
    if "http" in figures:
        named = figures["http"]["figures"]["contenders"]
        shown = {name: one["WSGI"] for name, one in named.items() if name != "WSGI, does nothing (one dictionary)"}
        colours = ["#1f6f54" if "/lookup" in name or "nginx" in name else "#b0b4b8" for name in shown]
        bars = left.barh(list(shown), list(shown.values()), color=colours)
        left.bar_label(bars, fmt="%.2f", padding=3, fontsize=8)
        left.invert_yaxis()
        left.set_xlim(0, max(shown.values()) * 1.15)
        left.tick_params(axis="y", labelsize=8)
        left.set_title("requests a second, do-nothing WSGI = 1", fontsize=10)
    if "lookup" in figures:
        for size, one in sorted(figures["lookup"]["figures"].items(), key=lambda pair: int(pair[0])):
            lengths = sorted(int(length) for length in one["letters"] if int(length) <= 20)
            right.plot(
                lengths,
                [one["letters"][str(length)] for length in lengths],
                marker=".",
                label=f"{int(size):,} headwords",
            )
        right.set_ylim(bottom=0)
        right.set_xlabel("letters typed", fontsize=9)
        right.set_title("microseconds of a lookup, median", fontsize=10)
        right.legend(fontsize=8)
    if "dictionaries" in figures:
        inside = figures["dictionaries"]["figures"]["inside"]
        counts = sorted(int(name) for name in inside if name.isdigit())
        middle.plot(counts, [inside[str(count)]["microseconds"] for count in counts], marker=".", label="dictionaries")
        middle.axhline(inside[IN_ONE]["microseconds"], color="#b0b4b8", linestyle="--", label=IN_ONE)
        middle.set_ylim(bottom=0)
        middle.set_xticks(counts)
        middle.set_xlabel("dictionaries asked together", fontsize=9)
        middle.set_title("microseconds of an answer, mean", fontsize=10)
        middle.legend(fontsize=8)
    for side in (left, middle, right):
        side.spines[["top", "right"]].set_visible(False)
    drawing.savefig(HERE / "results.png", dpi=90)
    pyplot.close(drawing)

"""Fixtures that many tests need: the folder of real dictionaries and vectors, and a small loaded data folder."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from loaded import load_bundled, load_file, load_words, once

collect_ignore_glob = ["support/*", "conftest.py", "*/conftest.py"]  # which hold no test and no example
SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Real dictionaries and public vectors, which stand beside the checkout and never inside it."""
_WITHOUT_SHARED = pytest.StashKey[Counter[str]]()


os.environ["DICTSVC_LANG"] = "en"  # whatever the developer's locale is
for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:  # a run in the background, whose processes would inherit that
        signal.signal(number, usual)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder SHARED. A test that asks for it, itself or through a fixture, is deselected where it is missing."""
    return SHARED


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    missing = [item for item in items if "shared" in getattr(item, "fixturenames", ())]
    if not missing:
        return
    config.hook.pytest_deselected(items=missing)
    counts = Counter(item.nodeid.partition("::")[0] for item in missing)
    config.stash[_WITHOUT_SHARED] = counts
    if hasattr(config, "workeroutput"):  # a process of pytest-xdist: the one that prints collects nothing itself
        config.workeroutput["without_shared"] = dict(counts)
    items[:] = [item for item in items if item not in set(missing)]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a process of pytest-xdist deselected, told to the one that prints; all of them collect the same."""
    if counts := getattr(node, "workeroutput", {}).get("without_shared"):
        node.config.stash[_WITHOUT_SHARED] = Counter(counts)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forbid-skips", action="store_true", help="name every skipped test at the end, and fail")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--forbid-skips") and exitstatus == 0 and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if counts := terminalreporter.config.stash.get(_WITHOUT_SHARED, None):
        terminalreporter.section(f"{counts.total()} deselected: they read real data, and ../shared is not here")
        for path, count in sorted(counts.items()):
            terminalreporter.line(f"{path}: {count}")
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and terminalreporter.config.getoption("--forbid-skips"):
        terminalreporter.section(f"{len(skipped)} skipped, and none may be", red=True)
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[2] if report.longrepr else ''}")


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three small dictionaries, loaded as an admin would: viet-anh, anh-viet, viet-viet."""
    return once(tmp_path_factory, "words", load_words)


@pytest.fixture(scope="session")
def bundled_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the dictionaries that come with the program."""
    return once(tmp_path_factory, "bundled", load_bundled)


@pytest.fixture(scope="session")
def real_data(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with star_vietanh, 42,151 real headwords, as `star-vietanh`; generation 1."""

    def load(folder: Path) -> None:
        wishes = {"id": "star-vietanh", "source_language": "vi", "target_language": "en", "title": "Việt–Anh"}
        load_file(folder, shared / "data/tab/star_vietanh.tab", **wishes)

    return once(tmp_path_factory, "real", load)


@pytest.fixture
def data(words: Path, tmp_path: Path) -> Path:
    """A copy of `words` to be changed: three dictionaries, generations 1 to 3."""
    return Path(shutil.copytree(words, tmp_path / "data"))

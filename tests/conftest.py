"""Fixtures that many tests need: the folder of real dictionaries and vectors, and a small loaded data folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from beside import shared_path


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `../shared` with real dictionaries and public vectors."""
    return shared_path("")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forbid-skips", action="store_true", help="name every skipped test at the end, and fail")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--forbid-skips") and exitstatus == 0 and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and terminalreporter.config.getoption("--forbid-skips"):
        terminalreporter.section(f"{len(skipped)} skipped, and none may be", red=True)
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[2] if report.longrepr else ''}")


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three small dictionaries, loaded as an admin would: viet-anh, anh-viet, viet-viet."""
    from loaded import load_words

    return load_words(tmp_path_factory.mktemp("words") / "data")

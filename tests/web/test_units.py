"""The systemd units as they are shipped: well-formed, shut off, and doing apart what needs more memory than serving."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from loaded import load_rows
from running import Server, dictsvc, load_with_older_fold, serving, until

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = ("dictsvc.service", "dictsvc-upgrade.service")
ALL = (*UNITS, "dictsvc-replica.service")


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """systemd-analyze, which needs no running systemd for what is asked here."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def values(unit: str) -> dict[str, str]:
    """The settings of a unit, the last of each name."""
    return dict(re.findall(r"^(\w+)=(.*)$", (DEPLOY / unit).read_text(encoding="utf-8"), re.MULTILINE))


def test_systemd_finds_nothing_wrong_in_the_units(tmp_path: Path) -> None:
    """In a root of its own, in which the command stands where the units say."""
    program = tmp_path / "opt/dictsvc/bin/dictsvc"
    for path in (program, tmp_path / "bin/sh"):
        path.parent.mkdir(parents=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    folder = tmp_path / "etc/systemd/system"
    folder.mkdir(parents=True)
    for unit in ALL:
        shutil.copy(DEPLOY / unit, folder)
    for standard in ("sysinit", "basic", "network", "network-online", "shutdown", "multi-user"):
        (folder / f"{standard}.target").write_text("[Unit]\nDescription=of systemd\nDefaultDependencies=no\n")
    done = analyze("verify", f"--root={tmp_path}", "--man=no", *(f"/etc/systemd/system/{unit}" for unit in ALL))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", ALL)
def test_a_unit_is_shut_off_from_the_machine(unit: str) -> None:
    """systemd's own measure goes from 0 to 10; below 2 is what it calls OK."""
    done = analyze("security", "--offline=true", "--threshold=15", DEPLOY / unit)
    assert done.returncode == 0, done.stdout


def test_the_upgrade_stands_before_the_service_and_outside_its_limit_of_memory() -> None:
    service, upgrade = map(values, UNITS)
    assert "MemoryMax" in service and not {"MemoryMax", "MemoryHigh"} & set(upgrade)
    assert service["Wants"] == "dictsvc-upgrade.service" and "dictsvc-upgrade.service" in service["After"].split()
    assert service["ExecStart"].endswith("dictsvc serve --no-upgrade")
    assert (upgrade["Type"], upgrade["ExecStart"].partition("/bin/dictsvc ")[2]) == ("oneshot", "upgrade --create")
    shared = ("User", "DynamicUser", "StateDirectory", "EnvironmentFile")
    assert [service[name] for name in shared] == [upgrade[name] for name in shared]


def test_what_the_units_run_fills_a_new_folder_once_and_then_serves_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first, second = (dictsvc(data, *values(UNITS[1])["ExecStart"].split()[1:]) for _ in range(2))
    assert first.returncode == second.returncode == 0
    assert list((data / "indexes").glob("viet-anh-*"))
    assert "nothing was done" in second.stdout
    with serving(data, tmp_path / "log", "--no-upgrade") as server:
        assert server.get("/lookup?q=hoc")[0] == 200 and server.get("/readyz")[0] == 200


def test_serving_without_an_upgrade_changes_nothing(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "cu.tsv"
    load_rows(data, "moi", [("học", "- study")], source_language="vi")
    file.write_text("hoa\tflower\n", encoding="utf-8")
    load_with_older_fold(data, file)
    before = sorted((path.name, path.stat().st_mtime_ns) for path in data.rglob("*") if path.is_file())
    with serving(data, tmp_path / "log", "--no-upgrade") as server:
        assert server.get("/lookup?q=hoc")[0] == 200
    assert sorted((path.name, path.stat().st_mtime_ns) for path in data.rglob("*") if path.is_file()) == before


def test_a_reload_replaces_the_workers_and_fails_no_request(serve: Callable[..., Server]) -> None:
    """What the unit's ExecReload does."""
    assert "HUP $MAINPID" in values(UNITS[0])["ExecReload"]
    server = serve(workers=2)
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    until(lambda: len(children.read_text().split()) == 2, "both workers are there")
    before = set(children.read_text().split())
    server.process.send_signal(signal.SIGHUP)

    def replaced() -> bool:
        assert server.get("/lookup?q=hoc")[0] == 200
        now = set(children.read_text().split())
        return len(now) == 2 and not now & before

    until(replaced, "other workers answer")

"""The Dockerfile and the systemd units for real, in a Debian root, without Docker: `make image-check`.

mmdebstrap makes the root, which stands for the base image (Debian's Python 3.13 instead of the image's own). The steps
of the Dockerfile are read from it and run there, with what .dockerignore lets through; the server is started as the
image starts it, and asked what HEALTHCHECK asks. Then systemd boots in the same root, with both units, and is
asked to start, reload and restart the service. Needs root, mmdebstrap and systemd-container; where they are missing, it
says so.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import running

until = partial(running.until, seconds=120)
ROOT = Path(__file__).resolve().parents[1]
SUITE = "trixie"
PACKAGES = "python3,python3-venv,ca-certificates,systemd,systemd-sysv,dbus"
PROGRAMS = ("mmdebstrap", "systemd-nspawn", "unshare")

_ENTER = """
mount -t proc proc "$0/proc"
mkdir -p "$0/dev/shm"
mount -t tmpfs -o mode=1777 shm "$0/dev/shm"
exec chroot "$@"
"""
"""What a container's runtime mounts, for one command alone."""


@dataclass
class Image:
    """What a Dockerfile made: a folder that is its root, and how it is started."""

    root: Path
    environment: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
    )
    user: str = "root"
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def run(self, command: list[str], user: str = "root", **how: object) -> subprocess.CompletedProcess[str]:
        """Run a command in the root to its end, with the image's environment."""
        return subprocess.run(self._inside(command, user), text=True, check=True, env=self._env(), **how)  # type: ignore[call-overload,no-any-return]

    def start(self, command: list[str], user: str) -> subprocess.Popen[bytes]:
        """Start a command in the root."""
        return subprocess.Popen(self._inside(command, user), env=self._env())

    def _inside(self, command: list[str], user: str) -> list[str]:
        root = str(self.root)
        return ["unshare", "--mount", "sh", "-ec", _ENTER, root, f"--userspec={user}", root, *command]

    def _env(self) -> dict[str, str]:
        """The image's own environment, and how this machine reaches a package index."""
        outside = {
            name: value for name, value in os.environ.items() if re.match(r"(?i)pip_|https?_proxy|no_proxy", name)
        }
        return {**outside, **self.environment}


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """(instruction, arguments) of a Dockerfile without line continuations."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            yield name, rest.strip()


def allowed() -> list[str]:
    """Names at the top of the repository that .dockerignore, a list of exceptions, lets through."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    return [line[1:] for line in lines if line.startswith("!")]


def build(root: Path) -> Image:
    """Run the steps. Both stages have the same root, so that what is copied from one to the other is there already."""
    image = Image(root)
    for name, rest in instructions((ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")):
        print(f"   {name} {rest}", flush=True)
        if name == "COPY" and not rest.startswith("--from"):
            source, target = rest.split()
            for item in allowed() if source == "." else [source]:
                _copy(ROOT / item, root / target.lstrip("/") / ("" if source != "." else item))
        elif name == "RUN":
            image.run(["sh", "-ec", rest])
        elif name == "ENV":
            variable, _, value = rest.partition("=")
            image.environment[variable] = value.replace("$PATH", image.environment["PATH"])
        elif name == "USER":
            image.user = rest
        elif name == "CMD":
            image.command = json.loads(rest)
        elif name == "HEALTHCHECK":
            image.health = json.loads(rest.partition(" CMD ")[2])
    return image


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def check_image(image: Image) -> None:
    """The container's command answers its own health check, as a user without rights, from a root it cannot write."""
    server = image.start(image.command, image.user)
    try:

        def healthy() -> bool:
            assert server.poll() is None, "the server ended"
            inside = image._inside(image.health, image.user)
            return subprocess.run(inside, env=image._env(), capture_output=True, check=False).returncode == 0

        until(healthy, "the image's health check passes")
        image.run(["dictsvc", "lookup", "hoc sinh"], image.user, stdout=subprocess.DEVNULL)
        image.run(["python", "-c", "import pyglossary, python_calamine"], image.user)
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def booted(root: Path) -> Iterator[list[str]]:
    """systemd as the first process of the root; gives the words before a command that is to run there."""
    command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", f"--directory={root}", "--boot"]
    with (root.parent / "boot.log").open("wb") as log:
        machine = subprocess.Popen(
            [*command, "systemd.unified_cgroup_hierarchy=1"], stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
    try:
        first: list[str] = []

        def up() -> bool:
            assert machine.poll() is None, (root.parent / "boot.log").read_text(errors="replace")
            first[:] = Path(f"/proc/{machine.pid}/task/{machine.pid}/children").read_text().split()[:1]
            inside = (
                ["nsenter", "--all", f"--target={first[0]}", "systemctl", "is-system-running"] if first else ["false"]
            )
            answer = subprocess.run(inside, capture_output=True, text=True, check=False).stdout.strip()
            return answer in ("running", "degraded")

        until(up, "systemd is up")
        yield ["nsenter", "--all", f"--target={first[0]}"]
    finally:
        machine.terminate()
        machine.wait(60)


def check_units(root: Path) -> None:
    """The service starts after its upgrade, answers, reloads and comes back after a kill; its upgrade has no limit."""
    shutil.rmtree(root / "data", ignore_errors=True)
    for unit in (ROOT / "deploy").glob("*.service"):
        shutil.copy(unit, root / "etc/systemd/system")
    with booted(root) as inside:

        def tell(*command: str) -> str:
            done = subprocess.run([*inside, *command], capture_output=True, text=True, check=False)
            return done.stdout.strip() or done.stderr.strip()

        def answers() -> bool:
            code = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8000/readyz', timeout=2).status)"
            return tell("/opt/dictsvc/bin/python", "-c", code) == "200"

        def started() -> bool:
            return answers() or tell("systemctl", "is-active", "dictsvc") == "failed"

        print("  ", tell("systemctl", "enable", "--now", "dictsvc"))
        until(started, "the service answers")
        state = tell("systemctl", "show", "dictsvc-upgrade", "--property=Result,ExecMainStatus,MemoryMax")
        assert answers(), tell("journalctl", "--no-pager", "-u", "dictsvc*", "-n", "50")
        print("  ", state.replace("\n", " "))
        assert "Result=success" in state and "MemoryMax=infinity" in state

        def main_process() -> str:
            return tell("systemctl", "show", "dictsvc", "--property=MainPID", "--value")

        def workers() -> set[str]:
            return set(tell("sh", "-c", f"cat /proc/{main_process()}/task/*/children").split())

        until(lambda: len(workers()) == 2, "both workers are there")
        before = workers()
        print("  ", tell("systemctl", "reload", "dictsvc") or "reloaded")
        until(lambda: answers() and len(workers()) == 2 and not workers() & before, "other workers answer")
        main = main_process()
        tell("systemctl", "kill", "--signal=KILL", "dictsvc")
        until(lambda: main_process() not in ("0", main), "a restart")
        until(answers, "the service answers again")
        state = tell("systemctl", "show", "dictsvc", "--property=NRestarts,MemoryMax,MemoryCurrent")
        print("  ", state.replace("\n", " "))
        print("  ", tell("systemd-analyze", "security", "--no-pager", "dictsvc").splitlines()[-1])


def main() -> int:
    """Both checks; exit status 1 where one fails."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing or os.getuid():
        print(f"not run: needs {', '.join(missing) or 'the rights of root'}")
        return 0
    with tempfile.TemporaryDirectory(prefix="dictsvc-image-") as folder:
        root = Path(folder) / "root"
        given = os.environ.get("IMAGE_ROOT")  # a root of mmdebstrap as a tar file, to spare making it
        if given:
            root.mkdir()
            subprocess.run(["tar", "-xf", given, "-C", root], check=True)
        else:
            subprocess.run(
                ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", SUITE, root], check=True
            )
        (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
        # How this machine reaches a package index.
        for name in ("/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"):
            if Path(name).exists():
                shutil.copy(name, root / name[1:])
        print("== the Dockerfile's steps", flush=True)
        image = build(root)
        print("== the image's command", flush=True)
        check_image(image)
        print("== the units, booted", flush=True)
        check_units(root)
    print("all passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())

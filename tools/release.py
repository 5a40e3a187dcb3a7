"""Make a release: `make release`, or `make rehearsal` for all of it but what only a release has to have.

    python tools/release.py [--rehearse] [PYTHON …]

Checks version, changelog and the widget's released copy; builds sdist and wheel into dist/; compares what is in the
wheel with what the service needs, and the wheel with the one that the sdist makes; then installs the wheel alone into a
fresh environment of each PYTHON, where it has to serve and answer. Ends with exit status 1 and every fault in a line.
Publishing is left to people; see RELEASING.md.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import zipfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "dictsvc" / "web" / "static"
SERVED = (".tsv", ".toml", "CMUDICT.txt", "LICENSE")
"""Ends of the names in dictionaries/ that go into the wheel."""
PATIENCE = 180
"""Seconds for a service that loads the bundled dictionaries first."""


def unfit(version: str) -> Iterator[str]:
    """What keeps the checkout from being released under its version; copies the widget where that is what lacks."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## {re.escape(version)} \(\d{{4}}-\d\d-\d\d\)$", changelog, re.MULTILINE):
        yield f"CHANGELOG.md has no heading `## {version} (YYYY-MM-DD)`"
    if re.search(r"^## Unreleased$", changelog, re.MULTILINE):
        yield "CHANGELOG.md still has the heading `## Unreleased`"
    copy = STATIC / "released" / f"widget-{version}.js"
    if not copy.exists():
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(STATIC / "widget.js", copy)
        yield f"{copy.relative_to(ROOT)} was missing and has been made; commit it"
    elif copy.read_bytes() != (STATIC / "widget.js").read_bytes():
        yield f"{copy.relative_to(ROOT)} is not the widget of this checkout: it was released, so raise the version"
    if changed := _run("git", "status", "--porcelain").strip():
        yield f"not committed: {', '.join(line[3:] for line in changed.splitlines())}"


def build(folder: Path, source: Path = ROOT) -> tuple[Path, Path]:
    """sdist and wheel of a source tree, in a folder."""
    _run(sys.executable, "-m", "hatchling", "build", "--directory", str(folder), cwd=source)
    (sdist,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


def expected() -> set[str]:
    """Names of the files that a wheel has to hold, but for what describes it: all of the package that git knows."""
    files = [Path(name) for name in _run("git", "ls-files", "-z", "dictsvc", "dictionaries").split("\0") if name]
    package = {str(path) for path in files if path.parts[0] == "dictsvc" and path.suffix != ".po"}
    return package | {f"dictsvc/{path}" for path in files if path.parts[0] != "dictsvc" and path.name.endswith(SERVED)}


def contents(wheel: Path) -> dict[str, int]:
    """Name -> checksum of the files in a wheel, but for what describes it."""
    with zipfile.ZipFile(wheel) as archive:
        return {file.filename: file.CRC for file in archive.infolist() if ".dist-info/" not in file.filename}


def differences(sdist: Path, wheel: Path) -> Iterator[str]:
    """What is too much or too little in a wheel, and what the sdist makes otherwise."""
    held = contents(wheel)
    yield from (f"the wheel lacks {name}" for name in sorted(expected() - held.keys()))
    yield from (f"the wheel holds {name}, which nobody needs" for name in sorted(held.keys() - expected()))
    with TemporaryDirectory() as name:
        folder = Path(name)
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        again = contents(build(folder / "dist", folder / sdist.name.removesuffix(".tar.gz"))[1])
        changed = {file for file in held.keys() | again.keys() if held.get(file) != again.get(file)}
        yield from (f"the sdist makes a wheel with another {file}" for file in sorted(changed))


def trial(python: str, wheel: Path, version: str) -> Iterator[str]:
    """What goes wrong where a wheel is installed alone, in a fresh environment, and asked."""
    with TemporaryDirectory(prefix="dictsvc-release-") as name:
        folder = Path(name)
        _run(python, "-m", "venv", str(folder / "venv"), cwd=folder)
        _run(str(folder / "venv/bin/pip"), "install", "--quiet", str(wheel), cwd=folder)
        command = [str(folder / "venv/bin/dictsvc"), "--data", str(folder / "data")]
        if version not in (said := _run(*command, "--version", cwd=folder)):
            yield f"{python}: `dictsvc --version` says {said.strip()}"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            bind = f"127.0.0.1:{probe.getsockname()[1]}"
        with (folder / "log").open("wb") as log:
            service = subprocess.Popen([*command, "serve", "--bind", bind], cwd=folder, stdout=log, stderr=log)
        try:
            yield from (f"{python}: {fault}" for fault in _asked(f"http://{bind}", service))
        finally:
            service.terminate()
            if service.wait(60):
                yield f"{python}: the service ended with {service.returncode}: {(folder / 'log').read_text()[-500:]}"


def _asked(address: str, service: subprocess.Popen[bytes]) -> Iterator[str]:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(f"{address}/readyz", timeout=10).close()
            break
        except (URLError, OSError) as error:
            if service.poll() is not None or time.monotonic() > until:
                yield f"it does not answer ({error})"
                return
            time.sleep(0.5)
    with urlopen(f"{address}/lookup?q=hoc+sinh", timeout=10) as reply:
        found = [result["headword"] for result in json.load(reply)["results"]]
    if found[:1] != ["học sinh"]:
        yield f"`hoc sinh` is answered with {found[:3]}"
    for path in ("/", "/widget.js", "/openapi.json"):
        with urlopen(address + path, timeout=10) as reply:
            if not reply.read():
                yield f"{path} is empty"


def _run(*command: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> int:
    """Run it."""
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rehearse", action="store_true", help="whatever changelog, widget and checkout say")
    parser.add_argument("python", nargs="*", default=[sys.executable])
    options = parser.parse_args()
    version = _run(sys.executable, "-c", "import dictsvc; print(dictsvc.__version__)").strip()
    faults = [] if options.rehearse else list(unfit(version))
    if not faults:
        shutil.rmtree(ROOT / "dist", ignore_errors=True)
        sdist, wheel = build(ROOT / "dist")
        faults += differences(sdist, wheel)
        for python in options.python:
            faults += trial(python, wheel, version)
            print(f"{wheel.name} was installed and asked under {python}", flush=True)
    print("\n".join(faults) or f"dist/ holds dictsvc {version}; RELEASING.md says what to do with it")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

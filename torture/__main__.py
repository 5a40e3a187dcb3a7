"""Runs every long run, one after another, each as a process of its own; exit status 1 if any of them failed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path


def main() -> int:
    """Every module beside this one that can be run."""
    failed = []
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        print(f"== torture.{path.stem}", flush=True)
        began = time.monotonic()
        status = subprocess.run([sys.executable, "-m", f"torture.{path.stem}"], check=False).returncode
        print(f"== torture.{path.stem}: status {status}, {time.monotonic() - began:.0f} s", flush=True)
        if status:
            failed.append(path.stem)
    print(f"failed: {', '.join(failed)}" if failed else "all passed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

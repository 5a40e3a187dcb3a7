"""Tries every test that makes up its own examples with many more of them than the tests do.

python -m torture.properties [--factor 20]
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from torture import arguments


def main() -> int:
    """Run them as a process of their own; hypothesis names an example that fails."""
    options = arguments(__doc__, factor=20).parse_args()
    command = [sys.executable, "-m", "pytest", "-m", "hypothesis", "--numprocesses", "2", "--timeout", "3600", "-q"]
    environment = {**os.environ, "EXAMPLES": str(options.factor)}
    return subprocess.run(command, cwd=Path(__file__).parents[1], env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())

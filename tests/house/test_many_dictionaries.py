"""A process holds hundreds of dictionaries under the limits of an ordinary system, and says which limit was too low."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from loaded import load_rows

from dictsvc.catalogue import layout
from dictsvc.catalogue.writing import writer

COUNT = 200

_OPEN = """
import json, os, resource, sys
from pathlib import Path
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[2]), hard))
from dictsvc import library
from dictsvc.search.lookup import lookup
library.INTERVAL = 0.0
here = library.Library(Path(sys.argv[1]), patience=None)
def state():
    snapshot = here.current()
    found = lookup(snapshot, snapshot.choose([]), "học", 1).results if snapshot.opened else []
    return {
        "opened": len(snapshot.opened),
        "entries": len(found[0].entries) if found else 0,
        "damaged": sorted(set(snapshot.damaged.values())),
        "descriptors": len(os.listdir("/proc/self/fd")),
    }
print(json.dumps(state()))
resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
import time
end = time.monotonic() + 20
while here.current().damaged and time.monotonic() < end:
    time.sleep(0.05)
print(json.dumps(state()))
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with COUNT dictionaries, each an index of its own."""
    data = tmp_path_factory.mktemp("many") / "data"
    first = load_rows(data, "d0", [("học", "- study"), ("học sinh", "- pupil")], source_language="vi").dictionary
    short = first.folder.rpartition("-")[2]
    others = [replace(first, id=f"d{at}", folder=f"d{at}-{short}", position=at) for at in range(1, COUNT)]
    for one in others:
        shutil.copytree(layout.index(data, first.folder), layout.index(data, one.folder))
    with writer(data, "test") as catalogue:
        catalogue.publish("test", (first, *others))
    return data


def opened(data: Path, limit: int) -> list[dict[str, object]]:
    """The state of a library under a limit of open files, and once that was raised."""
    command = [sys.executable, "-c", _OPEN, str(data), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_two_hundred_dictionaries_are_open_under_the_usual_limit_of_1024_files(many: Path) -> None:
    state, _ = opened(many, 1024)
    assert (state["opened"], state["entries"], state["damaged"]) == (COUNT, COUNT, [])
    assert int(str(state["descriptors"])) <= COUNT + 24


def test_a_limit_that_is_too_low_is_named_and_what_it_kept_out_comes_back_once_it_is_raised(many: Path) -> None:
    low, raised = opened(many, 60)
    assert low["damaged"] if sys.version_info < (3, 13) else True
    for what in low["damaged"]:  # type: ignore[attr-defined]
        assert "too many open files" in what and "LimitNOFILE" in what and "rebuild" not in what, what
    assert (raised["opened"], raised["damaged"]) == (COUNT, [])

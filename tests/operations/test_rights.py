"""The rights of the data folder decide who may read what is loaded, not the umask or the user of whoever loads."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from running import COMMAND, dictsvc

from dictsvc.catalogue import layout

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="acting as another user needs root")
NOBODY = 65534


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder that everybody may enter; pytest's own, and what it stands in, is closed to others."""
    with TemporaryDirectory(prefix="dictsvc-rights-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def data(data: Path) -> Path:
    """viet-anh, anh-viet and viet-viet, in a folder that everybody may enter."""
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return data


def as_nobody(data: Path) -> list[str]:
    """What keeps a user without rights from reading (None where nothing does), and what is served and what damaged."""
    script = (
        "import os, sys; from pathlib import Path; from dictsvc.catalogue.rights import readable; "
        "from dictsvc.library import Library; os.setgroups([]); os.setgid(65534); os.setuid(65534); "
        "data = Path(sys.argv[1]); now = Library(data).current(); "
        "print(readable(data), sorted(now.opened), now.damaged, sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", script, data], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def careful(data: Path, *arguments: str | Path) -> None:
    """Run a command under umask 077, as careful admins have it."""
    subprocess.run([*COMMAND, "--data", data, *arguments], umask=0o077, check=True, stdout=subprocess.DEVNULL)


def test_what_is_loaded_under_a_narrow_umask_can_be_served(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.tsv"
    file.write_text("mới\t- new\n", encoding="utf-8")
    (data / "lock").unlink()
    careful(data, "load", file, "--from", "vi")
    assert as_nobody(data) == ["None", "['anh-viet', 'new', 'viet-anh', 'viet-viet']", "{}"]
    assert dictsvc(data, "verify").returncode == 0
    modes = {stat.S_IMODE(path.stat().st_mode) for path in data.rglob("*")}
    assert modes == {0o755, 0o644}


def test_what_root_loads_belongs_to_the_owner_of_the_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o750)
    os.chown(data, NOBODY, NOBODY)
    file = tmp_path / "new.tsv"
    for definition in ("new", "newer"):
        file.write_text(f"mới\t- {definition}\n", encoding="utf-8")
        careful(data, "load", file, "--from", "vi")
    found = [path.stat() for path in data.rglob("*")]
    assert {(of.st_uid, of.st_gid) for of in found} == {(NOBODY, NOBODY)}
    assert {stat.S_IMODE(of.st_mode) for of in found} == {0o750, 0o640}
    assert len(list((data / "generations").iterdir())) == 1


def test_a_user_who_may_not_read_is_told_at_start_what_to_do(data: Path) -> None:
    secret = next(layout.indexes(data).glob("viet-anh-*")) / "index.tar"
    secret.chmod(0o600)
    trouble, served, damaged = as_nobody(data)
    assert trouble == f"{secret}: no right to read; run chmod -R a+rX {data}"
    assert served == "['anh-viet', 'viet-viet']" and "Permission denied" in damaged
    subprocess.run(["sh", "-c", trouble.partition("run ")[2]], check=True)
    assert as_nobody(data)[0] == "None"
    data.chmod(0o750)
    assert f"chmod -R g+rX {data}" in as_nobody(data.parent / "data")[0]


@pytest.mark.parametrize("name", ["index.tar", "index.json", ""])
def test_verify_by_root_says_that_others_may_not_read_what_it_could(data: Path, name: str) -> None:
    (folder,) = layout.indexes(data).glob("viet-anh-*")
    (folder / name).chmod(0o700 if not name else 0o600)
    done = dictsvc(data, "verify")
    assert done.returncode == 3 and "Traceback" not in done.stderr
    assert f"indexes/{folder.name}" in done.stdout and f"run chmod -R a+rX {data}" in done.stdout
    assert "perhaps cannot be served" in done.stderr

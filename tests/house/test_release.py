"""What goes to users: the wheel holds what the service needs and no more, and the sdist makes the same wheel."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tools import release


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return release.build(tmp_path_factory.mktemp("dist"))


def test_the_wheel_holds_what_the_service_needs_and_no_more(built: tuple[Path, Path]) -> None:
    assert list(release.differences(*built)) == []
    held = release.contents(built[1])
    assert {"dictsvc/py.typed", "dictsvc/dictionaries/LICENSE", "dictsvc/dictionaries/viet-anh.tsv"} <= held.keys()
    assert not [name for name in held if name.startswith(("bench", "torture", "tests"))]
    assert not {"dictsvc/dictionaries/draw.py", "dictsvc/dictionaries/REVIEW.md"} & held.keys()


def test_what_is_too_much_or_too_little_in_a_wheel_is_named(built: tuple[Path, Path], tmp_path: Path) -> None:
    sdist, wheel = built
    spoilt = tmp_path / wheel.name
    with zipfile.ZipFile(wheel) as whole, zipfile.ZipFile(spoilt, "w") as out:
        for file in whole.infolist():
            if not file.filename.endswith("viet-anh.tsv"):
                out.writestr(file, whole.read(file))
        out.writestr("tests/test_x.py", "")
    found = list(release.differences(sdist, spoilt))
    assert "the wheel lacks dictsvc/dictionaries/viet-anh.tsv" in found
    assert "the wheel holds tests/test_x.py, which nobody needs" in found


def test_the_licence_of_the_dictionaries_is_that_which_they_name(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as archive:
        text = archive.read("dictsvc/dictionaries/LICENSE").decode()
        for name in archive.namelist():
            if name.startswith("dictsvc/dictionaries/") and name.endswith(".toml"):
                assert "CC0" in archive.read(name).decode(), name
    assert text.startswith("Creative Commons Legal Code") and "CC0 1.0 Universal" in text

"""The invariants of the house, read off its imports: who may know whom, and one home for each outside library."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import dictsvc.errors

ROOT = Path(__file__).resolve().parents[2] / "dictsvc"

FLOORS = [
    {"records", "errors", "caching"},
    {"vietnamese", "languages", "language_tags", "config", "system"},
    {"readers", "clean", "frequency"},
    {"index"},
    {"catalogue"},
    {"store"},
    {"library", "operations"},
    {"search"},
    {"evaluation"},
    {"web"},
    {"server"},
    {"cli", "__main__"},
]
"""From the ground up: a room imports from its own floor and from lower ones."""

HOMES = {
    "flask": {"web"},
    "werkzeug": {"web"},
    "click": {"cli"},
    "rich": {"cli"},
    "marisa_trie": {"index"},
    "numpy": {"index"},
    "pyroaring": {"index"},
    "nh3": {"clean"},
    "orjson": {"search", "web"},
    "pyvi": {"vietnamese"},
    "rapidfuzz": {"vietnamese"},
    "simplemma": {"languages"},
    "langcodes": {"language_tags"},
    "language_data": {"language_tags"},
    "wordfreq": {"frequency"},
    "msgpack": {"frequency"},
    "sqlite_utils": {"catalogue"},
    "sqlite3": {"catalogue", "readers"},
    "gunicorn": {"server"},
    "platformdirs": {"config"},
    "pyglossary": {"readers"},
    "python_calamine": {"readers"},
    "py7zr": {"readers"},
    "backports": {"readers"},
    "compression": {"readers"},  # of the standard library from Python 3.14 on
    "obstore": {"store"},
}


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    """Full names of the modules that a file imports, wherever in it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.append(node.module or "")
            if node.module == "dictsvc":
                found += [f"dictsvc.{alias.name}" for alias in node.names]
    return found


FILES = sorted(path for path in ROOT.rglob("*.py") if room(path) != "__init__")


def test_every_room_stands_on_a_floor() -> None:
    known = set().union(*FLOORS)
    assert {room(path) for path in FILES} <= known, {room(path) for path in FILES} - known


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards(path: Path) -> None:
    floor = {name: number for number, names in enumerate(FLOORS) for name in names}
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "dictsvc" and len(parts) > 1 and parts[1] in floor:
            assert floor[parts[1]] <= floor[room(path)], f"{path.name} imports {name}, which stands above it"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_outside_library_has_one_home(path: Path) -> None:
    for name in imports(path):
        library = name.split(".")[0]
        if library != "dictsvc" and library not in sys.stdlib_module_names | {"__future__"}:
            homes = HOMES.get(library, set())
            assert room(path) in homes, f"{path.name} imports {name}, whose home is {homes or 'not named in HOMES'}"


def errors(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that make a message or one of the family of errors."""
    family = {name for name, kind in vars(dictsvc.errors).items() if isinstance(kind, type)} | {"HttpProblem"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in family:
            yield node


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_errors_are_raised_with_a_template_and_its_values(path: Path) -> None:
    """Else nobody can say them in another language."""
    for call in errors(ast.parse(path.read_text(encoding="utf-8"))):
        if any(isinstance(argument, ast.JoinedStr) for argument in call.args):
            raise AssertionError(f'{path}:{call.lineno}: write SourceError("{{file}} is empty", file=…), no f-string')


@pytest.mark.parametrize("path", sorted((ROOT / "vietnamese").glob("*.py")), ids=lambda path: path.name)
def test_the_language_does_no_input_or_output(path: Path) -> None:
    """segmentation is the home of pyvi, which has to be kept from writing."""
    if path.name == "segmentation.py":
        return
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call, ast.Name) and call.id in ("open", "print", "input")]
    assert not {"pathlib", "os", "io", "socket"} & {name.split(".")[0] for name in imports(path)}


WRITING = frozenset("open fdopen write_text write_bytes mkdir makedirs touch rename unlink rmdir rmtree remove".split())
"""Names of calls that change files, or open them so that they may be changed."""


def test_the_web_writes_no_file_but_its_log_and_has_no_route_that_changes_anything() -> None:
    from dictsvc.web import create_app

    for path in (ROOT / "web").rglob("*.py"):
        assert not [name for name in imports(path) if name.startswith("dictsvc.catalogue.writing")], path
        calls = [
            node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        ]
        names = {getattr(call, "attr", getattr(call, "id", "")) for call in calls}
        assert not names & WRITING or path.name == "access_log.py", (path, names & WRITING)
    for rule in create_app().url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"}, rule


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = "import sys, dictsvc; print([name for name in sys.modules if name.split('.')[0] in %r])"
    heavy = ("flask", "numpy", "pyvi", "sklearn", "scipy", "wordfreq", "marisa_trie", "click", "rich")
    done = subprocess.run([sys.executable, "-c", script % (heavy,)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_server_loads_nothing_that_only_loading_needs() -> None:
    script = "import sys, dictsvc.web, dictsvc.search.lookup; print([name for name in sys.modules if name in %r])"
    loading = ("numpy", "pyvi", "sklearn", "wordfreq", "langcodes", "sqlite_utils", "pyglossary", "rich")
    done = subprocess.run([sys.executable, "-c", script % (loading,)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_two_test_files_have_the_same_name() -> None:
    """pytest imports them by their names alone; where two are the same, a run of all tests stops before it starts."""
    counts = Counter(path.name for path in Path(__file__).parents[1].rglob("test_*.py"))
    assert [name for name, count in counts.items() if count > 1] == []

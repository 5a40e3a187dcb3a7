"""The examples in docstrings hold."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import dictsvc

FINDER = doctest.DocTestFinder(exclude_empty=True)
MODULES = [
    found.name
    for found in walk_packages(dictsvc.__path__, "dictsvc.")
    if not found.name.endswith(("__main__", "pyglossary_child"))
]
EXAMPLES = [test for name in MODULES for test in FINDER.find(import_module(name)) if test.examples]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 15


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_gives_what_it_says(example: doctest.DocTest) -> None:
    result = doctest.DocTestRunner().run(example)
    assert result.failed == 0 and result.attempted > 0

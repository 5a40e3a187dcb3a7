"""Long runs that try to lose a dictionary: kills at random instants, single damaged bytes, and more.

`python -m torture` runs them all; each module runs by itself too, and the tests run a small part of each.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).parents[1] / "tests" / "support")
)  # servers, stores, hostile texts, made-up files


def arguments(about: str | None, **numbers: float) -> ArgumentParser:
    """The command line of a long run. numbers: option -> its default, whose type its values have."""
    parser = ArgumentParser(description=about, formatter_class=RawDescriptionHelpFormatter)
    for option, default in numbers.items():
        parser.add_argument(f"--{option}", type=type(default), default=default)
    return parser

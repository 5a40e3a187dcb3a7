"""How many examples hypothesis makes up for a test: few in `make test`, FACTOR times as many in `make torture`.

What it would fail by the clock, an example that takes long or examples that take long to make up, says on a busy
machine nothing of the code.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("EXAMPLES", "1"))
_QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)


def examples(count: int = 100) -> settings:
    """A decorator for a test with `given`."""
    return settings(max_examples=count * FACTOR, deadline=None, suppress_health_check=_QUIET)

"""The entries of one headword in bounded stretches: a dictionary may have 100,000 of them, or very long ones.

Knows no address; positions count the articles of a headword in the source's order, from 0.
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from flask import request

from dictsvc.web.problems import HttpProblem

MOST = 50
"""Articles of a stretch."""
LONGEST = 100_000
"""Characters of a stretch that has more than one article."""


class Stretch(NamedTuple):
    """Articles first … end-1 of `total`; where the next and the previous stretch begin, None without."""

    articles: list[str]
    first: int
    total: int
    next: int | None
    previous: int | None

    @property
    def end(self) -> int:
        """Position after the last article."""
        return self.first + len(self.articles)


def stretch(articles: list[str], first: int) -> Stretch:
    """The stretch that begins at a position. Raises HttpProblem 404 for a position that no article has."""
    total = len(articles)
    if first >= total:
        raise HttpProblem(
            404,
            "Từ này chỉ có {total} mục; tham số offset phải nhỏ hơn {total}.",
            page="Từ này chỉ có {total} mục.",
            total=total,
        )
    end = first + _fitting(articles, range(first, total))
    previous = first - _fitting(articles, range(first - 1, -1, -1)) if first else None
    return Stretch(articles[first:end], first, total, end if end < total else None, previous)


def _fitting(articles: list[str], positions: range) -> int:
    """How many articles fit into a stretch, in the order of the positions; one does in any case."""
    count = size = 0
    for position in islice(positions, MOST):
        size += len(articles[position])
        if count and size > LONGEST:
            break
        count += 1
    return count


def offset() -> int:
    """Where the request wants to begin. Raises HttpProblem 400."""
    given = request.args.getlist("offset")
    text = given[0] if given else "0"
    if len(given) > 1 or not (text.isascii() and text.isdigit() and len(text) < 10):
        raise HttpProblem(400, "Tham số offset phải là một số nguyên không âm và chỉ được xuất hiện một lần.")
    return int(text)

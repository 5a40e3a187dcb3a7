"""A dictionary written out so that loading it again gives the same one: headwords, articles, order of homographs.

Two forms, both in the canonical lines of `clean` (markup `lines`), in dictionary order:

    tsv        a header (headword, markup, text), one row an entry; a backslash before what a cell cannot hold
    jsonlines  one object an entry: {"headword": …, "markup": "lines", "text": …}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from dictsvc.errors import IndexDamaged
from dictsvc.index import documents
from dictsvc.operations.rebuilding import confirm

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t"})


def _tsv(headword: str, article: str) -> str:
    return f"{headword.translate(_ESCAPES)}\tlines\t{article.translate(_ESCAPES)}\n"


def _jsonlines(headword: str, article: str) -> str:
    return json.dumps({"headword": headword, "markup": "lines", "text": article}, ensure_ascii=False) + "\n"


FORMATS: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "tsv": ("headword\tmarkup\ttext\n", _tsv),
    "jsonlines": ("", _jsonlines),
}
"""Name -> (what stands at the top, what writes an entry)."""


def export(folder: Path, form: str) -> Iterator[str]:
    """The index in a folder as text, entry by entry. Raises IndexDamaged where an entry cannot be read."""
    top, write = FORMATS[form]
    found = documents.stored(folder)
    if top:
        yield top
    for headword, articles in found.documents(confirm, ordered=True):
        for article in articles:
            yield write(headword, article)
    if found.lost:
        raise IndexDamaged(
            "{folder}: {lost:,} headwords could not be read and are not in the export",
            folder=folder.name,
            lost=len(found.lost),
        )

"""An answer as plain values in the form that /lookup promises; the command line prints the same."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from dictsvc.search.answer import Answer, Found, Result


def plain(answer: Answer, mount: str) -> dict[str, object]:
    """mount: path below which the service is mounted, without a final slash ('' at the root); links include it."""
    return {
        "query": answer.query,
        "generation": answer.generation,
        "more": answer.more,
        "results": [_result(result, mount) for result in answer.results],
        "suggestions": [_result(result, mount) for result in answer.suggestions],
    }


def _result(result: Result, mount: str) -> dict[str, object]:
    place = _place(result.headword)
    return {
        "headword": result.headword,
        "match": result.match,
        "whole": result.whole,
        "entries": [_entry(found, place, mount) for found in result.entries],
    }


def _entry(found: Found, place: str, mount: str) -> dict[str, object]:
    entry: dict[str, object] = {
        "dictionary": found.dictionary,
        "gloss": found.gloss,
        "homographs": found.homographs,
        "href": f"{mount}/entries/{found.dictionary}{place}",
        "page": f"{mount}/tra/{found.dictionary}{place}",
    }
    if found.definition is not None:
        entry["definition"] = found.definition
        if found.truncated:
            entry["truncated"] = True
    return entry


@lru_cache(maxsize=8192)
def _place(headword: str) -> str:
    """The headword as the last part of an address; as a parameter where a path would be cleaned up or cut."""
    if headword in (".", "..") or headword.startswith("/"):
        return f"?headword={quote(headword, safe='')}"
    return f"/{quote(headword, safe='')}"

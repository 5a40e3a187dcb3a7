"""Reads a file with PyGlossary, as a script that `bounded_child` runs; imports nothing of dictsvc.

{"info": {name: value}}                          once, first
{"words": [...], "text": ..., "kind": "h"}       an entry: its headword and other spellings, m h or x
{"data": name}                                   a picture or sound
{"log": message}                                 an error it only logged
{"end": number of entries}                       last
"""

from __future__ import annotations

import logging
from collections.abc import Iterator


class _Said(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage()[:300])

    def taken(self) -> Iterator[dict[str, object]]:
        for line in self.lines:
            yield {"log": line}
        self.lines.clear()


def messages(path: str, plugin: str, longest: str, most: str) -> Iterator[dict[str, object]]:
    """What `path` holds by PyGlossary's plugin (by extension where it is '').

    longest, most: characters of a definition and number of spellings that are handed on. The parent leaves out, and
    reports, what is longer or more.
    """
    logging.raiseExceptions = False
    from pyglossary.glossary_v2 import Glossary

    root = logging.getLogger("pyglossary")
    root.handlers = []
    root.propagate = False
    log = _Said()
    root.addHandler(log)
    Glossary.init()
    glossary = Glossary()
    if not glossary.directRead(path, **({"formatName": plugin} if plugin else {})):
        raise ValueError("it does not know the file")
    yield {"info": {str(name)[:100]: str(value)[:20_000] for name, value in glossary.iterInfo()}}
    count = 0
    for entry in glossary:
        yield from log.taken()
        if entry is None:
            continue
        words = list(getattr(entry, "l_term", None) or getattr(entry, "l_word", None) or [])
        if entry.isData():
            yield {"data": words[0] if words else ""}
            continue
        count += 1
        words = [str(word)[:1000] for word in words[: int(most)]]
        yield {"words": words, "text": entry.defi[: int(longest)], "kind": entry.defiFormat}
    yield from log.taken()
    yield {"end": count}

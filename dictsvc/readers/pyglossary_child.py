"""Runs PyGlossary in a process of its own and writes what it reads as JSON lines to standard output.

Started by `foreign` as a script; imports nothing of dictsvc, so that nothing of this program mixes with PyGlossary's
logging, its habit of leaving files in the home folder, or the memory that a damaged file makes it take.

    {"info": {name: value}}                          once, first
    {"words": [...], "text": ..., "kind": "h"}       an entry: its headword and other spellings, m h or x
    {"data": name}                                   a picture or sound
    {"log": message}                                 an error it only logged
    {"end": number of entries}  or  {"error": why}   last
"""

from __future__ import annotations

import json
import logging
import sys


class _Said(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        tell({"log": record.getMessage()[:300]})


def tell(message: dict[str, object]) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(message) + "\n")


def main(path: str, plugin: str, memory: int, longest: int, most: int) -> None:
    """Read `path` with PyGlossary's plugin (by extension where it is '') within `memory` bytes of address space.

    longest, most: characters of a definition and number of spellings that are handed on. The parent leaves out, and
    reports, what is longer or more.
    """
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):
        pass  # not on this system: the limit is a second line of defence
    logging.raiseExceptions = False
    from pyglossary.glossary_v2 import Glossary

    root = logging.getLogger("pyglossary")
    root.handlers = []
    root.propagate = False
    handler = _Said()
    handler.setLevel(logging.ERROR)
    root.addHandler(handler)
    Glossary.init()
    glossary = Glossary()
    if not glossary.directRead(path, **({"formatName": plugin} if plugin else {})):
        tell({"error": "it does not know the file"})
        return
    tell({"info": {str(name)[:100]: str(value)[:20_000] for name, value in glossary.iterInfo()}})
    count = 0
    for entry in glossary:
        if entry is None:
            continue
        words = list(getattr(entry, "l_term", None) or getattr(entry, "l_word", None) or [])
        if entry.isData():
            tell({"data": words[0] if words else ""})
            continue
        count += 1
        words = [str(word)[:1000] for word in words[:most]]
        tell({"words": words, "text": entry.defi[:longest], "kind": entry.defiFormat})
    tell({"end": count})


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
    except MemoryError:
        tell({"error": "it needs more memory than the limit allows"})
    except BaseException as error:
        tell({"error": f"{type(error).__name__}: {error}"[:300]})
    sys.stdout.flush()

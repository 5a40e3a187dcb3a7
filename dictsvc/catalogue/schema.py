"""How a generation is written down, by schema version: a JSON document, and the seal that vouches for its text.

A document says which schema it was written with and is never rewritten, so that its seal stays what it was. Fields
that a later schema added are missing in it and read as the defaults of `Dictionary`. CONTRIBUTING.md says how to
change the schema.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from dictsvc.records import Dictionary, Generation

_FIRST = (
    *("id", "title", "folder", "position", "source_language", "target_language", "licence", "source", "description"),
    *("hidden", "entries", "headwords", "loaded_at", "fingerprint", "bundled", "edited"),
)
_FIFTH = (*(name for name in _FIRST if name != "edited"), "read_by", "set_fields", "file")
FIELDS: dict[int, tuple[str, ...]] = {1: _FIRST, 2: _FIRST, 3: _FIRST, 4: (*_FIRST, "read_by"), 5: _FIFTH, 6: _FIFTH}
"""Schema version -> the fields of a dictionary in what it wrote. The last line is what is written now.

1: rows of two tables. 2: and a seal over them (both are read by `earlier`). 3: documents. 4: `read_by`.
5: `file`; `set_fields` instead of `edited`.
6: `frequencies` of the generation.
"""
VERSION = max(FIELDS)
"""A catalogue with a higher one is from a newer dictsvc and is left alone."""
DOCUMENTS = 3
"""The first version that keeps documents. A catalogue of an earlier one is written anew by the next change."""


def seal(document: str) -> str:
    """The checksum of a document's text, in hex."""
    return hashlib.sha256(document.encode()).hexdigest()


def encode(generation: Generation) -> str:
    """A generation as a document of the present schema. ASCII only, so that any text can be stored."""
    return json.dumps(
        {
            "schema": VERSION,
            "number": generation.number,
            "made_at": generation.made_at,
            "action": generation.action,
            "dictionaries": [
                {name: getattr(dictionary, name) for name in FIELDS[VERSION]} for dictionary in generation.dictionaries
            ],
            "report": generation.report,
            "frequencies": dict(generation.frequencies),
        }
    )


def dictionary(values: dict[str, Any]) -> Dictionary:
    """A dictionary from the fields of any schema."""
    if values.pop("edited", False):
        # What an admin had changed was not noted, so all of it counts as set.
        values["set_fields"] = ("bundled", "description", "licence", "source", "target_language", "title")
    return Dictionary(**{**values, "set_fields": tuple(values.get("set_fields", ()))})


def decode(document: str) -> Generation:
    """A generation from a document of any schema. Raises ValueError, KeyError or TypeError for what is none.

    A schema that gave a field another meaning would be converted here, by `values["schema"]`.
    """
    values = json.loads(document)
    known = FIELDS[values["schema"]]
    return Generation(
        values["number"],
        values["made_at"],
        values["action"],
        tuple(dictionary({name: row[name] for name in known}) for row in values["dictionaries"]),
        values["report"],
        {str(language): str(name) for language, name in values.get("frequencies", {}).items()},
    )

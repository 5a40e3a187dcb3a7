"""The entries with which dictd describes a database (`00-database-short`, `00-database-info`, …): metadata, no words.

Files converted from dictd to other formats carry them too.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dictsvc.readers.source import SourceMetadata

REASON = "database information, no entry"
MOST = 20
"""That are looked at; the files known here have three or four."""

_NAME = re.compile(r"00-?database-?[\w.-]*")


def is_pseudo(headword: str) -> bool:
    """Whether a headword is one of dictd's own."""
    return headword.startswith("00") and _NAME.fullmatch(headword) is not None


def metadata_from(entries: dict[str, str], known: SourceMetadata) -> SourceMetadata:
    """Metadata completed by pseudo-entries (name -> text); what is known already stays."""
    texts = {name.replace("-", "").removeprefix("00database"): _text(text) for name, text in entries.items()}
    info = texts.get("info", "")
    return replace(
        known,
        title=known.title or texts.get("short", "").split("\n")[0],
        licence=known.licence or licence_in(info),
        description=known.description or info,
        source=known.source or texts.get("url", "").split("\n")[0],
    )


def _text(text: str) -> str:
    lines = [line.strip().removeprefix("-").strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line and not line.startswith(("@00", "00-database", "00database")))


def licence_in(text: str) -> str:
    """The licence that a text names, as a short identifier; '' where it names none that is known here."""
    if match := re.search(r"General\s+Public\s+Licen[cs]e", text, re.I):
        after = text[match.start() : match.start() + 300]
        version = re.search(r"(?:version|ver\.?|v)\s*([23])", after, re.I)
        later = re.search(r"any\s+later|or\s+later", after, re.I)
        if version:
            return f"GPL-{version[1]}.0-{'or-later' if later else 'only'}"
        return "GPL"
    if re.search(r"\bCC0\b", text, re.I):
        return "CC0-1.0"
    if match := re.search(r"\bCC[ -]BY(?:-SA)?[ -]?(\d\.\d)?", text, re.I):
        return match[0].upper().replace(" ", "-")
    return ""

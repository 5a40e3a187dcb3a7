"""What texts may be asked: not too long, without control characters, not blank."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from dictsvc.errors import BadQuery, Message

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and halves of surrogate pairs."""
CONTROLS_BUT_SPACES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""The same where line ends and tabs are spaces."""


class Rule(NamedTuple):
    """longest: characters, after NFC. Then what the text may not hold, and what is said of one that is too long, holds
    it, or is blank: (message, the same in Vietnamese for the web)."""

    longest: int
    controls: re.Pattern[str]
    too_long: tuple[Message, str]
    with_controls: tuple[Message, str]
    blank: tuple[Message, str]


def checked(text: str, rule: Rule) -> str:
    """The text in NFC. Raises BadQuery."""
    asked = text if text.isascii() else unicodedata.normalize("NFC", text)
    if len(asked) > rule.longest:
        wrong = rule.too_long
    elif rule.controls.search(asked):
        wrong = rule.with_controls
    elif not asked.strip():
        wrong = rule.blank
    else:
        return asked
    message, vietnamese = wrong
    raise BadQuery(message, vietnamese=vietnamese)

"""Sino-Vietnamese readings of a Han character, as Thiều Chửu's dictionary writes them into its definitions.

A definition opens with its readings (`đinh|chênh`, as stored `đinh; chênh`, then the numbered senses) and may name
more of them further on ("Một âm là quán", "cũng đọc là chữ chính"). Whether the headword is a Han character is for the
caller to know.
"""

from __future__ import annotations

import re

from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.syllable import split

MAX_READINGS = 8

# đinh|chênh<br>1. …; some rows close it with a full stop or the character's strokes: tạo|tháo (11 n)
_OPENING = re.compile(
    r"\s*([^\W\d_]{1,8}(?:\s?[|;]\s?[^\W\d_]{1,8}){0,7})\.?\s*(?:\(\d+ n\))?\s*(?:<br\s*/?>|\s)\s*1\s?[.:;\s]",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"\b(?:âm|âm nữa|đọc) là (?:chữ |âm )?([^\W\d_]{1,7})\b", re.IGNORECASE)


def sino_vietnamese(definition_text: str) -> tuple[str, ...]:
    """Readings in lower-case NFC, those of the opening first, at most MAX_READINGS; none in a text of another kind.

    definition_text: raw or plain; the opening may be set off by `<br>`, a line break or a space.

    >>> sino_vietnamese("xuyến<br>1. Suốt, một quan tiền. <br>2. Một âm là quán. Cùng nghĩa với chữ quán.")
    ('xuyến', 'quán')
    """
    opening = _OPENING.match(definition_text)
    found = [normalise(reading) for reading in re.split("[|;]", opening[1])] if opening else []
    for match in _FURTHER.finditer(definition_text):
        reading = normalise(match[1])
        # "một âm là là …", "một âm nữa là": the word after it is no reading
        if reading not in ("là", "nữa", "chữ", "chư") and split(reading):
            found.append(reading)
    return tuple(dict.fromkeys(found))[:MAX_READINGS]

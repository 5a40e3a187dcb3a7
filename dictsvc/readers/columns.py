"""Names of columns and keys: which part of an entry a heading means, in English and Vietnamese.

A first row is a header only if every cell of it is known here. Languages are headings too: the first one is the
headword's, the second the equivalent's.
"""

from __future__ import annotations

import re
import unicodedata

from dictsvc import language_tags

ROLES = {
    "headword": "headword word term entry lemma key expression title từ|từ mục|mục từ|đầu mục|từ vựng|thuật ngữ|từ ngữ",
    "part_of_speech": "part_of_speech pos type|từ loại|loại từ|loại",
    "sense": "sense sense_number|nghĩa số|số nghĩa",
    "definition": "definition meaning explanation description gloss|nghĩa|định nghĩa|giải nghĩa|giải thích|ý nghĩa"
    "|diễn giải|nội dung",
    "equivalent": "equivalent translation_equivalent|tương đương|nghĩa tương đương|dịch nghĩa|bản dịch",
    "abbreviation": "abbreviation abbr|viết tắt|chữ viết tắt|từ viết tắt",
    "forms": "forms inflections|dạng|biến thể|dạng bất quy tắc",
    "pronunciation": "pronunciation pronounce ipa phonetic reading|phát âm|phiên âm|cách đọc",
    "uk": "uk ipa_uk|phát âm anh|giọng anh",
    "us": "us ipa_us|phát âm mỹ|giọng mỹ",
    "classifier": "classifier classifiers measure_word|danh từ chỉ loại|loại từ đi kèm",
    "example": "example examples usage|ví dụ|thí dụ|vd",
    "translation": "translation example_translation|dịch|dịch ví dụ|nghĩa ví dụ",
    "synonym": "synonym synonyms|đồng nghĩa|từ đồng nghĩa",
    "antonym": "antonym antonyms|trái nghĩa|từ trái nghĩa",
    "see": "see see_also related|xem|xem thêm|từ liên quan",
    "alternates": "alternates alternatives synonyms_of_headword|cách viết khác",
    "html": "html",
    "text": "text",
    "markup": "markup",
    "number": "number no no. nr # id index stt tt|số thứ tự|thứ tự|số tt|s.t.t",
    "note": "note notes comment category|ghi chú|lĩnh vực|chuyên ngành",
    "source": "source|nguồn",
}
"""Role -> its names; words apart from each other, names with a space between bars."""


def _spread(names: str) -> list[str]:
    words, *phrases = names.split("|")
    return [*words.split(), *phrases]


_BY_NAME = {name: role for role, names in ROLES.items() for name in _spread(names)}


def _plain(cell: str) -> str:
    cell = unicodedata.normalize("NFC", cell).strip().strip("\ufeff\"'“”").casefold()
    return re.sub(r"\s+", " ", cell).rstrip(":")


def role(name: str) -> str:
    """The role of a heading or key, '' where it is unknown."""
    return _BY_NAME.get(plain := _plain(name), "") or _BY_NAME.get(plain.replace(" ", "_"), "")


def header(cells: list[str]) -> tuple[list[str], str, str] | None:
    """The roles of a first row, source and target language where it names them; None where it is no header.

    Every cell must be known, one must be the headword and one must say something about it.
    """
    if len(cells) < 2:
        return None
    roles: list[str] = []
    tongues: list[str] = []
    for cell in cells:
        if found := role(cell):
            roles.append(found)
        elif tongue := language_tags.heading(cell):
            roles.append("headword" if not tongues and "headword" not in roles else "equivalent")
            tongues.append(tongue)
        elif not cell.strip() and roles:
            roles.append("")
        else:
            return None
    if "headword" not in roles and roles[0] == "abbreviation":
        roles[0] = "headword"  # a list of abbreviations: what stands first is what is looked up
    if roles.count("headword") != 1 or not {"definition", "equivalent", "html", "text"}.intersection(roles):
        return None
    return roles, tongues[0] if tongues else "", tongues[1] if len(tongues) > 1 else ""

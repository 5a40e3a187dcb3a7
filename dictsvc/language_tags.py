"""Languages by whatever name a file or an admin gives them, as BCP 47 tags: the one home of langcodes.

Also says where the letters of headwords speak against the language that was stated. Used by commands that load; a
server needs the canonical tags only, which the catalogue holds.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from dictsvc.errors import DictsvcError, Message
from dictsvc.vietnamese import syllable

_NAMES = {
    "vi": "vietnamese vienamese vi vie vn viet|tiếng việt|việt|việt ngữ|việt văn|tieng viet",
    "en": "english en eng|tiếng anh|anh|anh ngữ|anh văn|tieng anh",
    "fr": "french français fr fra|tiếng pháp|pháp|pháp ngữ|pháp văn|tieng phap",
    "de": "german deutsch de deu|tiếng đức|đức|đức ngữ|tieng duc",
    "es": "spanish español es spa|tiếng tây ban nha|tây ban nha|tieng tay ban nha",
    "it": "italian|tiếng ý|tieng y",
    "ru": "russian ru rus|tiếng nga|nga|nga ngữ|nga văn|tieng nga",
    "zh": "chinese zh zho cn|tiếng trung|tiếng hán|tiếng hoa|tiếng trung quốc|chữ hán|hán tự|hán|hán ngữ|hoa ngữ"
    "|trung văn|tieng trung|tieng han",
    "ja": "japanese ja jpn jp|tiếng nhật|nhật|nhật ngữ|nhật bản|tieng nhat",
    "ko": "korean ko kor|tiếng hàn|hàn|hàn ngữ|hàn quốc",
}
"""Language -> names that stand in headings and that files give; what Vietnamese calls a language among them, with and
without marks, and a misspelling of real office files. A short name wins over a code: `anh` is English, not Nend."""

_BY_NAME = {
    name: code
    for code, names in _NAMES.items()
    for words, *phrases in [names.split("|")]
    for name in (*words.split(), *phrases)
}
_SHORT = {
    "trung": "zh", "trung quốc": "zh", "phồn thể": "zh-Hant", "giản thể": "zh-Hans", "quảng đông": "yue",
    "quốc ngữ": "vi", "nôm": "vi-Hani", "chữ nôm": "vi-Hani", "khơ-me": "km", "khơ me": "km", "phạn": "sa", "ý": "it",
    "la tinh": "la", "hung": "hu", "hungari": "hu", "séc": "cs", "tiệp": "cs", "mã lai": "ms", "hmông": "hmn",
}  # fmt: skip
"""What Vietnamese calls further languages for short. No headings of columns: `Thái`, `Ý` and `Trung` mean much else."""
_NOT_STATED = frozenset(("", "other", "unknown", "none", "undefined", "n/a", "-", "und", "mul", "mis", "zxx"))
_LONGEST = 100


class UnknownLanguage(DictsvcError):
    """No language of that name or code; the message is the name alone, for a sentence that says whose it is."""


def heading(name: str) -> str:
    """The language that a column's heading names, from a short list; '' where it names none."""
    return _BY_NAME.get(_plain(name), "")


def tag(name: str) -> str:
    """The BCP 47 tag of a language; '' where the name says that it is not known.

    name: a tag or an ISO 639 code in any case (`Vi`, `vie`, `fre`, `vi_VN`), or a name in Vietnamese, English or the
    language itself (`Tiếng Việt`, `Anh`, `German`, `ChinesePRC`). Vietnamese in Latin letters is always `vi`. Raises
    UnknownLanguage.

    >>> tag("Vietnamese"), tag("Anh"), tag("fre"), tag("zh_hant"), tag("Other")
    ('vi', 'en', 'fr', 'zh-Hant', '')
    """
    plain = _plain(name)
    if plain in _NOT_STATED or plain.startswith("other "):
        return ""
    if known := _BY_NAME.get(plain) or _SHORT.get(plain.removeprefix("tiếng ")):
        return known
    if len(plain) > _LONGEST:
        raise UnknownLanguage(plain[:_LONGEST])
    import langcodes  # takes some 10 ms, and a start of the server can do without

    code = re.split(r"[.@]", plain)[0].replace("_", "-")
    if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", code) and langcodes.tag_is_valid(code):
        found = langcodes.Language.get(code).simplify_script()
        if not found.language:
            return ""
        return "vi" if found.language == "vi" and not found.script else found.to_tag()
    # Lingvo writes GermanNewSpelling: a name in one word, what follows is of no concern here; nor what is in brackets.
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", name)).split()
    first = apart[0] if " " not in plain else re.sub(r" \(.*\)$", "", plain)
    for words in (plain, first, " ".join(apart), f"tiếng {plain}"):  # Thái, Ba Lan: as Vietnamese says for short
        try:
            found = langcodes.find(words)
        except LookupError:
            continue
        if _is_name(words):
            return found.to_tag()
    raise UnknownLanguage(" ".join(name.split()))


def _is_name(words: str) -> bool:
    """Whether langcodes has a whole name and not only its beginning: Klingon, and not Klingonish."""
    from language_data.names import TRIES, normalize_name

    return normalize_name(words) in TRIES["und/name_to_language"]  # which `langcodes.find` has opened


def are_canonical(*stored: str) -> bool:
    """Whether stored languages are as `tag` gives them; versions before stored what a file said."""
    # Two letters, which nearly every one has, are known without langcodes.
    return all(re.fullmatch(r"(?:[a-z]{2})?", language) or mended(language) == language for language in stored)


def mended(stored: str) -> str:
    """A language that an earlier version stored, as a tag; '' where it is none."""
    try:
        return tag(stored)
    except UnknownLanguage:
        return ""


_SCRIPTS = {
    "Arab": "ARABIC",
    "Cyrl": "CYRILLIC",
    "Deva": "DEVANAGARI",
    "Grek": "GREEK",
    "Hang": "HANGUL",
    "Hani": "CJK KANGXI",
    "Hans": "CJK KANGXI BOPOMOFO",
    "Hant": "CJK KANGXI BOPOMOFO",
    "Hebr": "HEBREW",
    "Jpan": "CJK HIRAGANA KATAKANA HALFWIDTH KANGXI",
    "Khmr": "KHMER",
    "Kore": "HANGUL CJK",
    "Laoo": "LAO",
    "Latn": "LATIN FULLWIDTH MODIFIER",
    "Thai": "THAI",
}
"""ISO 15924 -> first words of the names of its letters in Unicode; others are not judged."""
_LATIN = frozenset(("vi", "en", "fr", "de", "es", "it"))
"""Their script is known without langcodes, whose import takes 0.05 s: a sixtieth of a load of 42,000 entries."""
_FEW = 10
"""Headwords below which only the script is judged."""


def doubt(headwords: Sequence[str], language: str) -> str:
    """What speaks against the language that headwords are stated to be in, as a clause; '' where nothing does.

    headwords: some thousand suffice. Doubted is a language in whose script less than half of them have a letter; one
    other than Vietnamese where most of them are Vietnamese words with marks; and Vietnamese where of those in small
    letters hardly one is made of its syllables (abbreviations are not judged).
    """
    lettered = [headword for headword in headwords if any(map(str.isalpha, headword))]
    if not language or not lettered:
        return ""
    if expected := set(_SCRIPTS.get(_script(language), "").split()):
        found = [_scripts(headword) for headword in lettered]
        if 2 * sum(not expected.isdisjoint(scripts) for scripts in found) < len(lettered):
            commonest = Counter(name for scripts in found for name in scripts).most_common(1)[0][0]
            name = {"CJK": "Han", "LATIN": "Latin"}.get(commonest, commonest.capitalize())
            if commonest == "LATIN" and is_vietnamese(lettered):
                return Message("most of the headwords ({some}) are Vietnamese", some=_some(lettered))
            return Message("most of the headwords ({some}) are in {name} letters", some=_some(lettered), name=name)
    if len(lettered) < _FEW:
        return ""
    if language != "vi":
        vietnamese = is_vietnamese(lettered)
        return Message("most of the headwords ({some}) are Vietnamese", some=_some(lettered)) if vietnamese else ""
    small = [headword for headword in lettered if headword.islower()]
    if len(small) >= max(_FEW, len(lettered) / 2):
        formed = sum(map(syllable.well_formed, small))
        if formed < 0.1 * len(small):
            return Message("hardly any of the headwords ({some}) is made of Vietnamese syllables", some=_some(small))
    return ""


def is_vietnamese(headwords: Sequence[str]) -> bool:
    """Whether most headwords are made of Vietnamese syllables and some carry marks."""
    formed = sum(map(syllable.well_formed, headwords))
    marked = sum(not headword.isascii() for headword in headwords)
    return formed > 0.6 * len(headwords) and marked > 0.3 * len(headwords)


def _script(language: str) -> str:
    """ISO 15924; '' where none is known."""
    if language in _LATIN:
        return "Latn"
    import langcodes

    return langcodes.Language.get(language).maximize().script or ""


def _scripts(headword: str) -> set[str]:
    if headword.isascii():
        return {"LATIN"}
    return {unicodedata.name(char, "?").split()[0].split("-")[0] for char in headword if char.isalpha()}


def _some(headwords: Sequence[str]) -> str:
    return ", ".join(headword[:30] for headword in headwords[:3]) + (" …" if len(headwords) > 3 else "")


def _plain(name: str) -> str:
    name = unicodedata.normalize("NFC", name).strip().strip("\ufeff\"'“”").casefold()
    return re.sub(r"\s+", " ", name).rstrip(":")

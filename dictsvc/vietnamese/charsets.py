"""Vietnamese text from before Unicode: TCVN3 (ABC), VNI, VISCII and Windows-1258, decoded by table.

Pure functions from bytes to NFC text, and the evidence by which a text's charset can be guessed: the share of its
marked words that are well-formed Vietnamese syllables. Knows nothing of files.

The tables are those of TCVN 5712:1993 (VN3), RFC 1456 (VISCII), VNI for Windows and Microsoft's code page 1258.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from dictsvc.vietnamese.fold import MARK_RUN, SHAPE_MARKS
from dictsvc.vietnamese.syllable import split

UNDECODABLE = "\ufffd"
"""What stands for a byte that the charset does not use."""

_MARK = re.compile("[\u0300-\u036f]")
_PILE = re.compile("([\u0300-\u036f]{8})[\u0300-\u036f]+")  # no letter has so many; ordering them costs their square

# First code -> the letters from there on. Codes below 0x80 are ASCII in all four.
_TCVN3 = {
    0xA0: "\u00a0ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_VISCII = {
    0x02: "Ẳ",
    0x05: "ẴẪ",
    0x14: "Ỷ",
    0x19: "Ỹ",
    0x1E: "Ỵ",
    0x80: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ",
    0xA0: "ÕắằặấầẩậẽẹếềểễệốồổỗỡƠộờởịỰỨỪỬơớƯ",
    0xC0: "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư",
    0xE0: "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
}
# VNI writes a vowel and then one byte for its marks; ơ ư đ and the toned i and y have bytes of their own.
# A byte here is that of lower case; capitals are 0x20 below.
_VNI_MARKS = {
    "\u0301": 0xF9, "\u0300": 0xF8, "\u0309": 0xFB, "\u0303": 0xF5, "\u0323": 0xEF,
    "\u0302": 0xE2, "\u0302\u0301": 0xE1, "\u0302\u0300": 0xE0, "\u0302\u0309": 0xE5, "\u0302\u0303": 0xE3,
    "\u0302\u0323": 0xE4,
    "\u0306": 0xEA, "\u0306\u0301": 0xE9, "\u0306\u0300": 0xE8, "\u0306\u0309": 0xFA, "\u0306\u0303": 0xFC,
    "\u0306\u0323": 0xEB,
}  # fmt: skip
_VNI_LETTERS = {"đ": 0xF1, "ơ": 0xF4, "ư": 0xF6, "í": 0xED, "ì": 0xEC, "ỉ": 0xE6, "ĩ": 0xF3, "ị": 0xF2, "ỵ": 0xEE}


def _table(rows: dict[int, str]) -> str:
    letters = [chr(code) if code < 0x80 else UNDECODABLE for code in range(256)]
    for start, row in rows.items():
        letters[start : start + len(row)] = row
    return "".join(letters)


_TCVN3_TABLE = _table(_TCVN3)
_VISCII_TABLE = _table(_VISCII)
_VNI_PLAIN = _table(
    {code - down: letter.upper() if down else letter for letter, code in _VNI_LETTERS.items() for down in (0, 0x20)}
)
_VNI_MARKED = {chr(code - down): marks for marks, code in _VNI_MARKS.items() for down in (0, 0x20)}
_VNI_PAIR = re.compile("([aeouyAEOUYôÔöÖ])([" + "".join(map(re.escape, sorted(_VNI_MARKED))) + "])")
_WORD = re.compile(r"[^\W\d_]+")


def recompose(text: str) -> str:
    """NFC, with the marks of one letter put in the order that composes (shape before tone) and none of them twice.

    Of more than eight marks on one letter the first eight stay.
    """
    if not _MARK.search(text):
        return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    text = _PILE.sub(r"\1", text)
    return unicodedata.normalize("NFC", MARK_RUN.sub(_ordered, unicodedata.normalize("NFD", text)))


def _ordered(run: re.Match[str]) -> str:
    """Unlike `fold`'s, which makes keys: of what is shown, other marks and tones keep their order."""
    marks = sorted(dict.fromkeys(run[0]), key=lambda mark: mark not in SHAPE_MARKS)
    return "".join(marks)


def _tcvn3(data: bytes) -> str:
    return _capitals(data.decode("latin-1").translate(_TCVN3_TABLE))


def _capitals(text: str) -> str:
    """Capitals with a tone, which TCVN3 writes with the codes of small letters and another font.

    Told by their company: the word has no plain small letter, at least one plain capital, and stands beside a word
    all in capitals, or has two capitals itself.
    """
    words = list(_WORD.finditer(text))
    shouted = [word[0].isupper() and len(word[0]) > 1 for word in words]
    pieces: list[str] = []
    end = 0
    for position, match in enumerate(words):
        word = match[0]
        if word.isupper() or word.islower() or any(char.islower() and char not in _TONED for char in word):
            continue
        beside = (position > 0 and shouted[position - 1]) or (position + 1 < len(words) and shouted[position + 1])
        if beside or sum(map(str.isupper, word)) > 1:
            shouted[position] = True
            pieces += text[end : match.start()], word.upper()
            end = match.end()
    return "".join([*pieces, text[end:]]) if pieces else text


_TONED = frozenset("".join(row for start, row in _TCVN3.items() if start > 0xA0))


def _viscii(data: bytes) -> str:
    return data.decode("latin-1").translate(_VISCII_TABLE)


def _vni(data: bytes) -> str:
    raw = data.decode("latin-1")
    out: list[str] = []
    end = 0
    for pair in _VNI_PAIR.finditer(raw):
        out += raw[end : pair.start()].translate(_VNI_PLAIN), pair[1].translate(_VNI_PLAIN), _VNI_MARKED[pair[2]]
        end = pair.end()
    out.append(raw[end:].translate(_VNI_PLAIN))
    return unicodedata.normalize("NFC", "".join(out))


def _windows_1258(data: bytes) -> str:
    return recompose(data.decode("cp1258", "replace"))


@dataclass(frozen=True, slots=True)
class Charset:
    """name as `--encoding` takes it, title for people, other names, and decode: bytes -> NFC text, never failing."""

    name: str
    title: str
    aliases: tuple[str, ...]
    decode: Callable[[bytes], str]


CHARSETS = {
    charset.name: charset
    for charset in (
        Charset("windows-1258", "Windows-1258", ("cp1258", "1258", "windows1258"), _windows_1258),
        Charset("tcvn3", "TCVN3 (ABC)", ("tcvn", "abc", "vn3", "tcvn5712", "tcvn5712-1", "tcvn-5712"), _tcvn3),
        Charset("vni", "VNI Windows", ("vni-win", "vni-windows", "vniwin"), _vni),
        Charset("viscii", "VISCII", ("viscii1.1", "viscii-1"), _viscii),
    )
}


def charset(name: str) -> Charset | None:
    """The charset of that name in any case, or of that other name; None where there is none."""
    wanted = name.strip().lower().replace("_", "-")
    for known in CHARSETS.values():
        if wanted == known.name or wanted in known.aliases:
            return known
    return None


def vietnamese_share(text: str) -> tuple[float, int]:
    """Share of well-formed Vietnamese syllables among the words that hold a letter beyond ASCII, and their number.

    Words in ASCII say nothing, since every charset here reads them alike. A word with an undecodable byte is malformed.

    >>> vietnamese_share("đường được the xÿz")
    (0.6666666666666666, 3)
    """
    good = total = 0
    for word in re.findall(r"(?:[^\W\d_]|[\u0300-\u036f\ufffd])+", text):
        if word.isascii():
            continue
        total += 1
        good += split(word) is not None
    return (good / total if total else 0.0), total

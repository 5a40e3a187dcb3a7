"""An English example and the Vietnamese behind it, without a mark between them, told apart by their words.

    to be antipathic to someone có ác cảm với ai

Where a word that may be of both languages stands between them and nothing tells whose it is, they stay together.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dictsvc.vietnamese.syllable import split

_ENGLISH = frozenset("a an am be by do go he him i in me my on so than the them then to".split())
_VIETNAMESE = frozenset(
    "anh ba bay ban cai cha chia chim chi cho chu chua coi con cua dao em gia hai hay ho hoa hoan hoang khi lao len "
    "leo lo loay lui mang mau mua nay nghe ngay nghi nhai nhanh nhau nhu ra rau rong sai sao sau say sinh suy tai tay "
    "thai thanh thay theo thi thu thua tin tra trai tranh treo trong trung tuy vay vi vui vua vung xa xe "
    "xem xin xoay".split()
)
"""Words without marks that may be of both languages: those that are English ones behind an English one, and those
that begin a Vietnamese phrase. What is in neither is not judged."""
_MARKED = re.compile("[à-ãè-êìíò-õùúýăđĩũơưạ-ỹÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠ-Ỹ]")
_AROUND = " .,;:!?()[]\"“”‘’'…/"
_OTHER, _BOTH, _MINE = range(3)


def translated(lines: list[str]) -> list[str]:
    """Article lines whose examples are apart from the translations behind them."""
    if "=" not in [line[0] for line in lines]:
        return lines
    out: list[str] = []
    for line, after in zip(lines, [*lines[1:], " "], strict=True):
        if line[0] == "=" and after[0] != "+" and (cut := _translation(line)):
            out += [line[:cut].rstrip(), "+" + line[cut:]]
        else:
            out.append(line)
    return out


def _translation(text: str) -> int:
    """Where English ends and Vietnamese begins in a text of both; 0 where that is not certain."""
    words = text.split(" ")
    kinds = [_kind(word) for word in words]
    if _MINE not in kinds:
        return 0
    first = kinds.index(_MINE)
    if _OTHER in kinds[first:] or _OTHER not in kinds[:first]:
        return 0
    start = first
    while kinds[start - 1] != _OTHER:
        start -= 1
    while start < first and words[start].lower() in _ENGLISH:
        start += 1
    if start < first and words[start].strip(_AROUND).lower() not in _VIETNAMESE:
        return 0
    return sum(map(len, words[:start])) + start


@lru_cache(maxsize=32768)
def _kind(word: str) -> int:
    """Whether a word can only be Vietnamese, only of another language, or of both (as can a number)."""
    word = word.strip(_AROUND).lstrip("=")
    if not word.isascii() and _MARKED.search(word):
        return _MINE
    if word.isalpha():
        return _BOTH if split(word) is not None else _OTHER
    parts = [part for part in re.split(r"[-’'/.,;()]", word) if any(map(str.isalpha, part))]
    return _BOTH if all(split(part) is not None for part in parts) else _OTHER

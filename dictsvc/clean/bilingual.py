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
    marked = _MARKED.search(text)
    if marked is None:
        return 0
    words = text.split(" ")
    first = text.count(" ", 0, marked.start())
    if any(map(_is_foreign, words[first + 1 :])):
        return 0
    start = first
    while start and not _is_foreign(words[start - 1]):
        start -= 1
    if start == 0:
        return 0
    while start < first and words[start].lower() in _ENGLISH:
        start += 1
    if start < first and words[start].strip(_AROUND).lower() not in _VIETNAMESE:
        return 0
    return sum(map(len, words[:start])) + start


@lru_cache(maxsize=32768)
def _is_foreign(word: str) -> bool:
    """Whether a word cannot be Vietnamese; a number can."""
    word = word.strip(_AROUND).lstrip("=")
    if _MARKED.search(word):
        return False
    if word.isalpha():
        return split(word) is None
    parts = [part for part in re.split(r"[-’'/.,;()]", word) if any(map(str.isalpha, part))]
    return any(split(part) is None for part in parts)

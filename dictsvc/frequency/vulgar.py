"""Which headwords are vulgar: lists of a language's words that come with the package, and an admin's own.

A line is a word or phrase, which also covers every headword that holds it as whole words; after `=` it covers itself
alone, after `!` it takes a phrase out again. `#` begins a remark.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from dictsvc.errors import DictsvcError
from dictsvc.frequency.counts import spelt
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import syllables

PACKED = ("vi", "en")
"""Languages whose list comes with the package, as vulgar.LANGUAGE.txt."""
_MOST_BYTES = 1 << 20


class Vulgar:
    """Words as a list gives them. Falsy where there is none."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._alone: set[str] = set()  # vulgar as a whole headword, not within one
        self._within: dict[str, set[str]] = {}  # first word -> phrases that begin so
        self._not: set[str] = set()  # headwords that hold such a phrase and are not vulgar
        for line in lines:
            entry = line.partition("#")[0].strip()
            if not (text := entry.lstrip("=!").strip()):
                continue
            words = spelt(syllables(normalise(text)))
            phrase = " ".join(words)
            if entry.startswith("!"):
                self._not.add(phrase)
            elif entry.startswith("="):
                self._alone.add(phrase)
            else:
                self._within.setdefault(words[0], set()).add(phrase)

    def __bool__(self) -> bool:
        return bool(self._alone or self._within)

    def covers(self, words: list[str]) -> bool:
        """Whether a headword is vulgar, by its syllables as `spelt` spells them."""
        whole = " ".join(words)
        if whole in self._alone:
            return True
        if self._within.keys().isdisjoint(words):
            return False
        for place, word in enumerate(words):
            for phrase in self._within.get(word, ()):
                if f"{' '.join(words[place:])} ".startswith(f"{phrase} ") and whole not in self._not:
                    return True
        return False


def vulgar(language: str, own: str = "") -> Vulgar:
    """The words of a language (the first part of its tag), and those of an admin's own list (its path), for all.

    Raises DictsvcError for a list that cannot be read.
    """
    lines: list[str] = []
    if language in PACKED:
        lines += files("dictsvc.frequency").joinpath(f"vulgar.{language}.txt").read_text(encoding="utf-8").splitlines()
    if own:
        lines += _lines_of_file(Path(own))
    return Vulgar(lines)


def _lines_of_file(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise DictsvcError(
            "DICTSVC_VULGAR_WORDS: {path} cannot be read ({reason}); name a file of words, one a line",
            path=path,
            reason=error.strerror or error,
        ) from error
    except UnicodeDecodeError as error:
        raise DictsvcError(
            "DICTSVC_VULGAR_WORDS: {path} is not UTF-8 text (byte {position:,}); save it as UTF-8",
            path=path,
            position=error.start,
        ) from error
    if len(content) > _MOST_BYTES or "\0" in text:
        raise DictsvcError("DICTSVC_VULGAR_WORDS: {path} is no list of words, one a line", path=path)
    return text.splitlines()

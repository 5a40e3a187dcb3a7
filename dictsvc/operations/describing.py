"""What a loaded dictionary is said to be, and by whom; and whether a file is the one that it would replace.

Each field comes from the admin (an option now, an option or `set` before), else from the file, else stays as it was.
That holds for a newer version of the same dictionary. A file of another origin inherits nothing, and takes the place of
a dictionary only where the admin says so.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path

from dictsvc import clean, language_tags
from dictsvc.errors import DictsvcError, Message, SourceError
from dictsvc.readers import Source, SourceMetadata
from dictsvc.records import ID, Dictionary, Generation
from dictsvc.vietnamese.fold import bare, normalise

FIELDS = ("title", "source_language", "target_language", "licence", "source", "description")
"""What an admin can say of a dictionary, as `Wishes` and `Dictionary` name it."""
PINNED = "bundled"
"""In `Dictionary.set_fields`: an admin went back from a newer bundled version."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the admin said of a dictionary; None where nothing was said.

    replace: take the place of a dictionary of another origin. bundled: version of a dictionary that comes with the
    program.
    """

    id: str | None = None
    title: str | None = None
    source_language: str | None = None
    target_language: str | None = None
    licence: str | None = None
    source: str | None = None
    description: str | None = None
    replace: bool = False
    bundled: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a load would publish. before: what it replaces. heir: whether that is an earlier version of the same.

    certain: whether that is known, not only likely by the file's name; then its headwords have to tell.
    """

    dictionary: Dictionary
    before: Dictionary | None
    heir: bool
    certain: bool


def identifier(path: Path) -> str:
    """An id made from a file's name: lower-case letters, digits and hyphens."""
    name = path.name.split(".")[0] if not path.name.startswith(".") else path.stem
    name = os.fsencode(name).decode("utf-8", "replace")  # whatever the locale's encoding of file names is
    made = re.sub(r"[^a-z0-9]+", "-", bare(normalise(name))).strip("-")[:64].strip("-")
    return made or "dictionary"


def checked(wishes: Wishes) -> Wishes:
    """Wishes with their languages as tags. Raises DictsvcError for an id or a language that cannot be one."""
    if wishes.id is not None and not re.fullmatch(ID, wishes.id):
        raise DictsvcError(
            "--id {id!r}: expected lower-case letters, digits and hyphens, 64 at most (viet-anh)", id=wishes.id
        )

    def tag(name: str | None, option: str) -> str | None:
        try:
            return None if name is None else language_tags.tag(name)
        except language_tags.UnknownLanguage as error:
            raise DictsvcError(
                "{option} {error!r}: expected a language by its code (vi, en, fr, zh) or its name (Vietnamese)",
                option=option,
                error=str(error),
            ) from None

    return replace(
        wishes,
        source_language=tag(wishes.source_language, "--from"),
        target_language=tag(wishes.target_language, "--to"),
    )


def intent(source: Source, wishes: Wishes, current: Generation) -> Intent:
    """What loading a file would publish, but for what only reading it shows.

    Raises DictsvcError: wishes that cannot be, a language that is none, the place of a dictionary of another origin.
    """
    wishes = checked(wishes)
    id = wishes.id or identifier(source.files[0])
    before = current.find(id)
    stated = _printable(source.metadata)
    why, certain = _stranger(stated, source, wishes, before) if before else ("", True)
    if before and why and not wishes.replace:
        raise stranger(source, wishes, current, before, why)
    heir = before is not None and not why
    dictionary = _described(id, source, stated, wishes, before if heir else None)
    last = max((other.position for other in current.dictionaries), default=-1)
    dictionary = replace(
        dictionary, position=before.position if before else last + 1, hidden=before.hidden if before else False
    )
    return Intent(dictionary, before, heir, certain or wishes.replace)


def stranger(source: Source, wishes: Wishes, current: Generation, before: Dictionary, why: str) -> DictsvcError:
    """The refusal to replace a dictionary of another origin. why: a clause on `before`."""
    free = next(name for number in range(2, 1000) if not current.find(name := f"{before.id[:60]}-{number}"))
    named = "" if wishes.id else Message("its name gives the id {id}, and ", id=before.id)
    newer = "" if wishes.id or before.bundled else Message(", as a newer version of it with --id {id}", id=before.id)
    return DictsvcError(
        "{file}: {named}{id} is {title!r}, {why}; load the file beside it with --id {free}{newer}, or in "
        "its place with --replace; nothing was changed",
        file=source.files[0].name,
        named=named,
        id=before.id,
        title=before.title,
        why=why,
        free=free,
        newer=newer,
    )


_NAMES = {"title": Message("title"), "source": Message("source"), "licence": Message("licence")}


def _stranger(stated: SourceMetadata, source: Source, wishes: Wishes, before: Dictionary) -> tuple[str, bool]:
    """Why the dictionary that is loaded is not an earlier version of the file, as a clause; '' where it is or may be.

    And whether that is certain.
    """
    if before.bundled or wishes.bundled:
        return ("" if before.bundled and wishes.bundled else Message("which comes with dictsvc")), True
    had = {
        name: value
        for name in ("title", "source", "licence")
        if name not in before.set_fields and (value := getattr(before, name)) and value != before.id
    }
    has = {"title": stated.title, "source": stated.source or stated.author, "licence": stated.licence}
    if any(name in had and _family(had[name]) == _family(has[name]) for name in ("title", "source")):
        return "", True
    differ = [name for name, value in had.items() if has[name] and _family(has[name]) != _family(value)]
    if before.file and before.file == source.origin:
        return "", not differ or wishes.id is not None
    file = source.files[0]
    was = Path(before.file or file.name).name
    same_name = _family(was.split(".")[0]) in {_family(Path(name).name.split(".")[0]) for name in (file, source.origin)}
    if differ and (wishes.id is None or not same_name):
        name = differ[0]
        return Message(
            "whose {name} is {had!r} and not {has!r}", name=_NAMES[name], had=had[name][:60], has=has[name][:60]
        ), True
    if not same_name and (wishes.id is None or had):
        return Message("which was loaded from {was} and not from {file}", was=was, file=file.name), True
    return "", wishes.id is not None


def _family(name: str) -> str:
    """A title, source, licence or name of a file without what changes from version to version."""
    plain = re.sub(r"(?:(?<![^\W\d_])v)?\d+", " ", normalise(name).casefold())
    return " ".join(re.sub(r"[\W_]+", " ", plain).split()) or name


def _described(
    id: str, source: Source, stated: SourceMetadata, wishes: Wishes, before: Dictionary | None
) -> Dictionary:
    """before: an earlier version of the same, whose fields may stay."""
    set_before = before.set_fields if before else ()

    def pick(name: str, says: str) -> str:
        wish: str | None = getattr(wishes, name)
        was: str = getattr(before, name) if before else ""
        if wish is not None:
            return wish
        return was if name in set_before else says or was

    def language(name: str, option: str) -> str:
        if getattr(wishes, name) is not None or name in set_before:
            return language_tags.mended(pick(name, ""))
        try:
            return language_tags.tag(getattr(stated, name)) or language_tags.mended(pick(name, ""))
        except language_tags.UnknownLanguage as error:
            whose = Message("headwords") if option == "--from" else Message("definitions")
            raise SourceError(
                "{file} says that its {whose} are in {error!r}, which is no language known here; say "
                "which with {option} (a code such as vi, en, fr), nothing was loaded",
                file=source.files[0].name,
                whose=whose,
                error=str(error)[:60],
                option=option,
            ) from None

    was_set = {name for name in set_before if name != PINNED}
    return Dictionary(
        id=id,
        title=pick("title", stated.title) or id,
        folder="",
        source_language=language("source_language", "--from"),
        target_language=language("target_language", "--to"),
        licence=pick("licence", stated.licence),
        source=pick("source", stated.source or stated.author),
        description=pick("description", stated.description),
        bundled=wishes.bundled,
        set_fields=tuple(sorted(was_set | {name for name in FIELDS if getattr(wishes, name) is not None})),
        file=source.origin,
    )


def _printable(stated: SourceMetadata) -> SourceMetadata:
    """What a file says of itself, without what is invisible or would steer a terminal; lines stay lines."""
    texts = {
        field.name: "\n".join(line for line in map(clean.headword, getattr(stated, field.name).splitlines()) if line)
        for field in fields(stated)
        if field.name != "markup"
    }
    return replace(stated, **texts)  # type: ignore[arg-type]

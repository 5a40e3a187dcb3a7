"""Commands on the dictionaries that are loaded: list, show, set, remove."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from dictsvc.catalogue import reading
from dictsvc.catalogue.writing import Catalogue, writer
from dictsvc.cli import console
from dictsvc.cli.command import command, misuse
from dictsvc.cli.report import label
from dictsvc.errors import Message, UnknownDictionary, joined
from dictsvc.library import Library
from dictsvc.records import Dictionary, Generation


def find(generation: Generation, id: str) -> Dictionary:
    """The dictionary of an id. Raises UnknownDictionary with the ids that there are."""
    if found := generation.find(id):
        return found
    known = ", ".join(dictionary.id for dictionary in generation.dictionaries)
    there = Message("there are: {ids}", ids=known) if known else Message("none is loaded")
    raise UnknownDictionary("There is no dictionary {id!r}; {there}", id=id, there=there)


def warn_of_clock(catalogue: Catalogue) -> None:
    """Say so where the clock stands before the newest generation; numbers, not times, give the order."""
    newest = catalogue.generation()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if newest.made_at > now:
        console.err.print(
            Message(
                "The clock of this machine ({now}) is behind generation {number} ({made_at}); the order "
                "of generations is that of their numbers, so nothing is wrong with them, but set the "
                "clock.",
                now=now,
                number=newest.number,
                made_at=newest.made_at,
            )
        )


@command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def list_command(data: Path, as_json: bool) -> None:
    """List the dictionaries in the order in which they are asked."""
    generation = reading.generation(data)
    if as_json:
        rows = [asdict(dictionary) for dictionary in generation.dictionaries]
        console.print_json({"generation": generation.number, "dictionaries": rows})
        return
    if not generation.dictionaries:
        console.announce("No dictionary is loaded; `dictsvc load FILE` loads one.")
        return
    damaged = Library(data).current().damaged
    table = console.table(
        Message("id"),
        Message("title"),
        Message("from"),
        Message("to"),
        (Message("entries"), "right"),
        (Message("headwords"), "right"),
        "",
    )
    for dictionary in generation.dictionaries:
        state = _fault(data, dictionary) if dictionary.id in damaged else Message("hidden") if dictionary.hidden else ""
        table.add_row(
            dictionary.id,
            dictionary.title,
            dictionary.source_language,
            dictionary.target_language,
            _shown(dictionary.entries),
            _shown(dictionary.headwords),
            state,
        )
    console.print_table(table)


def _fault(data: Path, dictionary: Dictionary) -> str:
    from dictsvc.operations.upgrading import is_outdated  # with all that upgrades: only where something is wrong

    return Message("needs `dictsvc rebuild`") if is_outdated(data, dictionary) else Message("damaged")


@command("show")
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def show_command(data: Path, id: str, as_json: bool) -> None:
    """Show all that is known of the dictionary ID."""
    generation = reading.generation(data)
    dictionary = find(generation, id)
    if as_json:
        console.print_json({"generation": generation.number, **asdict(dictionary)})
        return
    table = console.table("", "")
    table.show_header = False
    for name, value in asdict(dictionary).items():
        if value not in ("", False, ()):
            table.add_row(label(name), _shown(value))
    console.print_table(table)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return Message("yes")
    if isinstance(value, tuple):
        return joined(", ", map(label, value))
    return Message("{count:,}", count=value) if isinstance(value, int) else str(value)


_METADATA = ("title", "licence", "source", "description", "target_language")


@command("set", joins=True)
@click.argument("id")
@click.option("--title", help="Name shown to visitors.")
@click.option("--licence", help="Licence, shown with every entry.")
@click.option("--source", help="Where it comes from, shown with every entry.")
@click.option("--description", help="A sentence about it.")
@click.option("--to", "target_language", metavar="LANG", help="Language of the definitions.")
@click.option("--order", type=click.IntRange(1), help="Its place among the dictionaries; 1 is asked first.")
@click.option("--hidden/--shown", default=None, help="Hidden: answers only where it is asked for by name.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def set_command(
    data: Path, /, id: str, order: int | None, hidden: bool | None, as_json: bool, **given: str | None
) -> None:
    """Change what is said of the dictionary ID, without loading it anew."""
    changes: dict[str, Any] = {name: given[name] for name in _METADATA if given[name] is not None}
    if not changes and order is None and hidden is None:
        raise misuse("nothing to set; name at least one option, such as --title")
    if changes.get("title", "x").strip() == "":
        raise misuse("a dictionary needs a title", hint="--title")
    if changes.get("target_language"):
        from dictsvc.operations.describing import Wishes, checked

        changes["target_language"] = checked(Wishes(target_language=changes["target_language"])).target_language
    with writer(data, f"set {id}") as catalogue:
        current = catalogue.generation()
        before = find(current, id)
        after = replace(before, **changes, set_fields=tuple(sorted({*before.set_fields, *changes})))
        if hidden is not None:
            after = replace(after, hidden=hidden)
        dictionaries = [after if one.id == id else one for one in current.dictionaries]
        if order is not None:
            dictionaries = _moved(dictionaries, after, order)
        unchanged = tuple(dictionaries) == current.dictionaries
        if not unchanged:
            warn_of_clock(catalogue)
            current = catalogue.publish(f"set {id}", tuple(dictionaries))
    if as_json:
        plain = asdict(find(current, id))
        console.print_json({"generation": current.number, "unchanged": unchanged, **plain})
    elif unchanged:
        console.announce("{id}: it is so already; nothing was done.", id=id)
    else:
        console.announce("{id} is changed as of generation {number}.", id=id, number=current.number)


def _moved(dictionaries: list[Dictionary], dictionary: Dictionary, order: int) -> list[Dictionary]:
    """The dictionaries with one at place `order` (1 first), numbered anew."""
    others = [other for other in dictionaries if other.id != dictionary.id]
    others.insert(order - 1, dictionary)
    return [replace(other, position=at) for at, other in enumerate(others)]


@command("remove", joins=True)
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def remove_command(data: Path, id: str, as_json: bool) -> None:
    """Take the dictionary ID out of service; `dictsvc rollback` brings it back until it is pruned."""
    with writer(data, f"remove {id}") as catalogue:
        current = catalogue.generation()
        published = catalogue.publish(f"remove {id}", current.without(find(current, id).id))
    if as_json:
        console.print_json({"id": id, "generation": published.number})
        return
    console.announce("{id} is out of service as of generation {number}.", id=id, number=published.number)

"""Commands on the dictionaries that are loaded: list, show, remove."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from dictsvc.catalogue import reading
from dictsvc.catalogue.writing import writer
from dictsvc.cli import console
from dictsvc.cli.command import command
from dictsvc.cli.report import label
from dictsvc.errors import Message, UnknownDictionary, joined
from dictsvc.library import Library
from dictsvc.records import Dictionary, Generation


def find(generation: Generation, one: str) -> Dictionary:
    """The dictionary of an id. Raises UnknownDictionary with the ids that there are."""
    if found := generation.find(one):
        return found
    known = ", ".join(dictionary.id for dictionary in generation.dictionaries)
    there = Message("there are: {ids}", ids=known) if known else Message("none is loaded")
    raise UnknownDictionary("There is no dictionary {id!r}; {there}", id=one, there=there)


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
        console.out.print(Message("No dictionary is loaded; `dictsvc load FILE` loads one."))
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
    for one in generation.dictionaries:
        state = Message("damaged") if one.id in damaged else Message("hidden") if one.hidden else ""
        table.add_row(
            one.id,
            one.title,
            one.source_language,
            one.target_language,
            _shown(one.entries),
            _shown(one.headwords),
            state,
        )
    console.print_table(table)


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


@command("remove")
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
    console.out.print(Message("{id} is out of service as of generation {number}.", id=id, number=published.number))

"""Commands on the life of dictionaries: history, rollback, prune, set."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from dictsvc.catalogue import reading
from dictsvc.catalogue.writing import Catalogue, writer
from dictsvc.cli import console
from dictsvc.cli.catalogue import find
from dictsvc.cli.command import command
from dictsvc.cli.report import print_report
from dictsvc.errors import CatalogueError, DictsvcError
from dictsvc.life import undoing
from dictsvc.life.undoing import Pruned
from dictsvc.records import Dictionary, Generation


@command("history")
@click.argument("generation", type=click.IntRange(1), required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the full reports.")
@click.pass_obj
def history_command(data: Path, generation: int | None, as_json: bool) -> None:
    """List the generations that can be rolled back to, newest first, and what each step found.

    With a GENERATION, the full report of its step.
    """
    in_force = reading.generation(data).number
    if not in_force:
        raise CatalogueError("{data}: no dictionary was ever loaded here; name another folder with --data", data=data)
    if generation is not None:
        one = reading.generation(data, generation)
        if as_json:
            console.print_json(_plain(one, one.number == in_force))
        else:
            _print_step(one)
        return
    history, unreadable = reading.survey(data)
    for lost, fault in unreadable.items():
        console.say(f"Generation {lost} {fault}; `dictsvc verify` says more.")
    if as_json:
        console.print_json([_plain(one, one.number == in_force) for one in history])
        return
    table = console.table(("", "right"), ("made (UTC)", "whole"), "step", ("dictionaries", "right"), "found")
    for one in history:
        number = f"{'→ ' if one.number == in_force else ''}{one.number}"
        table.add_row(number, _made(one), one.action, str(len(one.dictionaries)), _found(one))
    console.print_table(table)


def _made(generation: Generation) -> str:
    return generation.made_at[:16].replace("T", " ")


def _print_step(generation: Generation) -> None:
    """All that is known of the step that led to a generation."""
    console.paragraph(f"Generation {generation.number}: {generation.action}, {_made(generation)} UTC", style="bold")
    console.paragraph(f"dictionaries: {', '.join(one.id for one in generation.dictionaries) or 'none'}")
    loaded = generation.report.get("load")
    if isinstance(loaded, dict):
        console.paragraph(loaded["why"], style="dim")
        print_report(loaded)
    elif found := _found(generation):
        console.paragraph(found)


def _plain(generation: Generation, in_force: bool) -> dict[str, object]:
    return {
        "generation": generation.number,
        "in_force": in_force,
        "made_at": generation.made_at,
        "action": generation.action,
        "dictionaries": [dictionary.id for dictionary in generation.dictionaries],
        "report": generation.report,
    }


def _found(generation: Generation) -> str:
    """The report of a step in a few words."""
    loaded = generation.report.get("load")
    if isinstance(loaded, dict):
        words = [f"{loaded.get('kept', 0):,} entries"]
        if left := sum(loaded.get("skipped", {}).values()):
            words.append(f"{left:,} skipped")
        if loaded.get("replaced"):
            words.append(f"{loaded['came']:,} came, {loaded['went']:,} went, {loaded['changed']:,} changed")
        return "; ".join(words)
    rebuilt = generation.report.get("rebuild")
    if isinstance(rebuilt, dict):
        return f"{rebuilt['entries']:,} entries" + (f"; {rebuilt['lost']:,} headwords lost" if rebuilt["lost"] else "")
    returned = generation.report.get("rollback")
    if isinstance(returned, dict):
        return "; ".join(f"{one}: {change}" for one, change in returned["changes"])
    return ""


@command("rollback")
@click.argument("generation", type=click.IntRange(1), required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def rollback_command(data: Path, generation: int | None, as_json: bool) -> None:
    """Put the state of an earlier GENERATION in force again, as a new one; without it, the state before the last step.

    A rollback is a step too: another one undoes it.
    """
    with writer(data, "rollback") as catalogue:
        warn_of_clock(catalogue)
        returned = undoing.rollback(catalogue, generation)
    number = returned.published.number
    if as_json:
        changes = [{"id": one, "change": change} for one, change in returned.changes]
        rebuilt = list(returned.rebuilt)
        console.print_json({"generation": number, "target": returned.target, "changes": changes, "rebuilt": rebuilt})
        return
    for one, change in returned.changes:
        console.out.print(f"  {one}: {change}")
    for one in returned.rebuilt:
        console.out.print(f"  {one}: made anew for this version")
    console.out.print(f"The state of generation {returned.target} is in force as generation {number}.")


@command("prune")
@click.option(
    "--keep", type=click.IntRange(0), default=undoing.KEEP, show_default=True, help="Earlier generations to keep."
)
@click.option("--dry-run", is_flag=True, help="Say what would be forgotten; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def prune_command(data: Path, keep: int, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Forget all but the newest generations and delete the indexes that only the others name.

    What is forgotten cannot be rolled back to any more; on a terminal that is asked about first.
    """
    pruned = undoing.prunable(data, keep)
    if not dry_run:
        if pruned.generations and not yes and sys.stdin.isatty():
            question = f"Forget {_many(pruned)}, which cannot be rolled back to any more, and free {_size(pruned)}?"
            if not click.confirm(question, err=True):
                raise DictsvcError("nothing was forgotten")
        with writer(data, "prune") as catalogue:
            pruned = undoing.prune(catalogue, pruned.generations)
    if as_json:
        console.print_json({"dry_run": dry_run, "generations": pruned.generations, "bytes": pruned.bytes})
    elif not pruned.generations:
        console.out.print("There is nothing to forget.")
    elif dry_run:
        console.out.print(f"A dry run: {_many(pruned)} would be forgotten and {_size(pruned)} become free.")
    else:
        console.out.print(f"Forgot {_many(pruned)}; {_size(pruned)} became free.")


def _many(pruned: Pruned) -> str:
    first, last = pruned.generations[0], pruned.generations[-1]
    many = len(pruned.generations)
    return f"{many:,} generations ({first} to {last})" if many > 1 else f"generation {first}"


def _size(pruned: Pruned) -> str:
    return f"{pruned.bytes / 1e6:,.1f} MB"


_METADATA = ("title", "licence", "source", "description", "target_language")


@command("set")
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
    data: Path, /, id: str, order: int | None, hidden: bool | None, as_json: bool, **said: str | None
) -> None:
    """Change what is said of the dictionary ID, without loading it anew."""
    wanted: dict[str, Any] = {name: said[name] for name in _METADATA if said[name] is not None}
    if not wanted and order is None and hidden is None:
        raise click.UsageError("nothing to set; name at least one option, such as --title")
    if wanted.get("title", "x").strip() == "":
        raise click.BadParameter("a dictionary needs a title", param_hint="--title")
    if wanted.get("target_language"):
        from dictsvc.life.describing import Wishes, checked

        wanted["target_language"] = checked(Wishes(target_language=wanted["target_language"])).target_language
    with writer(data, f"set {id}") as catalogue:
        current = catalogue.generation()
        before = find(current, id)
        after = replace(before, **wanted, set_fields=tuple(sorted({*before.set_fields, *wanted})))
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
        console.out.print(f"{id}: it is so already; nothing was done.")
    else:
        console.out.print(f"{id} is changed as of generation {current.number}.")


def _moved(dictionaries: list[Dictionary], one: Dictionary, order: int) -> list[Dictionary]:
    """The dictionaries with one at place `order` (1 first), numbered anew."""
    others = [other for other in dictionaries if other.id != one.id]
    others.insert(order - 1, one)
    return [replace(other, position=at) for at, other in enumerate(others)]


def warn_of_clock(catalogue: Catalogue) -> None:
    """Say so where the clock stands before the newest generation; numbers, not times, give the order."""
    newest = catalogue.generation()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if newest.made_at > now:
        console.err.print(
            f"The clock of this machine ({now}) is behind generation {newest.number} ({newest.made_at}); the order of "
            "generations is that of their numbers, so nothing is wrong with them, but set the clock.",
        )

"""Commands on generations: history, rollback, prune."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dictsvc.catalogue import reading
from dictsvc.catalogue.writing import writer
from dictsvc.cli import console
from dictsvc.cli.catalogue import warn_of_clock
from dictsvc.cli.command import command
from dictsvc.cli.report import print_report
from dictsvc.errors import CatalogueError, DictsvcError, Message, joined
from dictsvc.operations import undoing
from dictsvc.operations.undoing import Pruned
from dictsvc.records import Generation


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
        step = reading.generation(data, generation)
        if as_json:
            console.print_json(_plain(step, step.number == in_force))
        else:
            _print_step(step)
        return
    history, unreadable = reading.survey(data)
    for lost, fault in unreadable.items():
        console.say(Message("Generation {lost} {fault}; `dictsvc verify` says more.", lost=lost, fault=fault))
    if as_json:
        console.print_json([_plain(step, step.number == in_force) for step in history])
        return
    table = console.table(
        (Message("generation"), "right"),
        (Message("made (UTC)"), "whole"),
        Message("step"),
        (Message("dictionaries"), "right"),
        Message("found"),
    )
    for step in history:
        number = f"{'→ ' if step.number == in_force else ''}{step.number}"
        table.add_row(number, console.minute(step.made_at), step.action, str(len(step.dictionaries)), _found(step))
    console.print_table(table)


def _print_step(generation: Generation) -> None:
    """All that is known of the step that led to a generation."""
    console.paragraph(
        Message(
            "Generation {number}: {action}, {made} UTC",
            number=generation.number,
            action=generation.action,
            made=console.minute(generation.made_at),
        ),
        style="bold",
    )
    console.paragraph(
        Message("dictionaries: {ids}", ids=", ".join(one.id for one in generation.dictionaries) or Message("none"))
    )
    loaded = generation.report.get("load")
    if isinstance(loaded, dict):
        console.paragraph(f"{loaded['format']}, {loaded['encoding']}", style="dim")
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
        words: list[str] = [Message("{count:,} entries", count=loaded.get("kept", 0))]
        if left := sum(loaded.get("skipped", {}).values()):
            words.append(Message("{count:,} skipped", count=left))
        if loaded.get("replaced"):
            counts = {name: loaded[name] for name in ("came", "went", "changed")}
            words.append(Message("{came:,} came, {went:,} went, {changed:,} changed", **counts))
        return joined("; ", words)
    counted = generation.report.get("frequencies")
    if isinstance(counted, dict):
        return Message("{words:,} words", words=counted["words"])
    rebuilt = generation.report.get("rebuild")
    if isinstance(rebuilt, dict):
        words = [Message("{count:,} entries", count=rebuilt["entries"])]
        if rebuilt["lost"]:
            words.append(Message("{count:,} headwords lost", count=rebuilt["lost"]))
        return joined("; ", words)
    returned = generation.report.get("rollback")
    if isinstance(returned, dict):
        return joined("; ", (joined(": ", (one, Message(change))) for one, change in returned["changes"]))
    return ""


@command("rollback", joins=True)
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
        changes = [{"id": id, "change": change} for id, change in returned.changes]
        rebuilt = list(returned.rebuilt)
        console.print_json({"generation": number, "target": returned.target, "changes": changes, "rebuilt": rebuilt})
        return
    for id, change in returned.changes:
        console.out.print(joined("", ("  ", id, ": ", Message(change))))
    for id in returned.rebuilt:
        console.announce("  {id}: made anew for this version", id=id)
    console.announce(
        "The state of generation {target} is in force as generation {number}.", target=returned.target, number=number
    )


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
            question = Message(
                "Forget {generations}, which cannot be rolled back to any more, and free {megabytes:,.1f} MB?",
                **_counts(pruned),
            )
            if not console.confirmed(question):
                raise DictsvcError("nothing was forgotten")
        with writer(data, "prune") as catalogue:
            pruned = undoing.prune(catalogue, pruned.generations)
    if as_json:
        console.print_json({"dry_run": dry_run, "generations": pruned.generations, "bytes": pruned.bytes})
    elif not pruned.generations:
        console.announce("There is nothing to forget.")
    elif dry_run:
        console.announce(
            "A dry run: {generations} would be forgotten and {megabytes:,.1f} MB become free.", **_counts(pruned)
        )
    else:
        console.announce("Forgot {generations}; {megabytes:,.1f} MB became free.", **_counts(pruned))


def _counts(pruned: Pruned) -> dict[str, object]:
    first, last = pruned.generations[0], pruned.generations[-1]
    generations = Message("generation {number}", number=first)
    if last != first:
        count = len(pruned.generations)
        generations = Message("{count:,} generations ({first} to {last})", count=count, first=first, last=last)
    return {"generations": generations, "megabytes": pruned.bytes / 1e6}

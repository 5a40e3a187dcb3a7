"""Commands that look after what is stored: verify, rebuild, export, upgrade."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from dictsvc.catalogue import layout, reading, rights
from dictsvc.catalogue.writing import Catalogue, writer
from dictsvc.cli import console
from dictsvc.cli.catalogue import find, warn_of_clock
from dictsvc.cli.command import command, misuse
from dictsvc.errors import CatalogueDamaged, DictsvcError, Message, joined
from dictsvc.operations import exporting, joining, rebuilding, upgrading, verifying, versions
from dictsvc.operations.rebuilding import Rebuilt
from dictsvc.system.processes import exit_with_parent

FAULTS = 3
"""Exit status of `verify` where it found something; 1 says that it could not look."""


@command("verify")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--bytes", "bytes_only", is_flag=True, help="Only the checksums; not whether tries and entries agree.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def verify_command(context: click.Context, ids: tuple[str, ...], bytes_only: bool, as_json: bool) -> None:
    """Read every published byte and say what is damaged or may not be read; exit status 3 if anything is."""
    data: Path = context.obj
    with suppress(CatalogueDamaged):  # which is what it is to find
        for id in ids:
            find(reading.generation(data), id)
    with console.progress(Message("Reading"), verifying.size(data)) as moved:
        verdict = verifying.verify(data, ids, bytes_only=bytes_only, progress=lambda _, done: moved(done))
    if as_json:
        console.print_json(asdict(verdict))
    else:
        for damage in verdict.damage:
            console.out.print(str(damage))
        for id in verdict.outdated:
            console.announce("{id}: made by an earlier version; `dictsvc rebuild` makes it anew", id=id)
        for name in verdict.foreign:
            console.announce("{name}: not made by dictsvc, left alone", name=name)
        if verdict.narrower:
            first, *more = verdict.narrower
            others = Message(" and {count:,} more", count=len(more)) if more else ""
            console.announce(
                "{first}{others}: not everybody may read it who may read {data}; if the user that "
                "serves is among them, {remedy}",
                first=first,
                others=others,
                data=data,
                remedy=rights.remedy(data),
            )
        if not verdict.damage:
            console.announce(
                "{indexes} indexes, {megabytes:,.1f} MB read: nothing is damaged.",
                indexes=verdict.indexes,
                megabytes=verdict.bytes / 1000000.0,
            )
    if verdict.damage:
        names = dict.fromkeys(damage.dictionary or "catalogue" for damage in verdict.damage)
        console.complain(Message("damaged: {names}", names=joined(", ", names)))
    if verdict.narrower:
        console.complain(Message("whole, but perhaps cannot be served: some of it may not be read by others"))
    if verdict.damage or verdict.narrower:
        context.exit(FAULTS)


@command("rebuild")
@click.argument("id", required=False)
@click.option("--all", "everything", is_flag=True, help="Every dictionary, also those that need it not.")
@click.option("--joined", "joined_alone", is_flag=True, help="Only the joined index of all that are shown.")
@click.option("--beside", is_flag=True, hidden=True)
@click.option("--partial", is_flag=True, help="Keep what can be read where some entries cannot.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def rebuild_command(
    data: Path, id: str | None, everything: bool, joined_alone: bool, beside: bool, partial: bool, as_json: bool
) -> None:
    """Make the index of the dictionary ID anew from what is stored; without ID, of all that are outdated or damaged.

    The joined index, which answers for all dictionaries at once, is made anew where it is missing or damaged.
    """
    if joined_alone:
        if id is not None or everything:
            raise misuse("--joined goes with no ID, and not with --all")
        if beside:  # started by `joining.start`: ends with the process that called it
            exit_with_parent(os.getppid())
        _print_joined(joining.make(data, counter=console.counter, thorough=True), as_json=as_json)
        return
    if id is not None and everything:
        raise misuse("name a dictionary or use --all, not both")
    with writer(data, f"rebuild {id or ''}".rstrip()) as catalogue:
        warn_of_clock(catalogue)
        current = catalogue.generation()
        if id is not None:
            ids = [find(current, id).id]
        elif everything:
            ids = [dictionary.id for dictionary in current.dictionaries]
        else:
            ids = list(rebuilding.needed(data, current, thorough=True))
        done, failed = _rebuilt(catalogue, ids, partial=partial, as_json=as_json)
    for sentence in versions.advice(dictionary for dictionary in current.dictionaries if id in (None, dictionary.id)):
        console.say(sentence)
    made = joining.join(data, say=console.say, counter=console.counter, thorough=True)
    if as_json:
        console.print_json({"rebuilt": done, "failed": failed, "joined": made})
    elif not ids and not made:
        console.announce("Every index is whole and of this version; nothing was done.")
    if failed:
        raise DictsvcError("not rebuilt: {ids}", ids=", ".join(name["id"] for name in failed))


def _rebuilt(
    catalogue: Catalogue, ids: list[str], *, partial: bool, as_json: bool
) -> tuple[list[dict[str, object]], list[dict[str, str]]]:
    """(what was rebuilt, what was not and why), as JSON has them; of several one that fails does not stop the rest."""
    done: list[dict[str, object]] = []
    failed: list[dict[str, str]] = []
    for name in ids:
        try:
            with console.counter(Message("Rebuilding {id}", id=name)) as moved:
                rebuilt = rebuilding.rebuild(catalogue, name, partial=partial, progress=moved)
        except DictsvcError as error:
            if len(ids) == 1:
                raise
            console.complain(str(error))
            failed.append({"id": name, "error": str(error)})
        else:
            done.append(_plain(rebuilt))
            if not as_json:
                _print_rebuilt(rebuilt)
    return done, failed


def _print_joined(made: int, *, as_json: bool) -> None:
    if as_json:
        console.print_json({"rebuilt": [], "failed": [], "joined": made})
    elif made:
        console.announce("The joined index of all dictionaries that are shown is made.")
    else:
        console.announce("The joined index is whole, or none is needed; nothing was done.")


def _plain(rebuilt: Rebuilt) -> dict[str, object]:
    return {
        "id": rebuilt.dictionary.id,
        "generation": rebuilt.generation,
        "entries": rebuilt.dictionary.entries,
        "headwords": rebuilt.dictionary.headwords,
        "lost": list(rebuilt.lost),
        "seconds": round(rebuilt.seconds, 2),
    }


def _print_rebuilt(rebuilt: Rebuilt) -> None:
    lost = Message(", {count:,} headwords lost", count=len(rebuilt.lost)) if rebuilt.lost else ""
    console.announce(
        "{id}: {entries:,} entries{lost}, {seconds:.1f} s; in force as generation {generation}.",
        id=rebuilt.dictionary.id,
        entries=rebuilt.dictionary.entries,
        lost=lost,
        seconds=rebuilt.seconds,
        generation=rebuilt.generation,
    )
    for headword in [headword for headword in rebuilt.lost if headword][:20]:
        console.announce("  lost: {headword}", headword=headword)


@command("export")
@click.argument("id")
@click.option("--format", "form", type=click.Choice(sorted(exporting.FORMATS)), default="tsv", show_default=True)
@click.pass_obj
def export_command(data: Path, id: str, form: str) -> None:
    """Write the dictionary ID to standard output; loading it again gives the same dictionary."""
    dictionary = find(reading.generation(data), id)
    console.write(line.encode() for line in exporting.export(layout.index(data, dictionary.folder), form))


@command("upgrade", joins=True)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--create", is_flag=True, help="Also fill a data folder that has no catalogue yet.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def upgrade_command(data: Path, ids: tuple[str, ...], create: bool, as_json: bool) -> None:
    """Do now what `dictsvc serve` does first: rebuild outdated indexes, load newer versions of bundled dictionaries.

    A bundled dictionary that was changed here or taken out of service is left as it is unless ID names it.
    """
    before = reading.generation(data).number
    done = upgrading.run(data, named=ids, say=console.say, counter=console.counter, create=create)
    if as_json:
        steps = [step for step in reversed(reading.history(data)) if step.number > before]
        console.print_json(
            {
                "generation": steps[-1].number if steps else before,
                "steps": [{"generation": step.number, "action": step.action} for step in steps],
            }
        )
    elif not done:
        console.announce("Every index is of this version; nothing was done.")

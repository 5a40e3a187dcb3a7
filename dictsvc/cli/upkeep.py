"""Commands that look after what is stored: verify, rebuild, export, upgrade."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from dictsvc.catalogue import layout, reading, rights
from dictsvc.catalogue.writing import Catalogue, writer
from dictsvc.cli import console
from dictsvc.cli.catalogue import find
from dictsvc.cli.life import warn_of_clock
from dictsvc.errors import DictsvcError
from dictsvc.life import exporting, rebuilding, upgrading, verifying, versions


@click.command("verify")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--bytes", "bytes_only", is_flag=True, help="Only the checksums; not whether tries and entries agree.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def verify_command(context: click.Context, ids: tuple[str, ...], bytes_only: bool, as_json: bool) -> None:
    """Read every published byte and say what is damaged or may not be read; exit status 1 if anything is."""
    data: Path = context.obj
    if ids:
        current = reading.generation(data)
        for one in ids:
            find(current, one)
    reading.check_whole(data)
    with console.progress("Reading", verifying.size(data)) as moved:
        verdict = verifying.verify(data, ids, bytes_only=bytes_only, progress=lambda _, done: moved(done))
    if as_json:
        console.print_json(asdict(verdict))
    else:
        for damage in verdict.damage:
            console.out.print(str(damage), markup=False, soft_wrap=True)
        for one in verdict.outdated:
            console.out.print(f"{one}: made by an earlier version; `dictsvc rebuild` makes it anew", markup=False)
        for name in verdict.foreign:
            console.out.print(f"{name}: not made by dictsvc, left alone", markup=False, soft_wrap=True)
        if verdict.narrower:
            first, *more = verdict.narrower
            others = f" and {len(more):,} more" if more else ""
            console.out.print(
                f"{first}{others}: not everybody may read it who may read {data}; if the user that serves is among "
                f"them, {rights.remedy(data)}",
                markup=False,
                soft_wrap=True,
            )
        if not verdict.damage:
            console.out.print(f"{verdict.indexes} indexes, {verdict.bytes / 1e6:,.1f} MB read: nothing is damaged.")
    if verdict.damage:
        names = dict.fromkeys(damage.dictionary or "catalogue" for damage in verdict.damage)
        click.echo(f"dictsvc: damaged: {', '.join(names)}", err=True)
    if verdict.narrower:
        click.echo("dictsvc: whole, but perhaps cannot be served: some of it may not be read by others", err=True)
    if verdict.damage or verdict.narrower:
        context.exit(1)


@click.command("rebuild")
@click.argument("id", required=False)
@click.option("--all", "everything", is_flag=True, help="Every dictionary, also those that need it not.")
@click.option("--partial", is_flag=True, help="Keep what can be read where some entries cannot.")
@click.pass_obj
def rebuild_command(data: Path, id: str | None, everything: bool, partial: bool) -> None:
    """Make the index of the dictionary ID anew from what is stored; without ID, of all that are outdated or damaged."""
    if id is not None and everything:
        raise click.UsageError("name a dictionary or use --all, not both")
    failed = []
    with writer(data, f"rebuild {id or ''}".rstrip()) as catalogue:
        warn_of_clock(catalogue)
        current = catalogue.generation()
        if id is not None:
            ids = [find(current, id).id]
        elif everything:
            ids = [dictionary.id for dictionary in current.dictionaries]
        else:
            ids = list(rebuilding.needed(data, current, thorough=True))
        for one in ids:
            try:
                _rebuild(catalogue, one, partial)
            except DictsvcError as error:
                if len(ids) == 1:
                    raise
                click.echo(f"dictsvc: {error}", err=True)
                failed.append(one)
    for sentence in versions.advice(dictionary for dictionary in current.dictionaries if id in (None, dictionary.id)):
        console.say(sentence)
    if not ids:
        console.out.print("Every index is whole and of this version; nothing was done.")
    if failed:
        raise DictsvcError(f"not rebuilt: {', '.join(failed)}")


def _rebuild(catalogue: Catalogue, one: str, partial: bool) -> None:
    with console.counter(f"Rebuilding {one}") as moved:
        rebuilt = rebuilding.rebuild(catalogue, one, partial=partial, progress=moved)
    lost = f", {len(rebuilt.lost):,} headwords lost" if rebuilt.lost else ""
    console.out.print(
        f"{one}: {rebuilt.dictionary.entries:,} entries{lost}, {rebuilt.seconds:.1f} s; "
        f"in force as generation {rebuilt.generation}.",
        markup=False,
    )
    for headword in [headword for headword in rebuilt.lost if headword][:20]:
        console.out.print(f"  lost: {headword}", markup=False)


@click.command("export")
@click.argument("id")
@click.option("--format", "form", type=click.Choice(sorted(exporting.FORMATS)), default="tsv", show_default=True)
@click.pass_obj
def export_command(data: Path, id: str, form: str) -> None:
    """Write the dictionary ID to standard output; loading it again gives the same dictionary."""
    dictionary = find(reading.generation(data), id)
    out = sys.stdout.buffer
    for line in exporting.export(layout.index(data, dictionary.folder), form):
        out.write(line.encode())
    out.flush()


@click.command("upgrade")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.pass_obj
def upgrade_command(data: Path, ids: tuple[str, ...]) -> None:
    """Do now what `dictsvc serve` does first: rebuild outdated indexes, load newer versions of bundled dictionaries.

    A bundled dictionary that was changed here or taken out of service is left as it is unless ID names it.
    """
    if not upgrading.run(data, named=ids, say=console.say, counter=console.counter):
        console.out.print("Every index is of this version; nothing was done.")

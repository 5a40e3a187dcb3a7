"""`dictsvc load`: a dictionary file into the catalogue, and the report of it."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from dictsvc import readers
from dictsvc.catalogue import layout, reading
from dictsvc.catalogue.writing import writer
from dictsvc.cli import console, inputs
from dictsvc.cli.command import command, misuse
from dictsvc.cli.report import print_drawn, print_metadata, print_report
from dictsvc.errors import DictsvcError, Message
from dictsvc.operations import loading
from dictsvc.operations.describing import Wishes, checked
from dictsvc.operations.loading import Outcome
from dictsvc.readers import Source
from dictsvc.records import Dictionary, Generation
from dictsvc.system.temporary import TemporaryFolder


@command("load", data_folder="optional", joins=True)
@click.argument("path", type=click.Path())
@click.option("--id", "identifier", help="Short name for addresses: lower-case letters, digits, hyphens.")
@click.option("--title", help="Name shown to visitors.")
@click.option("--from", "source_language", metavar="LANG", help="Language of the headwords: vi, en, fr …")
@click.option("--to", "target_language", metavar="LANG", help="Language of the definitions.")
@click.option("--licence", help="Licence, shown with every entry.")
@click.option("--source", "origin", help="Where the dictionary comes from, shown with every entry.")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(list(readers.FORMATS)),
    metavar="FORMAT",
    help="Default: found out. One of {choices}.",
)
@click.option(
    "--member", default="", metavar="NAME", help="Which file, where an archive or folder holds several dictionaries."
)
@click.option("--table", default="", metavar="NAME", help="Which table of a database, or sheet of a workbook.")
@click.option(
    "--columns", default="", metavar="ROLE=COLUMN,…", help="What is in its columns: headword=word,definition=meaning."
)
@click.option("--encoding", help="Default: found out. A name such as utf-8, utf-16, windows-1258, tcvn3, vni, viscii.")
@click.option(
    "--on-error",
    type=click.Choice(["skip", "stop"]),
    help="Where something is no entry: skip it, or stop and load nothing. Default: skip, unless that is most of "
    "the file.",
)
@click.option("--replace", is_flag=True, help="Take the place of a dictionary of the same id and of another origin.")
@click.option("--force", is_flag=True, help="Read the file also where the same content is loaded already.")
@click.option("--dry-run", is_flag=True, help="Read, check and report; change nothing.")
@click.option(
    "--sample",
    type=click.IntRange(0, 1000),
    default=0,
    metavar="N",
    help="With --dry-run: N entries as they will be read.",
)
@click.option("--no-join", is_flag=True, help="Leave the joined index to the next command, as where more files follow.")
@click.option("--yes", is_flag=True, help="Do not ask where the headwords seem to be of another language.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def load_command(data: Path, /, path: str, as_json: bool, **options: Any) -> None:
    """Load the dictionary file PATH; an earlier version of it under the same id is replaced in one step.

    What the file says of itself is shown, but for what you say here or with `dictsvc set`, which stays when a newer
    version is loaded.

    PATH may be an archive (zip, tar, 7-Zip, each packed or not), a compressed file or a folder that holds a dictionary,
    an address (https://…), or - for standard input. Of a StarDict or dictd dictionary, name any of its files.
    """
    wishes = Wishes(
        id=options["identifier"],
        title=options["title"],
        source_language=options["source_language"],
        target_language=options["target_language"],
        licence=options["licence"],
        source=options["origin"],
        replace=options["replace"],
    )
    check(wishes)
    dry_run = options["dry_run"]
    if options["sample"] and not dry_run:
        raise misuse("--sample goes with --dry-run")
    with inputs.file_of(path, wishes.id) as (file, origin):
        named = {name: options[name] for name in ("encoding", "member", "table", "columns")}
        source = readers.open_source(file, format=options["file_format"], **named)
        outcome = loaded(
            data,
            source if origin is None else replace(source, origin=origin),
            wishes,
            ask=not options["yes"],
            dry_run=dry_run,
            stop_on_error=options["on_error"] == "stop",
            skip_most=options["on_error"] == "skip",
            sample=options["sample"],
            force=options["force"],
        )
    print_outcome(outcome, as_json=as_json, dry_run=dry_run)


def check(wishes: Wishes) -> None:
    """Raise UsageError for an id or a language that cannot be one."""
    try:
        checked(wishes)
    except DictsvcError as error:
        raise misuse(str(error)) from error


def loaded(
    data: Path, source: Source, wishes: Wishes, *, ask: bool = False, dry_run: bool = False, **how: Any
) -> Outcome:
    """Load a source and close it, with a bar on a terminal; see `loading.load`.

    ask: whether to go on there where headwords belie their language. how: further arguments of it.
    """
    with ExitStack() as until_done:
        until_done.callback(source.close)
        if ask and sys.stdin.isatty() and console.err.is_terminal:
            _ask(source, wishes, reading.generation(data))
        name = source.files[0].name
        if dry_run and not layout.database(data).exists():
            data = until_done.enter_context(TemporaryFolder())  # a look makes no data folder
        catalogue = until_done.enter_context(writer(data, f"load {name}", create=True))
        progress = until_done.enter_context(
            console.progress(Message("Reading {name}", name=name), source.size, Message("Indexing {name}", name=name))
        )
        return loading.load(catalogue, source, wishes, dry_run=dry_run, progress=progress, **how)


def _ask(source: Source, wishes: Wishes, current: Generation) -> None:
    """Before anything is locked or read as a whole."""
    if doubt := loading.doubt(source, wishes, current):
        console.say(_doubt(doubt))
        if not console.confirmed(Message("Load it all the same?")):
            raise DictsvcError("nothing was loaded; name the language of the headwords with --from")


def _doubt(doubt: str) -> str:
    return Message("Is --from right? As it seems, {doubt}.", doubt=doubt)


def print_outcome(outcome: Outcome, *, as_json: bool, dry_run: bool = False) -> None:
    """What a load did, for people or as JSON."""
    dictionary, report = outcome.dictionary, outcome.report
    if as_json:
        said = {"id": dictionary.id, "title": dictionary.title, "generation": outcome.generation, "dry_run": dry_run}
        console.print_json({**said, "unchanged": outcome.unchanged, **report.plain()})
        return
    languages = f"{dictionary.source_language or '?'}–{dictionary.target_language or '?'}"
    console.out.print(f"{dictionary.title} ({dictionary.id}, {languages})", style="bold")
    if outcome.unchanged:
        console.announce("The same content is loaded already; nothing was done.")
        return
    if report.same:
        console.announce("The same content is loaded already; only what is said of it changed.")
        print_metadata(report.plain())
        console.announce("In force as generation {generation}.", generation=outcome.generation)
        return
    console.paragraph(report.why, style="dim")
    if report.doubt:
        console.paragraph(_doubt(report.doubt), style="yellow")
    if report.makers:
        console.paragraph(Message("Marks read as those of {makers}.", makers=", ".join(report.makers)), style="dim")
    print_report(report.plain())
    _print_unknown(dictionary)
    print_drawn(report.drawn)
    if dry_run:
        console.announce("A dry run: nothing was changed ({seconds:.1f} s).", seconds=report.seconds)
    else:
        console.announce(
            "In force as generation {generation} after {seconds:.1f} s.",
            generation=outcome.generation,
            seconds=report.seconds,
        )


def _print_unknown(dictionary: Dictionary) -> None:
    """What visitors or licences want to know and the file did not say."""
    values = {
        "--title": dictionary.title if dictionary.title != dictionary.id else "",
        "--from": dictionary.source_language,
        "--to": dictionary.target_language,
        "--licence": dictionary.licence,
    }
    missing = [option for option, value in values.items() if not value]
    if missing:
        # The language of the headwords decides how they are indexed, so that `set` cannot change it.
        how = Message("say it with `dictsvc set {id}`", id=dictionary.id)
        if "--from" in missing:
            how = Message("load it again with them")
        console.paragraph(Message("The file says nothing for {names}; {how}.", names=", ".join(missing), how=how))

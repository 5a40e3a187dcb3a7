"""`dictsvc load`: a dictionary file into the catalogue, and the report of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dictsvc import loading, readers
from dictsvc.catalogue.writing import writer
from dictsvc.cli import console
from dictsvc.loading import Outcome, Report, Wishes


@click.command("load")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--id", "identifier", help="Short name for addresses: lower-case letters, digits, hyphens.")
@click.option("--title", help="Name shown to visitors.")
@click.option("--from", "source_language", metavar="LANG", help="Language of the headwords: vi, en, fr …")
@click.option("--to", "target_language", metavar="LANG", help="Language of the definitions.")
@click.option("--licence", help="Licence, shown with every entry.")
@click.option("--source", "origin", help="Where the dictionary comes from, shown with every entry.")
@click.option("--format", "file_format", type=click.Choice(sorted(readers.FORMATS)), help="Default: found out.")
@click.option("--encoding", help="Default: found out; else a name such as utf-8, cp1258, tcvn3.")
@click.option("--on-error", type=click.Choice(["skip", "stop"]), default="skip", show_default=True)
@click.option("--dry-run", is_flag=True, help="Read, check and report; publish nothing.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def load_command(data: Path, /, path: Path, as_json: bool, **options: Any) -> None:
    """Load the dictionary file PATH; a dictionary of the same id is replaced in one step.

    Of a StarDict or dictd dictionary, name any of its files.
    """
    wishes = Wishes(
        id=options["identifier"],
        title=options["title"],
        source_language=options["source_language"],
        target_language=options["target_language"],
        licence=options["licence"],
        source=options["origin"],
    )
    loading.check_wishes(wishes)
    source = readers.open_source(path, format=options["file_format"], encoding=options["encoding"])
    with (
        writer(data, f"load {path.name}", create=True) as catalogue,
        console.progress(f"Reading {path.name}", source.size) as progress,
    ):
        outcome = loading.load(
            catalogue,
            source,
            wishes,
            stop_on_error=options["on_error"] == "stop",
            dry_run=options["dry_run"],
            progress=progress,
        )
    if as_json:
        console.print_json({"id": outcome.dictionary.id, "unchanged": outcome.unchanged, **outcome.report.plain()})
    else:
        _print(outcome, dry_run=options["dry_run"])


def _print(outcome: Outcome, *, dry_run: bool) -> None:
    dictionary, report = outcome.dictionary, outcome.report
    if outcome.unchanged:
        console.out.print(f"{dictionary.id}: the same content is loaded already; nothing was done.")
        return
    console.out.print(f"[bold]{dictionary.title}[/bold] ({dictionary.id})", soft_wrap=True)
    console.out.print(f"  {report.why}", soft_wrap=True, markup=False)
    rows = console.table("", ("", "right"), "")
    rows.show_header = False
    rows.add_row("read", f"{report.read:,}")
    rows.add_row("kept", f"{report.kept:,}", "entries")
    rows.add_row("headwords", f"{report.headwords:,}", f"{report.merged:,} entries share one" if report.merged else "")
    for reason, count in report.skipped.most_common():
        rows.add_row("left out", f"{count:,}", reason)
    for name, count in report.findings.most_common():
        rows.add_row("unusual", f"{count:,}", name)
    if report.replaced:
        rows.add_row("came", f"{report.came:,}", "headwords")
        rows.add_row("went", f"{report.went:,}", "headwords")
        rows.add_row("changed", f"{report.changed:,}", "headwords")
    rows.add_row("time", f"{report.seconds:.1f} s")
    console.out.print(rows)
    _print_samples(report)
    if dry_run:
        console.out.print("Nothing was published (dry run).")
    else:
        console.out.print(f"In force as generation {outcome.generation}.")


def _print_samples(report: Report) -> None:
    for reason, samples in report.samples.items():
        console.out.print(f"Left out, {reason}:")
        for where, sample in samples:
            console.out.print(f"  {where}: {sample}", markup=False, soft_wrap=True)

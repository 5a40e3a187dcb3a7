"""The command on what was asked and not found."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click

from dictsvc import config
from dictsvc.cli import console
from dictsvc.cli.command import command
from dictsvc.errors import DictsvcError, Message
from dictsvc.search import misses


@command("misses", data_folder="unused")
@click.option("--limit", type=click.IntRange(1), default=50, help="At most so many. Default: 50.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def misses_command(data: Path | None, limit: int, as_json: bool) -> None:
    """List what was asked often in the last 30 days and not found, most often first.

    Counted by a server whose setting DICTSVC_MISSES names a folder: a query alone, without who asked, and only one
    that a process met five times or more on a day; none that holds a digit.
    """
    folder = config.load().misses
    if not folder:
        raise DictsvcError(
            "misses are not counted; set DICTSVC_MISSES to a folder for `dictsvc serve` and for this command"
        )
    found = dict(islice(misses.read(Path(folder)).items(), limit))
    if as_json:
        console.print_json([{"query": query, "times": times} for query, times in found.items()])
        return
    if not found:
        console.say(Message("Nothing was asked often and not found."))
        return
    table = console.table((Message("times"), "right"), Message("query"))
    for query, times in found.items():
        table.add_row(f"{times:,}", query)
    console.print_table(table)

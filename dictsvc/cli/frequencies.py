"""The command on word counts: frequencies."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import click

from dictsvc.catalogue.writing import writer
from dictsvc.cli import console
from dictsvc.cli.catalogue import warn_of_clock
from dictsvc.cli.command import command, misuse
from dictsvc.errors import Message
from dictsvc.frequency import counts
from dictsvc.operations import ranking
from dictsvc.operations.ranking import Reordered


@command("frequencies", joins=True)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--language", default="vi", show_default=True, help="Language of the words, such as vi or en.")
@click.option("--remove", is_flag=True, help="Rank by the package's own counts again.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def frequencies_command(data: Path, file: Path | None, language: str, remove: bool, as_json: bool) -> None:
    """Rank by the word counts of FILE, lines `word<TAB>count`: what your own visitors use comes first.

    The dictionaries of that language are made anew from what is stored, as a step that can be rolled back.
    """
    if (file is None) is not remove:
        raise misuse("give a FILE or --remove, one of the two")
    if not re.fullmatch("[A-Za-z]{2,3}(-[A-Za-z0-9-]+)?", language):
        raise misuse("expected a language code such as vi or en", hint="--language")
    rows = None if file is None else counts.read(file)
    with writer(data, "frequencies") as catalogue:
        warn_of_clock(catalogue)
        with console.counter(Message("Ranking")) as moved:
            done = ranking.reorder(catalogue, language, rows, progress=moved)
    if as_json:
        console.print_json({**asdict(done), "seconds": round(done.seconds, 2)})
    else:
        _print(done)


def _print(done: Reordered) -> None:
    ids = ", ".join(done.ids) or Message("none")
    if done.unchanged:
        sentence = Message(
            "These counts are in force already, as of generation {number}; nothing was done.", number=done.generation
        )
    elif done.words:
        sentence = Message(
            "{words:,} words decide the order now; made anew: {ids}. In force as generation {number} after "
            "{seconds:.1f} s.",
            words=done.words,
            ids=ids,
            number=done.generation,
            seconds=done.seconds,
        )
    else:
        sentence = Message(
            "The package's own counts decide the order again; made anew: {ids}. In force as generation {number} after "
            "{seconds:.1f} s.",
            ids=ids,
            number=done.generation,
            seconds=done.seconds,
        )
    console.out.print(sentence)

"""Commands on an object store: push, pull, follow, store. Their processes never fork, as obstore asks."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from dictsvc.catalogue import reading
from dictsvc.cli import console
from dictsvc.cli.command import command, misuse
from dictsvc.errors import Message
from dictsvc.operations import following, joining, publishing
from dictsvc.store.follower_status import SharedStatus
from dictsvc.store.objects import Objects
from dictsvc.system.processes import exit_with_parent

FAULTS = 3
"""Exit status of `store` where something is missing or damaged there."""


@contextmanager
def _objects(url: str) -> Iterator[Objects]:
    """The store at an address. Ctrl-C ends the process as `store.objects` asks."""
    try:
        yield Objects(url)
    except KeyboardInterrupt:
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(130)


@command("push")
@click.argument("url")
@click.option("--dry-run", is_flag=True, help="Say what would be uploaded; change nothing.")
@click.option("--repair", is_flag=True, help="Read what is there, and upload again what is damaged or missing.")
@click.option("--prune", is_flag=True, help="Afterwards delete there what only old generations need.")
@click.option(
    "--keep",
    type=click.IntRange(0),
    default=publishing.KEEP,
    show_default=True,
    help="With --prune: generations before the newest to keep.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def push_command(data: Path, url: str, dry_run: bool, repair: bool, prune: bool, keep: int, as_json: bool) -> None:
    """Publish the generation in force to the object store at URL (s3://BUCKET/PREFIX), for replicas that follow it.

    Only what is not there is uploaded. Credentials come from the environment: AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID
    and AWS_SECRET_ACCESS_KEY.
    """
    if dry_run and prune:
        raise misuse("--dry-run and --prune exclude each other")
    began = time.monotonic()
    with _objects(url) as objects, console.progress(Message("Pushing"), None) as moved:
        pushed = publishing.push(
            data,
            objects,
            dry_run=dry_run,
            repair=repair,
            prune=prune,
            keep=keep,
            progress=lambda done, total: moved(done),
        )
    seconds = time.monotonic() - began
    if as_json:
        console.print_json({"dry_run": dry_run, **asdict(pushed), "seconds": round(seconds, 2)})
        return
    values: dict[str, Any] = {
        "number": pushed.generation,
        "indexes": len(pushed.uploaded),
        "megabytes": pushed.bytes / 1e6,
        "seconds": seconds,
    }
    if dry_run:
        console.announce(
            "A dry run: generation {number} would be published, with {indexes} indexes ({megabytes:,.1f} MB) that are "
            "not there yet.",
            **values,
        )
    elif pushed.unchanged:
        console.announce("Generation {number} is published there already; nothing was done.", **values)
    else:
        console.announce(
            "Generation {number} is published; {indexes} indexes were uploaded, {megabytes:,.1f} MB, {seconds:.1f} s.",
            **values,
        )
    if pushed.pruned:
        console.announce("Forgotten there: {count:,} older generations.", count=len(pushed.pruned))


@command("pull", data_folder="optional")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def pull_command(data: Path, url: str, as_json: bool) -> None:
    """Take the newest generation of the object store at URL into the data folder, which is made where it is missing."""
    with _objects(url) as objects, console.progress(Message("Pulling"), None) as moved:
        taken = following.Follower(data, objects).round(lambda done, total: moved(done))
    number = reading.generation(data).number
    if joiner := joining.start(data):
        joiner.wait()
    if as_json:
        console.print_json(
            {
                "generation": number,
                "unchanged": taken is None,
                "fetched": list(taken.fetched) if taken else [],
                "bytes": taken.bytes if taken else 0,
                "seconds": round(taken.seconds, 2) if taken else 0.0,
            }
        )
    elif taken is None:
        console.announce("Generation {number} is in force and the newest there; nothing was done.", number=number)
    else:
        console.out.print(taken.sentence)


@command("follow", data_folder="optional")
@click.argument("url")
@click.option("--status", type=int, hidden=True)
@click.pass_obj
def follow_command(data: Path, url: str, status: int | None) -> None:
    """Take every new generation of the object store at URL within a second or two, until stopped.

    `dictsvc serve --follow URL` does this by itself, in a process beside its workers.
    """
    show = SharedStatus(status).write if status is not None else lambda followed: None
    if status is not None:
        exit_with_parent()
    with _objects(url) as objects:
        following.follow(data, objects, show=show, say=console.say)


@command("store", data_folder="unused")
@click.argument("url")
@click.option("--read", is_flag=True, help="Also read every byte against its checksum.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def store_command(context: click.Context, url: str, read: bool, as_json: bool) -> None:
    """Show what the object store at URL holds, and whether all of it is there; exit status 3 where something is not."""
    with _objects(url) as objects, console.progress(Message("Reading"), None) as moved:
        found = publishing.survey(objects, read=read, progress=lambda done, total: moved(done))
    if as_json:
        console.print_json(
            {
                "generations": [
                    {
                        "place": publication.place,
                        "generation": publication.generation.number,
                        "action": publication.generation.action,
                        "made_at": publication.generation.made_at,
                        "pushed_at": publication.pushed_at,
                        "dictionaries": [dictionary.id for dictionary in publication.generation.dictionaries],
                        "bytes": publication.size,
                    }
                    for publication in found.published
                ],
                "bytes": found.bytes,
                "read": found.read,
                "faults": list(found.faults),
                "unnamed": [file.name for file in found.unnamed],
            }
        )
    else:
        table = console.table(
            (Message("generation"), "right"),
            (Message("pushed (UTC)"), "whole"),
            Message("step"),
            (Message("dictionaries"), "right"),
            (Message("MB"), "right"),
        )
        for publication in found.published:
            size = publication.size
            table.add_row(
                Message("{count:,}", count=publication.generation.number),
                console.minute(publication.pushed_at),
                publication.generation.action,
                Message("{count:,}", count=len(publication.generation.dictionaries)),
                Message("{megabytes:,.1f}", megabytes=size / 1e6),
            )
        console.print_table(table)
        for fault in found.faults:
            console.out.print(str(fault))
        if found.unnamed:
            console.announce(
                "{count:,} files that no generation names: of a push under way or cut off; `dictsvc push --prune` "
                "deletes those older than a day",
                count=len(found.unnamed),
            )
        if read and not found.faults:
            console.announce("{megabytes:,.1f} MB read: nothing is damaged.", megabytes=found.read / 1e6)
        elif not found.faults:
            console.announce(
                "{megabytes:,.1f} MB, every file there with its size; --read compares the bytes.",
                megabytes=found.bytes / 1e6,
            )
    if found.faults:
        console.complain(Message("{url}: not whole; `dictsvc push --repair` mends it", url=url))
        context.exit(FAULTS)

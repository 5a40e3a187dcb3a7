"""`dictsvc available` and `dictsvc install`: open dictionaries on the web."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import click

from dictsvc import config, readers
from dictsvc.catalogue import reading
from dictsvc.cli import console
from dictsvc.cli.command import command, misuse
from dictsvc.cli.language import translated
from dictsvc.cli.load import check, loaded, print_outcome
from dictsvc.errors import DictsvcError, Message
from dictsvc.operations import installing
from dictsvc.operations.describing import Wishes
from dictsvc.operations.installing import Listed
from dictsvc.records import Generation
from dictsvc.system.temporary import TemporaryFolder


def _list() -> tuple[Listed, ...]:
    settings = config.load()
    return installing.read(settings.sources, timeout=settings.download_timeout)


def _installed(listed: Listed, current: Generation) -> str:
    """The id under which exactly this edition is loaded, '' where it is not."""
    return next((one.id for one in current.dictionaries if one.source == listed.source), "")


@command("available", data_folder="optional")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with addresses and hashes.")
@click.pass_obj
def available_command(data: Path, as_json: bool) -> None:
    """List the open dictionaries on the web that `dictsvc install` can install."""
    listed, current = _list(), reading.generation(data)
    if as_json:
        console.print_json({"dictionaries": [_plain(dictionary, current) for dictionary in listed]})
        return
    table = console.table(
        (Message("name"), "whole"),
        Message("title"),
        ("", "whole"),
        (Message("licence"), "whole"),
        (Message("size"), "right"),
        (Message("installed"), "whole"),
    )
    for dictionary in listed:
        languages = f"{dictionary.source_language}–{dictionary.target_language}"
        size = "?" if dictionary.bytes is None else console.size(dictionary.bytes)
        table.add_row(
            dictionary.name, dictionary.title, languages, dictionary.licence, size, _installed(dictionary, current)
        )
    console.print_table(table)


def _plain(listed: Listed, current: Generation) -> dict[str, object]:
    return {
        "name": listed.name,
        "title": listed.title,
        "from": listed.source_language,
        "to": listed.target_language,
        "licence": listed.licence,
        "bytes": listed.bytes,
        "files": [{"url": file.url, file.kind: file.digest, "bytes": file.bytes} for file in listed.files],
        "installed": _installed(listed, current) or None,
    }


@command("install", data_folder="optional", joins=True)
@click.argument("name")
@click.option("--yes", is_flag=True, help="The licence is accepted; do not ask.")
@click.option("--id", "identifier", help="Short name for addresses, instead of NAME.")
@click.option("--title", help="Name shown to visitors, instead of the list's.")
@click.option("--replace", is_flag=True, help="Take the place of a dictionary of the same id and of another origin.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def install_command(
    data: Path, name: str, yes: bool, identifier: str | None, title: str | None, replace: bool, as_json: bool
) -> None:
    """Download the dictionary NAME of `dictsvc available`, check it and load it.

    Its licence and source are shown first, and asked about.
    """
    listed, current = installing.find(_list(), name), reading.generation(data)
    known = identifier is None and _installed(listed, current)
    wishes = Wishes(id=identifier or known or listed.name, title=title, replace=replace)
    check(wishes)
    _show(listed, wishes, current, err=as_json)
    if not yes:
        if not sys.stdin.isatty():
            raise misuse("There is no terminal to ask on; add --yes if you accept the licence.")
        if not console.confirmed(Message("Install it under this licence?")):
            raise DictsvcError("nothing was installed")
    with TemporaryFolder() as folder:
        with console.progress(Message("Downloading {name}", name=listed.name), listed.bytes) as progress:
            path = installing.download(listed, folder, timeout=config.load().download_timeout, progress=progress)
        source = readers.open_source(path, format=listed.format, encoding=listed.encoding)
        source = dataclasses.replace(source, metadata=dataclasses.replace(source.metadata, **listed.stated))
        outcome = loaded(data, source, wishes, ask=not yes)
    print_outcome(outcome, as_json=as_json)


def _show(listed: Listed, wishes: Wishes, current: Generation, *, err: bool) -> None:
    """What would be installed, before anything of it is fetched."""
    size = Message("not known") if listed.bytes is None else Message("{count:,} bytes", count=listed.bytes)
    replaced = current.find(wishes.id or "")
    rows = [
        (Message("licence"), listed.licence),
        *((Message("source"), file.url) for file in listed.files),
        (Message("size"), size),
        *([(Message("replaces"), f"{replaced.title} ({wishes.id})")] if replaced else []),
    ]
    stream = console.err if err else console.out
    stream.print(f"{listed.title} ({wishes.id}, {listed.source_language}–{listed.target_language})")
    for label, value in rows:
        stream.print(f"  {translated(label):<10}  {translated(value)}")

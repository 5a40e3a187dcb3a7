"""`dictsvc serve` and `dictsvc settings`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dictsvc import config
from dictsvc.catalogue.rights import readable
from dictsvc.cli import console
from dictsvc.cli.command import command
from dictsvc.config import Config
from dictsvc.errors import CatalogueError, DictsvcError, Message
from dictsvc.system.processes import allow_many_files

if TYPE_CHECKING:
    from dictsvc.server.follower import FollowerProcess


@command("serve", data_folder="optional")
@click.option(
    "--bind", metavar="HOST:PORT", help="Where to listen, or unix:PATH (default: $DICTSVC_BIND, or 127.0.0.1:8000)."
)
@click.option("--workers", type=click.IntRange(1), help="Worker processes (default: $DICTSVC_WORKERS, or 2).")
@click.option(
    "--follow",
    metavar="URL",
    help="Object store whose generations to take as they are pushed (default: $DICTSVC_FOLLOW).",
)
@click.option("--no-upgrade", is_flag=True, help="Serve what is there; `dictsvc upgrade --create` ran before.")
@click.pass_obj
def serve_command(data: Path, bind: str | None, workers: int | None, follow: str | None, no_upgrade: bool) -> None:
    """Serve the dictionaries on the web; a new data folder starts with the bundled ones.

    First, what a new version of dictsvc asks for is done, as by `dictsvc upgrade --create`. With --follow the
    dictionaries come from an object store, and nothing else is done to the data folder.
    """
    from dictsvc.server.follower import FollowerProcess

    settings = replace(config.load(), data=data)
    if bind:
        settings = replace(settings, bind=bind)
    if workers:
        settings = replace(settings, workers=workers)
    if follow:
        settings = replace(settings, follow=follow)
    _warn_of_settings()
    if trouble := readable(data):
        raise CatalogueError(trouble)
    if settings.follow:
        with FollowerProcess(settings) as follower:  # it fetches while the server is imported and loaded
            _serve(settings, follower)
    else:
        _serve(settings, upgrade=not no_upgrade)


def _serve(settings: Config, follower: FollowerProcess | None = None, *, upgrade: bool = False) -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy would start threads, and what has threads must not fork
    from dictsvc.server.master import check, serve

    address = check(settings)
    allow_many_files()
    if upgrade:
        from dictsvc.operations import joining, upgrading

        upgrading.run(settings.data, say=console.say, counter=console.counter, create=True)
        joining.start(settings.data)
    console.say(Message("Online dictionary: {address}  (Ctrl+C stops)", address=address))
    serve(settings, follower)


@command("settings", data_folder="unused")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def settings_command(as_json: bool) -> None:
    """List the settings, which are read from the environment."""
    if as_json:
        console.print_json(
            [
                {"name": f"DICTSVC_{setting.name}", "default": setting.default, "help": setting.help}
                for setting in config.SETTINGS
            ]
        )
    else:
        table = console.table((Message("variable"), "whole"), Message("default"), Message("meaning"))
        for setting in config.SETTINGS:
            table.add_row(f"DICTSVC_{setting.name}", setting.default, Message(setting.help))
        console.print_table(table)
    _warn_of_settings()
    try:
        config.load()
    except DictsvcError as error:
        console.say(str(error))


def _warn_of_settings() -> None:
    for name in config.unknown():
        console.say(Message("{name} is no setting and has no effect; `dictsvc settings` lists them", name=name))

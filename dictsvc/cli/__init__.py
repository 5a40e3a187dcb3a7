"""The command `dictsvc`: a thin second user of the same functions as the web.

Exit status 0 done, 1 could not (one sentence on standard error: what, where, what to do), 2 wrong usage. Never a
traceback.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from dictsvc import __version__, config
from dictsvc.errors import DictsvcError

_COMMANDS = {
    "load": "load",
    "list": "catalogue",
    "show": "catalogue",
    "remove": "catalogue",
    "set": "life",
    "history": "life",
    "rollback": "life",
    "prune": "life",
    "verify": "upkeep",
    "rebuild": "upkeep",
    "upgrade": "upkeep",
    "export": "upkeep",
    "lookup": "ask",
    "eval": "ask",
    "segment": "ask",
    "serve": "serve",
    "settings": "serve",
}
"""Command -> module of this package, imported only when the command runs."""


class _Commands(click.Group):
    """Commands found by name, so that `dictsvc list` does not wait for what only `dictsvc load` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"dictsvc.cli.{module}"), f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DictsvcError as error:
            click.echo(f"dictsvc: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of our output has left, as `| head` does
            ctx.exit(0)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"dictsvc: {where}{error.strerror or error}", err=True)
            ctx.exit(1)


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--data", type=click.Path(path_type=Path), help="Data folder (default: $DICTSVC_DATA, or the platform's)."
)
@click.version_option(__version__, prog_name="dictsvc")
@click.pass_context
def main(context: click.Context, data: Path | None) -> None:
    """Vietnamese online dictionary service: load dictionaries, ask them, serve them."""
    context.obj = data or config.load().data

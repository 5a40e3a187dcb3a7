"""The command `dictsvc`: a thin second user of the same functions as the web.

Exit status 0 done, 1 could not (one sentence on standard error: what, where, what to do), 2 wrong usage, 3 damage found
by `verify`, 130 interrupted from the keyboard. Never a traceback.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from typing import Any

import click

from dictsvc import __version__
from dictsvc.cli.command import Folder, ending_by_signal, lost, prepare_streams
from dictsvc.errors import DictsvcError

_SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Dictionaries": {
        "load": ("load", "Load a dictionary file, or replace it by a newer one."),
        "available": ("install", "List open dictionaries on the web."),
        "install": ("install", "Download one of them, check it and load it."),
        "list": ("catalogue", "List the dictionaries that are loaded."),
        "show": ("catalogue", "Show all that is known of one."),
        "set": ("life", "Change its title, licence, order, …"),
        "remove": ("catalogue", "Take it out of service."),
        "export": ("upkeep", "Write it out as a file that can be loaded again."),
    },
    "Asking": {
        "lookup": ("ask", "Look a word up, as a visitor would type it."),
        "segment": ("ask", "Cut a sentence into words and look each of them up."),
        "eval": ("ask", "Measure how well a list of queries is answered."),
    },
    "Serving": {
        "serve": ("serve", "Serve the dictionaries on the web."),
        "settings": ("serve", "List the settings, which are read from the environment."),
    },
    "Upkeep": {
        "history": ("life", "List what was done, and what each step found."),
        "rollback": ("life", "Go back to an earlier state."),
        "prune": ("life", "Delete what only earlier states need."),
        "verify": ("upkeep", "Read everything and say what is damaged."),
        "rebuild": ("upkeep", "Make indexes anew from what is stored."),
        "upgrade": ("upkeep", "Do now what `dictsvc serve` does first after an upgrade."),
    },
}
"""Heading of the help -> command -> module of this package, imported only when the command runs, and a summary."""
_COMMANDS = {name: module for section in _SECTIONS.values() for name, (module, _) in section.items()}


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, commands in _SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, summary) for name, (_, summary) in commands.items()])

    def main(self, *args: Any, **options: Any) -> Any:
        prepare_streams()
        with ending_by_signal():
            return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            if not lost:
                return result
            _say(f"what was to be printed is lost ({lost[0]}); what the command did stands, as `dictsvc history` shows")
        except DictsvcError as error:
            _say(str(error))
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            _say(f"{where}{error.strerror or error}")
        except (KeyboardInterrupt, click.Abort):
            ctx.exit(130)
        except MemoryError:
            _say("there is not enough memory for this; close other programs, or split the file")
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:  # a fault of this program: said so that it can be reported, in one sentence too
            _say(f"this is a fault of dictsvc {__version__}, please report it: {_fault(error)}")
        ctx.exit(1)


def _say(sentence: str) -> None:
    from dictsvc.cli import console  # with rich, which the help does without

    console.complain(sentence)


def _fault(error: Exception) -> str:
    """An error in a line, with the place where it was raised."""
    frames = extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place} ({str(error)[:200]})"


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="To begin, `dictsvc serve` opens http://127.0.0.1:8000/ with the dictionaries that come with the program.",
)
@click.option("--data", type=Folder(), help="Data folder (default: $DICTSVC_DATA, or the platform's).")
@click.version_option(__version__, prog_name="dictsvc")
@click.pass_context
def main(context: click.Context, data: Path | None) -> None:
    """Vietnamese online dictionary service: load dictionaries, ask them, serve them."""
    context.obj = data

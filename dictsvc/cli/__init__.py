"""The command `dictsvc`: a thin second user of the same functions as the web.

Exit status 0 done, 1 could not (one sentence on standard error: what, where, what to do), 2 wrong usage, 3 damage found
by `verify`, 130 interrupted from the keyboard. Never a traceback.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from typing import Any

import click

from dictsvc import __version__
from dictsvc.cli import streams
from dictsvc.cli.command import Ended, Folder, Translated, die, ending_by_signal
from dictsvc.cli.language import speak, translated, unknown
from dictsvc.errors import DictsvcError, Message, joined

_SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    Message("Dictionaries"): {
        "load": ("load", Message("Load a dictionary file, or replace it by a newer one.")),
        "available": ("install", Message("List open dictionaries on the web.")),
        "install": ("install", Message("Download one of them, check it and load it.")),
        "list": ("catalogue", Message("List the dictionaries that are loaded.")),
        "show": ("catalogue", Message("Show all that is known of one.")),
        "set": ("catalogue", Message("Change its title, licence, order, …")),
        "remove": ("catalogue", Message("Take it out of service.")),
        "frequencies": ("frequencies", Message("Rank by your own word counts, or no longer by them.")),
        "export": ("upkeep", Message("Write it out as a file that can be loaded again.")),
    },
    Message("Asking"): {
        "lookup": ("ask", Message("Look a word up, as a visitor would type it.")),
        "search": ("ask", Message("Find headwords by words of their definitions.")),
        "segment": ("ask", Message("Cut a sentence into words and look each of them up.")),
        "misses": ("misses", Message("List what was often asked and not found.")),
        "eval": ("ask", Message("Measure how well a list of queries is answered.")),
    },
    Message("Serving"): {
        "serve": ("serve", Message("Serve the dictionaries on the web.")),
        "settings": ("serve", Message("List the settings, which are read from the environment.")),
    },
    Message("Many machines"): {
        "push": ("store", Message("Publish what is in force to an object store.")),
        "pull": ("store", Message("Take the newest that is published there.")),
        "follow": ("store", Message("Go on taking it, until stopped.")),
        "store": ("store", Message("Show what an object store holds, and whether it is whole.")),
    },
    Message("Upkeep"): {
        "history": ("history", Message("List what was done, and what each step found.")),
        "rollback": ("history", Message("Go back to an earlier state.")),
        "prune": ("history", Message("Delete what only earlier states need.")),
        "verify": ("upkeep", Message("Read everything and say what is damaged.")),
        "rebuild": ("upkeep", Message("Make indexes anew from what is stored.")),
        "upgrade": ("upkeep", Message("Do now what `dictsvc serve` does first after an upgrade.")),
    },
}
"""Heading of the help -> command -> module of this package, imported only when the command runs, and a summary."""
_COMMANDS = {name: module for section in _SECTIONS.values() for name, (module, _) in section.items()}


class _Commands(Translated, click.Group):
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
            with formatter.section(translated(heading)):
                formatter.write_dl([(name, translated(summary)) for name, (_, summary) in commands.items()])

    def main(self, *args: Any, **options: Any) -> Any:
        streams.prepare()
        speak()
        if named := unknown(os.environ):
            _say(Message("DICTSVC_LANG={named}: the commands speak vi and en only, and now English", named=named))
        try:
            with ending_by_signal():
                return super().main(*args, **options)
        except Ended as ended:
            number = ended.number
        die(number)
        return None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            if not streams.lost:
                return result
            _say(
                Message(
                    "what was to be printed is lost ({error}); what the command did stands, as `dictsvc history` shows",
                    error=streams.lost[0],
                )
            )
        except DictsvcError as error:
            _say(str(error))
        except OSError as error:
            _say(joined(": ", (str(part) for part in (error.filename, error.strerror or error) if part)))
        except (KeyboardInterrupt, click.Abort):
            ctx.exit(130)
        except MemoryError:
            _say(Message("there is not enough memory for this; close other programs, or split the file"))
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:  # a fault of this program: said so that it can be reported, in one sentence too
            _say(
                Message(
                    "this is a fault of dictsvc {version}, please report it: {fault}",
                    version=__version__,
                    fault=_fault(error),
                )
            )
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

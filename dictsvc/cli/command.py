"""What all commands have in common: their words are UTF-8, their data folder is there, and a signal lets them tidy up.

Knows nothing of what they print, so that the help is shown without loading rich.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from inspect import cleandoc
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import click

from dictsvc import config
from dictsvc.cli.language import translated
from dictsvc.cli.streams import lost, writing
from dictsvc.errors import CatalogueError, Message

DataFolder = Literal["needed", "optional", "unused"]
"""optional: the command makes the folder, or can do without; any other says where the one that was named is missing."""


class Folder(click.Path):
    """A folder's path; the empty one, which a shell makes of an unset variable, is none."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail(translated(Message("the name of the folder is empty")), param, ctx)
        return super().convert(value, param, ctx)


class Translated(click.Command):
    """A command whose help is in the language of the terminal."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with writing(sys.stdout):  # help or version; nothing else is written while arguments are read
            return super().parse_args(ctx, args)
        if lost:
            raise click.ClickException(translated(Message("cannot be printed ({reason})", reason=lost[0])))
        raise click.exceptions.Exit(0)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        shown = copy(self)
        shown.help, shown.epilog = _help(self.help), _help(self.epilog)
        shown.params = list(map(copy, self.params))
        for param in shown.params:
            if isinstance(param, click.Option):
                param.help = _help(param.help)
                if param.help and isinstance(param.type, click.Choice):
                    param.help = param.help.replace("{choices}", ", ".join(param.type.choices))
        super(Translated, shown).format_help(ctx, formatter)


def _help(text: str | None) -> str | None:
    return text and translated(Message(cleandoc(text)))


class Command(Translated):
    """A command whose `obj` is the data folder."""

    data_folder: DataFolder = "needed"
    joins = False

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        for param in self.params:
            if isinstance(param.type, click.types.StringParamType) and param.name in ctx.params:
                ctx.params[param.name] = _utf8(ctx, param, ctx.params[param.name])
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        if self.data_folder != "unused":
            ctx.obj = _data(ctx.obj, needed=self.data_folder == "needed" and not ctx.params.get("create"))
        result = super().invoke(ctx)
        if self.joins and not ctx.params.get("dry_run") and not ctx.params.get("no_join"):
            _join(ctx.obj)
        return result


def command(
    name: str, *, data_folder: DataFolder = "needed", joins: bool = False
) -> Callable[[Callable[..., Any]], Command]:
    """Decorate a function as the command of a name. joins: it may change which dictionaries are shown, or their order,
    so that when it is done, and all of its report is printed, the joined index of them is made."""

    def decorate(function: Callable[..., Any]) -> Command:
        made = click.command(name, cls=Command)(function)
        made.data_folder = data_folder
        made.joins = joins
        return made

    return decorate


def misuse(sentence: str, /, *, hint: str = "", **values: object) -> click.UsageError:
    """What to raise where a command was given what it cannot take, in the language of the terminal.

    sentence: a message, or its template. hint: the argument or option that it is about.
    """
    text = translated(sentence if isinstance(sentence, Message) else Message(sentence, **values))
    return click.BadParameter(text, param_hint=hint) if hint else click.UsageError(text)


def _join(data: Path) -> None:
    from dictsvc.cli import console
    from dictsvc.operations import joining

    joining.join(data, say=console.say, counter=lambda label: console.counter(label, quiet=True))


def _utf8(context: click.Context, param: click.Parameter, value: Any) -> Any:
    """Words as UTF-8, also where the locale's encoding of the command line is another one."""
    if isinstance(value, tuple):
        return tuple(_utf8(context, param, part) for part in value)
    if not isinstance(value, str) or value.isprintable():
        return value
    try:
        return value.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        shown = value.encode("utf-8", "replace").decode("utf-8")
        raise click.BadParameter(
            translated(Message("{text!r} is not valid UTF-8", text=shown)), context, param
        ) from None


def _data(given: Path | None, *, needed: bool) -> Path:
    """The data folder. Raises CatalogueError where one was named that is not there, most likely mistyped."""
    data = given or config.load().data
    try:
        str(data).encode()
    except UnicodeEncodeError:  # tries are opened by a library that takes no other names
        raise CatalogueError(
            "{data}: the name of a data folder must be valid UTF-8, and the locale one of UTF-8; name "
            "another one with --data",
            data=data,
        ) from None
    named = given is not None or os.environ.get("DICTSVC_DATA", "").strip()
    if named and needed:
        try:
            data.stat()
        except (FileNotFoundError, NotADirectoryError):
            raise CatalogueError(
                "{data}: there is no such data folder; name another one with --data, or make it with "
                "`dictsvc load FILE` or `dictsvc install NAME`",
                data=data,
            ) from None
    return data


class Ended(BaseException):
    """A signal that ends the command was received. Whoever catches it calls `die` once nothing holds it any more."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ending_by_signal() -> Iterator[None]:
    """Inside, SIGTERM and SIGHUP raise Ended, so that they leave no temporary folder behind, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    owner = os.getpid()

    def end(number: int, frame: FrameType | None) -> None:
        if os.getpid() == owner:
            raise Ended(number)
        _die_of(number)  # a forked helper, which has nothing to tidy up

    # A signal that is ignored, as SIGHUP under nohup, stays so.
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    caught = [number for number, handler in before.items() if handler is signal.SIG_DFL]
    for number in caught:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number])


def die(number: int) -> None:
    """End this process by a signal, once what only the frames of an exception held is gone: temporary folders."""
    gc.collect()
    sys.stdout.flush()
    _die_of(number)


def _die_of(number: int) -> None:
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)

"""Every message that the commands may show, and the catalogue of those that are translated.

`python tests/messages.py` brings the catalogue up to date: new messages are added empty, to be translated by hand, old
ones taken out, and what gettext reads is compiled.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module, resources
from inspect import cleandoc
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import dictsvc.errors
from dictsvc import cli, config
from dictsvc.clean.characters import CONTROLS
from dictsvc.cli import language, report
from dictsvc.readers import pseudo
from dictsvc.vietnamese.match import NAMES

ROOT = Path(dictsvc.errors.__file__).parent
SOURCE = language.FOLDER / "vi/LC_MESSAGES/dictsvc.po"
COMPILED = SOURCE.with_suffix(".mo")
_KINDS = {name for name in vars(dictsvc.errors) if name[0].isupper()} | {"UnknownLanguage", "_Cut"}
_ARGUMENT = {**dict.fromkeys(_KINDS | {"found"}, 0), "Rejected": 1}
"""What makes a message, or a name that reports show -> the position of the text among its arguments."""
_HEADER = "# Vietnamese messages of the commands. Brought up to date by `python tests/messages.py`."


def extracted() -> Iterator[str]:
    """Messages of the program: templates, help of commands and options, settings, reasons and findings of reports."""
    for path in sorted(ROOT.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                yield from _texts(call, of_web=path.is_relative_to(ROOT / "web"))
    yield from (setting.help for setting in config.SETTINGS)
    yield from language.SYSTEM
    yield from NAMES
    yield pseudo.REASON
    yield from {CONTROLS} - set(report.WORDS)
    for command in commands():
        for text in (command.help, command.epilog, *(p.help for p in command.params if isinstance(p, click.Option))):
            if text:
                yield cleandoc(text)


def _texts(call: ast.Call, *, of_web: bool) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    position = _ARGUMENT.get(name, len(call.args))
    if position < len(call.args) and not (of_web and name == "found"):
        argument = call.args[position]
        for part in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value not in report.WORDS:
                yield part.value


def commands() -> Iterator[click.Command]:
    """All commands, and the one that holds them."""
    yield cli.main
    for name, module in cli._COMMANDS.items():
        yield getattr(import_module(f"dictsvc.cli.{module}"), f"{name}_command")


def of_click() -> Iterator[str | tuple[str, str]]:
    """Messages of click, with their plurals, but those that only other systems or its own tests can show."""
    folder = str(resources.files(click))
    keywords = {"_": None, "ngettext": (1, 2)}
    for file, _, message, _, _ in extract_from_dir(folder, [("**.py", "python")], keywords=keywords):
        if file not in ("_winconsole.py", "testing.py", "shell_completion.py"):
            yield message


def catalogue() -> Catalog:
    """The catalogue as it is written."""
    with SOURCE.open("rb") as file:
        return read_po(file, locale="vi")


def update() -> None:
    """Bring the catalogue up to date."""
    template = Catalog()
    for message in dict.fromkeys((*extracted(), *of_click())):
        template.add(message)
    translations = catalogue() if SOURCE.exists() else Catalog(locale="vi")
    translations.update(template, no_fuzzy_matching=True, update_creation_date=False)
    translations.obsolete.clear()
    translations.header_comment = _HEADER
    with SOURCE.open("wb") as file:
        write_po(file, translations, width=120, omit_header=False, no_location=True, sort_output=False)
    with COMPILED.open("wb") as file:
        write_mo(file, translations)


if __name__ == "__main__":
    update()

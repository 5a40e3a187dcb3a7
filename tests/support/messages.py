"""Every message that the commands or the pages may show, and the catalogues of those that are translated.

`python tests/support/messages.py` brings both catalogues up to date: new messages are added empty, to be translated by
hand, old ones taken out, and what gettext reads is compiled. Commands are written in English, pages in Vietnamese.
"""

from __future__ import annotations

import ast
import re
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
from dictsvc.clean import LABELS
from dictsvc.clean.characters import CONTROLS
from dictsvc.cli import language, report
from dictsvc.readers import pseudo
from dictsvc.vietnamese.match import NAMES
from dictsvc.web import language as page_language
from dictsvc.web.browsing import ALPHABET

ROOT = Path(dictsvc.errors.__file__).parent
SOURCE = language.FOLDER / "vi/LC_MESSAGES/dictsvc.po"
COMPILED = SOURCE.with_suffix(".mo")
_KINDS = {name for name in vars(dictsvc.errors) if name[0].isupper()} | {"UnknownLanguage", "_Cut"}
_ARGUMENT = {**dict.fromkeys(_KINDS | {"found", "announce", "misuse"}, 0), "Rejected": 1}
"""What makes a message, or a name that reports show -> the position of the text among its arguments."""
PAGES = page_language.FOLDER / "en/LC_MESSAGES" / f"{page_language.DOMAIN}.po"
WEB = ROOT / "web"
_HEADER_OF_PAGES = "# English messages of the pages. Brought up to date by `python tests/support/messages.py`."
_HEADER = "# Vietnamese messages of the commands. Brought up to date by `python tests/support/messages.py`."


def extracted() -> Iterator[str]:
    """Messages of the program: templates, help of commands and options, settings, reasons and findings of reports."""
    for path in sorted(ROOT.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                yield from _texts(call, of_web=path.is_relative_to(ROOT / "web"))
    yield from (setting.help for setting in config.SETTINGS)
    yield from sorted(language.SYSTEM)
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
    yield from ("No such option: {name}", "Error: {e.message}", "required")  # as click 8.1 says them


def catalogue() -> Catalog:
    """The catalogue as it is written."""
    with SOURCE.open("rb") as file:
        return read_po(file, locale="vi")


def of_pages() -> Iterator[str]:
    """Messages of the pages: what their templates translate, and every Vietnamese text in the code of the web."""
    yield from (message for _, _, message, _, _ in extract_from_dir(WEB / "templates", [("**.html", _TEMPLATES)]))
    for path in sorted(WEB.glob("*.py")):
        if path.name not in ("openapi.py", "suggest.py", "language.py"):
            yield from _vietnamese(ast.parse(path.read_text(encoding="utf-8")))
    yield from LABELS


def _vietnamese(tree: ast.AST) -> Iterator[str]:
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        value = getattr(node, "value", None) if isinstance(node, ast.Constant) and id(node) not in documented else None
        if isinstance(value, str) and LETTERS.search(value) and value != ALPHABET and "[" not in value:
            yield value


_TEMPLATES = "jinja2.ext:babel_extract"
LETTERS = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def pages() -> Catalog:
    """The catalogue of the pages as it is written."""
    with PAGES.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    """Bring the catalogues up to date."""
    _write(SOURCE, (*extracted(), *of_click()), catalogue() if SOURCE.exists() else Catalog(locale="vi"), _HEADER)
    _write(PAGES, tuple(of_pages()), pages() if PAGES.exists() else Catalog(locale="en"), _HEADER_OF_PAGES)


def _write(path: Path, messages: tuple[str | tuple[str, str], ...], translations: Catalog, header: str) -> None:
    template = Catalog()
    for message in dict.fromkeys(messages):
        template.add(message)
    translations.update(template, no_fuzzy_matching=True, update_creation_date=False)
    translations.obsolete.clear()
    translations.header_comment = header
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, translations, width=120, omit_header=False, no_location=True, sort_output=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, translations)


if __name__ == "__main__":
    update()

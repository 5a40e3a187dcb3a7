"""The language in which the commands speak, Vietnamese or English, through the standard library's gettext.

Messages are written in English where they arise; `locale/vi/LC_MESSAGES/dictsvc.po` has them in Vietnamese, with those
of click, which asks gettext too. `CONTRIBUTING.md` says how the catalogue is kept.
"""

from __future__ import annotations

import errno
import gettext
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from dictsvc.errors import Message

DOMAIN = "dictsvc"
FOLDER = Path(__file__).parent / "locale"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_SWAPPED = str.maketrans(",.", ".,")
_SYSTEM = (
    errno.ENOENT, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.EFBIG,
    errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.ECONNREFUSED,
)  # fmt: skip
SYSTEM = frozenset(map(os.strerror, _SYSTEM))
"""What the system says in errors, which stands in messages as a value."""


def of(environment: Mapping[str, str]) -> str:
    """`vi` or `en`: what DICTSVC_LANG says, else the locale of messages."""
    named = environment.get(f"{DOMAIN.upper()}_LANG", "").strip()
    locale = next((value for name in _LOCALE if (value := environment.get(name, "").strip())), "")
    return "vi" if (named or locale).lower().startswith("vi") else "en"


def unknown(environment: Mapping[str, str]) -> str:
    """The language that DICTSVC_LANG names where it is neither Vietnamese nor English, else ''."""
    named = environment.get(f"{DOMAIN.upper()}_LANG", "").strip()
    spoken = not named or named.lower().startswith(("vi", "en")) or named.upper().split(".")[0] in ("C", "POSIX")
    return "" if spoken else named


def speak() -> None:
    """Have messages translated from now on, those of click too, as the environment says."""
    language = of(os.environ)
    try:
        "Tiếng Việt".encode(sys.stdout.encoding or "utf-8")
    except UnicodeError:
        language = "en"
    os.environ["LANGUAGE"] = language  # which gettext looks at first
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)


def translated(text: str) -> str:
    """A message in the language of the terminal; any other text as it is."""
    if not isinstance(text, Message):
        return text
    template = gettext.gettext(text.template) if text.template else ""
    if not text.values:
        return template
    return _formatter().vformat(template, (), {name: _value(value) for name, value in text.values.items()})


def _value(value: object) -> object:
    if isinstance(value, Message):
        return translated(value)
    return gettext.gettext(value) if isinstance(value, str) and value in SYSTEM else value


class _Vietnamese(Formatter):
    """1.234,5 where English has 1,234.5."""

    def format_field(self, value: Any, format_spec: str) -> str:
        shown: str = super().format_field(value, format_spec)
        return shown.translate(_SWAPPED) if isinstance(value, int | float) else shown


def _formatter() -> Formatter:
    return _Vietnamese() if os.environ.get("LANGUAGE") == "vi" else Formatter()

"""One table of settings: the source for the environment, for the command line's help and for the documents."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from string import Formatter
from typing import Any

from dictsvc.errors import DictsvcError, Message

PREFIX = "DICTSVC_"


class AddressTemplate(str):
    """An address with places for {headword}, {dictionary} and {page}, or ''."""


@dataclass(frozen=True, slots=True)
class Setting:
    """name: without the prefix. kind: how its text is read. least: of a number."""

    name: str
    kind: type
    help: str
    least: int = 0

    @property
    def default(self) -> str:
        """As it would stand in the environment; '' for none."""
        value = next(field.default for field in fields(Config) if field.name == self.name.lower())
        return value if isinstance(value, str) else str(int(value)) if isinstance(value, int) else ""


SETTINGS = (
    Setting("DATA", Path, "Data folder; empty: the platform's folder for application data."),
    Setting("BIND", str, "Address and port that `dictsvc serve` listens on, or unix:PATH."),
    Setting("LANG", str, "Language in which the commands speak, vi or en; empty: as LC_ALL, LC_MESSAGES or LANG say."),
    Setting("WORKERS", int, "Worker processes of `dictsvc serve`; one for each core.", 1),
    Setting("THREADS", int, "Requests that one worker answers at a time; slow clients hold none of them up.", 1),
    Setting(
        "REPLY_CACHE",
        int,
        "Finished replies of /lookup kept by each worker, 4 KB each at the most on average; 0 switches the cache off.",
    ),
    Setting("ACCESS_LOG", str, "Access log, a JSON object a line: - for standard output, or a file; empty: none."),
    Setting("LOG_QUERIES", bool, "1: the access log holds what was asked; 0: only which route answered."),
    Setting("TRUSTED_PROXIES", int, "Number of proxies in front whose X-Forwarded-… headers are believed."),
    Setting(
        "HOSTS",
        tuple,
        "Names of the service, with commas between; .example.vn stands for all below it. Others are refused, and links "
        "name the host. Empty: any name will do, and links go without one.",
    ),
    Setting(
        "HIDE_VULGAR",
        bool,
        "1: vulgar words are found when typed in full, and never offered; 0: they are words like others. Counts for "
        "what is loaded from then on; `dictsvc rebuild --all` brings the rest up to date.",
    ),
    Setting(
        "VULGAR_WORDS",
        str,
        "File of further vulgar words, one a line: also within phrases, or `=word` alone, `!phrase` not. Empty: none.",
    ),
    Setting(
        "REPORT",
        AddressTemplate,
        "Where visitors report a mistake, as a link at each entry: an address with {headword}, {dictionary} and {page},"
        " such as mailto:tudien@portal.example?subject={headword}; empty: no link.",
    ),
    Setting(
        "MISSES",
        str,
        "Folder, outside the data folder, for counts of what is often asked and not found (`dictsvc misses`); empty: "
        "not counted.",
    ),
    Setting("GRACE", int, "Seconds that requests under way have to finish when the service is stopped."),
    Setting("RECYCLE", int, "Requests after which a worker is replaced by a fresh one; 0: never."),
    Setting(
        "FOLLOW",
        str,
        "Object store whose generations `dictsvc serve` takes as they are pushed, as s3://BUCKET/PREFIX; empty: none.",
    ),
    Setting("SOURCES", str, "List of what `dictsvc install` can install, path or address; empty: the package's own."),
    Setting("DOWNLOAD_TIMEOUT", int, "Seconds without data after which `dictsvc install` tries a download anew.", 1),
)
"""Every setting there is."""


@dataclass(frozen=True, slots=True)
class Config:
    """Settings as read: one attribute each, in lower case."""

    data: Path
    bind: str = "127.0.0.1:8000"
    lang: str = ""
    workers: int = 2
    threads: int = 8
    reply_cache: int = 16384
    access_log: str = ""
    log_queries: bool = False
    trusted_proxies: int = 0
    hosts: tuple[str, ...] = ()
    hide_vulgar: bool = True
    vulgar_words: str = ""
    report: str = ""
    misses: str = ""
    grace: int = 10
    recycle: int = 0
    follow: str = ""
    sources: str = ""
    download_timeout: int = 30


def load(environment: Mapping[str, str] = os.environ) -> Config:
    """Settings from DICTSVC_… variables. Raises DictsvcError naming the variable that cannot be read."""
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        name = PREFIX + setting.name
        text = environment.get(name, "").strip() or setting.default
        try:
            values[setting.name.lower()] = _read(setting, text)
        except ValueError:
            expected = Message(_EXPECTED[setting.kind].template, least=setting.least)
            raise DictsvcError(
                "{name}={text!r}: expected {expected}; `dictsvc settings` explains each",
                name=name,
                text=text,
                expected=expected,
            ) from None
    return Config(**values)


def unknown(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables with the prefix that are no setting, most likely mistyped."""
    known = {PREFIX + setting.name for setting in SETTINGS}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def document() -> str:
    """The page docs/settings.md, made of the table."""
    lines = [
        "# Settings",
        "",
        "Read from the environment when a command starts; an empty variable counts as unset. `dictsvc settings` prints",
        "this table (`--json` for programs). This page is made of it: `python -m dictsvc.config > docs/settings.md`.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for one in SETTINGS:
        meaning = one.help.replace("|", "\\|")
        lines.append(f"| `{PREFIX}{one.name}` | {f'`{one.default}`' if one.default else ''} | {meaning} |")
    return "\n".join([*lines, ""])


_EXPECTED = {
    int: Message("a whole number, {least} or more"),
    bool: Message("0 or 1"),
    AddressTemplate: Message(
        "an address that begins with https:, http: or mailto:, with no other places than headword, dictionary and page"
    ),
    tuple: Message("names of hosts without scheme and port, with commas between"),
}
_HOST = re.compile(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+\Z")
_BOOLEAN = {"0": False, "1": True, "false": False, "true": True}


def _read(setting: Setting, text: str) -> object:
    if setting.kind is bool:
        return _BOOLEAN[text.lower()] if text.lower() in _BOOLEAN else _reject()
    if setting.kind is int:
        return int(text) if text.isascii() and text.isdigit() and int(text) >= setting.least else _reject()
    if setting.kind is tuple:
        names = [name.strip() for name in text.split(",")] if text else []
        return tuple(names) if all(map(_HOST.fullmatch, names)) else _reject()
    if setting.kind is AddressTemplate:
        return AddressTemplate(text) if not text or _is_address(text) else _reject()
    if setting.kind is Path:
        return Path(text).expanduser() if text else _default_data()
    return text


def _is_address(text: str) -> bool:
    places = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    return bool(_ADDRESS.match(text)) and places <= {"headword", "dictionary", "page"}


def _reject() -> object:
    raise ValueError


def _default_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("dictsvc")


if __name__ == "__main__":
    print(document(), end="")

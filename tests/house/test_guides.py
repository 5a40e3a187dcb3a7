"""Guides tell of commands, options, settings, files and addresses that are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from dictsvc import cli, config
from dictsvc.web import create_app

ROOT = Path(__file__).parents[2]
GUIDES = ("README.md", "README.vi.md", "docs/quan-tri.md", "docs/data.md", "docs/operations.md")


def commands(guide: str) -> list[list[str]]:
    """The dictsvc commands of the blocks of code of a guide, word by word, without the program's name."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w+\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    blocks += re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)
    found = []
    for line in "\n".join(blocks).replace("\\\n", " ").splitlines():
        written = line.strip().removeprefix("$ ")
        if written.startswith("dictsvc "):
            words = shlex.split(written, comments=True)
            ends = [at for at, word in enumerate(words) if word in ("|", ">", "&&", ";")]
            found.append(words[1 : min(ends, default=len(words))])
    return found


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_a_guide_can_be_given(guide: str) -> None:
    written = commands(guide)
    assert written or guide == "docs/operations.md"
    for words in written:
        context = click.Context(cli.main)
        name, rest = words[0], words[1:]
        if name == "--data":
            name, rest = words[2], words[3:]
        command = cli.main.get_command(context, name)
        assert command is not None, words
        parser = command.make_parser(click.Context(command))
        parser.parse_args(args=list(rest))  # raises NoSuchOption


@pytest.mark.parametrize("guide", GUIDES)
def test_every_setting_file_and_address_of_a_guide_is_there(guide: str) -> None:
    text = (ROOT / guide).read_text(encoding="utf-8")
    known = {f"DICTSVC_{setting.name}" for setting in config.SETTINGS}
    assert set(re.findall(r"\bDICTSVC_[A-Z_]+\b", text)) <= known
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert ((ROOT / guide).parent / link).exists(), link


@pytest.mark.parametrize("guide", ["README.md", "README.vi.md"])
def test_every_address_of_a_readme_is_answered(guide: str) -> None:
    text = (ROOT / guide).read_text(encoding="utf-8")
    routes = {rule.rule.partition("<")[0].rstrip("/") for rule in create_app().url_map.iter_rules()}
    assert set(re.findall(r"`(/[a-z.]+)[?/`]", text)) <= routes


def test_the_guide_for_admins_fits_on_two_pages() -> None:
    words = (ROOT / "docs/quan-tri.md").read_text(encoding="utf-8").split()
    assert len(words) < 1100

"""The terminal speaks one language, that of the locale or of DICTSVC_LANG, and every message is in its catalogue."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from importlib.metadata import version
from pathlib import Path
from string import Formatter

import messages
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from click.testing import CliRunner, Result
from loaded import load_rows
from running import COMMAND, dictsvc

from dictsvc.cli import language, main
from dictsvc.errors import Message, SourceError

VIETNAMESE = {"DICTSVC_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "vi_VN.UTF-8"}
ENGLISH = {**VIETNAMESE, "LANG": "en_GB.UTF-8"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("language") / "data"
    rows = [(f"từ {number}", "- word") for number in range(1234)]
    load_rows(data, "kept", rows, source_language="vi", target_language="en", licence="CC0")
    return data


def run(data: Path, environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner(env=environment).invoke(main, ["--data", str(data), *arguments], catch_exceptions=False)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi"}, "vi"),
        ({"LANG": "vi_VN", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "vi_VN"}, "vi"),
        ({"LANG": "vi_VN", "LC_MESSAGES": "vi_VN", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "vi_VN", "LC_ALL": ""}, "vi"),
        ({"LANG": "vi_VN", "DICTSVC_LANG": "en"}, "en"),
        ({"LC_ALL": "en_US", "DICTSVC_LANG": "vi"}, "vi"),
    ],
)
def test_the_language_is_that_of_the_setting_or_of_the_locale(environment: dict[str, str], expected: str) -> None:
    assert language.of(environment) == expected


@pytest.mark.parametrize("name", ["fr", "tiếng", "x"])
def test_a_language_that_the_commands_do_not_speak_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    done = dictsvc(tmp_path / "data", "settings", DICTSVC_LANG=name)
    assert done.returncode == 0 and "DICTSVC_LANG" in done.stdout
    assert done.stderr.count("\n") == 1 and "DICTSVC_LANG" in done.stderr and name in done.stderr
    for known in ("", "vi", "en", "vi_VN.UTF-8", "en_GB", "C", "POSIX"):
        assert dictsvc(tmp_path / "data", "settings", DICTSVC_LANG=known).stderr == ""


def test_every_message_has_a_translation_that_fills_in_the_same_values() -> None:
    found = messages.catalogue()
    written = {message.id: message for message in found if message.id}
    locked = f"click=={version('click')} " in (messages.ROOT.parent / "requirements/dev.txt").read_text(
        encoding="utf-8"
    )
    needed = dict.fromkeys((*messages.extracted(), *(messages.of_click() if locked else ())))
    for text in needed:
        assert text in written, (
            f"{text!r} is not in {messages.SOURCE.name}: run python tests/support/messages.py, translate it"
        )
        for translation in _forms(written[text].string):
            assert translation and not written[text].fuzzy, f"{text!r} has no translation in {messages.SOURCE.name}"
            assert unicodedata.is_normalized("NFC", translation)
            assert _values(translation) in map(_values, _forms(text)), (text, translation)
    assert not locked or set(written) == set(needed), "run python tests/support/messages.py"


def _forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    """Singular and plural of a message."""
    return [text] if isinstance(text, str) else list(text)


def _values(template: str) -> set[str]:
    return {f"{name}!{conversion}:{form}" for _, name, form, conversion in Formatter().parse(template) if name}


def test_what_gettext_reads_is_what_is_written() -> None:
    def texts(catalogue: Catalog) -> list[tuple[list[str], list[str]]]:
        return sorted((_forms(message.id), _forms(message.string)) for message in catalogue if message.id)

    with messages.COMPILED.open("rb") as file:
        assert texts(read_mo(file)) == texts(messages.catalogue()), "run python tests/support/messages.py"


def test_the_values_of_a_message_are_translated_and_numbers_written_as_in_vietnamese(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = SourceError(
        "{path}: {count:,} bytes, {share:.1%}, {file!r}", path="a,b.tsv", count=12345, share=0.5, file="x"
    )
    missing = Message("{folder}: {error}; run `dictsvc rebuild`", folder="f", error=Message("is missing"))
    refused = Message(
        "{path}: cannot be read ({reason}); check its owner and rights", path="p", reason="Permission denied"
    )
    for name, expected in (
        ("vi", ("a,b.tsv: 12.345 bytes, 50,0%, 'x'", "f: không có; hãy chạy `dictsvc rebuild`", "Không có quyền")),
        ("en", ("a,b.tsv: 12,345 bytes, 50.0%, 'x'", "f: is missing; run `dictsvc rebuild`", "Permission denied")),
    ):
        monkeypatch.setenv("DICTSVC_LANG", name)
        language.speak()
        shown = [language.translated(str(text)) for text in (error, missing, refused)]
        assert shown[:2] == list(expected[:2]) and expected[2] in shown[2]
    assert language.translated("is missing") == "is missing"  # a user's word, not a message


@pytest.mark.parametrize(
    ("arguments", "english", "vietnamese"),
    [
        (("lookup", "zzzz"), "Nothing was found for “zzzz”.", "Không tìm thấy “zzzz”."),
        (("lookup", "tu 7"), "unmarked", "không dấu"),
        (("list",), "headwords", "từ đầu mục"),
        (("show", "kept"), "source language", "ngôn ngữ gốc"),
        (("history",), "1,234 entries", "1.234 mục từ"),
        (("history", "1"), "entries", "giữ lại"),
        (("settings",), "Worker processes", "Số tiến trình"),
        (
            ("show", "none"),
            "There is no dictionary 'none'; there are: kept.",
            "Không có từ điển 'none'; hiện có: kept.",
        ),
        (("rollback", "9"), "there is no generation 9", "không có thế hệ 9"),
        (("lookup", " "), "There is no word to look up; type one.", "Chưa có từ cần tra; hãy nhập một từ."),
        (("lookup",), "Missing argument 'TEXT'", "Thiếu đối số 'TEXT'"),
        (("--bogus",), "No such option", "Không có tùy chọn"),
        (("bogus",), "No such command", "Không có lệnh"),
        (("set", "kept"), "nothing to set", "không có gì để đặt"),
        (("load", "--help"), "Load the dictionary file PATH", "Nạp tệp từ điển PATH"),
        (("--help",), "Look a word up", "Tra một từ"),
    ],
)
def test_every_command_speaks_the_language_of_the_terminal(
    data: Path, arguments: tuple[str, ...], english: str, vietnamese: str
) -> None:
    for environment, expected, other in ((ENGLISH, english, vietnamese), (VIETNAMESE, vietnamese, english)):
        said = " ".join(run(data, environment, *arguments).output.split())
        assert expected in said and other not in said


@pytest.mark.parametrize("arguments", [("show", "kept"), ("lookup", "zzzz"), ("history",), ("verify",), ("settings",)])
def test_json_is_the_same_in_both_languages(data: Path, arguments: tuple[str, ...]) -> None:
    found = [json.loads(run(data, said, *arguments, "--json").stdout) for said in (ENGLISH, VIETNAMESE)]
    assert found[0] == found[1]


def test_a_terminal_without_vietnamese_letters_is_spoken_to_in_english(data: Path) -> None:
    done = CliRunner(charset="ascii", env=VIETNAMESE).invoke(main, ["--data", str(data), "lookup", "zzzz"])
    assert done.stdout.startswith("Nothing was found")


def test_the_installed_command_finds_its_translations(data: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--data", data, "show", "none"], capture_output=True, text=True, env={**VIETNAMESE}, check=False
    )
    assert done.returncode == 1 and done.stderr == "dictsvc: Không có từ điển 'none'; hiện có: kept.\n"

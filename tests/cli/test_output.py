"""What the commands print: text and nothing else, on every kind of terminal, file and pipe."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from loaded import load_rows
from running import COMMAND
from terminal import on_terminal, read_until, shown_at_the_end

from dictsvc.cli import main

HOSTILE = "[/i] [red]đỏ[/red] :smile: \x1b]0;owned\x07\x1b[31m \u009b31m \u202egnol\u202c \u2066x\u2069 \u200b\ufeff."
"""rich's markup, C0 and C1 sequences, signs that turn the direction of writing, invisible signs."""
PRINTED = "[/i] [red]đỏ[/red] :smile:"


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), *arguments], catch_exceptions=False)


def harmless(text: str) -> bool:
    return not set(text) & set("\x1b\x07\u009b\u202e\u202c\u2066\u2069\u200b\ufeff\r")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dictionary whose title, licence, source and description are hostile."""
    data = tmp_path_factory.mktemp("hostile") / "data"
    load_rows(
        data, "kept", [("một", f"one {PRINTED}")], source_language="vi", title=HOSTILE, licence=HOSTILE, source=HOSTILE
    )
    return data


@pytest.mark.parametrize("command", [("list",), ("show", "kept"), ("set", "kept", "--order", "1"), ("available",)])
def test_what_comes_from_outside_is_printed_as_text(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    sources = tmp_path / "sources.toml"
    sources.write_text(
        f"[[dictionary]]\nname = 'x'\ntitle = '{PRINTED}'\nfrom = 'vi'\nto = 'en'\nlicence = '[/b]'\n"
        f"[[dictionary.file]]\nurl = 'https://a.example/x.tsv'\nsha256 = '{'0' * 64}'\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("DICTSVC_SOURCES", str(sources))
    done = run(hostile, *command)
    assert done.exit_code == 0, done.output
    assert harmless(done.output)
    assert PRINTED in done.stdout or command[0] == "set"


def test_the_report_of_a_load_is_text(tmp_path: Path) -> None:
    path = tmp_path / "[red]:smile:[b]\x1b[31m.tsv"
    path.write_text("một\tone\nhai\ttwo\n[/i]\n\t[/i]\u009b31m[bold]\n", encoding="utf-8")
    done = run(tmp_path / "data", "load", str(path), "--title", HOSTILE)
    assert done.exit_code == 0 and harmless(done.output)
    assert PRINTED in done.stdout and "[/i]" in done.stdout and "[bold]" in done.stdout
    again = run(tmp_path / "data", "history", "1")
    assert again.exit_code == 0 and harmless(again.output) and "[bold]" in again.stdout


def test_a_bar_shows_a_files_name_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "[red]x[b].tsv"
    path.write_text("".join(f"từ{number}\tword {number}\n" for number in range(3000)), encoding="utf-8")
    process, terminal = on_terminal(tmp_path / "data", "load", str(path))
    shown = read_until(terminal, None)
    assert process.wait(60) == 0
    assert "Reading [red]x[b].tsv" in shown


def test_an_error_is_text(hostile: Path) -> None:
    done = run(hostile, "show", "[/i]\x1b[31m[bold]")
    assert done.exit_code == 1 and "[/i]" in done.stderr and "[bold]" in done.stderr and harmless(done.output)


def test_json_keeps_every_letter_and_escapes_what_would_steer_a_terminal(hostile: Path) -> None:
    done = run(hostile, "show", "kept", "--json")
    assert json.loads(done.stdout)["title"] == HOSTILE
    assert harmless(done.stdout) and "đỏ" in done.stdout


def test_piped_tables_and_reports_are_not_broken_at_a_width(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    title = "Từ điển " + "rất dài " * 40 + "hết"
    path = tmp_path / "words.tsv"
    path.write_text("một\tone\n\t" + "mẫu " * 60 + "\n", encoding="utf-8")
    data = tmp_path / "data"
    loaded = run(data, "load", str(path), "--title", title)
    assert title in loaded.stdout and "mẫu mẫu mẫu" in loaded.stdout
    for command in (("list",), ("show", "words"), ("history", "1"), ("settings",), ("available",)):
        lines = run(data, *command).stdout.splitlines()
        assert lines and all(line == line.rstrip() for line in lines), command
        if command[0] in ("list", "show"):
            assert any(title in line for line in lines)
    assert len(run(data, "list").stdout.splitlines()) == 3


def test_a_narrow_terminal_breaks_lines_at_its_width(tmp_path: Path) -> None:
    load_rows(tmp_path / "data", "kept", [("một", "one")], title="Từ điển " + "rất dài " * 20, licence="x" * 120)
    for command in (("list",), ("show", "kept"), ("history",), ("settings",)):
        process, terminal = on_terminal(tmp_path / "data", *command, COLUMNS="40")
        _, screen = shown_at_the_end(terminal)
        assert process.wait(60) == 0
        assert max(map(len, screen.splitlines())) <= 40, command
        if command[0] == "list":
            assert re.search(r"^headwords +1$", screen, re.MULTILINE)  # a row of its own, not a column of two letters


@pytest.mark.parametrize("command", ["lookup", "search"])
def test_what_is_said_of_a_word_stays_under_it_on_a_narrow_terminal(tmp_path: Path, command: str) -> None:
    """Lines that are broken go on where they began, so that headwords alone stand at the edge."""
    load_rows(tmp_path / "data", "kept", [("một", "- " + "one of them " * 12)], source_language="vi")
    process, terminal = on_terminal(
        tmp_path / "data", command, {"lookup": "một", "search": "them"}[command], COLUMNS="40"
    )
    _, screen = shown_at_the_end(terminal)
    assert process.wait(60) == 0
    first, *others = screen.splitlines()
    assert first.startswith("một") and len(others) > 2
    assert all(line.startswith("    ") and len(line) <= 40 for line in others), screen


def test_on_an_ascii_terminal_every_command_works_and_json_is_utf_8(tmp_path: Path) -> None:
    """Only a process of its own also reads its command line as ASCII."""
    path = tmp_path / "học.tsv"
    path.write_text("học sinh\tpupil – “one”\nđi\tto go\n\tkhông\n", encoding="utf-8")
    data = tmp_path / "data"
    ascii = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    words = ("load", str(path), "--title", "Từ điển học", "--from", "vi")
    process = subprocess.run(
        [*COMMAND, "--data", data, *words], capture_output=True, env={**os.environ, **ascii}, check=False
    )
    assert (process.returncode, process.stderr) == (0, b"")
    assert process.stdout.isascii() and b"(hoc, vi" in process.stdout

    def ask(*arguments: str) -> Result:
        return CliRunner(charset="ascii").invoke(main, ["--data", str(data), *arguments])

    for arguments in (
        ("list",),
        ("show", "hoc"),
        ("history",),
        ("history", "1"),
        ("lookup", "học sinh"),
        ("settings",),
    ):
        done = ask(*arguments)
        assert (done.exit_code, done.stderr_bytes) == (0, b""), arguments
        assert done.stdout_bytes and done.stdout_bytes.isascii(), arguments
    for arguments, words in ((("show", "hoc", "--json"), "Từ điển học"), (("export", "hoc"), "học sinh")):
        assert words in ask(*arguments).stdout_bytes.decode("utf-8")
    failed = ask("show", "đ")
    assert failed.exit_code == 1
    assert failed.stderr_bytes.startswith(b"dictsvc: ") and b"fault" not in failed.stderr_bytes


def test_a_name_that_is_no_utf_8_is_loaded_and_shown_with_a_replacement_sign(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"th\xe9")
    folder.mkdir()
    path = folder / os.fsdecode(b"caf\xe9.tsv")
    path.write_text("một\tone\n\tkhông\n", encoding="utf-8")
    data = tmp_path / "data"
    done = run(data, "load", str(path))
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(run(data, "show", "caf", "--json").stdout)["id"] == "caf"
    for arguments in (("list",), ("history", "1"), ("verify",)):
        assert run(data, *arguments).exit_code == 0
    missing = folder / os.fsdecode(b"none\xe9.tsv")
    for folder, file in ((data, missing), (tmp_path / os.fsdecode(b"data\xe9"), path)):
        failed = run(folder, "load", str(file))
        assert failed.exit_code == 1
        assert re.fullmatch("dictsvc: .*\ufffd.*\\.\n", failed.stderr) and "fault" not in failed.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (b"show", b"caf\xe9"),
        (b"lookup", b"h\xe9"),
        (b"set", b"kept", b"--title", b"caf\xe9"),
        (b"lookup", b"a", b"--dict", b"\xe9"),
        (b"show", b"--\xe9"),
        (b"\xe9",),
    ],
)
def test_words_that_are_no_utf_8_are_wrong_usage(hostile: Path, arguments: tuple[bytes, ...]) -> None:
    done = subprocess.run([*COMMAND, "--data", hostile, *arguments], capture_output=True, check=False)
    assert done.returncode == 2 and done.stdout == b""
    assert "Usage:" in done.stderr.decode("utf-8") and b"Traceback" not in done.stderr


def test_help_that_nobody_reads_or_that_a_full_disk_refuses_is_no_traceback() -> None:
    for arguments in ("--help", "list --help", "--version"):
        for target, status in (("| true; exit ${PIPESTATUS[0]}", 0), ("> /dev/full", 1)):
            script = f"{' '.join(COMMAND)} {arguments} {target}"
            done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
            assert done.returncode == status and "Traceback" not in done.stderr, (script, done.stderr)
            assert done.stderr == "" or "No space left on device" in done.stderr


@pytest.mark.parametrize("arguments", ["lookup một", "list", "list --json", "export kept", "verify", "show kept"])
def test_a_reader_that_has_left_is_no_error(hostile: Path, arguments: str) -> None:
    script = f"{' '.join(COMMAND)} --data {hostile} {arguments} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_change_whose_report_nobody_can_read_is_made_and_said(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load_rows(data, "kept", [("một", "one")])
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "--data", data, "rebuild", "kept"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr and "nothing was changed" not in done.stderr
    assert "what the command did stands" in done.stderr and "fault" not in done.stderr
    assert json.loads(run(data, "list", "--json").stdout)["generation"] == 2


def test_no_command_prints_past_the_console() -> None:
    from dictsvc.cli import console

    assert console.__file__ is not None
    for path in Path(console.__file__).parent.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != "console.py":
            assert not re.search(
                r"\bclick\.s?echo\(|(?<![.\w])print\(|\brich\b.*import|sys\.std(out|err)\.write", text
            ), path

"""The command: what it prints, and how it says that something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

from running import dictsvc


def test_lookup_in_the_terminal_gives_the_same_answer_as_the_web(words: Path) -> None:
    from dictsvc.config import load
    from dictsvc.web import create_app

    done = dictsvc(words, "lookup", "hoc sinh", "--json")
    app = create_app(load({"DICTSVC_DATA": str(words)}))
    assert json.loads(done.stdout) == app.test_client().get("/lookup?q=hoc+sinh").get_json()


def test_lookup_prints_headwords_and_glosses(words: Path) -> None:
    done = dictsvc(words, "lookup", "hoc sinh")
    assert done.returncode == 0
    assert "học sinh" in done.stdout and "meaning of học sinh" in done.stdout


def test_unknown_dictionaries_are_named_with_those_that_there_are(words: Path) -> None:
    for arguments in (("lookup", "hoa", "--dict", "khong-co"), ("show", "khong-co"), ("remove", "khong-co")):
        done = dictsvc(words, *arguments)
        assert done.returncode == 1, arguments
        assert "khong-co" in done.stderr and "viet-anh" in done.stderr
        assert "Traceback" not in done.stderr


def test_wrong_usage_ends_with_2(words: Path) -> None:
    assert dictsvc(words, "lookup").returncode == 2
    assert dictsvc(words, "lookup", " ").returncode == 2
    assert dictsvc(words, "lookup", "a", "--limit", "0").returncode == 2
    assert dictsvc(words, "no-such-command").returncode == 2


def test_every_command_explains_itself(words: Path) -> None:
    listing = dictsvc(words, "--help").stdout
    for name in ("load", "list", "show", "remove", "lookup", "eval", "serve"):
        assert name in listing
        done = dictsvc(words, name, "--help")
        assert done.returncode == 0 and "Usage:" in done.stdout


def test_a_folder_that_is_no_data_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("private", encoding="utf-8")
    path = tmp_path.parent / "words.tsv"
    path.write_text("một\tone\n", encoding="utf-8")
    done = dictsvc(tmp_path, "load", path)
    assert done.returncode == 1 and "no data folder" in done.stderr
    assert [child.name for child in tmp_path.iterdir()] == ["letter.txt"]


def test_eval_reaches_the_share_that_was_promised(real_data: Path, shared: Path, tmp_path: Path) -> None:
    """Whole-word queries whose word the dictionary has: 75.0, 98.5, 99.5 % at 1, 5 and 10."""
    truth = tmp_path / "truth.tsv"
    rows = [
        line.split("\t") for line in (shared / "data/queries/words_meta.tsv").read_text(encoding="utf-8").split("\n")
    ]
    pairs = [f"{row[2]}\t{row[1]}\n" for row in rows if len(row) == 3 and not row[0].startswith("absent")]
    truth.write_text("".join(pairs), encoding="utf-8")
    score = json.loads(dictsvc(real_data, "eval", truth, "--json").stdout)
    assert score["hits"]["1"] >= 0.75
    assert score["hits"]["5"] >= 0.985
    assert score["hits"]["10"] >= 0.995

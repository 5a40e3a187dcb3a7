"""FVDP text and Lingvo DSL, with the faults that real files of them have."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from made import read

from dictsvc import clean, readers
from dictsvc.errors import SourceError
from dictsvc.readers import fvdp
from dictsvc.records import Entry


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_fvdp_text_is_an_entry_from_at_to_at(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.txt",
        "lời đầu\n@00-database-short\n- Từ điển\n\n@go /gou/\n* động từ\n- đi\n=go home+về nhà\n\n"
        "@ lui [lui]\n- back\n\n@\n- ái nữ\n* noun\n- Daughter\n\n@rỗng\n\n\ufeff@ba\n- three\n",
    )
    entries, problems, source = read(path, format="fvdp")
    assert [(e.headword, e.definition, e.pronunciation) for e in entries] == [
        ("go", "* động từ\n- đi\n=go home+về nhà", "gou"),
        ("lui", "- back", ""),
        ("ái nữ", "* noun\n- Daughter", ""),
        ("ba", "- three", ""),
    ]
    assert [(p.where, p.reason) for p in problems] == [
        ("line 1", "text before the first headword"),
        ("line 2", "database information, no entry"),
        ("line 18", "no definition"),
    ]
    assert [f.name for f in source.findings] == ["headword found in the first line below"]
    assert source.metadata.title == "Từ điển"


def test_fvdp_text_without_a_headword_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="begins with @"):
        readers.open_source(write(tmp_path / "a.txt", "a\nb\n"), format="fvdp")


CARDS = (
    '#NAME "Từ điển thử"\n#INDEX_LANGUAGE "Vietnamese"\n#CONTENTS_LANGUAGE "English"\n\n'
    "go\nwent\n\t[t]gou[/t]\n\t[p]v[/p] [m1][trn]đi[/trn][/m]\n\t[ex][lang id=1033]~ home[/lang] về nhà[/ex]\n"
    "\t[s]go.wav[/s]{{chú thích}}\n"
    "a\\[b\\] {phần}x\n [c red][i]một[/i][/c] <<học>> \\~\n"
    "trống\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_dsl_card_belongs_to_the_headwords_above_it(tmp_path: Path, encoding: str) -> None:
    entries, problems, source = read(write(tmp_path / "a.dsl", CARDS, encoding))
    assert [(e.headword, e.alternates) for e in entries] == [("go", ("went",)), ("a[b] x", ())]
    assert clean.entry(entries[0]).article.split("\n") == ["/gou", "-v đi", "=go home về nhà"]
    assert entries[1].definition == "một học ~"
    assert [p.reason for p in problems] == ["no definition"]
    metadata = source.metadata
    assert (metadata.title, metadata.source_language) == ("Từ điển thử", "Vietnamese")


def test_a_definition_written_again_as_a_headword_is_recognised(tmp_path: Path) -> None:
    text = (
        '#NAME "x"\n\n1250 đệ tử\n1250 disciples<br>Phật có 1250 đệ tử.\n'
        "\t[m1][b]1250 đệ tử[/b][/m]\n\t[m1]1250 disciples<br>Phật có [i]~[/i].[/m]\n"
    )
    path = tmp_path / "a.dsl.dz"
    path.write_bytes(gzip.compress(text.encode("utf-16-le")))
    entries, _, source = read(path)
    assert [(e.headword, e.alternates, e.definition) for e in entries] == [
        ("1250 đệ tử", (), "1250 disciples\nPhật có 1250 đệ tử.")
    ]
    assert [f.name for f in source.findings] == ["definition repeated as a headword"]


def test_a_dsl_without_cards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no indented line"):
        readers.open_source(write(tmp_path / "a.dsl", '#NAME "x"\na\nb\n'))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "@a\n- b\n@c" + " " * 300_000 + "x\n- d\n"),
        ("a.txt", "@a\n- b\n@c" + "/d" * 150_000 + "x /\n- d\n"),
        ("a.txt", "@a\n- b\n@c" + "[" * 300_000 + "\n- d\n"),
        ("a.dsl", "a\n\tb\nc" + "[']" * 300_000 + "\n\td\n"),
        ("a.dsl", "a\n\tb\nc\n\td" + "{{" * 300_000 + "\n"),
        ("a.dsl", "#NAME" + " " * 300_000 + '"x"y\na\n\tb\nc\n\td\n'),
    ],
    ids=["spaces", "slashes", "brackets", "accents", "comments", "header"],
)
def test_no_long_line_takes_time_that_grows_faster_than_it(tmp_path: Path, name: str, text: str) -> None:
    """Each of these takes minutes where all of it is looked at for each part of it; the suite's timeout is the test."""
    source = readers.open_source(write(tmp_path / name, text), format={"a.txt": "fvdp", "a.dsl": "dsl"}[name])
    items = list(source.items())
    assert len(items) == 2
    assert isinstance(items[0], Entry) and items[0].headword == "a"


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("go /gou/", ("go", "gou")),
        ("read /ri:d/ or /red/", ("read", "ri:d/ or /red")),
        ("and/or", ("and/or", "")),
        ("and/or /ɔː/", ("and/or", "ɔː")),
        ("//", ("//", "")),
        ("lui [lui] ", ("lui", "")),
        ("a[b][c]", ("a[b]", "")),
        ("a [b] /c/", ("a", "c")),
        ("[b]", ("", "")),
        ("a]", ("a]", "")),
    ],
)
def test_what_follows_a_headword_of_the_fvdp_is_told_from_it(line: str, parts: tuple[str, str]) -> None:
    assert fvdp.headword_of(line) == parts


def test_a_transcription_behind_another_word_is_not_the_headwords(tmp_path: Path) -> None:
    card = (
        "go\n\t[m1][p]v[/p] [t]gəʊ[/t] (went [t]went[/t])[/m]\n\t[m1][trn]đi[/trn][/m]\n"
        "\t[m2][b]going[/b] [t]ˈgəʊɪŋ[/t] sự đi[/m]\n"
    )
    entries, _, _ = read(write(tmp_path / "a.dsl", card))
    assert clean.entry(entries[0]).article.split("\n") == [
        "/gəʊ",
        " v (went went)",
        "-đi going ˈgəʊɪŋ sự đi",
    ]


def test_a_line_of_references_is_no_sense(tmp_path: Path) -> None:
    card = (
        'colour\n\t[m1][trn]màu[/trn][/m]\n\t[m1][trn][ref]hue[/ref], [ref dict="x"]tint[/ref][/trn][/m]\n'
        "\t[m1]See also: <<shade>>; <<tone \\(2\\)>>[/m]\n\t[m1]gần với [ref]dye[/ref][/m]\n"
        "color\n\t[m1]= <<colour>>[/m]\n"
    )
    entries, problems, _ = read(write(tmp_path / "a.dsl", card))
    assert not problems
    assert [entry.see for entry in entries] == [("hue", "tint", "shade", "tone (2)"), ("colour",)]
    articles = [clean.entry(entry).article.split("\n") for entry in entries]
    assert articles == [["-màu gần với dye", "~hue; tint; shade; tone (2)"], ["~colour"]]


def test_an_example_and_its_translation_are_apart_at_the_dash(tmp_path: Path) -> None:
    entries, _, _ = read(
        write(tmp_path / "a.dsl", "go\n\t[m1][trn]đi[/trn][/m]\n\t[m2][ex]to go home — về nhà[/ex][/m]\n")
    )
    assert clean.entry(entries[0]).article.split("\n") == ["-đi", "=to go home", "+về nhà"]

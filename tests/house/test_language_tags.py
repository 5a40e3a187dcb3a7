"""Languages by any name: files and admins name them as they like, what is stored are BCP 47 tags."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import langcodes
import pytest
from loaded import load_file, load_rows
from running import dictsvc
from terminal import on_terminal, read_until

from dictsvc import language_tags, readers
from dictsvc.catalogue.reading import EMPTY, generation
from dictsvc.catalogue.writing import writer
from dictsvc.library import Library
from dictsvc.operations import bundled, loading
from dictsvc.operations.describing import Wishes
from dictsvc.search.lookup import lookup


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        *((name, "vi") for name in ("vi", "Vi", "VIE", "vi-VN", "vi_VN.UTF-8", "Vietnamese", "Tiếng Việt", "Việt")),
        *((name, "en") for name in ("eng", "English", "ENGLISH", "Anh", "tiếng Anh", "Tiếng  Anh:")),
        ("en-us", "en-US"),
        ("fre", "fr"),
        ("fra", "fr"),
        ("Pháp", "fr"),
        ("Français", "fr"),
        ("GermanNewSpelling", "de"),
        *(("Thái", "th"), ("Lào", "lo"), ("Ba Lan", "pl"), ("Bồ Đào Nha", "pt"), ("Ý", "it"), ("Hy Lạp", "el")),
        *(("Hung", "hu"), ("Khơ-me", "km"), ("tiếng Phạn", "sa"), ("Chữ Nôm", "vi-Hani"), ("Trung", "zh")),
        *(("La tinh", "la"), ("Séc", "cs"), ("giản thể", "zh-Hans")),
        ("ChinesePRC", "zh"),
        ("EnglishUS", "en"),
        ("Norwegian (Bokmål)", "nb"),
        ("Portuguese (Brazil)", "pt"),
        ("Tiếng Khmer", "km"),
        ("Traditional Chinese", "zh-Hant"),
        ("zh_hant_TW", "zh-Hant-TW"),
        ("Hán", "zh"),
        ("日本語", "ja"),
        ("vi-Hani", "vi-Hani"),
        ("Tie\u0302\u0301ng Vie\u0323\u0302t", "vi"),
        *((name, "") for name in ("", "Other", "und", "Other Western-European languages")),
    ],
)
def test_a_language_is_known_by_code_and_name(name: str, tag: str) -> None:
    assert language_tags.tag(name) == tag
    assert language_tags.are_canonical(tag) and language_tags.tag(tag) == tag


@pytest.mark.parametrize(
    "name",
    [
        *("Elbonian", "?", "xx", "\x1b[31m", "a" * 10_000, "-" * 50, "vi-"),
        *("Klingonish", "Frenchy", "Germanic", "English-ish", "Vietnamesee", "French cooking", "KlingonishSpelling"),
    ],
)
def test_what_is_no_language_is_refused(name: str) -> None:
    with pytest.raises(language_tags.UnknownLanguage):
        language_tags.tag(name)


_WORD = "hoà bình"
_TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc>
<profileDesc><langUsage><language ident="vie" n="source">Vietnamese</language><language ident="eng" n="target"/>
</langUsage></profileDesc></teiHeader><text><body>
<entry><form><orth>hoà bình</orth></form><sense><cit type="trans"><quote>peace</quote></cit></sense></entry>
</body></text></TEI>"""
FILES = {
    "tab.tsv": f"##sourceLang\tVietnamese\n##targetLang\tEnglish\n{_WORD}\tpeace\n",
    "lingvo.dsl": f'#NAME "T"\n#INDEX_LANGUAGE "Vietnamese"\n#CONTENTS_LANGUAGE "EnglishUS"\n\n{_WORD}\n\tpeace\n',
    "freedict.tei": _TEI,
    "x.xdxf": f'<xdxf lang_from="VIE" lang_to="ENG" format="visual"><ar><k>{_WORD}</k>peace</ar></xdxf>',
}


@pytest.mark.parametrize("name", FILES)
def test_a_language_named_in_words_by_a_file_keeps_the_rules_of_vietnamese(tmp_path: Path, name: str) -> None:
    path, data = tmp_path / name, tmp_path / "data"
    path.write_text(FILES[name], encoding="utf-8")
    dictionary = load_file(data, path).dictionary
    assert (dictionary.source_language, dictionary.target_language) == ("vi", "en")
    snapshot = Library(data).current()
    for typed in ("hòa bình", "hoa binh"):
        assert [result.headword for result in lookup(snapshot, snapshot.choose([]), typed).results] == [_WORD]


def test_the_command_line_takes_a_language_by_any_name(tmp_path: Path) -> None:
    data, path = tmp_path / "data", tmp_path / "words.tsv"
    path.write_text(f"{_WORD}\tpeace\n", encoding="utf-8")
    done = dictsvc(data, "load", path, "--from", "Vi", "--to", "English")
    assert done.returncode == 0, done.stderr
    assert dictsvc(data, "set", "words", "--to", "FRA").returncode == 0
    (one,) = generation(data).dictionaries
    assert (one.source_language, one.target_language) == ("vi", "fr")
    refused = dictsvc(data, "set", "words", "--to", "Elbonian")
    assert refused.returncode == 1 and "Elbonian" in refused.stderr and generation(data).number == 2


def test_an_unknown_language_is_refused_unless_it_is_named(tmp_path: Path) -> None:
    data, path = tmp_path / "data", tmp_path / "words.tsv"
    path.write_text(f"##sourceLang\tElbonian\n##targetLang\tOther\n{_WORD}\tpeace\n", encoding="utf-8")
    refused = dictsvc(data, "load", path)
    assert refused.returncode == 1 and refused.stderr.count("\n") == 1
    assert "words.tsv" in refused.stderr and "'Elbonian'" in refused.stderr and "--from" in refused.stderr
    assert dictsvc(data, "load", path, "--from", "vi").returncode == 0
    (one,) = generation(data).dictionaries
    assert (one.source_language, one.target_language) == ("vi", "")


@pytest.mark.parametrize("stored", ["Vietnamese", "vie", "Elbonian"])
def test_a_language_stored_in_words_by_an_earlier_version_is_mended_by_rebuild(tmp_path: Path, stored: str) -> None:
    data = tmp_path / "data"
    load_rows(data, "words", [(_WORD, "peace")], source_language="vi", target_language="en")
    with writer(data, "test") as catalogue:
        (one,) = catalogue.generation().dictionaries
        catalogue.publish("test", (replace(one, source_language=stored, target_language="English"),))
    assert dictsvc(data, "lookup", "hoà bình").returncode == 0  # as it is, it goes on working
    done = dictsvc(data, "rebuild")
    assert done.returncode == 0, done.stderr
    (one,) = generation(data).dictionaries
    assert (one.source_language, one.target_language) == ("vi", "en")  # the index said vi all the time
    assert "nothing was done" in dictsvc(data, "rebuild").stdout


HAN = [(char, "- x") for char in "日月山川木人目口手足火水"]
VIETNAMESE = [
    (word, "- x") for word in "học, đường, hoà bình, nhà, trường, bàn, ghế, sách, vở, bút, mực, áo".split(", ")
]
ENGLISH = [(word, "- x") for word in "peace house school table chair book pen ink shirt shoes water fire".split()]
SHORT = [(word, "- x") for word in "HĐND UBND TP.HCM BHXH GTGT ĐHQG CNTT GDĐT TNHH VKSND KHKT ATTP".split()]


@pytest.mark.parametrize(
    ("rows", "language", "doubted"),
    [
        (HAN, "vi", "Han"),
        (HAN, "en", "Han"),
        (VIETNAMESE, "ja", "Vietnamese"),
        (VIETNAMESE, "en", "Vietnamese"),
        (ENGLISH, "vi", "hardly"),
        (ENGLISH, "ru", "Latin"),
        (HAN, "zh", ""),
        (HAN, "ja", ""),
        (HAN, "vi-Hani", ""),
        (VIETNAMESE, "vi", ""),
        (ENGLISH, "en", ""),
        (SHORT, "vi", ""),
    ],
)
def test_letters_that_speak_against_the_language_are_reported(
    tmp_path: Path, rows: list[tuple[str, str]], language: str, doubted: str
) -> None:
    report = load_rows(tmp_path / "data", "words", rows, source_language=language).report
    assert bool(report.doubt) == bool(doubted) and doubted in report.doubt


def test_a_doubted_language_is_asked_about_on_a_terminal_only(tmp_path: Path) -> None:
    data, path = tmp_path / "data", tmp_path / "han.tsv"
    path.write_text("".join(f"{word}\t{text}\n" for word, text in HAN), encoding="utf-8")
    for answer, status in (("n", 1), ("y", 0)):
        process, terminal = on_terminal(data, "load", str(path), "--from", "vi")
        assert "日, 月, 山" in read_until(terminal, "Load it all the same?")
        assert not data.exists() or generation(data).number == 0
        os.write(terminal, f"{answer}\n".encode())
        rest = read_until(terminal, None)
        assert process.wait(60) == status, rest
        assert ("Is --from right?" in rest) == (status == 0)  # in the report too
    process, terminal = on_terminal(data, "load", str(path), "--from", "vi", "--yes", "--id", "sure")
    assert "all the same" not in read_until(terminal, None)
    assert process.wait(60) == 0
    piped = dictsvc(data, "load", path, "--from", "vi", "--id", "piped", "--json")
    assert piped.returncode == 0 and "Han" in json.loads(piped.stdout)["doubt"]


LANGUAGES = {
    "tab/star_vietanh.tab": "vi",
    "tab/star_vietphap.tab": "vi",
    "tab/TudienThienChuu.tab": "zh",
    "tab/Ngu-vung-Danh-tu-Thien-hoc.tab": "vi",
    "dictd/vv30K.index": "vi",
    "stardict/en-vi/TudienAnhVietBeta.ifo": "en",
    "stardict/fr-vi/star_phapviet.ifo": "fr",
    "stardict/vi-vi/star_vietviet.ifo": "vi",
    "tei/wol-fra.tei": "wo",
    "wiktextract/en-en-extract.jsonl": "en",
    "converted/vi-extract.from-wiktextract-tests.jsonl": "vi",
    "excerpts/Prodict_VE_Tech.first500.tab": "vi",
    "excerpts/star_viethan.first500.tab": "vi",
    "excerpts/vietnamese-explanatory-dictionary.first500.zip": "vi",
    "yomitan/chu-nom.zip": "vi",
    "yomitan/vnedict-v4.zip": "vi",
    "converted/338_Thuat_ngu_QLHC.cp1258.csv": "en",
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_true_language_of_a_real_dictionary_is_not_doubted_and_another_one_is(shared: Path, name: str) -> None:
    source = readers.open_source(shared / "data" / name)
    assert loading.doubt(source, Wishes(source_language=LANGUAGES[name]), EMPTY) == ""
    if source.size > 50_000:  # whichever it is, it is not Russian
        assert loading.doubt(source, Wishes(source_language="ru"), EMPTY)


def test_the_true_language_of_a_bundled_dictionary_is_not_doubted() -> None:
    for one in bundled.available():
        assert loading.doubt(readers.open_source(one.path), one.wishes, EMPTY) == ""


def test_common_languages_are_judged_without_langcodes() -> None:
    code = (
        "import sys; from dictsvc import language_tags as tags; "
        "print(*(tags.doubt(['học sinh'] * 9, one) for one in 'vi en fr de es it'.split()), 'langcodes' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split() == ["False"]
    assert {langcodes.Language.get(one).maximize().script for one in language_tags._LATIN} == {"Latn"}

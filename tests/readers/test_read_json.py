"""JSON lines, arrays and objects of words; Wiktextract's records; values larger than what is read at once."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from made import read

from dictsvc import readers
from dictsvc.errors import SourceError
from dictsvc.readers import jsonstream


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def test_plain_objects_are_understood_by_the_names_of_their_keys(tmp_path: Path) -> None:
    entries, problems, source = read(
        write(
            tmp_path / "a.jsonl",
            {"word": "đi", "pos": "động từ", "definition": "- go\n- leave", "ipa": "ɗi"},
            {"headword": "HĐND", "text": "*viết tắt\n-x", "markup": "lines", "alternates": ["hội đồng"]},
            {"từ": "nhà", "nghĩa": ["house", "home"]},
            {"term": "x", "definitions": [{"pos": "n", "meaning": "một", "example": "a ~ b"}]},
        )
    )
    assert not problems
    assert [(e.headword, e.definition, e.markup, e.part_of_speech, e.pronunciation, e.alternates) for e in entries] == [
        ("đi", "- go\n- leave", "plain", "động từ", "ɗi", ()),
        ("HĐND", "*viết tắt\n-x", "lines", "", "", ("hội đồng",)),
        ("nhà", "house\nhome", "plain", "", "", ()),
        ("x", "*n\n-một\n=a\n=b", "lines", "", "", ()),
    ]
    assert source.position() == source.size


def test_lines_that_are_no_record_are_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"word": "a", "definition": "b"}, [1], {"word": "c"}, {"definition": "d"}, {})
    with path.open("a", encoding="utf-8") as file:
        file.write('{"word": "cut", "defin\n' + "[" * 100_000 + "\n")
    entries, problems, _ = read(path)
    assert len(entries) == 1
    assert [(p.where, p.reason) for p in problems] == [
        ("line 2", "no JSON object"),
        ("line 3", "no definition"),
        ("line 4", "no headword"),
        ("line 5", "no headword"),
        ("line 6", "no JSON"),
        ("line 7", "no JSON"),
    ]


def test_an_array_of_objects_and_an_object_of_words_are_read_whole(tmp_path: Path) -> None:
    array = tmp_path / "a.json"
    array.write_text(json.dumps([{"word": "a", "definition": "một"}, 7], indent=1), encoding="utf-8")
    entries, problems, _ = read(array)
    assert [e.headword for e in entries] == ["a"]
    assert [p.reason for p in problems] == ["no JSON object"]
    words = tmp_path / "w.json"
    senses = [{"definition": "hòn", "pos": "N", "sub_pos": "Nt", "example": "hòn đảo ~ đảo Cát Bà"}]
    words.write_text(json.dumps({"đảo": senses, "a": "một", "text": ["hai", "ba"], "trống": []}), encoding="ascii")
    entries, problems, source = read(words)
    assert [(e.headword, e.definition) for e in entries] == [
        ("đảo", "*N Nt\n-hòn\n=hòn đảo\n=đảo Cát Bà"),
        ("a", "một"),
        ("text", "hai\nba"),
    ]
    assert [(p.reason, p.sample) for p in problems] == [("no definition", "trống")]
    assert source.encoding == "utf-8"


def test_a_wiktextract_record_becomes_lines_with_marks(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {
            "word": "bring",
            "lang": "English",
            "lang_code": "en",
            "pos": "verb",
            "sounds": [{"audio": "x.ogg"}, {"ipa": "/bɹɪŋ/"}],
            "forms": [{"form": "brought", "tags": ["past"]}, {"form": "en-conj", "tags": ["inflection-template"]}],
            "senses": [
                {"raw_glosses": ["(transitive) To carry."], "glosses": ["To carry."], "examples": [
                    {"text": "Bring it.", "translation": "Mang đi."}]},
                {"tags": ["no-gloss"]},
            ],
            "translations": [{"lang_code": "vi", "word": "mang"}, {"code": "fr", "word": "apporter"}],
            "synonyms": [{"word": "fetch"}, {"word": "carry"}],
            "antonyms": [{"word": "take"}],
        },
        {"title": "Bring", "redirect": "bring", "lang_code": "en"},
        {"word": "", "senses": [{"glosses": ["x"]}]},
        {"word": "bare", "lang_code": "en", "senses": [{"glosses": []}]},
    )  # fmt: skip
    entries, problems, source = read(path)
    assert [(e.headword, e.markup, e.alternates) for e in entries] == [("bring", "lines", ("brought",))]
    assert entries[0].definition.split("\n") == [
        " Tiếng Việt: mang",
        "/bɹɪŋ",
        "*verb",
        "&brought",
        "-(transitive) To carry.",
        "=Bring it.",
        "+Mang đi.",
        "~đồng nghĩa: fetch; carry",
        "~trái nghĩa: take",
    ]
    assert sorted(p.reason for p in problems) == ["no definition", "no headword", "redirect"]
    assert (source.metadata.source_language, source.metadata.target_language) == ("en", "en")


def test_records_of_several_languages_say_theirs(tmp_path: Path) -> None:
    def record(word: str, lang: str, code: str) -> object:
        return {"word": word, "lang": lang, "lang_code": code, "senses": [{"glosses": ["vị quan"]}]}

    entries, _, source = read(
        write(tmp_path / "a.jsonl", record("quan", "Tiếng Tày", "tyz"), record("official", "Tiếng Anh", "en"))
    )
    assert entries[0].definition.split("\n")[0] == " Tiếng Tày"
    assert (source.metadata.source_language, source.metadata.target_language) == ("", "vi")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1', "character 7: the file is cut short"),
        ('[{"word": "a", "definition": "b"}', "character 33: the file is cut short"),
        ('[{"word": "a", "definition": "b"} 7]', "character 34: expected a comma or ]"),
    ],
)
def test_json_that_is_cut_short_or_broken_says_where(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=re.escape(f"a.json, {says}")):
        read(path)


def test_words_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="words without definitions"):
        readers.open_source(write(tmp_path / "words.txt", {"text": "a", "source": "x"}, {"text": "b", "source": "x"}))


class Dribble(io.RawIOBase):
    """A stream that hands out a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._data, self._step = data, step

    def read(self, size: int = -1) -> bytes:
        out, self._data = self._data[: self._step], self._data[self._step :]
        return out


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda x: st.lists(x, max_size=3), max_leaves=6
)


@examples()
@given(
    st.lists(JSON, max_size=6), st.dictionaries(st.text(max_size=5), JSON, max_size=6), st.integers(1, 7), st.booleans()
)
def test_items_come_out_however_the_bytes_come_in(
    array: list[object], mapping: dict[str, object], step: int, ascii_only: bool
) -> None:
    raw = json.dumps(array, ensure_ascii=ascii_only, indent=1).encode()
    assert [value for _, value in jsonstream.items(Dribble(raw, step), "x", largest=10_000)] == array
    raw = json.dumps(mapping, ensure_ascii=ascii_only).encode()
    assert dict(jsonstream.items(Dribble(raw, step), "x", largest=10_000)) == mapping


@pytest.mark.parametrize("text", ["[" * 500_000, '["' + "a" * 3_000_000, "[1" + "1" * 3_000_000, '{"a": ' * 200_000])
def test_absurd_json_ends_in_one_clear_error(text: str) -> None:
    with pytest.raises(SourceError, match="x, character"):
        list(jsonstream.items(io.BytesIO(text.encode()), "x", largest=500_000))

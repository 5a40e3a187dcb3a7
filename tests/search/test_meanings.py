"""From the meaning to the word: headwords whose definitions say what was typed as one of their items."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import pytest
from asking import ask
from loaded import load_rows, load_words

from dictsvc.index.crosscheck import contradictions
from dictsvc.index.meanings import MEANINGS, SPELLINGS
from dictsvc.library import Library, Snapshot
from dictsvc.search.lookup import MOST

VIET_ANH = [
    ("học sinh", "- pupil; student (at school)"),
    ("học trò", "* danh từ\n- student; disciple\n- pupil"),
    ("đồng tử", "- pupil (of the eye), 2. a child"),
    ("sinh viên", "- student"),
    ("đi", "- to go; to walk, the way of all flesh; to die\n=một ví dụ; pupil\n+pupil"),
    ("họp kín", "- closed meeting: the pupil may not come in\n! idiom\n- pupil"),
    ("kín", "- closed; meeting"),
]
ANH_VIET = [
    ("pupil", "- học sinh; học trò\n- con ngươi, đồng tử"),
    ("student", "- sinh viên; học sinh"),
    ("closed session", "- (chính trị) phiên họp kín; họp kín"),
    ("hostage", "- con tin (người bị giữ)"),
    ("news", "- tin; tin tức"),
    ("doctor", "- bác sĩ; tiến sỹ"),
    ("peace", "- sự hòa bình"),
    ("shore", "- bờ"),
    ("butter", "- bơ"),
    ("road", "- đường; đương nhiên"),
    ("went", "- xem go"),
    ("shit", "- cứt; học sinh"),
]
FRENCH = [("élève", "- học sinh"), ("pupille", "- con ngươi; đồng tử")]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data = tmp_path_factory.mktemp("meanings") / "data"
    load_rows(data, "viet-anh", [(word, text.replace("\n", "\\n")) for word, text in VIET_ANH], source_language="vi")
    load_rows(data, "anh-viet", [(word, text.replace("\n", "\\n")) for word, text in ANH_VIET], source_language="en")
    load_rows(data, "phap-viet", FRENCH, source_language="fr")
    return Library(data).current()


def meant(snapshot: Snapshot, text: str, *ids: str, limit: int = MOST) -> list[str]:
    """Headwords found by their meaning, after checking that they follow all others but those found inside."""
    answer = ask(snapshot, text, *ids, limit=limit)
    late = [
        ("meaning", "inside").index(row.match) + 1 if row.match in ("meaning", "inside") else 0
        for row in answer.results
    ]
    assert late == sorted(late)
    found = [result for result in answer.results if result.match == "meaning"]
    assert not any(result.whole for result in found)
    return [result.headword for result in found]


@pytest.mark.parametrize(
    ("typed", "ids", "expected"),
    [
        ("pupil", ["viet-anh"], ["học sinh", "đồng tử", "học trò"]),
        ("Pupil ", ["viet-anh"], ["học sinh", "đồng tử", "học trò"]),
        ("student", ["viet-anh"], ["sinh viên", "học trò", "học sinh"]),
        ("go", ["viet-anh"], ["đi"]),
        ("to go", ["viet-anh"], ["đi"]),
        ("the pupil", ["viet-anh"], ["học sinh", "đồng tử", "học trò"]),
        ("the pupil", [], ["học sinh", "đồng tử", "học trò"]),
        ("child", ["viet-anh"], ["đồng tử"]),
        ("the way of all flesh", ["viet-anh"], ["đi"]),
        ("closed", ["viet-anh"], ["kín"]),
        ("closed meeting", ["viet-anh"], ["họp kín"]),
        ("at school", ["viet-anh"], []),
        ("pup", ["viet-anh"], []),
        ("hoc sinh", ["anh-viet"], ["pupil", "student"]),
        ("học sinh", ["anh-viet"], ["pupil", "student"]),
        ("hóc sinh", ["anh-viet"], []),
        ("dong tu", ["anh-viet"], ["pupil"]),
        ("hop kin", ["anh-viet"], ["closed session"]),
        ("họp kin", ["anh-viet"], ["closed session"]),
        ("hop kìn", ["anh-viet"], []),
        ("tin", ["anh-viet"], ["news", "hostage"]),
        ("bac sy", ["anh-viet"], ["doctor"]),
        ("bác sỹ", ["anh-viet"], ["doctor"]),
        ("tiến sĩ", ["anh-viet"], ["doctor"]),
        ("hoà bình", ["anh-viet"], ["peace"]),
        ("sự hòa bình", ["anh-viet"], ["peace"]),
        ("bo", ["anh-viet"], ["butter", "shore"]),
        ("bờ", ["anh-viet"], ["shore"]),
        ("bơ", ["anh-viet"], ["butter", "shore"]),
        ("bô", ["anh-viet"], []),
        ("hoc sinh", ["phap-viet"], ["élève"]),
        ("học sinh", ["anh-viet", "phap-viet"], ["élève", "pupil", "student"]),
        ("hoc sinh", [], ["élève", "pupil", "student"]),
        ("đồng tử", ["anh-viet", "phap-viet"], ["pupille", "pupil"]),
    ],
)  # fmt: skip
def test_an_item_of_a_definition_finds_its_headword(
    snapshot: Snapshot, typed: str, ids: list[str], expected: list[str]
) -> None:
    found = meant(snapshot, typed, *ids)
    assert found[: len(expected)] == expected
    assert set(found) == set(expected)


def test_whole_words_and_completions_come_first_and_the_limit_holds(snapshot: Snapshot) -> None:
    results = ask(snapshot, "kin").results
    assert [(result.headword, result.match) for result in results] == [("kín", "tone"), ("họp kín", "inside")]
    results = ask(snapshot, "hoc sinh").results
    assert [(result.headword, result.match) for result in results[:2]] == [("học sinh", "tone"), ("élève", "meaning")]
    for limit in (1, 2, 3, 4):
        answer = ask(snapshot, "hoc sinh", limit=limit)
        assert answer.results == results[:limit]
        assert answer.more is (limit < 4)


def test_a_headword_that_was_found_already_does_not_come_again(snapshot: Snapshot) -> None:
    headwords = [result.headword for result in ask(snapshot, "pupil").results]
    assert headwords[0] == "pupil"
    assert len(headwords) == len(set(headwords))


def test_vulgar_words_are_not_offered_by_their_meaning(snapshot: Snapshot) -> None:
    assert meant(snapshot, "cứt", "anh-viet") == []
    assert meant(snapshot, "cứt") == []
    assert "shit" in [result.headword for result in ask(snapshot, "shit").results]


def test_only_dictionaries_with_definitions_in_a_word_or_two_have_the_part(tmp_path: Path) -> None:
    """Without it the feature is off and all else answers."""
    long = "x" * 61
    load_rows(tmp_path, "vi", [("học", f"- {long}"), ("học sinh", f"- {long}")], source_language="vi")
    current = Library(tmp_path).current()
    opened = current.choose([])[0]
    assert MEANINGS not in opened.index.manifest.parts
    assert opened.index.meanings is None
    assert [result.match for result in ask(current, "sinh").results] == ["inside"]
    assert not list(contradictions(opened.index.folder))


def test_a_common_item_is_answered_from_a_list_of_bounded_length(tmp_path: Path) -> None:
    rows = [(f"{first}{second}", "- thing") for first in "bcdghklmnprstvx" for second in "a e i o u ai ao oi".split()]
    load_rows(tmp_path, "vi", rows, source_language="vi")
    current = Library(tmp_path).current()
    opened = current.choose([])[0]
    assert opened.index.meanings is not None
    assert len(rows) > 64 == len(opened.index.meanings.lists.get("thing"))
    assert len(meant(current, "thing", limit=50)) == 50


def test_items_of_the_same_letters_are_compared_up_to_a_bound(tmp_path: Path) -> None:
    """Three hundred spellings of one phrase cost no more than SPELLINGS of them."""
    syllables = "ma má mà mả mã mạ".split()
    phrases = list(product(syllables, repeat=4))[:300]
    load_rows(
        tmp_path, "en", [(f"w{at}", f"- {' '.join(some)}") for at, some in enumerate(phrases)], source_language="en"
    )
    current = Library(tmp_path).current()
    opened = current.choose([])[0]
    assert opened.index.meanings is not None
    compared = []
    get = opened.index.meanings.lists.get
    opened.index.meanings.lists.get = lambda name: compared.append(name) or get(name)  # type: ignore[func-returns-value,method-assign]
    assert meant(current, "ma ma ma má")
    assert len(compared) <= SPELLINGS + 1


def test_verify_finds_a_part_that_leads_nowhere(tmp_path: Path) -> None:
    data = load_words(tmp_path / "data")
    for opened in Library(data).current().opened.values():
        assert MEANINGS in opened.index.manifest.parts
        assert not list(contradictions(opened.index.folder))
    wrong = load_words(tmp_path / "wrong")
    folder = Library(wrong).current().opened["viet-anh"].index.folder
    with (folder / "index.tar").open("r+b") as archive:
        content = archive.read()
        header = content.index(f"{MEANINGS}.at".encode())
        archive.seek(header + 512)
        archive.write(b"\xff\xff\xff\xff")
    found = list(contradictions(folder))
    assert [f"{MEANINGS}.marisa" in str(clause) for clause in found] == [True]
    shutil.rmtree(wrong)

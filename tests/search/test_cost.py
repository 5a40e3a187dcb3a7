"""What a request may cost is bounded by what is in it and not by how often it is there; counted, not timed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from counting import calls
from loaded import load_rows

from dictsvc.index import opened
from dictsvc.index.cards import Cards
from dictsvc.index.opened import Index
from dictsvc.library import Library
from dictsvc.search import related
from dictsvc.search.definitions import parsed, search
from dictsvc.search.lookup import checked, hits, lookup
from dictsvc.search.results import results
from dictsvc.search.sentence import checked as checked_text
from dictsvc.search.sentence import segment
from dictsvc.search.wire import body
from dictsvc.vietnamese import match, order
from dictsvc.vietnamese.match import Query
from torture import dearest


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the indexes are asked for, one text for each time that one of them is."""
    made: list[str] = []
    find = Index._find  # by `find` and `whole`

    def counting(index: Index, query: Query, most: int, **kinds: bool) -> list[int]:
        made.append(query.normal)
        return find(index, query, most, **kinds)

    monkeypatch.setattr(Index, "_find", counting)
    return made


@pytest.mark.parametrize(
    "text",
    ["á" + " ﷺ" * 499, "ăn ơ " * 200, "a " * 500, "nghiêng ngả " * 83, "".join(chr(0x4E00 + at) for at in range(999))],
    ids=["expanding", "two syllables", "one letter", "a phrase", "Han"],
)
def test_a_word_of_a_text_is_looked_up_once_and_only_where_it_may_be(words: Path, asked: list[str], text: str) -> None:
    snapshot = Library(words).current()
    found = segment(snapshot, snapshot.choose([]), checked_text(text)).words
    assert "".join(word.text for word in found).replace(" ", "") == "".join(text.split())
    distinct = len({word.text for word in found})
    assert len(asked) <= 4 * min(distinct, 8), (len(asked), asked[:20])


def test_the_pieces_of_a_phrase_are_looked_up_only_where_they_may_be(words: Path, asked: list[str]) -> None:
    snapshot = Library(words).current()
    text = "résumé, ﷻ, ﷻ, ﷻ, résumé, trườngtrường, trường, trường, ﷻ, trường, trường, trườnờng, résumé"
    lookup(snapshot, snapshot.choose([]), checked(text))
    assert len(asked) <= 20, asked


def test_a_phrase_that_is_no_headword_is_not_looked_up_again_among_its_pieces(
    bundled_data: Path, asked: list[str]
) -> None:
    snapshot = Library(bundled_data).current()
    found = lookup(snapshot, snapshot.choose(["viet-anh"]), "sữ dụng")
    assert found.suggestions[0].headword == "sử dụng"
    assert asked.count("sữ dụng") == 1, asked


def test_a_text_is_taken_apart_once_and_not_for_each_dictionary(words: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One letter may become eighteen when it is normalised. Both kinds of keys read it, with and without full stops."""
    taken = 0
    apart = match.key

    def counting(*arguments: Any, **more: Any) -> Any:
        nonlocal taken
        taken += 1
        return apart(*arguments, **more)

    monkeypatch.setattr(match, "key", counting)
    snapshot = Library(words).current()
    text = ("㌣.㌣.ﷺ.㌣.㌣.ﷺ.ﷺ.ﷺ." * 13)[:100]
    lookup(snapshot, snapshot.choose([]), checked(text))
    assert 0 < taken <= 10, taken


def test_of_the_characters_that_a_syllable_may_be_only_those_shown_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_rows(tmp_path, "han", [(chr(0x4E00 + at), "học<br>1. nghĩa") for at in range(60)])
    snapshot = Library(tmp_path).current()
    read: list[int] = []
    record = Cards.record
    monkeypatch.setattr(Cards, "record", lambda cards, document: read.append(document) or record(cards, document))
    answer = lookup(snapshot, snapshot.shown, "hoc", 5)
    assert [result.match for result in answer.results] == ["inflected"] * 5 and answer.more
    assert len(read) <= 6 * 3, len(read)


def test_phrases_with_the_letters_of_a_query_and_other_marks_are_not_taken_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dictionary of millions has dozens of them for many a phrase."""
    tones = "aàáảãạ"
    load_rows(tmp_path, "vi", [(f"m{one} b{other}", "- x") for one in tones for other in tones], source_language="vi")
    load_rows(tmp_path, "solid", [("má-bà", "- x"), ("m.á bà", "- x")], source_language="vi")
    snapshot = Library(tmp_path).current()
    taken: list[str] = []
    apart = opened.key
    monkeypatch.setattr(opened, "key", lambda text, **kind: taken.append(text) or apart(text, **kind))
    found = lookup(snapshot, snapshot.shown, "má bà").results
    assert [result.headword for result in found if result.whole] == ["má bà", "má-bà", "m.á bà"]
    assert len(taken) <= 4, taken


def test_of_many_headwords_divided_otherwise_only_those_shown_are_taken_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of millions dozens are written like a short word but for a hyphen."""
    forms = [f"t{one}-{other}n" for one in "uúùủũụư" for other in "aáàảãạăắằẳẵặ"]
    load_rows(tmp_path, "vi", [(form, "- x") for form in forms], source_language="vi")
    snapshot = Library(tmp_path).current()
    taken: list[str] = []
    apart = opened.key
    monkeypatch.setattr(opened, "key", lambda text, **kind: taken.append(text) or apart(text, **kind))
    answer = lookup(snapshot, snapshot.shown, "tuan", 5)
    assert answer.more and all(result.whole for result in answer.results)
    assert 0 < len(taken) <= 6, taken
    every = lookup(snapshot, snapshot.shown, "tuan", 50)
    assert [result.headword for result in every.results[:5]] == [result.headword for result in answer.results]


def test_headwords_with_only_two_of_three_words_side_by_side_are_not_taken_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = ("chuyên gia", "gia bảo")
    rows = [(f"{head} {pair} {tail}", "- x") for pair in pairs for head in "bcdghklm" for tail in "bcdg"]
    load_rows(tmp_path, "vi", [*rows, ("hệ chuyên gia bảo mật", "- x")], source_language="vi")
    snapshot = Library(tmp_path).current()
    taken: list[str] = []
    apart = related.key
    monkeypatch.setattr(related, "key", lambda text, **kind: taken.append(text) or apart(text, **kind))
    for asked in ("chuyen gia bao", "chuyên gia bảo"):
        assert [one.headword for one in lookup(snapshot, snapshot.shown, asked).results] == ["hệ chuyên gia bảo mật"]
    assert taken == ["hệ chuyên gia bảo mật"] * 2


def test_the_search_for_the_dearest_request_reports_each_route(words: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--data", str(words), "--seconds", "0.05"]
    status = dearest.main(arguments)
    said = capsys.readouterr().out
    assert status in (0, 1) and all(f"{route.name} " in said for route in dearest.ROUTES)
    assert "status 500" not in said and "over 3 dictionaries" in said


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("hoc sinh", 140),
        ("học sinh", 180),
        ("phong thũy", 860),
        ("học sinh giỏi toán", 1500),
        ("thanh tich hoc tap", 1650),
    ],
)
def test_a_lookup_takes_so_many_steps_whether_or_not_something_is_found(
    bundled_data: Path, text: str, most: int
) -> None:
    snapshot = Library(bundled_data).current()
    chosen = snapshot.choose(["viet-anh"])
    lookup(snapshot, chosen, text)  # warms the caches
    taken = calls(lambda: lookup(snapshot, chosen, text))
    assert taken <= most, taken


def test_of_headwords_with_a_meaning_only_those_that_may_be_shown_are_put_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, letter in (("vi", "a"), ("fr", "b")):
        rows = [(f"{letter * 3}{chr(97 + at)}x", "- pupil") for at in range(26)]
        load_rows(tmp_path, name, rows, source_language=name)
    snapshot = Library(tmp_path).current()
    ordered: list[str] = []
    key = order.key
    monkeypatch.setattr(order, "key", lambda text: ordered.append(text) or key(text))
    answer = lookup(snapshot, snapshot.shown, "pupil", 3)
    assert [result.match for result in answer.results] == ["meaning"] * 3 and answer.more
    # Each dictionary puts its 26 in order, since no joined index has done so; then those that may be shown are merged.
    assert len(ordered) <= 2 * 26 + 2 * 8, len(ordered)


def test_keys_are_looked_through_once_where_solid_keys_add_headwords(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_rows(tmp_path, "viet", [("ưu", "- tốt"), ("ưu tú", "- giỏi"), ("ư ư", "- tiếng kêu"), ("ừ-ừ", "- tiếng đáp")])
    looked: list[str] = []
    find_keys = Index.find_keys

    def counting(index: Index, query: Query, *most: int) -> list[int]:
        looked.append(query.normal)
        return find_keys(index, query, *most)

    monkeypatch.setattr(Index, "find_keys", counting)
    snapshot = Library(tmp_path).current()
    found = [result.headword for result in lookup(snapshot, snapshot.shown, "ưu", 10).results]
    assert found == ["ưu", "ừ-ừ", "ưu tú"]
    assert looked == ["ưu"]


def test_a_key_that_is_compared_with_typed_marks_takes_few_steps(tmp_path: Path) -> None:
    load_rows(tmp_path, "viet", [(f"tốt b{letter}{end}", "- nghĩa") for letter in "aeou" for end in "cghmnptxzk"])
    index = Library(tmp_path).current().shown.groups[0]
    for text, most in (("tôt", 420), ("tòt", 240)):
        asked = match.query(text)
        taken = calls(partial(index.find, asked, 11))
        assert taken <= most, (text, taken)


def test_a_definition_that_is_remembered_takes_three_steps(tmp_path: Path) -> None:
    for name in ("one", "two", "three", "four"):
        load_rows(tmp_path, name, [("học", "- study"), ("đi", "- go")])
    snapshot = Library(tmp_path).current()
    [found] = hits(snapshot.shown, "học", 10)[1]
    without = calls(lambda: results(snapshot, snapshot.shown, [found], -1))
    results(snapshot, snapshot.shown, [found])  # makes them
    with_definitions = calls(lambda: results(snapshot, snapshot.shown, [found]))
    assert with_definitions - without <= 4 * 3 + 4, (with_definitions, without)


def test_writing_an_answer_takes_few_steps_for_each_of_its_results(bundled_data: Path) -> None:
    snapshot = Library(bundled_data).current()
    answer = lookup(snapshot, snapshot.choose(["viet-anh"]), "hoc")
    assert len(answer.results) == 10
    body(answer, "")  # makes the templates
    taken = calls(lambda: body(answer, ""))
    assert taken <= 70, taken


def test_what_was_found_by_its_key_is_not_compared_again_by_its_solid_key(
    bundled_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[list[int]] = []
    solid_hits = Index._solid_hits

    def counting(index: Index, query: Query, documents: list[int], most: int) -> list[int]:
        compared.append(documents)
        return solid_hits(index, query, documents, most)

    monkeypatch.setattr(Index, "_solid_hits", counting)
    snapshot = Library(bundled_data).current()
    chosen = snapshot.choose(["viet-anh"])
    assert lookup(snapshot, chosen, "học sinh").results[0].whole
    assert lookup(snapshot, chosen, "hocsinh").results[0].headword == "học sinh"
    assert len(compared) == 1, compared


def test_dictionaries_without_the_words_of_a_suggestion_cost_no_step(bundled_data: Path) -> None:
    snapshot = Library(bundled_data).current()
    asked = parsed("a b c d e g h i k l m n o p q r s t u v x y ă â đ ê ô ơ ư")

    def taken(ids: list[str]) -> int:
        chosen = snapshot.choose(ids)
        search(snapshot, chosen, asked)  # warms the caches
        return calls(lambda: search(snapshot, chosen, asked))

    assert taken([]) < 0.7 * sum(taken([one]) for one in snapshot.opened)

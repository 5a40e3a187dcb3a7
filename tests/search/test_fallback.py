"""Nothing typed is a dead end: raw typing, misspellings, inflected words, Han readings; all of it bounded."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from asking import ask
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from loaded import load_headwords, load_rows

from dictsvc.errors import BadQuery
from dictsvc.evaluation import evaluate, pairs
from dictsvc.index.lists import Lists
from dictsvc.library import Library, OpenDictionary, Snapshot
from dictsvc.search import similar
from dictsvc.search.answer import Answer
from dictsvc.search.lookup import checked, lookup

VIETNAMESE = (
    "học, học sinh, sinh, sinh viên, đại học, đường, tiếng Việt, ngành, nghề, sơ suất, sửa chữa, dễ dàng, tãi, xông, "
    "tôi, yêu, đất nước, Việt Nam, nhôm, thời gian, hoà bình, công nghệ, thầy giáo, trường học, in-tơ-nét, cây số, kem"
)
ENGLISH = "study, go, child, be, café, co-op, o'clock, give up, receive, definitely, necessary, good, men's room"
FRENCH = "cheval, être, étudier, pâté"
HAN = {
    "正": "chánh|chính<br>1. Phải, là chánh đáng.<br>2. Ngay.",
    "京": "kinh<br>1. To.<br>2. Kinh đô.",
    "貫": "xuyến<br>1. Suốt. <br>2. Một âm là quán.",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Dictionaries from Vietnamese, English, French and Han."""
    data = tmp_path_factory.mktemp("fallback") / "data"
    for name, words, language in (("vi", VIETNAMESE, "vi"), ("en", ENGLISH, "en"), ("fr", FRENCH, "fr")):
        load_headwords(data, name, words, language)
    load_rows(data, "han", HAN.items(), source_language="zh")
    return Library(data).current()


def found(answer: Answer) -> list[tuple[str, str, bool]]:
    return [(result.headword, result.match, result.whole) for result in answer.results]


def suggested(answer: Answer) -> list[str]:
    assert all(result.match == "similar" for result in answer.suggestions)
    return [result.headword for result in answer.suggestions]


@pytest.mark.parametrize(
    ("typed", "headword"),
    [
        ("hocj sinh", "học sinh"),
        ("hojc sinh", "học sinh"),
        ("dduwowngf", "đường"),
        ("dduwfowng", "đường"),
        ("d9u7o7ng2", "đường"),
        ("ddu+o+`ng", "đường"),
        ("tieengs Vieetj", "tiếng Việt"),
        ("hoaf binhf", "hoà bình"),
        ("DDUWOWNGF", "đường"),
    ],
)
def test_raw_typing_is_answered_with_the_headword_that_it_writes(snapshot: Snapshot, typed: str, headword: str) -> None:
    answer = ask(snapshot, typed)
    assert found(answer) == [(headword, "input", True)]
    assert answer.suggestions == []


@pytest.mark.parametrize(("typed", "never"), [("taxi", "tãi"), ("xoong", "xông"), ("tãxi", "tãi")])
def test_a_word_that_only_looks_like_raw_typing_is_not_decoded(snapshot: Snapshot, typed: str, never: str) -> None:
    assert never not in [result.headword for result in ask(snapshot, typed).results]


def test_raw_typing_counts_only_onto_a_headword(snapshot: Snapshot) -> None:
    assert found(ask(snapshot, "banf")) == []


def test_raw_typing_counts_only_where_nothing_else_matches(snapshot: Snapshot) -> None:
    """`be` and `good` are English headwords; asked of the Vietnamese dictionary alone, `bes` would be read as Telex."""
    assert found(ask(snapshot, "be"))[0] == ("be", "exact", True)
    assert found(ask(snapshot, "good")) == [("good", "exact", True)]


def test_no_common_english_word_that_is_a_headword_is_read_as_vietnamese(real_data: Path, tmp_path: Path) -> None:
    """The 3,000 commonest, with every Vietnamese headword of a real dictionary to fall for."""
    from wordfreq import top_n_list

    words = top_n_list("en", 3000)
    data = Path(shutil.copytree(real_data, tmp_path / "data"))
    load_headwords(data, "en", words, "en")
    snapshot = Library(data).current()
    wrong = []
    for word in words:
        results = ask(snapshot, word, limit=50).results
        assert any(result.headword == word for result in results), word
        wrong += [(word, result.headword) for result in results if result.match == "input"]
    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hoc sính", "học sinh"),
        ("nghành", "ngành"),
        ("sơ xuất", "sơ suất"),
        ("sữa chửa", "sửa chữa"),
        ("dể dàng", "dễ dàng"),
        ("học sihn", "học sinh"),
        ("thầi gáio", "thầy giáo"),
        ("trườg họ", "trường học"),
    ],
)
def test_a_misspelling_suggests_first_what_was_meant(snapshot: Snapshot, typed: str, first: str) -> None:
    answer = ask(snapshot, typed, "vi")
    assert answer.results == []
    assert suggested(answer)[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("recieve", "receive"),
        ("definately", "definitely"),
        ("neccesary", "necessary"),
        ("caffé", "café"),
        ("studý", "study"),
        ("o'clok", "o'clock"),
        ("oclok", "o'clock"),
    ],
)
def test_other_languages_have_suggestions_too(snapshot: Snapshot, typed: str, first: str) -> None:
    assert suggested(ask(snapshot, typed, "en"))[0] == first


def test_suggestions_are_at_most_five_and_each_has_an_entry(snapshot: Snapshot) -> None:
    for typed in ("hoc sính", "tôi yêu đất nước Việt Nam học sinh đại học", "kẻm"):
        suggestions = ask(snapshot, typed).suggestions
        assert 1 <= len(suggestions) <= 5
        assert len({result.headword for result in suggestions}) == len(suggestions)
        assert all(result.entries for result in suggestions)


def test_the_pieces_of_a_phrase_are_suggested_in_its_order(snapshot: Snapshot) -> None:
    assert suggested(ask(snapshot, "tôi yêu đất nước Việt Nam")) == ["tôi", "yêu", "đất nước", "Việt Nam"]
    assert suggested(ask(snapshot, "toi yeu dat nuoc viet nam")) == ["tôi", "yêu", "đất nước", "Việt Nam"]


@pytest.mark.parametrize("typed", ["hoc", "học", "sin", "dai ho", "study", "caf"])
def test_there_are_no_suggestions_where_something_matches(snapshot: Snapshot, typed: str) -> None:
    answer = ask(snapshot, typed)
    assert answer.results
    assert answer.suggestions == []


@pytest.mark.parametrize(
    ("typed", "dictionary", "headword"),
    [
        ("studies", "en", "study"),
        ("went", "en", "go"),
        ("Children", "en", "child"),
        ("gave up", "en", "give up"),
        ("was", "en", "be"),
        ("chevaux", "fr", "cheval"),
        ("étudiais", "fr", "étudier"),
    ],
)
def test_an_inflected_word_finds_its_lemma(snapshot: Snapshot, typed: str, dictionary: str, headword: str) -> None:
    assert (headword, "inflected", True) in found(ask(snapshot, typed, dictionary))
    assert (headword, "inflected", True) in found(ask(snapshot, typed))


def test_a_lemma_stands_before_completions_and_after_words_as_typed(tmp_path: Path) -> None:
    words = (
        "be, wash, wasp, waste, watch, wax, was ist das, washer, washing, wasteful, wasting, wasps, wastage, wash up"
    )
    load_headwords(tmp_path, "en", words, "en")
    answer = ask(Library(tmp_path).current(), "was", limit=10)
    assert found(answer)[0] == ("be", "inflected", True)
    assert answer.more
    assert not any(whole for _, _, whole in found(answer)[1:])


@pytest.mark.parametrize(
    ("typed", "headword"),
    [("cafe", "café"), ("CAFÉ", "café"), ("coop", "co-op"), ("co op", "co-op"), ("oclock", "o'clock")],
)
def test_accents_case_hyphens_and_apostrophes_need_not_be_typed(snapshot: Snapshot, typed: str, headword: str) -> None:
    assert headword in [result.headword for result in ask(snapshot, typed, "en").results if result.whole]


@pytest.mark.parametrize(
    ("typed", "headword"),
    [("正", "正"), ("chính", "正"), ("chinh", "正"), ("kinh", "京"), ("quán", "貫"), ("KINH", "京")],
)
def test_a_han_headword_is_found_by_the_character_and_by_its_reading(
    snapshot: Snapshot, typed: str, headword: str
) -> None:
    assert found(ask(snapshot, typed, "han")) == [(headword, "exact" if typed == headword else "inflected", True)]


@pytest.mark.parametrize("typed", ["chỉnh", "quan", "kính"])
def test_typed_marks_bind_in_a_reading(snapshot: Snapshot, typed: str) -> None:
    expected = [("貫", "inflected", True)] if typed == "quan" else []
    assert found(ask(snapshot, typed, "han")) == expected


def test_misspellings_are_found_among_the_first_five(real_data: Path, shared: Path) -> None:
    """At least 94% of 747 generated ones, and 60 of the 69 collected ones whose right form the dictionary has."""
    snapshot = Library(real_data).current()
    chosen = snapshot.choose([])
    made = evaluate(snapshot, chosen, pairs(shared / "data" / "queries" / "misspelt.tsv"))
    assert made.asked > 700
    assert made.hits[5] >= 0.94
    collected = evaluate(snapshot, chosen, pairs(shared / "vectors" / "misspellings_public.tsv"))
    assert collected.hits[5] * collected.asked >= 60


HOSTILE = [
    "a" + "\u0301" * 99,
    "\u202e" * 50 + "học",
    "\u202ehọc\u202c \u2066sinh\u2069",
    "😀" * 100,
    "👩‍👩‍👧‍👦 học 🇻🇳",
    " ".join(["nghiêng"] * 12),
    "a b c d e f g h i k l m n o p q r s t u",
    "%",
    "%%%%",
    "*",
    "h*c ?inh",
    "_",
    "'; DROP TABLE--",
    "q" * 100,
    "uou" * 33,
    "ươ" * 50,
    "x" * 99 + "\u0323",
    "[]{}" * 25,
    "1234567890" * 10,
    "d9" * 50,
    "\u0300",
    "\ufeff",
    "𝓗𝓸𝓬 𝓼𝓲𝓷𝓱",
    "ﷺ" * 100,
    "ⅷ½㍿",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_answered(snapshot: Snapshot, text: str) -> None:
    answer = ask(snapshot, text)
    assert len(answer.results) <= 10
    assert len(answer.suggestions) <= 5


@pytest.mark.parametrize("text", ["\0", "h\0c", "học\x1f", "\x7f", "\ud800"])
def test_control_characters_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadQuery, match="control characters"):
        checked(text)


class Counted:
    """The sounds part of an index, counting what it is asked."""

    def __init__(self, part: Lists) -> None:
        self.part = part
        self.probes = 0

    def __contains__(self, key: str) -> bool:
        self.probes += 1
        return key in self.part

    def lengths(self, text: str) -> list[int]:
        self.probes += 1
        return self.part.lengths(text)

    def known(self, keys: list[str]) -> list[list[int]]:
        self.probes += len(keys)
        return self.part.known(keys)

    def get(self, key: str) -> list[int]:
        self.probes += 1
        return self.part.get(key)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Snapshot, list[Counted]]]:
    """A Vietnamese and an English dictionary whose sounds parts count their probes."""
    data = tmp_path_factory.mktemp("counted") / "data"
    load_headwords(data, "vi", VIETNAMESE)
    load_headwords(data, "en", ENGLISH, "en")
    snapshot = Library(data).current()
    counters = []
    for opened in snapshot.choose([]):
        assert opened.index.sounds is not None
        counter = Counted(opened.index.sounds)
        opened.index.sounds = counter  # type: ignore[assignment]
        counters.append(counter)
    yield snapshot, counters


SYLLABLES = ["nghiêng", "truogn", "hoc", "sính", "qqq", "thuở", "x", "definately", "ươ", "a", "kông"]
TEXTS = st.one_of(
    st.text(min_size=1, max_size=100),
    st.text("abcdeghiknostuy đươ", min_size=1, max_size=100),
    st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=14).map(" ".join),
)


@examples(200)
@given(TEXTS)
def test_no_text_costs_more_than_a_fixed_number_of_probes(counted: tuple[Snapshot, list[Counted]], text: str) -> None:
    """Two steps of at most PROBES each, the own key, and the pieces of a phrase: a probe for each word."""
    snapshot, counters = counted
    for counter in counters:
        counter.probes = 0
    with suppress(BadQuery):
        lookup(snapshot, snapshot.choose([]), checked(text), 10)
    for counter in counters:
        assert counter.probes <= 2 * similar.PROBES + 1 + 24 * 2


def test_two_slips_are_looked_for_only_where_nothing_nearer_was_found(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    twice = similar._likely_twice
    monkeypatch.setattr(similar, "_likely_twice", lambda word: looked.append(word) or twice(word))
    assert ask(snapshot, "definately").suggestions[0].headword == "definitely" and looked == []
    assert ask(snapshot, "deffinitelly").suggestions[0].headword == "definitely" and looked


def test_an_ordinary_hit_probes_nothing(counted: tuple[Snapshot, list[Counted]]) -> None:
    snapshot, counters = counted
    for counter in counters:
        counter.probes = 0
    for typed in ("hoc sinh", "h", "đường", "study", "dai ho"):
        assert ask(snapshot, typed).results
    assert [counter.probes for counter in counters] == [0, 0]


def test_an_index_without_the_optional_parts_answers_without_their_features(snapshot: Snapshot, tmp_path: Path) -> None:
    load_headwords(tmp_path, "vi", VIETNAMESE)
    bare = Library(tmp_path).current()
    for opened in bare.choose([]):
        without(opened)
    assert found(ask(bare, "sinh")) == [("sinh", "exact", True), ("sinh viên", "exact", False)]
    assert suggested(ask(bare, "hoc sính"))[0] == "học sinh"
    assert found(ask(bare, "hocj sinh")) == [("học sinh", "input", True)]


def without(opened: OpenDictionary) -> None:
    """As opening an older index leaves it."""
    opened.index.sounds = opened.index.inside = opened.index.readings = None


def test_a_plain_lookup_imports_neither_pyvi_nor_what_only_misses_need(words: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from dictsvc.config import Config
from dictsvc.web import create_app
client = create_app(Config(data=Path({str(words)!r}))).test_client()
assert client.get("/lookup?q=hoa&limit=1").get_json()["results"]
assert client.get("/suggest?q=hoc").status_code == 200
print(*[name for name in ("pyvi", "sklearn", "wordfreq", "simplemma", "rapidfuzz") if name in sys.modules])
assert client.get("/lookup?q=nghanhh").status_code == 200
assert client.get("/lookup?q=t%C3%B4i+h%E1%BB%8Dc+%C4%91%C6%B0%E1%BB%9Dng+ph%E1%BB%91").status_code == 200
print(*[name for name in ("pyvi", "sklearn", "wordfreq") if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []

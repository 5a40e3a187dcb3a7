"""What is counted of syllables that stand side by side in definitions."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st

from dictsvc.index import files, neighbours
from dictsvc.index.neighbours import START, TOTAL, Neighbours
from dictsvc.vietnamese.fold import normalise
from dictsvc.vietnamese.key import plain_syllables
from dictsvc.vietnamese.syllable import split


def plainly(articles: list[str]) -> Counter[str]:
    """The counts, run by run."""
    counts: Counter[str] = Counter()
    for article in articles:
        for run in re.findall(r"[^\W\d_]+(?: [^\W\d_]+)+", article):
            if all(map(split, run.split(" "))):
                found = [plain_syllables(normalise(word))[0] for word in run.split(" ")]
                counts.update([TOTAL] * len(found))
                counts.update([*found, *(f"{first} {second}" for first, second in pairwise(found))])
                counts.update([START, f"{START} {found[0]}"] if run[0].isupper() else [])
    return counts


def written(folder: Path, articles: list[str]) -> Counter[str]:
    """The counts of a written part."""
    writer = neighbours.Writer(folder)
    writer.add([article.encode() for article in articles])
    names = writer.finish()
    return Neighbours({name: files.mapped(folder / name) for name in names}).all() if names else Counter()


@examples(150)
@given(st.lists(st.text(st.sampled_from("aAhọohoà hòa qúy quý-.,12^\n\u0301İñ字")), max_size=4))
@example(["-Hoà bình, học sinh; học trò giỏi.", " Ha ha ba1 ba", "Hoa xyz", "the học sinh", "1 a b_c", "Ô tô"])
def test_syllables_side_by_side_are_counted_as_run_by_run(articles: list[str]) -> None:
    with TemporaryDirectory() as folder:
        assert written(Path(folder), articles) == plainly(articles)


def test_texts_are_counted_up_to_a_bound(tmp_path: Path) -> None:
    sentence = "hai ba " * (neighbours.MOST // 10)
    assert written(tmp_path, [sentence, sentence, "bốn năm"]).keys() == {TOTAL, "hai", "ba", "hai ba", "ba hai"}


@examples(150)
@given(st.lists(st.text(st.sampled_from("aAhọohoà hòa qúy quý-.")), min_size=1, max_size=8))
@example(["Ha hà", "Ha hà ha"])
def test_no_bonus_is_above_what_its_syllables_allow(articles: list[str]) -> None:
    with TemporaryDirectory() as folder:
        writer = neighbours.Writer(Path(folder))
        writer.add([article.encode() for article in articles])
        names = writer.finish()
        counted = Neighbours({name: files.mapped(Path(folder) / name) for name in names}) if names else Neighbours()
        for before, after in (name.split(" ") for name in counted.all() if " " in name):
            assert counted.bonus(before, after) <= min(counted.most(before), counted.most(after))

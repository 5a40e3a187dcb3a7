"""Commands that ask the dictionaries without a server: lookup, search, segment, eval."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from dictsvc import evaluation
from dictsvc.cli import console
from dictsvc.cli.command import command, misuse
from dictsvc.errors import BadQuery, DictsvcError, Message, UnknownDictionary, joined
from dictsvc.evaluation import FIRST, Completions, Score, Typing
from dictsvc.frequency import counts
from dictsvc.library import DictionarySet, Library, Snapshot
from dictsvc.search.answer import Answer
from dictsvc.search.definitions import DEEPEST, parsed, search
from dictsvc.search.definitions import MOST as MOST_DEFINITIONS
from dictsvc.search.lookup import MOST, checked, lookup
from dictsvc.search.wire import definitions, plain, sentence


def _chosen(data: Path, ids: tuple[str, ...]) -> tuple[Snapshot, DictionarySet]:
    library = Library(data)
    snapshot = library.current()
    if library.trouble:
        raise DictsvcError(library.trouble)
    if snapshot.generation == 0:
        raise DictsvcError(
            "{data}: no dictionary is loaded; `dictsvc load FILE` or `dictsvc install NAME` loads one", data=data
        )
    try:
        return snapshot, snapshot.choose(list(ids))
    except UnknownDictionary as error:
        there = (
            Message("there are: {ids}", ids=", ".join(snapshot.opened))
            if snapshot.opened
            else Message("none is loaded")
        )
        raise DictsvcError("There is no dictionary {id!r}; {there}", id=str(error), there=there) from error


_dictionaries = click.option("--dict", "ids", multiple=True, metavar="ID", help="Ask only this dictionary; repeatable.")


@command("lookup")
@click.argument("text")
@_dictionaries
@click.option("--limit", type=click.IntRange(1, MOST), default=10, show_default=True, help="Headwords to show.")
@click.option("--json", "as_json", is_flag=True, help="The same JSON as the web.")
@click.pass_obj
def lookup_command(data: Path, text: str, ids: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Look TEXT up, as a visitor would type it; a trailing space finishes the last syllable."""
    snapshot, chosen = _chosen(data, ids)
    try:
        answer = lookup(snapshot, chosen, checked(text), limit)
    except BadQuery as error:
        raise misuse(str(error), hint="TEXT") from error
    if as_json:
        console.print_json(plain(answer, ""))
    else:
        _print(answer)


def _print(answer: Answer) -> None:
    if not answer.results:
        console.announce("Nothing was found for “{query}”.", query=answer.query)
    for heading, rows in (("", answer.results), (Message("Did you mean:"), answer.suggestions)):
        if heading and rows:
            console.out.print(heading)
        for result in rows:
            style = "bold" if result.whole else ""
            console.out.print(result.headword, style=style or None, end="")
            console.out.print(joined("", ("  ", Message(result.match))), style="dim")
            for entry in result.entries:
                console.indented(entry.gloss, "  ", (entry.dictionary, "dim"))
    if answer.more:
        console.out.print("…", style="dim")


@command("search")
@click.argument("text")
@_dictionaries
@click.option(
    "--limit", type=click.IntRange(1, MOST_DEFINITIONS), default=10, show_default=True, help="Headwords to show."
)
@click.option("--offset", type=click.IntRange(0, DEEPEST), default=0, help="Headwords to pass over.")
@click.option("--json", "as_json", is_flag=True, help="The same JSON as the web.")
@click.pass_obj
def search_command(data: Path, text: str, ids: tuple[str, ...], limit: int, offset: int, as_json: bool) -> None:
    """Find the headwords whose definitions hold all words of TEXT; what stands in quotation marks is a phrase."""
    snapshot, chosen = _chosen(data, ids)
    try:
        answer = search(snapshot, chosen, parsed(text), limit, offset)
    except BadQuery as error:
        raise misuse(str(error), hint="TEXT") from error
    if as_json:
        console.print_json(definitions(answer, ""))
        return
    if not answer.results:
        console.announce("No definition holds all of “{query}”.", query=answer.query)
    for heading, rows in (("", answer.results), (Message("These hold most of the words:"), answer.suggestions)):
        if heading and rows:
            console.out.print(heading)
        for result in rows:
            console.out.print(f"{result.headword}  ", style="bold", end="")
            console.out.print(result.dictionary, style="dim")
            console.indented(console.emphasised(result.snippet.text, result.snippet.matches))
    if answer.more:
        console.out.print("…", style="dim")


@command("segment")
@click.argument("text")
@_dictionaries
@click.option("--json", "as_json", is_flag=True, help="The same JSON as the web.")
@click.pass_obj
def segment_command(data: Path, text: str, ids: tuple[str, ...], as_json: bool) -> None:
    """Cut TEXT, a sentence with or without marks, into words and look each of them up."""
    from dictsvc.search.sentence import checked, segment

    snapshot, chosen = _chosen(data, ids)
    try:
        found = segment(snapshot, chosen, checked(text))
    except BadQuery as error:
        raise misuse(str(error), hint="TEXT") from error
    if as_json:
        console.print_json(sentence(found, ""))
        return
    for word in found.words:
        console.out.print(word.text, style="bold" if word.headword else "dim", end="")
        if word.headword:
            console.out.print(f"  {word.gloss}  ", end="")
            console.out.print(word.dictionary, style="dim", end="")
        console.out.print()


_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@command("eval")
@click.argument("truth", type=_file, required=False)
@click.option("--misspelt", type=_file, help="Lines `misspelt<TAB>meant`: the share among the first five.")
@click.option(
    "--sessions",
    "typed",
    type=_file,
    help="Lines `session<TAB>mode<TAB>wanted<TAB>text`, one a keystroke: after how many the wanted word is shown.",
)
@click.option(
    "--completions",
    "words",
    type=_file,
    help="Lines `word<TAB>count`: how early the compounds that people use come while they are typed.",
)
@click.option(
    "--meanings",
    "meant",
    type=_file,
    help="Lines `query<TAB>wanted[<TAB>dictionary]`: how well words are found by their meaning.",
)
@click.option(
    "--in",
    "place",
    type=click.Choice(["headwords", "definitions"]),
    default="headwords",
    show_default=True,
    help="Where --meanings are asked: in the lookup, or in the search in definitions.",
)
@_dictionaries
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def eval_command(
    data: Path,
    truth: Path | None,
    misspelt: Path | None,
    typed: Path | None,
    words: Path | None,
    meant: Path | None,
    place: str,
    ids: tuple[str, ...],
    as_json: bool,
) -> None:
    """Measure how well the lines `query<TAB>wanted headword` of TRUTH are answered."""
    if not (truth or misspelt or typed or words or meant):
        raise misuse("Give a TRUTH file, --misspelt, --sessions, --completions or --meanings FILE.")
    snapshot, chosen = _chosen(data, ids)
    shown: dict[str, object] = {}
    for name, path in (("truth", truth), ("misspelt", misspelt), ("meanings", meant)):
        if path is not None:
            if name == "meanings":
                score = evaluation.evaluate_meanings(
                    snapshot, chosen, evaluation.meanings(path), definitions=place == "definitions"
                )
            else:
                score = evaluation.evaluate(snapshot, chosen, evaluation.pairs(path))
            shown[name] = asdict(score)
            if not as_json:
                _print_score(path, score)
    if typed is not None:
        typing = evaluation.evaluate_typing(snapshot, chosen, evaluation.sessions(typed))
        shown["sessions"] = {
            "asked": typing.asked,
            "absent": typing.absent,
            "reached": typing.reached,
            "keystrokes": {"mean": typing.keys[0], "median": typing.keys[1], "share": typing.share},
            "by_keystroke": typing.at,
        }
        if not as_json:
            _print_typing(typed, typing)
    if words is not None:
        completions = evaluation.evaluate_completions(snapshot, chosen, counts.read(words))
        shown["completions"] = asdict(completions)
        if not as_json:
            _print_completions(words, completions)
    if as_json:
        console.print_json(shown["truth"] if list(shown) == ["truth"] else shown)


def _print_completions(path: Path, completions: Completions) -> None:
    console.announce(
        "{file}: {listed:,} compounds, {absent:,} left aside (no dictionary has the headword)",
        file=path.name,
        listed=completions.listed,
        absent=completions.absent,
    )
    console.announce(
        "  use of the first {first} completions, of the best possible  {share:.3f} ({syllables:,} syllables)",
        first=FIRST,
        share=completions.share,
        syllables=completions.syllables,
    )
    console.announce(
        "  letters typed until among the first {first}  {letters:.3f} ({drawn:,} compounds drawn)",
        first=FIRST,
        letters=completions.letters,
        drawn=completions.drawn,
    )


def _print_score(path: Path, score: Score) -> None:
    console.announce(
        "{file}: {asked:,} queries asked, {absent:,} left aside (no dictionary has the headword)",
        file=path.name,
        asked=score.asked,
        absent=score.absent,
    )
    for depth, share in score.hits.items():
        console.announce("  hits at {depth:>2}  {share:7.1%}", depth=depth, share=share)
    console.announce("  mean reciprocal rank  {rank:.3f}", rank=score.mean_reciprocal_rank)


def _print_typing(path: Path, typing: Typing) -> None:
    console.announce(
        "{file}: {asked:,} sessions asked, {absent:,} left aside (no dictionary has the headword)",
        file=path.name,
        asked=typing.asked,
        absent=typing.absent,
    )
    found = typing.reached / typing.asked if typing.asked else 0.0
    console.announce("  among the first {first} at some keystroke  {found:.1%}", first=FIRST, found=found)
    console.announce(
        "  keystrokes until then  {mean:.1f} on average, {median:g} at the median, {share:.0%} of those of the session",
        mean=typing.keys[0],
        median=typing.keys[1],
        share=typing.share,
    )
    for number, share in typing.at.items():
        console.announce("  by keystroke {number:>2}  {share:7.1%}", number=number, share=share)

"""Puts markup and control characters into every field of every format, and looks at what comes out.

    python -m torture.fields [--files 4000] [--seed N]

Each field of a file (headword, definition, spellings, pronunciation, part of speech, tags, title, description, names of
columns, sheets and members) is filled at random, escaped as its format asks or left as it is. Then the file is opened,
read, cleaned and shown. A fault is anything that escapes but a SourceError of one printable sentence, anything in an
article that acts, fetches or is not on the list of elements, and any control character or invisible one in what would
be stored or said to people.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from html import escape
from pathlib import Path

import made
from hostile import HOSTILE, assert_harmless

from dictsvc import clean, readers
from dictsvc.errors import SourceError
from dictsvc.records import Entry
from torture import arguments

CONTROLS = (
    *map(chr, range(0x20)), "\x7f", "\x85", "\x9b31m", "\x1b[2J", "\x1b]0;x\x07", "\u2028", "\u2029", "\u202e",
    "\u200b", "\ufeff", "\ufffe", "\U000e0041", "\u0301", "\u0338", "\xad", "\u3164", "[/i]", "[red]", "{{", "}}", "%s",
    "\\", "'", '"', "&#0;", "&#x1b;", "&lt;script&gt;", "]]>", "<![CDATA[", "-->", "../../x", "javascript:x",
    "data:text/html,x", "chữ", "học",
)  # fmt: skip
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\U000e0000-\U000e007f]"
)


class Fields:
    """Random field values. raw: as they are; xml: as XML may hold them, escaped or not."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def raw(self) -> str:
        return "".join(self._chance.choices((*HOSTILE, *CONTROLS), k=self._chance.choice((1, 1, 2, 3))))

    def line(self) -> str:
        return re.sub("[\n\r]", " ", self.raw())

    def xml(self) -> str:
        text = self.raw()
        if self._chance.random() < 0.95:
            text = escape(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "", text))
        return text


def _delimited(ending: str, mark: str, quote: str) -> Callable[[Path, Fields], Path]:
    def make(folder: Path, field: Fields) -> Path:
        def cells(*texts: str) -> str:
            return mark.join(quote + text.replace(quote, 2 * quote) + quote if quote else text for text in texts)

        names = ("headword", "part_of_speech", "equivalent", "forms", "example", "translation", "see", "pronunciation")
        lines = [cells(*names)] if field.raw() < "M" else [cells(field.line(), field.line())]
        lines += [cells(*(field.line() for _ in range(len(names) if "head" in lines[0] else 2))) for _ in range(4)]
        path = folder / f"a.{ending}"
        path.write_text(
            f"##title\t{field.line()}\n" * (ending == "tsv") + "\n".join(lines), encoding="utf-8", newline=""
        )
        path.with_suffix(".toml").write_text(f"Name = {json.dumps(field.raw())}\nSource = {json.dumps(field.raw())}\n")
        return path

    return make


def _jsonlines(folder: Path, field: Fields) -> Path:
    record = {
        "word": field.raw(), "pos": field.raw(), "lang": field.raw(), "lang_code": field.raw(),
        "senses": [{"glosses": [field.raw()], "examples": [{"text": field.raw(), "translation": field.raw()}]}],
        "sounds": [{"ipa": field.raw()}], "forms": [{"form": field.raw(), "tags": ["alternative"]}],
        "synonyms": [{"word": field.raw()}], "translations": [{"lang_code": "vi", "word": field.raw()}],
    }  # fmt: skip
    plain = {"headword": field.raw(), "definition": field.raw(), "pronunciation": field.raw(), field.raw(): field.raw()}
    path = folder / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, (record, plain, {field.raw(): field.raw()}))), encoding="utf-8")
    return path


def _texts(folder: Path, field: Fields) -> Path:
    path = folder / "a.txt"
    blocks = (
        f"@{field.line()} /{field.line()}/\n* {field.line()}\n- {field.raw()}\n={field.line()}+x\n" for _ in "123"
    )
    path.write_text(f"@00-database-short\n- {field.raw()}\n" + "".join(blocks), encoding="utf-8", newline="")
    return path


def _dsl(folder: Path, field: Fields) -> Path:
    path = folder / "a.dsl"
    cards = "".join(
        f"{field.line()}\n{field.line()}\n\t[t]{field.line()}[/t] [trn]{field.line()}[/trn]\n" for _ in "123"
    )
    path.write_text(f'#NAME "{field.line()}"\n#INDEX_LANGUAGE "{field.line()}"\n{cards}', encoding="utf-8", newline="")
    return path


def _tei(folder: Path, field: Fields) -> Path:
    path = folder / "a.tei"
    entry = (
        "<entry><form><orth>{}</orth><orth>{}</orth><pron>{}</pron></form><gramGrp><pos>{}</pos></gramGrp><sense>"
        "<usg>{}</usg><cit type='trans' xml:lang='{}'><quote>{}</quote></cit><def>{}</def><xr>{}</xr><note>{}</note>"
        "<cit type='example'><quote>{}</quote></cit></sense></entry>"
    )
    entries = "".join(entry.format(*(field.xml() for _ in range(11))) for _ in "123")
    header = f"<teiHeader><fileDesc><titleStmt><title>{field.xml()}</title></titleStmt></fileDesc></teiHeader>"
    path.write_text(f"<TEI>{header}<text><body>{entries}</body></text></TEI>", encoding="utf-8", newline="")
    return path


def _xdxf(folder: Path, field: Fields) -> Path:
    path = folder / "a.xdxf"
    article = "<ar><k>{}</k><k>{}</k><def><gr>{}</gr><tr>{}</tr><dtrn>{}</dtrn><ex>{}</ex><b>{}</b></def></ar>"
    articles = "".join(article.format(*(field.xml() for _ in range(7))) for _ in "123")
    path.write_text(f"<xdxf lang_from='{field.xml()}'><full_name>{field.xml()}</full_name>{articles}</xdxf>", "utf-8")
    return path


def _stardict(folder: Path, field: Fields) -> Path:
    words = [(field.raw().replace("\0", ""), (field.raw().replace("\0", "") + end).encode()) for end in ("", "\0", "x")]
    about: dict[str, object] = {name: field.line() for name in ("bookname", "description", "author", "website", "lang")}
    return made.stardict(
        folder, words, types="mhxgtyk"[len(words[0][1]) % 7], ifo=about, syn=[(field.line().replace("\0", ""), 1)]
    )


def _dictd(folder: Path, field: Fields) -> Path:
    words = [(field.line().replace("\t", " "), field.raw()) for _ in "123"]
    return made.dictd(folder, [*words, ("00-database-short", field.raw()), ("00-database-info", field.raw())])


def _yomitan(folder: Path, field: Fields) -> Path:
    rich = {
        "type": "structured-content",
        "content": [
            {"tag": "a", "href": field.raw(), "content": field.raw()},
            {"tag": field.raw(), "content": field.raw()},
            {"tag": "ul", "content": {"tag": "li", "content": field.raw(), "lang": field.raw()}},
        ],
    }
    rows = [made.term(field.raw(), field.raw(), rich, reading=field.raw(), tags=field.raw()) for _ in "12"]
    about = {name: field.raw() for name in ("title", "url", "author", "attribution", "description", "sourceLanguage")}
    return made.yomitan(
        folder / "a.zip", [rows], index=about | {"format": 3}, tags=[[field.raw(), field.raw(), 0, field.raw(), 0]]
    )


def _excel(folder: Path, field: Fields) -> Path:
    def cell() -> str:
        return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "", field.raw())

    return made.xlsx(folder / "a.xlsx", [["Từ", "Nghĩa", "Ví dụ"], *([cell(), cell(), cell()] for _ in "123")])


MAKERS: dict[str, Callable[[Path, Fields], Path]] = {
    "tsv": _delimited("tsv", "\t", ""),
    "csv": _delimited("csv", ";", '"'),
    "jsonlines": _jsonlines,
    "fvdp": _texts,
    "dsl": _dsl,
    "tei": _tei,
    "xdxf": _xdxf,
    "stardict": _stardict,
    "dictd": _dictd,
    "yomitan": _yomitan,
    "excel": _excel,
}


def read(path: Path, format_: str) -> str:
    """Open, read, clean and show all; how it ended. AssertionError where something came out that must not."""
    try:
        source = readers.open_source(path, format=format_)
        kept = 0
        assert source.why.isprintable(), source.why
        for item in source.items():
            if not isinstance(item, Entry):
                continue
            cleaned = clean.entry(item)
            kept += bool(cleaned.headword and cleaned.article)
            for text in (cleaned.headword, *cleaned.alternates, cleaned.article):
                assert not _UNSEEN.search(text), text
            assert "\n" not in cleaned.headword + "".join(cleaned.alternates)
            assert_harmless(cleaned.article)
            for text in (clean.text(cleaned.article), clean.gloss(cleaned.article), clean.html(cleaned.article)):
                assert not _UNSEEN.search(text), text
            again = clean.entry(Entry(cleaned.headword, cleaned.article, markup="lines"))
            assert again.article == cleaned.article
    except SourceError as error:
        assert str(error).isprintable(), repr(str(error))
        return "refused"
    return "read" if kept else "nothing kept"


def main() -> int:
    """Run it; exit status 1 if a fault was found."""
    named = arguments(__doc__, files=4_000, seed=random.randrange(2**32)).parse_args()
    print(f"seed {named.seed}", flush=True)
    chance = random.Random(named.seed)
    ends: Counter[str] = Counter()
    faults = 0
    for at in range(named.files):
        format_ = chance.choice(sorted(MAKERS))
        with tempfile.TemporaryDirectory(prefix="dictsvc-fields-") as folder:
            try:
                ends[read(MAKERS[format_](Path(folder), Fields(chance)), format_)] += 1
            except Exception as error:
                faults += 1
                print(f"file {at}, {format_}: {type(error).__name__}: {error!s:.600}", flush=True)
    print(f"{named.files} files: {', '.join(f'{count} {end}' for end, count in ends.items())}, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Answers in the form that the web promises; the command line prints the same.

An answer of many dictionaries has a hundred entries and more, so its JSON is written from the records of the index at
once; what is in them needs no change but where a quotation mark or a backslash stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson

from dictsvc.search.answer import Answer, DefinitionAnswer, DefinitionResult, Result, Sentence, Word, WordAnswer
from dictsvc.vietnamese.match import NAMES

_BOOLEANS = (b"false", b"true")
_MATCHES = {
    (match, whole): b'","match":"%b","whole":%b,"entries":[{' % (match.encode(), _BOOLEANS[whole])
    for match in NAMES
    for whole in (False, True)
}


def body(answer: Answer, mount: str) -> bytes:
    """An answer as JSON in UTF-8, as /lookup has it. mount: path below which the service is mounted, without a final
    slash ('' at the root); links include it."""
    results = [*answer.results, *answer.suggestions]
    written = [
        b'{"headword":"%b%b%b}]}' % (headword, _MATCHES[result.match, result.whole], b"},{".join(entries))
        for result, (headword, entries) in zip(results, _written(results, mount), strict=True)
    ]
    shown = len(answer.results)
    return b'{"query":%b,"generation":%d,"more":%b,"results":[%b],"suggestions":[%b]}' % (
        orjson.dumps(answer.query),
        answer.generation,
        _BOOLEANS[answer.more],
        b",".join(written[:shown]),
        b",".join(written[shown:]),
    )


def plain(answer: Answer, mount: str) -> Any:
    """The same as plain values."""
    return orjson.loads(body(answer, mount))


def _written(results: Sequence[Result], mount: str) -> list[tuple[bytes, list[bytes]]]:
    """Of each result of one choice of dictionaries the headword as it stands within a JSON string, and the members of
    each entry's object. What can be done for all together is, at a third of the price."""
    if not results:
        return []
    templates = _templates(results[0].ids, mount)
    records = [result.record for result in results]
    ends = map(_apart, _encoded(b"\x1f".join([record[0] for record in records])).split(b"%1F"))
    text = b"\x1e".join(map(b"\x1f".join, records))
    if b'"' in text or b"\\" in text:
        text = text.replace(b"\\", rb"\\").replace(b'"', rb"\"")
        records = [record.split(b"\x1f") for record in text.split(b"\x1e")]
    made = []
    for result, record, end in zip(results, records, ends, strict=True):
        headword, number, gloss, homographs, *more = record
        entries = [templates[number] % (gloss, homographs, end, end)]
        if more:
            rest = iter(more)
            for number, gloss, homographs in zip(rest, rest, rest, strict=True):
                entries.append(templates[number] % (gloss, homographs, end, end))
        if definitions := result.definitions:
            entries = [entry + definition for entry, definition in zip(entries, definitions, strict=True)]
        made.append((headword, entries))
    return made


@lru_cache(maxsize=64)
def _templates(ids: tuple[str, ...], mount: str) -> dict[bytes, bytes]:
    """By a dictionary's number, its entry without gloss, homographs, and twice the place of the headword."""
    above = mount.replace("%", "%%").encode()
    made = {}
    for number, name in enumerate(map(str.encode, ids)):
        links = b'"href":"%b/entries/%b%%b","page":"%b/tra/%b%%b"' % (above, name, above, name)
        made[b"%d" % number] = b'"dictionary":"%b","gloss":"%%b","homographs":%%b,%b' % (name, links)
    return made


def several(generation: int, found: list[WordAnswer], mount: str) -> bytes:
    """Several words in the form that /words promises, as JSON in UTF-8."""
    return b'{"generation":%d,"words":[%b]}' % (generation, b",".join([_several(answer, mount) for answer in found]))


def _several(answer: WordAnswer, mount: str) -> bytes:
    entries = [
        b'{"headword":"%b",%b}' % (headword, entry)
        for headword, written in _written(answer.results, mount)
        for entry in written
    ]
    return b'{"query":%b,"entries":[%b]}' % (orjson.dumps(answer.query), b",".join(entries))


def sentence(found: Sentence, mount: str) -> dict[str, object]:
    """A segmented text in the form that /segment promises; a word without a headword has its text only."""
    return {
        "text": found.text,
        "generation": found.generation,
        "words": [_word(word, mount) for word in found.words],
    }


def _word(word: Word, mount: str) -> dict[str, object]:
    if not word.headword:
        return {"text": word.text}
    end = place(word.headword.encode()).decode()
    return {
        "text": word.text,
        "headword": word.headword,
        "dictionary": word.dictionary,
        "gloss": word.gloss,
        "href": f"{mount}/entries/{word.dictionary}{end}",
        "page": f"{mount}/tra/{word.dictionary}{end}",
    }


def definitions(answer: DefinitionAnswer, mount: str) -> dict[str, object]:
    """What was found in definitions, in the form that /search promises."""
    return {
        "query": answer.query,
        "generation": answer.generation,
        "more": answer.more,
        "results": [_defined(result, mount) for result in answer.results],
        "suggestions": [{**_defined(result, mount), "missing": list(result.missing)} for result in answer.suggestions],
    }


def _defined(result: DefinitionResult, mount: str) -> dict[str, object]:
    end = place(result.headword.encode()).decode()
    return {
        "headword": result.headword,
        "dictionary": result.dictionary,
        "href": f"{mount}/entries/{result.dictionary}{end}",
        "page": f"{mount}/tra/{result.dictionary}{end}",
        "snippet": {"text": result.snippet.text, "matches": result.snippet.matches},
    }


def place(headword: bytes) -> bytes:
    """A headword in UTF-8 as the last part of an address; as a parameter where a path would be cleaned up or cut."""
    return _apart(_encoded(headword))


def _encoded(text: bytes) -> bytes:
    return "".join(map(_PERCENT.__getitem__, text)).encode()


def _apart(encoded: bytes) -> bytes:
    return (b"?headword=" if encoded in (b".", b"..") or encoded.startswith(b"%2F") else b"/") + encoded


# RFC 3986, section 2: all but the unreserved characters is encoded. A table costs a fifth of `urllib.parse.quote`.
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
_PERCENT = [chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256)]

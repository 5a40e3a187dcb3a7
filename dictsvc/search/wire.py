"""An answer as plain values in the form that /lookup promises; the command line prints the same."""

from __future__ import annotations

import orjson

from dictsvc.search.answer import (
    Answer,
    AnswerEntry,
    DefinitionAnswer,
    DefinitionResult,
    Result,
    Sentence,
    Word,
    WordAnswer,
)


def body(answer: Answer, mount: str) -> bytes:
    """The same as JSON in UTF-8."""
    return orjson.dumps(plain(answer, mount))


def plain(answer: Answer, mount: str) -> dict[str, object]:
    """mount: path below which the service is mounted, without a final slash ('' at the root); links include it."""
    return {
        "query": answer.query,
        "generation": answer.generation,
        "more": answer.more,
        "results": [_result(result, mount) for result in answer.results],
        "suggestions": [_result(result, mount) for result in answer.suggestions],
    }


def _result(result: Result, mount: str) -> dict[str, object]:
    place = _place(result.headword)
    return {
        "headword": result.headword,
        "match": result.match,
        "whole": result.whole,
        "entries": [_entry(found, place, mount) for found in result.entries],
    }


def _entry(found: AnswerEntry, place: str, mount: str) -> dict[str, object]:
    entry: dict[str, object] = {
        "dictionary": found.dictionary,
        "gloss": found.gloss,
        "homographs": found.homographs,
        "href": f"{mount}/entries/{found.dictionary}{place}",
        "page": f"{mount}/tra/{found.dictionary}{place}",
    }
    if found.definition is not None:
        entry["definition"] = found.definition
        if found.truncated:
            entry["truncated"] = True
    return entry


def several(generation: int, found: list[WordAnswer], mount: str) -> dict[str, object]:
    """Several words in the form that /words promises."""
    return {"generation": generation, "words": [_several(answer, mount) for answer in found]}


def _several(answer: WordAnswer, mount: str) -> dict[str, object]:
    entries = [{"headword": name, **_entry(entry, _place(name), mount)} for name, entry in answer.entries]
    return {"query": answer.query, "entries": entries}


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
    place = _place(word.headword)
    return {
        "text": word.text,
        "headword": word.headword,
        "dictionary": word.dictionary,
        "gloss": word.gloss,
        "href": f"{mount}/entries/{word.dictionary}{place}",
        "page": f"{mount}/tra/{word.dictionary}{place}",
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
    place = _place(result.headword)
    return {
        "headword": result.headword,
        "dictionary": result.dictionary,
        "href": f"{mount}/entries/{result.dictionary}{place}",
        "page": f"{mount}/tra/{result.dictionary}{place}",
        "snippet": {"text": result.snippet.text, "matches": result.snippet.matches},
    }


def _place(headword: str) -> str:
    """The headword as the last part of an address; as a parameter where a path would be cleaned up or cut."""
    encoded = headword.encode().decode("latin-1").translate(_PERCENT)
    if headword in (".", "..") or headword.startswith("/"):
        return f"?headword={encoded}"
    return f"/{encoded}"


# RFC 3986, section 2: all but the unreserved characters is encoded. A table costs a fifth of `urllib.parse.quote`.
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
_PERCENT = {byte: f"%{byte:02X}" for byte in range(256) if byte not in _UNRESERVED}

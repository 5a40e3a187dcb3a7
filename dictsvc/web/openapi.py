"""GET /openapi.json: what the API takes and gives, as OpenAPI 3.1.

Built by hand from the same constants that the views use; that the service keeps to it is tested by generated requests.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from dictsvc import __version__
from dictsvc.records import ID
from dictsvc.search.definitions import DEEPEST
from dictsvc.search.definitions import LONGEST as LONGEST_MEANING
from dictsvc.search.definitions import MOST as MOST_DEFINITIONS
from dictsvc.search.lookup import LONGEST, MOST
from dictsvc.search.sentence import LONGEST as LONGEST_TEXT
from dictsvc.search.several import WORDS
from dictsvc.vietnamese.match import NAMES
from dictsvc.vietnamese.pronunciation import Pronunciation
from dictsvc.web.conditional import json_reply
from dictsvc.web.lookup import JSON, LIMIT
from dictsvc.web.problems import TYPE as PROBLEM
from dictsvc.web.service import mount
from dictsvc.web.suggest import DESCRIPTION, SUGGESTIONS

blueprint = Blueprint("openapi", __name__)

Json = dict[str, Any]

_ANY = r"[^\x00-\x1f\x7f-\x9f]*"
_SEEN = r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_QUERY = f"^{_ANY}{_SEEN}{_ANY}$"
"""A pattern: no control characters, and something besides spaces."""
_LINES = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]*"
_SENTENCE = f"^{_LINES}{_SEEN}{_LINES}$"
"""The same with line ends and tabs."""


def _text(description: str, **more: object) -> Json:
    return {"type": "string", "description": description, **more}


def _number(description: str, **more: object) -> Json:
    return {"type": "integer", "description": description, **more}


def _object(properties: Json, *, optional: tuple[str, ...] = (), **more: object) -> Json:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, **more}


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_LINKS = {
    "href": _text("Address of the full entry, the mount point included."),
    "page": _text("Address of the page for people."),
}
_GENERATION = _number("State of the catalogue that answered.", minimum=0)
_GLOSS = _text("The first meanings in a few words, plain text.")

_FOUND: Json = {
    "dictionary": _text("Id of the dictionary."),
    "gloss": _GLOSS,
    "homographs": _number("Entries of the source that are shown as this one.", minimum=1),
    **_LINKS,
    "definition": _text("Plain text, of /lookup in a whole exact result only; cut at 2,000 characters."),
    "truncated": {"const": True, "description": "The definition was cut."},
}

_SCHEMAS: Json = {
    "Found": _object(_FOUND, optional=("definition", "truncated")),
    "Result": _object(
        {
            "headword": _text("The headword, NFC."),
            "match": {"enum": list(NAMES), "description": "How the headword matches what was typed."},
            "whole": {
                "type": "boolean",
                "description": "False for a completion. Where it is true, `inflected` aside, results are the readings "
                "of a text without marks: `luong` is lượng, lương, luồng.",
            },
            "entries": {**_list(_ref("Found")), "minItems": 1},
        }
    ),
    "Answer": _object(
        {
            "query": _text("What was asked, NFC."),
            "generation": _GENERATION,
            "more": {"type": "boolean", "description": "There are further results beyond the limit."},
            "results": {**_list(_ref("Result")), "maxItems": MOST},
            "suggestions": _list(_ref("Result")),
        }
    ),
    "Words": _object(
        {
            "generation": _GENERATION,
            "words": _list(
                _object(
                    {
                        "query": _text("What was asked, NFC."),
                        "entries": _list(
                            _object({"headword": _text("The headword, NFC."), **_FOUND}, optional=("truncated",))
                        ),
                    }
                )
            ),
        }
    ),
    "Defined": _object(
        {
            "headword": _text("The headword, NFC."),
            "dictionary": _text("Id of the dictionary."),
            **_LINKS,
            "snippet": _object(
                {
                    "text": _text(
                        "The line of the definition that holds the words, or a few lines, plain text; · parts lines, "
                        "… stands where something is left out."
                    ),
                    "matches": {
                        **_list({**_list({"type": "integer"}), "minItems": 2, "maxItems": 2}),
                        "description": "[start, end] of each word asked for, in characters (code points) of the text.",
                    },
                }
            ),
        }
    ),
    "DefinitionAnswer": _object(
        {
            "query": _text("What was asked, NFC."),
            "generation": _GENERATION,
            "more": {"type": "boolean", "description": "There are further results after these."},
            "results": {**_list(_ref("Defined")), "maxItems": MOST_DEFINITIONS},
            "suggestions": {
                **_list(
                    {
                        "allOf": [
                            _ref("Defined"),
                            _object(
                                {"missing": {**_list(_text("A word as typed.")), "description": "Words it lacks."}}
                            ),
                        ]
                    }
                ),
                "description": "Definitions that hold most of the words, where there are few results.",
            },
        }
    ),
    "Sentence": _object(
        {
            "text": _text("What was asked, NFC."),
            "generation": _GENERATION,
            "words": _list(
                _object(
                    {
                        "text": _text("A word as written, or a punctuation mark."),
                        "headword": _text("Its headword."),
                        "dictionary": _text("Id of the first dictionary that has it."),
                        "gloss": _GLOSS,
                        **_LINKS,
                    },
                    optional=("headword", "dictionary", "gloss", "href", "page"),
                )
            ),
        }
    ),
    "Dictionary": _object(
        {
            "id": _text("Short name, used in addresses."),
            "title": _text("Title."),
            "from": _text("Language of the headwords, BCP 47; empty where unknown."),
            "to": _text("Language of the definitions, BCP 47; empty where unknown."),
            "entries": _number("Entries of the source.", minimum=0),
            "headwords": _number("Distinct headwords.", minimum=0),
            "licence": _text("Licence, as its maker or the admin states it."),
            "source": _text("Where it comes from."),
            "description": _text("What it is."),
            "loaded_at": _text("When it was loaded, ISO 8601, UTC."),
            "terms": _text("Address of all its headwords, in the list of dictionaries; empty where they are too many."),
        },
        optional=("terms",),
    ),
    "Terms": _object(
        {
            "dictionary": _text("Id of the dictionary."),
            "generation": _number("State of the catalogue.", minimum=0),
            "terms": _list(_text("A headword.")),
        }
    ),
    "Dictionaries": _object(
        {
            "generation": _number("State of the catalogue.", minimum=0),
            "dictionaries": _list(_ref("Dictionary")),
            "credits": _list(
                _object(
                    {name: {"type": "string"} for name in ("name", "use", "author", "licence", "source", "notice")},
                    description="Data behind the answers besides the dictionaries' own.",
                )
            ),
        }
    ),
    "Entries": _object(
        {
            "headword": _text("The headword as the dictionary writes it."),
            "dictionary": _ref("Dictionary"),
            "gloss": _GLOSS,
            "page": _text("Address of the page for people, the mount point included."),
            "homographs": _number("Entries under this headword; a long list comes in several answers.", minimum=1),
            "pronunciation": {
                "description": "Of the headword: in three dialects, by rule, for a Vietnamese phrase; the first "
                "British and American one where the dictionary tells them apart.",
                "oneOf": [
                    _object({name: _text("IPA, a space between syllables.") for name in Pronunciation._fields}),
                    _object({name: _text("IPA without slashes.") for name in ("uk", "us")}),
                ],
            },
            "report": _text("Where a mistake in it is reported, where the service's setting says so."),
            "next": _text("Address of the answer with the entries after these, where there are further ones."),
            "entries": _list(
                _object(
                    {
                        "text": _text("Plain text."),
                        "html": _text("The same as safe HTML, each piece with its language."),
                        "pronunciation": _text("All that the source has, as it is shown."),
                        "parts_of_speech": _list({"type": "string"}),
                        "see": _list(
                            _object(
                                {
                                    "label": _text("What is said before it, such as `xem`."),
                                    "headword": _text("A headword of the same dictionary."),
                                    "href": _text("Address of its entries."),
                                    "page": _text("Address of its page for people."),
                                },
                                description="A cross reference that leads to a headword.",
                            )
                        ),
                    },
                    optional=("pronunciation", "parts_of_speech", "see"),
                )
            ),
        },
        optional=("pronunciation", "report", "next"),
    ),
    "EntriesOfHeadword": _object(
        {
            "headword": _text("The headword as the first dictionary writes it."),
            "generation": _GENERATION,
            "results": {
                **_list(_ref("Entries")),
                "minItems": 1,
                "description": "A part for each dictionary, in the admin's order. Where all would be too long, later "
                "parts have no entries but their address as `next`.",
            },
        }
    ),
    "Readiness": _object(
        {
            "status": {"enum": ["ok", "unavailable"]},
            "generation": _number("State of the catalogue in force.", minimum=0),
            "dictionaries": _list({"type": "string"}),
            "damaged": _list({"type": "string"}),
            "catalogue": {"enum": ["ok", "unreadable"]},
            "reading": {"enum": ["ok", "failed"]},
            "joined": {"enum": ["ok", "missing", "damaged", "none"]},
        }
    ),
    "Problem": _object(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": _text("One Vietnamese sentence."),
            "suggestions": _list(_ref("Result")),
        },
        optional=("suggestions",),
    ),
}

_HEADERS: Json = {
    "ETag": {"description": "Entity tag of this representation.", "schema": {"type": "string"}},
    "Cache-Control": {"schema": {"type": "string"}},
}


def _gives(schema: Json, description: str, kind: str = JSON, **more: object) -> Json:
    return {"description": description, "content": {kind: {"schema": schema}}, **more}


def _problems(*statuses: int) -> Json:
    why = {
        400: "A parameter is missing, repeated, too long, or no valid UTF-8.",
        404: "Unknown dictionary or headword, or no entry there.",
        405: "Only GET, HEAD and OPTIONS are answered.",
        503: "A dictionary asked for is out of order.",
    }
    return {str(status): _gives(_ref("Problem"), why[status], PROBLEM) for status in statuses}


def _answers(schema: Json, description: str, kind: str = JSON) -> Json:
    return {"200": _gives(schema, description, kind, headers=_HEADERS), **_problems(400, 404, 503)}


def _in(where: str, name: str, schema: Json, description: str, **more: object) -> Json:
    return {"name": name, "in": where, "schema": schema, "description": description, **more}


def _query(name: str, schema: Json, description: str, **more: object) -> Json:
    return _in("query", name, schema, description, **more)


_MANY: Json = {"style": "form", "explode": True}

_Q = _query(
    "q",
    {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": _QUERY},
    "What was typed: with or without marks, in any input method. A trailing space says that the last syllable is done.",
    required=True,
    examples={"unmarked": {"value": "hoc sinh"}, "marked": {"value": "đường"}},
)
_WORDS = _query(
    "q",
    {"type": "array", "items": _Q["schema"], "minItems": 1, "maxItems": WORDS},
    "The words, one parameter each; no completion, and no marks but those that were typed.",
    required=True,
    **_MANY,
)
_MEANING = _query(
    "q",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_MEANING, "pattern": _QUERY},
    "Words of a definition, in any order, with or without marks; in quotation marks as a phrase. The last one may be "
    "unfinished from its third letter on.",
    required=True,
    examples={"words": {"value": "co quan quyen luc nha nuoc"}, "phrase": {"value": '"họp kín"'}},
)
_MEANINGS = _query(
    "limit", {"type": "integer", "minimum": 1, "maximum": MOST_DEFINITIONS, "default": LIMIT}, "Results at the most."
)
_PASSED = _query("offset", {"type": "integer", "minimum": 0, "maximum": DEEPEST, "default": 0}, "Results to pass over.")
_TEXT = _query(
    "text",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "pattern": _SENTENCE},
    "A sentence, with marks or without; line ends and tabs count as spaces.",
    required=True,
    examples={"marked": {"value": "Học sinh đi học."}, "unmarked": {"value": "hoc sinh di hoc"}},
)
_DICT = _query(
    "dict",
    {"type": "array", "items": {"type": "string"}},
    "Ids of the dictionaries to ask; none or empty: all.",
    **_MANY,
)
_LIMIT = _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}, "Headwords at the most.")
_DICTIONARY = _in(
    "path", "dictionary", {"type": "string", "pattern": f"^{ID}$"}, "Id of the dictionary.", required=True
)
_OFFSET = _query(
    "offset",
    {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0},
    "Entries to pass over, fewer than `homographs`.",
)
_WORD = {"type": "string", "minLength": 1, "maxLength": 200}


def _get(name: str, summary: str, responses: Json, parameters: tuple[Json, ...] = (), tag: str = "Tra từ") -> Json:
    operation: Json = {"operationId": name, "summary": summary, "tags": [tag], "responses": responses}
    if parameters:
        operation["parameters"] = list(parameters)
    return {"get": operation}


_SUGGESTED: Json = {
    "type": "array",
    "items": {"type": ["string", "array"], "items": {"type": "string"}},
    "minItems": 4,
    "maxItems": 4,
    "description": "What was asked, headwords, glosses, addresses of pages.",
}

_PATHS: Json = {
    "/lookup": _get(
        "lookup",
        "Headwords for what was typed so far, best first.",
        _answers(_ref("Answer"), "Results, perhaps none."),
        (_Q, _DICT, _LIMIT),
    ),
    "/words": _get(
        "words",
        "Several words at once: of each the entries of the headwords written so, with their definitions.",
        _answers(_ref("Words"), "An answer to each, in their order."),
        (_WORDS, _DICT),
    ),
    "/search": _get(
        "search",
        "Headwords whose definitions hold all words asked for; commonest first, long definitions last.",
        _answers(_ref("DefinitionAnswer"), "Results, perhaps none."),
        (_MEANING, _DICT, _MEANINGS, _PASSED),
    ),
    "/suggest": _get(
        "suggest",
        "OpenSearch suggestions for a browser's search box.",
        _answers(_SUGGESTED, "Suggestions.", SUGGESTIONS),
        (_Q, _DICT, _LIMIT),
    ),
    "/segment": _get(
        "segment",
        "A pasted sentence as words, each with its headword where a dictionary has one.",
        _answers(_ref("Sentence"), "The words in order."),
        (_TEXT, _DICT),
    ),
    "/entries": _get(
        "entriesOfHeadword",
        "Everything under one headword in all dictionaries or several, in one answer.",
        _answers(_ref("EntriesOfHeadword"), "The entries."),
        (_query("headword", _WORD, "The headword.", required=True), _DICT),
    ),
    "/entries/{dictionary}/{headword}": _get(
        "entries",
        "Everything under one headword: NFC exactly, else in another letter case.",
        _answers(_ref("Entries"), "The entries."),
        (_DICTIONARY, _in("path", "headword", _WORD, "The headword, percent-encoded.", required=True), _OFFSET),
    ),
    "/entries/{dictionary}": _get(
        "entriesOf",
        "The same for headwords that no path can hold, such as `..`.",
        _answers(_ref("Entries"), "The entries."),
        (_DICTIONARY, _query("headword", _WORD, "The headword.", required=True), _OFFSET),
    ),
    "/dictionaries": _get(
        "dictionaries",
        "The dictionaries with licence and source, in the admin's order.",
        {"200": _gives(_ref("Dictionaries"), "The dictionaries.", headers=_HEADERS)},
    ),
    "/terms": _get(
        "terms",
        "All headwords of a small dictionary, in its order; kept for ever under the address that /dictionaries names.",
        _answers(_ref("Terms"), "The headwords."),
        (
            _query("dict", {"type": "string", "pattern": f"^{ID}$"}, "Id of the dictionary.", required=True),
            _query("v", {"type": "string"}, "Version of the dictionary, as the address has it."),
        ),
    ),
    "/opensearch.xml": _get(
        "opensearch", "OpenSearch description.", {"200": _gives({"type": "string"}, "The description.", DESCRIPTION)}
    ),
    "/healthz": _get(
        "healthz",
        "The process answers.",
        {"200": _gives(_object({"status": {"const": "ok"}, "version": {"type": "string"}}), "Alive.")},
        tag="Vận hành",
    ),
    "/readyz": _get(
        "readyz",
        "There is something to answer with; names dictionaries that are out of order.",
        {"200": _gives(_ref("Readiness"), "Ready."), "503": _gives(_ref("Readiness"), "Nothing to answer with.")},
        tag="Vận hành",
    ),
    "/metrics": _get(
        "metrics",
        "Counters for Prometheus.",
        {"200": _gives({"type": "string"}, "Text format 0.0.4.", "text/plain")},
        tag="Vận hành",
    ),
    "/openapi.json": _get(
        "openapi", "This description.", {"200": _gives({"type": "object"}, "OpenAPI 3.1.", headers=_HEADERS)}
    ),
}


def described(mounted: str) -> Json:
    """The description of a service mounted below a path."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Từ điển trực tuyến",
            "version": __version__,
            "summary": "Tra từ tiếng Việt: gõ có dấu hay không dấu đều được.",
            "description": (
                "Read only: GET, HEAD and OPTIONS, open to every origin. Text is UTF-8. Errors are problem details "
                "(RFC 9457). Each dictionary states its licence and source in /dictionaries, with the credits of "
                "further data (word frequencies: Leipzig Corpora Collection, CC BY 4.0; wordfreq, CC BY-SA 4.0)."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": mounted or "/"}],
        "tags": [{"name": "Tra từ"}, {"name": "Vận hành"}],
        "paths": _PATHS,
        "components": {"schemas": _SCHEMAS},
    }


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description, with the mount point of the request as its server."""
    return json_reply(described(mount()))

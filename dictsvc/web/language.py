"""In which language pages speak: Vietnamese, in which they are written, or English, from one catalogue.

`?lang=` decides, else Accept-Language, else Vietnamese. What is chosen by `?lang=` stays in the addresses of the page's
links (no cookie is needed for it). JSON is not concerned: its problems have Vietnamese sentences.
"""

from __future__ import annotations

import gettext as library
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, request

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""Codes (BCP 47), the first of which is that of the templates, and what each language calls itself."""
FOLDER = Path(__file__).parent / "locale"
DOMAIN = "pages"


@cache
def _catalogue() -> library.GNUTranslations:
    return library.translation(DOMAIN, FOLDER, ["en"])


def chosen() -> str:
    """The language that the address of the request names, or ''."""
    named = request.args.get("lang", "") if has_request_context() else ""
    return named if named in LANGUAGES else ""


def spoken() -> str:
    """The language of the page that is being made. A page that other sites frame goes by its address alone."""
    if not has_request_context():
        return "vi"
    if "spoken" not in g:
        g.spoken = chosen()
        if not g.spoken:
            g.by_header = request.endpoint != "pages.framed"
            accepted = request.accept_languages if g.by_header else None
            g.spoken = (accepted and accepted.best_match([*LANGUAGES])) or "vi"
    return str(g.spoken)


def translated(text: str) -> str:
    """A sentence of a page, or the template of one, in the language of the page."""
    return _catalogue().gettext(text) if text and spoken() == "en" else text


def kept(address: str) -> str:
    """An address on this service that goes on in the language that was chosen by `?lang=`."""
    if not (address and chosen()):
        return address
    path, hash_, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={chosen()}{hash_}{fragment}"


def elsewhere() -> list[tuple[str, str, str]]:
    """The page of the request in each other language: (code, what the language calls itself, address)."""
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return [
        (code, name, f"?{urlencode([*arguments, ('lang', code)])}")
        for code, name in LANGUAGES.items()
        if code != spoken()
    ]


def register(app: Flask) -> None:
    """Let templates translate."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        translated, lambda one, many, number: translated(one if number == 1 else many), newstyle=True
    )

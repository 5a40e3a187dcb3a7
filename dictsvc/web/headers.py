"""What holds for every response: who may read it, how long it may be kept, and what a browser may do with it."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Flask, Response, g, request

from dictsvc.web import compress
from dictsvc.web.fast_lookup import ROUTE
from dictsvc.web.parameters import NO_UTF_8
from dictsvc.web.problems import DETAILS, HttpProblem
from dictsvc.web.service import answers_to, service

METHODS = ("GET", "HEAD", "OPTIONS")
PARAMETERS = (b"q", b"dict", b"limit", b"headword", b"text", b"from", b"start")
"""Parameters that are text; others are not looked at."""

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {}"
)
FRAMED = ("/widget",)
"""Paths of pages that any site may frame."""


def register(app: Flask) -> None:
    """Reading is open to every origin, on every status; nothing else is allowed."""
    app.before_request(_refuse)
    app.after_request(_headers)


def _refuse() -> None:
    """A host that is not this service's is refused, and an address whose bytes are no UTF-8, wherever it leads."""
    path = request.environ.get("PATH_INFO", "").encode("latin-1", "replace")
    if path.startswith(b"//"):  # werkzeug drops further slashes, and a proxy's rules for the route would not match
        raise HttpProblem(404)
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule else "other"
    if request.blueprint != "health" and not answers_to(request.headers.get("Host"), service().config.hosts):
        raise HttpProblem(400, "Máy chủ này không phục vụ tên miền được yêu cầu; hãy kiểm tra lại địa chỉ.")
    texts = [(b"", path)]
    if request.endpoint != "lookup.view":  # which looks for itself, since it is asked without this as well
        pairs = (pair.partition(b"=") for pair in request.query_string.split(b"&"))
        texts += [(name, unquote_to_bytes(value)) for name, _, value in pairs if name in PARAMETERS]
    for name, text in texts:
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            template = NO_UTF_8 if name else "Địa chỉ này không phải là UTF-8 hợp lệ; hãy mã hóa lại bằng UTF-8."
            raise HttpProblem(400, template, page=DETAILS[400], name=name.decode()) from None


def _headers(response: Response) -> Response:
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers.setdefault("X-Content-Type-Options", "nosniff")
    if "Allow" in headers:
        headers["Allow"] = ", ".join(METHODS)
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
        headers["Access-Control-Allow-Headers"] = "*"
        headers["Access-Control-Max-Age"] = "86400"
        if response.status_code == 200 and not response.get_data():
            response.status_code = 204
            headers.pop("Content-Type", None)
        return response
    if response.mimetype == "text/html":
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        ancestors = "*" if request.path in FRAMED else "'self'"
        headers.setdefault("Content-Security-Policy", PAGE.format(ancestors))
    if g.get("names_host"):
        headers["Cache-Control"] = headers.get("Cache-Control", "").replace("public", "private")
    compress.apply(request, response)
    if g.get("by_header"):
        response.vary.add("Accept-Language")
    if response.status_code == 200 and "ETag" in headers:
        response.make_conditional(request)
    headers.pop("Date", None)  # the server writes it
    return response

"""What holds for every response: who may read it, how long it may be kept, and what a browser may do with it."""

from __future__ import annotations

from flask import Flask, Response, request

METHODS = ("GET", "HEAD", "OPTIONS")


def register(app: Flask) -> None:
    """Reading is open to every origin, on every status; nothing else is allowed."""

    @app.after_request
    def policy(response: Response) -> Response:
        headers = response.headers
        headers["Access-Control-Allow-Origin"] = "*"
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        if request.method == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
            headers["Access-Control-Allow-Headers"] = "*"
            headers["Access-Control-Max-Age"] = "86400"
        if response.mimetype == "text/html":
            headers.setdefault(
                "Content-Security-Policy",
                "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
            )
        return response

"""A line between browser and service that can be told to misbehave: `python line.py PORT TARGET`.

POST /~behave with a JSON object: path beginning (without its slash) -> what happens to such requests:
    delay   seconds before the answer passes
    delays  {text: seconds}: the same, where the query string holds the text
    status  answer with this status and an HTML body instead, as a broken gateway does
    json    answer with this value instead
    cut     true: close the connection without an answer
    times   for how many requests this holds; without it, for all
GET /~seen lists what was asked since.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote_plus, urlsplit

behaviour: dict[str, dict[str, Any]] = {}
seen: list[str] = []
lock = threading.Lock()
target = urlsplit(sys.argv[2])


class Handler(BaseHTTPRequestHandler):
    """Passes a request on, or does what it was told instead."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with lock:
            behaviour.clear()
            behaviour.update(json.loads(body))
            seen.clear()
        self._answer(204, b"")

    def do_GET(self) -> None:
        if self.path == "/~seen":
            with lock:
                self._answer(200, json.dumps(seen).encode())
            return
        told = self._told()
        if told.get("cut"):
            self.close_connection = True
            return
        asked = unquote_plus(self.path)
        time.sleep(next((s for text, s in told.get("delays", {}).items() if text in asked), told.get("delay", 0)))
        if "status" in told:
            self._answer(told["status"], b"<h1>Bad Gateway</h1>", [("Access-Control-Allow-Origin", "*")])
            return
        if "json" in told:
            kept = [("Access-Control-Allow-Origin", "*"), ("Content-Type", "application/json")]
            self._answer(200, json.dumps(told["json"]).encode(), kept)
            return
        onward = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
        try:
            onward.request("GET", self.path, headers={"Accept": self.headers.get("Accept", "*/*")})
            reply = onward.getresponse()
            body = reply.read()
            kept = [one for one in reply.getheaders() if one[0].lower() not in ("connection", "content-length", "date")]
            self._answer(reply.status, body, kept)
        except OSError:
            self.close_connection = True
        finally:
            onward.close()

    def _told(self) -> dict[str, Any]:
        with lock:
            seen.append(self.path)
            for beginning, told in behaviour.items():
                if self.path.startswith("/" + beginning):
                    if "times" in told:
                        if told["times"] < 1:
                            continue
                        told["times"] -= 1
                    return dict(told)
        return {}

    def _answer(self, status: int, body: bytes, headers: list[tuple[str, str]] | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in headers or []:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # the browser has gone

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

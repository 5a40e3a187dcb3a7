"""What the browser tests stand on: real servers in processes of their own, a page of another origin, a faulty line.

`data_folder` loads the bundled dictionaries and one made here, with long and hostile definitions. `Service` runs
`dictsvc serve` on a free port; `Line` is a proxy before it that can be told to be slow, to fail, to cut off or to
answer out of order; `Site` serves pages of a portal from another origin. Nothing here reaches out to the network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from loaded import load_bundled
from running import Server, clean_environment, dictsvc, free_port, get, until

from dictsvc.operations import bundled

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing() -> str:
    """Why no browser test can run here, or ''."""
    if CHROMIUM is None:
        return "chromium is not installed (Debian: apt-get install chromium)"
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "the Python package playwright is not installed"
    return ""


def run(data: Path, *arguments: str) -> None:
    """One dictsvc command."""
    done = dictsvc(data, *arguments)
    assert done.returncode == 0, done.stderr


CHOICES = 1 + len(bundled.available()) + 1
"""Options of the select: all dictionaries, each bundled one, and `thu-nghiem`."""
LONG = "định nghĩa dài"
"""Headword with a long article of many kinds of pieces."""
HOSTILE = "bẫy"
"""Headword whose definition tries to run scripts; each attempt would set `window.caught`."""
ATTEMPTS = (
    "<script>window.caught=1</script>",
    "<img src=x onerror=window.caught=2>",
    "<svg onload=window.caught=3><script>window.caught=4</script></svg>",
    '<a href="javascript:window.caught=5">bấm vào đây</a>',
    '<p onclick="window.caught=6" onmouseover="window.caught=6">rê chuột</p>',
    "<iframe srcdoc='<script>parent.caught=7</script>'></iframe>",
    "<math><mtext><table><mglyph><style><img src onerror=window.caught=8></style></mglyph></table></mtext></math>",
    '<style>*{display:none}</style><b style="position:fixed;inset:0">phủ</b>',
    "</li></ol></article><h1 id=word>thoát ra</h1>",
)


def data_folder(folder: Path, bundled_data: Path | None = None) -> Path:
    """A data folder with every bundled dictionary and `thu-nghiem`, whose definitions are long or hostile.

    bundled_data: a folder in which the bundled ones are loaded already, which is copied.
    """
    if bundled_data is None:
        load_bundled(folder)
    else:
        shutil.copytree(bundled_data, folder)
    senses = "".join(
        f"<li>nghĩa thứ {number}, viết dài để xuống nhiều dòng trên màn hình hẹp: thuở ấy, những ngọn gió nghễnh ngãng "
        f"từ phía biển thổi về, kể mãi chuyện cũ {'; '.join(['chẳng ai nghe', 'chẳng ai nhớ', 'chẳng ai hỏi'])}</li>"
        for number in range(1, 13)
    )
    articles = [
        (
            LONG,
            f"<p>Phần mở đầu có <b>chữ đậm</b> và <a href='https://example.org/a'>đường dẫn</a>.</p><ol>{senses}</ol>"
            "<table><tr><th>dạng</th><th>ví dụ</th></tr><tr><td>đơn</td><td>ngưỡng ngượng</td></tr></table>",
        ),
        (HOSTILE, "".join(ATTEMPTS) + "<p>chữ lành</p>"),
        ("Ễ ươn", "Ệ Ử Ẫ Ặ Ỗ chồng dấu"),
        ("rất dài " * 7 + "hết", "một mục từ có tên rất dài"),
        ("liềncảmộtchữkhôngcókhoảngtrắngnàocảđểxemcótrànrangoàikhông", "không có chỗ ngắt"),
    ]
    source = folder.parent / "thu-nghiem.tsv"
    source.write_text("".join(f"{word}\t{text}\n" for word, text in articles), encoding="utf-8")
    run(folder, "load", str(source), "--id", "thu-nghiem", "--title", "Thử nghiệm", "--from", "vi", "--to", "vi")
    return folder


REPORT = "mailto:tudien@portal.example?subject={dictionary}:%20{headword}&body={page}"
"""Where the service says that mistakes are reported."""


class Service(Server):
    """The service that the browser asks, started."""

    def __init__(self, data: Path) -> None:
        super().__init__(data, data.with_suffix(".log"), environment=clean_environment(DICTSVC_REPORT=REPORT))
        self.start()

    @property
    def url(self) -> str:
        return self.address


class Line:
    """A proxy before a service, in a process of its own, that behaves as it is told for paths with a beginning."""

    def __init__(self, target: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "line.py"), str(self.port), target], stdout=subprocess.DEVNULL
        )
        until(lambda: _answers(f"{self.url}/healthz"), "the line answers")

    def behave(self, **by_path: object) -> None:
        """lookup={"delay": 2.0, "times": 1} and the like; see line.py. Without arguments: pass everything on."""
        body = json.dumps(by_path).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/~behave", body), timeout=10).close()

    def seen(self) -> list[str]:
        """Paths with query that were asked since the last call of `behave`."""
        with urllib.request.urlopen(f"{self.url}/~seen", timeout=10) as reply:
            return list(json.load(reply))

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(timeout=10)


class Site:
    """Pages of a portal, from an origin of its own. Every request that is no page is written down in `submitted`."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        self.submitted: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                body, headers = site.pages.get(path, ("", {}))
                if path not in site.pages and "favicon" not in path:
                    site.submitted.append(self.path)
                self.send_response(200)
                headers = {"Content-Type": "text/html; charset=utf-8", **headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def do_POST(self) -> None:
                site.submitted.append(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def page(self, path: str, body: str, **headers: str) -> str:
        """Serve a page; its address."""
        self.pages[path] = (body, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url + path

    def stop(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()


def _answers(url: str) -> bool:
    try:
        return get(url)[0] == 200
    except OSError:
        return False


os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")

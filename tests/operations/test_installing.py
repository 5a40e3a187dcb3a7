"""Open dictionaries from the web, served by a local server that behaves as badly as real ones do."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from running import dictsvc, free_port
from terminal import on_terminal, press_interrupt, read_until

from dictsvc.catalogue.reading import generation
from dictsvc.errors import DictsvcError
from dictsvc.operations import installing
from dictsvc.operations.installing import transfer

LITTLE = "một\t- one\nhai\t- two\nba\t- three\n".encode()


@dataclass
class Web:
    """A server of files. cuts: how many answers break off in the middle. asked: paths asked for."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    cuts: int = 0
    status: int = 200
    stalled: threading.Event | None = None
    trickle: bool = False
    lengths: bool = True
    asked: list[str] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, web: Web, *arguments: object) -> None:
        self.web = web
        super().__init__(*arguments)  # type: ignore[arg-type]

    def log_message(self, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        web = self.web
        web.asked.append(self.path)
        content = web.files.get(self.path)
        if web.stalled is not None:
            web.stalled.wait(30)
            self.close_connection = True
            return
        if content is None or web.status != 200:
            self.send_response(404 if content is None else web.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.close_connection = True
        self.send_header("Connection", "close")
        if web.lengths:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if web.cuts:
            web.cuts -= 1
            content = content[: len(content) // 2]
        if web.trickle:
            for byte in content[:40]:
                self.wfile.write(bytes([byte]))
                time.sleep(0.1)
        else:
            self.wfile.write(content)


@pytest.fixture
def web() -> Iterator[Web]:
    served = Web()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, served))
    server.daemon_threads = True
    served.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield served
    if served.stalled:
        served.stalled.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands pause for hundredths of a second before they try again, not for one and four seconds."""
    monkeypatch.setitem(installing.download.__kwdefaults__, "pauses", (0.01, 0.04))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def git_blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def listing(folder: Path, web: Web, *files: str, name: str = "little") -> str:
    """A list with one dictionary; the path of it. files: lines of TOML after the address of each file served."""
    lines = [
        "[[dictionary]]", f'name = "{name}"', 'title = "Từ điển nhỏ"', 'from = "vi"', 'to = "en"',
        'licence = "CC0-1.0"',
    ]  # fmt: skip
    for path, said in zip(web.files, files, strict=True):
        lines += ["[[dictionary.file]]", f'url = "{web.address}{path}"', said]
    path = folder / "sources.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def proof(content: bytes, size: int | None = None) -> str:
    return f'sha256 = "{sha256(content)}"\nbytes = {size or len(content)}'


def fetch(web: Web, sources: str, folder: Path, *, timeout: float = 5) -> bytes:
    """Download the one dictionary of a list with short pauses; what came."""
    folder.mkdir(exist_ok=True)
    (listed,) = installing.read(sources)
    return installing.download(listed, folder, timeout=timeout, pauses=(0.01, 0.02)).read_bytes()


@contextmanager
def refused(data: Path) -> Iterator[list[subprocess.CompletedProcess[str]]]:
    """Holds that a command which is appended fails in one sentence and changes nothing."""
    before, files = generation(data), sorted(data.rglob("*"))
    done: list[subprocess.CompletedProcess[str]] = []
    yield done
    assert done[0].returncode == 1, done[0]
    assert "Traceback" not in done[0].stderr
    said = [line for line in done[0].stderr.splitlines() if line.startswith("dictsvc: ")]
    assert len(said) == 1 and said[0].endswith(".") and done[0].stderr.splitlines()[-1] == said[0]
    assert (generation(data), sorted(data.rglob("*"))) == (before, files)


# Installing


@pytest.mark.parametrize("name", ["ovdp-viet-duc", "fvdp-viet-viet"])
def test_a_listed_dictionary_is_installed_with_licence_source_and_languages(
    web: Web, shared: Path, tmp_path: Path, name: str
) -> None:
    """The package's own list, served from the same bytes; the second has two files."""
    copies = {"star_vietduc.tab": "tab", "vv30K.index": "dictd", "vv30K.dict.dz": "dictd"}
    text = Path(installing.__file__).with_name("sources.toml").read_text(encoding="utf-8")
    listed = installing.find(installing.read(), name)
    for file in listed.files:
        web.files[f"/{file.name}"] = (shared / "data" / copies[file.name] / file.name).read_bytes()
        text = text.replace(file.url, f"{web.address}/{file.name}")
    sources = tmp_path / "sources.toml"
    sources.write_text(text, encoding="utf-8")
    done = dictsvc(tmp_path / "data", "install", name, "--yes", "--json", DICTSVC_SOURCES=str(sources))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kept"] == {"ovdp-viet-duc": 11_922, "fvdp-viet-viet": 30_161}[name]
    (loaded,) = generation(tmp_path / "data").dictionaries
    assert (loaded.id, loaded.title, loaded.licence) == (name, listed.title, "GPL-2.0-or-later")
    assert (loaded.source_language, loaded.target_language) == (listed.source_language, listed.target_language)
    assert loaded.source == f"{web.address}/{listed.files[0].name}"
    shown = json.loads(dictsvc(tmp_path / "data", "available", "--json", DICTSVC_SOURCES=str(sources)).stdout)
    assert [one["name"] for one in shown["dictionaries"] if one["installed"]] == [name]


def test_the_list_in_the_package_is_that_of_the_pinned_sources(shared: Path) -> None:
    pinned = json.loads((shared / "data/sources.json").read_text(encoding="utf-8"))["dictionaries"]
    own = [
        {
            "name": one.name,
            "title": one.title,
            "from": one.source_language,
            "to": one.target_language,
            "licence": one.licence,
            "files": [
                {"url": file.url, file.kind: file.digest, **({"bytes": file.bytes} if file.bytes else {})}
                for file in one.files
            ],
        }
        for one in installing.read()
    ]
    for one in pinned:
        for file in one["files"]:
            file.pop("copy", None)
    assert own == pinned


def test_a_git_blob_id_proves_a_file_of_unknown_size(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    sources = listing(tmp_path, web, f'git_blob = "{git_blob(LITTLE)}"')
    assert fetch(web, sources, tmp_path / "here") == LITTLE
    sources = listing(tmp_path, web, f'git_blob = "{git_blob(LITTLE + b"!")}"')
    with pytest.raises(DictsvcError, match="not the file listed"):
        fetch(web, sources, tmp_path / "there")
    assert list((tmp_path / "there").iterdir()) == []


def test_id_and_title_may_be_chosen_and_a_title_given_later_stays(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    data, sources = tmp_path / "data", listing(tmp_path, web, proof(LITTLE))
    dictsvc(data, "install", "little", "--yes", "--id", "own", "--title", "Riêng", DICTSVC_SOURCES=sources)
    assert [(one.id, one.title) for one in generation(data).dictionaries] == [("own", "Riêng")]
    done = dictsvc(data, "install", "little", "--yes", DICTSVC_SOURCES=sources)
    assert "nothing was done" in done.stdout
    assert [(one.id, one.title) for one in generation(data).dictionaries] == [("own", "Riêng")]


def test_the_list_may_stand_at_an_address(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    sources = listing(tmp_path, web, proof(LITTLE))
    web.files["/sources.toml"] = Path(sources).read_bytes()
    done = dictsvc(tmp_path / "data", "available", DICTSVC_SOURCES=f"{web.address}/sources.toml")
    assert done.returncode == 0 and "Từ điển nhỏ" in done.stdout and "CC0-1.0" in done.stdout


def test_names_that_are_not_listed_are_answered_with_those_that_are(tmp_path: Path) -> None:
    done = dictsvc(tmp_path / "data", "install", "viet-lao", "--yes")
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "viet-lao" in done.stderr and "ovdp-viet-anh" in done.stderr and "fvdp-viet-viet" in done.stderr
    assert not (tmp_path / "data").exists()


# The licence comes first


def test_without_a_terminal_the_licence_must_be_accepted_by_an_option(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    done = dictsvc(tmp_path / "data", "install", "little", DICTSVC_SOURCES=listing(tmp_path, web, proof(LITTLE)))
    assert done.returncode == 2 and "--yes" in done.stderr
    assert "CC0-1.0" in done.stdout and f"{web.address}/little.tsv" in done.stdout
    assert web.asked == [] and not (tmp_path / "data").exists()


@pytest.mark.parametrize(("answer", "status"), [("n\n", 1), ("y\n", 0), ("\x03", 130)])
def test_on_a_terminal_the_licence_is_shown_and_asked_about_before_the_download(
    web: Web, tmp_path: Path, answer: str, status: int
) -> None:
    web.files["/little.tsv"] = LITTLE
    data, sources = tmp_path / "data", listing(tmp_path, web, proof(LITTLE))
    process, terminal = on_terminal(data, "install", "little", DICTSVC_SOURCES=sources)
    shown = read_until(terminal, "[y/N]")
    assert "CC0-1.0" in shown and f"{web.address}/little.tsv" in shown
    assert web.asked == []
    if answer == "\x03":
        press_interrupt(process, terminal)
    else:
        os.write(terminal, answer.encode())
    read_until(terminal, None)
    assert process.wait(60) == status
    assert [one.id for one in generation(data).dictionaries] == (["little"] if status == 0 else [])
    assert bool(web.asked) == (status == 0)


# What goes wrong on the way


def test_a_file_with_another_hash_is_refused_unread_and_nothing_is_changed(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    data, sources = tmp_path / "data", listing(tmp_path, web, proof(LITTLE))
    assert dictsvc(data, "install", "little", "--yes", DICTSVC_SOURCES=sources).returncode == 0
    web.files["/little.tsv"] = LITTLE.replace(b"one", b"two")
    with refused(data) as done:
        done.append(dictsvc(data, "install", "little", "--yes", DICTSVC_SOURCES=sources))
    assert "sha256" in done[0].stderr and f"{web.address}/little.tsv" in done[0].stderr


def test_a_download_that_is_cut_begins_anew(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = content = LITTLE * 9000
    web.cuts = 2
    assert fetch(web, listing(tmp_path, web, proof(content)), tmp_path / "here") == content
    assert len(web.asked) == 3


def test_a_cut_is_noticed_where_only_the_server_knows_the_length(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = content = LITTLE * 9000
    web.cuts = 1
    assert fetch(web, listing(tmp_path, web, f'sha256 = "{sha256(content)}"'), tmp_path / "here") == content
    assert len(web.asked) == 2


@pytest.mark.usefixtures("hasty")
def test_a_connection_that_is_always_cut_ends_in_one_sentence_after_three_tries(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    web.cuts = 99
    sources = listing(tmp_path, web, proof(LITTLE))
    data = tmp_path / "data"
    data.mkdir()
    with refused(data) as done:
        done.append(dictsvc(data, "install", "little", "--yes", DICTSVC_SOURCES=sources))
    assert "cut after 16 of 33 bytes" in done[0].stderr and len(web.asked) == 3


@pytest.mark.parametrize("trickle", [True, False])
def test_a_server_that_says_nothing_or_next_to_nothing_is_given_up(web: Web, tmp_path: Path, trickle: bool) -> None:
    web.files["/little.tsv"] = content = LITTLE * 100
    web.trickle = trickle
    web.stalled = None if trickle else threading.Event()
    with pytest.raises(DictsvcError, match=r"bytes came within|no answer within|nothing came for"):
        fetch(web, listing(tmp_path, web, proof(content)), tmp_path / "here", timeout=0.5)
    assert len(web.asked) == 3


@pytest.mark.usefixtures("hasty")
def test_the_seconds_of_patience_are_a_setting(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    web.stalled = threading.Event()
    data, sources = tmp_path / "data", listing(tmp_path, web, proof(LITTLE))
    data.mkdir()
    with refused(data) as done:
        settings = {"DICTSVC_SOURCES": sources, "DICTSVC_DOWNLOAD_TIMEOUT": "1"}
        done.append(dictsvc(data, "install", "little", "--yes", **settings))
    assert " 1 s" in done[0].stderr


def test_an_address_that_holds_nothing_is_not_tried_again(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    sources = listing(tmp_path, web, proof(LITTLE))
    web.files.clear()
    data = tmp_path / "data"
    data.mkdir()
    with refused(data) as done:
        done.append(dictsvc(data, "install", "little", "--yes", DICTSVC_SOURCES=sources))
    assert "404" in done[0].stderr and len(web.asked) == 1


def test_a_server_out_of_order_is_tried_again(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    web.status = 503
    with pytest.raises(DictsvcError, match="503"):
        fetch(web, listing(tmp_path, web, proof(LITTLE)), tmp_path / "here")
    assert len(web.asked) == 3


def test_nobody_listening_is_one_sentence(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/little.tsv"
    with pytest.raises(DictsvcError, match=r"cannot be reached \(Connection refused\)"):
        transfer.fetch(url, tmp_path / "little.tsv", most=100, timeout=5, pauses=())


@pytest.mark.parametrize("lengths", [True, False])
def test_a_file_larger_than_listed_is_given_up_before_it_fills_the_disk(
    web: Web, tmp_path: Path, lengths: bool
) -> None:
    web.files["/little.tsv"] = content = LITTLE * 30_000
    web.lengths = lengths
    with pytest.raises(DictsvcError, match="the list says 33"):
        fetch(web, listing(tmp_path, web, proof(content, len(LITTLE))), tmp_path / "here")
    assert sum(file.stat().st_size for file in (tmp_path / "here").iterdir()) <= 33
    assert len(web.asked) == 1


def test_a_file_of_unknown_size_has_a_limit(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    for web.lengths in (True, False):
        with pytest.raises(DictsvcError, match="more than the 20"):
            transfer.fetch(f"{web.address}/little.tsv", tmp_path / "little.tsv", most=20, timeout=5)


def test_a_downloaded_file_that_is_no_dictionary_changes_nothing(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = content = b"word\nanother\nthird\n"
    data, sources = tmp_path / "data", listing(tmp_path, web, proof(content))
    data.mkdir()
    with refused(data) as done:
        done.append(dictsvc(data, "install", "little", "--yes", DICTSVC_SOURCES=sources))
    assert "little.tsv" in done[0].stderr


def test_a_full_disk_is_named_by_its_folder(web: Web, tmp_path: Path) -> None:
    web.files["/little.tsv"] = LITTLE
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "little.tsv").symlink_to("/dev/full")
    with pytest.raises(DictsvcError, match="No space left on device; make room"):
        fetch(web, listing(tmp_path, web, proof(LITTLE)), folder)


# Lists


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('name = "little"', 'name = "../up"'), "letters, digits and hyphens"),
        (('licence = "CC0-1.0"', ""), "licence is missing"),
        (('title = "Từ điển nhỏ"', r'title = "\u001b[31mnhỏ"'), "title is"),
        (("http://", "file://"), "no address"),
        (("http://", "https://a b"), "no address"),
        (("/little.tsv", "/"), "no file name"),
        (("/little.tsv", "/%2e%2e"), "no file name"),
        (("sha256", "md5"), "needs one hash"),
        ((sha256(LITTLE), "1234"), "not 64 hexadecimal digits"),
        (("bytes = 33", "bytes = -1"), "expected a whole number"),
        (("[[dictionary]]", "[dictionary"), "no TOML"),
        (("[[dictionary.file]]", "[[dictionary.files]]"), "has no files"),
    ],
)
def test_a_list_that_cannot_be_used_says_what_is_wrong(
    web: Web, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    web.files["/little.tsv"] = LITTLE
    path = Path(listing(tmp_path, web, proof(LITTLE)))
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(DictsvcError, match=re.escape(said)) as raised:
        installing.read(str(path))
    assert str(path) in str(raised.value)


def test_a_list_that_is_not_there_is_named_with_its_setting(tmp_path: Path) -> None:
    done = dictsvc(tmp_path / "data", "available", DICTSVC_SOURCES=str(tmp_path / "none.toml"))
    assert done.returncode == 1 and "none.toml" in done.stderr and "DICTSVC_SOURCES" in done.stderr

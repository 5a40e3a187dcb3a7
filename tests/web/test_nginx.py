"""The nginx configuration in deploy/, run for real before a real service: mounting, cache, limits."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from asking import ODD, Server, fetch, until
from loaded import load_rows
from running import free_port

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "dictsvc.conf"


@dataclass
class Nginx:
    """nginx before a service."""

    address: str
    log: Path
    service: Server

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return fetch(self.address + path, **headers)


@contextmanager
def nginx(service: Server, folder: Path, **replaced: str) -> Iterator[Nginx]:
    """The configuration as it is, but for ports and paths, and for what a test replaces."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    folder.mkdir(exist_ok=True)
    port = free_port()
    text = CONFIGURATION.read_text(encoding="utf-8")
    for old, new in {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{service.port};",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx/dictsvc": str(folder / "cache"),
        "/var/log/nginx/dictsvc.log": str(folder / "access.log"),
        **replaced,
    }.items():
        assert old in text
        text = text.replace(old, new)
    user = f"user {pwd.getpwuid(os.getuid()).pw_name};" if os.getuid() == 0 else ""
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; master_process on; worker_processes 1; pid {folder}/pid; {user} error_log {folder}/error.log;"
        f"events {{ worker_connections 256; }} http {{ {paths} \n{text}\n}}"
    )
    checked = subprocess.run([program, "-t", "-c", main, "-e", folder / "error.log"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([program, "-c", main, "-e", folder / "error.log"])
    try:
        running = Nginx(f"http://127.0.0.1:{port}", folder / "access.log", service)
        until(lambda: up(running), "nginx answers")
        yield running
    finally:
        process.terminate()
        process.wait(15)


def up(running: Nginx) -> bool:
    try:
        return running.get("/tu-dien/healthz")[0] == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def front(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """One nginx before a service with two workers."""
    from asking import serving

    folder = tmp_path_factory.mktemp("nginx")
    with (
        serving(data, folder / "service.log", workers=2, TRUSTED_PROXIES="1") as service,
        nginx(service, folder) as running,
    ):
        yield running


def test_links_and_pages_carry_the_mount_point(front: Nginx) -> None:
    results = json.loads(front.get("/tu-dien/lookup?q=hoc+sinh")[2])["results"]
    entry = results[0]["entries"][0]
    assert entry["href"].startswith("/tu-dien/entries/") and entry["page"].startswith("/tu-dien/tra/")
    assert front.get(entry["href"])[0] == 200
    page = front.get("/tu-dien/")[2].decode()
    assert 'href="/tu-dien/opensearch.xml"' in page
    for link in set(re.findall(r'(?:href|src|action)="(/[^"]*)"', page)):
        assert link.startswith("/tu-dien/") and front.get(link.replace("&amp;", "&"))[0] == 200


@pytest.mark.parametrize("headword", ODD)
def test_headwords_pass_unchanged(front: Nginx, headword: str) -> None:
    status, _, body = front.get("/tu-dien/lookup?q=" + quote(headword, safe=""))
    assert status == 200
    links = [one["entries"][0]["href"] for one in json.loads(body)["results"] if one["headword"] == headword]
    status, _, body = front.get(links[0])
    assert status == 200 and json.loads(body)["headword"] == headword


def test_the_description_names_the_address_that_people_use(front: Nginx) -> None:
    assert f'"{front.address}/tu-dien/suggest?q={{searchTerms}}"' in front.get("/tu-dien/opensearch.xml")[2].decode()


def test_what_an_asker_forwards_is_not_believed(front: Nginx) -> None:
    said = front.get("/tu-dien/opensearch.xml", X_Forwarded_Prefix="/evil", X_Forwarded_Host="evil.example")[2]
    assert b"evil" not in said


def test_a_repeated_lookup_comes_from_the_cache_with_the_same_bytes(front: Nginx) -> None:
    first = front.get("/tu-dien/lookup?q=duong")
    again = front.get("/tu-dien/lookup?q=duong")
    assert (first[1]["x-cache"], again[1]["x-cache"]) == ("MISS", "HIT")
    assert first[2] == again[2] and first[1]["etag"] == again[1]["etag"]
    assert again[1]["access-control-allow-origin"] == "*"


def test_packed_and_plain_are_kept_apart(front: Nginx) -> None:
    path = "/tu-dien/lookup?q=" + quote("dài dòng")
    packed = front.get(path, Accept_Encoding="gzip, br")
    plain = front.get(path)
    assert packed[1]["content-encoding"] == "gzip" and "content-encoding" not in plain[1]
    assert front.get(path, Accept_Encoding="br, gzip;q=0.5")[1]["x-cache"] == "HIT"
    assert "content-encoding" not in front.get(path, Accept_Encoding="gzip;q=0")[1]


def test_errors_are_not_kept_and_stay_problems(front: Nginx) -> None:
    for _ in range(2):
        status, headers, _ = front.get("/tu-dien/lookup?q=%FF")
        assert (status, headers["content-type"], headers["x-cache"]) == (400, "application/problem+json", "MISS")


def test_a_new_generation_shows_through_the_cache(serve: Callable[..., Server], tmp_path: Path) -> None:
    load_rows(tmp_path / "data", "mot", [("học", "- cũ")])
    with nginx(serve(tmp_path / "data", TRUSTED_PROXIES="1"), tmp_path / "nginx") as front:
        assert "cũ" in front.get("/tu-dien/lookup?q=h%E1%BB%8Dc")[2].decode()
        load_rows(tmp_path / "data", "mot", [("học", "- mới")])
        until(lambda: "mới" in front.get("/tu-dien/lookup?q=h%E1%BB%8Dc")[2].decode(), "the new answer shows")


def test_lookups_go_on_from_the_cache_while_the_service_is_down(serve: Callable[..., Server], tmp_path: Path) -> None:
    service = serve(TRUSTED_PROXIES="1")
    with nginx(service, tmp_path / "nginx") as front:
        assert front.get("/tu-dien/lookup?q=hoa")[0] == 200
        service.process.terminate()
        service.process.wait(20)
        assert front.get("/tu-dien/lookup?q=hoa")[0] == 200
        status, headers, body = front.get("/tu-dien/lookup?q=never+asked")
        assert status == 503 and headers["access-control-allow-origin"] == "*"
        assert json.loads(body)["status"] == 503


def test_one_address_that_asks_too_much_is_told_so(serve: Callable[..., Server], tmp_path: Path) -> None:
    tight = {"burst=200": "burst=5", "rate=30r/s": "rate=1r/s"}
    with nginx(serve(TRUSTED_PROXIES="1"), tmp_path / "nginx", **tight) as front:
        answers = [front.get(f"/tu-dien/lookup?q=a{number}") for number in range(12)]
    assert [status for status, _, _ in answers[:6]] == [200] * 6
    status, headers, body = answers[-1]
    assert status == json.loads(body)["status"] == 429 and headers["access-control-allow-origin"] == "*"


def test_counters_stay_inside(front: Nginx, serve: Callable[..., Server], tmp_path: Path) -> None:
    assert front.get("/tu-dien/metrics")[0] == 200
    outside = {"allow 127.0.0.1;": "", "allow ::1;": ""}
    with nginx(serve(TRUSTED_PROXIES="1"), tmp_path / "nginx", **outside) as closed:
        assert closed.get("/tu-dien/metrics")[0] == 403
        assert closed.get("/tu-dien/%6Detrics")[0] == 403
        assert closed.get("/tu-dien/readyz")[0] == 200


def test_the_log_holds_no_word_of_what_was_asked(front: Nginx) -> None:
    front.get("/tu-dien/lookup?q=bimat")
    front.get("/tu-dien/entries/thu/bimat")
    front.get("/tu-dien/bimat/x")
    until(lambda: front.log.read_text().count("\n") >= 3, "the lines are written")
    lines = [json.loads(line) for line in front.log.read_text().splitlines()]
    assert {"/tu-dien/lookup", "/tu-dien/entries"} <= {line["route"] for line in lines}
    assert not any("bimat" in json.dumps(line) for line in lines if line["route"] != "/tu-dien/bimat")

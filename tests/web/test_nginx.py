"""The nginx configuration in deploy/, run for real before a real service: mounting, cache, limits."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from asking import ODD
from loaded import load_rows
from running import Server, fetch, free_port, received, serving, until

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "dictsvc.conf"
SHIPPED = Path(__file__).resolve().parents[1] / "support" / "shipped.py"


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
        **dict(sorted(replaced.items(), key=lambda pair: -len(pair[0]))),  # the longest first: some hold others
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{service.port};",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/var/lib/nginx/dictsvc": str(folder / "cache"),
        "/var/log/nginx/dictsvc.log": str(folder / "access.log"),
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
        return 200 in [running.get(path)[0] for path in ("/tu-dien/healthz", "/healthz")]
    except OSError:
        return False


def rates(burst: int) -> dict[str, str]:
    """Replacements: a small burst, twice that over all routes, and rates that add nothing while a test runs."""
    found = re.findall(r"rate=\d+r/s|burst=\d+", CONFIGURATION.read_text(encoding="utf-8"))
    small = {limit: "rate=1r/m" if limit.startswith("rate") else f"burst={burst}" for limit in found}
    del small["burst=600"]
    return {**small, "zone=dictsvc_all burst=600": f"zone=dictsvc_all burst={burst * 2}"}


def raw(running: Nginx, path: str) -> tuple[int, str, str]:
    """Status, head in lower case and body of a path sent byte by byte as it is written."""
    host, _, port = running.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        head, _, body = received(connection).partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode("latin-1").lower(), body.decode("utf-8", "replace")


def spellings(name: str) -> list[str]:
    """Paths that some reader of addresses might take for a route."""
    before = [
        "",
        "/",
        "%2F",
        "%2f%2F",
        "./",
        "%2e/",
        ".%2F",
        "x/../",
        "x/%2e%2e/",
        ";/",
        "tu-dien/",
        "/tu-dien/",
        "%5C",
    ]
    after = ["", "/", "%2F", "/.", ";", ";x=1", "%3F", "%23", "%20", "%09", ".", "/x/..", "%00", "%"]
    names = [name, f"%{ord(name[0]):02x}{name[1:]}", f"%{ord(name[0]):02X}{name[1:]}", name.upper(), f"%25{name}"]
    return [f"/tu-dien/{start}{middle}{end}" for middle in names for start in before for end in after] + [
        f"//tu-dien/{name}",
        f"/./tu-dien/{name}",
        f"/%74u-dien/{name}",
        f"/tu-dien%2F{name}",
        f"/tu-dien/../{name}",
        f"/{name}/../tu-dien/",
        f"/x/../tu-dien/{name}",
        f"/tu-dien;/{name}",
    ]


@pytest.fixture(scope="module")
def front(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """One nginx before a service with two workers."""

    folder = tmp_path_factory.mktemp("nginx")
    with (
        serving(data, folder / "service.log", workers=2, TRUSTED_PROXIES="1") as service,
        nginx(service, folder) as running,
    ):
        yield running


def test_the_file_as_it_is_shipped_starts_in_debians_nginx(data: Path) -> None:
    """Not a byte replaced: in namespaces of its own, with the folders that Debian's package brings."""
    if shutil.which("nginx", path="/usr/sbin") is None:
        pytest.skip("nginx is not installed from Debian's package")
    apart = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child"]
    if os.getuid():
        apart.append("--map-root-user")
    if subprocess.run([*apart, "true"], capture_output=True).returncode:
        pytest.skip("this user may not make namespaces")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DICTSVC_")}
    done = subprocess.run(
        [*apart, sys.executable, str(SHIPPED), str(CONFIGURATION)],
        env={**clean, "DICTSVC_DATA": str(data), "DICTSVC_TRUSTED_PROXIES": "1", "DICTSVC_WORKERS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert [status for status, _ in answers.values()] == [200] * 5
    assert '"/tu-dien/entries/' in answers["/tu-dien/lookup?q=hoc"][1]
    assert 'href="/tu-dien/opensearch.xml"' in answers["/tu-dien"][1]  # led on to /tu-dien/


def test_at_the_root_of_a_host_the_same_holds(data: Path, serve: Callable[..., Server], tmp_path: Path) -> None:
    """The changes that the file's head asks for, and no others."""
    block = "    location = /tu-dien {\n        return 301 /tu-dien/;\n    }\n"
    root = {block: "", "X-Forwarded-Prefix /tu-dien;": 'X-Forwarded-Prefix "";', "/tu-dien/": "/"}
    outside = {"allow 127.0.0.1;": "", "allow ::1;": ""}
    with nginx(serve(TRUSTED_PROXIES="1"), tmp_path / "nginx", **root, **outside) as front:
        entry = json.loads(front.get("/lookup?q=hoc", X_Forwarded_Prefix="/evil")[2])["results"][0]["entries"][0]
        assert entry["href"].startswith("/entries/")
        assert [front.get(path)[0] for path in ("/metrics", "//metrics", "/%2Fmetrics")] == [403, 404, 404]


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


def test_no_spelling_of_a_route_passes_its_limit_or_its_ban(serve: Callable[..., Server], tmp_path: Path) -> None:
    """What the service answers as a lookup, nginx has seen as one, and nobody outside sees a counter."""
    wide = {limit: re.sub(r"burst=\d+", "burst=9999", limit) for limit in rates(0)}
    outside = {"allow 127.0.0.1;": "", "allow ::1;": ""}
    with nginx(serve(TRUSTED_PROXIES="1"), tmp_path / "nginx", **wide, **outside) as closed:
        lookups = {path: raw(closed, f"{path}?q=hoc") for path in spellings("lookup")}
        counters = {path: raw(closed, path) for path in spellings("metrics")}
    answered = {path for path, (status, _, body) in lookups.items() if status == 200 and body.startswith('{"query"')}
    assert {path for path in answered if "\r\nx-cache:" not in lookups[path][1]} == set()
    assert answered >= {"/tu-dien/lookup", "/tu-dien/%6cookup"}
    assert {path for path, (_, _, body) in counters.items() if "dictsvc_requests_total" in body} == set()
    assert counters["/tu-dien/metrics"][0] == 403 and counters["/tu-dien//metrics"][0] == 404


ROUTES = (
    "lookup?q=a /lookup?q=a suggest?q=a segment?text=a words?q=a search?q=a ?q=a nhung tra/thu/hoa tu-dien/thu "
    "entries/thu/hoa dictionaries openapi.json widget.js healthz metrics static/page.css nowhere"
).split()


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_is_limited(tight: Nginx, route: str) -> None:
    """Each from an address of its own; the address is told by a header, as behind a further proxy."""
    client = f"198.51.100.{ROUTES.index(route) + 1}"
    answers = [tight.get(f"/tu-dien/{route}", X_Client=client) for _ in range(9)]
    assert 429 not in [status for status, _, _ in answers[:3]]
    assert [status for status, _, _ in answers[7:]] == [429, 429]
    assert json.loads(answers[-1][2])["status"] == 429 and answers[-1][1]["access-control-allow-origin"] == "*"


def test_dear_routes_share_their_limit_and_leave_the_others_alone(tight: Nginx) -> None:
    dear = [tight.get(f"/tu-dien/{route}", X_Client="192.0.2.1")[0] for route in ("segment?text=a", "search?q=a") * 3]
    assert dear[4:] == [429, 429]
    assert tight.get("/tu-dien/lookup?q=a", X_Client="192.0.2.1")[0] == 200


def test_a_network_of_ipv6_counts_as_one_client(tight: Nginx) -> None:
    """Every household has 2**64 addresses."""
    asked = [tight.get("/tu-dien/suggest?q=a", X_Client=f"2001:db8:1:2::{host:x}")[0] for host in range(1, 7)]
    assert asked[4:] == [429, 429]
    assert tight.get("/tu-dien/suggest?q=a", X_Client="2001:db8:1:3::1")[0] == 200


@pytest.fixture(scope="module")
def tight(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """Limits of a burst of 3 that hardly refill; the client's address comes from a header; counters are open."""

    folder = tmp_path_factory.mktemp("tight")
    behind = {"server_name portal.example;": "set_real_ip_from 127.0.0.1; real_ip_header X-Client;"}
    with (
        serving(data, folder / "service.log", TRUSTED_PROXIES="1") as service,
        nginx(service, folder, **rates(3), **behind, **{"allow 127.0.0.1;": "allow all;"}) as running,
    ):
        yield running


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

"""What those who run the service rely on: settings, logs, counters, readiness, proxies, stopping, broken requests."""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from loaded import load_rows
from running import Server, received, until

from dictsvc import config
from dictsvc.errors import DictsvcError
from dictsvc.web import create_app
from dictsvc.web.access_log import AccessLog

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command `dictsvc` in a process of its own."""
    environment = {**os.environ, **{f"DICTSVC_{name}": value for name, value in settings.items()}}
    return subprocess.run(
        [sys.executable, "-m", "dictsvc", *arguments], env=environment, capture_output=True, text=True, timeout=60
    )


# Settings


def test_the_page_of_settings_is_that_of_the_table() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == config.document()


def test_every_setting_is_listed_with_its_default_by_the_command() -> None:
    listed = {one["name"]: one["default"] for one in json.loads(command("settings", "--json").stdout)}
    assert listed == {f"DICTSVC_{one.name}": one.default for one in config.SETTINGS}
    assert {one.name.lower() for one in config.SETTINGS} == set(config.Config.__dataclass_fields__)


@pytest.mark.parametrize(
    ("name", "value"), [("WORKERS", "0"), ("WORKERS", "two"), ("GRACE", "-1"), ("LOG_QUERIES", "x")]
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(DictsvcError, match=f"DICTSVC_{name}"):
        config.load({f"DICTSVC_{name}": value})


def test_defaults_of_the_table_are_those_of_the_configuration(tmp_path: Path) -> None:
    assert config.load({"DICTSVC_DATA": str(tmp_path)}) == config.Config(data=tmp_path)


@pytest.mark.parametrize(
    "bind", ["127.0.0.1:99999", "127.0.0.1:x", "203.0.113.7:8000", "unix:/nonexistent/socket", f"unix:{__file__}"]
)
def test_an_address_that_cannot_be_listened_on_is_one_clear_sentence(data: Path, bind: str) -> None:
    said = command("serve", "--bind", bind, DATA=str(data))
    assert said.returncode == 1
    assert said.stderr.startswith("dictsvc: ") and len(said.stderr.splitlines()) == 1 and bind in said.stderr


def test_an_address_in_use_is_one_clear_sentence(server: Server, data: Path) -> None:
    said = command("serve", "--bind", f"127.0.0.1:{server.port}", DATA=str(data))
    assert said.returncode == 1 and "in use" in said.stderr and "Traceback" not in said.stderr


# The access log


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_the_access_log_holds_no_word_of_what_was_asked(serve: Callable[..., Server], tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    server = serve(ACCESS_LOG=str(log))
    log.unlink()  # moved away while the service runs, as log rotation does
    server.get("/lookup?q=h%E1%BB%8Dc+sinh")
    server.get("/lookup?q=%FFhoc")
    server.get("/entries/thu/h%E1%BB%8Dc%20sinh")
    server.get("/tra/thu/h%E1%BB%8Dc%20sinh")
    server.get("/hoc-sinh")
    server.raw(b"GET /hoc sinh HTTP/1.1\r\n\r\n")
    until(lambda: len(lines(log)) == 5, "every request has its line")
    assert [(one["route"], one["status"]) for one in lines(log)] == [
        ("/lookup", 200),
        ("/lookup", 400),
        ("/entries/<dictionary>/<path:headword>", 200),
        ("/tra/<dictionary>/<path:headword>", 200),
        ("other", 404),
    ]
    assert all(one["client"] == "127.0.0.1" and one["bytes"] and one["method"] == "GET" for one in lines(log))
    written = (log.read_text() + server.log.read_text()).lower()
    assert not any(part in written for part in ("hoc", "học", "sinh", "%e1"))


def test_the_access_log_holds_queries_where_they_are_asked_for(serve: Callable[..., Server], tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    server = serve(ACCESS_LOG=str(log), LOG_QUERIES="1")
    log.unlink()
    server.get("/lookup?q=hoc+sinh")
    server.get("/entries/thu/h%E1%BB%8Dc")
    until(lambda: len(lines(log)) == 2, "both requests are written")
    assert lines(log)[0]["query"] == "q=hoc+sinh"
    assert lines(log)[1]["path"] == "/entries/thu/học"


def test_a_log_that_cannot_be_written_is_told_at_the_start(data: Path) -> None:
    with pytest.raises(DictsvcError, match="access log"):
        create_app(config.Config(data=data, access_log="/nonexistent/folder/log"))


def test_no_line_is_lost_or_lands_elsewhere_while_the_log_is_moved_away_under_many_threads(tmp_path: Path) -> None:
    """A descriptor that is closed to be opened anew may be a client's socket by the time that another thread writes."""
    log = tmp_path / "access.log"
    access_log = AccessLog(str(log), queries=False)
    stray: list[bytes] = []
    rotated = threading.Event()

    def write() -> None:
        for _ in range(3000):
            access_log.write({}, "/lookup", 200, 1, 0.001)

    def listen() -> None:
        while not rotated.is_set():
            ours, theirs = socket.socketpair()
            with ours, theirs:
                time.sleep(0)  # the other threads' turn
                for end in (ours, theirs):
                    end.setblocking(False)
                    with suppress(BlockingIOError):
                        stray.append(end.recv(1000))

    writers = [threading.Thread(target=write) for _ in range(8)]
    listeners = [threading.Thread(target=listen) for _ in range(2)]
    for thread in writers + listeners:
        thread.start()
    number = 0
    while any(thread.is_alive() for thread in writers):
        with suppress(FileNotFoundError):  # not opened anew yet
            log.rename(tmp_path / f"access.log.{number}")
            number += 1
        time.sleep(0.001)
    rotated.set()
    for thread in writers + listeners:
        thread.join()
    assert stray == []
    assert number > 10
    assert sum(len(lines(path)) for path in tmp_path.iterdir()) == 8 * 3000


def test_a_log_that_cannot_be_opened_anew_is_added_to_where_it_is(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "access.log"
    log.parent.mkdir()
    access_log = AccessLog(str(log), queries=False)
    log.parent.rename(tmp_path / "old")
    access_log.write({}, "/lookup", 200, 1, 0.001)
    assert len(lines(tmp_path / "old" / "access.log")) == 1
    log.parent.mkdir()
    access_log.write({}, "/lookup", 200, 1, 0.001)
    assert len(lines(log)) == 1


# Metrics


def counted(text: str, name: str) -> float:
    """Sum of a metric's samples whose name and labels begin so."""
    return sum(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name))


def test_metrics_count_every_request_of_all_workers(serve: Callable[..., Server]) -> None:
    server = serve(workers=3)
    many = [threading.Thread(target=lambda: [server.get("/lookup?q=hoc") for _ in range(40)]) for _ in range(5)]
    for thread in many:
        thread.start()
    for thread in many:
        thread.join()
    for _ in range(7):
        server.get("/lookup?q=%FF")
    for _ in range(2):  # whichever worker answers
        status, headers, body = server.get("/metrics")
        text = body.decode()
        assert status == 200 and headers["content-type"].startswith("text/plain; version=0.0.4")
        assert counted(text, 'dictsvc_requests_total{route="/lookup",status="200"}') == 200
        assert counted(text, 'dictsvc_requests_total{route="/lookup",status="400"}') == 7
        assert counted(text, 'dictsvc_request_seconds_count{route="/lookup"}') == 207
        assert counted(text, 'dictsvc_request_seconds_bucket{route="/lookup",le="+Inf"}') == 207
    assert counted(text, "dictsvc_dictionaries ") == 2


def test_every_look_into_the_cache_of_replies_is_counted(data: Path) -> None:
    client = create_app(config.Config(data=data)).test_client()
    for query in ("hoc", "hoc", "sinh", "hoc"):
        client.get(f"/lookup?q={query}")
    text = client.get("/metrics").get_data(as_text=True)
    assert counted(text, 'dictsvc_reply_cache_total{outcome="miss"}') == 2
    assert counted(text, 'dictsvc_reply_cache_total{outcome="hit"}') == 2


def test_one_reply_serves_all_encodings_of_a_query(data: Path) -> None:
    client = create_app(config.Config(data=data)).test_client()
    client.get("/lookup?q=hoc+sinh")
    for same in ("q=hoc%20sinh", "q=%68oc+sinh&", "limit=10&q=hoc+sinh", "q=hoc+sinh&dict=", "q=hoc+sinh&callback=x"):
        assert client.get(f"/lookup?{same}").get_json()["query"] == "hoc sinh"
    text = client.get("/metrics").get_data(as_text=True)
    assert counted(text, 'dictsvc_reply_cache_total{outcome="miss"}') == 1
    assert counted(text, 'dictsvc_reply_cache_total{outcome="hit"}') == 5
    for other in ("q=hoc+sinh+", "q=hoc+sinh&limit=9", "q=hoc+sinh&dict=thu", "q=h%E1%BB%8Dc+sinh"):
        client.get(f"/lookup?{other}")
    client.get("/lookup?q=hoc+sinh", base_url="http://localhost/tu-dien/")
    client.get("/lookup?q=ho%CC%A3c+sinh")  # decomposed
    text = client.get("/metrics").get_data(as_text=True)
    assert counted(text, 'dictsvc_reply_cache_total{outcome="miss"}') == 6
    assert counted(text, 'dictsvc_reply_cache_total{outcome="hit"}') == 6


def test_counts_survive_the_worker_that_made_them(serve: Callable[..., Server]) -> None:
    server = serve(workers=1, RECYCLE="20")
    for _ in range(70):
        assert server.get("/lookup?q=hoc")[0] == 200
    assert server.log.read_text().count("Booting worker") > 2
    assert counted(server.get("/metrics")[2].decode(), 'dictsvc_requests_total{route="/lookup",status="200"}') == 70


def test_metrics_are_well_formed(client: FlaskClient) -> None:
    client.get("/lookup?q=hoc")
    client.get("/nope")
    described, known = set(), set()
    for line in client.get("/metrics").get_data(as_text=True).splitlines():
        if line.startswith("# TYPE "):
            described.add(line.split()[2])
        elif not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            assert float(value) >= 0
            known.add(name.partition("{")[0])
    assert {name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") for name in known} == described


# Readiness


def test_a_service_without_dictionaries_lives_but_is_not_ready(tmp_path: Path) -> None:
    client = create_app(config.Config(data=tmp_path)).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "unavailable")
    load_rows(tmp_path, "mot", [("học", "- study")])
    until(lambda: client.get("/readyz").status_code == 200, "the first dictionary is in service")


def test_readiness_names_a_damaged_dictionary_and_the_others_go_on(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    for folder in copy.glob("indexes/hai-*"):
        for part in folder.glob("*.tar"):
            part.unlink()
    client = create_app(config.Config(data=copy)).test_client()
    state = client.get("/readyz").get_json()
    assert (state["status"], state["dictionaries"], state["damaged"]) == ("ok", ["thu"], ["hai"])
    assert str(copy) not in json.dumps(state)
    assert client.get("/lookup?q=hoc").status_code == 200
    answer = client.get("/lookup?q=hoc&dict=hai")
    assert answer.status_code == 503 and answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"]


# Proxies


FORWARDED = {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/tra-cuu"}


def test_nobody_is_believed_unless_told_so(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml", headers={**FORWARDED, "X-Forwarded-Host": "evil.example"})
    assert b"evil" not in answer.get_data() and b"tra-cuu" not in answer.get_data()


@pytest.mark.parametrize("path", ["/lookup?q=hoc", "/tra-cuu/lookup?q=hoc"])
def test_a_trusted_proxy_says_where_the_service_is_mounted(data: Path, path: str) -> None:
    """Whether it takes the prefix off the path or leaves it there."""
    client = create_app(config.Config(data=data, trusted_proxies=1)).test_client()
    answer = client.get(path, headers=FORWARDED).get_json()
    assert answer["results"][0]["entries"][0]["href"].startswith("/tra-cuu/entries/")
    described = client.get("/opensearch.xml", headers={**FORWARDED, "X-Forwarded-Host": "cong.example"})
    assert b'"https://cong.example/tra-cuu/suggest?q={searchTerms}"' in described.get_data()


# Who is believed


UNTRUSTED = {
    "mount point": (b"/evil/opensearch.xml", b"SCRIPT_NAME: /evil"),
    "path": (b"/opensearch.xml", b"PATH_INFO: /metrics"),
    "scheme": (b"/opensearch.xml", b"X-Forwarded-Proto: https"),
    "another scheme": (b"/opensearch.xml", b"X-Forwarded-Ssl: on"),
    "host": (b"/opensearch.xml", b"X-Forwarded-Host: evil.example"),
    "prefix": (b"/opensearch.xml", b"X-Forwarded-Prefix: /evil"),
}


@pytest.mark.parametrize(("path", "header"), UNTRUSTED.values(), ids=UNTRUSTED.keys())
def test_without_a_trusted_proxy_no_header_says_where_the_service_is(
    server: Server, path: bytes, header: bytes
) -> None:
    request = b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n\r\n" % (path, header)
    answer = server.raw(request)
    assert b"evil" not in answer and b"https://" not in answer and b"# TYPE" not in answer
    if not path.startswith(b"/evil"):
        assert b'template="http://x/?q={searchTerms}"' in answer


def test_nor_does_one_on_a_unix_socket(data: Path, tmp_path: Path) -> None:
    """gunicorn trusts whoever connects there."""
    path = tmp_path / "socket"
    bound = [sys.executable, "-m", "dictsvc", "--data", str(data), "serve", "--bind", f"unix:{path}", "--workers", "1"]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(bound, stdout=log, stderr=log) as process:
        try:
            until(lambda: path.exists(), "the socket is there")
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(30)
                connection.connect(str(path))
                request = b"GET /%s HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /evil\r\nX-Forwarded-Proto: https\r\n%s\r\n"
                connection.sendall(request % (b"opensearch.xml", b"Connection: close\r\n"))
                answer = received(connection)
        finally:
            process.terminate()
    assert b'template="http://x/?q={searchTerms}"' in answer


def test_descriptions_for_many_mount_points_are_not_all_remembered(data: Path) -> None:
    def kept() -> int:
        gc.collect()
        return sum("jsonSchemaDialect" in one for one in gc.get_objects() if type(one) is dict)

    client = create_app(config.Config(data=data, trusted_proxies=1)).test_client()
    client.get("/openapi.json", headers={"X-Forwarded-Prefix": "/a"})
    before = kept()
    for number in range(20):
        described = client.get("/openapi.json", headers={"X-Forwarded-Prefix": f"/{number}"}).get_json()
        assert described["servers"] == [{"url": f"/{number}"}]
    assert kept() <= before + 1  # that of the last request


EVIL = {"Host": "evil.example"}


@pytest.mark.parametrize("path", ["/", "/?q=hoc", "/tra/thu/hoa", "/tu-dien/thu", "/lookup?q=hoc", "/nope"])
def test_the_host_that_an_asker_names_stands_in_no_link(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={**EVIL, "Accept": "text/html"})
    assert b"evil" not in answer.get_data() and b"evil" not in str(answer.headers).encode()


@pytest.mark.parametrize("path", ["/nhung", "/opensearch.xml", "/suggest?q=hoc"])
def test_what_cannot_do_without_a_host_is_kept_by_no_shared_cache(data: Path, client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "cong.example"})
    assert b"http://cong.example/" in answer.get_data()
    assert "private" in answer.headers["Cache-Control"] and "public" not in answer.headers["Cache-Control"]
    named = create_app(config.Config(data=data, hosts=("cong.example",))).test_client()
    assert "public" in named.get(path, headers={"Host": "cong.example"}).headers["Cache-Control"]


def test_a_host_that_is_none_is_named_nowhere(client: FlaskClient) -> None:
    for path in ("/nhung", "/opensearch.xml", "/suggest?q=hoc"):
        answer = client.get(path, headers={"Host": 'evil.example/"><script>'})
        assert answer.status_code == 200 and b"evil" not in answer.get_data()


def test_only_allowed_hosts_are_answered_and_links_name_them(serve: Callable[..., Server]) -> None:
    server = serve(HOSTS="tu-dien.example, .cong.example")
    page = server.get("/tra/thu/hoa", Host="tu-dien.example:8080")[2].decode()
    assert '<link rel="canonical" href="http://tu-dien.example:8080/tra/thu/hoa">' in page
    for path in ("/", "/lookup?q=hoc", "/opensearch.xml", "/nope", "/static/page.css"):
        status, headers, body = server.get(path, Host="evil.example")
        assert (status, headers["content-type"]) == (400, "application/problem+json")
        assert "tên miền" in json.loads(body)["detail"] and b"evil" not in body
    for host in ("www.cong.example", "TU-DIEN.Example"):  # RFC 9110, 4.2.3: the case of a host says nothing
        assert server.get("/lookup?q=hoc", Host=host)[0] == 200
    assert [server.get(path)[0] for path in ("/healthz", "/readyz", "/metrics")] == [200] * 3


@pytest.mark.parametrize("hosts", ["https://tu-dien.example", "tu-dien.example:80", "a b", "*", ","])
def test_a_list_of_hosts_that_cannot_be_is_refused(hosts: str) -> None:
    with pytest.raises(DictsvcError, match=r"DICTSVC_HOSTS=.*: expected names of hosts"):
        config.load({"DICTSVC_HOSTS": hosts})


# Stopping, broken requests


def test_a_request_under_way_is_finished_when_the_service_stops(serve: Callable[..., Server]) -> None:
    server = serve()
    with server.connect() as connection:
        connection.sendall(b"GET /lookup?q=hoc HTTP/1.1\r\nHost: x\r\n")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(b"Connection: close\r\n\r\n")
        assert received(connection).startswith(b"HTTP/1.1 200")
    assert server.process.wait(15) == 0


REFUSED = {
    "address of 15 KB": (b"GET /lookup?q=" + b"a" * 15000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "address of 8 KB": (b"GET /lookup?q=" + b"a" * 8100 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400),
    "header of 9 KB": (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9000 + b"\r\n\r\n", 431),
    "raw Windows-1258": (b"GET /lookup?q=h\xf2c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400),
    "a space in the address": (b"GET /lookup?q=hoc sinh HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "no HTTP": (b"hello there\r\n\r\n", 400),
    "HTTP/3.0": (b"GET / HTTP/3.0\r\nHost: x\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    "no UTF-8 in a path": (b"GET /entries/thu/%FF HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400),
    "no UTF-8 anywhere": (b"GET /%C3%28 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400),
    "an unheard-of method": (b"BREW /lookup?q=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405),
    "a body on GET, broken": (b"GET /nope HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 404),
    "an unknown coding": (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: rot13\r\n\r\n", 501),
}


@pytest.mark.parametrize(("request_bytes", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_proper_request_gets_its_status_as_a_problem(
    server: Server, request_bytes: bytes, status: int
) -> None:
    head, _, body = server.raw(request_bytes).partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode()
    assert b"access-control-allow-origin: *" in head.lower()
    assert b"application/problem+json" in head
    said = json.loads(body)
    assert said["status"] == status and said["detail"].endswith(".")


def test_the_longest_text_that_may_be_pasted_fits_into_an_address(server: Server) -> None:
    assert server.get("/segment?text=" + quote("ộ " * 500))[0] == 200


def test_the_star_of_options_and_whole_addresses_are_understood(server: Server) -> None:
    answer = server.raw(b"GET http://x/lookup?q=hoc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert server.raw(b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").split()[1] in (b"204", b"404")


def test_no_answer_names_the_date_twice(server: Server) -> None:
    for path in (b"/lookup?q=hoc", b"/dictionaries", b"/static/page.css"):
        answer = server.raw(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answer.partition(b"\r\n\r\n")[0].lower().count(b"\r\ndate:") == 1


def test_answers_go_on_while_the_catalogue_cannot_be_read(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    client = create_app(config.Config(data=copy)).test_client()
    assert client.get("/lookup?q=hoc").status_code == 200
    (copy / "catalogue.db").write_bytes(b"no database at all" * 100)
    until(lambda: client.get("/readyz").get_json()["catalogue"] == "unreadable", "the trouble is seen")
    assert client.get("/lookup?q=hoc").status_code == 200


def test_a_worker_that_nobody_asks_goes_over_to_the_new_generation_all_the_same(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    load_rows(tmp_path / "data", "mot", [("học", "- cũ")])
    server = serve(tmp_path / "data")
    assert "cũ" in server.get("/lookup?q=h%E1%BB%8Dc")[2].decode()
    load_rows(tmp_path / "data", "mot", [("học", "- mới")])
    (pid,) = map(int, Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split())
    (folder,) = sorted((tmp_path / "data" / "indexes").glob("mot-*"), key=lambda path: path.stat().st_mtime)[-1:]
    until(lambda: folder.name in Path(f"/proc/{pid}/maps").read_text(), "the worker has opened the new index")
    assert "mới" in server.get("/lookup?q=h%E1%BB%8Dc")[2].decode()

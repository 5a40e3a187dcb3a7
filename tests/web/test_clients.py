"""Clients that are slow, many, or odd, at the very socket: who holds what, and what HTTP/1 promises them."""

from __future__ import annotations

import re
import resource
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from running import Server, received, serving, until

GET = b"GET /lookup?q=hoc HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /lookup?q=hoc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def statuses(answers: bytes) -> list[int]:
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)]


# Slow


SLOW = {
    "half a request": b"GET /lookup?q=h",
    "half a request, after a whole one": GET + b"GET /lookup?q=h",
    "an unfinished body": b"POST /lookup HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nq=",
    "an unfinished chunk": b"POST /lookup HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nq=",
    "nothing at all": b"",
}


def answered(server: Server) -> bool:
    """Whether somebody else is answered before any slow client would be given up."""
    quick = server.connect()
    quick.settimeout(4)
    quick.sendall(LAST)
    return statuses(received(quick)) == [200]


@pytest.fixture(scope="module")
def two_threads(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of one worker with two threads."""
    with serving(data, tmp_path_factory.mktemp("clients") / "log", THREADS="2") as running:
        yield running


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW.keys())
def test_two_hundred_slow_clients_hold_no_thread(two_threads: Server, sent: bytes) -> None:
    slow = [two_threads.connect() for _ in range(200)]
    for connection in slow:
        connection.sendall(sent)
    assert answered(two_threads)
    for connection in slow:
        connection.close()
    assert "Traceback" not in two_threads.log.read_text()


def test_half_requests_are_given_up(two_threads: Server) -> None:
    slow = [two_threads.connect() for _ in range(4)]
    for connection in slow:
        connection.sendall(b"GET /lookup?q=h")
    assert two_threads.get("/healthz")[0] == 200
    for connection in slow:
        assert received(connection).startswith(b"HTTP/1.1 408")
    assert "Traceback" not in two_threads.log.read_text()


def test_who_connects_and_says_nothing_or_leaves_at_once_disturbs_nobody(two_threads: Server) -> None:
    """gunicorn's own worker would give each silent one five seconds of one of its threads: longer than this waits."""
    silent = [two_threads.connect() for _ in range(60)]
    for _ in range(40):
        with closing(two_threads.connect()) as leaving:
            leaving.sendall(b"GET /lookup?q=dai HTTP/1.1\r\nHost: x\r\n\r\n")
            leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert two_threads.get("/lookup?q=hoc")[0] == 200
    for connection in silent:
        connection.close()
    assert "Traceback" not in two_threads.log.read_text()


def test_readers_who_do_not_read_hold_no_thread_and_little_of_the_kernel(serve: Callable[..., Server]) -> None:
    server = serve(THREADS="2")
    unread = [server.connect(narrow=True) for _ in range(16)]
    for connection in unread:
        connection.sendall(b"GET /widget.js HTTP/1.1\r\nHost: x\r\n\r\n" * 1000)
    for _ in range(20):  # for the buffers of all of them are not full at once
        assert answered(server)
        time.sleep(0.1)
    served = re.search(rb'requests_total{route="/widget.js",status="200"} (\d+)', server.get("/metrics")[2])
    assert served and len(unread) < int(served[1]) < len(unread) * 20  # the kernel alone would take in ninety each


def test_a_slow_reader_gets_its_whole_answer_though_the_service_stops(serve: Callable[..., Server]) -> None:
    server = serve()
    slow = server.connect(narrow=True)
    for _ in range(200):  # six megabytes of answers: more than the kernel takes in
        slow.sendall(b"GET /widget.js HTTP/1.1\r\nHost: x\r\n\r\n")
    server.get("/healthz")
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    answers = received(slow)
    *_, (head, body) = re.findall(rb"(HTTP/1\.1 200 OK\r\n.*?\r\n\r\n)(.*?)(?=HTTP/1\.1|\Z)", answers, re.DOTALL)
    assert b"content-length: %d\r\n" % len(body) in head.lower()
    assert b"connection: close" in head.lower()
    assert server.process.wait(15) == 0


# Many


def test_where_there_are_too_many_connections_the_one_that_waited_longest_gives_way(
    serve: Callable[..., Server],
) -> None:
    server = serve(files=(400, 400))  # half of which are for connections
    half = [server.connect() for _ in range(250)]
    for connection in half:
        connection.sendall(b"GET /lookup?q=h")
        assert server.process.poll() is None
    assert server.get("/lookup?q=hoc")[0] == 200
    assert received(half[0]) == b""  # not the 408 of one that was too slow
    half[-1].sendall(b"oc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert statuses(received(half[-1])) == [200]


def test_as_many_files_as_the_system_allows_may_be_open(serve: Callable[..., Server]) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    server = serve(files=(256, hard))
    limits = Path(f"/proc/{server.process.pid}/limits").read_text()
    soft = re.search(r"Max open files +(\d+)", limits)
    assert soft and int(soft[1]) == min(hard, 65_536)


# HTTP/1


def test_requests_sent_at_once_are_answered_in_order(server: Server) -> None:
    paths = [b"/lookup?q=hoc", b"/nope", b"/healthz", b"/lookup?q=%FF", b"/widget.js"]
    answers = server.raw(b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in paths) + LAST)
    assert statuses(answers) == [200, 404, 200, 400, 200, 200]


def test_a_request_may_arrive_in_any_pieces(server: Server) -> None:
    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in LAST:
            connection.sendall(bytes([byte]))
        assert statuses(received(connection)) == [200]


def test_a_connection_is_kept_and_closed_as_the_client_says(server: Server) -> None:
    kept = [b"GET /healthz HTTP/1.1\r\n\r\n", b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"]
    closed = [b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", b"GET /healthz HTTP/1.0\r\n\r\n"]
    for request in kept:
        answers = server.raw(request + LAST)
        assert answers.count(b"HTTP/1.") == 2 and b"\r\nConnection: keep-alive\r\n" in answers
    for request in closed:
        answers = server.raw(request + LAST)
        assert answers.count(b"HTTP/1.") == 1 and b"\r\nConnection: close\r\n" in answers


def test_a_head_has_the_headers_and_no_body(server: Server) -> None:
    head, following = server.raw(GET.replace(b"GET", b"HEAD") + LAST).split(b"\r\n\r\n", 1)
    assert statuses(head) == [200] and re.search(rb"\r\nContent-Length: [1-9]", head)
    assert following.startswith(b"HTTP/1.1 200 ")


BODIES = {
    "with its length": b"Content-Length: %d\r\n\r\n%s",
    "in chunks": b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
    "announced": b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n%s",
}


@pytest.mark.parametrize("framing", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize(("method", "status"), [(b"GET", 200), (b"POST", 405)])
def test_a_body_is_thrown_away_and_never_taken_for_a_request(
    server: Server, framing: bytes, method: bytes, status: int
) -> None:
    request = method + b" /lookup?q=hoc HTTP/1.1\r\nHost: x\r\n" + framing % (len(LAST), LAST)
    answers = server.raw(request)
    assert statuses(answers) == [status] and b"\r\nConnection: close\r\n" in answers


def test_who_announces_a_body_is_answered_before_it_is_sent(server: Server) -> None:
    request = b"POST /lookup HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    assert statuses(server.raw(request)) == [405]


def test_no_body_of_length_0_keeps_the_connection(server: Server) -> None:
    answers = server.raw(b"POST /lookup HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" + LAST)
    assert statuses(answers) == [405, 200]


ENDLESS = {
    "a line of 40 KB": (b"GET /" + b"a" * 40_000, 414),
    "headers of 40 KB": (b"GET / HTTP/1.1\r\n" + b"X: aaaaaaaaa\r\n" * 3000, 431),
    "whole headers of 40 KB": (b"GET / HTTP/1.1\r\nHost: x\r\n" + (b"X: " + b"a" * 999 + b"\r\n") * 40 + b"\r\n", 431),
    "101 headers": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 100 + b"\r\n", 431),
    "a line that ends in LF": (b"GET / HTTP/1.1\n", 400),
    "a header that ends in LF": (b"GET / HTTP/1.1\r\nHost: x\n", 400),
}


@pytest.mark.parametrize(("sent", "status"), ENDLESS.values(), ids=ENDLESS.keys())
def test_what_can_never_become_a_request_is_refused_at_once(server: Server, sent: bytes, status: int) -> None:
    connection = server.connect()
    connection.settimeout(4)  # less than a request may take to arrive
    connection.sendall(sent)
    answer = received(connection)
    assert statuses(answer) == [status] and b"application/problem+json" in answer


# The master


def test_the_port_is_free_as_soon_as_the_master_is_killed(serve: Callable[..., Server]) -> None:
    server = serve(workers=2)
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    held = server.connect()
    held.sendall(b"GET /lookup?q=h")
    server.get("/healthz")
    server.process.kill()
    server.process.wait()

    def free() -> bool:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", server.port))
                tried.listen()
            except OSError:
                return False
            return True

    until(free, "the port is free", 4)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), "the workers have ended", 6)


def test_the_segmenter_is_loaded_once_for_all_workers(serve: Callable[..., Server]) -> None:
    server = serve(workers=2)
    process = Path(f"/proc/{server.process.pid}")
    assert "pycrfsuite" in (process / "maps").read_text()
    assert len(list((process / "task").iterdir())) == 1  # what has threads should not fork


@pytest.mark.parametrize("target", ["/lookup?q=học", "/?q=học", "/entries/thu/học", "/tra/thu/học"])
def test_an_address_in_raw_utf_8_is_that_with_percent_signs(server: Server, target: str) -> None:
    from urllib.parse import quote

    answers = [
        server.raw(b"GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n" % written)
        for written in (target.encode(), quote(target, safe="/?=").encode())
    ]
    bodies = [answer.partition(b"\r\n\r\n")[2] for answer in answers]
    assert statuses(answers[0]) == [200] and bodies[0] == bodies[1] and "học".encode() in bodies[0]


def test_raw_bytes_that_are_no_utf_8_and_raw_bytes_elsewhere_are_refused(server: Server) -> None:
    for line in (b"GET /?q=h\xf2c HTTP/1.1", b"G\xc3\x89T / HTTP/1.1", b"GET / HTTP/1.1\xc3\xa9"):
        answer = server.raw(line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert statuses(answer) == [400], line

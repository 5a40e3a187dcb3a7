"""One address into a file, through cut connections and slow servers, within a size.

urllib of the standard library does all that is needed (proxies of the environment, redirects, certificates, time-outs);
a library would bring several more packages and still leave limits to this module.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from dictsvc import __version__
from dictsvc.errors import DictsvcError, Message
from dictsvc.system.temporary import TemporaryFolder

PAUSES = (1.0, 4.0)
"""Seconds before the second and the third try."""
_BLOCK = 1 << 16
_TRICKLE = 1000  # bytes; fewer than these in the seconds of the time-out are no transfer
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Statuses after which another try may succeed."""


class _Cut(DictsvcError):
    """A try that failed in a way that may pass; the text says how, as part of a sentence."""


def fetch(
    url: str,
    path: Path,
    *,
    exactly: int | None = None,
    most: int,
    timeout: float,
    pauses: Sequence[float] = PAUSES,
    moved: Callable[[int], None] = lambda done: None,
) -> None:
    """Store what is at an address. exactly: its bytes, where known. most: bytes at which to give up otherwise.

    timeout: seconds without a byte, or with a trickle, after which a try has failed; the next begins anew. moved:
    called with the bytes that are there. Raises DictsvcError.
    """
    for number, pause in enumerate((*pauses, None), 1):
        try:
            _try_once(url, path, exactly, most, timeout, moved)
            return
        except _Cut as cut:
            if pause is None:
                raise DictsvcError(
                    "{url}: {cut}, at the last of {number} tries; try again later", url=url, cut=cut, number=number
                ) from cut
            time.sleep(pause)


def text(url: str, *, most: int, timeout: float) -> bytes:
    """The bytes at an address, refused beyond `most`. Raises DictsvcError."""
    with TemporaryFolder() as folder:
        path = folder / "text"
        fetch(url, path, most=most, timeout=timeout)
        return path.read_bytes()


def _try_once(
    url: str, path: Path, exactly: int | None, most: int, timeout: float, moved: Callable[[int], None]
) -> None:
    there = 0
    # A compressed answer would be other bytes than those that were hashed.
    headers = {"User-Agent": f"dictsvc/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity"}
    with _answer(url, headers, timeout) as response:
        length = response.headers.get("Content-Length", "")
        whole = int(length) if length.isascii() and length.isdigit() else None
        if whole is not None:
            _check_size(url, whole, exactly, most)
        with _writing(path) as write:
            for block in _blocks(response, timeout):
                there += len(block)
                if there > (exactly or most):
                    _check_size(url, there, exactly, most, Message("at least "))
                write(block)
                moved(there)
    wanted = exactly if whole is None else whole
    if wanted is not None and there < wanted:
        raise _Cut("the connection was cut after {there:,} of {wanted:,} bytes", there=there, wanted=wanted)


@contextmanager
def _answer(url: str, headers: dict[str, str], timeout: float) -> Iterator[HTTPResponse]:
    """A successful answer; what goes wrong with the network, now or while it is read, becomes _Cut or DictsvcError."""
    opener = OpenerDirector()  # not the usual one, which opens files and ftp too, also when redirected to them
    for handler in (
        ProxyHandler, UnknownHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPRedirectHandler,
        HTTPErrorProcessor,
    ):  # fmt: skip
        opener.add_handler(handler())
    try:
        with opener.open(Request(url, headers=headers), timeout=timeout) as response:
            yield response
    except HTTPError as error:
        error.close()
        reason = Message("the server answered {answer}", answer=f"{error.code} {error.reason}".rstrip())
        if error.code in _AGAIN:
            raise _Cut(reason) from error
        raise DictsvcError("{url}: {said}; look whether the address still holds", url=url, said=reason) from error
    except URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise DictsvcError(
                "{url}: the server's certificate cannot be trusted ({reason})",
                url=url,
                reason=error.reason.verify_message,
            ) from error
        if isinstance(error.reason, TimeoutError):
            raise _Cut("no answer within {timeout:g} s", timeout=timeout) from error
        raise _Cut(
            "cannot be reached ({reason})", reason=getattr(error.reason, "strerror", None) or error.reason
        ) from error
    except TimeoutError as error:
        raise _Cut("nothing came for {timeout:g} s", timeout=timeout) from error
    except (OSError, HTTPException) as error:
        raise _Cut("the connection was cut ({error})", error=type(error).__name__) from error


def _blocks(response: HTTPResponse, timeout: float) -> Iterator[bytes]:
    """The body. Raises _Cut where it only trickles: each byte would start the time of the socket anew."""
    since, came = time.monotonic(), 0
    while block := response.read1(_BLOCK):
        yield block
        came += len(block)
        if (now := time.monotonic()) - since > timeout:
            if came < _TRICKLE:
                raise _Cut("only {came:,} bytes came within {seconds:.0f} s", came=came, seconds=now - since)
            since, came = now, 0


def _check_size(url: str, size: int, exactly: int | None, most: int, about: str = "") -> None:
    if exactly is not None and size != exactly:
        raise DictsvcError(
            "{url}: is {about}{size:,} bytes, the list says {exactly:,}; it is not the file listed",
            url=url,
            about=about,
            size=size,
            exactly=exactly,
        )
    if size > most:
        raise DictsvcError(
            "{url}: is {about}{size:,} bytes, more than the {most:,} that a download may have",
            url=url,
            about=about,
            size=size,
            most=most,
        )


@contextmanager
def _writing(path: Path) -> Iterator[Callable[[bytes], object]]:
    """A function that writes to a file; its OSError is no fault of the network."""

    def write(block: bytes) -> None:
        try:
            file.write(block)
        except OSError as error:
            raise _unwritable(path, error) from error

    try:
        file = path.open("wb", buffering=0)
    except OSError as error:
        raise _unwritable(path, error) from error
    with file:
        yield write


def _unwritable(path: Path, error: OSError) -> DictsvcError:
    return DictsvcError(
        "{folder}: {reason}; make room there, or name another folder with TMPDIR",
        folder=path.parent,
        reason=error.strerror,
    )

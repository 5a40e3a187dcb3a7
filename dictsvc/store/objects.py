"""An object store: small objects whole, large ones as streams, names listed. The home of obstore and its errors.

Every wait has an end: `SILENCE` seconds without a byte, or with a trickle, are none. obstore tries an operation again a
few times before that. Its calls are the blocking ones, since what its awaitables leave behind in threads makes an
interpreter abort that ends just then; each runs in a daemon thread, so that a signal is heard while the network is
silent. Whoever raises out of such a wait leaves that thread inside obstore, and must end the process without
finalizing the interpreter (`os._exit`, or by the signal): the thread would abort it.

Credentials come from the environment, as obstore (that is, the Rust crate object_store) reads them, and are in no
message.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from dictsvc.errors import Message, StoreError

SILENCE = 15.0
"""Seconds in which something must come."""
TRICKLE = 1000
"""Bytes; fewer of them in `SILENCE` seconds are no transfer."""
_BLOCK = 1 << 18
_PART = 8 << 20
"""Bytes in which a large file is uploaded, each a request that is tried again by itself."""
_SCHEMES = frozenset(("s3", "s3a", "gs", "az", "azure", "abfs", "abfss", "adl", "file"))
_ANSWER = re.compile(r"status code: (\d{3}(?: [A-Za-z -]+)?)")
_CODE = re.compile(r"<Code>([A-Za-z]+)</Code>")
_SYSTEM = re.compile(r'message: "([^"\n]+)"')

Moved = Callable[[int], None]
"""Called with the number of further bytes that went over the network."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object of a listing. name: below the store's prefix. size: bytes. modified: by the store's clock."""

    name: str
    size: int
    modified: datetime


def check(url: str) -> None:
    """Raise StoreError unless this may be the address of a store; the network is not asked, obstore not loaded."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise StoreError(
            "an address of a store holds no credentials and no parameters; they come from the environment "
            "(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY …)",
            kind="unfit",
        )
    if parts.scheme not in _SCHEMES or not (parts.netloc or parts.scheme == "file") or not url.isprintable():
        raise StoreError(
            "{url!r}: no address of an object store; write s3://BUCKET/PREFIX, or file:///FOLDER for a shared folder",
            url=url,
            kind="unfit",
        )


class Objects:
    """A store below the prefix of its address.

    store: one of obstore's, for tests; else it is made of the address.
    """

    def __init__(self, url: str, store: Any = None) -> None:
        self.url = url
        if store is None:
            check(url)
        try:
            import obstore
        except ImportError as error:
            raise StoreError(
                "object stores need the package obstore; install it with `pip install 'dictsvc[store]'`", kind="unfit"
            ) from error
        self._obstore: Any = obstore
        with self._translated():
            self._store = store if store is not None else self._connected()

    def _connected(self) -> Any:
        from obstore.store import from_url

        if self.url.startswith("file:"):
            return from_url(self.url)
        second = timedelta(seconds=1)
        return from_url(
            self.url,
            client_options={
                # The whole of a large file may take long; that something comes is seen to here.
                "timeout": 3600 * second,
                "connect_timeout": 5 * second,
                "read_timeout": SILENCE * second,
                # Options that are given replace those of the environment.
                "allow_http": _is_switched_on("AWS_ALLOW_HTTP")
                or _is_switched_on("AZURE_ALLOW_HTTP")
                or _is_switched_on("GOOGLE_ALLOW_HTTP"),
            },
            retry_config={
                "max_retries": 3,
                "retry_timeout": SILENCE * second,
                "backoff": {"init_backoff": 0.1 * second, "max_backoff": 2 * second, "base": 2},
            },
        )

    def read(self, name: str, most: int) -> bytes | None:
        """A small object, None where there is none. Raises StoreError also where it has more than `most` bytes."""
        try:
            with self._translated():
                answer = _interruptible(self._obstore.get, self._store, name)
                if answer.meta["size"] <= most:
                    return bytes(_interruptible(answer.bytes))
        except FileNotFoundError:
            return None
        raise StoreError(
            "{url}: {name} is not what was published; `dictsvc push --repair` mends it",
            url=self.url,
            name=name,
            kind="damaged",
        )

    def create(self, name: str, content: bytes) -> bool:
        """Make an object, unless one of that name is there: then False, and nothing is changed."""
        try:
            with self._translated():
                _interruptible(partial(self._obstore.put, mode="create"), self._store, name, content)
        except self._obstore.exceptions.AlreadyExistsError:
            return False
        return True

    def upload(self, name: str, path: Path, moved: Moved) -> None:
        """Store a file as an object, in the place of one that was there; seen by others once it is whole."""

        def blocks() -> Iterator[bytes]:
            while block := file.read(_BLOCK):
                yield block
                moved(len(block))

        with path.open("rb") as file, self._translated():
            large = path.stat().st_size > _PART
            put = partial(self._obstore.put, use_multipart=large, chunk_size=_PART, max_concurrency=4)
            _interruptible(put, self._store, name, blocks())

    def download(self, name: str) -> Iterator[bytes]:
        """The bytes of an object as they come. Raises StoreError, also where they only trickle."""
        try:
            with self._translated():
                blocks = iter(_interruptible(self._obstore.get, self._store, name).stream(min_chunk_size=1))
            came, since = 0, time.monotonic()
            while True:
                with self._translated():
                    block = _interruptible(_gathered, blocks)
                if not block:
                    return
                yield block
                came += len(block)
                if (now := time.monotonic()) - since > SILENCE:
                    if came < TRICKLE:
                        raise self._slow()
                    came, since = 0, now
        except FileNotFoundError as error:
            raise StoreError(
                "{url}: {name} is not there; `dictsvc push --repair` uploads it again",
                url=self.url,
                name=name,
                kind="damaged",
            ) from error

    def names(self, folder: str) -> list[Object]:
        """All objects below a folder, ordered by name."""
        prefix = f"{folder}/"
        found = []
        try:
            with self._translated():
                listing = iter(self._obstore.list(self._store, folder))
                while (rows := _interruptible(next, listing, None)) is not None:
                    found += [Object(row["path"], row["size"], row["last_modified"]) for row in rows]
        except FileNotFoundError:
            return []
        return sorted((one for one in found if one.name.startswith(prefix)), key=lambda one: one.name)

    def delete(self, name: str) -> None:
        """Delete an object; that it has gone is no error."""
        with suppress(FileNotFoundError), self._translated():
            _interruptible(self._obstore.delete, self._store, name)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """obstore's errors as StoreError; a missing object stays FileNotFoundError, an existing one what it is."""
        errors = self._obstore.exceptions
        try:
            yield
        except (FileNotFoundError, errors.BaseError) as error:
            text = str(error)
            found = _CODE.search(text)
            code = found[1] if found else ""
            if code == "NoSuchBucket" or "NoSuchBucket" in text or "ContainerNotFound" in text:
                raise self._missing() from error
            if isinstance(error, (FileNotFoundError, errors.AlreadyExistsError)):
                raise
            raise self._described(text, code) from error

    def _described(self, text: str, code: str) -> StoreError:
        """One sentence for obstore's pages of text."""
        status = found[1] if (found := _ANSWER.search(text)) else ""
        if status[:3] in ("401", "403") or "MissingAccessKeyId" in text or "Missing SecretAccessKey" in text:
            return StoreError(
                "{url}: the store does not accept these credentials ({reason}); correct those in the environment (for "
                "S3, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), or the rights they have there",
                url=self.url,
                reason=code or status or Message("there are none"),
                kind="refused",
            )
        if "kind: Builder" in text or "BadScheme" in text:
            return StoreError(
                "{url}: the endpoint is not https://; correct AWS_ENDPOINT_URL, or permit "
                "http:// with AWS_ALLOW_HTTP=true",
                url=self.url,
                kind="unfit",
            )
        if status:
            return StoreError(
                "{url}: the store answered {answer}; look at its log and its free space, and try again",
                url=self.url,
                answer=f"{status} {code}".strip(),
                kind="failed",
            )
        if "kind: Timeout" in text or "TimedOut" in text:
            return self._slow()
        if "HTTP error" in text:
            return StoreError(
                "{url}: the store cannot be reached; check the network and, for S3, AWS_ENDPOINT_URL",
                url=self.url,
                kind="unreachable",
            )
        if "NotFound" in text:
            return self._missing()
        found = _SYSTEM.search(text)
        reason = found[1] if found else text.partition("\n")[0][:200]
        return StoreError("{url}: cannot be used ({reason})", url=self.url, reason=reason, kind="failed")

    def _missing(self) -> StoreError:
        return StoreError(
            "{url}: there is no such bucket or folder; make it, or correct the address", url=self.url, kind="missing"
        )

    def _slow(self) -> StoreError:
        return StoreError(
            "{url}: the store gives no answer in time; check it and the network", url=self.url, kind="unreachable"
        )


def _gathered(blocks: Iterator[Any]) -> bytes:
    """The next bytes, at least `_BLOCK` unless they come slowly or to their end: each block that comes is 8 kB."""
    gathered, until = bytearray(), time.monotonic() + 1
    for block in blocks:
        gathered += block
        if len(gathered) >= _BLOCK or time.monotonic() >= until:
            break
    return bytes(gathered)


def _interruptible(call: Callable[..., Any], *arguments: Any) -> Any:
    """What a blocking call returns or raises; signals are handled meanwhile, which they are in the main thread only."""
    outcome: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            outcome.put((call(*arguments), None))
        except BaseException as error:
            outcome.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    result, error = outcome.get()
    if error is not None:
        raise error
    return result


def _is_switched_on(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")

"""An object store: small objects whole, large ones as streams, names listed. The home of obstore and its errors.

Every wait has an end: `PATIENCE` seconds for a small object, or for more bytes of a large one; obstore itself tries an
operation again a few times before that. Its calls are awaited in an event loop of our own, since they would otherwise
hold up Ctrl-C until the network answers.

Credentials come from the environment, as obstore (that is, the Rust crate object_store) reads them, and are in no
message.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from dictsvc.errors import Message, StoreError

PATIENCE = 30.0
"""Seconds in which something must come, or a small object be there as a whole."""
TRICKLE = 4096
"""Bytes; fewer of them in `PATIENCE` seconds are no transfer."""
_BLOCK = 1 << 18
_PART = 8 << 20
"""Bytes in which a large file is uploaded, each a request that is tried again by itself."""
_SCHEMES = frozenset(("s3", "s3a", "gs", "az", "azure", "abfs", "abfss", "adl", "file"))
_ANSWER = re.compile(r"status code: (\d{3}(?: [A-Za-z -]+)?)")
_CODE = re.compile(r"<Code>([A-Za-z]+)</Code>")
_SYSTEM = re.compile(r'message: "([^"\n]+)"')

Moved = Callable[[int], None]
"""Called with the number of further bytes that went over the network."""
_T = TypeVar("_T")


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
    """A store below the prefix of its address. For one thread; close it, or use it as a context.

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
        self._runner = asyncio.Runner()
        with self._translated():
            self._store = store if store is not None else self._opened()

    def _opened(self) -> Any:
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
                "read_timeout": 20 * second,
                # Options that are given replace those of the environment.
                "allow_http": _flag("AWS_ALLOW_HTTP") or _flag("AZURE_ALLOW_HTTP") or _flag("GOOGLE_ALLOW_HTTP"),
            },
            retry_config={
                "max_retries": 3,
                "retry_timeout": 20 * second,
                "backoff": {"init_backoff": 0.1 * second, "max_backoff": 2 * second, "base": 2},
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of connections."""
        self._runner.close()

    def read(self, name: str, most: int) -> bytes | None:
        """A small object, None where there is none. Raises StoreError also where it has more than `most` bytes."""

        async def got() -> bytes | None:
            answer = await self._obstore.get_async(self._store, name)
            if answer.meta["size"] > most:
                raise self._damaged(name)
            return bytes(await answer.bytes_async())

        try:
            return self._run(got)
        except FileNotFoundError:
            return None

    def create(self, name: str, content: bytes) -> bool:
        """Make an object, unless one of that name is there: then False, and nothing is changed."""
        try:
            self._run(lambda: self._obstore.put_async(self._store, name, content, mode="create"))
        except self._obstore.exceptions.AlreadyExistsError:
            return False
        return True

    def upload(self, name: str, path: Path, moved: Moved) -> None:
        """Store a file as an object, in the place of one that was there; seen by others once it is whole."""

        size = path.stat().st_size

        async def put() -> None:
            async with asyncio.timeout(4 * PATIENCE) as timer:

                async def blocks() -> AsyncIterator[bytes]:
                    with path.open("rb") as file:
                        while block := file.read(_BLOCK):
                            timer.reschedule(asyncio.get_running_loop().time() + 4 * PATIENCE)
                            yield block
                            moved(len(block))

                await self._obstore.put_async(
                    self._store, name, blocks(), use_multipart=size > _PART, chunk_size=_PART, max_concurrency=4
                )

        with self._translated():
            self._runner.run(put())

    def download(self, name: str) -> Iterator[bytes]:
        """The bytes of an object as they come. Raises StoreError, also where they stop coming or only trickle."""
        try:
            answer = self._run(lambda: self._obstore.get_async(self._store, name))
            stream = answer.stream(min_chunk_size=1)
            came, since = 0, self._now()
            while block := self._run(lambda: anext(stream, b"")):
                yield bytes(block)
                came += len(block)
                if (now := self._now()) - since > PATIENCE:
                    if came < TRICKLE:
                        raise TimeoutError
                    came, since = 0, now
        except FileNotFoundError as error:
            raise StoreError(
                "{url}: {name} is not there; `dictsvc push --repair` uploads it again",
                url=self.url,
                name=name,
                kind="damaged",
            ) from error
        except TimeoutError as error:
            raise self._slow() from error

    def names(self, folder: str) -> list[Object]:
        """All objects below a folder, ordered by name."""
        prefix = f"{folder}/"

        async def listed() -> list[Object]:
            found = []
            async for rows in self._obstore.list(self._store, folder):
                found += [Object(row["path"], row["size"], row["last_modified"]) for row in rows]
            return found

        try:
            found = self._run(listed)
        except FileNotFoundError:
            return []
        return sorted((one for one in found if one.name.startswith(prefix)), key=lambda one: one.name)

    def delete(self, name: str) -> None:
        """Delete an object; that it has gone is no error."""
        with suppress(FileNotFoundError):
            self._run(lambda: self._obstore.delete_async(self._store, name))

    def _run(self, begin: Callable[[], Awaitable[_T]]) -> _T:
        async def within() -> _T:
            async with asyncio.timeout(PATIENCE):
                return await begin()  # obstore looks for the loop when it begins

        with self._translated():
            return self._runner.run(within())

    def _now(self) -> float:
        return self._runner.get_loop().time()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """obstore's errors as StoreError; a missing object stays FileNotFoundError, an existing one what it is."""
        errors = self._obstore.exceptions
        try:
            yield
        except TimeoutError as error:
            raise self._slow() from error
        except (FileNotFoundError, errors.BaseError) as error:
            text = str(error)
            found = _CODE.search(text)
            code = found[1] if found else ""
            if code == "NoSuchBucket" or "NoSuchBucket" in text or "ContainerNotFound" in text:
                raise StoreError(
                    "{url}: there is no such bucket; make it, or correct the address", url=self.url, kind="missing"
                ) from error
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
        if "HTTP error" in text:
            return StoreError(
                "{url}: the store cannot be reached; check the network and, for S3, AWS_ENDPOINT_URL",
                url=self.url,
                kind="unreachable",
            )
        found = _SYSTEM.search(text)
        return StoreError(
            "{url}: cannot be used ({reason})",
            url=self.url,
            reason=found[1] if found else text.partition("\n")[0][:200],
            kind="missing" if "NotFound" in text else "failed",
        )

    def _slow(self) -> StoreError:
        return StoreError(
            "{url}: the store gives no answer in time; check it and the network", url=self.url, kind="unreachable"
        )

    def _damaged(self, name: str) -> StoreError:
        return StoreError(
            "{url}: {name} is not what was published; `dictsvc push --repair` mends it",
            url=self.url,
            name=name,
            kind="damaged",
        )


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")

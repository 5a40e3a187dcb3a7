"""gzip of replies: the same bytes come out, and each time the same."""

from __future__ import annotations

import gzip

import pytest

from dictsvc.web import compress


@pytest.mark.parametrize("size", [0, compress.SMALLEST, compress.LARGE - 1, compress.LARGE, 10 * compress.LARGE])
def test_what_is_compressed_unpacks_to_the_same_and_is_the_same_each_time(size: int) -> None:
    body = b"".join(b"%d: meaning of a word, " % number for number in range(size))[:size]
    packed = compress.packed(body)
    assert gzip.decompress(packed) == body
    assert packed == compress.packed(body) and packed[4:8] == bytes(4), "bytes that change with the time"
    assert not size or len(packed) < size // 2

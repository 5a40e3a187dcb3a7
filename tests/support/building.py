"""Small indexes without a data folder."""

from __future__ import annotations

from pathlib import Path

from dictsvc.index.build import Batch, Builder
from dictsvc.index.opened import Index


def build(folder: Path, headwords: list[str], *, tonal: bool = True) -> Index:
    """An index of headwords whose article is the headword itself; later ones are rarer."""
    folder.mkdir(parents=True, exist_ok=True)
    builder = Builder(folder, language="vi" if tonal else "en", tonal=tonal)
    articles = [f"-{headword}".encode() for headword in headwords]
    zipfs = [max(1, 700 - at // 3) for at in range(len(headwords))]
    builder.add(Batch.of(headwords, zipfs, articles, articles))
    _, name = builder.finish()
    return Index(folder.rename(folder.with_name(f"{folder.name}-{name}")))

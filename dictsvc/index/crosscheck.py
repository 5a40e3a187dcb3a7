"""Whether the parts of an index agree: every id that a trie leads to is a stored entry, and every entry is found; and
whether a joined index agrees with its members.

`integrity` says that the bytes are those that were published; this says that what was published makes sense. Reads
everything and takes seconds where that takes milliseconds, so it is for `dictsvc verify` alone.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from dictsvc.errors import DictsvcError, Message
from dictsvc.index import cards, files, meanings, tries
from dictsvc.index.definitions import DEFINITIONS, words_of
from dictsvc.index.files import Sections
from dictsvc.index.opened import Index

SHOWN = 5
"""Faults of one kind that are named."""
DAMAGE = (DictsvcError, OSError, ValueError, IndexError, KeyError, TypeError, struct.error, zlib.error, OverflowError)
"""What reading a damaged file may raise."""


def contradictions(folder: Path, progress: Callable[[int], None] = lambda done: None) -> Iterator[str]:
    """What contradicts itself in an index whose bytes are right; one clause each. progress: documents looked at."""
    try:
        index = Index(folder)
        yield from _counts(index)
        yield from _ids(index)
        yield from _definitions(index)
        yield from (_joined if index.manifest.members else _documents)(index, progress)
    except DAMAGE as error:
        yield Message("cannot be read ({error})", error=repr(error)[:200])


def _counts(index: Index) -> Iterator[str]:
    documents = len(index)
    if len(index.cards) != documents:
        yield Message(
            "has {cards:,} cards, its description says {documents:,} headwords",
            cards=len(index.cards),
            documents=documents,
        )
    if index.manifest.members:
        return
    ordered = files.u32(index.sections[files.ORDER])
    if len(ordered) != documents or len(set(ordered)) != documents or max(ordered, default=-1) >= documents:
        yield Message("{name} does not name each headword once", name=files.ORDER)


def _ids(index: Index) -> Iterator[str]:
    """Every id in the answers stored beside the tries, and every place to which a trie leads."""
    documents, sections = len(index), index.sections
    for section in sorted(name for name in sections if name.endswith(".marisa") and not name.startswith(DEFINITIONS)):
        name = section.removesuffix(".marisa")
        trie = tries.Trie(sections[section])
        if f"{name}.count" in sections:
            wrong = abs(len(files.u32(sections[f"{name}.count"])) - len(trie))
        elif f"{name}.list" in sections:
            bits = meanings.DOCUMENT if name == meanings.MEANINGS else 0x7FFF_FFFF
            wrong = _wrong_lists(sections, name, len(trie), documents, bits)
        elif f"{name}.best" in sections:
            wrong = _wrong_answers(sections, name, len(trie), documents)
        else:
            wrong = _wrong_blocks(sections, name, trie, documents)
        if wrong:
            yield Message("{wrong:,} ids reached from {section} are no entries", wrong=wrong, section=section)


def _wrong_lists(sections: Sections, name: str, keys: int, documents: int, bits: int) -> int:
    """How many lists of a part hold what is no document. bits: those of a number that are the document's."""
    places, lists = files.u32(sections[f"{name}.at"]), files.u32(sections[f"{name}.list"])
    wrong = abs(len(places) - keys)
    for place in places:
        if place >> 31:
            wrong += place & bits >= documents
        else:
            found = lists[place + 1 : place + 1 + lists[place]]
            wrong += (len(found) != lists[place]) + (max([row & bits for row in found], default=documents) >= documents)
    return wrong


def _wrong_answers(sections: Sections, name: str, keys: int, documents: int) -> int:
    places, best = files.u32(sections[f"{name}.at"]), files.u32(sections[f"{name}.best"])
    wrong = abs(len(places) - keys)
    for place in set(places):
        found = best[place + 1 : place + 1 + best[place]]
        wrong += (len(found) != best[place]) + (max(found, default=documents << 3) >> 3 >= documents)
    return wrong


def _wrong_blocks(sections: Sections, name: str, trie: tries.Trie, documents: int) -> int:
    """How many blocks are missing, and lines that are not whole or lead to no document."""
    data, offsets = sections[f"{name}.bin"], files.u32(sections[f"{name}.off"])
    wrong = abs(len(offsets) - 2 * len(trie))
    for at in range(0, len(offsets), 2):
        for line in data[offsets[at] : offsets[at + 1]].tobytes().split(b"\n")[1:]:
            cells = line.split(b"\t")
            wrong += len(cells) < 4 or int(cells[3]) >= documents
    return wrong


def _definitions(index: Index) -> Iterator[str]:
    """Each word of the stored articles leads to as many documents as hold it, and to no others."""
    if index.definitions is None:
        return
    held: Counter[str] = Counter()
    for document in range(index.offered):
        held.update(words_of([article.encode() for article in index.articles[document]]))
    uneven = [name.partition("|")[0] for name, size in index.definitions.sizes().items() if held.pop(name, 0) != size]
    uneven += [name.partition("|")[0] for name in held]
    uneven += index.definitions.faults(index.offered)
    if uneven:
        yield Message(
            "{count:,} words lead to other definitions than hold them ({some})", count=len(uneven), some=_some(uneven)
        )


def _joined(index: Index, progress: Callable[[int], None]) -> Iterator[str]:
    """A joined index, whose members stand beside it: it has each of their entries, and no other."""
    members = [Index(index.folder.with_name(name)) for name in index.manifest.members]
    of_kind = [member for member in members if member.tonal == index.tonal]
    uneven: list[str] = []
    lost: list[str] = []
    found = 0
    for document in range(len(index)):
        if document % 1000 == 0:
            progress(document)
        record = index.record(document)
        headword, entries = record[0].decode(), cards.entries(record)
        found += len(entries)
        in_members = [
            (number, its_document)
            for number, member in enumerate(members)
            if (its_document := member.exact(headword)) is not None
        ]
        stored = [(number, *members[number].cards.fields(its_document)[1:]) for number, its_document in in_members]
        zipfs = [
            members[number].cards.zipfs[its_document]
            for number, its_document in in_members
            if members[number] in of_kind
        ]
        if entries != stored or not zipfs or index.cards.zipfs[document] != max(zipfs):
            uneven.append(headword)
        if index.exact(headword) != document or index.searched(headword) != document:
            lost.append(headword)
    for member in of_kind:
        headwords = map(member.cards.headword, range(len(member)))
        lost += [headword for headword in headwords if index.exact(headword) is None]
    if uneven:
        yield Message(
            "{count:,} headwords have other entries than their dictionaries say ({some})",
            count=len(uneven),
            some=_some(uneven),
        )
    yield from _headwords(index, lost, found)


def _documents(index: Index, progress: Callable[[int], None]) -> Iterator[str]:
    """Every stored entry: its card and articles are whole, and asking for its headword leads to it."""
    lost: list[str] = []
    uneven: list[str] = []
    found = 0
    for document in range(len(index)):
        if document % 1000 == 0:
            progress(document)
        card = index.cards[document]
        articles = index.articles[document]
        found += len(articles)
        if len(articles) != card.homographs or not all(articles):
            uneven.append(card.headword)
        if index.exact(card.headword) != document or index.searched(card.headword) != document:
            lost.append(card.headword)
    if uneven:
        yield Message(
            "{count:,} headwords have other entries than their cards say ({some})",
            count=len(uneven),
            some=_some(uneven),
        )
    yield from _headwords(index, lost, found)


def _headwords(index: Index, lost: list[str], found: int) -> Iterator[str]:
    """lost: headwords that asking does not lead to. found: entries."""
    if lost:
        yield Message("{count:,} headwords are stored and not found ({some})", count=len(lost), some=_some(lost))
    if found != index.manifest.entries:
        yield Message(
            "has {found:,} entries, its description says {entries:,}", found=found, entries=index.manifest.entries
        )


def _some(headwords: list[str]) -> str:
    return ", ".join(headwords[:SHOWN]) + ("…" if len(headwords) > SHOWN else "")

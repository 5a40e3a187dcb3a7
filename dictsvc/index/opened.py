"""A published index, open: finds documents for a query and hands out their cards and articles.

Opening checks versions and sizes only and maps one file; every answer touches a bounded number of keys.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from dictsvc.errors import IndexDamaged
from dictsvc.index import files, manifest
from dictsvc.index.articles import Articles
from dictsvc.index.blocks import Blocks
from dictsvc.index.cards import Card, Cards, JoinedCards
from dictsvc.index.crowded import BEST, Crowded
from dictsvc.index.definitions import AVAILABLE, DEFINITIONS, Definitions
from dictsvc.index.exact import Exact
from dictsvc.index.files import ORDER
from dictsvc.index.hidden import HIDDEN
from dictsvc.index.hits import CLASSES, DOCUMENT, KIND, WHOLE, Hit, Packed, class_of, packed, ranked, unpacked
from dictsvc.index.inside import INSIDE
from dictsvc.index.lists import Lists
from dictsvc.index.manifest import Manifest
from dictsvc.index.meanings import MEANINGS, Meanings
from dictsvc.index.neighbours import NEIGHBOURS, Neighbours
from dictsvc.index.readings import READINGS
from dictsvc.index.solid import SOLID, solid, spaced
from dictsvc.index.sounds import SOUNDS
from dictsvc.vietnamese import order
from dictsvc.vietnamese.fold import bare, normalise
from dictsvc.vietnamese.key import key, respelt
from dictsvc.vietnamese.match import EXACT, VARIANT, Query, SolidQuery, TypedQuery, classify, classify_solid


class Index:
    """One dictionary on disk, or several joined, ready to be asked from any thread; made: the manifest of one without
    a name yet.

    articles: not there in a joined index, which cannot be browsed either; its members have both.
    """

    def __init__(self, folder: Path, made: Manifest | None = None) -> None:
        self.folder = folder
        self.manifest = made or manifest.read(folder)
        self.tonal = self.manifest.tonal
        try:
            self.sections = files.sections(folder, self.manifest.sections)
            self.cards = JoinedCards(self.sections) if self.manifest.members else Cards(self.sections)
            self.headword = self.cards.headword
            """Of a document as it is written, NFC."""
            self.zipf = self.cards.zipfs.__getitem__
            """Of a document its frequency in hundredths."""
            self.record = self.cards.record
            """What all dictionaries that are asked have of a document's headword."""
            if not self.manifest.members:
                self.articles = Articles(self.sections)
                self._order = files.u32(self.sections[ORDER])
            self._exact = Exact(self.sections, self.cards)
            self._crowded = Crowded(self.sections)
            self._blocks = Blocks(self.sections)
            self._solid = self._part(SOLID)
            self.sounds = self._part(SOUNDS)
            self.inside = self._part(INSIDE)
            self.meanings = Meanings(self.sections) if MEANINGS in self.manifest.parts else None
            self.readings = self._part(READINGS)
            self.neighbours = Neighbours(self.sections) if NEIGHBOURS in self.manifest.parts else None
            self._hidden = self._part(HIDDEN)
            held = DEFINITIONS in self.manifest.parts and AVAILABLE
            self.definitions = Definitions(self.sections) if held else None
            self.offered = len(self) - self.manifest.hidden
        except (IndexDamaged, KeyError, ValueError, TypeError) as error:
            raise IndexDamaged("{folder}: {error}; run `dictsvc rebuild`", folder=folder, error=error) from error

    def __len__(self) -> int:
        return self.manifest.documents

    def _part(self, name: str) -> Lists | None:
        """An optional part; without it its feature is off."""
        return Lists(self.sections, name) if name in self.manifest.parts else None

    def find(self, asked: Query, most: int = BEST) -> list[Hit]:
        """The best hits in the order of `hits`: all whole words are ranked, then cut to `most`."""
        return unpacked(self, self._find(asked, most)[:most])

    def whole(self, asked: Query, most: int = BEST) -> list[Hit]:
        """The whole words among them, without a look at completions."""
        return unpacked(self, [hit for hit in self._find(asked, most, completions=False)[:most] if hit & WHOLE])

    def _find(self, asked: Query, most: int, *, completions: bool = True) -> list[Packed]:
        hits = self.find_keys(asked, most if completions else 0)
        if self._solid is not None:
            normal = asked.normal
            documents = self._solid.get(normal if normal.isascii() and normal.isalnum() else solid(normal))
            if documents:  # most often those that have been found
                known = {hit >> DOCUMENT for hit in hits if hit & WHOLE}
                documents = [document for document in documents if document not in known]
            if documents and (found := self._solid_hits(asked, documents, most)):
                added = {hit >> DOCUMENT for hit in found}  # a completion, it may be a whole word all the same
                hits = ranked(asked, found + [hit for hit in hits if hit >> DOCUMENT not in added])
        if "-" in asked.normal and not asked.marked:
            hits = self._hyphens_first(asked, hits)
        hits = self._as_written_first(asked, self._exact_first(asked, hits))
        return hits if self._hidden is None else self._with_hidden(asked, hits)

    def _with_hidden(self, asked: Query, hits: list[Packed]) -> list[Packed]:
        """With what is never offered, where it was typed in full."""
        for document, match in self.hidden(asked):
            if match <= VARIANT:
                before = [hit for hit in hits if hit & WHOLE and (not asked.marked or class_of(hit) <= match)]
                hits = [*before, packed(document, match, True), *hits[len(before) :]]
        return hits

    def hidden(self, asked: Query) -> list[tuple[int, int]]:
        """(document, class) of the whole headwords that are never offered and that a query matches."""
        if self._hidden is None:
            return []
        found = []
        for document in self._hidden.get(asked.folded.rstrip(" ")):
            made = key(normalise(self.headword(document)), tonal=self.tonal)
            for parts in (made, *(other for other, _ in respelt(made))):
                folded = f"{parts.folded} "
                if folded.startswith(asked.folded):
                    match = classify(asked, folded, f"{parts.letters} ", parts.tones)
                    if match is not None:
                        found.append((document, match if parts is made else max(match, VARIANT)))
                        break
        return found

    def _hyphens_first(self, asked: Query, hits: list[Packed]) -> list[Packed]:
        """Among whole hits of one frequency, those with the hyphens that were typed stand first."""
        typed = bare(asked.normal)

        def rank(hit: Packed) -> tuple[bool, int, bool]:
            document = hit >> DOCUMENT
            return class_of(hit) > EXACT, -self.zipf(document), bare(normalise(self.headword(document))) != typed

        whole = [one for one in hits if one & WHOLE]
        return sorted(whole, key=rank) + hits[len(whole) :]

    def find_keys(self, asked: Query, most: int = BEST) -> list[Packed]:
        """What the keys alone say, without solid keys and without a look at how headwords are written: the best hits,
        all whole words and at least `most` in all.
        """
        hits = self._crowded.find(asked.pattern)
        if hits is None:
            # The same letters are stored without any mark; some of what they lead to has other marks.
            if self.manifest.thinned and asked.marked and (near := self._crowded.find(asked.folded)):
                hits = self._compared(asked, [hit >> DOCUMENT for hit in near])
            else:
                hits = self._blocks.find(asked, most)
        elif asked.completed:
            hits = [one if one & CLASSES else one | VARIANT << 1 for one in hits]
        return hits

    def _compared(self, asked: Query, documents: list[int]) -> list[Packed]:
        """Hits among candidate documents, by the full comparison."""
        hits = []
        for document in documents:
            parts = key(normalise(self.headword(document)), tonal=self.tonal)
            folded = parts.folded + " "
            if folded.startswith(asked.folded):
                found = classify(asked, folded, parts.letters + " ", parts.tones)
                if found is not None:
                    hits.append(packed(document, found, len(folded) == len(asked.folded.rstrip(" ")) + 1))
        return ranked(asked, hits)

    def _solid_hits(self, asked: Query, documents: list[int], most: int) -> list[Packed]:
        """Of documents with the query's solid key, those that are divided otherwise and whose marks agree, as whole
        words: what is divided as it was typed is found by its own key, or its syllables have other marks.

        The first `most` where their order is that of rank: no mark and no hyphen was typed.
        """
        typed, folded = SolidQuery.of(spaced(asked.normal), tonal=self.tonal), asked.folded.strip()
        by_rank = not asked.marked and "-" not in asked.normal
        hits: list[Packed] = []
        for document in documents:
            normal = normalise(self.headword(document))
            if bare(normal).replace("-", " ") == folded:
                continue
            match = classify_solid(typed, key(spaced(normal), tonal=self.tonal))
            if match is not None:
                hits.append(packed(document, match, True))
                if len(hits) == most and by_rank:
                    break
        return hits

    def _exact_first(self, asked: Query, hits: list[Packed]) -> list[Packed]:
        """Among whole hits with the same key, those written otherwise (separators, tone position) are variants."""
        last = 0
        while last < len(hits) and hits[last] & KIND == EXACT << 1 | WHOLE:
            last += 1
        if not last:
            return hits
        same, variants, normal = [], [], asked.normal
        for hit in hits[:last]:
            headword = self.headword(hit >> DOCUMENT)
            if headword == normal or normalise(headword) == normal:
                same.append(hit)
            else:
                variants.append(hit | VARIANT << 1)
        return same + ranked(asked, variants + hits[last:]) if variants else hits

    def _as_written_first(self, asked: Query, hits: list[Packed]) -> list[Packed]:
        """Among equals the headword in the very letter case and code points that were typed stands first.

        It is looked up by itself, since it may stand behind the last hit that is kept.
        """
        if len(hits) < 2 or not hits[0] & hits[1] & WHOLE:
            return hits
        kind = hits[0] & KIND
        if kind != hits[1] & KIND or (kind & CLASSES and not asked.completed):
            return hits
        document = self._exact.get(asked.typed)
        if document is None or document == hits[0] >> DOCUMENT or document >= self.offered:
            return hits
        written = document << DOCUMENT | kind
        return [written, *[one for one in hits if one != written]]

    def may_hold(self, sound: str, solid_: str) -> bool:
        """Whether a headword may be written like a text with these keys; two quick looks that mostly say no."""
        if self.sounds is None or not sound or sound in self.sounds:
            return True
        return self._solid is not None and solid_ in self._solid

    def exact(self, headword: str) -> int | None:
        """The document of a headword that is written just so (NFC)."""
        return self._exact.get(headword)

    def document(self, headword: str, asked: TypedQuery | None = None) -> int | None:
        """The document of a headword: NFC exactly, else the same in another letter case.

        asked: the headword taken apart, where more than one index is asked for it.
        """
        found = self._exact.get(headword)
        return found if found is not None else self.searched(headword, asked)

    def searched(self, headword: str, asked: TypedQuery | None = None) -> int | None:
        """The same by way of the keys."""
        normal = headword.casefold()
        folded = None
        for hit in self.find((asked or TypedQuery(headword)).reading(tonal=self.tonal)):
            if not hit.whole:
                break
            found = self.headword(hit.document)
            if found == headword:
                return hit.document
            if folded is None and found.casefold() == normal:
                folded = hit.document
        return folded

    def place(self, text: str) -> int:
        """How many documents stand before a text in dictionary order."""
        wanted = order.key(text)
        return bisect_left(range(len(self._order)), wanted, key=lambda position: order.key(self.headword_at(position)))

    def headword_at(self, position: int) -> str:
        """The headword at a position in dictionary order."""
        return self.cards.headword(self._order[position])

    def browse(self, first: int, end: int) -> Iterator[Card]:
        """Cards of the documents first … end-1 in dictionary order."""
        for at in range(max(first, 0), min(end, len(self._order))):
            yield self.cards[self._order[at]]

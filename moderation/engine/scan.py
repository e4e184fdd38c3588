"""Scan texts in every lane, singly or in batches; both ways give the same hits."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from moderation.engine import sound
from moderation.engine.batch import Batch, Places
from moderation.engine.fold import collapse, collapsed_places, fold, has_repeat, places
from moderation.engine.lexicon import Entries, Lexicon, Table

FOLDED, REPEAT, HEARD, PINYIN = 0, 1, 2, 3  # lanes


class Hit(NamedTuple):
    """One key found: its lane, its place in the folded and in the original text."""

    entries: Entries
    lane: int
    first: int
    last: int
    start: int
    end: int


class Scanned(NamedTuple):
    """One text after the scan."""

    folded: str
    hits: list[Hit]
    plain_count: int  # ASCII letters and digits of the folded text


def scan(lexicons: Sequence[Lexicon], text: str) -> Scanned:
    """Scan one text."""
    folded = fold(text)
    raw: list[tuple[Table, int, int, int, int]] = []
    for lexicon in lexicons:
        for first, last, key in lexicon.plain.find(folded):
            raw.append((lexicon.plain, FOLDED, first, last, key))
    if has_repeat(folded):
        _scan_repeats(lexicons, folded, raw)
    count = len(folded.encode("ascii", "ignore"))
    _scan_sounds(lexicons, folded, count, raw)
    if not raw:
        return Scanned(folded, [], count)
    place = places(text)
    hits = [
        Hit(table.entries(key), lane, first, last, place[first], place[last - 1] + 1)
        for table, lane, first, last, key in raw
    ]
    return Scanned(folded, hits, count)


def _scan_repeats(
    lexicons: Sequence[Lexicon], folded: str, raw: list[tuple[Table, int, int, int, int]]
) -> None:
    short = collapse(folded)
    place: list[int] | None = None
    for lexicon in lexicons:
        for first, last, key in lexicon.plain.find(short):
            place = place or [*collapsed_places(folded), len(folded)]
            raw.append((lexicon.plain, REPEAT, place[first], place[last], key))


def _scan_sounds(
    lexicons: Sequence[Lexicon],
    folded: str,
    count: int,
    raw: list[tuple[Table, int, int, int, int]],
) -> None:
    heard: str | None = None
    for lexicon in lexicons:
        if len(lexicon.heard):
            heard = heard or sound.hear(folded)
            for first, last, key in lexicon.heard.find(heard):
                raw.append((lexicon.heard, HEARD, first, last, key))
    if count > 1 and heard is not None:
        _scan_pinyin(lexicons, folded, raw)


def _scan_pinyin(
    lexicons: Sequence[Lexicon], folded: str, raw: list[tuple[Table, int, int, int, int]]
) -> None:
    read = sound.pinyin(folded)
    if read is None:
        return
    spoken, starts, ends = read
    for lexicon in lexicons:
        for first, last, key in lexicon.heard.find(spoken):
            if ends[last - 1] - starts[first] > last - first:
                raw.append((lexicon.heard, PINYIN, starts[first], ends[last - 1], key))


class BatchScan:
    """Scan many texts at once: each automaton runs once per lane over the joined texts."""

    def __init__(self, lexicons: Sequence[Lexicon], texts: Sequence[str]) -> None:
        self.lexicons = lexicons
        self.batch = Batch(texts)
        self.hits: dict[int, list[Hit]] = {}
        self._scan()

    def _scan(self) -> None:
        batch = self.batch
        repeats = batch.repeats()
        heard = batch.sounds() if any(len(x.heard) for x in self.lexicons) else None
        for lexicon in self.lexicons:
            self._take(lexicon.plain, FOLDED, lexicon.plain.find(batch.joined), None)
            if repeats is not None:
                found = lexicon.plain.find(repeats[0])
                self._take(lexicon.plain, REPEAT, found, repeats[1])
            if heard is not None:
                self._take(lexicon.heard, HEARD, lexicon.heard.find(heard), None)
        if heard is not None:
            for index in batch.latin_runs():
                self._take_pinyin(index)

    def _take(
        self, table: Table, lane: int, found: list[tuple[int, int, int]], place: Places | None
    ) -> None:
        if not found:
            return
        batch = self.batch
        rows = np.array(found, dtype=np.int64)
        firsts, lasts = rows[:, 0], rows[:, 1] - 1
        if place is not None:
            firsts, lasts = place[firsts], place[lasts + 1] - 1
        texts = batch.texts_at(firsts)
        origin, folded_origin = batch.starts[texts], batch.folded_starts[texts]
        columns = (
            texts,
            rows[:, 2],
            firsts - folded_origin,
            lasts - folded_origin + 1,
            batch.place[firsts] - origin,
            batch.place[lasts] - origin + 1,
        )
        self._file(table, lane, *(column.tolist() for column in columns))

    def _file(
        self,
        table: Table,
        lane: int,
        texts: list[int],
        keys: list[int],
        *spots: list[int],
    ) -> None:
        hits = self.hits
        entries = table.entries
        for text, key, first, last, start, end in zip(texts, keys, *spots, strict=True):
            hit = Hit(entries(key), lane, first, last, start, end)
            row = hits.get(text)
            if row is None:
                hits[text] = [hit]
            else:
                row.append(hit)

    def _take_pinyin(self, index: int) -> None:
        batch = self.batch
        raw: list[tuple[Table, int, int, int, int]] = []
        _scan_pinyin(self.lexicons, batch.folded(index), raw)
        origin, folded_origin = int(batch.starts[index]), int(batch.folded_starts[index])
        for table, lane, first, last, key in raw:
            start = int(batch.place[folded_origin + first]) - origin
            end = int(batch.place[folded_origin + last - 1]) - origin + 1
            row = self.hits.setdefault(index, [])
            row.append(Hit(table.entries(key), lane, first, last, start, end))

"""Scan texts in every lane, singly or in batches; both ways give the same hits."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moderation.engine import sound
from moderation.engine.batch import Batch, Places
from moderation.engine.fold import collapse, collapsed_places, fold, has_repeat, places
from moderation.engine.lexicon import Entries, Lexicon, Table

Rows: TypeAlias = NDArray[np.int64]
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
            if place[last] - place[first] > last - first:
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
        found: list[tuple[Table, int, Rows]] = []
        for lexicon in self.lexicons:
            plain = lexicon.plain
            _keep(found, plain, FOLDED, plain.find(batch.joined))
            if repeats is not None:
                _keep(found, plain, REPEAT, plain.find(repeats[0]), repeats[1])
            if heard is not None:
                _keep(found, lexicon.heard, HEARD, lexicon.heard.find(heard))
        if found:
            self._file(found)
        if heard is not None:
            for index in batch.latin_runs():
                self._take_pinyin(index)

    def _file(self, found: list[tuple[Table, int, Rows]]) -> None:
        """Lead all hits back to their texts and file them there, in one go."""
        batch = self.batch
        rows = np.concatenate([part for _, _, part in found]) if len(found) > 1 else found[0][2]
        firsts, lasts = rows[:, 0], rows[:, 1] - 1
        texts = batch.texts_at(firsts)
        origin, folded_origin = batch.starts[texts], batch.folded_starts[texts]
        spots = np.stack(
            (
                firsts - folded_origin,
                lasts - folded_origin + 1,
                batch.place[firsts] - origin,
                batch.place[lasts] - origin + 1,
            ),
            axis=1,
        ).tolist()
        keys = rows[:, 2].tolist()
        owners = texts.tolist()
        hits = self.hits
        at = 0
        for table, lane, part in found:
            entries = table.entries
            for i in range(at, at + len(part)):
                hit = Hit(entries(keys[i]), lane, *spots[i])
                row = hits.get(owners[i])
                if row is None:
                    hits[owners[i]] = [hit]
                else:
                    row.append(hit)
            at += len(part)

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


def _keep(
    found: list[tuple[Table, int, Rows]],
    table: Table,
    lane: int,
    hits: list[tuple[int, int, int]],
    place: Places | None = None,
) -> None:
    """Keep the hits of one lane; those of collapsed texts only where a run was collapsed."""
    if not hits:
        return
    rows = np.array(hits, dtype=np.int64)
    if place is not None:
        spots = place[rows[:, :2]]
        longer = spots[:, 1] - spots[:, 0] > rows[:, 1] - rows[:, 0]
        rows[:, :2] = spots
        rows = rows[longer]
    if len(rows):
        found.append((table, lane, rows))

"""Which entries a product comes near that is not listed, or is listed as something else. Pure.

A term of three characters and more is near where its characters stand in order with little
between them (仿真水枪 is near 仿真枪), and where a product escaped an entry only by a word that
the entry lets pass: whoever writes that word may mean to. What merely shares pairs of characters
is shown, to be compared, and waits for nobody.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Literal, NamedTuple

from catalog.rules.pack import Entry
from catalog.rules.terms import AND, is_image, plain

AMBIGUOUS, SHOWN, MOST = 0.6, 0.12, 3
GAP, LATIN_GAP = ".{0,2}?", "[^a-z0-9]{0,2}?"
SHORTEST = 3  # characters of a term that can be come near to
Why = Literal["similar", "excepted", "shares"]


class Near(NamedTuple):
    """An entry that a product comes near: how near from 0 to 1, by which words, and why."""

    entry: Entry
    score: float
    word: str
    why: Why

    @property
    def is_ambiguous(self) -> bool:
        return self.score >= AMBIGUOUS


class Neighbours:
    """The entries of a catalogue, ready to be compared with."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self._terms: list[tuple[str, int]] = []
        self._term_pairs: dict[str, list[int]] = defaultdict(list)
        holders: dict[str, set[int]] = defaultdict(set)
        for at, entry in enumerate(self._entries):
            for word in (*entry.terms, *entry.hits, *_parts(entry.zh)):
                for pair in _pairs(plain(word)):
                    holders[pair].add(at)
            for term in entry.terms:
                if AND not in term:
                    self._add(plain(term), at)
        count = max(2, len(self._entries))
        self._weights = {pair: log(count / len(held)) for pair, held in holders.items()}
        self._holders = {pair: sorted(held) for pair, held in holders.items()}

    def _add(self, term: str, entry: int) -> None:
        if len(term) >= SHORTEST:
            for pair in set(_pairs(term)):
                self._term_pairs[pair].append(len(self._terms))
            self._terms.append((term, entry))

    def of(self, fields: Sequence[str], listed: Collection[str] = ()) -> list[Near]:
        """Return the nearest entries, the nearest first, without those that it is listed by.

        Args:
            fields: what names the product, each on its own; nothing is near across two of them.
            listed: ids of the entries that it is of.
        """
        found: dict[int, Near] = {}
        shared: dict[int, tuple[float, str]] = {}
        for text in fields:
            folded = plain(text)
            pairs = dict.fromkeys(_pairs(folded))
            self._similar(folded, pairs, found)
            self._shared(pairs, shared)
        for at, (weight, pair) in shared.items():
            if at not in found and weight >= SHOWN:
                found[at] = Near(self._entries[at], round(min(weight, 0.59), 2), pair, "shares")
        rows = [one for one in found.values() if one.entry.id not in listed]
        rows.sort(key=lambda one: (-one.score, one.entry.number))
        return rows[:MOST]

    def _similar(self, text: str, pairs: Iterable[str], found: dict[int, Near]) -> None:
        tried: set[int] = set()
        for pair in pairs:
            for index in self._term_pairs.get(pair, ()):
                if index in tried:
                    continue
                tried.add(index)
                term, at = self._terms[index]
                near = self._compared(text, term, at)
                if near and (at not in found or near.score > found[at].score):
                    found[at] = near

    def _compared(self, text: str, term: str, at: int) -> Near | None:
        entry = self._entries[at]
        start = text.find(term)
        if start >= 0 and is_image(text, start, start + len(term)):
            return None
        if start >= 0:  # what covers a term means something else; a word beside it may not
            word = next((one for one in entry.unless if plain(one) in text), "")
            return Near(entry, 1.0, word, "excepted") if word else None
        matched = _gapped(term).search(text)
        if matched is None:
            return None
        score = round(len(term) / (matched.end() - matched.start()), 2)
        return Near(entry, score, matched.group(), "similar") if score >= AMBIGUOUS else None

    def _shared(self, pairs: Collection[str], shared: dict[int, tuple[float, str]]) -> None:
        known = [one for one in pairs if one in self._weights]
        if not known:
            return
        whole = sum(self._weights[one] for one in known) + (len(pairs) - len(known)) * 2
        for pair in known:
            part = self._weights[pair] / whole
            for at in self._holders[pair]:
                weight, word = shared.get(at, (0.0, pair))
                shared[at] = (weight + part, word)


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _parts(name: str) -> list[str]:
    return re.split(r"[、/（）()，,；]", name)


@lru_cache(maxsize=8192)
def _gapped(term: str) -> re.Pattern[str]:
    """Return what finds a term with at most two characters between each of its own.

    Letters of Latin words are no characters that stand between: infant is not near NFT.
    """
    found = [re.escape(term[0])]
    for before, after in pairwise(term):
        found += [LATIN_GAP if _is_latin(before + after) else GAP, re.escape(after)]
    begins = r"(?<![a-z0-9])" if _is_latin(term[0]) else ""
    ends = r"(?![a-z0-9])" if _is_latin(term[-1]) else ""
    return re.compile(begins + "".join(found) + ends)


def _is_latin(text: str) -> bool:
    return text.isascii() and text.isalnum()

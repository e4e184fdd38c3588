"""Compile pack sources to a lexicon: keys of every lane, and columns of terms."""

from array import array
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from moderation.engine import automaton, sound
from moderation.engine.fold import collapse, fold, has_repeat
from moderation.engine.garbage import uncollected
from moderation.engine.source import FamilySource, PackSource, TermSource
from moderation.engine.types import PackError
from moderation.engine.variants import light, variants

PLAIN, COLLAPSED, VARIANT = 0, 1, 2  # kinds of key
ALLOW, BOUNDARY, EXACT = 1, 2, 4  # flags of a term
FULL_VARIANTS = 10_000  # a lexicon with more terms gets only the light variants unasked


class Columns(NamedTuple):
    """What an image holds besides the automata."""

    texts: list[str]
    family: NDArray[np.uint16]
    weight: NDArray[np.float32]
    flags: NDArray[np.uint8]
    extra: NDArray[np.int32]


class Keys:
    """Keys of one automaton, each with the terms (and kinds) it stands for.

    Nearly every key stands for one term: that is a number; only the others have a list.
    """

    def __init__(self) -> None:
        self.entries: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}

    def add(self, key: str, term: int, kind: int) -> None:
        """Let `key` stand for `term`; a stronger kind wins over a weaker one."""
        entry = term << 2 | kind
        first = self.entries.setdefault(key, entry)
        if first >> 2 == term:
            return
        row = self._more.setdefault(key, [])
        if all(one >> 2 != term for one in row):
            row.append(entry)

    def flat(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Return the entries as one column and where each key's begin."""
        size = len(self.entries)
        firsts = np.fromiter(self.entries.values(), np.uint32, size)
        sizes = np.ones(size, dtype=np.uint32)
        shared = [(at, key) for at, key in enumerate(self.entries) if key in self._more]
        for at, key in shared:
            sizes[at] += len(self._more[key])
        starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32)
        flat = np.zeros(int(starts[-1]), dtype=np.uint32)
        flat[starts[:-1]] = firsts
        for at, key in shared:
            flat[int(starts[at]) + 1 : int(starts[at + 1])] = self._more[key]
        return starts, flat


class Compiled(NamedTuple):
    """Everything a lexicon is made of."""

    packs: list[PackSource]
    columns: Columns
    extras: list[TermSource]
    keys: Keys
    sounds: Keys
    images: tuple[bytes, bytes]
    finds: tuple[automaton.Find, automaton.Find]


class Compiler:
    """Collects the terms of packs, column by column: a million of them fit into memory."""

    def __init__(self, packs: list[PackSource]) -> None:
        self.packs = packs
        self.texts: list[str] = []
        self.family = array("H")
        self.weight = array("f")
        self.flags = array("B")
        self.extra = array("i")
        self.extras: list[TermSource] = []
        self.keys = Keys()
        self.sounds = Keys()
        total = sum(len(f.terms) for p in packs for f in p.families)
        self.full = total <= FULL_VARIANTS

    def run(self) -> Compiled:
        """Compile all packs.

        Raises:
            PackError: a term folds to nothing, or to one character without `single: true`.
        """
        families = [(pack, family) for pack in self.packs for family in pack.families]
        begins = []
        for number, (pack, family) in enumerate(families):
            begins.append(len(self.texts))
            self._terms(pack, family, number)
        for first, (pack, family) in zip(begins, families, strict=True):
            for index, given in enumerate(family.terms, start=first):
                self._lossy(index, _source(given), pack)
        return self._finish()

    def _terms(self, pack: PackSource, family: FamilySource, number: int) -> None:
        where = f"{pack.path or pack.pack}: {family.code}"
        for given in family.terms:
            term = _source(given)
            key = checked(term, where)
            weight = family.weight if term.w is None else term.w
            flags = BOUNDARY * term.boundary | EXACT * needs_exact(term.t, key)
            self._add(term, key, number, weight, flags)
        for phrase in family.allow:
            key = fold(phrase)
            if key:
                self._add(TermSource(t=phrase), key, number, 0.0, ALLOW)

    def _add(self, term: TermSource, key: str, family: int, weight: float, flags: int) -> None:
        conditional = term.near or term.any or term.all or term.unless or term.not_
        extra = -1
        if conditional or term.clause:
            extra = len(self.extras)
            self.extras.append(term)
        index = len(self.texts)
        self.texts.append(term.t)
        self.family.append(family)
        self.weight.append(weight)
        self.flags.append(flags)
        self.extra.append(extra)
        self.keys.add(key, index, PLAIN)
        if has_repeat(key):
            short = collapse(key)
            if len(short) > 1:
                self.keys.add(short, index, COLLAPSED)

    def _lossy(self, index: int, term: TermSource, pack: PackSource) -> None:
        wanted = term.variants if term.variants is not None else pack.variants
        full = self.full if wanted is None else wanted
        if not self.flags[index] & EXACT:
            for key in variants(term.t) if full else light(term.t):
                self.keys.add(key, index, VARIANT)
        heard = sound.syllable_count(term.t)
        if term.sound or (term.sound is None and heard >= pack.sound):
            for key in sound.keys(term.t) if heard > 1 else ():
                self.sounds.add(key, index, PLAIN)

    def _finish(self) -> Compiled:
        columns = Columns(
            self.texts,
            np.array(self.family, dtype=np.uint16),
            np.array(self.weight, dtype=np.float32),
            np.array(self.flags, dtype=np.uint8),
            np.array(self.extra, dtype=np.int32),
        )
        plain, plain_image = automaton.build(list(self.keys.entries))
        heard, heard_image = automaton.build(list(self.sounds.entries))
        return Compiled(
            self.packs,
            columns,
            self.extras,
            self.keys,
            self.sounds,
            (plain_image, heard_image),
            (plain, heard),
        )


def _source(given: str | TermSource) -> TermSource:
    return TermSource(t=given) if isinstance(given, str) else given


def checked(term: TermSource, where: str) -> str:
    """Return the folded term.

    Raises:
        PackError: it folds to nothing, or to one character without `single: true`.
    """
    key = fold(term.t)
    if not key:
        raise PackError(f"{where}: term {term.t!r} folds to nothing")
    if len(key) == 1 and not term.single:
        raise PackError(
            f"{where}: term {term.t!r} folds to the single character {key!r}; "
            "say `single: true` if that is meant"
        )
    return key


def needs_exact(text: str, key: str) -> bool:
    """Whether the signs of a term are part of it: digits that signs divide or mark (100%, 1:1)."""
    if text.isalnum() or not any(char.isdigit() for char in key):
        return False
    folded = [fold(char) for char in text.strip()]
    return any(
        not fold_ and not text.strip()[i].isspace() and _beside_digit(folded, i)
        for i, fold_ in enumerate(folded)
    )


def _beside_digit(folded: list[str], index: int) -> bool:
    before = folded[index - 1][-1:] if index else ""
    after = folded[index + 1][:1] if index + 1 < len(folded) else ""
    return before.isdigit() or after.isdigit()


def compile_packs(packs: Iterable[PackSource]) -> Compiled:
    """Compile packs; raises PackError as `Compiler.run` does.

    Nothing here is garbage until the end, so the collector does not look for any.
    """
    with uncollected():
        return Compiler(list(packs)).run()


def encode_packs(packs: list[PackSource]) -> bytes:
    """Return what an image keeps of the packs: everything but the terms."""
    kept = []
    for pack in packs:
        families = [msgspec.structs.replace(f, terms=[], allow=[]) for f in pack.families]
        kept.append(msgspec.structs.replace(pack, families=families))
    return msgspec.msgpack.encode(kept)

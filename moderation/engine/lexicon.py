"""A compiled set of packs as the scanner uses it: two automata, terms decoded on the first hit."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.engine.automaton import Find
from moderation.engine.compiler import ALLOW, BOUNDARY, EXACT, Columns, Compiled, compile_packs
from moderation.engine.conditions import Condition, compile_exemption, compile_term, plain
from moderation.engine.source import FamilySource, PackSource, TermSource


class Family(NamedTuple):
    """A family at run time."""

    source: FamilySource
    pack: str
    speakers: frozenset[str]
    categories: frozenset[str]
    exemptions: tuple[tuple[str, bool, Condition], ...]


class Term:
    """A term at run time."""

    __slots__ = (
        "allow",
        "boundary",
        "clause",
        "condition",
        "exact",
        "family",
        "guarded",
        "rule",
        "text",
        "weight",
    )

    def __init__(self, text: str, family: Family, weight: float, flags: int) -> None:
        self.text = text
        self.family = family
        self.weight = weight
        self.allow = bool(flags & ALLOW)
        self.boundary = bool(flags & BOUNDARY)
        self.exact = plain(text.strip()) if flags & EXACT else None
        self.rule = f"{family.source.code}/{text}"
        self.condition: Condition | None = None
        self.guarded = self.boundary or self.exact is not None
        self.clause = family.source.clause


Entries = tuple[tuple[Term, int], ...]


class Table:
    """Keys to terms, decoded lazily and kept."""

    __slots__ = ("_flat", "_kept", "_lexicon", "_starts", "find")

    def __init__(
        self,
        lexicon: "Lexicon",
        find: Find,
        starts: NDArray[np.uint32],
        flat: NDArray[np.uint32],
    ) -> None:
        self.find = find
        self._lexicon = lexicon
        self._starts = starts
        self._flat = flat
        self._kept: dict[int, Entries] = {}

    def __len__(self) -> int:
        return len(self._starts) - 1

    def entries(self, key: int) -> Entries:
        """Return the terms a key stands for, each with its kind."""
        kept = self._kept.get(key)
        if kept is None:
            row = self._flat[int(self._starts[key]) : int(self._starts[key + 1])].tolist()
            kept = tuple((self._lexicon.term(entry >> 2), entry & 3) for entry in row)
            self._kept[key] = kept
        return kept


class Lexicon:
    """Compiled packs. Immutable but for the terms it has already decoded."""

    def __init__(
        self,
        packs: list[PackSource],
        columns: Columns,
        extras: Sequence[TermSource],
        text: Callable[[int], str],
    ) -> None:
        self.packs = packs
        self.families = [make_family(family, pack) for pack in packs for family in pack.families]
        self._columns = columns
        self._extras = extras
        self._text = text
        self._terms: dict[int, Term] = {}
        self.plain: Table
        self.heard: Table

    def __len__(self) -> int:
        return len(self._columns.family)

    def term(self, index: int) -> Term:
        """Return one term, decoding it on first use."""
        term = self._terms.get(index)
        if term is None:
            columns = self._columns
            family = self.families[int(columns.family[index])]
            weight = round(float(columns.weight[index]), 4)
            term = Term(self._text(index), family, weight, int(columns.flags[index]))
            extra = int(columns.extra[index])
            if extra >= 0:
                term.condition = compile_term(self._extras[extra])
                term.guarded = True
                term.clause = self._extras[extra].clause or term.clause
            self._terms[index] = term
        return term


def make_family(source: FamilySource, pack: PackSource) -> Family:
    """Prepare one family; raises PackError for a pattern that does not compile."""
    where = f"{pack.path or pack.pack}: {source.code}"
    exemptions = tuple((e.code, e.proof, compile_exemption(e, where)) for e in source.exempt)
    return Family(
        source,
        f"{pack.pack}@{pack.version}",
        frozenset(source.speakers),
        frozenset(source.except_categories),
        exemptions,
    )


def from_compiled(compiled: Compiled) -> Lexicon:
    """Make a lexicon of freshly compiled packs."""
    texts = compiled.columns.texts
    lexicon = Lexicon(compiled.packs, compiled.columns, compiled.extras, texts.__getitem__)
    lexicon.plain = Table(lexicon, compiled.finds[0], *compiled.keys.flat())
    lexicon.heard = Table(lexicon, compiled.finds[1], *compiled.sounds.flat())
    return lexicon


def from_packs(packs: Sequence[PackSource]) -> Lexicon:
    """Compile packs to a lexicon; raises PackError as the compiler does."""
    return from_compiled(compile_packs(packs))

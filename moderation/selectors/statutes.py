"""The law register as pages show it."""

from typing import NamedTuple

from livecompliance.kernel import law
from livecompliance.kernel.law import Clause, Instrument


class Statute(NamedTuple):
    """One instrument and how many of its clauses are kept."""

    id: str
    zh: str
    short: str
    number: int


class Shown(NamedTuple):
    """One clause with its place in both languages and where it was read."""

    clause: Clause
    zh: str
    en: str
    source: str
    instrument: Instrument


def instruments() -> list[Statute]:
    """Return the instruments that clauses are kept of, the Measures first."""
    counts: dict[str, int] = {}
    for one in law.register().values():
        counts[one.instrument] = counts.get(one.instrument, 0) + 1
    ranked = sorted(counts, key=lambda each: (each != "M", each != "O117", -counts[each], each))
    return [
        Statute(each, law.instrument(each).zh, law.instrument(each).short, counts[each])
        for each in ranked
    ]


def clause_shown(clause_id: str) -> Shown:
    """Return one clause, its newest version.

    Raises:
        UnknownClause: the register has no such id.
    """
    return _shown(law.clause(clause_id))


def clauses(instrument_id: str, wanted: str) -> list[Shown]:
    """Return the clauses of an instrument (of all when ""), by article, that hold `wanted`."""
    found = [
        _shown(one) for one in law.register().values() if instrument_id in ("", one.instrument)
    ]
    said = wanted.casefold()
    kept = [one for one in found if said in _words(one)] if said else found
    return sorted(kept, key=_place)


def clause_search(wanted: str) -> list[Shown]:
    """Return the clauses of that number first, then those whose words hold `wanted`."""
    said = wanted.casefold()
    found = clauses("", wanted)
    return sorted(found, key=lambda one: not one.clause.id.casefold().startswith(said))


def _words(one: Shown) -> str:
    clause = one.clause
    return f"{clause.id} {one.zh} {one.en} {clause.text} {clause.reference}".casefold()


def _place(one: Shown) -> tuple[str, int, str, int, int]:
    clause = one.clause
    number = int(clause.article) if clause.article.isdigit() else 999
    return (clause.instrument, number, clause.article, clause.paragraph or 0, clause.item or 0)


def _shown(one: Clause) -> Shown:
    return Shown(
        clause=one,
        zh=law.citation(one, "zh"),
        en=law.citation(one, "en"),
        source=law.source(one.source),
        instrument=law.instrument(one.instrument),
    )

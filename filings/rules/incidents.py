"""Incidents: of which kind and grade, reported within which hours, what is left to do. Pure."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Literal, NamedTuple

import msgspec
import yaml

from filings.rules.catalogue import FOLDER, Bound, Named, Pair

OPEN, CONTAINED, HANDLED, REPORTED, CLOSED = "open", "contained", "handled", "reported", "closed"
STATES = (OPEN, CONTAINED, HANDLED, REPORTED, CLOSED)
PERSONAL = "personal"
GENERAL = "general"
TOLD, FINAL = "authority", "final_report"
PERSONS = ("persons", "persons_spared")
KNOWN_STEPS = (
    *("contained", "assessed", TOLD, *PERSONS, "supplement", "handled"),
    *(FINAL, "closed"),
)
BY_HAND = ("contained", TOLD, *PERSONS, "handled", FINAL)
FIRST, SUPPLEMENT, FINAL_STAGE = "first", "supplement", "final"
STAGES = (FIRST, SUPPLEMENT, FINAL_STAGE)
STEP_OF = {FIRST: TOLD, SUPPLEMENT: "supplement", FINAL_STAGE: FINAL}
SUBJECT = "incident"  # of its clocks; those of the first report:
CLOCKS = ("incident_report", "incident_flaw_report", "incident_prompt_report")
LARGER, CII = Bound("NIR-report-4h", "report_within"), Bound("NIR-report-cii", "report_within")
FINAL_WITHIN = Bound("NIR-final-report", "report_within")


class Kind(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of incident.

    Args:
        clause: what asks for its report.
        first: the clause whose hours run whatever the grade; empty where the law has no number.
        always: it is reported whatever the grade.
        steps: what is done before it may be closed, besides its reports.
    """

    says: Pair
    clause: str
    first: str
    always: bool
    steps: tuple[str, ...]
    confidence: Literal["R", "M"]


class Level(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One grade; from how many persons on it is thought of, as a hint."""

    says: Pair
    confidence: Literal["R", "M"]
    persons: int = 0


class Fact(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that a report says; `first`: even the first one."""

    first: bool


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: list[Kind]
    levels: list[Level]
    facts: list[Fact]


class Standing(NamedTuple):
    """What of an incident decides what has to be done."""

    kind: str
    level: str
    is_cii: bool = False
    is_crime: bool = False


@cache
def _read() -> _File:
    text = (FOLDER / "incidents.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), _File)


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds of incidents."""
    return {one.key: one for one in _read().kinds}


@cache
def levels() -> dict[str, Level]:
    """Return the grades, the least first."""
    return {one.key: one for one in _read().levels}


@cache
def facts() -> dict[str, Fact]:
    """Return what a report says besides who, when, kind and grade.

    Law: NIR-contents
    """
    return {one.key: one for one in _read().facts}


def is_larger(level: str) -> bool:
    """Tell whether a grade is the larger one or above."""
    return level != GENERAL


def suggested(persons: int | None) -> str:
    """Return the grade that so many persons suggest."""
    reached = [one.key for one in levels().values() if (persons or 0) >= one.persons]
    return reached[-1]


def is_reported(one: Standing) -> bool:
    """Tell whether an authority is told of it.

    Law: NIR-report-4h, NDR-flaw-24h, PIPL-breach, CSL-illegal-content
    """
    return kinds()[one.kind].always or is_larger(one.level)


def first_within(one: Standing) -> Bound | None:
    """Return whose hours run for the first report: the shortest of those that bind; None where
    the law says "at once" and has no number.

    Law: NIR-report-4h, NIR-report-cii, NDR-flaw-24h
    """
    if is_larger(one.level):
        return CII if one.is_cii else LARGER
    clause = kinds()[one.kind].first
    return Bound(clause, "report_within") if clause else None


def matters(one: Standing) -> list[str]:
    """Return the matters under which it travels to authorities.

    Law: NIR-report-4h, NIR-report-cii, NIR-police
    """
    if one.is_cii and is_larger(one.level):
        return ["incident_cii"]
    return ["incident", "offence"] if one.is_crime else ["incident"]


def wants(one: Standing, done: Collection[str]) -> list[str]:
    """Return what has to be done before an incident may be closed, in order.

    Law: PIPL-breach, NIR-final-report
    """
    steps = list(kinds()[one.kind].steps)
    if is_reported(one):
        steps.insert(steps.index("assessed") + 1, TOLD)
    if is_larger(one.level):
        steps.append(FINAL)
    told = set(done) | ({"persons"} if set(PERSONS) & set(done) else set())
    return [step for step in steps if step not in told]


def state_after(state: str, step: str) -> str:
    """Return where an incident stands after a step; it never goes back."""
    reached = {"contained": CONTAINED, "handled": HANDLED, FINAL: REPORTED, "closed": CLOSED}
    to = reached.get(step, state)
    return to if STATES.index(to) > STATES.index(state) else state


def told(words: Mapping[str, str]) -> dict[str, str]:
    """Return what is known of what a report says, under the words an authority reads."""
    return {one.zh: words[key] for key, one in facts().items() if words.get(key)}

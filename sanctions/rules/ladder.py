"""The ladder as data: violation codes, what the N-th offence leads to, when a strike expires."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "ladder.yaml"
PROMPT, WARNING, TRAFFIC, FUNCTIONS = "prompt", "warning", "traffic_limit", "function_limit"
SUSPENSION, STOP, CLOSURE = "suspension", "dated_stop", "closure"
BAN, BLACKLIST = "registration_ban", "blacklist"
RUNGS = (PROMPT, WARNING, TRAFFIC, FUNCTIONS, SUSPENSION, STOP, CLOSURE, BAN, BLACKLIST)
FOUR_EYES = frozenset({CLOSURE, BAN, BLACKLIST})
WITHOUT_TERM = frozenset({PROMPT, WARNING, CLOSURE})
NEEDS_TERM = frozenset({STOP, BAN, BLACKLIST})
OFF_AIR = frozenset({SUSPENSION, STOP, CLOSURE, BAN, BLACKLIST})  # consumers' orders need a plan
STOPS = frozenset({SUSPENSION, STOP, CLOSURE})  # the gate says so itself; of the rest, a bar
IMMORAL = "immoral"
MOST_DAYS, MOST_CODES, MOST_STEPS = 3_650, 60, 12
CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one offence leads to: a rung and, where it has a term, how many days."""

    rung: str
    days: int = 0


class Violation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of violation: its names, its clause, the findings that show it, its ladder.

    The last step holds for every further offence. A strike counts for `strike_days`.
    """

    code: str
    zh: str
    en: str
    clause: str
    steps: list[Step]
    families: list[str] = []
    strike_days: int = 180


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The platform's own numbers for appeals and weighing again, and where an appeal goes."""

    appeal_days: int = 30
    answer_days: int = 15
    weigh_days: int = 5
    channel_zh: str = "登录平台“处罚与申诉”页面提交，或以书面形式提交平台合规部门"
    channel_en: str = "on the platform's page “Sanctions and appeals”, or in writing"


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole policy."""

    violations: list[Violation]
    terms: Terms = Terms()

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Ladder":
        """Read a policy as it is kept."""
        return msgspec.convert(body, cls)

    def kept(self) -> dict[str, Any]:
        """Return the policy as it is kept."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built

    def violation(self, code: str) -> Violation | None:
        """Return one kind of violation by its code."""
        return next((one for one in self.violations if one.code == code), None)

    def violation_of(self, family: str, clause: str = "") -> Violation | None:
        """Return which violation a finding shows: by its code, else the first of its clause."""
        named = next((one for one in self.violations if family in one.families), None)
        return named or next((one for one in self.violations if one.clause == clause), None)


class Fault(NamedTuple):
    """What is wrong, and where."""

    code: str
    at: str


@cache
def shipped() -> Ladder:
    """Return the ladder that holds until a tenant has published its own.

    Every number is ours: the law names the measures, not how many offences lead to which.

    Law: M-account-sanctions, O117-measures
    """
    return Ladder.of(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))


def step_for(violation: Violation, strikes: int) -> Step:
    """Return what the next offence leads to after so many strikes that still count.

    Law: O117-measures
    """
    return violation.steps[min(strikes, len(violation.steps) - 1)]


def reviews_needed(rung: str, ground: str) -> int:
    """Return how many others must approve: none, one for the last rungs, two for bad impact.

    Law: M-blacklist
    """
    if rung not in FOUR_EYES:
        return 0
    return 2 if ground == IMMORAL else 1


def faults(ladder: Ladder, clauses: frozenset[str]) -> list[Fault]:
    """Return everything that keeps a ladder from being used."""
    found = [] if 0 < len(ladder.violations) <= MOST_CODES else [Fault("how_many", "")]
    seen: set[str] = set()
    for one in ladder.violations:
        if one.code in seen:
            found.append(Fault("twice", one.code))
        seen.add(one.code)
        found += _violation(one, clauses)
    shared = [family for one in ladder.violations for family in one.families]
    found += [
        Fault("family_twice", one) for one in sorted({f for f in shared if shared.count(f) > 1})
    ]
    terms = ladder.terms
    own = (terms.answer_days, terms.weigh_days)
    if not (1 <= terms.appeal_days <= 365 and all(1 <= days <= 60 for days in own)):
        found.append(Fault("terms", ""))
    if not (0 < len(terms.channel_zh) <= 200 and 0 < len(terms.channel_en) <= 200):
        found.append(Fault("channel", ""))
    return found


def _violation(one: Violation, clauses: frozenset[str]) -> list[Fault]:
    found = []
    if not CODE.fullmatch(one.code):
        found.append(Fault("code", one.code))
    if not (0 < len(one.zh) <= 60 and 0 < len(one.en) <= 80):
        found.append(Fault("name", one.code))
    if one.clause not in clauses:
        found.append(Fault("clause", one.code))
    if not 1 <= one.strike_days <= MOST_DAYS:
        found.append(Fault("strike_days", one.code))
    if not 0 < len(one.steps) <= MOST_STEPS:
        found.append(Fault("steps", one.code))
    found += [Fault("step", one.code) for step in one.steps if not _is_step(step)]
    known = [RUNGS.index(step.rung) for step in one.steps if step.rung in RUNGS]
    if known != sorted(known):
        found.append(Fault("falls", one.code))
    return found


def _is_step(step: Step) -> bool:
    if step.rung not in RUNGS:
        return False
    return is_term(step.rung, step.days or None)


def is_term(rung: str, days: int | None) -> bool:
    """Tell whether a rung may last so many days; None is until somebody lifts it."""
    if rung in WITHOUT_TERM:
        return days is None
    if days is None:
        return rung not in NEEDS_TERM
    return 1 <= days <= MOST_DAYS


def is_milder(rung: str, days: int | None, than: str, than_days: int | None) -> bool:
    """Tell whether a decision is milder than another: a lower rung, or the same for less time."""
    if rung != than:
        return RUNGS.index(rung) < RUNGS.index(than)
    return days is not None and (than_days is None or days < than_days)

"""Requests of an authority to inspect: their kinds and matters, and which step follows which."""

from datetime import date, datetime
from typing import NamedTuple

from office.rules import days
from office.rules.policies import Policy

ROUTINE, SPECIAL, INVESTIGATION = "routine", "special", "investigation"
KINDS = (ROUTINE, SPECIAL, INVESTIGATION)
# Whose field a matter is: the authorities that supervise live marketing, Measures, Article 4.
MATTERS = ("content", "crime", "market", "tax", "culture", "audiovisual", "commerce")
CLAUSE = "M-cooperate"

RECEIVED, ACKNOWLEDGED, WORKING = "received", "acknowledged", "working"
ANSWERED, ACCEPTED, RETURNED, WITHDRAWN = "answered", "accepted", "returned", "withdrawn"
TO_DO = frozenset({RECEIVED, ACKNOWLEDGED, WORKING, RETURNED})  # the platform's turn
OPEN = TO_DO | {ANSWERED}

ANSWER, ACKNOWLEDGE, READY = "inspection_answer", "inspection_acknowledge", "inspection_ready"
CLOCKS = (ANSWER, ACKNOWLEDGE, READY)
DAY_MINUTES = 24 * 60


class Step(NamedTuple):
    """One step: from which states it may be taken, where it leads, whose it is.

    Args:
        to: the state that follows; empty where the request stays where it is.
        is_theirs: the authority's own step: by itself in the portal, or by its letter.
        least: how many signs its words have at least.
    """

    since: frozenset[str]
    to: str
    is_theirs: bool = False
    least: int = 0


STEPS: dict[str, Step] = {
    "acknowledged": Step(frozenset({RECEIVED}), ACKNOWLEDGED),
    "taken": Step(frozenset({RECEIVED, ACKNOWLEDGED, RETURNED}), WORKING),
    "handed": Step(TO_DO, ""),
    "longer_asked": Step(TO_DO, "", least=4),
    "answered": Step(TO_DO, ANSWERED, least=4),
    "longer_granted": Step(TO_DO, "", is_theirs=True),
    "longer_refused": Step(TO_DO, "", is_theirs=True),
    "accepted": Step(frozenset({ANSWERED}), ACCEPTED, is_theirs=True),
    "returned": Step(frozenset({ANSWERED}), RETURNED, is_theirs=True, least=4),
    "withdrawn": Step(OPEN, WITHDRAWN, is_theirs=True, least=2),
}
THEIRS = tuple(name for name, one in STEPS.items() if one.is_theirs)
WITH_DAY = frozenset({"longer_asked", "longer_granted", "returned"})


def may_follow(step: str, state: str, asked_until: date | None) -> bool:
    """Tell whether a step may be taken where a request stands.

    A longer time is asked for once at a time, and granted or refused only where it was asked for.
    """
    if state not in STEPS[step].since:
        return False
    if step == "longer_asked":
        return asked_until is None
    return asked_until is not None if step in ("longer_granted", "longer_refused") else True


def until(day: date, since: datetime, met_by: tuple[str, ...], escalate_to: str = "") -> Policy:
    """Return the policy of a clock that begins at an instant and ends with a day.

    Raises:
        ValueError: the day ends before the clock begins.

    Law: M-cooperate
    """
    amount, unit = (day - days.day_of(since)).days, "day"
    if amount < 0:
        raise ValueError("the day is over before the clock begins")
    if amount == 0:
        left = days.first_instant(day).timestamp() + DAY_MINUTES * 60 - since.timestamp()
        amount, unit = max(1, int(left // 60)), "minute"
    return Policy(
        amount=amount,
        unit=unit,  # type: ignore[arg-type]
        clause=CLAUSE,
        met_by=met_by,
        escalate_to=escalate_to,
    )

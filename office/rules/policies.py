"""A clock's policy: its term, who meets it, what may stop it; and when its term ends. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

import msgspec

from office.rules import days
from office.rules.days import MOST, ONE_DAY, Calendar, day_of, days_between, end_of

ClockUnit = Literal["minute", "hour", "working_hour", "day", "working_day", "month"]
Shift = tuple[time, time]
OFFICE_HOURS: tuple[Shift, ...] = ((time(9), time(12)), (time(13, 30), time(18)))
MOST_WORKING_HOURS = 10_000
MOST_MINUTES = 60 * MOST["hour"]
HOURLY = ("minute", "hour", "working_hour")
MINUTES = {"minute": 1, "hour": 60}  # terms that run from the instant
SHORTEST_MONTH = 28


class PolicyRefused(ValueError):
    """A policy that cannot be kept; says why."""


class Term(msgspec.Struct, frozen=True):
    """An amount of a unit."""

    amount: int
    unit: ClockUnit


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a clock runs, and what counts. A clock keeps the copy it was started with.

    Args:
        amount, unit: the term; "working_hour" counts the time inside `shifts` on working days.
        clause, param: the clause of the law register that asks for it, and its parameter.
        law: the law's own term on the day of the start; filled in from the register.
        warn_before: how long before the end to warn: hours for a term in hours, else working
            days; None for a quarter of the hours, or one working day; 0 for no warning.
        shifts: office hours, lunch left out.
        met_by: the acts that meet it, such as "officer.reply".
        again_by: the acts that start it anew once it was met.
        resumed_by: the acts that end a pause.
        pauses: reasons for which it may be paused. It never runs past the law's own term.
        lawful_pauses: reasons for which the law does not count the time either.
        escalate_to: the role that is told when it is breached.
        is_wait: nobody is late when it ends: what had to be waited for did not come. It ends by
            itself, and whoever started it hears so.
    """

    amount: int
    unit: ClockUnit
    clause: str = ""
    param: str = ""
    law: Term | None = None
    warn_before: int | None = None
    shifts: tuple[Shift, ...] = OFFICE_HOURS
    met_by: tuple[str, ...] = ()
    again_by: tuple[str, ...] = ()
    resumed_by: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    lawful_pauses: tuple[str, ...] = ()
    escalate_to: str = ""
    is_wait: bool = False

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> "Policy":
        """Read a policy as it is kept."""
        return msgspec.convert(held, cls)

    def kept(self) -> dict[str, Any]:
        """Return the policy as it is kept."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


@dataclass(frozen=True)
class Pause:
    """A time that does not count; `until` is None while it lasts."""

    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True)
class Ends:
    """When a clock's term ends: for the platform, and for the law."""

    at: datetime | None
    law_at: datetime | None
    is_provisional: bool


def policy_require(policy: Policy) -> None:
    """Refuse a policy that no clock can keep.

    Raises:
        PolicyRefused: an amount out of bounds, shifts that do not follow each other, or a term
            that may end later than the law's.
    """
    most = {**MOST, "working_hour": MOST_WORKING_HOURS, "minute": MOST_MINUTES}[policy.unit]
    if not 1 <= policy.amount <= most:
        raise PolicyRefused(f"amount must be from 1 to {most} for {policy.unit}")
    if policy.warn_before is not None and not 0 <= policy.warn_before <= MOST["day"]:
        raise PolicyRefused("warn_before must not be negative")
    edges = [edge for shift in policy.shifts for edge in shift]
    if not edges or edges != sorted(set(edges)):
        raise PolicyRefused("shifts must follow each other within a day")
    if policy.law is not None and not never_later(policy, policy.law):
        raise PolicyRefused(
            f"{policy.amount} {policy.unit} may end after {policy.law.amount} {policy.law.unit}"
        )


def never_later(policy: Policy, law: Term) -> bool:
    """Tell whether the policy's term ends, whenever it begins, no later than the law's.

    A natural day is never longer than a working day, a day of law lasts 24 hours at least (the
    one it begins on is free), a month 28 days; all other pairs are not certain, so refused.
    """
    if policy.unit == law.unit:
        return policy.amount <= law.amount
    minutes = policy.amount * MINUTES.get(policy.unit, 0)
    if minutes and law.unit in MINUTES:
        return minutes <= law.amount * MINUTES[law.unit]
    least_days = law.amount * SHORTEST_MONTH if law.unit == "month" else law.amount
    if law.unit in HOURLY:
        return False
    if minutes:
        return minutes <= 24 * 60 * least_days
    if policy.unit == "day":
        return policy.amount <= least_days
    if policy.unit == "working_hour" and law.unit == "working_day":
        return timedelta(hours=policy.amount) <= law.amount * _length(policy.shifts)
    return False


def due_of(
    policy: Policy, started_at: datetime, pauses: Sequence[Pause], calendar: Calendar
) -> Ends:
    """Return when the term ends, pauses left out; never after the law's own term."""
    own, is_provisional = _ends(
        policy, Term(policy.amount, policy.unit), started_at, pauses, calendar
    )
    if policy.law is None:
        return Ends(own, None, is_provisional)
    lawful = [pause for pause in pauses if pause.reason in policy.lawful_pauses]
    law, is_law_provisional = _ends(policy, policy.law, started_at, lawful, calendar)
    if own is None or (law is not None and law < own):
        return Ends(law, law, is_law_provisional)
    return Ends(own, law, is_provisional)


def _ends(
    policy: Policy, term: Term, started_at: datetime, pauses: Sequence[Pause], calendar: Calendar
) -> tuple[datetime | None, bool]:
    """Return when one term ends; None while it is paused before its end."""
    if term.unit == "working_hour":
        return _shifted(policy.shifts, term.amount, started_at, pauses, calendar)
    at, is_provisional = _plain(term, 0, timedelta(), started_at, calendar)
    more_days, more_time = 0, timedelta()
    for pause in pauses:
        if pause.since > at:
            break
        if pause.until is None:
            return None, False
        more_time += pause.until - pause.since
        more_days += _days_in(pause, term.unit, calendar)
        at, is_provisional = _plain(term, more_days, more_time, started_at, calendar)
    return at, is_provisional


def _plain(
    term: Term, more_days: int, more_time: timedelta, started_at: datetime, calendar: Calendar
) -> tuple[datetime, bool]:
    if term.unit == "working_day":
        due = days.deadline(calendar, started_at, term.amount + more_days, term.unit)
        return due.at, due.is_provisional
    if term.unit in MINUTES:
        span = timedelta(minutes=term.amount * MINUTES[term.unit]) + more_time
        return (started_at.astimezone(UTC) + span).astimezone(days.SHANGHAI), False
    due = days.deadline(calendar, started_at, term.amount, term.unit)
    return end_of(due.day + ONE_DAY * more_days), False


def _days_in(pause: Pause, unit: str, calendar: Calendar) -> int:
    """Count the days a pause took: from the day after it began to the day it ended."""
    since, until = day_of(pause.since), day_of(pause.until or pause.since)
    if unit == "working_day":
        return calendar.working_between(since, until)
    return (until - since).days


def _shifted(
    shifts: Sequence[Shift],
    hours: int,
    started_at: datetime,
    pauses: Sequence[Pause],
    calendar: Calendar,
) -> tuple[datetime | None, bool]:
    """Return when so many hours inside the shifts of working days have passed, pauses left out."""
    left, is_certain = timedelta(hours=hours), True
    first = day_of(started_at)
    for day in days_between(first - ONE_DAY, first + ONE_DAY * days.MOST["day"]):
        is_certain = is_certain and calendar.is_certain(day)
        for since, until in (
            _open_times(shifts, day, started_at, pauses) if calendar.is_working(day) else ()
        ):
            if until - since >= left:
                return since + left, not is_certain
            left -= until - since
        if any(pause.until is None and day_of(pause.since) <= day for pause in pauses):
            return None, False
    raise PolicyRefused("the term does not end within a hundred years")


def _open_times(
    shifts: Sequence[Shift], day: date, started_at: datetime, pauses: Sequence[Pause]
) -> list[tuple[datetime, datetime]]:
    """Return the times of one day that count: the shifts after the start, pauses cut out."""
    times = []
    for opens, closes in shifts:
        since = datetime.combine(day, opens, days.SHANGHAI)
        until = datetime.combine(day, closes, days.SHANGHAI)
        times.append((max(since, started_at), until))
    for pause in pauses:
        times = [part for whole in times for part in _without(whole, pause)]
    return [(since, until) for since, until in times if since < until]


def _without(whole: tuple[datetime, datetime], pause: Pause) -> list[tuple[datetime, datetime]]:
    since, until = whole
    if pause.since >= until or (pause.until is not None and pause.until <= since):
        return [whole]
    parts = [(since, pause.since)]
    return parts if pause.until is None else [*parts, (pause.until, until)]


def warn_of(
    policy: Policy, started_at: datetime, due_at: datetime, calendar: Calendar
) -> datetime | None:
    """Return when to warn: so many hours, or working days, before the end; not before the start."""
    before = policy.warn_before
    if before == 0:
        return None
    if policy.unit in HOURLY:
        whole = timedelta(minutes=policy.amount * MINUTES.get(policy.unit, 60))
        span = whole / 4 if before is None else timedelta(hours=before)
        return max(started_at, due_at - span)
    morning = days.first_instant(calendar.working_before(day_of(due_at), before or 1))
    return max(started_at, morning)


def _length(shifts: Sequence[Shift]) -> timedelta:
    anchor = date(2000, 1, 1)
    spans = (
        datetime.combine(anchor, closes, UTC) - datetime.combine(anchor, opens, UTC)
        for opens, closes in shifts
    )
    return sum(spans, timedelta())

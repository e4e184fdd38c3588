"""Where a clock stands, folded from its events and nothing else. Pure: no table, no clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from office.rules.days import Calendar
from office.rules.policies import Pause, Policy, due_of, warn_of

START, PAUSE, RESUME, REASSIGN, POLICY = "start", "pause", "resume", "reassign", "policy"
MEET, CLOSE, WARN, BREACH, ESCALATE = "meet", "close", "warn", "breach", "escalate"
RECOMPUTE = "recompute"
EVENTS = (START, PAUSE, RESUME, REASSIGN, POLICY, MEET, CLOSE, WARN, BREACH, ESCALATE, RECOMPUTE)
RUNNING, PAUSED, MET, CLOSED = "running", "paused", "met", "closed"
OPEN = (RUNNING, PAUSED)
ENDED = (MET, CLOSED)
ESCALATIONS = ("needs_decision", "needs_help", "will_be_late")  # why a person escalates
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Event:
    """One line of a clock's log."""

    kind: str
    at: datetime
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """Where a clock stands.

    Args:
        due_at: the last instant in time; None while it is paused and no law runs on.
        law_due_at: the last instant the law allows; None where no clause gives a term.
        warn_at: when its owner is to be warned; None with `due_at`, or where nobody wants it.
        is_provisional: a notice that is not published yet may still move `due_at`.
        round: how often it has been started.
    """

    policy: Policy
    state: str
    started_at: datetime
    owner: str = ""
    round: int = 1
    pauses: tuple[Pause, ...] = ()
    due_at: datetime | None = None
    law_due_at: datetime | None = None
    warn_at: datetime | None = None
    is_provisional: bool = False
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    escalated_at: datetime | None = None
    ended_at: datetime | None = None
    warned_of: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def met_at(self) -> datetime | None:
        return self.ended_at if self.state == MET else None


def standing(events: Iterable[Event], calendar: Calendar) -> Standing:
    """Fold a log into where its clock stands, by the calendar given.

    Events count in the order of their instants, whenever they were written down.

    Raises:
        ValueError: the log does not begin with a start.
    """
    ordered = sorted(events, key=lambda one: one.at)
    if not ordered or ordered[0].kind != START:
        raise ValueError("a clock's log begins with its start")
    now = _begun(ordered[0], None)
    for event in ordered[1:]:
        now = FOLDS[event.kind](now, event)
    return _timed(now, calendar)


def rounds(events: Iterable[Event]) -> list[Standing]:
    """Fold a log into each of its rounds as it ended, the first one first, the present one last.

    What a round's term was worth by the calendar is not asked: whether it was kept stands in the
    log. `due_at` is None in all of them.

    Raises:
        ValueError: the log does not begin with a start.
    """
    ordered = sorted(events, key=lambda one: one.at)
    if not ordered or ordered[0].kind != START:
        raise ValueError("a clock's log begins with its start")
    now, before = _begun(ordered[0], None), []
    for event in ordered[1:]:
        after = FOLDS[event.kind](now, event)
        if after.round != now.round:
            before.append(now)
        now = after
    return [*before, now]


def paused(pauses: Iterable[Pause], until: datetime) -> timedelta:
    """Return how long pauses took together; of one that lasts, up to an instant."""
    return sum(((one.until or until) - one.since for one in pauses), timedelta())


def _begun(event: Event, before: Standing | None) -> Standing:
    policy = policy_in(event) or (before.policy if before else None)
    if policy is None:
        raise ValueError("a clock's first start carries its policy")
    owner = event.data.get("owner", before.owner if before else "")
    number = before.round + 1 if before else 1
    return Standing(policy, RUNNING, event.at, owner=owner, round=number)


def policy_in(event: Event) -> Policy | None:
    """Return the policy an event carries."""
    held = event.data.get("policy")
    return Policy.of(held) if held else None


def _start(now: Standing, event: Event) -> Standing:
    return now if now.is_open else _begun(event, now)


def _pause(now: Standing, event: Event) -> Standing:
    if now.state != RUNNING:
        return now
    begun = Pause(event.at, None, event.reason)
    return replace(now, state=PAUSED, pauses=(*now.pauses, begun))


def _resume(now: Standing, event: Event) -> Standing:
    if now.state != PAUSED:
        return now
    ended = replace(now.pauses[-1], until=event.at)
    return replace(now, state=RUNNING, pauses=(*now.pauses[:-1], ended))


def _reassign(now: Standing, event: Event) -> Standing:
    return replace(now, owner=event.data["owner"]) if now.is_open else now


def _policy(now: Standing, event: Event) -> Standing:
    return replace(now, policy=policy_in(event) or now.policy) if now.is_open else now


def _ended(state: str) -> "Fold":
    def fold(now: Standing, event: Event) -> Standing:
        if not now.is_open:
            return now
        ended = _resume(now, event)
        return replace(ended, state=state, ended_at=event.at)

    return fold


def _warn(now: Standing, event: Event) -> Standing:
    if not now.is_open:
        return now
    return replace(now, warned_at=event.at, warned_of=event.data["due_at"])


def _breach(now: Standing, event: Event) -> Standing:
    if not now.is_open or now.breached_at is not None:
        return now
    return replace(now, breached_at=event.at)


def _escalate(now: Standing, event: Event) -> Standing:
    return replace(now, escalated_at=now.escalated_at or event.at) if now.is_open else now


def _recompute(now: Standing, event: Event) -> Standing:
    """Let a breach go that a notice undid: the day turned out to be off."""
    if now.breached_at is None or not event.data.get("undone"):
        return now
    return replace(now, breached_at=None)


def _timed(now: Standing, calendar: Calendar) -> Standing:
    due = due_of(now.policy, now.started_at, now.pauses, calendar)
    now = replace(
        now, due_at=due.at, law_due_at=due.law_at, is_provisional=due.is_provisional and now.is_open
    )
    if due.at is None:
        return replace(now, warned_at=None)
    is_told = now.warned_of == due.at.isoformat()
    warn_at = warn_of(now.policy, now.started_at, due.at, calendar)
    return replace(now, warn_at=warn_at, warned_at=now.warned_at if is_told else None)


def reaction(policy: Policy, state: str, act: str) -> str | None:
    """Return what an act does to a clock: meet, resume, start anew, or nothing.

    What counts is what was done and by whom ("officer.reply"), never through which channel.
    """
    if state in OPEN and act in policy.met_by:
        return MEET
    if state == PAUSED and act in policy.resumed_by:
        return RESUME
    if state == MET and act in policy.again_by:
        return START
    return None


def is_late(now: Standing, at: datetime) -> bool:
    """Tell whether an instant lies after the due one, which nobody marked yet."""
    return now.breached_at is None and now.due_at is not None and at > now.due_at


def next_look(now: Standing) -> datetime | None:
    """Return when somebody must look again: to warn, or to mark the breach; None for never."""
    if not now.is_open or now.due_at is None or now.breached_at is not None:
        return None
    late = now.due_at + MOMENT
    return late if now.warn_at is None or now.warned_at is not None else min(now.warn_at, late)


Fold = Callable[[Standing, Event], Standing]
FOLDS: Mapping[str, Fold] = {
    START: _start,
    PAUSE: _pause,
    RESUME: _resume,
    REASSIGN: _reassign,
    POLICY: _policy,
    MEET: _ended(MET),
    CLOSE: _ended(CLOSED),
    WARN: _warn,
    BREACH: _breach,
    ESCALATE: _escalate,
    RECOMPUTE: _recompute,
}


def log_of(rows: Iterable[Any]) -> list[Event]:
    """Return the events that rows of a log hold."""
    return [Event(row.kind, row.at, row.reason, row.data) for row in rows]

"""Write a clock's log: one line, what follows for the clock, the record, the announcement."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from ledger import services as record
from livecompliance.kernel import events
from livecompliance.kernel.actors import Actor
from office import selectors
from office.events import (
    ClockBreached,
    ClockElapsed,
    ClockEscalated,
    ClockForgiven,
    ClockWarned,
)
from office.models import Clock, ClockEvent
from office.rules import clocks
from office.rules.clocks import MOMENT, Event, Standing
from office.rules.days import Calendar

ACTIONS = {
    clocks.START: "office.clock_started",
    clocks.PAUSE: "office.clock_paused",
    clocks.RESUME: "office.clock_resumed",
    clocks.REASSIGN: "office.clock_reassigned",
    clocks.POLICY: "office.clock_policy_set",
    clocks.MEET: "office.clock_met",
    clocks.CLOSE: "office.clock_closed",
    clocks.WARN: "office.clock_warned",
    clocks.BREACH: "office.clock_breached",
    clocks.ESCALATE: "office.clock_escalated",
    clocks.RECOMPUTE: "office.clock_recomputed",
}
KEPT = (
    "state",
    "round",
    "started_at",
    "due_at",
    "law_due_at",
    "is_provisional",
    "warned_at",
    "breached_at",
    "escalated_at",
    "ended_at",
)


class Log:
    """A locked clock with its log. What is kept of the clock is folded anew after every line."""

    def __init__(self, actor: Actor, clock: Clock, calendar: Calendar | None = None) -> None:
        self.actor, self.clock = actor, clock
        self.calendar = calendar or selectors.calendar()
        rows = selectors.event_list(actor, clock)
        self.events: list[Event] = clocks.log_of(rows)

    @cached_property
    def standing(self) -> Standing:
        return clocks.standing(self.events, self.calendar)

    def append(
        self, kind: str, at: datetime, *, reason: str = "", data: Mapping[str, Any] | None = None
    ) -> None:
        """Write one line: change, record, announce."""
        event = Event(kind, at, reason, dict(data or {}))
        ClockEvent.objects.create(
            tenant_id=self.clock.tenant_id,
            clock=self.clock,
            seq=len(self.events) + 1,
            kind=kind,
            at=at,
            actor_kind=self.actor.kind,
            actor_ref=self.actor.reference,
            reason=reason,
            data=event.data,
        )
        self.events.append(event)
        self.keep()
        self._record(event)
        self._announce(event)

    def end(self, kind: str, at: datetime, data: Mapping[str, Any] | None = None) -> None:
        """Meet or close; what came too late is marked as breached first. A wait that is over ended
        by itself: what comes then changes nothing of it."""
        if clocks.is_late(self.standing, at):
            self.pass_()
        if self.standing.is_open:
            self.append(kind, at, data=data)

    def take(self, done: str, at: datetime, data: Mapping[str, Any]) -> None:
        """Do what an act asks for: meet, resume, start anew."""
        if done == clocks.MEET:
            self.end(done, at, data)
        else:
            self.append(done, at, data=data)

    def pass_(self) -> None:
        """Say that the term ended: a wait is over, any other duty was not done."""
        due_at = self.standing.due_at
        if not self.standing.policy.is_wait:
            self.breach()
        elif due_at is not None:
            data = {"elapsed": True, "due_at": due_at.isoformat()}
            self.append(clocks.CLOSE, due_at + MOMENT, data=data)

    def breach(self) -> None:
        """Mark that the term ended; the instant is the one after the last in time."""
        due_at = self.standing.due_at
        if due_at is None:
            return
        self.append(clocks.BREACH, due_at + MOMENT, data={"due_at": due_at.isoformat()})
        to = self.standing.policy.escalate_to
        if to and self.standing.escalated_at is None:
            self.append(clocks.ESCALATE, due_at + MOMENT, reason="breach", data={"to": to})

    def keep(self) -> None:
        """Fold the log anew and keep what pages and sweeps ask for."""
        self.__dict__.pop("standing", None)
        now, clock = self.standing, self.clock
        for name in KEPT:
            setattr(clock, name, getattr(now, name))
        clock.policy, clock.clause = now.policy.kept(), now.policy.clause
        clock.owner_id = UUID(now.owner) if now.owner else None
        clock.next_at = clocks.next_look(now)
        clock.save(update_fields=[*KEPT, "policy", "clause", "owner", "next_at"])

    def _record(self, event: Event) -> None:
        clock, due_at = self.clock, self.standing.due_at
        record.entry_append(
            actor=self.actor,
            action=ACTIONS[event.kind],
            subject=("clock", clock.pk),
            clause=clock.clause,
            data={
                "kind": clock.kind,
                "about": f"{clock.subject_kind}:{clock.subject_ref}",
                "at": event.at.isoformat(),
                "due_at": due_at.isoformat() if due_at else "",
                "reason": event.reason,
            },
        )

    def _announce(self, event: Event) -> None:
        clock = self.clock
        subject = (clock.subject_kind, clock.subject_ref)
        head = (self.actor, clock.pk, len(self.events), subject, clock.kind)
        due_at = self.standing.due_at
        if event.kind == clocks.ESCALATE:
            events.publish(ClockEscalated(*head, event.data["to"], event.reason))
        if due_at is None:
            return
        if event.kind == clocks.WARN:
            events.publish(ClockWarned(*head, clock.clause, clock.owner_id, due_at))
        if event.kind == clocks.BREACH:
            to = self.standing.policy.escalate_to
            events.publish(ClockBreached(*head, clock.clause, clock.owner_id, due_at, to))
        if event.kind == clocks.RECOMPUTE and event.data.get("undone"):
            events.publish(ClockForgiven(*head, clock.clause, clock.owner_id, due_at))
        if event.kind == clocks.CLOSE and event.data.get("elapsed"):
            events.publish(ClockElapsed(*head, clock.clause, clock.owner_id, due_at))

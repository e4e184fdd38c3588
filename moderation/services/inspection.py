"""Inspect what a session recorded: findings, measures, record and state commit together."""

import logging
from collections import Counter
from collections.abc import Callable
from itertools import accumulate
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import DataError, transaction

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, events, live, nudges
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pg import hot
from moderation import rules, selectors
from moderation.engine import PackError, Proposal
from moderation.engine import RoomState as Memory
from moderation.engine.judgement import How
from moderation.events import FindingsRecorded, MeasureReleased, RulesShadowed
from moderation.models import Finding, RoomState
from moderation.services import breach, ruleset, speaker
from moderation.services import measure as measures
from moderation.services.batch import FAULT, Batch, findings_of, judge, of, quote_of, read
from moderation.services.staging import stage_watch
from moderation.services.store import findings_write
from moderation.services.watching import Seen, watches_ask
from rooms import codec, wire
from rooms import selectors as rooms
from rooms import services as rooms_services
from rooms.models import Cursor, Room, Session
from rooms.selectors import Recorded

log = logging.getLogger(__name__)
MOST_SEGMENTS = 32
MOST_BYTES = 2 * 1_048_576  # of events in one transaction: words can be made to cost much
DEFAULT_CLAUSE = "M-risk-measures"
ALTERED = "RECORD-ALTERED"
CLAUSES = {ALTERED: "O117-evidence-3y", FAULT: "M-content-patrol"}
STATE = hot.Reading(
    "SELECT {r} FROM moderation_roomstate r WHERE r.session_id = %s FOR UPDATE", r=RoomState
)
AFTERWARDS = (FindingsRecorded, MeasureReleased, RulesShadowed)  # told when the streamer was
# What words can cause. What the servers cause (no database, no key, no packs) is tried again.
FAULTS = (ValueError, TypeError, ArithmeticError, LookupError, DataError)


class Inspected(NamedTuple):
    """What one transaction of inspection did."""

    segments: int = 0
    events: int = 0
    findings: int = 0
    measures: int = 0
    sequels: int = 0


def session_inspect(
    *, actor: Actor, session_id: UUID, most: int = MOST_SEGMENTS
) -> Inspected | None:
    """Inspect what waits of a session, in order, and ask for more work while more waits.

    Everything that follows from a segment commits with the cursor that says it was inspected:
    a worker that dies leaves nothing, and nothing is judged twice with effect. The streamer's
    warning is on its way then; what others do about it follows, and as surely (`events_defer`).

    Returns:
        What was done; None when another worker has the session, or there is none.

    Raises:
        NotFound: no such session for this actor.
        PackError: the rule packs cannot be used.

    Law: M-content-patrol, M-comment-management, O117-risk-monitoring, M-truthful, M-conduct
    """
    try:
        done = _claim(actor, session_id, most)
    except PackError:
        raise
    except FAULTS as fault:
        log.error("session %s: its segments are inspected one by one: %s", session_id, of(fault))
        done = _claim(actor, session_id, 1, refer=True)
    if done is not None:
        with transaction.atomic():
            _ask_for_more(actor, session_id)
            if done.sequels:
                record.sequels_tell(actor=actor)
    return done


@transaction.atomic
def _claim(actor: Actor, session_id: UUID, most: int, *, refer: bool = False) -> Inspected | None:
    """Inspect what waits, or (`refer`) put the segment that fails before the officers."""
    cursor = rooms_services.cursor_lock(actor=actor, session_id=session_id)
    if cursor is None:
        return None
    session = cursor.session
    if not refer:
        return _deferring(actor, lambda: _inspect(actor, session, cursor, most))
    try:
        with transaction.atomic():
            return _deferring(actor, lambda: _inspect(actor, session, cursor, most))
    except PackError:
        raise
    except FAULTS as fault:
        log.error("session %s: a segment is referred: %s", session_id, of(fault))
        cursor.refresh_from_db()
        return _deferring(actor, lambda: _refer(actor, session, cursor, FAULT))


def _deferring(actor: Actor, work: Callable[[], Inspected]) -> Inspected:
    """Do what a streamer waits for; letters, queues and statistics follow after the commit."""
    with events.held_back(*AFTERWARDS) as held:
        done = work()
    record.events_defer(actor=actor, told=held)
    return done._replace(sequels=len(held))


def _ask_for_more(actor: Actor, session_id: UUID) -> None:
    """Nudge again for what came while the session was claimed: its own nudge found it taken."""
    tier = rooms.session_behind(actor, session_id)
    if tier is not None:
        nudges.nudge_once(
            "moderation.session_inspect",
            queue="hot" if tier == Room.Tier.KEY else "live",
            tenant_id=str(actor.tenant_id),
            session_id=str(session_id),
        )


def _inspect(actor: Actor, session: Session, cursor: Cursor, most: int) -> Inspected:
    if session.key_destroyed_at is not None:
        return _pass_over(actor, session, cursor)
    try:
        segments = rooms.segment_list_waiting(actor, session, cursor.seq, most)
    except codec.Altered:
        if most == 1:
            return _refer(actor, session, cursor, ALTERED)
        return _inspect(actor, session, cursor, 1)
    if not segments:
        return Inspected()
    return _Inspection(actor, session, cursor).run(_bearable(segments))


def _bearable(segments: list[Recorded]) -> list[Recorded]:
    """Return the first segments, as many as a worker judges well within its time limit."""
    sizes = accumulate(sum(map(len, segment.lines)) for segment in segments)
    fits = sum(1 for size in sizes if size <= MOST_BYTES)
    return segments[: max(1, fits)]


def _pass_over(actor: Actor, session: Session, cursor: Cursor) -> Inspected:
    """Move past segments that nobody can read any more: their key was destroyed."""
    head = session.head
    skipped = head.seq - cursor.seq
    if not skipped:
        return Inspected()
    record.entry_append(
        actor=actor,
        action="moderation.session_passed_over",
        subject=("session", session.pk),
        clause="M-content-patrol",
        data={"segments": skipped, "reason": "key_destroyed"},
    )
    rooms_services.cursor_advance(
        actor=actor, cursor=cursor, seq=head.seq, events=head.events - cursor.events
    )
    return Inspected(skipped)


def _refer(actor: Actor, session: Session, cursor: Cursor, code: str) -> Inspected:
    """Put a segment that is not what was recorded, or cannot be judged, before the officers."""
    seq = cursor.seq + 1
    log.error("segment %s #%s goes to the officers: %s", session.pk, seq, code)
    row = breach.finding_at(session, seq, f"segment:{seq}", code, CLAUSES[code])
    Finding.objects.bulk_create([row], ignore_conflicts=True)
    record.entry_append(
        actor=actor,
        action="moderation.segment_referred",
        subject=("session", session.pk),
        clause=CLAUSES[code],
        data={"segment": seq, "reason": code},
    )
    count = rooms.segment_count(actor, session, seq)
    rooms_services.cursor_advance(actor=actor, cursor=cursor, seq=seq, events=count)
    events.publish(FindingsRecorded(actor, session.pk, session.room_id, (row.pk,)))
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return Inspected(1, 0, 1)


class _Inspection:
    """One transaction's worth of one session."""

    def __init__(self, actor: Actor, session: Session, cursor: Cursor) -> None:
        self.actor, self.session, self.cursor = actor, session, cursor
        self.policy = accounts.tenant_get(actor).policy
        self.ruleset = ruleset.ruleset_of(actor, self.policy)
        self.row = state_ensure(session)
        self.now = clock.now()
        self.acts: list[dict[str, Any]] = []  # for the record, all at once

    def run(self, segments: list[Recorded]) -> Inspected:
        """Judge every event and write all that follows."""
        batch = read(segments)
        state, key = bytes(self.row.state), str(self.session.pk)
        memory = judge(self.ruleset.engine, batch, state, key, self._how())
        seen = stage_watch(self.actor, self.session, batch, memory)
        given = Seen(self.actor, self.session, batch, self.ruleset.engine, {})
        seen += watches_ask(given, memory)
        found = [*self._breach(segments[0].seq), *self._findings(batch)]
        taken = self._measures([*seen, *memory.take_proposals()], batch, found)
        self._shadow(memory, batch)
        self._remember(memory, batch, found)
        count = sum(len(segment.lines) for segment in segments)
        last = segments[-1].seq
        rooms_services.cursor_advance(actor=self.actor, cursor=self.cursor, seq=last, events=count)
        done = Inspected(len(segments), count, len(found), taken)
        if found:
            self._tell(done, (segments[0].seq, last), found)
        record.entries_append(actor=self.actor, acts=self.acts)
        live.ring_on_commit(self.actor.tenant_id, "timeline", self.session.pk, seq=last)
        live.ring_on_commit(self.actor.tenant_id, "wall", "all")
        return done

    def _how(self) -> How:
        """Let rules explain themselves, and know the streamer's record where one asks for it."""
        if not self.ruleset.engine.rules.reads_record:
            return How(is_explained=True)
        return How(speaker.record_of(self.actor, self.session), is_explained=True)

    def _breach(self, seq: int) -> list[Finding]:
        """Say once that a broadcast without the gate's consent has begun to be heard."""
        if self.session.is_admitted:
            return []
        row = breach.finding_of(self.session, seq)
        return [row] if row.pk in findings_write([row]) else []

    def _findings(self, batch: Batch) -> list[Finding]:
        """Write the findings; return those that are news."""
        rows = findings_of(batch, self.session, self.ruleset.version)
        if not rows:
            return []
        written = findings_write(rows)
        return [row for row in rows if row.pk in written]

    def _measures(self, proposals: list[Proposal], batch: Batch, found: list[Finding]) -> int:
        """Take the proposed measures that are no mere repetition; none when all is over."""
        if not proposals or self.session.ended_at is not None:
            return 0
        terms = rules.terms_of(self.policy)
        standing = selectors.measure_standing(self.actor, self.session.pk)
        taken = 0
        for proposal in proposals:
            clause = proposal.clause or DEFAULT_CLAUSE
            if rules.is_settled(proposal.kind, clause, standing, self.now, terms):
                continue
            order = _order(proposal, clause, batch, found)
            measure, acts = measures.measure_put(self.actor, self.session, order, terms)
            self.acts += acts
            standing.append(measure)
            taken += 1
        return taken

    def _shadow(self, memory: Memory, batch: Batch) -> None:
        """Tell what rules would have done that are not in force here; nothing comes of it."""
        seen = memory.take_shadows()
        if not seen:
            return
        places = {str(event.id): at for event, at in zip(batch.events, batch.places, strict=True)}
        events.publish(
            RulesShadowed(
                actor=self.actor,
                session_id=self.session.pk,
                room_id=self.session.room_id,
                shadows=tuple((*places[str(one.event_id)], *one) for one in seen),
            )
        )

    def _remember(self, memory: Memory, batch: Batch, found: list[Finding]) -> None:
        row = self.row
        row.state = memory.to_bytes()
        row.figures = {
            **memory.metrics,
            "duty": round(memory.duty()),
            "removed": _removed(row.figures.get("removed", {}), batch),
        }
        row.findings += len(found)
        row.last_finding_id = found[-1].pk if found else row.last_finding_id
        show_risk(row, memory, memory.clock)
        hot.update(row, *SHOWN, "state", "figures", "findings", "last_finding_id")

    def _tell(self, done: Inspected, seqs: tuple[int, int], found: list[Finding]) -> None:
        self.acts.append(
            {
                "action": "moderation.session_inspected",
                "subject": ("session", self.session.pk),
                "clause": "M-content-patrol",
                "data": {
                    "segments": list(seqs),
                    "events": done.events,
                    "findings": dict(Counter(one.code for one in found)),
                    "measures": done.measures,
                    "ruleset": self.ruleset.version,
                },
            }
        )
        events.publish(
            FindingsRecorded(
                actor=self.actor,
                session_id=self.session.pk,
                room_id=self.session.room_id,
                findings=tuple(one.pk for one in found),
            )
        )


def _order(proposal: Proposal, clause: str, batch: Batch, found: list[Finding]) -> rules.Order:
    keys = {str(each) for each in proposal.event_ids}
    return rules.Order(
        kind=proposal.kind,
        clause=clause,
        reason=proposal.reason,
        advice=proposal.advice,
        rule=proposal.rule,
        findings=tuple(one.pk for one in found if one.event_key in keys),
        quote=quote_of(batch, proposal) if proposal.kind != rules.NOTICE else None,
    )


def _removed(before: dict[str, int], batch: Batch) -> dict[str, int]:
    """Count the comments that were hidden, folded, muted or deleted."""
    count = Counter(before)
    count.update(str(event.action) for event in batch.events if isinstance(event, wire.Removal))
    return dict(count)


SHOWN = ("risk", "contributions", "spark", "spark_at", "updated_at")


def show_risk(row: RoomState, memory: Memory, at: int) -> None:
    """Set what the wall shows of a room's risk at a moment (milliseconds)."""
    risk = memory.risk(at)
    last = int(row.spark_at.timestamp() * 1000) if row.spark_at else None
    row.risk = round(risk)
    row.contributions = [[code, round(points, 1)] for code, points in memory.contributions(at)]
    row.spark, begins = rules.spark_on(row.spark, last, at, risk)
    row.spark_at = rules.instant_of(begins)
    row.updated_at = clock.now()


def state_ensure(session: Session) -> RoomState:
    """Return the session's state, locked; make it where it does not exist yet."""
    found = STATE.first([session.pk])
    if found is not None:
        return cast(RoomState, found[0])
    rows = RoomState.objects.select_for_update()
    return rows.get_or_create(session=session, defaults={"tenant_id": session.tenant_id})[0]


@transaction.atomic
def risks_refresh(*, actor: Actor, most: int = 500) -> int:
    """Let the shown risk of quiet rooms decay; return how many rooms that was."""
    stale = RoomState.objects.filter(
        tenant_id=actor.tenant_id,
        risk__gt=0,
        session__ended_at__isnull=True,
        updated_at__lte=clock.now() - rules.STALE,
    )
    rows = list(stale.select_for_update(of=("self",), skip_locked=True)[:most])
    at = int(clock.now().timestamp() * 1000)
    for row in rows:
        show_risk(row, Memory.from_bytes(bytes(row.state)), at)
    RoomState.objects.bulk_update(rows, SHOWN, batch_size=200)
    if rows:
        live.ring_on_commit(actor.tenant_id, "wall", "all")
    return len(rows)

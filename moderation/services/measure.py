"""Take a measure, take it back, let it go out."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto, events, jobs, law, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.pg import hot
from moderation import policies, rules, selectors
from moderation.events import MeasureReleased, MeasureUndone
from moderation.models import Measure
from moderation.selectors import words
from rooms import selectors as rooms
from rooms.models import Session

NEXT_SEQ = """
INSERT INTO moderation_pushhead AS head (room_id, tenant_id, seq) VALUES (%s, %s, 1)
ON CONFLICT (room_id) DO UPDATE SET seq = head.seq + 1 RETURNING seq
"""


class SessionOver(Conflict):
    code = "session_over"


class TooLate(Conflict):
    code = "too_late_to_undo"


class AlreadyReleased(Conflict):
    code = "already_released"


class AlreadyUndone(Conflict):
    code = "already_undone"


@transaction.atomic
def measure_issue(*, actor: Actor, session_id: UUID, order: rules.Order) -> Measure:
    """Take a measure as an officer. It is held for the tenant's undo window, then goes out.

    Raises:
        NotFound: no such session for this actor.
        Forbidden: the actor is no officer.
        Invalid: no reason, a clause that is not in force, or an unknown kind.
        SessionOver: the broadcast has ended.

    Law: M-risk-measures
    """
    policies.require_decide(actor)
    session = rooms.session_get(actor, session_id)
    if session.ended_at is not None:
        raise SessionOver(_("直播已经结束。"))
    _require_lawful(order)
    terms = selectors.terms_of(actor)
    held_until = clock.now() + timedelta(seconds=terms.undo_window_s)
    measure = measure_new(actor, session, order, terms, held_until)
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    jobs.enqueue_on_commit(
        "moderation.measure_release",
        queue="hot",
        delay_s=terms.undo_window_s,
        tenant_id=str(actor.tenant_id),
        measure_id=str(measure.pk),
    )
    return measure


@transaction.atomic
def measure_enforce(*, actor: Actor, session_id: UUID, order: rules.Order) -> Measure:
    """Carry a decision out in a broadcast that is on air: nobody holds it back, it goes out now.

    Raises:
        NotFound: no such session for this actor. Forbidden: the actor is no officer.
        Invalid: no reason, a clause that is not in force, or an unknown kind.
        SessionOver: the broadcast has ended.

    Law: M-risk-measures
    """
    policies.require_decide(actor)
    session = rooms.session_get(actor, session_id)
    if session.ended_at is not None:
        raise SessionOver(_("直播已经结束。"))
    _require_lawful(order)
    origin = Measure.Origin.OFFICER if actor.user_id else Measure.Origin.RULE
    return measure_take(actor, session, order, selectors.terms_of(actor), origin=origin)


def _require_lawful(order: rules.Order) -> None:
    if order.kind not in rules.KINDS:
        raise Invalid(_("没有这种处置措施。"), field="kind")
    if not order.reason.get("zh", "").strip():
        raise Invalid(_("请写明理由。"), field="reason", law="M-risk-measures")
    if order.minutes is not None and not 1 <= order.minutes <= rules.MAX_MINUTES:
        raise Invalid(_("时长超出允许范围。"), field="minutes")
    try:
        law.clause(order.clause, clock.today())
    except (law.UnknownClause, law.NotInForce):
        raise Invalid(_("请选择有效的法律条款。"), field="clause") from None


def measure_new(
    actor: Actor, session: Session, order: rules.Order, terms: rules.Terms, held_until: datetime
) -> Measure:
    """Write an officer's measure and its entry of the record, in the running transaction."""
    measure = _drafted(actor, session, order, terms, Measure.Origin.OFFICER)
    measure.available_at = held_until
    hot.insert(measure)
    record.entries_append(actor=actor, acts=[_issued(measure, order)])
    return measure


def measure_take(
    actor: Actor,
    session: Session,
    order: rules.Order,
    terms: rules.Terms,
    *,
    origin: str = Measure.Origin.RULE,
    escalated_from: Measure | None = None,
) -> Measure:
    """Take a measure that nobody holds back: it is written and goes out at once."""
    measure, acts = measure_put(
        actor, session, order, terms, origin=origin, escalated_from=escalated_from
    )
    record.entries_append(actor=actor, acts=acts)
    return measure


def measure_put(
    actor: Actor,
    session: Session,
    order: rules.Order,
    terms: rules.Terms,
    *,
    origin: str = Measure.Origin.RULE,
    escalated_from: Measure | None = None,
) -> tuple[Measure, list[dict[str, Any]]]:
    """Do what `measure_take` does; give its entries to whoever writes them with his own."""
    measure = _drafted(actor, session, order, terms, origin)
    measure.escalated_from = escalated_from
    _place(measure, terms)
    hot.insert(measure)
    _send(actor, measure)
    return measure, [_issued(measure, order), _released(measure)]


def _drafted(
    actor: Actor, session: Session, order: rules.Order, terms: rules.Terms, origin: str
) -> Measure:
    measure_id, now = uuid7(), clock.now()
    return Measure(
        id=measure_id,
        tenant_id=actor.tenant_id,
        room=session.room,
        session=session,
        kind=order.kind,
        level=selectors.level_next(actor, session.pk, order.kind),
        origin=origin,
        rule=order.rule,
        clause=order.clause,
        reason_zh=order.reason.get("zh", "")[:400],
        reason_en=order.reason.get("en", "")[:400],
        advice_zh=order.advice.get("zh", "")[:300],
        advice_en=order.advice.get("en", "")[:300],
        quote_sealed=_sealed_quote(session, measure_id, order.quote),
        findings=list(order.findings),
        minutes=terms.minutes_of(order.kind) if order.minutes is None else order.minutes,
        decided_by_id=actor.user_id,
        created_at=now,
        available_at=now,
    )


def _issued(measure: Measure, order: rules.Order) -> dict[str, Any]:
    return {
        "action": "moderation.measure_issued",
        "subject": ("measure", measure.pk),
        "clause": order.clause,
        "after": {"reason": dict(order.reason), "advice": dict(order.advice)},
        "data": _facts(measure),
    }


def _released(measure: Measure) -> dict[str, Any]:
    return {
        "action": "moderation.measure_released",
        "subject": ("measure", measure.pk),
        "clause": measure.clause,
        "data": {"seq": measure.seq, "room": str(measure.room_id)},
    }


def _facts(measure: Measure) -> dict[str, Any]:
    """Return what the record and the webhook say of a measure: nothing said in the room."""
    return {
        "kind": measure.kind,
        "level": measure.level,
        "origin": measure.origin,
        "rule": measure.rule,
        "room": str(measure.room_id),
        "session": str(measure.session_id),
        "findings": [str(one) for one in measure.findings],
        "minutes": measure.minutes,
        "escalated_from": str(measure.escalated_from_id or ""),
    }


def _sealed_quote(session: Session, measure_id: UUID, quote: rules.Quote | None) -> bytes:
    if quote is None:
        return b""
    plain = json.dumps({"event_type": quote.event_type, "words": quote.words}).encode()
    bound = words.bound_to(session.tenant_id, words.QUOTE, measure_id)
    try:
        return crypto.seal(words.words_key(session), plain, bound)
    except crypto.KeyLost:
        return b""


@transaction.atomic
def measure_undo(*, actor: Actor, measure_id: UUID) -> Measure:
    """Take a measure back before it goes out. Taking back twice is taking back once.

    Raises:
        NotFound: no such measure in the tenant.
        Forbidden: the actor is no officer.
        TooLate: the undo window has passed, or it went out already.
    """
    policies.require_decide(actor)
    measure = selectors.measure_get(actor, measure_id, lock=True)
    if measure.undone_at is not None:
        return measure
    now = clock.now()
    if measure.released_at is not None or now >= measure.available_at:
        raise TooLate(_("撤回时限已过，措施已经发出。"))
    measure.undone_at, measure.undone_by_id = now, actor.user_id
    measure.save(update_fields=["undone_at", "undone_by"])
    record.entry_append(
        actor=actor,
        action="moderation.measure_undone",
        subject=("measure", measure.pk),
        clause=measure.clause,
        data=_facts(measure),
    )
    events.publish(MeasureUndone(actor, measure.pk))
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return measure


@transaction.atomic
def measure_release(*, actor: Actor, measure_id: UUID) -> Measure:
    """Let a held measure go out now. Releasing twice is releasing once.

    Raises:
        NotFound: no such measure in the tenant.
        Forbidden: the actor is no officer.
        AlreadyUndone: it was taken back.
    """
    policies.require_decide(actor)
    measure = selectors.measure_get(actor, measure_id, lock=True)
    if measure.undone_at is not None:
        raise AlreadyUndone(_("这项处置已经撤回。"))
    if measure.released_at is None:
        release(actor, measure)
    return measure


@transaction.atomic
def measures_release_due(*, actor: Actor, most: int = 100) -> int:
    """Let every measure go out whose undo window has passed; return how many."""
    due = Measure.objects.of(actor).filter(
        released_at__isnull=True, undone_at__isnull=True, available_at__lte=clock.now()
    )
    held = due.select_related("room", "session").select_for_update(of=("self",), skip_locked=True)
    found = list(held.order_by("available_at", "id")[:most])
    for measure in found:
        release(actor, measure)
    return len(found)


def release(actor: Actor, measure: Measure, terms: rules.Terms | None = None) -> None:
    """Give a measure its place in the room's order and send it, in the running transaction."""
    _place(measure, terms or selectors.terms_of(actor))
    measure.save(update_fields=["seq", "released_at", "deadline_at", "closed_at"])
    _send(actor, measure)
    record.entries_append(actor=actor, acts=[_released(measure)])


def _place(measure: Measure, terms: rules.Terms) -> None:
    now = clock.now()
    measure.seq = _next_seq(measure)
    measure.released_at = now
    measure.deadline_at = rules.deadline_of(measure.kind, now, terms)
    measure.closed_at = now if measure.session.ended_at else None


def _send(actor: Actor, measure: Measure) -> None:
    """Ring for the room before all else: the streamer is waiting, the rest can."""
    live.ring_on_commit(actor.tenant_id, "room", measure.room_id, seq=measure.seq or 0)
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    record.message_add(
        actor=actor,
        topic="measure.released",
        subject_ref=measure.pk,
        payload=message_of(measure),
    )
    events.publish(
        MeasureReleased(
            actor=actor,
            measure_id=measure.pk,
            session_id=measure.session_id,
            room_id=measure.room_id,
            kind=measure.kind,
            clause=measure.clause,
            findings=tuple(measure.findings),
        )
    )


def _next_seq(measure: Measure) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_SEQ, [measure.room_id, measure.tenant_id])
        return int(cursor.fetchone()[0])


def message_of(measure: Measure) -> dict[str, Any]:
    """Return what the platform is told, so that it can cut traffic, stop the stream, or show it."""
    return {
        **_facts(measure),
        "id": str(measure.pk),
        "room_external_id": measure.room.external_id,
        "seq": measure.seq,
        "clause": measure.clause,
        "reason": {"zh": measure.reason_zh, "en": measure.reason_en},
        "released_at": measure.released_at.isoformat() if measure.released_at else None,
        "deadline_at": measure.deadline_at.isoformat() if measure.deadline_at else None,
        "withdrawn_at": measure.withdrawn_at.isoformat() if measure.withdrawn_at else None,
        "must_execute": measure.kind in rules.BY_THE_PLATFORM,
    }

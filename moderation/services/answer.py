"""What comes back of a measure: it arrived, it was understood, it was carried out."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from moderation import policies, selectors
from moderation.models import Measure
from office import services as office
from rooms import selectors as rooms

SKEW = timedelta(minutes=5)


class NotReleased(Conflict):
    code = "not_released"


@transaction.atomic
def measure_deliver(*, actor: Actor, room_id: UUID, seq: int) -> bool:
    """Note that a client of the room has one measure; tell whether that was news.

    Raises:
        NotFound: no such room for this actor.
        Forbidden: the actor is neither the streamer nor the platform.
    """
    room = rooms.room_get(actor, room_id)
    policies.require_answer(actor, room)
    fresh = Measure.objects.of(actor).filter(room=room, seq=seq, delivered_at__isnull=True)
    is_news = bool(fresh.update(delivered_at=clock.now()))
    if is_news:
        live.ring_on_commit(actor.tenant_id, "wall", "all")
    return is_news


@transaction.atomic
def measure_acknowledge(*, actor: Actor, measure_id: UUID) -> Measure:
    """Note that a person understood a measure. Twice is once; late is still noted.

    Raises:
        NotFound: no such measure for this actor.
        Forbidden: the actor is neither the streamer nor the platform.
        NotReleased: it has not gone out.

    Law: M-risk-measures
    """
    measure = _released(actor, measure_id)
    policies.require_answer(actor, measure.room)
    if measure.acknowledged_at is not None:
        return measure
    now = clock.now()
    measure.acknowledged_at, measure.acknowledged_by_id = now, actor.user_id
    measure.delivered_at = measure.delivered_at or now
    measure.save(update_fields=["acknowledged_at", "acknowledged_by", "delivered_at"])
    is_late = measure.deadline_at is not None and now > measure.deadline_at
    record.entry_append(
        actor=actor,
        action="moderation.measure_acknowledged",
        subject=("measure", measure.pk),
        clause=measure.clause,
        data={"seq": measure.seq, "late": is_late},
    )
    office.letters_acknowledge_about(actor=actor, about=("measure", str(measure.pk)))
    _ring(actor, measure)
    return measure


@transaction.atomic
def measure_receipt(
    *,
    actor: Actor,
    measure_id: UUID,
    executed: bool,
    at: datetime | None = None,
    detail: str = "",
) -> Measure:
    """Take the platform's receipt: it cut the traffic or the stream, or it could not.

    The first receipt that says so is kept; a failure alarms the officers at once.

    Raises:
        NotFound: no such measure for this actor.
        Forbidden: the actor is not the platform.
        NotReleased: it has not gone out.
        Invalid: the instant lies before the release or in the future.

    Law: M-risk-measures
    """
    policies.require_execute(actor)
    measure = _released(actor, measure_id)
    if measure.executed_at is not None:
        return measure
    now = clock.now()
    if at is not None and not _is_plausible(measure, at, now):
        raise Invalid(_("执行时间不合理。"), field="at")
    measure.receipt_detail = detail[:200]
    if executed:
        measure.executed_at = at or now
    else:
        measure.execution_alarm_at = measure.execution_alarm_at or now
    measure.save(update_fields=["receipt_detail", "executed_at", "execution_alarm_at"])
    record.entry_append(
        actor=actor,
        action="moderation.measure_executed" if executed else "moderation.measure_failed",
        subject=("measure", measure.pk),
        clause=measure.clause,
        after={"detail": detail},
        data={"seq": measure.seq, "kind": measure.kind, "executed": executed},
    )
    _ring(actor, measure)
    return measure


def _is_plausible(measure: Measure, at: datetime, now: datetime) -> bool:
    earliest = (measure.released_at or now) - SKEW
    return earliest <= at <= now + SKEW


def _released(actor: Actor, measure_id: UUID) -> Measure:
    measure = selectors.measure_get(actor, measure_id, lock=True)
    if measure.released_at is None:
        raise NotReleased(_("这项处置尚未发出。"))
    return measure


def _ring(actor: Actor, measure: Measure) -> None:
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    live.ring_on_commit(actor.tenant_id, "room", measure.room_id, seq=measure.seq or 0)

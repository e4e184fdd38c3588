"""Ask about measures: a room's history, what waits for an answer, what a client is to show."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pg import hot
from moderation import rules
from moderation.models import Measure, RoomState
from moderation.selectors import words
from rooms import policies as rooms_policies
from rooms import selectors as rooms
from rooms.models import Session

MOST = 200
TAKEN = """
SELECT count(*) FROM moderation_measure
WHERE tenant_id = %s AND session_id = %s AND kind = %s
AND undone_at IS NULL AND withdrawn_at IS NULL
"""
RELEASED = hot.Reading(
    """
    SELECT {m}, {s} FROM moderation_measure m JOIN rooms_session s ON s.id = m.session_id
    WHERE m.tenant_id = %s AND m.room_id = %s AND m.seq > %s ORDER BY m.seq LIMIT %s
    """,
    m=Measure,
    s=Session,
)
STANDING = hot.Reading(
    """
    SELECT {m} FROM moderation_measure m
    WHERE m.tenant_id = %s AND m.session_id = %s AND m.undone_at IS NULL AND m.closed_at IS NULL
    ORDER BY m.created_at
    """,
    m=Measure,
)


def terms_of(actor: Actor) -> rules.Terms:
    """Return the numbers of the actor's tenant."""
    return rules.terms_of(accounts.tenant_get(actor).policy)


def needs_step_up(actor: Actor, kind: str) -> bool:
    """Tell whether the tenant wants whoever takes a measure of this kind to prove who he is."""
    return kind == "suspend" and accounts.policy_of(actor, "step_up_suspend", 0) == 1


def measure_get(actor: Actor, measure_id: UUID, *, lock: bool = False) -> Measure:
    """Return one measure with its room and session.

    Raises:
        NotFound: no such measure for this actor; a streamer sees only what was released
            to a room of his.
    """
    found = Measure.objects.of(actor).select_related("room", "session")
    if lock:
        found = found.select_for_update(of=("self",))
    measure = found.filter(pk=measure_id).first()
    if measure is None or not _may_see(actor, measure):
        raise NotFound(_("没有这项处置。"))
    return measure


def _may_see(actor: Actor, measure: Measure) -> bool:
    if rooms_policies.can_watch(actor):
        return True
    return measure.released_at is not None and rooms_policies.can_stream(actor, measure.room)


def measures_on(actor: Actor, finding_ids: Collection[UUID]) -> list[Measure]:
    """Return what was done on air about findings, and stands, in order."""
    rows = Measure.objects.of(actor).filter(findings__overlap=list(finding_ids))
    sent = rows.filter(released_at__isnull=False, withdrawn_at=None)
    return list(sent.exclude(kind=Measure.Kind.VIEWER_NOTICE).order_by("id"))


def suspensions_standing(actor: Actor, session: Session) -> list[Measure]:
    """Return the suspensions of a broadcast that went out and were not withdrawn, in order."""
    rows = Measure.objects.of(actor).filter(session=session, kind=Measure.Kind.SUSPEND)
    return list(rows.filter(released_at__isnull=False, withdrawn_at=None).order_by("id"))


def warnings_standing(actor: Actor, session: Session, rule: str) -> list[Measure]:
    """Return the warnings of a broadcast by one rule that went out and were not withdrawn."""
    rows = Measure.objects.of(actor).filter(session=session, kind=Measure.Kind.WARNING, rule=rule)
    return list(rows.filter(released_at__isnull=False, withdrawn_at=None).order_by("id"))


def measures_named(actor: Actor, measure_ids: Collection[UUID]) -> list[Measure]:
    """Return measures by their ids, in order."""
    found = Measure.objects.of(actor).filter(pk__in=list(measure_ids))
    return list(found.select_related("room").order_by("id"))


def measure_list(actor: Actor, room_id: UUID) -> QuerySet[Measure]:
    """Return a room's measures, newest first; a streamer sees only what was released.

    Raises:
        NotFound: no such room for this actor.
    """
    room = rooms.room_get(actor, room_id)
    found = Measure.objects.of(actor).filter(room=room).select_related("session")
    if not rooms_policies.can_watch(actor):
        found = found.filter(released_at__isnull=False)
    return found.order_by("-created_at", "-id")


def measure_since(
    actor: Actor, room_id: UUID, since: int = 0, most: int = MOST
) -> list[tuple[Measure, dict[str, Any]]]:
    """Return a room's released measures after `since`, in order, each with its frame.

    Raises:
        NotFound: no such room for this actor.
    """
    room = rooms.room_get(actor, room_id)
    found = Measure.objects.of(actor).filter(room=room, seq__gt=since).select_related("session")
    return [
        (one, rules.frame_of(one, words.quote_of(one.session, one)))
        for one in found.order_by("seq")[:most]
    ]


def frame_list(
    actor: Actor, room_id: UUID, since: int = 0, most: int = MOST
) -> list[dict[str, Any]]:
    """Return the frames a room's clients have not had since `since`, in order.

    For the live process, which has let the clients in: whose the room is is not asked again.
    """
    tenancy.require(actor)
    return [
        rules.frame_of(measure, words.quote_of(session, measure))
        for measure, session in RELEASED.all([actor.tenant_id, room_id, since, most])
    ]


def measure_preview(actor: Actor, session: Session, order: rules.Order) -> dict[str, Any]:
    """Return the frame that an order would put on the streamer's phone, without giving it."""
    measure = Measure(
        tenant_id=actor.tenant_id,
        room_id=session.room_id,
        session=session,
        kind=order.kind,
        level=level_next(actor, session.pk, order.kind),
        clause=order.clause,
        reason_zh=order.reason.get("zh", ""),
        reason_en=order.reason.get("en", ""),
        advice_zh=order.advice.get("zh", ""),
        advice_en=order.advice.get("en", ""),
        minutes=order.minutes,
    )
    return rules.frame_of(measure, order.quote)


def level_next(actor: Actor, session_id: UUID, kind: str) -> int:
    """Return the how-manieth of its kind the next measure of a session would be."""
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [tenancy.require(actor).tenant_id, session_id, kind])
        return int(cursor.fetchone()[0]) + 1


def measure_standing(actor: Actor, session_id: UUID) -> list[Measure]:
    """Return the measures of a session that were neither taken back nor are over, in order."""
    tenancy.require(actor)
    return [row[0] for row in STANDING.all([actor.tenant_id, session_id])]


def measure_unacknowledged(actor: Actor) -> QuerySet[Measure]:
    """Return what was released and nobody has acknowledged yet, oldest first."""
    return (
        Measure.objects.of(actor)
        .filter(released_at__isnull=False, acknowledged_at__isnull=True, closed_at__isnull=True)
        .exclude(kind=Measure.Kind.VIEWER_NOTICE)
        .select_related("room", "session")
        .order_by("released_at")
    )


def tenants_due(at: datetime, most: int = 500) -> list[UUID]:
    """Return the tenants, whoever they are, with a measure to release, escalate or alarm about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM measures_due(%s, %s, %s)", [at, at, most])
        return [row[0] for row in cursor.fetchall()]


def tenants_stale(before: datetime, most: int = 500) -> list[UUID]:
    """Return the tenants with live rooms whose shown risk is older than `before`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM risks_stale(%s, %s)", [before, most])
        return [row[0] for row in cursor.fetchall()]


def state_find(actor: Actor, session_id: UUID) -> RoomState | None:
    """Return what is known of a session's risk, if it has begun."""
    tenants = actor.tenant_ids
    return RoomState.objects.filter(session_id=session_id, tenant_id__in=tenants).first()

"""Open a room, go live, end."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto, events, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, NotFound
from livecompliance.kernel.ids import uuid7
from rooms import gate, policies, selectors
from rooms.events import SessionEnded, SessionStarted
from rooms.models import Cursor, OnAir, Room, Session, SessionHead


class RoomExists(Conflict):
    code = "room_exists"


@transaction.atomic
def room_create(
    *,
    actor: Actor,
    title: str,
    external_id: str = "",
    operator_name: str = "",
    operator_user_id: UUID | None = None,
    category: str = "",
    tier: str = Room.Tier.FIRST,
) -> Room:
    """Open a room in the actor's tenant.

    Raises:
        Forbidden: the actor may not manage rooms.
        RoomExists: another room already has `external_id`.
    """
    policies.require_manage(actor)
    try:
        with transaction.atomic():
            room = Room.objects.create(
                tenant_id=actor.tenant_id,
                title=title,
                external_id=external_id,
                operator_name=operator_name,
                operator_user_id=operator_user_id,
                category=category,
                tier=tier,
            )
    except IntegrityError:
        raise RoomExists(_("已有直播间使用这个外部编号。")) from None
    record.entry_append(actor=actor, action="rooms.room_created", subject=("room", room.pk))
    return room


def partition_ensure(month: date) -> bool:
    """Make the partition of one month's segments; tell whether it was missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT segment_partition_ensure(%s)", [month])
        return bool(cursor.fetchone()[0])


def partitions_ensure() -> int:
    """Make the partitions of this month and the next two; return how many were missing."""
    month, made = month_of(clock.today()), 0
    for _number in range(3):
        made += partition_ensure(month)
        month = month_of(month + timedelta(days=31))
    return made


def month_of(moment_date: date) -> date:
    """Return the first day of the month: the partition of a session that starts then."""
    return moment_date.replace(day=1)


@transaction.atomic
def session_start(
    *,
    actor: Actor,
    room_id: UUID,
    form: str = Session.Form.VIDEO,
    marketers: Sequence[str] = (),
    is_virtual_image: bool = False,
) -> Session:
    """Go live: pass the gate, make the session's key, open its chain.

    Returns:
        The session; the one already on air when there is one.

    Raises:
        NotFound: no such room for this actor.
        Forbidden: the actor may not run sessions.
        DomainError: a check of the gate refuses.

    Law: M-live-verification
    """
    policies.require_manage(actor)
    room = selectors.room_get(actor, room_id, lock=True)
    current = selectors.session_open(actor, room)
    if current is not None:
        return current
    passed = gate.pass_through(actor, room)
    session = _session_open(actor, room, form, is_virtual_image)
    OnAir.objects.bulk_create(
        OnAir(tenant_id=actor.tenant_id, session=session, stage_name=name, is_host=not index)
        for index, name in enumerate(dict.fromkeys(marketers))
    )
    record.entry_append(
        actor=actor,
        action="rooms.session_started",
        subject=("session", session.pk),
        clause="M-live-verification",
        data={"room": str(room.pk), "gate": passed, "form": form},
    )
    events.publish(SessionStarted(actor=actor, session_id=session.pk, room_id=room.pk))
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return session


def _session_open(actor: Actor, room: Room, form: str, is_virtual_image: bool) -> Session:
    session_id, month = uuid7(), month_of(clock.today())
    place = selectors.key_context(actor.tenant_id, session_id)
    partition_ensure(month)
    session = Session.objects.create(
        id=session_id,
        tenant_id=actor.tenant_id,
        room=room,
        session_month=month,
        form=form,
        is_virtual_image=is_virtual_image,
        started_at=clock.now(),
        wrapped_key=crypto.keyring().wrap(crypto.new_key(), place),
    )
    SessionHead.objects.create(session=session, tenant_id=actor.tenant_id)
    Cursor.objects.create(session=session, tenant_id=actor.tenant_id)
    return session


@transaction.atomic
def session_end(*, actor: Actor, session_id: UUID) -> Session:
    """End a broadcast: its chain takes no more segments. Ending twice is ending once.

    Raises:
        NotFound: no such session for this actor.
        Forbidden: the actor may not run sessions.

    Law: O117-evidence-3y
    """
    policies.require_manage(actor)
    session = selectors.session_get(actor, session_id)
    head = SessionHead.objects.select_for_update().filter(session_id=session_id).first()
    if head is None:
        raise NotFound(_("没有这个场次。"))
    if not head.is_open:
        session.refresh_from_db(fields=["ended_at"])  # it may have ended while we waited
        return session
    SessionHead.objects.filter(pk=head.pk).update(is_open=False)
    session.ended_at = clock.now()
    session.save(update_fields=["ended_at"])
    record.entry_append(
        actor=actor,
        action="rooms.session_ended",
        subject=("session", session.pk),
        clause="O117-evidence-3y",
        data={"segments": head.seq, "events": head.events, "chain": bytes(head.chain).hex()},
    )
    events.publish(SessionEnded(actor=actor, session_id=session.pk, room_id=session.room_id))
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return session

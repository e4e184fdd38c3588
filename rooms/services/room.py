"""Open a room, go live, end."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto, events, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from parties import selectors as parties
from parties.models import Party
from rooms import policies, selectors
from rooms.events import AdmissionLost, RoomOperated, SessionEnded, SessionStarted
from rooms.models import Admission, Cursor, Room, Session, SessionHead
from rooms.services.admission import Cast, Wish, cast_of, decide
from rooms.services.cast import cast_join, verifications_spend

WISH = Wish()


class RoomExists(Conflict):
    code = "room_exists"


@transaction.atomic
def room_create(
    *,
    actor: Actor,
    title: str,
    external_id: str = "",
    operator_name: str = "",
    operator_id: UUID | None = None,
    operator_user_id: UUID | None = None,
    category: str = "",
    tier: str = Room.Tier.FIRST,
) -> Room:
    """Open a room in the actor's tenant.

    Raises:
        Forbidden: the actor may not manage rooms.
        RoomExists: another room already has `external_id`.
        Invalid: no such operator in the tenant.
    """
    policies.require_manage(actor)
    operator = operator_of(actor, operator_id)
    try:
        with transaction.atomic():
            room = Room.objects.create(
                tenant_id=actor.tenant_id,
                title=title,
                external_id=external_id,
                operator=operator,
                operator_name=operator_name or (operator.public_name if operator else ""),
                operator_user_id=operator_user_id or (operator.user_id if operator else None),
                category=category,
                tier=tier,
            )
    except IntegrityError:
        raise RoomExists(_("已有直播间使用这个外部编号。")) from None
    record.entry_append(actor=actor, action="rooms.room_created", subject=("room", room.pk))
    _operated(actor, room)
    return room


def _operated(actor: Actor, room: Room) -> None:
    """Tell who operates a room now, and read what whoever heard it made of the room."""
    if room.operator_id is not None:
        events.publish(RoomOperated(actor, room.pk, room.operator_id))
        room.refresh_from_db(fields=["tier"])


def operator_of(actor: Actor, party_id: UUID | None) -> Party | None:
    """Return the party that is to operate a room.

    Raises:
        Invalid: no such party in the tenant, or it is not registered as an operator.
    """
    if party_id is None:
        return None
    party = parties.party_find(actor, party_id)
    if party is None or Party.Role.OPERATOR not in party.roles:
        raise Invalid(_("请填写本平台已登记的直播间运营者。"), field="operator_id")
    return party


@transaction.atomic
def room_operator_set(*, actor: Actor, room_id: UUID, operator_id: UUID | None) -> Room:
    """Say who operates a room (None: nobody); the next broadcast is asked about him.

    Raises:
        NotFound: no such room. Invalid: no such operator in the tenant.
        Conflict: the room is on air.
    """
    policies.require_manage(actor)
    room, session = selectors.room_asked(actor, room_id, lock=True)
    operator = operator_of(actor, operator_id)
    if room.operator_id == operator_id:
        return room
    if session is not None:
        raise Conflict(_("直播间正在直播，下播后才能更换运营者。"))
    before, room.operator = room.operator_id, operator
    room.operator_name = operator.public_name if operator else ""
    room.operator_user_id = operator.user_id if operator else None
    room.save(update_fields=["operator", "operator_name", "operator_user"])
    record.entry_append(
        actor=actor,
        action="rooms.room_operator_set",
        subject=("room", room.pk),
        data={"from": str(before or ""), "to": str(operator_id or "")},
    )
    _operated(actor, room)
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


class Start(NamedTuple):
    """What came of a wish to go live: the gate's answer, and the broadcast if one is on air.

    `admission` is empty when the broadcast had begun before, without being asked for anew.
    """

    admission: Admission | None
    session: Session | None


@transaction.atomic
def session_start(*, actor: Actor, room_id: UUID, wish: Wish = WISH) -> Start:
    """Go live: pass the gate, make the session's key, open its chain.

    Returns:
        The gate's answer and the session; no session when it denies. The session already on
        air when there is one.

    Raises:
        NotFound: no such room for this actor.
        Forbidden: the actor may not run sessions.

    Law: M-live-verification
    """
    policies.require_manage(actor)
    room, current = selectors.room_asked(actor, room_id, lock=True)
    if current is not None:
        return Start(None, current)
    cast = cast_of(actor, wish.marketers)
    admission = decide(actor, room, wish, cast, Admission.Kind.START)
    if not admission.is_allowed and admission.is_enforced:
        return Start(admission, None)
    session = session_begin(actor, admission, wish, cast)
    verifications_spend(actor, admission, session, cast)
    return Start(admission, session)


def session_begin(actor: Actor, admission: Admission, wish: Wish, cast: Cast) -> Session:
    """Begin the broadcast that the gate let through, in the transaction of its answer."""
    session = _session_open(actor, admission, wish)
    admission.session = session
    admission.save(update_fields=["session"])
    cast_join(actor, session, cast)
    record.entry_append(
        actor=actor,
        action="rooms.session_started",
        subject=("session", session.pk),
        clause="M-live-verification",
        data={"room": str(admission.room_id), "admission": str(admission.pk), "form": wish.form},
    )
    room_id = admission.room_id
    events.publish(SessionStarted(actor=actor, session_id=session.pk, room_id=room_id))
    if not session.is_admitted:
        events.publish(AdmissionLost(actor, session.pk, room_id, admission.pk))
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return session


def _session_open(actor: Actor, admission: Admission, wish: Wish) -> Session:
    session_id, month = uuid7(), month_of(clock.today())
    place = selectors.key_context(actor.tenant_id, session_id)
    partition_ensure(month)
    session = Session.objects.create(
        id=session_id,
        tenant_id=actor.tenant_id,
        room=admission.room,
        session_month=month,
        form=wish.form,
        is_virtual_image=wish.is_virtual_image,
        virtual_hosts=list(wish.virtual_hosts),
        technologies=list(wish.technologies),
        functions=list(wish.functions),
        is_admitted=admission.is_allowed,
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

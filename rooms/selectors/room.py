"""Ask about rooms and sessions."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from accounts.models import Tenant
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pg import hot
from parties.models import Party
from rooms import policies
from rooms.models import Admission, Room, Session

WITH_OPERATOR = """
SELECT {r}, {t}, {p} FROM rooms_room r JOIN accounts_tenant t ON t.id = r.tenant_id
LEFT JOIN parties_party p ON p.id = r.operator_id WHERE r.tenant_id = ANY(%s) AND r.id = %s
"""
ASKED = hot.Reading(WITH_OPERATOR, r=Room, t=Tenant, p=Party)
# Whoever writes about a room meanwhile, an inspection above all, does not wait for the gate.
ASKED_LOCKED = hot.Reading(f"{WITH_OPERATOR} FOR NO KEY UPDATE OF r", r=Room, t=Tenant, p=Party)
OPEN = hot.Reading(
    """SELECT {s} FROM rooms_session s
       WHERE s.tenant_id = ANY(%s) AND s.room_id = %s AND s.ended_at IS NULL LIMIT 1""",
    s=Session,
)


def room_get(actor: Actor, room_id: UUID, *, lock: bool = False) -> Room:
    """Return one room that `actor` may see.

    Raises:
        NotFound: no such room in the actor's tenant, or not the streamer's own.
    """
    rooms = Room.objects.of(actor)
    room = (rooms.select_for_update() if lock else rooms).filter(pk=room_id).first()
    if room is None or not (policies.can_watch(actor) or policies.can_stream(actor, room)):
        raise NotFound(_("没有这个直播间。"))
    return room


def room_asked(actor: Actor, room_id: UUID, *, lock: bool = False) -> tuple[Room, Session | None]:
    """Return a room with its tenant and operator, and the session now on air there.

    Raises:
        NotFound: no such room for this actor.
    """
    reading = ASKED_LOCKED if lock else ASKED
    found = reading.first([list(tenancy.require(actor).tenant_ids), room_id])
    if found is None or not (policies.can_watch(actor) or policies.can_stream(actor, found[0])):
        raise NotFound(_("没有这个直播间。"))
    room: Room = found[0]
    room.tenant, room.operator = found[1:]
    return room, session_open(actor, room)


def room_list(actor: Actor) -> TenantQuerySet[Room]:
    """Return the rooms that `actor` may see, newest first."""
    rooms = Room.objects.of(actor).order_by("-created_at", "-id")
    return rooms if policies.can_watch(actor) else rooms.filter(operator_user_id=actor.user_id)


def room_page(actor: Actor, after: UUID | None, most: int) -> list[Room]:
    """Return at most `most` rooms, newest first, from behind the room `after`.

    Ids rise with time, so the id is the place in the list.
    """
    rooms = room_list(actor).order_by("-id")
    return list((rooms.filter(pk__lt=after) if after else rooms)[:most])


def session_get(actor: Actor, session_id: UUID) -> Session:
    """Return one session with its room.

    Raises:
        NotFound: no such session for this actor.
    """
    session = Session.objects.of(actor).select_related("room").filter(pk=session_id).first()
    if session is None or not (
        policies.can_watch(actor) or policies.can_stream(actor, session.room)
    ):
        raise NotFound(_("没有这个场次。"))
    return session


def session_open(actor: Actor, room: Room) -> Session | None:
    """Return the session now on air in `room`, if any."""
    found = OPEN.first([list(tenancy.require(actor).tenant_ids), room.pk])
    return found[0] if found else None


def session_at(actor: Actor, room_id: UUID, at: datetime) -> Session | None:
    """Return the broadcast that was on air in a room at an instant; None when none was."""
    room = room_get(actor, room_id)
    found = Session.objects.of(actor).filter(room=room, started_at__lte=at)
    on_air = found.filter(Q(ended_at=None) | Q(ended_at__gte=at))
    return on_air.select_related("room").order_by("-started_at").first()


def session_open_list(actor: Actor) -> TenantQuerySet[Session]:
    """Return every session on air in the actor's tenants."""
    return Session.objects.of(actor).filter(ended_at__isnull=True).select_related("room")


def sessions_begun(actor: Actor, since: datetime) -> TenantQuerySet[Session]:
    """Return the broadcasts that began since an instant."""
    return Session.objects.of(actor).filter(started_at__gte=since)


def admission_latest(actor: Actor, session: Session) -> Admission | None:
    """Return the gate's newest answer about a session; None where there was no gate yet."""
    return Admission.objects.of(actor).filter(session=session).order_by("-asked_at").first()


def admission_denied(actor: Actor, session_id: UUID, at: datetime) -> Admission | None:
    """Return the gate's last no about a session up to an instant; None where it never said no."""
    found = Admission.objects.of(actor).filter(session=session_id, asked_at__lte=at)
    return found.filter(is_allowed=False).order_by("-asked_at").first()


def admission_get(actor: Actor, admission_id: UUID) -> Admission:
    """Return one answer of the gate.

    Raises:
        NotFound: no such answer in the actor's tenant.
    """
    found = Admission.objects.of(actor).select_related("room").filter(pk=admission_id).first()
    if found is None or not policies.can_watch(actor):
        raise NotFound(_("没有这次准入检查。"))
    return found


def admission_list(actor: Actor, room: Room) -> TenantQuerySet[Admission]:
    """Return what the gate answered about a room, the newest first."""
    return Admission.objects.of(actor).filter(room=room).order_by("-asked_at")


def session_list_between(actor: Actor, since: datetime, until: datetime) -> TenantQuerySet[Session]:
    """Return the sessions that began in a period and of which anything is left, in order.

    Raises:
        Forbidden: the actor may not watch all rooms.
    """
    policies.require_watch(actor)
    found = Session.objects.of(actor).filter(started_at__gte=since, started_at__lt=until)
    left = found.filter(key_destroyed_at__isnull=True)
    return left.select_related("room", "head").order_by("pk")


def sessions_earlier(actor: Actor, session: Session, within: timedelta) -> TenantQuerySet[Session]:
    """Return the broadcasts of the same operator that began before one, and not too long ago.

    Where a room has no operator they are the room's own.
    """
    began, operator = session.started_at, session.room.operator_id
    found = Session.objects.of(actor).filter(started_at__lt=began, started_at__gte=began - within)
    return found.filter(room__operator=operator) if operator else found.filter(room=session.room_id)


def sessions_with(actor: Actor, party_id: UUID) -> list[UUID]:
    """Return the sessions now on air in which a party operates or is seen."""
    sessions = Session.objects.of(actor).filter(ended_at__isnull=True)
    seen = sessions.filter(on_air__party_id=party_id, on_air__left_at__isnull=True)
    own = sessions.filter(room__operator_id=party_id)
    return sorted({*seen.values_list("pk", flat=True), *own.values_list("pk", flat=True)})

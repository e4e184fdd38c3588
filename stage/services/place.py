"""Where a broadcast is made from: declared before, declared again when it moves."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from ledger import services as record
from livecompliance.kernel import clock, events, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.personal import readers
from rooms import selectors as rooms
from rooms.models import Room
from stage import policies, selectors
from stage.events import PlaceRestricted
from stage.models import Place
from stage.rules import places as rules
from stage.services.sessions import session_asked_again

FIELD = "stage.place.location"
CLAUSE = "M-places"


@dataclass(frozen=True, slots=True)
class Where:
    """What is declared: a kind, a district in words, and coordinates where they are known."""

    kind: str
    area: str = ""
    latitude: float | None = None
    longitude: float | None = None


@transaction.atomic
def place_declare(*, actor: Actor, room_id: UUID, where: Where) -> Place:
    """Say where a room is broadcast from; the place before is the past.

    A place where nobody may broadcast is taken down as such: before a broadcast the gate refuses
    it, on air it is announced at once.

    Raises:
        NotFound: no such room for this actor.
        Forbidden: the actor may not declare for this room.
        Invalid: no such kind of place, or no such point on earth.

    Law: M-places
    """
    room = rooms.room_get(actor, room_id, lock=True)
    policies.require_declare(actor, room)
    if where.kind not in rules.KINDS:
        raise Invalid(_("没有这种场所。"), field="kind")
    point = _point(where)
    terms, session = selectors.terms_get(actor), rooms.session_open(actor, room)
    Place.objects.of(actor).filter(room=room, ended_at__isnull=True).update(ended_at=clock.now())
    keeper_kind, keeper_id = _keeper(room)
    place = Place(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        room=room,
        session_id=session.pk if session else None,
        kind=where.kind,
        area=" ".join(where.area.split())[:60],
        keeper_kind=keeper_kind,
        keeper_id=keeper_id,
        ground=rules.ground_of(where.kind, terms.restricted),
        declared_at=clock.now(),
        declared_by_id=actor.user_id,
    )
    place.is_restricted = bool(place.ground)
    if point:
        key = accounts.person_key(actor, keeper_id, keeper_kind)
        Place._meta.get_field("location").put(place, point, key, b"")
    place.save(force_insert=True)
    record.entry_append(
        actor=actor,
        action="stage.place_declared",
        subject=("room", room.pk),
        clause=CLAUSE,
        data={"kind": place.kind, "ground": place.ground, "on_air": session is not None},
    )
    if session is not None:
        session_asked_again(actor, session.pk)
        if place.is_restricted:
            events.publish(PlaceRestricted(actor, room.pk, session.pk, place.ground))
        live.ring_on_commit(actor.tenant_id, "wall", "all")
    return place


def _point(where: Where) -> str:
    if where.latitude is None or where.longitude is None:
        return ""
    try:
        return rules.located(where.latitude, where.longitude)
    except ValueError:
        raise Invalid(_("经纬度超出范围。"), field="latitude") from None


def _keeper(room: Room) -> tuple[str, UUID]:
    """Return whose key seals where a room is: its operator's, or the room's own."""
    return ("party", room.operator_id) if room.operator_id else ("room", room.pk)


def _read(actor: Actor, place_id: UUID) -> readers.Reading:
    """Open one place's coordinates for whoever may review."""
    if not policies.can_review(actor):
        raise Forbidden(_("只有合规专员可以查看精确位置。"))
    found = selectors.place_location(actor, place_id)
    if found is None:
        raise NotFound(_("没有可以查看的位置。"))
    return readers.Reading("address", found[1], ("room", found[0].room_id))


readers.register(FIELD, _read)
